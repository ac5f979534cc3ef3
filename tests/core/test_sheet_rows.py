"""Long lists leave as workbooks whose rows are written by the line; what stands in them is what the library writes, cell by cell."""

import csv
import io
import subprocess
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
import xlsxwriter

from openpar.core.listing import Cell, workbook
from openpar.core.sheet_rows import RowSheet
from tests.conftest import require

NOON = datetime(2022, 12, 15, 5, 30, 15, 250_000, tzinfo=UTC)
HERE = datetime.fromisoformat("2022-12-15 12:30:15.250")  # the same moment on a clock in Vietnam
TEXTS = ("Nhiệm vụ số 1", "a & b < c > d", 'ngoặc "kép"', " đầu và cuối ", "hai\ndòng", "hai\r\ndòng\ttab", "\x07chuông", "_x0041_ không phải A", "_xyz",
         "\ufffe\uffff", "😀" * 20_000, "ữ" * 40_000, "a" + "😀" * 20_000, "=1+1", "@SUM(A1)", "-2", "007", "http://example.vn/?a=1&b=2", "\n", "\u2028x",
         "x\x1f", "nghiêng\xa0")
DAYS = (date(1899, 12, 31), date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2022, 2, 28), date(9999, 12, 31),
        datetime.fromisoformat("2022-03-01 17:45"))
NUMBERS = (0, -1, 7, 12345678901234567890, 0.1, -2.5e-7, 1 / 3, Decimal("12.30"), Fraction(1, 8), True, 123456789012345.6)
COLUMNS = (("text", TEXTS), ("day", DAYS), ("number", NUMBERS), ("share", NUMBERS))


def sheet_of(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()


def written(fill, sheet_class=None) -> str:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True})
    formats = {kind: book.add_format({"num_format": shape}) for kind, shape in (("text", "@"), ("day", "dd/mm/yyyy"), ("moment", "dd/mm/yyyy hh:mm"),
                                                                                 ("second", "hh:mm:ss"), ("number", "0"), ("share", "0.0%"))}
    sheet = book.add_worksheet("Danh sách", sheet_class)
    for i, style in enumerate(formats.values()):
        sheet.write_string(0, i, f"Cột {i}", style)
    fill(sheet, formats)
    book.close()
    return sheet_of(out.getvalue())


def test_every_cell_is_written_as_the_library_writes_it():
    rows = [[values[i] if i < len(values) else None for _kind, values in COLUMNS] for i in range(len(TEXTS))]

    def by_cell(sheet, formats):
        put = {"text": sheet.write_string, "day": sheet.write_datetime, "number": sheet.write_number, "share": sheet.write_number}
        for n, row in enumerate(rows, start=1):
            for i, (kind, value) in enumerate(zip((k for k, _ in COLUMNS), row, strict=True)):
                if value is not None:
                    put[kind](n, i, value, formats[kind])

    def by_row(sheet, formats):
        assert sheet.write_rows(1, [(lambda r, i=i: r[i], kind) for i, (kind, _) in enumerate(COLUMNS)], formats, rows) == len(rows)

    assert written(by_row, RowSheet) == written(by_cell)


def test_moments_are_those_of_vietnam_and_words_in_their_place_stay_words():
    def by_cell(sheet, formats):
        sheet.write_datetime(1, 0, HERE, formats["moment"])
        sheet.write_datetime(1, 1, HERE, formats["second"])
        sheet.write_string(2, 0, "chưa rõ", formats["text"])

    def by_row(sheet, formats):
        sheet.write_rows(1, [(lambda r: r[0], "moment"), (lambda r: r[1], "second")], formats, [(NOON, NOON), ("chưa rõ", "")])

    assert written(by_row, RowSheet) == written(by_cell)


def test_rows_without_a_cell_are_left_out_and_the_others_keep_their_places():
    def by_cell(sheet, formats):
        sheet.write_string(2, 1, "b", formats["text"])
        sheet.write_string(5, 0, "c", formats["text"])

    def by_row(sheet, formats):
        rows = [(None, ""), ("", "b"), (None, None), ("", "")]
        assert sheet.write_rows(1, [(lambda r: r[0], "text"), (lambda r: r[1], "text")], formats, rows) == 4
        sheet.write_string(5, 0, "c", formats["text"])

    assert written(by_row, RowSheet) == written(by_cell)


def test_words_that_look_like_the_marks_of_a_sheet_are_words():
    typed = ["<r><t>x</t></r>", "<r>&bad</r>", "</t></is></c></row>"]
    data = workbook("Danh sách", [Cell("Nội dung", lambda r: r)], typed)
    assert [row[0].value for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=3)] == typed


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), Decimal("NaN")])
def test_what_is_no_number_is_not_written_as_one(value):
    with pytest.raises(TypeError, match="NaN"):
        workbook("Danh sách", [Cell("Số", lambda r: r, "number")], [value])


def test_a_list_that_is_longer_than_a_sheet_is_never_cut_in_silence():
    with pytest.raises(ValueError, match="1048577"):
        written(lambda sheet, formats: sheet.write_rows(1_048_575, [(lambda r: r, "number")], formats, [1, 2]), RowSheet)


def test_head_widths_filter_and_first_row_below_stay():
    data = workbook("Danh sách", [Cell("Ngày", lambda r: r, "day", 12), Cell("Tên", str, width=40)], [date(2022, 1, 2)], ["Ghi chú"])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.dimensions) == ("A4", "A3:B4", "A1:B4")
    assert [c.value for c in sheet[4]] == [datetime.fromisoformat("2022-01-02"), "2022-01-02"] and sheet["A4"].number_format == "dd/mm/yyyy"
    assert round(sheet.column_dimensions["B"].width) == 41


@pytest.mark.needs("libreoffice")
def test_libreoffice_reads_the_same_rows(tmp_path):
    path = tmp_path / "danh-sach.xlsx"
    cells = [Cell("Tên", lambda r: r[0]), Cell("Ngày", lambda r: r[1], "day"), Cell("Lúc", lambda r: r[1] and NOON, "moment"),
             Cell("Tỷ lệ", lambda r: r[2], "share")]
    path.write_bytes(workbook("Danh sách", cells, [("=1+1", date(2022, 3, 1), 0.125), ("<b> & “ngoặc”", None, 1)]))
    subprocess.run([str(require("libreoffice")), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to",
                    "csv:Text - txt - csv (StarCalc):59,34,76,1", "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180)
    lines = list(csv.reader((tmp_path / "danh-sach.csv").read_text(encoding="utf-8").splitlines(), delimiter=";"))
    assert lines[2:] == [["=1+1", "01/03/2022", "15/12/2022 12:30", "12.5%"], ["<b> & “ngoặc”", "", "", "100.0%"]]
