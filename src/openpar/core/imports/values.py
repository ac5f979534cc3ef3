"""What stands in a cell, read as what its column holds. Each kind is a function that gives the reader of one cell; a reader gives the
value or raises `Wrong` with what to do, in words."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from openpar.engine.index.facts import usual
from openpar.engine.sheets import Grid
from openpar.engine.vietnamese import fold

Reader = Callable[[Any], Any]
_WRITTEN = re.compile(r"(?:ngày\s+)?(\d{1,2})\s*(?:/|\.|-|\s+tháng\s+)\s*(\d{1,2})\s*(?:/|\.|-|\s+năm\s+)\s*(\d{1,4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?",
                      re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
_GROUPS = re.compile(r"-?\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")


class Wrong(Exception):
    """This cell cannot be read; says what to do."""


def plain(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as papers write them.

    >>> plain(12.0), plain(date(2022, 8, 5))
    ('12', '05/8/2022')
    """
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year}" if value.month < 3 else f"{value.day:02}/{value.month}/{value.year}"
    return str(value)


def times() -> Callable[[Grid], Reader]:
    """A cell that may hold a day or words about time: days are days, whatever the workbook counts from; words stay words."""
    def for_grid(grid):
        read_day = day()(grid)
        return lambda value: read_day(value) if isinstance(value, (int, float)) and 10_000 <= value <= 90_000 else value
    return for_grid


def text(limit: int = 300) -> Callable[[Grid], Reader]:
    """Words, blanks at the ends gone; at most so many letters."""
    def read(value):
        value = value if type(value) is str else plain(value)
        if len(value) > limit:
            raise Wrong(_("dài %(n)s chữ cái, tối đa %(limit)s; rút gọn") % {"n": len(value), "limit": limit})
        return value
    return lambda grid: read


def code(limit: int = 40) -> Callable[[Grid], Reader]:
    """A code or number of a document: kept as written with its leading zeros; a number longer than a spreadsheet can hold is refused."""
    def read(value):
        if type(value) is not str:
            if isinstance(value, float) and (not value.is_integer() or abs(value) >= 1e15):
                raise Wrong(_("mã bị bảng tính đổi thành số; định dạng cột là Văn bản rồi ghi lại"))
            value = plain(value)
        value = " ".join(value.split()).removeprefix("'")  # the mark by which people make a spreadsheet keep a number as text
        if re.fullmatch(r"\d[.,]\d+E\+?\d+", value, re.IGNORECASE):
            raise Wrong(_("mã bị bảng tính đổi thành số; định dạng cột là Văn bản rồi ghi lại"))
        if len(value) > limit:
            raise Wrong(_("dài %(n)s chữ cái, tối đa %(limit)s; rút gọn") % {"n": len(value), "limit": limit})
        return value
    return lambda grid: read


def day() -> Callable[[Grid], Reader]:
    """A day: a date cell, a serial number of the sheet's own system, or written day first with the year in four digits."""
    def for_grid(grid):
        epoch = date(1904, 1, 1) if grid.from_1904 else date(1899, 12, 30)

        def read(value):
            if isinstance(value, datetime):
                return _likely(value.date())
            if isinstance(value, date):
                return _likely(value)
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                if not 10_000 <= value <= 90_000:
                    raise Wrong(_("không phải là ngày; ghi ngày/tháng/năm, ví dụ 15/8/2022"))
                return _likely(epoch + timedelta(days=int(value)))
            return written_day(value if type(value) is str else plain(value))
        return read
    return for_grid


@lru_cache(maxsize=8192)
def _written(words: str):
    typed, iso = _WRITTEN.fullmatch(words), _ISO.fullmatch(words)
    if not (typed or iso):
        return None
    d, m, y = (typed[1], typed[2], typed[3]) if typed else (iso[3], iso[2], iso[1])
    if len(y) != 4:
        return "short"
    try:
        return date(int(y), int(m), int(d))
    except ValueError:
        return "none"


