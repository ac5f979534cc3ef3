"""Opening a workbook or a text table, whatever program wrote it, and reading one sheet of it as a grid."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unicodedata import is_normalized

from ..errors import BadInput, OpenParError, Unreadable
from ..vietnamese import nfc, printable
from . import guard
from .legacy import decode, from_tcvn3, is_tcvn3

WORKBOOKS = ("xlsx", "xlsm", "xls", "ods")
TABLES = ("csv", "txt")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
SAMPLE = 400  # rows looked at for old fonts
Area = tuple[tuple[int, int], tuple[int, int]]


@dataclass(slots=True)
class Grid:
    """One sheet as it is: rows from the first (row n of the program is rows[n - 1]), blanks None, text NFC without outer blanks.

    `merged` are ((row, column), (row, column)) from 0; `hidden` are row numbers of the program; `odd` says of (row number, column from 0)
    that its formula has no value (guard.FORMULA) or which error it shows; `notes` are remarks in words about the whole sheet.
    """

    name: str
    rows: list[list[Any]]
    merged: list[Area] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    from_1904: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """An opened file: the names of its visible sheets, of its hidden ones, and any of them as a grid."""

    name: str
    data: bytes
    sheets: list[str]
    hidden: list[str] = field(default_factory=list)
    inside: dict[str, guard.Hidden] = field(default_factory=dict)
    _opened: Any = None
    _grids: dict[str, Grid] | None = None  # of a workbook that was opened apart

    def grid(self, sheet: str | None = None) -> Grid:
        """This sheet, or the first visible one."""
        if self._opened is None and self._grids is None:
            return _text(self)
        sheet = sheet or (self.sheets or self.hidden or [""])[0]
        if sheet not in self.sheets + self.hidden:
            raise BadInput(f"{self.name}: không có trang “{sheet}”. Các trang: {', '.join(self.sheets)}.", where="sheet")
        grid = self._grids[sheet] if self._grids is not None else self._read(sheet)
        guard.refuse_overlaps(self.name, sheet, grid.merged, len(grid.rows), max(map(len, grid.rows), default=0))
        _old_font(grid)
        return grid

    def _read(self, sheet) -> Grid:
        inside = self.inside.get(sheet) or guard.Hidden()
        with _readable(self.name):
            page = self._opened.get_sheet_by_name(sheet)
            lead = page.start[0] if page.start else 0
            rows = [[None]] * lead
            rows += _cleaned(page.iter_rows() if lead == 0 else page.to_python(skip_empty_area=True), page.start[1] if lead and page.start else 0)
            merged = list(page.merged_cell_ranges or ()) if self.name.lower().endswith((".xlsx", ".xlsm", ".xls")) else []
        return Grid(sheet, rows, merged, inside.rows, inside.odd, inside.from_1904)

    def far(self, sheet: str) -> None:
        """BadInput where the values of a sheet stand too far apart."""
        with _readable(self.name):
            page = self._opened.get_sheet_by_name(sheet)
            rows, columns = page.end or (0, 0)
        guard.refuse_far(self.name, sheet, rows + 1, columns + 1)


def open_book(name: str, data: bytes) -> Book:
    """A file by its name and bytes; BadInput or Unreadable in words. The caller has checked what kind of file it really is."""
    end = name.rpartition(".")[2].lower()
    if end in TABLES:
        return Book(name, data, [name])
    if end not in WORKBOOKS:
        raise BadInput(f"{name}: chỉ đọc .xlsx, .xls, .ods, .csv. Lưu lại theo một dạng này.", where="file")
    with _readable(name):
        inside, plain = guard.look_into(name, data) if data[:2] == b"PK" else ({}, False)
    if plain:
        book = opened(name, data, inside)
        if set(book.sheets + book.hidden) <= set(inside):
            return book
    from .apart import read_apart
    sheets, hidden, grids = read_apart(name, data)
    return Book(name, data, sheets, hidden, _grids=grids)


def opened(name: str, data: bytes, inside: dict[str, guard.Hidden]) -> Book:
    """The workbook opened in this process; what it allocates is the caller's to have looked at."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum
    with _readable(name):
        found = CalamineWorkbook.from_filelike(io.BytesIO(data))
        meta = [(m.name, m.visible == SheetVisibleEnum.Visible) for m in found.sheets_metadata]
    return Book(name, data, [n for n, seen in meta if seen], [n for n, seen in meta if not seen], inside, found)


@contextmanager
def _readable(name):
    """Whatever the library says about a broken workbook, its panics among them, is one sentence."""
    try:
        yield
    except (OpenParError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        raise unreadable(name, type(error).__name__) from None


def unreadable(name: str, why: str) -> Unreadable:
    """The sentence for a workbook that does not open."""
    return Unreadable(f"{name}: không mở được như một bảng tính ({why}). Mở lại bằng Excel rồi lưu .xlsx.", where="file")


def _text(book: Book) -> Grid:
    words, encoding = decode(book.data, book.name)
    head = words[:4000].partition("\n")[0]
    mark = max(",;\t", key=head.count)
    try:
        rows = list(_cleaned(csv.reader(io.StringIO(words, newline=""), delimiter=mark)))
    except csv.Error as error:
        raise Unreadable(f"{book.name}: không đọc được như một bảng ({error}). Lưu lại dạng “CSV UTF-8”.", where="file") from None
    grid = Grid(book.name, rows)
    if encoding not in ("UTF-8", "UTF-16"):
        grid.notes.append(f"Tệp dùng bảng mã cũ {encoding}; chữ đã được chuyển sang Unicode.")
    return grid


def _cleaned(rows, lead: int = 0) -> Iterator[list[Any]]:
    """Rows with text in its stored form; a row of blanks is one blank, so that empty areas cost nothing."""
    blank = [None] * lead
    for row in rows:
        out = [_text_of(v) if type(v) is str else v for v in row]
        yield blank + out if out.count(None) < len(out) else [None]


def _text_of(value: str) -> str | None:
    """NFC without invisible or unprintable characters and outer blanks; most text is that already, which is quickly seen."""
    if not value.isascii() and (not is_normalized("NFC", value) or _INVISIBLE.search(value)):
        value = nfc(value)
    return (value if value.isprintable() else printable(value)).strip() or None


def _old_font(grid: Grid) -> None:
    """Text typed in TCVN3 fonts becomes Unicode, and it is said."""
    texts = [v for row in grid.rows[:SAMPLE] for v in row if type(v) is str and not v.isascii()]
    if is_tcvn3(texts):
        grid.rows = [[from_tcvn3(v) if type(v) is str else v for v in row] for row in grid.rows]
        grid.notes.append("Chữ trong tệp gõ bằng phông TCVN3 (ABC); đã được chuyển sang Unicode. Xem lại chữ hoa có dấu.")
