"""A sheet as it really is: what its grid hides, old encodings, headings under titles, and workbooks made to break us."""

import unicodedata

import openpyxl
import pytest

from openpar.engine.errors import BadInput, Unreadable
from openpar.engine.sheets import decode, find_head, open_book
from openpar.engine.sheets.guard import FORMULA
from openpar.engine.sheets.heads import head_at
from openpar.engine.sheets.legacy import as_tcvn3
from tests.core.sheets import cp1258, xlsx

WORDS = {"task": ("nhiem vu", "noi dung nhiem vu"), "lead": ("don vi chu tri", "chu tri", "co quan thuc hien chu tri"), "with": ("phoi hop",),
         "due": ("thoi han", "thoi gian hoan thanh")}


def grid(data, name="a.xlsx"):
    return open_book(name, data).grid()


def test_headings_stand_under_titles_and_a_row_of_numbers():
    g = grid(xlsx([["UBND TỈNH LAI CHÂU"], ["BẢNG THEO DÕI NHIỆM VỤ"], [None], ["STT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"],
                   [1, 2, 3, 4], [1, "Rà soát", "Sở Nội vụ", "30/6/2022"]]))
    found = find_head(g, WORDS, ("task",))
    assert (found.first, found.last, found.data, found.columns) == (4, 4, 6, {"task": 1, "lead": 2, "due": 3})


def test_headings_of_two_rows_are_read_together():
    g = grid(xlsx([["TT", "Nhiệm vụ", "Cơ quan thực hiện", None, "Thời gian hoàn thành"], [None, None, "Chủ trì", "Phối hợp", None],
                   [1, "Rà soát", "Sở Nội vụ", "Sở Y tế", None]], merged=("A1:A2", "B1:B2", "C1:D1", "E1:E2")))
    found = find_head(g, WORDS, ("task",))
    assert (found.first, found.last, found.data) == (1, 2, 3) and found.columns == {"task": 1, "lead": 2, "with": 3, "due": 4}
    assert found.labels[2] == "Cơ quan thực hiện Chủ trì"


def test_a_person_says_where_the_headings_are():
    g = grid(xlsx([["Việc", "Ai"], ["Nhiệm vụ", "Chủ trì"], ["Rà soát", "Sở Nội vụ"]]))
    assert head_at(g, 2, 2, WORDS).columns == {"task": 0, "lead": 1} and head_at(g, 1, 1, WORDS).labels == {0: "Việc", 1: "Ai"}


def test_words_without_headings_give_none():
    assert find_head(grid(xlsx([["một", "hai"], ["ba", "bốn"]])), WORDS, ("task",)) is None


def test_case_TX_02_text_typed_in_pieces_is_stored_whole():
    assert grid(xlsx([[unicodedata.normalize("NFD", " bệnh viện ")]])).rows == [["bệnh viện"]]


def test_formulas_without_a_value_and_errors_are_told_from_blanks():
    data = xlsx([["a", "=A1", 2]], change={"xl/worksheets/sheet1.xml": [(b"<c r=\"C1\"><v>2</v></c>", b"<c r=\"C1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>")]})
    assert grid(data).odd == {(1, 1): FORMULA, (1, 2): "#DIV/0!"}


def test_hidden_rows_and_merged_cells_are_told():
    g = grid(xlsx([["a"], ["b", "x"], ["c"], ["d"]], merged=("B2:B4",), hidden=(3,)))
    assert g.hidden == {3} and g.merged == [((1, 1), (3, 1))]


def test_case_EX_13_formats_to_the_last_row_cost_nothing_and_blank_rows_do_not_end_the_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Nhiệm vụ"])
    for n in [*range(2, 12), *range(17, 37)]:
        book.active.cell(n, 1, f"việc {n}")
    book.active.cell(1_048_576, 3).font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    rows = grid((tmp_path / "a.xlsx").read_bytes()).rows
    assert len(rows) == 36 and [n for n, r in enumerate(rows, 1) if r == [None]] == [12, 13, 14, 15, 16]


@pytest.mark.parametrize("place", ["A1048576", "XFD1"])
def test_a_value_at_the_far_end_of_a_sheet_is_refused_before_the_grid_is_made(tmp_path, place):
    book = openpyxl.Workbook()
    book.active["A1"] = "a"
    book.active[place] = "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(BadInput, match="Xóa các ô ở xa"):
        open_book("a.xlsx", (tmp_path / "a.xlsx").read_bytes())


def test_a_cell_that_says_it_stands_a_million_times_is_refused():
    import io

    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P
    book, out = OpenDocumentSpreadsheet(), io.BytesIO()
    table = Table(name="a")
    for row_times, cell_times in ((1, 1), (1_048_000, 1)):
        row = TableRow(numberrowsrepeated=row_times)
        cell = TableCell(valuetype="string", numbercolumnsrepeated=cell_times)
        cell.addElement(P(text="x"))
        row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(out)
    with pytest.raises(BadInput, match="được lặp 1048000 lần"):
        open_book("a.ods", out.getvalue())


def test_what_is_no_workbook_says_so():
    with pytest.raises(Unreadable, match="không mở được như một bảng tính"):
        open_book("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


LINES = "Mã,Tên đơn vị\n001,Sở Nội vụ\n002,Ủy ban nhân dân huyện Sìn Hồ\n"


@pytest.mark.parametrize("data, encoding", [
    (LINES.encode(), "UTF-8"), (LINES.encode("utf-8-sig"), "UTF-8"), (LINES.encode("utf-16"), "UTF-16"),
    (unicodedata.normalize("NFD", LINES).encode(), "UTF-8"), (cp1258(LINES), "Windows-1258"), (as_tcvn3(LINES), "TCVN3")])
def test_case_EX_08_text_tables_in_every_encoding_that_offices_use(data, encoding):
    found = decode(data, "a.csv")[1]
    g = grid(data, "a.csv")
    assert found == encoding and g.rows[0] == ["Mã", "Tên đơn vị"] and g.rows[1] == ["001", "Sở Nội vụ"]
    assert g.rows[2][1].lower() == "ủy ban nhân dân huyện sìn hồ"
    assert bool(g.notes) == (encoding in ("Windows-1258", "TCVN3"))


def test_text_in_an_old_font_of_a_workbook_becomes_unicode_and_it_is_said():
    g = grid(xlsx([[as_tcvn3(w).decode("latin-1") for w in ("Nhiệm vụ", "Đơn vị chủ trì")], [as_tcvn3("Rà soát thủ tục").decode("latin-1"), 5]]))
    assert g.rows == [["Nhiệm vụ", "Đơn vị chủ trì"], ["Rà soát thủ tục", 5]] and "TCVN3" in g.notes[0]


def test_hidden_sheets_are_not_the_first_one(tmp_path):
    book = openpyxl.Workbook()
    book.active.sheet_state, book.active.title = "hidden", "ẩn"
    book.create_sheet("thấy").append(["x"])
    book.save(tmp_path / "a.xlsx")
    found = open_book("a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    assert (found.sheets, found.hidden, found.grid().rows) == (["thấy"], ["ẩn"], [["x"]])


def test_a_sheet_that_begins_further_down_and_to_the_right_keeps_its_places():
    g = grid(xlsx([[None], [None], [None, None, "Nhiệm vụ", "Chủ trì"], [None, None, "Rà soát", "Sở Nội vụ"]]))
    found = find_head(g, WORDS, ("task",))
    assert (found.last, found.columns) == (3, {"task": 2, "lead": 3}) and g.rows[3][2] == "Rà soát"
