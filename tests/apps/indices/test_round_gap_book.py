"""The gap page as a workbook: what the page shows, on pages of its own; nothing runs, nothing foreign is in it, LibreOffice opens it."""

import io
import subprocess
from decimal import Decimal

import openpyxl
import pytest

from openpar.apps.indices.services import rounds_facts, rounds_sheets
from openpar.core.models import Organisation
from tests.apps.indices.round_ground import say, sheet_of
from tests.apps.indices.test_papi_pages import words
from tests.apps.indices.test_round_gap import facts, give, round, share
from tests.people import moment

__all__ = ["facts", "round"]
TREE, UNITS, YEARS, WAY = "Cây tiêu chí", "Đơn vị và tiêu chí", "Qua các năm", "Cách ít công nhất"


def book(client, round, unit, **more):
    answer = client.get(f"/dot-danh-gia/{round.pk}/khoang-cach.xlsx", {"don-vi": unit.pk, **more})
    assert answer.status_code == 200 and answer["Content-Disposition"].endswith(f'khoang-cach-{round.pk}-{unit.pk}.xlsx"')
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def table(page):
    """The rows under the head as dictionaries, and the lines over it."""
    rows = list(page.iter_rows(values_only=True))
    head = next(i for i, r in enumerate(rows) if len([c for c in r if c]) > 2)
    return [dict(zip(rows[head], r, strict=True)) for r in rows[head + 1:]], [r[0] for r in rows[:head]]


def test_the_tree_has_every_criterion_with_points_facts_and_the_task_that_was_given(client, province, round):
    give(province, round)
    client.force_login(province.chu_tich)
    rows, notes = table(book(client, round, province.stc)[TREE])
    assert len(rows) == 43 and notes[0] == "Khoảng cách điểm: Sở Tài chính" and "Khung minh hoạ, không chính thức" in notes
    assert "Đạt 8,50 trên 13 điểm đã đo được, mất 4,50." in notes and "Tạm tính, chưa công bố" in notes
    found = next(r for r in rows if r["Mã"] == "1.3")
    assert (found["Đạt"], found["Tối đa"], found["Mất"], found["Tử số"], found["Mẫu số"], found["Nguồn số liệu"]) == (1.5, 4, 2.5, 91, 100, "Số liệu thử")
    assert found["Nhiệm vụ đã giao"].startswith("NV-") and found["Vì sao"]
    unmeasured = next(r for r in rows if r["Mã"] == "6.1")
    assert unmeasured["Đạt"] is None and unmeasured["Mất"] is None, "not measured is not lost"
    assert rows[0]["Mã"] == "1.3", "by points lost"


def test_units_that_are_not_complete_or_out_of_the_round_are_listed_with_the_reason(client, province, round):
    rounds_sheets.exclude(sheet_of(round, "snv"), reason="Mới thành lập", by=province.actor("lan"), at=moment())
    client.force_login(province.chu_tich)
    rows, _notes = table(book(client, round, province.stc)[UNITS])
    by_name = {r["Đơn vị"]: r for r in rows}
    assert set(by_name) == {"Sở Tài chính", "Sở Y tế", "Sở Nội vụ"}
    assert by_name["Sở Tài chính"]["Hạng"] is None and by_name["Sở Tài chính"]["Ghi chú"].startswith("chưa đủ, nằm trong 8,50 đến ")
    assert by_name["Sở Nội vụ"]["Ghi chú"] == "Ngoài đợt: Mới thành lập" and by_name["Sở Nội vụ"]["Điểm"] is None
    lost = {k.split()[0]: v for k, v in by_name["Sở Tài chính"].items() if k[0].isdigit()}
    assert lost["1.3"] == 2.5 and lost["6.1"] is None and lost["1"] is None
    said = words(client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}"))
    assert "Mới thành lập" in said and "Ngoài đợt" in said and "nằm trong 8,50 đến" in said


