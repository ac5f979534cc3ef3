"""Drawings of this room: one content over the years beside its peers, and bars to the left and right of nothing lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from django.utils.safestring import SafeString

from openpar.web import wording
from openpar.web.charts.svg import drawing, el, link, text

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 260, 172, 26, 224, 8, 150


@dataclass(frozen=True, slots=True)
class Point:
    """A year of a line: its value, or None; `segment` grows where the years cannot be compared; `breaks` says why."""

    year: int
    value: float | None
    segment: int = 0
    breaks: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale that all drawings of a page share."""

    low: float
    high: float
    step: float

    @classmethod
    def over(cls, values: Sequence[float]) -> "Scale":
        """A scale with two to six steps around these values.

        >>> Scale.over([2.9, 7.8]), Scale.over([0.6, 1.9])
        (Scale(low=2, high=8, step=2), Scale(low=0.5, high=2.0, step=0.5))
        """
        values = list(values) or [0, 1]
        span = max(values) - min(values)
        step = next((s for s in (0.1, 0.25, 0.5, 1, 2, 5) if span / s <= 4), 10)
        return cls(floor(min(values) / step) * step, ceil(max(values) / step) * step, step)


def pieces(points: Sequence[Point]) -> list[list[Point]]:
    """The unbroken pieces of a line: consecutive years of one segment.

    >>> [len(p) for p in pieces([Point(2011, 1.0), Point(2012, 2.0), Point(2013, None), Point(2014, 2.0), Point(2015, 2.0, 1)])]
    [2, 1, 1]
    """
    out: list[list[Point]] = []
    for p in points:
        if p.value is None:
            continue
        if out and out[-1][-1].year == p.year - 1 and out[-1][-1].segment == p.segment:
            out[-1].append(p)
        else:
            out.append([p])
    return out


def small_multiple(own: Sequence[Point], peers: Sequence[Sequence[Point]], *, years: Sequence[int], scale: Scale, sentence: str,
                   not_asked: str = "", name: str = "") -> SafeString:
    """Own line strong, peers grey, broken where a year is missing or cannot be compared, with a dotted mark there."""
    span = (scale.high - scale.low) or 1

    def x(year):
        return LEFT + (RIGHT - LEFT) * (year - years[0]) / max(years[-1] - years[0], 1)

    def y(value):
        return TOP + (BOTTOM - TOP) * (1 - (value - scale.low) / span)

    def paths(css, line):
        return [el("path", css=css, d="M" + "L".join(f"{x(p.year):.1f} {y(p.value):.1f}" for p in piece)) if len(piece) > 1
                else el("circle", css="dot-faint" if css == "peer" else "dot", cx=float(x(piece[0].year)),
                        cy=float(y(piece[0].value)), r=1.5 if css == "peer" else 2.0)
                for piece in pieces(line)]

    marks, value = [], scale.low
    while value <= scale.high + 1e-9:
        marks += [el("path", css="grid", d=f"M{LEFT} {y(value):.1f}H{RIGHT}"),
                  text(wording.number(round(value, 6)), LEFT - 5, y(value) + 4, anchor="end")]
        value += scale.step
    for line in peers:
        marks += paths("peer", line)
    marks += [el("path", css="break", d=f"M{x(p.year - 0.5):.1f} {TOP}V{BOTTOM}") for p in own if p.breaks]
    marks += paths("main", own)
    if not_asked and own and own[0].year > years[0] + 2:
        marks.append(text(not_asked, (x(years[0]) + x(own[0].year)) / 2, TOP + (BOTTOM - TOP) / 2, anchor="middle"))
    known = [p for p in own if p.value is not None]
    for p in known:
        # The room that a finger or pen needs is the whole column of the year, not the dot.
        wide = (RIGHT - LEFT) / max(years[-1] - years[0], 1)
        marks.append(link(p.url, f"{name}, {p.year}: {wording.number(p.value, 2)}",
                          el("rect", css="hit", x=float(x(p.year) - wide / 2), y=float(TOP), width=float(wide), height=float(BOTTOM - TOP)),
                          el("circle", css="dot", cx=float(x(p.year)), cy=float(y(p.value)), r=3.5 if p is known[-1] else 1.5)))
    if known:
        marks.append(text(wording.number(known[-1].value, 2), x(known[-1].year) + 7, y(known[-1].value) + 4, css="t-accent"))
    middle = (2018,) if years[0] + 2 < 2018 < years[-1] - 2 else ()
    marks += [text(years[0], LEFT, HEIGHT - 5), *(text(t, x(t), HEIGHT - 5, anchor="middle") for t in middle),
              text(years[-1], RIGHT, HEIGHT - 5, anchor="middle")]
    return drawing(WIDTH, HEIGHT, sentence, marks, links=any(p.url for p in known))


def sideways(value: float | None, longest: float) -> SafeString:
    """A bar from the middle: to the left what was lost, to the right what was gained; purely visual."""
    marks = [el("rect", css="m-line", x="49.8", width="0.4", height=8)]
    if value:
        length = 50 * min(abs(value) / (longest or 1), 1)
        start = 50 - length if value < 0 else 50
        marks.insert(0, el("rect", css="m-loss" if value < 0 else None, x=f"{start:.2f}", width=f"{length:.2f}", height=8))
    return el("svg", *marks, css="meter meter-lg", viewbox="0 0 100 8", keep="none", aria_hidden="true")


def step_bar(start: float, end: float, low: float, high: float, css: str | None = None) -> SafeString:
    """One step of a waterfall from `start` to `end` on a scale from `low` to `high`; purely visual."""
    scale = 100 / ((high - low) or 1)
    left, right = sorted(((start - low) * scale, (end - low) * scale))
    return el("svg", el("rect", css=css, x=f"{left:.2f}", width=f"{max(right - left, 0.3):.2f}", height=8),
              css="meter meter-lg", viewbox="0 0 100 8", keep="none", aria_hidden="true")
