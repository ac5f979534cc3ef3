"""One province's year: from last year's points to this year's, beside its peers, every sub-dimension, the years in one line."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from openpar.engine.index.crosswalk import TOTAL
from openpar.engine.index.papi import Province

from .. import titles
from ..drawings import Point, Scale, sideways, small_multiple, step_bar
from . import explorer, summary
from .papi import Figure, book, figure_url, line, lines, trend


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the waterfall from last year to this: a content, what it changed, its bar."""

    name: str
    url: str
    change: object
    bar: SafeString


@dataclass(frozen=True, slots=True)
class Beside:
    """One sub-dimension beside its peers: how far above or below their median, in points."""

    name: str
    url: str
    apart: object
    bar: SafeString


@dataclass(frozen=True)
class Sheet:
    """Everything the page of a province shows."""

    year: int
    before: int | None
    place: Province
    total: Figure
    headline: summary.Headline
    start: object
    steps: list[Step]
    start_bar: SafeString
    end_bar: SafeString
    behind: list[Beside]
    ahead: list[Beside]
    blocks: list
    trend: SafeString
    breaks: list
    multiples: list
    peers: list[Province]
    median: object
    not_published: list[int]
    chosen: bool = False

    @property
    def median_words(self) -> str:
        """Whose median the grey line is."""
        return gettext("trung vị các tỉnh đã chọn") if self.chosen else gettext("trung vị vùng")


def sheet(place: Province, year: int, among: tuple[int, ...] = ()) -> Sheet:
    """The page's content in the reader's language; drawn once. `among` are the provinces chosen to stand beside it."""
    return _sheet(place.code, year, among, get_language() or "vi")


@lru_cache(maxsize=512)
def _sheet(province: int, year: int, among: tuple[int, ...], language: str) -> Sheet:
    tables, place = book(), book().provinces[province]
    own = line(province, year, TOTAL, among)
    peers = among or tables.peers(province)
    start, steps, first, last = waterfall(place, year)
    behind, ahead = beside(place, year, among)
    dimensions = tables.codes(year, 1)
    blocks = [(explorer.row(place, year, d, among), [explorer.row(place, year, c, among) for c in tables.codes(year, 2) if c.startswith(d + ".")])
              for d in dimensions]
    drawn, breaks = total_line(place, year, among)
    silent = [y for y in tables.years if tables.cell(y, province, TOTAL).value is None]
    return Sheet(year, year - 1 if year > tables.years[0] else None, place, Figure(own.cell, place), summary.headline(place, year, most=4),
                 start, steps, first, last, behind, ahead, blocks, drawn, breaks,
                 explorer.multiples(place, peers, dimensions, year), [tables.provinces[p] for p in peers], own.peer_median, silent,
                 bool(among))


def waterfall(place: Province, year: int):
    """From last year's whole to this year's by dimension; nothing where the wholes cannot be compared."""
    own = line(place.code, year, TOTAL)
    if own.change is None:
        return None, [], "", ""
    moves = sorted((x for x in lines(place.code, year) if x.depth == 1 and x.change is not None), key=lambda x: x.change)
    at, marks = float(own.before.value), []
    seen = [at, float(own.cell.value)]
    for x in moves:
        marks.append((x, at, at + float(x.change)))
        at += float(x.change)
        seen.append(at)
    # Steps of tenths would vanish on bars from zero, so the two ends stand on the same cut scale as the steps.
    margin = (max(seen) - min(seen)) * 0.15 or 0.1
    low, high = min(seen) - margin, max(seen) + margin
    steps = [Step(titles.title(x.cell.code, x.cell.title), figure_url(place, year, x.cell.code), x.change,
                  step_bar(a, b, low, high, "m-loss" if x.change < 0 else None)) for x, a, b in marks]
    return (own.before.value, steps, step_bar(low, float(own.before.value), low, high, "m-kept"),
            step_bar(low, float(own.cell.value), low, high, "m-kept"))


def beside(place: Province, year: int, among: tuple[int, ...] = (), most: int = 6):
    """The sub-dimensions furthest below and above the median of the peers."""
    known = [(x, x.cell.value - x.peer_median) for x in lines(place.code, year, among)
             if x.depth == 2 and x.cell.value is not None and x.peer_median is not None]
    longest = max((abs(float(d)) for _, d in known), default=1)

    def rows(pairs):
        return [Beside(titles.numbered(x.cell.code, x.cell.title), figure_url(place, year, x.cell.code), d, sideways(float(d), longest))
                for x, d in pairs[:most]]

    return (rows(sorted((p for p in known if p[1] < 0), key=lambda p: p[1])),
            rows(sorted((p for p in known if p[1] > 0), key=lambda p: -p[1])))


def total_line(place: Province, year: int, among: tuple[int, ...] = ()):
    """The whole over the years, broken where the sums cannot be compared, with the median of the peers in grey."""
    tables = book()
    own = trend(place, TOTAL, year, linked=True)
    median = [Point(p.year, None if (m := tables.peer_median(p.year, place.code, TOTAL, among)) is None else float(m), p.segment) for p in own]
    values = [p.value for p in (*own, *median) if p.value is not None]
    said = gettext("Tổng điểm PAPI của %(place)s, %(first)s đến %(last)s") % {"place": place.name, "first": own[0].year, "last": year}
    drawn = small_multiple(own, [median], years=[y for y in tables.years if y <= max(year, tables.years[0] + 2)],
                           scale=Scale.over(values), sentence=said, name=place.name)
    return drawn, [(p.year, p.breaks) for p in own if p.breaks]
