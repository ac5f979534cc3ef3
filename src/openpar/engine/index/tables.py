"""Tables in and out: rows of an .xlsx, .ods, .csv or .parquet file as plain lists, whatever program wrote it."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..errors import NotLoaded, Unreadable
from ..vietnamese import fold, nfc


def read_rows(path: str | Path, sheet: str | None = None) -> list[list[Any]]:
    """All rows of a table, header included; blanks are None, text is NFC without outer blanks."""
    path = Path(path)
    if not path.is_file():
        raise NotLoaded(f"Không thấy tệp {path.name}. Kiểm tra đường dẫn.", where=str(path))
    kind = path.suffix.lower()
    if kind in (".csv", ".txt"):
        rows = _csv(path)
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
    return _open(Path(path)).sheet_names


def _open(path: Path):
    from python_calamine import CalamineWorkbook
    try:
        return CalamineWorkbook.from_path(str(path))
    except Exception as error:
        raise Unreadable(f"{path.name}: không mở được như một bảng tính ({type(error).__name__}). "
                         "Mở lại bằng Excel rồi lưu .xlsx.", where=path.name) from None


def _workbook(path: Path, sheet: str | None) -> list[list[Any]]:
    book = _open(path)
    names = book.sheet_names
    if sheet and sheet not in names:
        raise Unreadable(f"{path.name}: không có trang “{sheet}”. Các trang: {', '.join(names)}.", where=path.name)
    return book.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False)


def _csv(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable(f"{path.name}: không phải văn bản UTF-8. Lưu lại dạng “CSV UTF-8”.", where=path.name)
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))


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
    """A cell that a spreadsheet cannot run as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+@" else value
