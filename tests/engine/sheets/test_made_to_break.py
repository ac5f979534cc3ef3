"""Workbooks made to break their reader: each is refused in words or read, quickly, and the process that serves everybody lives."""

import io
import zipfile

import pytest

from openpar.engine.errors import BadInput, Unreadable
from openpar.engine.sheets import find_head, guard, open_book
from openpar.engine.sheets.book import Grid
from tests.core.sheets import xlsx

SHEET = "xl/worksheets/sheet1.xml"
NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_sheet(sheet: str) -> bytes:
    """A workbook whose only sheet is this text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([["a"]]))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, sheet if part == SHEET else old.read(part))
    return out.getvalue()


def rows(inner: str) -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="{NS}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{inner}</sheetData></worksheet>'


@pytest.mark.parametrize("inner", [
    "<row r='60000'><c r='XFD60000'><v>1</v></c></row>",
    '<row r = "60000"><c r = "XFD60000"><v>1</v></c></row>',
    '<row spans="1:2" r="60000"><c s="1" r="XFD60000"><v>1</v></c></row>',
    '<row r="2"><c r="XFD60000"><v>1</v></c></row>',
    '<row r="60000"><c r="xfd60000"><v>1</v></c></row>',
    '<row r="99999"><c r="ZZ99999"><v>1</v></c></row>',
    '<row r="2"><c r="ZZ99999"><v>1</v></c></row>',
    '<row r="60000"><c r="A60000"><v>1</v></c>' + "<c><v>1</v></c>" * 16_000 + "</row>"])
def test_a_cell_at_the_far_end_however_it_is_written_is_refused(inner):
    with pytest.raises((BadInput, Unreadable), match="ở quá xa"):
        open_book("a.xlsx", with_sheet(rows(inner)))


def test_a_cell_far_out_in_a_sheet_with_prefixed_tags_is_refused():
    sheet = (f'<x:worksheet xmlns:x="{NS}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
             '<x:row r="60000"><x:c r="XFD60000"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>')
    with pytest.raises((BadInput, Unreadable), match="ở quá xa"):
        open_book("a.xlsx", with_sheet(sheet))


def test_a_cell_cut_between_two_pieces_is_still_seen(monkeypatch):
    monkeypatch.setattr(guard, "CHUNK", 64)
    for pad in range(64):
        assert not guard.look_into("a.xlsx", with_sheet(rows(f'<!--{"x" * pad}--><row r="60000"><c r="XFD60000"><v>1</v></c></row>')))[1]


def test_a_list_of_usual_size_written_in_an_unusual_way_is_read():
    sheet = rows("<row r='2'><c r='C2'><v>7</v></c><c><v>8</v></c></row>")
    assert open_book("a.xlsx", with_sheet(sheet)).grid().rows == [[1.0, None, None, None], [None, None, 7.0, 8.0]]


def test_days_and_hidden_things_survive_being_read_apart():
    from datetime import date
    data = xlsx([["a", "=A1", date(2022, 8, 15)], ["b"]], hidden=(2,), change={SHEET: [(b'<row r="1"', b'<row  r="1"')]})
    book = open_book("a.xlsx", data)
    g = book.grid()
    assert book._opened is None and (g.hidden, g.odd) == ({2}, {(1, 1): guard.FORMULA}) and str(g.rows[0][2])[:10] == "2022-08-15"


@pytest.mark.parametrize("text", ['<row r="100000">', '<row hidden="1" ', '<c r="A1" ', '<c r="A1" t="e"', '<c r="A1"><f>', "<c", "<row", "<mergeCell "])
def test_the_look_into_a_sheet_takes_no_longer_than_its_text_is_long(text):
    # a hundred thousand of them took the old patterns days; here a wrong pattern simply never ends
    try:
        open_book("a.xlsx", with_sheet(text * 100_000))
    except (BadInput, Unreadable):
        pass


def test_cells_merged_over_each_other_are_refused():
    merged = "".join(f'<mergeCell ref="A1:J{n}"/>' for n in range(2, 40))
    sheet = rows("".join(f'<row r="{n}"><c r="J{n}"><v>1</v></c></row>' for n in range(2, 40))).replace(
        "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")
    with pytest.raises(BadInput, match="gộp chồng lên nhau"):
        open_book("a.xlsx", with_sheet(sheet)).grid()


def test_a_sheet_merged_right_across_beyond_its_values_is_read():
    sheet = rows("").replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>')
    assert open_book("a.xlsx", with_sheet(sheet)).grid().rows == [[1.0]]


@pytest.mark.parametrize("sheet", ["", "<worksheet", "no xml at all", rows('<row r="2"><c r="&#88;1"><v>1</v></c></row>'),
                                   rows('<row r="2"><c r="A2" t="s"><v>999</v></c></row>')])
def test_a_broken_sheet_is_one_sentence(sheet):
    try:
        assert len(open_book("a.xlsx", with_sheet(sheet)).grid().rows) < 3
    except (BadInput, Unreadable) as error:
        assert "a.xlsx" in error.message


def test_a_wide_sheet_without_known_headings_is_looked_through():
    grid = Grid("a", [[f"cột {r} {c}" for c in range(702)] for r in range(40)])
    assert find_head(grid, {"task": ("nhiem vu",), "due": ("thoi han",)}, ("task",)) is None


def test_cells_hold_no_character_that_turns_the_writing_or_that_no_paper_holds():
    text = "Mã,Tên\na\u202eb,Sở\u2066 Nội\x00 vụ\n"
    assert open_book("a.csv", text.encode("utf-16")).grid().rows == [["Mã", "Tên"], ["ab", "Sở Nội  vụ"]]
