"""From settled sheets to a published result: computed with bounds, ranked among so many units, approved by another, revised with a reason."""

import io
import subprocess
from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.indices.models import Entry, Result, Round
from openpar.apps.indices.selectors import rounds_framework as shelf
from openpar.apps.indices.selectors import rounds_result as results
from openpar.apps.indices.selectors.rounds_score import standing
from openpar.apps.indices.services import rounds_cells, rounds_result, rounds_sheets
from openpar.apps.indices.services.rounds_cells import Cell
from openpar.core.models import AuditEntry, Membership, OutboxMessage, User
from openpar.engine.errors import BadInput, Conflict, OpenParError, Refused
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.apps.indices.test_papi_pages import words
from tests.people import SINCE, moment

HALF = {"stc": Decimal("1"), "syt": Decimal("0.5")}


def full(province, round, unit, share, skip=()):
    """Every criterion at a share of its maximum, appraised by Lan and agreed."""
    leaves = shelf.leaves(shelf.frozen(round))
    sheet = sheet_of(round, unit)
    first = {c: share * leaf.max for c, leaf in leaves.items() if c not in skip}
    say(province, round, unit, {"1.1": 1}, {"stc": "minh", "syt": "yen"}[unit])
    head = province.actor({"stc": "dung", "syt": "yen"}[unit])
    rounds_sheets.submit(sheet, by=head, at=moment())
    rounds_cells.write([Cell(sheet.pk, c, shelf.first_stream(leaves[c]), v) for c, v in first.items()], by=province.actor("lan"), at=moment())
    rounds_sheets.appraise(sheet_of(round, unit), by=province.actor("lan"), at=moment())
    rounds_sheets.agree(sheet_of(round, unit), by=head, at=moment())


@pytest.fixture
def settled(province):
    made = open_round(province, units=("stc", "syt"))
    full(province, made, "stc", Decimal(1))
    full(province, made, "syt", Decimal("0.5"), skip=("4.2",))
    return made


def publish(province, round):
    rounds_result.close(round, by=province.actor("lan"), at=moment())
    rounds_result.approve(round, by=province.actor("chu_tich"), at=moment())
    return rounds_result.publish(round, by=province.actor("lan"), at=moment())


def test_what_is_not_measured_is_bounded_not_zero_and_not_ranked(settled, province):
    table = {r["organisation"].code: r for r in standing(settled).table}
    assert (table["stc"]["total"], table["stc"]["rank"], table["stc"]["class"]) == (100, 1, "Tốt")
    syt = table["syt"]
    assert not syt["complete"] and syt["rank"] is None and syt["total"] == Decimal("48.50")
    assert (syt["low"], syt["high"]) == (Decimal("48.5"), Decimal("51.5"))


def test_the_heat_map_counts_as_lost_only_what_was_measured(client, province, settled):
    """4.2 of the health department (3 points) is not measured: of area 4 it lost the half of the other 6 points, at least."""
    publish(province, settled)
    row = next(r for r in client.get(f"/ket-qua-danh-gia/{settled.pk}/").content.decode().split("<tr>") if "Sở Y tế" in r and "trên 9 điểm" in r)
    assert "≥ 3,00" in row and "mất 3,00 trên 9 điểm, chưa đủ số liệu" in row and row.count("≥") == 1
    client.force_login(province.chu_tich)
    page = client.get(f"/dot-danh-gia/{settled.pk}/khoang-cach/?don-vi={province.syt.pk}").content.decode()
    assert "mất 3,00 trên 9 điểm, chưa đủ số liệu" in page


def test_own_points_alone_are_never_official(province):
    made = open_round(province, units=("stc",))
    say(province, made, "stc", {"1.1": 1}, "minh")
    assert standing(made).of(province.stc.pk).total is None
    assert standing(made, "self").of(province.stc.pk).total == 1


def test_case_IX_08_what_does_not_apply_leaves_the_total_and_never_exceeds_the_maximum(province, settled):
    sheet = sheet_of(settled, "stc")
    rounds_sheets.reopen(sheet, reason="Không có thủ tục", by=province.actor("lan"), at=moment())
    rounds_cells.write([Cell(sheet.pk, c, "appraisal1", None, "not_applicable") for c in ("3.4", "3.5")], by=province.actor("lan"), at=moment())
    one = standing(settled).of(province.stc.pk)
    assert one.complete and one.percent <= 100 and one.total <= 100


