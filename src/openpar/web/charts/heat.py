"""The heat table: unit by section, the number in the cell, the shade by share, every cell a link to its list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .. import wording
from .svg import join

# Upper edge of each shade; the last shade starts at nine tenths.
STEPS = ((0.0, "h0"), (0.2, "h1"), (0.4, "h2"), (0.6, "h3"))
TOP = 0.9
WORST = 3  # sections that a phone shows below a unit


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` of `total`; None for the whole cell means that nothing was assigned there."""

    count: int
    total: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: its cells in column order, its sum, and the difference to the period before."""

    label: str
    cells: Sequence[Cell | None]
    url: str = ""
    total: int | None = None
    total_url: str = ""
    change: int | None = None


def heat_class(count: float, total: float) -> str:
    """The shade of a share: h0 none, up to 20 %, 40 %, 60 %, under 90 %, h5 from 90 %.

    >>> heat_class(0, 5), heat_class(1, 5), heat_class(3, 5), heat_class(4, 5), heat_class(9, 10)
    ('h0', 'h1', 'h3', 'h4', 'h5')
    """
    if not total or not count:
        return "h0"
    share = count / total
    for edge, css in STEPS[1:]:
        if share <= edge + 1e-9:
            return css
    return "h5" if share >= TOP else "h4"


def legend() -> SafeString:
    """What the shades mean, in words beside each."""
    words = (
        ("h0", "0"),
        ("h1", gettext("đến 20%")),
        ("h2", gettext("đến 40%")),
        ("h3", gettext("đến 60%")),
        ("h4", gettext("dưới 90%")),
        ("h5", gettext("từ 90%")),
        ("na", gettext("không giao")),
    )
    return format_html(
        '<div class="legend"><span>{}</span>{}</div>',
        gettext("Tỷ lệ quá hạn:"),
        format_html_join("", '<span><i class="key {}"></i>{}</span>', words),
    )


def _worst(row: Row) -> set[int]:
    """The places of the row's cells with the most, which a phone shows; of equal ones the first."""
    counted = [i for i, c in enumerate(row.cells) if c and c.count]
    return set(sorted(counted, key=lambda i: -row.cells[i].count)[:WORST])


def _cell(row: Row, column: str, cell: Cell | None, worst: bool) -> SafeString:
    if cell is None:
        return format_html('<td><span class="na"><span class="vh">{}</span>&nbsp;</span></td>', gettext("không giao"))
    css = heat_class(cell.count, cell.total)
    said = gettext("%(unit)s, %(column)s: %(count)s quá hạn trên %(total)s việc") % {
        "unit": row.label,
        "column": column,
        "count": wording.number(cell.count),
        "total": wording.number(cell.total),
    }
    if not cell.url:
        return format_html(
            '<td><span class="{}"><span class="vh">{} </span>{}</span></td>', css, said, wording.number(cell.count)
        )
    return format_html(
        '<td{}><a class="{}" href="{}" aria-label="{}" data-label="{}">{}</a></td>',
        mark_safe(' class="worst"') if worst else "",
        css,
        cell.url,
        said,
        column,
        wording.number(cell.count),
    )


def _sum(row: Row, number: int | None, url: str) -> SafeString:
    shown = wording.number(number)
    said = gettext("%(unit)s: %(count)s việc quá hạn") % {"unit": row.label, "count": shown}
    return (
        format_html('<td class="n"><a href="{}" aria-label="{}">{}</a></td>', url, said, shown)
        if url
        else format_html('<td class="n">{}</td>', shown)
    )


def _change(row: Row, label: str) -> SafeString | str:
    if not label:
        return ""
    return format_html('<td class="n faint" data-label="{}">{}</td>', label, wording.number(row.change, sign=True))


def _row(row: Row, columns: Sequence[str], change: str) -> SafeString:
    worst = _worst(row)
    head = format_html('<a href="{}">{}</a>', row.url, row.label) if row.url else row.label
    total = row.total if row.total is not None else sum(c.count for c in row.cells if c)
    return format_html(  # on a phone the row is a line of a list: its sum stands beside its name
        '<tr><th scope="row">{} <b class="only-phone" aria-hidden="true">{}</b></th>{}{}{}</tr>',
        head,
        wording.number(total),
        join(_cell(row, c, x, i in worst) for i, (c, x) in enumerate(zip(columns, row.cells, strict=True))),
        _sum(row, total, row.total_url),
        _change(row, change),
    )


def _foot(row: Row, change: str) -> SafeString:
    cells = join(
        format_html('<td><a href="{}" aria-label="{}: {}">{}</a></td>', c.url, row.label, c.count, wording.number(c.count))
        if c and c.url
        else format_html("<td><b>{}</b></td>", wording.number(c.count) if c else "")
        for c in row.cells
    )
    total = row.total if row.total is not None else sum(c.count for c in row.cells if c)
    return format_html(
        '<tfoot><tr><th scope="row">{} <b class="only-phone" aria-hidden="true">{}</b></th>{}{}{}</tr></tfoot>',
        row.label,
        wording.number(total),
        cells,
        _sum(row, total, row.total_url),
        _change(row, change),
    )


def heat_table(
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    caption: str,
    unit: str,
    foot: Row | None = None,
    total_label: str = "",
    change_label: str = "",
) -> SafeString:
    """The table with its scrolling region; on a phone a list of units with their worst sections.

    `foot` is the row of sums, `change_label` adds the column of differences.
    """
    heads = join(format_html('<th scope="col" title="{}"><span class="cut-4">{}</span></th>', c, c) for c in columns)
    return format_html(
        '<div class="scroll heat-list" tabindex="0" role="region" aria-label="{}"><table class="heat"><caption class="vh">{}</caption>'
        '<thead><tr><th scope="col">{}</th>{}<th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody>{}</table></div>',
        caption,
        caption,
        unit,
        heads,
        total_label or gettext("Quá hạn"),
        format_html('<th scope="col">{}</th>', change_label) if change_label else "",
        join(_row(r, columns, change_label) for r in rows),
        _foot(foot, change_label) if foot else "",
    )
