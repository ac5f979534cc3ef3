"""The Excel round trip: LibreOffice edits and returns the file; every bad cell is named; all or nothing; stale cells are kept out."""

import io
import subprocess
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.indices.models import Entry
from openpar.apps.indices.services import rounds_excel
from openpar.core.models import Evidence, Organisation
from openpar.engine.errors import BadInput
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.apps.indices.test_papi_pages import words
from tests.people import moment


@pytest.fixture
def round(province):
    return open_round(province)


def edited(data: bytes, cells: dict[str, object]) -> bytes:
    """The workbook with these cells of its first page changed, as another program writes it."""
    import openpyxl
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in cells.items():
        book["Điểm"][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def place_of(data: bytes, code: str, unit: str) -> str:
    import openpyxl
    page = openpyxl.load_workbook(io.BytesIO(data))["Điểm"]
    row = next(r for r in range(2, page.max_row + 1) if page.cell(r, 1).value == code)
    column = next(c for c in page[1] if c.value == unit).column_letter
    return f"{column}{row}"


def test_what_was_edited_is_written_and_nothing_else(province, round):
    say(province, round, "stc", {"2.1": 1}, "minh")
    sheet = sheet_of(round, "stc")
    data = rounds_excel.unit_book(sheet)
    at = place_of(data, "6.1", "Sở Tài chính")
    reading = rounds_excel.read(round, "phieu.xlsx", edited(data, {at: 2.5}), by=province.actor("minh"), only=sheet)
    assert [(c.place, c.old, c.new) for c in reading.changes] == [(at, "–", "2,5")] and not reading.faults
    assert not Entry.objects.filter(code="6.1").exists()
    rounds_excel.save(reading, by=province.actor("minh"), at=moment())
    assert Entry.objects.get(code="6.1").points == Decimal("2.5") and Entry.objects.get(code="2.1").version == 1


def test_an_untouched_file_changes_nothing(province, round):
    say(province, round, "stc", {"2.1": 1.5, "4.1": 1}, "minh")
    sheet = sheet_of(round, "stc")
    reading = rounds_excel.read(round, "phieu.xlsx", rounds_excel.unit_book(sheet), by=province.actor("minh"), only=sheet)
    assert not reading.changes and not reading.faults


@pytest.mark.database("sqlite", "postgresql")
def test_every_bad_cell_is_named_and_nothing_is_saved(province, round):
    data = rounds_excel.appraisal_book(round, "appraisal1", province.actor("lan"))
    bad, high, good = (place_of(data, c, "Sở Y tế") for c in ("1.1", "2.1", "4.1"))
    reading = rounds_excel.read(round, "bang.xlsx", edited(data, {bad: "hai", high: 99, good: 1}), by=province.actor("lan"))
    assert [f for f in reading.faults if f.startswith(f"Ô {bad} ")] and [f for f in reading.faults if f.startswith(f"Ô {high} ") and "từ 0 đến 3" in f]
    with pytest.raises(BadInput, match="2 lỗi"):
        rounds_excel.save(reading, by=province.actor("lan"), at=moment())
    assert not Entry.objects.exists()


def test_comments_inputs_and_evidence_come_back_with_the_points(province, round):
    sheet = sheet_of(round, "stc")
    data = rounds_excel.unit_book(sheet)
    at = place_of(data, "1.3", "Sở Tài chính")
    row, column = at[1:], ord(at[0])
    beside = {chr(column + i) + row: v for i, v in enumerate(
        ("Đủ theo sổ", 91, 100, None, "https://stc.vd.vn/so\n01/BC-STC; Báo cáo năm"), start=1)}
    given = {"by": province.actor("minh"), "at": moment(), "only": sheet}
    reading = rounds_excel.read(round, "phieu.xlsx", edited(data, beside), **given)
    assert not reading.faults and [(c.what, c.new) for c in reading.changes] == [
        ("", "1,5"), ("số liệu", "91/100"), ("ý kiến", "Đủ theo sổ"), ("minh chứng", "https://stc.vd.vn/so"), ("minh chứng", "01/BC-STC; Báo cáo năm")]
    assert rounds_excel.save(reading, by=province.actor("minh"), at=moment()) == 3
    entry = Entry.objects.get()
    assert (entry.points, entry.comment, entry.inputs) == (Decimal("1.5"), "Đủ theo sổ", {"numerator": "91", "denominator": "100"})
    assert list(Evidence.objects.order_by("id").values_list("url", "number")) == [("https://stc.vd.vn/so", ""), ("", "01/BC-STC")]
    again = rounds_excel.unit_book(sheet_of(round, "stc"))
    reading = rounds_excel.read(round, "phieu.xlsx", again, **given)
    assert not reading.changes and not reading.faults


def test_an_appraisers_comments_and_evidence_are_on_a_page_of_their_own(province, round):
    import openpyxl
    say(province, round, "syt", {"6.1": 2}, "lan", "appraisal1", comment="Thiếu quyết định")
    data = rounds_excel.appraisal_book(round, "appraisal1", province.actor("lan"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["Chi tiết"]
    rows = {(r[0].value, r[1].value): r for r in page.iter_rows(min_row=2)}
    assert rows["Sở Y tế", "6.1"][3].value == "Thiếu quyết định" and ("Sở Nội vụ", "6.1") not in rows
    rows["Sở Y tế", "6.1"][3].value = "Đã bổ sung quyết định"
    rows["Sở Tài chính", "2.1"][7].value = "15/SNV; Văn bản đôn đốc"
    out = io.BytesIO()
    book.save(out)
    reading = rounds_excel.read(round, "bang.xlsx", out.getvalue(), by=province.actor("lan"), at=moment())
    assert not reading.faults and [(c.unit, c.code, c.what) for c in reading.changes] == [("Sở Tài chính", "2.1", "minh chứng"), ("Sở Y tế", "6.1", "ý kiến")]
    rounds_excel.save(reading, by=province.actor("lan"), at=moment())
    assert Entry.objects.get(code="6.1").comment == "Đã bổ sung quyết định" and Entry.objects.get(code="6.1").points == 2
    assert Evidence.objects.get().owner_id == Entry.objects.get(code="2.1", stream="appraisal1").pk
    for place, value, says in ((f"E{rows['Sở Y tế', '6.1'][0].row}", "mười", "không phải là số"), ("H2", "không rõ", "ghi là đường dẫn"),
                               ("A3", "Sở Lạ", "không có trong bảng đã tải"), ("F4", 3, "Ghi cả tử số và mẫu số")):
        book = openpyxl.load_workbook(io.BytesIO(data))
        book["Chi tiết"][place] = value
        out = io.BytesIO()
        book.save(out)
        [fault] = rounds_excel.read(round, "bang.xlsx", out.getvalue(), by=province.actor("lan"), at=moment()).faults
        assert says in fault and place[1:] in fault


@pytest.mark.database("sqlite", "postgresql")
def test_a_cell_that_somebody_changed_after_the_download_is_kept_out(province, round):
    data = rounds_excel.appraisal_book(round, "appraisal1", province.actor("lan"))
    say(province, round, "syt", {"4.1": 0.5}, "lan", "appraisal1")
    place = place_of(data, "4.1", "Sở Y tế")
    reading = rounds_excel.read(round, "bang.xlsx", edited(data, {place: 1}), by=province.actor("lan"))
    assert reading.faults == [f"Ô {place} (4.1): đã có người ghi 0,5 sau khi tải tệp; tải lại bảng."]


def test_the_appraiser_gets_no_column_of_an_own_unit(province, round):
    with pytest.raises(StopIteration):
        place_of(rounds_excel.appraisal_book(round, "appraisal1", province.actor("lan")), "1.1", "Sở Nội vụ")


def test_a_change_is_named_by_the_cell_where_it_stands(province, round):
    sheet = sheet_of(round, "stc")
    data = edited(rounds_excel.unit_book(sheet), {"E2": "Theo sổ", "F3": 9, "G3": 10, "I4": "12/KH-STC; Kế hoạch"})
    reading = rounds_excel.read(round, "phieu.xlsx", data, by=province.actor("minh"), at=moment(), only=sheet)
    assert sorted((c.place, c.what) for c in reading.changes) == [("D3", ""), ("E2", "ý kiến"), ("F3", "số liệu"), ("I4", "minh chứng")]


def test_inputs_that_the_rule_cannot_read_are_named_where_they_stand(province, round):
    sheet = sheet_of(round, "stc")
    at = place_of(rounds_excel.unit_book(sheet), "1.3", "Sở Tài chính")[1:]
    reading = rounds_excel.read(round, "phieu.xlsx", edited(rounds_excel.unit_book(sheet), {f"F{at}": 9, f"G{at}": -10}), by=province.actor("minh"), only=sheet)
    assert [f for f in reading.faults if f.startswith(f"Ô F{at}")] and "Mẫu số không âm" in reading.faults[0]


def test_the_same_file_sent_twice_adds_its_evidence_once(province, round):
    sheet = sheet_of(round, "stc")
    data = edited(rounds_excel.unit_book(sheet), {"D2": 0.5, "I2": "12/KH-STC; Kế hoạch\nhttps://vi-du.vn/a\nhttps://vi-du.vn/a"})
    first, at_once = (rounds_excel.read(round, "phieu.xlsx", data, by=province.actor("minh"), at=moment(), only=sheet) for _n in range(2))
    assert rounds_excel.save(first, by=province.actor("minh"), at=moment()) == 3
    assert rounds_excel.save(at_once, by=province.actor("minh"), at=moment()) == 0
    later = rounds_excel.read(round, "phieu.xlsx", data, by=province.actor("minh"), at=moment(), only=sheet)
    assert not later.faults and [c.what for c in later.changes] == [""] and rounds_excel.save(later, by=province.actor("minh"), at=moment()) == 0
    assert Evidence.objects.count() == 2


def test_units_of_the_same_name_are_told_apart_by_their_codes(province, round):
    Organisation.objects.filter(code__in=("stc", "syt")).update(short_name="Sở")
    data = rounds_excel.appraisal_book(round, "appraisal1", province.actor("lan"))
    at = place_of(data, "2.1", "Sở (syt)")
    reading = rounds_excel.read(round, "bang.xlsx", edited(data, {at: 2}), by=province.actor("lan"))
    assert not reading.faults and [(c.place, c.unit) for c in reading.changes] == [(at, "Sở (syt)")]
    rounds_excel.save(reading, by=province.actor("lan"), at=moment())
    assert Entry.objects.get().sheet == sheet_of(round, "syt")


@pytest.mark.parametrize("change, says", [({"A1": "Số"}, "Không thấy dòng tiêu đề"), ({"D1": "Sở Lạ"}, "không có trong bảng đã tải")])
def test_a_file_whose_head_was_changed_is_refused(province, round, change, says):
    data = rounds_excel.appraisal_book(round, "appraisal1", province.actor("lan"))
    with pytest.raises(BadInput, match=says):
        rounds_excel.read(round, "bang.xlsx", edited(data, change), by=province.actor("lan"))


def test_a_file_of_another_round_is_refused(province, round):
    other = open_round(province, ref="demo/district-2022", units=("muong_te",))
    data = rounds_excel.appraisal_book(other, "appraisal1", province.actor("lan"))
    with pytest.raises(BadInput, match="đợt khác"):
        rounds_excel.read(round, "bang.xlsx", data, by=province.actor("lan"))


def test_the_page_shows_first_and_saves_only_then(client, province, round):
    sheet = sheet_of(round, "stc")
    client.force_login(province.minh)
    data = client.get(f"/phieu-cham/{sheet.pk}/phieu.xlsx").content
    new = edited(data, {place_of(data, "1.1", "Sở Tài chính"): 1})
    shown = client.post(f"/phieu-cham/{sheet.pk}/nhap/", {"file": SimpleUploadedFile("phieu.xlsx", new)})
    assert shown.status_code == 200 and "1 ô thay đổi" in words(shown) and not Entry.objects.exists()
    kept = dict(shown.context["kept"])
    assert "Đã lưu 1 ô từ tệp" in words(client.post(f"/phieu-cham/{sheet.pk}/nhap/", {**kept, "luu": "1"}, follow=True))
    assert client.post(f"/phieu-cham/{sheet.pk}/nhap/", {}).status_code == 422
    assert client.post(f"/phieu-cham/{sheet.pk}/nhap/", {"file": SimpleUploadedFile("x.xlsx", b"PK nothing")}).status_code == 422


def test_cells_where_nothing_was_said_are_empty_and_those_that_take_no_points_are_hatched(province, round):
    import openpyxl
    data = rounds_excel.unit_book(sheet_of(round, "stc"))
    page = openpyxl.load_workbook(io.BytesIO(data))["Điểm"]
    assert {page[place_of(data, "2.1", name)].value for name in ("Sở Tài chính", "Ý kiến", "Minh chứng")} <= {None, ""}
    hatched = {page.cell(r, 1).value for r in range(2, page.max_row + 1)
               if page.cell(r, 4).fill.patternType not in (None, "none")}
    assert hatched == {"5.5", "8.1"}


@pytest.mark.needs("libreoffice")
@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_libreoffice_opens_it_and_what_it_saves_comes_back(province, round, tmp_path, ending):
    say(province, round, "stc", {"2.1": 1.5}, "minh", comment="Ba văn bản")
    sheet = sheet_of(round, "stc")
    data = rounds_excel.unit_book(sheet)
    note = place_of(data, "6.1", "Ý kiến")
    (tmp_path / "phieu.xlsx").write_bytes(edited(data, {place_of(data, "6.1", "Sở Tài chính"): 2.25, place_of(data, "1.1", "Sở Tài chính"): "KAD",
                                                        note: "Theo quyết toán", place_of(data, "6.1", "Minh chứng"): "3/QĐ-STC; Quyết toán\nhttps://vd.vn/a"}))
    from tests.conftest import require
    subprocess.run([str(require("libreoffice")), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", ending, "--outdir",
                    str(tmp_path / "ra"), str(tmp_path / "phieu.xlsx")], check=True, capture_output=True, timeout=120)
    back = (tmp_path / "ra" / f"phieu.{ending}").read_bytes()
    reading = rounds_excel.read(round, f"phieu.{ending}", back, by=province.actor("minh"), at=moment(), only=sheet)
    assert {c.code: c.new for c in reading.changes if not c.what} == {"6.1": "2,25", "1.1": "KAD"} and not reading.faults
    assert [(c.what, c.new) for c in reading.changes if c.what] == [("ý kiến", "Theo quyết toán"), ("minh chứng", "3/QĐ-STC; Quyết toán"),
                                                                    ("minh chứng", "https://vd.vn/a")]
    rounds_excel.save(reading, by=province.actor("minh"), at=moment())
    assert Entry.objects.get(code="2.1").comment == "Ba văn bản" and Evidence.objects.count() == 2
