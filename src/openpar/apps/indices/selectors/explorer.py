"""The explorer of a year and content: tiles, contents with their strips, peers, small multiples, the table. Cached as drawn."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from openpar.engine.index.crosswalk import TOTAL
from openpar.engine.index.papi import Province
from openpar.engine.index.papi_views import Line
from openpar.web import charts
from openpar.web.charts.tiles import Tile

from .. import titles
from ..drawings import Scale, small_multiple
from . import summary
from .papi import Figure, book, comparison, figure_url, line, parts_of, points, provinces, trend


@dataclass(frozen=True, slots=True)
class Row:
    """One content of the province: figure, strip of all provinces, median of its peers, change or why there is none."""

    figure: Figure
    line: Line
    strip: SafeString
    name: str

    @property
    def not_compared(self) -> str:
        return comparison(self.line)

    @property
    def next_group(self) -> str:
        return summary.next_group(self.line)


@dataclass(frozen=True, slots=True)
class Multiple:
    """One small drawing over the years, and what changed where its line breaks."""

    name: str
    url: str
    drawing: SafeString
    breaks: list


@dataclass(frozen=True)
class Board:
    """Everything the explorer shows of one year, content and province."""

    year: int
    code: str
    place: Province
    title: str
    tiles: SafeString
    legend: list
    published: int
    withheld: list
    rows: list[Row]
    peers: list
    columns: list
    multiples: list[Multiple]
    table: list
    headline: summary.Headline
    source: str


def board(year: int, code: str, place: Province) -> Board:
    """The page's content in the reader's language; drawn once."""
    return _board(year, code, place.code, get_language() or "vi")


@lru_cache(maxsize=256)
def _board(year: int, code: str, province: int, language: str) -> Board:
    tables, place = book(), book().provinces[province]
    parts = parts_of(year, code)
    every = {q.code: Figure(tables.cell(year, q.code, code), q) for q in provinces()}
    own = every[province]
    count = Counter(f.cell.group for f in every.values())
    legend = [(titles.shade(n), titles.group(n), count[n]) for n in (1, 2, 3, 4)] + [("na", gettext("Không công bố"), count[None])]
    peers = tables.peers(province)
    source = next((f.cell.source for f in every.values() if f.cell.source), "")
    return Board(
        year, code, place, titles.title(code, own.cell.title), grid(list(every.values()), province), legend, own.cell.published,
        withheld(year), [row(place, year, c) for c in parts], compared(place, peers, year, code, parts),
        [(c[1:], titles.numbered(c, tables.cell(year, province, c).title)) for c in parts],
        multiples(place, peers, parts, year), sorted(every.values(), key=lambda f: f.cell.group or 9),
        summary.headline(place, year, code), source)


def grid(figures: list[Figure], here: int) -> SafeString:
    """The 63 provinces as equal tiles."""
    return charts.tile_grid(
        [Tile(titles.TILES.get(f.place.name, f.place.name), f.place.tile[1], f.place.tile[0],
              5 - f.cell.group if f.cell.group else None, f.said,
              reverse("indices:papi_province", args=[f.place.slug]) + f"?nam={f.cell.year}", f.place.code == here) for f in figures],
        sentence=gettext("Lưới ô 63 tỉnh, thành phố theo bốn nhóm điểm"))


def withheld(year: int) -> list[tuple[Province, int]]:
    """Provinces that were not published wholly, and how many dimensions are missing."""
    tables = book()
    return [(tables.provinces[p], len(missing)) for p, missing in tables.withheld(year).items()]


def row(place: Province, year: int, code: str, among: tuple[int, ...] = ()) -> Row:
    """One content beside all provinces; the peers are those of its kind or the chosen ones."""
    tables = book()
    figure = Figure(tables.cell(year, place.code, code), place)
    values, peers = tables.published(year, code), among or tables.peers(place.code)
    strip = charts.dot_strip([float(v) for v in values.values()], None if figure.cell.value is None else float(figure.cell.value),
                             name=figure.title, unit_name=place.name, show=points,
                             peers=[float(v) for p, v in values.items() if p in peers])
    return Row(figure, line(place.code, year, code, among), strip, titles.numbered(code, figure.cell.title))


def compared(place: Province, peers, year: int, code: str, parts) -> list:
    """The peers and the province by their whole: (figure of the whole, figures of the parts, is it the province)."""
    tables = book()
    whole = code.split(".")[0]
    rows = [(Figure(tables.cell(year, p, whole), tables.provinces[p]),
             [Figure(tables.cell(year, p, c), tables.provinces[p]) for c in parts], p == place.code) for p in (*peers, place.code)]
    return sorted(rows, key=lambda r: (r[0].cell.value is None, -(r[0].cell.value or 0)))


def multiples(place: Province, peers, parts, year: int) -> list[Multiple]:
    """One drawing a content, all on one scale and over the same years."""
    tables = book()
    years = [y for y in tables.years if y <= max(year, tables.years[0] + 2)]
    own = {c: trend(place, c, year, linked=True) for c in parts}
    others = {c: [trend(tables.provinces[p], c, year) for p in peers] for c in parts}
    scale = Scale.over([p.value for c in parts for series in (own[c], *others[c]) for p in series if p.value is not None])
    out = []
    for c in parts:
        name = titles.numbered(c, tables.cell(year, place.code, c).title)
        said = gettext("%(content)s: %(place)s và %(n)s tỉnh để so, %(first)s đến %(last)s") % {
            "content": name, "place": place.name, "n": len(peers), "first": years[0], "last": year}
        drawn = small_multiple(own[c], others[c], years=years, scale=scale, sentence=said, not_asked=gettext("chưa hỏi"),
                               name=f"{place.name}, {name}")
        out.append(Multiple(name, figure_url(place, year, c), drawn, [(p.year, p.breaks) for p in own[c] if p.breaks]))
    return out


@lru_cache(maxsize=64)
def _contents(year: int, language: str) -> tuple[tuple[str, str], ...]:
    first = next(iter(book().provinces))
    return tuple((c, titles.numbered(c, book().cell(year, first, c).title)) for c in book().codes(year))


def contents(year: int) -> tuple[tuple[str, str], ...]:
    """The choices of content of a year, in the order of the tree."""
    return _contents(year, get_language() or "vi")


__all__ = ["TOTAL", "Board", "board", "contents"]
