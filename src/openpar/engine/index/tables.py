"""Tables in and out: rows of an .xlsx, .ods, .csv or .parquet file as plain lists, whatever program wrote it."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..errors import NotLoaded, Unreadable
from ..sheets import open_book
from ..sheets.guard import FORMULA
from ..vietnamese import fold, nfc

UNCOMPUTED = "công thức chưa tính"


def read_rows(path: str | Path, sheet: str | None = None) -> list[list[Any]]:
    """All rows of a table, header included; blanks are None, a formula never computed is UNCOMPUTED, text is NFC without outer blanks."""
    path = Path(path)
    if not path.is_file():
        raise NotLoaded(f"Không thấy tệp {path.name}. Kiểm tra đường dẫn.", where=str(path))
    kind = path.suffix.lower()
    if kind in (".csv", ".txt"):
        rows = open_book(path.name, path.read_bytes()).grid().rows
    elif kind == ".parquet":
        rows = _parquet(path)
    elif kind in (".xlsx", ".xlsm", ".xls", ".ods"):
        rows = _workbook(path, sheet)
    else:
        raise Unreadable(f"{path.name}: chỉ đọc .xlsx, .ods, .csv, .parquet. Lưu lại theo một dạng này.", where=path.name)
    return [[_clean(v) for v in row] for row in rows]


def sheet_names(path: str | Path) -> list[str]:
    """The sheets of a workbook; other files have none."""
    if Path(path).suffix.lower() not in (".xlsx", ".xlsm", ".xls", ".ods"):
        return []
    book = _open(Path(path))
    return book.sheets + book.hidden


def _open(path: Path):
    return open_book(path.name, path.read_bytes())


def _workbook(path: Path, sheet: str | None) -> list[list[Any]]:
    """The grid as a rectangle, so that every row has every column."""
    grid = _open(path).grid(sheet)
    rows = grid.rows
    for (n, column), what in grid.odd.items():  # a formula without a value is not an empty cell
        if what == FORMULA and n <= len(rows) and column < len(rows[n - 1]) and rows[n - 1][column] is None:
            rows[n - 1][column] = UNCOMPUTED
    width = max(map(len, rows), default=0)
    return [r + [None] * (width - len(r)) for r in rows]


def _parquet(path: Path) -> list[list[Any]]:
    import pyarrow.parquet as pq
    try:
        data = pq.read_table(path)
    except Exception as error:
        raise Unreadable(f"{path.name}: không đọc được như Parquet ({type(error).__name__}).", where=path.name) from None
    return [data.column_names, *map(list, zip(*(c.to_pylist() for c in data.columns), strict=True))]


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return nfc(value).strip() or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def header(rows: list[list[Any]], words: Mapping[str, tuple[str, ...]], need: tuple[str, ...],
           within: int = 30) -> tuple[int, dict[str, int]]:
    """Where the header row is and which column holds what, by folded words; (-1, {}) when no row has all that is needed."""
    for at, row in enumerate(rows[:within]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            word = fold(str(cell)) if cell is not None else ""
            for name, spellings in words.items():
                if word in spellings and name not in found:
                    found[name] = column
        if all(n in found for n in need):
            return at, found
    return -1, {}


def text_safe(value: Any) -> Any:
    """A cell that a spreadsheet cannot run as a formula.

    >>> text_safe("=1+1"), text_safe("Ba văn bản"), text_safe("")
    ("'=1+1", 'Ba văn bản', '')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "@")) else value