def test_case_IX_09_screen_file_and_paper_come_from_one_computation(client, province, settled):
    import openpyxl
    from docx import Document
    publish(province, settled)
    shown = results.published_or_404(settled.pk)
    assert {x["unit"]: x["total"] for x in shown.lines()} == {r["organisation"].label: r["total"] for r in standing(settled).table}
    page = openpyxl.load_workbook(io.BytesIO(client.get(f"/ket-qua-danh-gia/{settled.pk}/ket-qua.xlsx").content)).active
    assert any(row[2] == 48.5 for row in page.iter_rows(values_only=True))
    client.force_login(province.lan)
    paper = Document(io.BytesIO(client.get(f"/dot-danh-gia/{settled.pk}/quyet-dinh.docx").content))
    assert "48,50" in [c.text for t in paper.tables for row in t.rows for c in row.cells]


def test_an_unsettled_round_is_not_submitted(province):
    made = open_round(province, units=("stc",))
    with pytest.raises(Refused, match="Sở Tài chính"):
        rounds_result.close(made, by=province.actor("lan"), at=moment())


def test_who_prepares_does_not_approve(province, settled):
    rounds_result.close(settled, by=province.actor("lan"), at=moment())
    with pytest.raises(Refused, match="Lãnh đạo UBND"):
        rounds_result.approve(settled, by=province.actor("lan"), at=moment())
    with pytest.raises(OpenParError):
        rounds_result.publish(settled, by=province.actor("lan"), at=moment())


def test_publishing_twice_is_one_result_and_one_message_to_each_unit(province, settled):
    publish(province, settled)
    with pytest.raises(Conflict):
        rounds_result.publish(settled, by=province.actor("lan"), at=moment())
    assert Result.objects.count() == 1 and OutboxMessage.objects.filter(topic="indices.round.published").count() == 2
    assert AuditEntry.objects.filter(act="indices.round.publish").count() == 1


def test_the_public_reads_the_result_after_publication_and_nothing_before(client, province, settled):
    assert client.get(f"/ket-qua-danh-gia/{settled.pk}/").status_code == 404
    publish(province, settled)
    said = words(client.get(f"/ket-qua-danh-gia/{settled.pk}/"))
    assert "1 trong 2 đơn vị đủ số liệu" in said and "nằm trong 48,50 đến 51,50" in said and "không chính thức" in said
    assert settled.title in words(client.get("/ket-qua-danh-gia/"))
    client.force_login(province.dung)
    assert "Sở Y tế" in words(client.get(f"/ket-qua-danh-gia/{settled.pk}/"))
    assert client.get(f"/phieu-cham/{sheet_of(settled, 'syt').pk}/").status_code == 404  # the sheet with its comments stays inside


def test_a_revision_says_why_and_keeps_the_old_result(client, province, settled):
    publish(province, settled)
    client.force_login(province.lan)
    version = Round.objects.get(pk=settled.pk).version
    typed = {"unit": province.syt.pk, "code": "4.2", "points": "3", "reason": "Bổ sung quyết định giao biên chế", "version": version}
    assert client.post(f"/ket-qua-danh-gia/{settled.pk}/dinh-chinh/", {**typed, "points": "4"}).status_code == 422
    assert client.post(f"/ket-qua-danh-gia/{settled.pk}/dinh-chinh/", {**typed, "reason": " "}).status_code == 422
    answer = client.post(f"/ket-qua-danh-gia/{settled.pk}/dinh-chinh/", typed, follow=True)
    assert "đính chính lần 2" in words(answer)
    new, old = results.published_or_404(settled.pk), results.published_or_404(settled.pk, 1)
    assert {x["unit"]: x["rank"] for x in new.lines()} == {"Sở Tài chính": 1, "Sở Y tế": 2}
    assert {x["unit"]: x["rank"] for x in old.lines()} == {"Sở Tài chính": 1, "Sở Y tế": None}
    from docx import Document
    paper = "\n".join(p.text for p in Document(io.BytesIO(client.get(f"/dot-danh-gia/{settled.pk}/quyet-dinh.docx").content)).paragraphs)
    assert "Đính chính kết quả" in paper and "Lý do: Bổ sung quyết định giao biên chế." in paper and "Phê duyệt và công bố" not in paper
    client.logout()
    said = words(client.get(f"/ket-qua-danh-gia/{settled.pk}/"))
    assert "Bổ sung quyết định giao biên chế" in said
    assert "Sở Y tế: 4.2 " in said and ": – → 3,00; tổng điểm 48,50 → 51,50; hạng – → 2." in said  # what it changed, for everybody
    assert client.post(f"/ket-qua-danh-gia/{settled.pk}/dinh-chinh/", typed).status_code == 302


