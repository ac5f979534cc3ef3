"""The rows of a workbook's long list, each written as one line of the sheet. Imported where a workbook is made: the library is heavy.

The library makes the workbook: formats, widths, head, filter, parts, zip. It would also take every cell through five functions, which is
most of the time of an export; here a cell is its value between two ends that its column has made once. Values become text by the library's
own rules: `tests/core/test_sheet_rows.py` holds the sheet equal to what the library writes of the same values.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767  # units of UTF-16 in one cell
LINE, HIGHEST = 15, 405  # points: of one line, and the most that a row may have
SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]")  # marks of XML and what no XML may hold; "_x" begins the library's own escapes


class RowSheet(Worksheet):
    """A sheet in constant memory that takes rows."""

    def write_rows(self, first: int, columns: Sequence[tuple[Callable, str]], formats: Mapping[str, Format], rows: Iterable,
                   widths: Sequence[int] = ()) -> int:
        """Write the rows from row `first` on (0 is the top one), below all that stands; returns the last row, or the one above `first`.

        `columns` say what is read of a row and its kind (text, day, moment, second, number, share); `formats` dress each kind. None and ""
        leave the cell out. With the `widths` of the columns, in letters, a row says how high its wrapped text is: a program that prints the
        sheet unseen does not find out by itself. TypeError: a number that is none (as from the library); ValueError: more rows than a sheet has.
        """
        self._write_single_row(first)  # what was written cell by cell stands above
        shown = self._kinds({kind: style._get_xf_index() for kind, style in formats.items()})
        ends = [(get, shown.get(kind, shown["text"]), f'<c r="{xl_col_to_name(i)}') for i, (get, kind) in enumerate(columns)]
        wrapped = [(get, width) for (get, kind), width in zip(columns, widths, strict=True) if kind == "text"] if widths else ()
        n = first - 1
        for n, row in enumerate(rows, start=first):
            place = str(n + 1)
            cells = [tag + place + show(value) for get, show, tag in ends if (value := get(row)) is not None and value != ""]
            if cells:
                if self._check_dimensions(n, 0) or self._check_dimensions(n, len(ends) - 1):
                    raise ValueError(f"row {place} is outside the sheet")
                high = _lines(row, wrapped) if wrapped else 1
                tall = f' ht="{min(high * LINE, HIGHEST)}"' if high > 1 else ""
                self.fh.write(f'<row r="{place}"{tall}>{"".join(cells)}</row>')
        self.previous_row = n + 1
        return n

    def _kinds(self, styles: Mapping[str, int]) -> dict[str, Callable]:
        """How a value of each kind is written, from behind the cell's place to its end."""
        heads = {kind: f'" s="{index}"' for kind, index in styles.items()}
        plain, kept = (heads["text"] + f' t="inlineStr"><is><t{space}>' for space in ("", ' xml:space="preserve"'))
        serial = lru_cache(4096)(self._convert_date_time)  # a column of days has few of them

        def text(value):
            words = str(value)
            if len(words) > LONGEST // 2 or SPECIAL.search(words) or "_x" in words:
                words = self._escape_data(self._escape_control_characters(_cut(words)))
            return f"{kept if words[:1].isspace() or words[-1:].isspace() else plain}{words}</t></is></c>"

        def number(head):
            return lambda value: f"{head}><v>{_digits(value)}</v></c>"

        def day(value):
            return f"{heads['day']}><v>{serial(value):.16G}</v></c>"

        def moment(head):
            return lambda value: (f"{head}><v>{serial(timezone.localtime(value).replace(tzinfo=None)):.16G}</v></c>"
                                  if isinstance(value, datetime) else text(value))

        return {"text": text, "day": day, **{k: moment(heads[k]) for k in ("moment", "second")}, **{k: number(heads[k]) for k in ("number", "share")}}


def _lines(row, wrapped) -> int:
    """The lines of the longest wrapped text of a row."""
    most = 1
    for get, width in wrapped:
        words = get(row)
        if type(words) is str and (len(words) > width or "\n" in words):
            most = max(most, sum(-(-len(line) // width) or 1 for line in words.split("\n")))
    return most


def _digits(value) -> str:
    """
    >>> _digits(3), _digits(0.1), _digits(12345678901234567890)
    ('3', '0.1', '1.234567890123457E+19')
    """
    try:
        shown = f"{value:.16G}"
    except (TypeError, ValueError):  # a fraction, or what is no number
        shown = f"{float(value):.16G}"
    if shown[-1] > "9":
        raise TypeError("a cell of numbers cannot hold NaN or infinity")
    return shown


def _cut(words: str) -> str:
    """As much as one cell may hold."""
    if len(words) <= LONGEST // 2:
        return words
    return words.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST].decode("utf-16-le", "ignore")
