"""PAPI's book for pages: what is there, how a figure is called, where its page is. Parsed and drawn once a process."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from openpar.engine.errors import BadInput
from openpar.engine.index.crosswalk import TOTAL
from openpar.engine.index.papi import Cell, Papi, Province, papi
from openpar.engine.index.papi_views import Line, profile, series
from openpar.engine.vietnamese import sort_key
from openpar.web import wording

from .. import titles
from ..drawings import Point


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as a page shows it: what it is called, how it reads, its group's colour, where its page is."""

    cell: Cell
    place: Province

    @property
    def url(self) -> str:
        return figure_url(self.place, self.cell.year, self.cell.code)

    @property
    def shown(self) -> str:
        """The value at two decimals, or the word for its absence."""
        return points(self.cell.value) if self.cell.value is not None else absent_word(self.cell)

    @property
    def title(self) -> str:
        return titles.title(self.cell.code, self.cell.title)

    @property
    def group(self) -> str:
        return titles.group(self.cell.group)

    @property
    def shade(self) -> str:
        return titles.shade(self.cell.group)

    @property
    def said(self) -> str:
        """Province, value and group in one breath."""
        if self.cell.value is None:
            return f"{self.place.name}: {absent_word(self.cell)}"
        return gettext("%(place)s: %(points)s điểm, nhóm %(group)s") % {
            "place": self.place.name, "points": self.shown, "group": self.group.lower()}


def points(value) -> str:
    """Points at two decimals."""
    return wording.number(value, 2)


def absent_word(cell: Cell) -> str:
    """Why a figure is not there, in small letters."""
    return gettext("không hỏi") if str(cell.absent) == "not_asked" else gettext("không công bố")


def figure_url(place: Province, year: int, code: str) -> str:
    """The page of one figure."""
    return reverse("indices:papi_figure", args=[place.slug, year, code])


def book() -> Papi:
    """The published tables."""
    return papi()


def home() -> Province:
    """The province of this installation; the first of the table where its name is not in PAPI."""
    try:
        return papi().province(settings.PROVINCE)
    except BadInput:
        return next(iter(papi().provinces.values()))


def place_or_404(slug: str) -> Province:
    """A province by its name in addresses."""
    found = next((p for p in papi().provinces.values() if p.slug == slug), None)
    if found is None:
        raise Http404(slug)
    return found


def year_or_404(text: str | int | None) -> int:
    """A year of the table; the last one where nothing was asked."""
    if text in (None, ""):
        return papi().years[-1]
    year = next((y for y in papi().years if str(y) == str(text)), None)
    if year is None:
        raise Http404(f"year {text}")
    return year


@lru_cache(maxsize=1)
def every_code() -> frozenset[str]:
    """Every code of any year."""
    return frozenset(c for y in papi().years for c in papi().codes(y))


def code_or_404(text: str | None) -> str:
    """A code that was asked in some year; the whole where nothing was asked for."""
    if text and text not in every_code():
        raise Http404(f"code {text}")
    return text or TOTAL


def parts_of(year: int, code: str) -> tuple[str, ...]:
    """What a page shows side by side: all dimensions below the whole, else the sub-dimensions of the dimension."""
    if code == TOTAL:
        return papi().codes(year, 1)
    top = code.split(".")[0]
    return tuple(c for c in papi().codes(year, 2) if c.startswith(f"{top}."))


@lru_cache(maxsize=1024)
def lines(province: int, year: int, among: tuple[int, ...] = ()) -> tuple[Line, ...]:
    """A province's profile of one year, beside those of its kind or the chosen ones."""
    return tuple(profile(province, year, among=among))


def line(province: int, year: int, code: str, among: tuple[int, ...] = ()) -> Line:
    """One row of it."""
    return next(x for x in lines(province, year, among) if x.cell.code == code)


def beside_or_404(place: Province, slugs) -> tuple[int, ...]:
    """The provinces chosen to stand beside this one, in Vietnamese order; empty where nobody was chosen."""
    chosen = {place_or_404(s).code for s in slugs} - {place.code}
    return tuple(p.code for p in provinces() if p.code in chosen)


@lru_cache(maxsize=16384)
def _points(province: int, code: str, year: int) -> tuple[tuple[int, str, float | None, int, str], ...]:
    return tuple((p["cell"].year, p["cell"].code, None if p["cell"].value is None else float(p["cell"].value), p["segment"],
                  p["breaks"]) for p in series(province, code, year))


def trend(place: Province, code: str, year: int, *, linked: bool = False) -> list[Point]:
    """One content over the years up to this one, followed back by what it means, not by its code."""
    return [Point(y, value, segment, breaks, figure_url(place, y, then) if linked else "")
            for y, then, value, segment, breaks in _points(place.code, code, year)]


def scale_of(cell: Cell) -> str:
    """"1 đến 10": the scale of a figure, without the dust of exact thirds."""
    if cell.low is None:
        return ""
    low, high = (wording.number(round(float(v), 2)) for v in (cell.low, cell.high))
    return gettext("%(low)s đến %(high)s") % {"low": low, "high": high}


def comparison(line: Line) -> str:
    """Why there is no change to show, in the reader's language; the note of the tables where they have one."""
    if line.change is not None:
        return ""
    return gettext("đổi thang điểm") if line.kind == "rescaled" else gettext("đổi câu hỏi") if line.kind == "changed" \
        else gettext("mới hỏi") if line.kind == "new" else gettext("không công bố")


@lru_cache(maxsize=1)
def provinces() -> tuple[Province, ...]:
    """All provinces in Vietnamese order."""
    return tuple(sorted(papi().provinces.values(), key=lambda p: sort_key(p.name)))
