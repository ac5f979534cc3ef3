"""Lines over years. A missing year or a changed method breaks the line and leaves a dotted mark with its reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from .. import wording
from .svg import drawing, el, join, link, text


@dataclass(frozen=True, slots=True)
class Series:
    """One line: (year, value or None) in order; the `main` one is strong and named at its end, the others are grey."""

    name: str
    points: Sequence[tuple[int, float | None]]
    main: bool = False
    urls: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Break:
    """Before this year the numbers were made another way: the line stops, the reason stands beside the mark."""

    year: int
    reason: str = ""


def runs(points: Iterable[tuple[int, float | None]], breaks: Iterable[int] = ()) -> list[list[tuple[int, float]]]:
    """The unbroken pieces of a line.

    >>> runs([(2014, 5), (2015, 6), (2016, None), (2019, 7), (2020, 8)], breaks=[2020])
    [[(2014, 5), (2015, 6)], [(2019, 7)], [(2020, 8)]]
    """
    cut, pieces = set(breaks), []
    for year, value in points:
        if value is None:
            continue
        if pieces and pieces[-1][-1][0] == year - 1 and year not in cut:
            pieces[-1].append((year, value))
        else:
            pieces.append([(year, value)])
    return pieces


def _path(css, piece, x, y):
    return el("path", css=css, d="M" + "L".join(f"{x(t):.1f} {y(v):.1f}" for t, v in piece))


def small_line(
    points: Sequence[tuple[int, float | None]],
    *,
    sentence: str,
    low: float,
    high: float,
    show: Callable[[float], str] = wording.number,
    breaks: Iterable[Break] = (),
) -> SafeString:
    """A short line with its first and last value named; small lines on one page share `low` and `high` when they compare."""
    known = [(t, v) for t, v in points if v is not None]
    if not known:
        return join([])
    width, height, left, right, top, bottom = 300, 96, 6, 46, 22, 20
    first, last = known[0][0], known[-1][0]
    span = max(last - first, 1)

    def x(t):
        return left + (width - left - right) * (t - first) / span

    def y(v):
        return top + (height - top - bottom) * (1 - (v - low) / ((high - low) or 1))

    marks = [el("path", css="grid", d=f"M{left} {height - bottom}H{width - right}")]
    marks += [el("path", css="break", d=f"M{x(b.year - 0.5):.1f} {top}V{height - bottom}") for b in breaks]
    marks += [_path("main", r, x, y) for r in runs(points, [b.year for b in breaks]) if len(r) > 1]
    marks += [el("circle", css="dot", cx=float(x(t)), cy=float(y(v)), r=4.0 if t == last else 2.5) for t, v in known]
    marks.append(text(show(known[-1][1]), x(last) + 8, y(known[-1][1]) + 4, css="t-accent"))
    if last > first:
        marks += [text(show(known[0][1]), x(first), y(known[0][1]) - 8), text(first, left, height - 5)]
    marks.append(text(last, x(last), height - 5, anchor="middle"))
    return drawing(width, height, sentence, marks, css="chart chart-own", natural=True)


def _draw(series, sentence, low, high, step, breaks, show, wide):
    width, height, left, right, top, bottom = (620, 280, 40, 90, 14, 26) if wide else (340, 220, 34, 60, 14, 26)
    years = sorted({t for s in series for t, _ in s.points})
    span = max(years[-1] - years[0], 1)

    def x(t):
        return left + (width - left - right) * (t - years[0]) / span

    def y(v):
        return top + (height - top - bottom) * (1 - (v - low) / (high - low))

    marks, v = [], low
    while v <= high + 1e-9:
        marks += [
            el("path", css="grid", d=f"M{left} {y(v):.1f}H{width - right}"),
            text(show(round(v, 6)), left - 6, y(v) + 4, anchor="end"),
        ]
        v += step
    for b in breaks:
        at = x(b.year - 0.5)
        marks.append(el("path", css="break", d=f"M{at:.1f} {top}V{height - bottom}"))
        if b.reason and wide:
            marks.append(text(b.reason, at + 4, top + 10))
    cut = [b.year for b in breaks]
    ends: list[float] = []
    for s in sorted(series, key=lambda s: s.main):
        marks += [_path("main" if s.main else "peer", r, x, y) for r in runs(s.points, cut) if len(r) > 1]
        for t, v in s.points:
            if v is not None and (s.main or s.urls.get(t)):
                dot = el("circle", css="dot" if s.main else "dot-peer", cx=float(x(t)), cy=float(y(v)), r=3.5 if s.main else 2.5)
                marks.append(
                    link(
                        s.urls.get(t),
                        f"{s.name}, {t}: {show(v)}",
                        el("circle", css="hit", cx=float(x(t)), cy=float(y(v)), r=12.0),
                        dot,
                    )
                )
        known = [(t, v) for t, v in s.points if v is not None]
        if known and (s.main or all(abs(y(known[-1][1]) - e) > 13 for e in ends)):
            label = f"{show(known[-1][1])} {s.name}" if wide else show(known[-1][1])
            marks.append(text(label, x(known[-1][0]) + 8, y(known[-1][1]) + 4, css="t-accent" if s.main else None))
            ends.append(y(known[-1][1]))
    every = -(-len(years) // (10 if wide else 4))
    marks += [text(t, x(t), height - 8, anchor="middle") for i, t in enumerate(reversed(years)) if i % every == 0]
    return drawing(
        width, height, sentence, marks, links=any(s.urls for s in series), css="chart wide" if wide else "chart only-phone"
    )


def line(
    series: Sequence[Series],
    *,
    sentence: str,
    low: float,
    high: float,
    step: float,
    breaks: Sequence[Break] = (),
    show: Callable[[float], str] = wording.number,
) -> SafeString:
    """Lines over years on one scale from `low` to `high`, wide and phone; the reason of each break belongs in the caption too."""
    return join(_draw(series, sentence, low, high, step, breaks, show, wide) for wide in (True, False))
