"""A returned workbook whose hidden page or columns were edited by hand: named and refused, never an error of the program, never a silent pick."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.indices.models import Entry
from openpar.apps.indices.services import rounds_excel
from openpar.apps.indices.services.rounds_excel_out import KEY
from tests.apps.indices.round_ground import open_round, say, sheet_of


@pytest.fixture
def round(province):
    return open_round(province)


def changed(data: bytes, change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(client, sheet, data):
    return client.post(f"/phieu-cham/{sheet.pk}/nhap/", {"file": SimpleUploadedFile("phieu.xlsx", data), "luu": "1"})


@pytest.mark.parametrize("column, text", [(8, "5"), (8, "[1]"), (8, '{"numerator": "abc", "denominator": "1"}'), (8, '{"value": "abc"}'), (8, '{"value": [1]}'),
                                          (8, '{"value": "NaN"}'), (8, "[" * 20000), (9, "5"), (9, "null"), (9, '{"a": 1}'), (9, "[[1]]")])
def test_what_the_hidden_page_says_and_the_program_never_wrote_is_refused(client, province, round, column, text):
    say(province, round, "stc", {"1.3": 1.5}, "minh", inputs={"numerator": "9", "denominator": "10"})
    sheet = sheet_of(round, "stc")

    def change(book):
        row = next(r for r in book[KEY].iter_rows(min_row=2) if r[0].value == "1.3")
        book[KEY].cell(row[0].row, column).value = text
    client.force_login(province.minh)
    got = sent(client, sheet, changed(rounds_excel.unit_book(sheet), change))
    assert got.status_code == 422 and "Trang khoá" in got.content.decode() and Entry.objects.get().points == 1.5


@pytest.mark.parametrize("of_other", [True, False])
def test_a_hidden_page_that_names_a_sheet_of_no_or_another_round_is_refused(client, province, round, of_other):
    other = open_round(province, ref="demo/district-2022", units=("muong_te",))
    wrong = sheet_of(other, "muong_te").pk if of_other else 987654
    data = rounds_excel.appraisal_book(round, "appraisal1", province.actor("lan"))
    own = sheet_of(round, "syt").pk

    def change(book):
        for row in book[KEY].iter_rows():
            for cell in row:
                if str(cell.value).startswith(f"{own}="):
                    cell.value = str(cell.value).replace(f"{own}=", f"{wrong}=")
                elif str(cell.value) == str(own) and cell.column == 2:
                    cell.value = str(wrong)
        page = book["Chi tiết"]
        row = next(r for r in page.iter_rows(min_row=2) if r[0].value == "Sở Y tế")
        row[7].value = "15/SNV; Văn bản đôn đốc"
    client.force_login(province.lan)
    got = client.post(f"/dot-danh-gia/{round.pk}/nhap/", {"file": SimpleUploadedFile("bang.xlsx", changed(data, change)), "luu": "1"})
    assert got.status_code == 422 and "trang khoá" in got.content.decode() and not Entry.objects.exists()


@pytest.mark.parametrize("name", ["Sở Tài chính", "Ý kiến", "Tử số"])
def test_a_column_that_stands_twice_is_named_instead_of_one_being_picked(client, province, round, name):
    sheet = sheet_of(round, "stc")

    def change(book):
        page = book["Điểm"]
        head = next(r for r in page.iter_rows() if r[0].value == "Mã")
        page.cell(head[0].row, page.max_column + 1).value = name
        last = page.max_column
        row = next(r for r in page.iter_rows() if r[0].value == "2.1")
        page.cell(row[0].row, 4).value, page.cell(row[0].row, last).value = 1, 2
    client.force_login(province.minh)
    got = sent(client, sheet, changed(rounds_excel.unit_book(sheet), change))
    assert got.status_code == 422 and f"“{name}”" in got.content.decode() and not Entry.objects.exists()
