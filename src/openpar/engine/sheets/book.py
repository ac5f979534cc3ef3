"""Opening a workbook or a text table, whatever program wrote it, and reading one sheet of it as a grid."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unicodedata import is_normalized

from ..errors import BadInput, Unreadable
from ..vietnamese import nfc
from . import guard
from .legacy import decode, from_tcvn3, is_tcvn3

WORKBOOKS = ("xlsx", "xlsm", "xls", "ods")
TABLES = ("csv", "txt")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
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

    def grid(self, sheet: str | None = None) -> Grid:
        """This sheet, or the first visible one."""
        if self._opened is None:
            return _text(self)
        sheet = sheet or (self.sheets or self.hidden)[0]
        if sheet not in self.sheets + self.hidden:
            raise BadInput(f"{self.name}: không có trang “{sheet}”. Các trang: {', '.join(self.sheets)}.", where="sheet")
        inside = self.inside.get(sheet) or guard.Hidden()
        page = self._opened.get_sheet_by_name(sheet)
        lead = page.start[0] if page.start else 0
        rows = [[None]] * lead
        rows += _cleaned(page.iter_rows() if lead == 0 else page.to_python(skip_empty_area=True), page.start[1] if lead and page.start else 0)
        grid = Grid(sheet, rows, list(page.merged_cell_ranges or ()) if self.name.lower().endswith((".xlsx", ".xlsm", ".xls")) else [],
                    inside.rows, inside.odd, inside.from_1904)
        _old_font(grid)
        return grid


def open_book(name: str, data: bytes) -> Book:
    """A file by its name and bytes; BadInput or Unreadable in words. The caller has checked what kind of file it really is."""
    end = name.rpartition(".")[2].lower()
    if end in TABLES:
        return Book(name, data, [name])
    if end not in WORKBOOKS:
        raise BadInput(f"{name}: chỉ đọc .xlsx, .xls, .ods, .csv. Lưu lại theo một dạng này.", where="file")
    from python_calamine import CalamineWorkbook, SheetVisibleEnum
    try:
        inside = guard.look_into(name, data) if data[:2] == b"PK" else {}
        opened = CalamineWorkbook.from_filelike(io.BytesIO(data))
        meta = [(m.name, m.visible == SheetVisibleEnum.Visible) for m in opened.sheets_metadata]
    except BadInput:
        raise
    except Exception as error:
        raise Unreadable(f"{name}: không mở được như một bảng tính ({type(error).__name__}). Mở lại bằng Excel rồi lưu .xlsx.",
                         where="file") from None
    return Book(name, data, [n for n, seen in meta if seen], [n for n, seen in meta if not seen], inside, opened)


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
    """NFC without invisible characters and outer blanks; most text is that already, which is quickly seen."""
    if not value.isascii() and (not is_normalized("NFC", value) or _INVISIBLE.search(value)):
        value = nfc(value)
    return value.strip() or None


def _old_font(grid: Grid) -> None:
    """Text typed in TCVN3 fonts becomes Unicode, and it is said."""
    texts = [v for row in grid.rows[:SAMPLE] for v in row if type(v) is str and not v.isascii()]
    if is_tcvn3(texts):
        grid.rows = [[from_tcvn3(v) if type(v) is str else v for v in row] for row in grid.rows]
        grid.notes.append("Chữ trong tệp gõ bằng phông TCVN3 (ABC); đã được chuyển sang Unicode. Xem lại chữ hoa có dấu.")
