"""Bars: a share beside its number, parts of a whole, a ranked list, a target, and the waterfall of lost points."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .. import status as statuses
from .. import wording
from .svg import el, join


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar list: its name, its value, where it leads, and a note; `value` None draws hatching."""

    label: str
    value: float | None
    url: str = ""
    note: str = ""
    css: str = ""
    shown: str = ""


def _svg(marks, css="meter"):
    """A decorative bar of 100 units: the number stands beside it in text."""
    return el("svg", *marks, css=css, viewbox="0 0 100 8", keep="none", aria_hidden="true")


def _rect(start: float, length: float, css: str | None = None):
    return el("rect", css=css, x=f"{start:.2f}", width=f"{max(length, 0):.2f}", height=8)


def meter(share: float | None, css: str = "", target: float | None = None) -> SafeString:
    """A bar of a share between 0 and 1, with an upright mark at a target; None is hatched. Purely visual."""
    if share is None:
        return mark_safe('<span class="meter na" aria-hidden="true"></span>')
    marks = [_rect(0, min(max(float(share), 0), 1) * 100, css or None)]
    if target is not None:
        marks.append(_rect(min(max(float(target) * 100 - 0.3, 0), 99.4), 0.6, "m-line"))
    return _svg(marks)


def kept_lost(share: float | None) -> SafeString:
    """A bar of what was reached (0 to 1) and, beside it, of what was lost; None is hatched. Purely visual."""
    if share is None:
        return meter(None)
    kept = min(max(float(share), 0), 1) * 100
    return _svg([_rect(0, kept, "m-kept"), _rect(kept, 100 - kept, "m-loss")])


def status_strip(parts: Iterable[tuple[str, int]]) -> SafeString:
    """One bar cut by state, in proportion; the counts stand below it in text."""
    parts = [(s, n) for s, n in parts if n]
    total, start, marks = sum(n for _, n in parts), 0.0, []
    for state, n in parts:
        tone = statuses.face(state).tone
        width = 100 * n / total
        marks.append(_rect(start, width - (0.4 if start + width < 99.9 else 0), f"m-{tone}" if tone else "m-rest"))
        start += width
    return _svg(marks) if marks else meter(None)


def bar_list(
    rows: Iterable[Bar], *, caption: str, name: str, unit: str, top: float | None = None, decimals: int | None = None
) -> SafeString:
    """A ranking as a table: words and numbers in HTML, bars in SVG, so that it folds on a phone. `top` is the full length."""
    rows = list(rows)
    top = top or max((r.value or 0 for r in rows), default=0) or 1
    lines = []
    for r in rows:
        shown = r.shown or (wording.number(r.value, decimals) if r.value is not None else gettext("Chưa đo"))
        head = format_html('<a href="{}">{}</a>', r.url, r.label) if r.url else r.label
        lines.append(
            format_html(
                '<tr><th scope="row">{}{}</th><td class="w-bar">{}</td><td class="n">{}</td></tr>',
                head,
                format_html(' <span class="faint">{}</span>', r.note) if r.note else "",
                meter(None if r.value is None else r.value / top, r.css),
                format_html('<a href="{}"><span class="vh">{}: </span>{}</a>', r.url, r.label, shown) if r.url else shown,
            )
        )
    return format_html(
        '<table class="water mid"><caption class="vh">{}</caption><thead><tr><th scope="col">{}</th>'
        '<th scope="col" class="w-bar">'
        '<span class="vh">{}</span></th><th scope="col" class="n">{}</th></tr></thead><tbody>{}</tbody></table>',
        caption,
        name,
        gettext("Biểu đồ"),
        unit,
        join(lines),
    )


def target_bar(share: float | None, target: float, *, above: bool = True) -> SafeString:
    """How far a share (0 to 1) is from the target it has to reach, drawn and said.

    The sentence carries the numbers; the bar is red only where the target is missed.
    """
    if share is None:
        words = gettext("Chưa đo; mức cần đạt %(target)s.") % {"target": wording.percent(target)}
        return format_html('<div class="target">{}<p class="src">{}</p></div>', meter(None), words)
    met = share >= target if above else share <= target
    words = (
        gettext("Đạt %(share)s, mức cần đạt %(target)s.") if met else gettext("Mới đạt %(share)s, mức cần đạt %(target)s.")
    ) % {"share": wording.percent(share), "target": wording.percent(target)}
    return format_html(
        '<div class="target">{}<p class="src">{}</p></div>', meter(share, "m-done" if met else "m-late", target), words
    )


def waterfall(
    total: float, losses: Iterable[Bar], *, caption: str, total_label: str, rest_label: str, decimals: int = 2
) -> SafeString:
    """From the points that could be had down to the points that were: one step per group, largest loss first."""
    losses = sorted((b for b in losses if b.value is not None), key=lambda b: -b.value)
    scale, left = 100 / (total or 1), total

    def row(label, url, drawn, shown, strong=False):
        head = format_html('<a href="{}">{}</a>', url, label) if url else label
        number = format_html('<a href="{}"><span class="vh">{}: </span>{}</a>', url, label, shown) if url else shown
        return format_html(
            '<tr><th scope="row">{}</th><td class="w-bar">{}</td><td class="n">{}</td></tr>',
            head,
            drawn,
            format_html("<b>{}</b>", number) if strong else number,
        )

    big = "meter meter-lg"
    rows = [row(total_label, "", _svg([_rect(0, 100, "m-kept")], big), wording.number(total, decimals))]
    for b in losses:
        left -= b.value
        rows.append(
            row(b.label, b.url, _svg([_rect(left * scale, b.value * scale, "m-loss")], big), wording.number(-b.value, decimals))
        )
    rows.append(row(rest_label, "", _svg([_rect(0, left * scale)], big), wording.number(left, decimals), strong=True))
    return format_html(
        '<table class="water mid"><caption class="vh">{}</caption>'
        '<thead class="vh-head"><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col" class="n">{}</th></tr></thead><tbody>{}</tbody></table>',
        caption,
        gettext("Nhóm"),
        gettext("Biểu đồ"),
        gettext("Điểm"),
        join(rows),
    )
