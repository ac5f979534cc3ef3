"""Columns by week or month: one strong column for now, the others grey, every column a link; a wide and a phone drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from django.utils.safestring import SafeString

from .. import wording
from .svg import drawing, el, join, link, text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a short label, its value (None where it was not measured), where it leads, the full name of its period."""

    label: str
    value: float | None
    url: str = ""
    name: str = ""


def nice_step(top: float, lines: int = 4) -> float:
    """The distance between grid lines: 1, 2 or 5 times a power of ten.

    >>> nice_step(64), nice_step(9), nice_step(1284)
    (20.0, 5.0, 500.0)
    """
    raw = max(top, 1) / lines
    power = 10.0 ** (ceil(log10(raw)) - 1)
    return next(m * power for m in (1, 2, 5, 10) if m * power >= raw - 1e-9)


def _draw(points: Sequence[Column], sentence: str, wide: bool, now: bool, bad: bool) -> SafeString:
    width, height, left, bottom, top = (620, 262, 34, 30, 18) if wide else (340, 190, 30, 30, 18)
    highest = max((p.value or 0 for p in points), default=0)
    step = nice_step(highest)
    if all(p.value is None or float(p.value).is_integer() for p in points):
        step = max(step, 1.0)  # things are counted: there is no half of one
    ceiling = step * max(ceil(highest / step), 1)
    slot = (width - left - 4) / max(len(points), 1)
    bar = slot * 0.62
    every = 1 if wide and len(points) <= 14 else -(-len(points) // (14 if wide else 6))

    def y(v):
        return top + (height - top - bottom) * (1 - v / ceiling)

    marks, v = [], 0.0
    while v <= ceiling + 1e-9:
        marks += [
            el("path", css="axis" if v == 0 else "grid", d=f"M{left} {y(v):.1f}H{width}"),
            text(wording.number(round(v, 6)), left - 6, y(v) + 4, anchor="end"),
        ]
        v += step
    for i, p in enumerate(points):
        x = left + 4 + i * slot + (slot - bar) / 2
        last = i == len(points) - 1
        if last and now:
            css = "bar-now" if bad else "bar-main"
        else:
            css = "bar"
        shown = wording.number(p.value) if p.value is not None else "…"
        tall = y(p.value) if p.value is not None else y(0) - 14
        inner = [
            el("rect", css="hit", x=x - 3, y=float(top), width=bar + 6, height=float(height - top - bottom)),
            el("rect", css=css, x=x, y=tall, width=bar, height=y(0) - tall)
            if p.value is not None
            else el("rect", css="fna", x=x, y=float(y(0) - 12), width=bar, height=12.0),
        ]
        marks.append(link(p.url, f"{p.name or p.label}: {shown}", *inner))
        if wide or i % every == (len(points) - 1) % every:
            marks.append(
                text(
                    shown, x + bar / 2, tall - 5, css=("t-late" if bad else "t-accent") if last and now else None, anchor="middle"
                )
            )
        if i % every == (len(points) - 1) % every:
            marks.append(text(p.label, x + bar / 2, height - 10, anchor="middle"))
    return drawing(
        width, height, sentence, marks, links=any(p.url for p in points), css="chart wide" if wide else "chart only-phone"
    )


def columns(points: Sequence[Column], *, sentence: str, now: bool = True, bad: bool = True) -> SafeString:
    """Columns from zero, the last one strong when `now` (red when `bad`); the sentence says what they show."""
    points = list(points)
    return join(_draw(points, sentence, wide, now, bad) for wide in (True, False))