def written_day(words: str) -> date:
    """A day written day first; Wrong says what is the matter with it."""
    found = _written(" ".join(words.split()))
    if isinstance(found, date):
        return _likely(found)
    if found == "short":
        raise Wrong(_("ghi năm đủ bốn chữ số, ví dụ 15/8/2022"))
    if found == "none":
        raise Wrong(_("không có ngày này; ngày đứng trước, tháng đứng sau"))
    raise Wrong(_("không phải là ngày; ghi ngày/tháng/năm, ví dụ 15/8/2022"))


def _likely(value: date) -> date:
    if not 1945 <= value.year <= 2100:
        raise Wrong(_("năm %(year)s quá xa; kiểm tra lại") % {"year": value.year})
    return value


def number(low: Decimal | None = None, high: Decimal | None = None) -> Callable[[Grid], Reader]:
    """A number as officials write it: 86,81 or 1.234,5; what could be either a thousand or a fraction is refused."""
    def read(value):
        found = written_number(value)
        if (low is not None and found < low) or (high is not None and found > high):
            raise Wrong(_("phải từ %(low)s đến %(high)s") % {"low": low, "high": high})
        return found
    return lambda grid: read


def written_number(value: Any) -> Decimal:
    """The number in a cell.

    >>> written_number("1.234,5"), written_number("86,81"), written_number(0.1)
    (Decimal('1234.5'), Decimal('86.81'), Decimal('0.1'))
    """
    if isinstance(value, bool):
        raise Wrong(_("không phải là số; ghi dạng 86,81"))
    if isinstance(value, (int, float)):
        value = repr(value)
    words = str(value).strip().replace("\u00a0", " ")
    share = words.endswith("%")
    words = words.rstrip("% ")
    marks = [c for c in words if c in ".,"]
    if len(marks) == 1 and re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", words):
        raise Wrong(_("có thể là nghìn hoặc phần lẻ; ghi không có dấu chấm, hoặc định dạng ô là số"))
    if grouped := _GROUPS.fullmatch(words):
        words = words.replace(grouped[1], "")
    words = words.replace(",", ".").replace(" ", "")
    try:
        found = Decimal(words)
    except InvalidOperation:
        raise Wrong(_("không phải là số; ghi dạng 86,81")) from None
    if not found.is_finite() or "_" in words or not usual(found):
        raise Wrong(_("không phải là số; ghi dạng 86,81"))
    return found / 100 if share else found


def whole(low: int = 0, high: int = 10**9) -> Callable[[Grid], Reader]:
    """A whole number."""
    def read(value):
        if type(value) is float and value.is_integer() and low <= value <= high:
            return int(value)
        if type(value) is str and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", value):
            value = value.replace(".", "")
        try:
            found = written_number(value)
        except Wrong:
            raise Wrong(_("phải là số nguyên, ví dụ 12")) from None
        if found != int(found):
            raise Wrong(_("phải là số nguyên, ví dụ 12"))
        if not low <= found <= high:
            raise Wrong(_("phải từ %(low)s đến %(high)s") % {"low": low, "high": high})
        return int(found)
    return lambda grid: read


def choice(words: Mapping[str, Any], shown: Callable[[], str] | str) -> Callable[[Grid], Reader]:
    """One of several values, each by its words without accents; `shown` lists what may be written."""
    @lru_cache(maxsize=4096)
    def look(value):
        return words.get(" ".join(fold(value).replace("_", " ").split()))

    def read(value):
        found = look(value if type(value) is str else plain(value))
        if found is None:
            raise Wrong(_("không hiểu; dùng một trong: %(words)s") % {"words": shown() if callable(shown) else shown})
        return found
    return lambda grid: read


def email() -> Callable[[Grid], Reader]:
    """An address of electronic mail, in small letters."""
    pattern = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+")

    def read(value):
        value = plain(value).strip().lower()
        if not pattern.fullmatch(value) or len(value) > 254:
            raise Wrong(_("không phải địa chỉ thư điện tử"))
        return value
    return lambda grid: read


def parts(value: Any) -> list[str]:
    """Several values in one cell, by semicolon or line.

    >>> parts("Sở NV; Sở Nội vụ tỉnh")
    ['Sở NV', 'Sở Nội vụ tỉnh']
    """
    return [p for p in (" ".join(w.split()) for w in re.split(r"[;\n]", plain(value))) if p]