def test_the_cheapest_way_is_that_of_the_page_with_its_target_and_efforts(client, province, round):
    client.force_login(province.chu_tich)
    asked = {"dat": "11", "cong.tasks.on_time_share": "0,01"}
    rows, notes = table(book(client, round, province.stc, **asked)[WAY])
    assert notes[0] == "Cách ít công nhất để đạt 11 điểm" and [(r["Tiêu chí"], r["Mức cần đạt"], r["Điểm"]) for r in rows] == [("1.3", "98,00 %", 2.5)]
    page = client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/", {"don-vi": province.stc.pk, **asked}).content.decode()
    assert f"khoang-cach.xlsx?don-vi={province.stc.pk}&amp;dat=11&amp;cong.tasks.on_time_share=0%2C01" in page
    odd = book(client, round, province.stc, **{"dat": "1e999", "cong.x": "-1", "cong.y": "NaN"})
    assert WAY in odd.sheetnames and table(odd[WAY])[1][0] == "Cách ít công nhất để đạt 65 điểm", "what is no number asks for the next class"


@pytest.mark.database("sqlite", "postgresql")
def test_a_unit_takes_only_its_own_gap_and_nobody_a_foreign_one(client, province, round):
    say(province, round, "stc", {"4.1": 1}, "minh")
    rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    client.force_login(province.dung)
    at = f"/dot-danh-gia/{round.pk}/khoang-cach.xlsx"
    assert client.get(at, {"don-vi": province.stc.pk}).status_code == 404, "not before the appraisal is locked"
    rounds_sheets.appraise(sheet_of(round, "stc"), by=province.actor("lan"), at=moment())
    own = book(client, round, province.stc)
    assert UNITS not in own.sheetnames
    assert not any("Sở Y tế" in str(c.value) for page in own for row in page.iter_rows() for c in row)
    assert client.get(at, {"don-vi": province.syt.pk}).status_code == 404
    assert client.get(f"/dot-danh-gia/{round.pk + 999}/khoang-cach.xlsx").status_code == 404
    for foreign in ("9999999", "1e999", "-1", "٣"):
        assert client.get(at, {"don-vi": foreign}).status_code in (200, 404)
    client.force_login(province.users["te"])
    assert client.get(at).status_code == 404


def test_what_people_typed_cannot_run_and_english_readers_get_english_pages(client, province, round, facts):
    Organisation.objects.filter(pk=province.stc.pk).update(name='=HYPERLINK("http://x.vn";"a")', name_key="a")
    facts[province.stc.pk, "tasks.on_time_share"] = share(91, source="=1+1")
    rounds_facts.propose(round, by=province.actor("lan"), at=moment())
    client.force_login(province.chu_tich)
    pages = book(client, round, province.stc)
    cells = [c for page in pages for row in page.iter_rows() for c in row]
    assert any(c.value == "=1+1" for c in cells) and not any(c.data_type == "f" for c in cells)
    client.cookies["django_language"] = "en"
    english = book(client, round, province.stc)
    assert "Tree of criteria" in english.sheetnames
    rows, _notes = table(english["Tree of criteria"])
    assert next(r for r in rows if r["Code"] == "1.3")["Criterion"] == "Tasks given from above completed in time"
    steps, _notes = table(english[english.sheetnames[-1]])
    assert "98.00 %" in [r["To be reached"] for r in steps]


@pytest.mark.needs("libreoffice")
def test_libreoffice_opens_every_page_of_it(client, province, round, tmp_path):
    from tests.conftest import require
    client.force_login(province.chu_tich)
    (tmp_path / "gap.xlsx").write_bytes(client.get(f"/dot-danh-gia/{round.pk}/khoang-cach.xlsx", {"don-vi": province.stc.pk}).content)
    subprocess.run([str(require("libreoffice")), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx",
                    "--outdir", str(tmp_path / "ra"), str(tmp_path / "gap.xlsx")], check=True, capture_output=True, timeout=120)
    back = openpyxl.load_workbook(tmp_path / "ra/gap.xlsx")
    assert back.sheetnames == [TREE, UNITS, WAY]
    rows, _notes = table(back[TREE])
    assert Decimal(str(next(r for r in rows if r["Mã"] == "1.3")["Mất"])) == Decimal("2.5")


def test_the_workbook_asks_as_many_questions_for_any_number_of_units(client, province, round, django_assert_max_num_queries):
    client.force_login(province.chu_tich)
    client.get(f"/dot-danh-gia/{round.pk}/khoang-cach.xlsx")
    with django_assert_max_num_queries(24):
        client.get(f"/dot-danh-gia/{round.pk}/khoang-cach.xlsx")
