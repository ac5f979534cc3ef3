"""Long lists: stable pages by key (never by offset), a count that gives up gracefully, and columns that also make a workbook.

A page is named by the last row before it, so rows that arrive meanwhile are neither repeated nor skipped, in every order offered.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

CAP = 10_000


@dataclass(frozen=True, slots=True)
class Order:
    """One offered order: a column, its direction, and whether rows without a value come last. The id is always the last key."""

    code: str
    label: object
    column: str = ""
    descending: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page with the addresses of its neighbours; `total` None means more than CAP."""

    rows: list
    next_cursor: str = ""
    first: bool = True
    total: int | None = None
    counted: bool = True
    extra: dict = field(default_factory=dict)
    previous_cursor: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def _pack(values) -> str:
    raw = json.dumps([v.isoformat() if isinstance(v, datetime) else v for v in values], ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _unpack(cursor: str, order: Order):
    """[value of the order's column or None, id], or None for whatever no page of ours has written."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))) if len(cursor) < 400 else None
        if not isinstance(values, list) or [type(values[-1]), len(values)] != [int, 2] or not 0 < values[1] < 1 << 63:
            return None
        if values[0] is None:
            return values if order.nullable or not order.column else None
        moment = datetime.fromisoformat(values[0]) if isinstance(values[0], str) else None  # every offered column is a moment
        return [moment, values[1]] if moment and moment.tzinfo and 1 < moment.year < 9999 else None
    except (ValueError, IndexError, RecursionError):
        return None


def arms(condition: Q) -> list[Q]:
    """The alternatives of a condition: whoever sees what is theirs or what they gave has two.

    >>> [str(a) for a in arms(Q(a=1) | Q(b=2))]
    ["(AND: ('a', 1))", "(AND: ('b', 2))"]
    """
    if condition.negated or condition.connector != Q.OR:
        return [condition]
    found = [arm for c in condition.children for arm in (arms(c) if isinstance(c, Q) else [Q(c)])]
    return [arm for i, arm in enumerate(found) if arm not in found[:i]]


def page(queryset, order: Order, cursor: str = "", size: int = 50, count: bool = True, within: Q | None = None,
         before: str | None = None) -> Page:
    """One page of a queryset in this order after the cursor; a broken cursor is the first page.

    `within` narrows the rows further. Each of its alternatives is read in order by its own index and the few rows are merged:
    asked as one OR, a million rows of others may be walked through in search of a page of one's own.
    `before` is the cursor of a page that leads back (or empty): the rows just before it. None offers no way back but the first page.
    """
    after = _unpack(cursor, order) if cursor else None
    edge = _unpack(before, order) if before and not after else None
    parts = [queryset] if within is None else [queryset.filter(arm) for arm in arms(within)]
    take = _take_back if edge else _take
    rows = _merge([take(part, order, edge or after, size + 1) for part in parts], order)
    rows = rows[-size - 1:] if edge else rows[: size + 1]
    more = len(rows) > size
    rows = rows[-size:] if edge else rows[:size]
    first = not more if edge else after is None
    following = _cursor(rows[-1], order) if rows and (edge or more) else ""
    leading = _cursor(rows[0], order) if rows and not first and before is not None else ""
    total = None
    if count:
        total = _count(queryset, within)
    return Page(rows, following, first, None if total is None or total > CAP else total, count, previous_cursor=leading)


def _cursor(row, order) -> str:
    return _pack([_value(row, order.column) if order.column else None, row.pk])


def _count(queryset, within) -> int:
    """How many rows, of each alternative those that no earlier one has; no further than CAP."""
    total, earlier = 0, Q()
    for arm in [Q()] if within is None else arms(within):
        part = queryset.filter(arm).exclude(earlier) if earlier else queryset.filter(arm)
        total, earlier = total + part.order_by()[: CAP + 1].count(), earlier | arm
        if total > CAP:
            break
    return total


def _merge(parts, order) -> list:
    """The rows of several ordered readings in one order, each once; rows without a value stay last."""
    if len(parts) == 1:
        return parts[0]
    rows = {row.pk: row for part in parts for row in part}.values()
    if not order.column:
        return sorted(rows, key=lambda r: r.pk, reverse=order.descending)
    valued = [(value, row.pk, row) for row in rows if (value := _value(row, order.column)) is not None]
    empty = [row for row in rows if _value(row, order.column) is None]
    return [row for _v, _pk, row in sorted(valued, key=lambda t: t[:2], reverse=order.descending)] + sorted(
        empty, key=lambda r: r.pk, reverse=order.descending
    )


def _value(row, column):
    for name in column.split("__"):
        row = getattr(row, name)
    return row


def _take(queryset, order, after, size):
    sign = "-" if order.descending else ""
    if not order.column:
        if after:
            queryset = queryset.filter(**{"pk__lt" if order.descending else "pk__gt": after[1]})
        return list(queryset.order_by(f"{sign}pk")[:size])
    rows = []
    present = queryset.filter(**{f"{order.column}__isnull": False}) if order.nullable else queryset
    if after is None or after[0] is not None:
        part = present
        if after:
            beyond = "lt" if order.descending else "gt"
            part = present.filter(
                Q(**{f"{order.column}__{beyond}": after[0]})
                | Q(**{order.column: after[0], f"pk__{'lt' if order.descending else 'gt'}": after[1]})
            )
            # a plain bound besides the exact one lets the database start in the middle of the index
            part = part.filter(**{f"{order.column}__{beyond}e": after[0]})
        rows = list(part.order_by(f"{sign}{order.column}", f"{sign}pk")[:size])
    if order.nullable and len(rows) < size:
        empty = queryset.filter(**{f"{order.column}__isnull": True})
        if after and after[0] is None:
            empty = empty.filter(**{"pk__lt" if order.descending else "pk__gt": after[1]})
        rows += list(empty.order_by(f"{sign}pk")[: size - len(rows)])
    return rows


def _take_back(queryset, order, edge, size):
    """The rows just before an edge, in the list's own order: read backwards, then turned round."""
    sign, beyond = ("", "gt") if order.descending else ("-", "lt")
    rows, left = [], size
    if not order.column:
        return list(queryset.filter(**{f"pk__{beyond}": edge[1]}).order_by(f"{sign}pk")[:size])[::-1]
    if edge[0] is None:  # among the rows without a value, which come last
        empty = queryset.filter(**{f"{order.column}__isnull": True, f"pk__{beyond}": edge[1]})
        rows = list(empty.order_by(f"{sign}pk")[:size])
        left = size - len(rows)
    if left:
        part = queryset.filter(**{f"{order.column}__isnull": False}) if order.nullable else queryset
        if edge[0] is not None:
            part = part.filter(Q(**{f"{order.column}__{beyond}": edge[0]}) | Q(**{order.column: edge[0], f"pk__{beyond}": edge[1]}))
            part = part.filter(**{f"{order.column}__{beyond}e": edge[0]})
        rows += list(part.order_by(f"{sign}{order.column}", f"{sign}pk")[:left])
    return rows[::-1]


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a workbook: its head, the value of a row, its kind (text, day, moment, second, number, share) and width."""

    label: object
    value: Callable
    kind: str = "text"
    width: int = 20


@dataclass(frozen=True, slots=True)
class Table:
    """One page of a workbook: its name (at most 31 letters), its title, columns, rows, and lines that stand under the title."""

    name: object
    title: object
    cells: Sequence[Cell]
    rows: object
    notes: Sequence[str] = ()


def workbook(title: str, cells: Sequence[Cell], rows, notes: Sequence[str] = (), name="Danh sách", more: Sequence[Table] = ()) -> bytes:
    """An .xlsx of any number of rows in constant memory. Text is text: nothing typed by a person can run as a formula.

    `more` are further pages; each is read in order, once.
    """
    import io

    import xlsxwriter

    from .sheet_rows import RowSheet

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
            "remove_timezone": True,
        },
    )
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "title": book.add_format({"bold": True}),
        "note": book.add_format({}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"}),
        "second": book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss", "valign": "top"}),
        "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for table in (Table(name, title, cells, rows, notes), *more):
        _fill(book.add_worksheet(str(table.name), RowSheet), table, formats)
    book.close()
    return out.getvalue()


def for_paper(sheet, heads: int) -> None:
    """How a sheet is printed: A4 across, all columns on one page's width, the row of headings (0 is the top one) on every page, pages numbered."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heads)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P/&N")


def _fill(sheet, table: Table, formats) -> None:
    """Write one page, from the first row to the last."""
    top, cells = 0, table.cells
    for line in (table.title, *table.notes):
        sheet.write_string(top, 0, str(line), formats["note" if top else "title"])
        top += 1
    for i, c in enumerate(cells):
        sheet.set_column(i, i, c.width)
    if any(len(str(c.label)) > c.width for c in cells):
        sheet.set_row(top, 30)
    for i, c in enumerate(cells):
        sheet.write_string(top, i, str(c.label), formats["head"])
    sheet.freeze_panes(top + 1, 0)
    for_paper(sheet, top)
    last = sheet.write_rows(top + 1, [(c.value, c.kind) for c in cells], formats, table.rows,
                            [c.width for c in cells])
    if last > top:
        sheet.autofilter(top, 0, last, len(cells) - 1)
