"""What the PAPI pages show: tile grid, series with breaks, a province's profile, the ground of its plan, downloads."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .crosswalk import TOTAL
from .papi import Cell, papi


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a province's profile. `change` is None where the years cannot be compared; `why_not` says why."""

    cell: Cell
    depth: int
    before: Cell | None
    kind: str
    change: Decimal | None
    change_of_place: float | None
    why_not: str
    peer_median: Decimal | None
    to_next_group: Decimal | None


def tiles(year: int, code: str = TOTAL) -> list[dict]:
    """The 63 provinces on the grid, each with its cell: for a map without borders."""
    book = papi()
    return [{"province": p, "row": p.tile[0], "column": p.tile[1], "cell": book.cell(year, p.code, code)}
            for p in book.provinces.values()]


def series(province: int, code: str, year: int | None = None) -> list[dict]:
    """The same content over all years, following its codes back from `year` (default the last); broken where it changed.

    Each point: cell, `breaks` (what changed just before it, or ""), and `segment`, a counter that grows at each break.

    >>> points = series(12, "D2.2", 2024)
    >>> points[0]["cell"].code, points[0]["cell"].year, [p["cell"].year for p in points if p["breaks"]]
    ('D2.1', 2011, [2018])
    """
    book = papi()
    last = year or book.years[-1]
    points: list[dict] = []
    for y in book.years:
        if y > last:
            break
        then, kind, _ = book.link(last, code, y)
        if then is None:
            continue
        why = ""
        if points and y > book.years[0]:
            _, step, note = book.link(y, then, y - 1)
            why = note if step in ("changed", "rescaled") else ""
        points.append({"cell": book.cell(y, province, then), "kind": kind, "breaks": why,
                       "segment": points[-1]["segment"] + bool(why) if points else 0})
    return points


def profile(province: int, year: int, before: int | None = None, among: tuple[int, ...] = ()) -> list[Line]:
    """Every dimension and sub-dimension of a province that year, against an earlier year (default the one before) and its peers.

    `among` are the provinces to stand beside; without them those of its kind.

    >>> lines = {line.cell.code: line for line in profile(12, 2021)}
    >>> lines["D1"].kind, lines["D5.1"].kind, lines["D5.1"].change is None
    ('same', 'rescaled', True)
    """
    book = papi()
    before = before or year - 1
    lines = []
    for code in book.codes(year):
        cell = book.cell(year, province, code)
        then, kind, why, old = None, "new", "không có năm trước trong dữ liệu", None
        if before in book.years:
            then, kind, why = book.link(year, code, before)
            old = book.cell(before, province, then) if then else None
        both = old is not None and old.value is not None and cell.value is not None
        change = cell.value - old.value if both and kind == "same" else None
        place = cell.place - old.place if both and kind in ("same", "rescaled") else None
        if old is not None and not both:
            why = f"năm {before if old.value is None else year} không công bố"
        cuts = book.cuts(year, code)
        step = cuts[cell.group - 2] - cell.value if cell.group and cell.group > 1 else None
        lines.append(Line(cell, 0 if code == TOTAL else code.count(".") + 1, old, kind, change, place,
                          "" if change is not None else why, book.peer_median(year, province, code, among), step))
    return lines


def losses_and_gains(province: int, year: int, before: int | None = None) -> tuple[list[Line], list[Line]]:
    """The sub-dimensions that fell and those that rose, greatest first; what cannot be compared is in neither."""
    moved = [x for x in profile(province, year, before) if x.depth == 2 and x.change_of_place]
    return (sorted((x for x in moved if x.change_of_place < 0), key=lambda x: x.change_of_place),
            sorted((x for x in moved if x.change_of_place > 0), key=lambda x: -x.change_of_place))


def plan_ground(province: int, year: int) -> list[dict]:
    """One row a sub-dimension for the improvement plan, the furthest behind its peers first.

    A row proposes a target, the border of the next group; owner, measures, tasks and the review are for people to fill in.
    """
    rows = []
    for x in profile(province, year):
        if x.depth == 2 and x.cell.value is not None:
            behind = None if x.peer_median is None else x.peer_median - x.cell.value
            target = None if x.to_next_group is None else x.cell.value + x.to_next_group
            rows.append({"code": x.cell.code, "title": x.cell.title, "value": x.cell.value, "group": x.cell.group_name,
                         "behind_peers": behind, "target": target, "lost": x.cell.lost, "source": x.cell.source,
                         "owner": "", "measures": "", "review": ""})
    return sorted(rows, key=lambda r: -(r["behind_peers"] or Decimal(0)))


def rows(years: tuple[int, ...] = (), provinces: tuple[int, ...] = (), codes: tuple[str, ...] = ()) -> Iterator[dict]:
    """Plain rows for download, each with its source; an empty tuple means all."""
    book = papi()
    for y in years or book.years:
        for p in provinces or book.provinces:
            for c in book.codes(y):
                if not codes or c in codes:
                    cell = book.cell(y, p, c)
                    yield {"year": y, "province_code": p, "province": book.provinces[p].name, "code": c, "title": cell.title,
                           "score": cell.value, "absent": str(cell.absent or ""), "low": cell.low, "high": cell.high,
                           "group": cell.group_name, "published_provinces": cell.published, "source": cell.source}


def as_csv(table: Iterator[dict]) -> str:
    """A table as CSV text with a byte order mark, so that spreadsheets show Vietnamese rightly."""
    out, writer = io.StringIO(), None
    for row in table:
        if writer is None:
            writer = csv.DictWriter(out, list(row), lineterminator="\r\n")
            writer.writeheader()
        # A text that a spreadsheet would run as a formula is kept as text.
        writer.writerow({k: f"'{v}" if isinstance(v, str) and v.startswith(("=", "+", "@", "-")) else v for k, v in row.items()})
    return "\ufeff" + out.getvalue()
