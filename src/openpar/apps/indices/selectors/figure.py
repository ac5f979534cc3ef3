"""One published figure: the value, its scale, its group, where it came from, and the same content over the years."""

from openpar.engine.index.papi import Province

from .. import titles
from .papi import Figure, book, comparison, line, scale_of, trend


def figure(place: Province, year: int, code: str) -> dict:
    """Everything that the page of a figure says."""
    tables, row = book(), line(place.code, year, code)
    cell = row.cell
    parts = [Figure(tables.cell(year, place.code, c), place) for c in _below(year, code)]
    return {"figure": Figure(cell, place), "line": row, "name": titles.numbered(code, cell.title), "scale": scale_of(cell),
            "place": place, "year": year, "parts": parts, "not_compared": comparison(row), "framework": tables.framework(year),
            "before": Figure(row.before, place) if row.before else None, "cuts": tables.cuts(year, code),
            "years": [(p, Figure(tables.cell(p.year, place.code, _code(p.url)), place)) for p in trend(place, code, year, linked=True)][::-1],
            "cautions": tables.about["cautions"], "scale_note": tables.about["scale_note"] if code == "TOTAL" and year >= 2018 else ""}


def _code(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def _below(year: int, code: str):
    if code == "TOTAL":
        return book().codes(year, 1)
    return [c for c in book().codes(year, 2) if c.startswith(code + ".")]