def test_a_revision_names_the_units_whose_rank_it_moved(province):
    made = open_round(province, units=("stc", "syt"))
    full(province, made, "stc", Decimal(1))
    full(province, made, "syt", Decimal("0.99"))
    publish(province, made)
    rounds_result.revise(made, unit=province.stc.pk, code="1.2", points=Decimal(0), reason="Kế hoạch chưa xong", by=province.actor("lan"), at=moment())
    (newest, lines), (first, none) = results.history(results.published_or_404(made.pk))
    assert (newest.revision, first.revision, none) == (2, 1, [])
    assert lines[0].startswith("Sở Tài chính: 1.2 ") and lines[0].endswith("; hạng 1 → 2.")
    assert lines[1:] == ["Hạng của đơn vị khác đổi theo: Sở Y tế 2 → 1."]


def test_nobody_corrects_the_points_of_their_own_unit(province, settled):
    publish(province, settled)
    user = User.objects.get(username="lan")
    Membership.objects.create(user=user, organisation=province.syt, role="officer", valid_from=SINCE)
    with pytest.raises(Refused, match="đơn vị mình"):
        rounds_result.revise(settled, unit=province.syt.pk, code="4.2", points=Decimal(3), reason="x", by=province.actor("lan"), at=moment())


def test_the_printed_value_stands_beside_the_computed_one(client, province, settled):
    publish(province, settled)
    shown = results.published_or_404(settled.pk)
    rounds_result.print_values(shown.result, number="1500/QĐ-UBND", on=date(2022, 8, 24), printed={province.stc.pk: Decimal("99.98")},
                               by=province.actor("lan"), at=moment())
    said = words(client.get(f"/ket-qua-danh-gia/{settled.pk}/"))
    assert "99,98" in said and "khác số tính" in said and "1500/QĐ-UBND" in said
    with pytest.raises(BadInput):
        rounds_result.print_values(shown.result, number=" ", on=None, printed={}, by=province.actor("lan"), at=moment())


@pytest.mark.needs("libreoffice")
def test_the_decision_opens_as_a_document(client, province, settled, tmp_path):
    from tests.conftest import require
    client.force_login(province.lan)
    (tmp_path / "qd.docx").write_bytes(client.get(f"/dot-danh-gia/{settled.pk}/quyet-dinh.docx").content)
    subprocess.run([str(require("libreoffice")), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "txt:Text (encoded):UTF8",
                    "--outdir", str(tmp_path), str(tmp_path / "qd.docx")], check=True, capture_output=True, timeout=120)
    text = (tmp_path / "qd.txt").read_text(encoding="utf-8")
    assert "QUYẾT ĐỊNH" in text and "Điều 1." in text and "chưa đủ số liệu (48,50 đến 51,50)" in text


def test_no_clock_runs_on_after_publication(province, settled):
    from openpar.core.models import Deadline
    publish(province, settled)
    clocks = Deadline.objects.filter(room__startswith="indices.")
    assert clocks.exists() and not clocks.filter(open=True).exists()
    assert clocks.get(duty="approve_round").met_at and clocks.get(duty="publish_round").met_at


def test_case_IX_02_and_IX_10_ranks_go_by_exact_points_and_ties_are_1_2_2_4(province):
    made = open_round(province, units=("snv", "stc", "syt", "muong_te"))
    for unit, points in (("snv", "0.800004"), ("stc", "0.800001"), ("syt", "0.800001"), ("muong_te", "0.1")):
        sheet = sheet_of(made, unit)
        Entry.objects.bulk_create([Entry(sheet=sheet, code=c, stream=shelf.first_stream(leaf), at=moment(), points=Decimal(points if c == "1.1" else 0))
                                   for c, leaf in shelf.leaves(shelf.frozen(made)).items()])
    table = standing(made).table
    assert [(r["organisation"].code, r["rank"], r["total"]) for r in table] == [
        ("snv", 1, Decimal("0.80")), ("stc", 2, Decimal("0.80")), ("syt", 2, Decimal("0.80")), ("muong_te", 4, Decimal("0.10"))]
