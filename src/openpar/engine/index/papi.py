"""PAPI as published, 63 provinces, 2011–2024: values, four groups, breaks, peers, profiles. The public pages stand on this.

Every number comes as a `Cell` that knows its source, its scale, and why it may be absent (not published, not asked).
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import numpy as np

from ..errors import BadInput
from ..results import Absent
from ..rulebook import ROOT, load_yaml
from ..vietnamese import fold, slug, sort_key
from .crosswalk import TOTAL, crosswalk
from .framework import Framework
from .library import find, load
from .ranking import ranks

FOLDER = ROOT / "results"


@dataclass(frozen=True, slots=True)
class Province:
    """A province of the survey: its code, name, region, place on the tile grid (row, column) and sample size group."""

    code: int
    name: str
    region: str
    region_name: str
    tile: tuple[int, int]
    sample: str

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class Cell:
    """One published figure: value or why absent, its scale, its group (1 highest … 4 lowest), and where it came from."""

    year: int
    province: int
    code: str
    title: str
    value: Decimal | None
    absent: Absent | None
    low: Decimal | None
    high: Decimal | None
    group: int | None
    group_name: str
    rank: int | None
    published: int
    source: str

    @property
    def place(self) -> float | None:
        """Where the value lies on its own scale, 0 lowest to 1 highest: the only thing to compare when a scale changed."""
        if self.value is None or self.low is None:
            return None
        return float((self.value - self.low) / (self.high - self.low))

    @property
    def lost(self) -> Decimal | None:
        """Points short of the top of the scale."""
        return None if self.value is None else self.high - self.value


def _clean(end: Decimal) -> Decimal:
    """An end of a scale without the dust that sums of thirds leave.

    >>> _clean(Decimal("80.0000000000000020")), _clean(Decimal("0.3333333333333333"))
    (Decimal('80'), Decimal('0.333333333'))
    """
    short = end.quantize(Decimal("1e-9"))
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short.normalize()


class Papi:
    """The published tables. Get it by `papi()`."""

    def __init__(self):
        self.about = load_yaml((FOLDER / "papi.yaml").read_text(encoding="utf-8"), "results/papi.yaml")
        places = load_yaml((FOLDER / "provinces.yaml").read_text(encoding="utf-8"), "results/provinces.yaml")
        self.regions = places["regions"]
        self.provinces = {code: Province(code, p["name"], p["region"], self.regions[p["region"]], tuple(p["tile"]), p["sample"])
                          for code, p in places["provinces"].items()}
        self._rows: dict[tuple[int, int], dict[str, str]] = {}
        with (FOLDER / "papi.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self._rows[int(row["year"]), int(row["province_code"])] = row
        self.years = tuple(sorted({year for year, _ in self._rows}))
        self.group_names = tuple(self.about["groups"]["names"])

    def province(self, name: str | int) -> Province:
        """A province by code, name (accents do not matter) or slug."""
        if isinstance(name, int) or (str(name).isascii() and str(name).isdigit() and len(str(name)) < 6):
            found = self.provinces.get(int(name))
        else:
            wanted = {fold(str(name)), slug(str(name))}
            found = next((p for p in self.provinces.values() if wanted & {fold(p.name), p.slug}), None)
        if found is None:
            raise BadInput(f"Không có tỉnh “{name}” trong PAPI. Dùng tên đầy đủ hoặc mã tỉnh.", where="province")
        return found

    @lru_cache(maxsize=64)  # noqa: B019 (one instance lives for the whole process)
    def framework(self, year: int) -> Framework:
        """The tree in force that year."""
        return find("papi", "province", year)

    @lru_cache(maxsize=64)  # noqa: B019
    def _nodes(self, year: int) -> dict[str, tuple[str, Decimal, Decimal]]:
        found = {}
        for c in self.framework(year).root.walk():
            low, high = c.extremes()
            found[c.code or TOTAL] = (c.title if c.code else "Tổng", _clean(low), _clean(high))
        return found

    def codes(self, year: int, depth: int | None = None) -> tuple[str, ...]:
        """TOTAL, dimensions and sub-dimensions that existed that year; `depth` 0, 1 or 2 keeps one level."""
        return tuple(c for c in self._nodes(year) if depth is None or (0 if c == TOTAL else c.count(".") + 1) == depth)

    def value(self, year: int, province: int, code: str = TOTAL) -> Decimal | Absent:
        """The published value, or why there is none."""
        row = self._rows.get((year, province))
        if row is None:
            return Absent.NOT_PUBLISHED
        text = row.get(code, "-")
        return Absent.NOT_ASKED if text == "-" else Decimal(text) if text else Absent.NOT_PUBLISHED

    @lru_cache(maxsize=1024)  # noqa: B019
    def published(self, year: int, code: str = TOTAL) -> dict[int, Decimal]:
        """Province → value, published ones only."""
        found = {p: self.value(year, p, code) for p in self.provinces}
        return {p: v for p, v in found.items() if isinstance(v, Decimal)}

    @lru_cache(maxsize=1024)  # noqa: B019
    def cuts(self, year: int, code: str = TOTAL) -> tuple[Decimal, ...]:
        """The three quartiles of the published provinces, highest first; a value above a cut is in the better group."""
        values = [float(v) for v in self.published(year, code).values()]
        if len(values) < 4:
            return ()
        return tuple(Decimal(str(round(float(q), 9))) for q in np.quantile(values, [0.75, 0.5, 0.25]))

    def group(self, year: int, province: int, code: str = TOTAL) -> int | None:
        """1 (cao nhất) to 4 (thấp nhất); None where nothing was published."""
        value, cuts = self.value(year, province, code), self.cuts(year, code)
        if not isinstance(value, Decimal) or not cuts:
            return None
        return 1 + sum(value <= cut for cut in cuts)

    @lru_cache(maxsize=1024)  # noqa: B019
    def _ranks(self, year: int, code: str) -> dict[int, int]:
        values = self.published(year, code)
        return dict(zip(values, ranks(list(values.values())), strict=True))

    def cell(self, year: int, province: int, code: str = TOTAL) -> Cell:
        """Everything about one figure.

        >>> cell = papi().cell(2021, 12)
        >>> str(cell.value), cell.rank, cell.published, cell.group_name
        ('42.335739', 30, 60, 'trung bình cao')
        """
        value, group = self.value(year, province, code), self.group(year, province, code)
        absent = value if isinstance(value, Absent) else None
        title, low, high = self._nodes(year).get(code, ("", None, None))
        letters = self._rows.get((year, province), {}).get("source", "")
        return Cell(year, province, code, title, value if isinstance(value, Decimal) else None, absent, low, high, group,
                    self.group_names[group - 1] if group else "", self._ranks(year, code).get(province),
                    len(self.published(year, code)), "; ".join(self.about["sources"][s] for s in letters))

    @lru_cache(maxsize=8192)  # noqa: B019
    def link(self, year: int, code: str, before: int) -> tuple[str | None, str, str]:
        """The code of an earlier year that answers to this one, how they compare, and why not where they do not.

        >>> papi().link(2018, "D2.2", 2017)[:2], papi().link(2021, "D1.1", 2020)[:2], papi().link(2018, "TOTAL", 2017)[:2]
        (('D2.1', 'rescaled'), ('D1.1', 'same'), ('TOTAL', 'changed'))
        """
        eras = sorted({self.framework(y).ref for y in self.years if before <= y <= year}, reverse=True)
        kind, notes = "same", []
        for later, earlier in pairwise(eras):
            link = crosswalk(load(earlier), load(later)).back(code)
            if link is None or not link.before:
                return None, "new", link.note if link else "năm đó không có thành phần này"
            if link.kind in ("changed", "rescaled"):
                kind = "changed" if "changed" in (kind, link.kind) else "rescaled"
            if link.note:
                notes.append(link.note)
            code = link.before[0]
        return code, kind, "; ".join(notes)

    def withheld(self, year: int) -> dict[int, tuple[str, ...]]:
        """Provinces that were not published that year, wholly or in part, with the dimensions that are missing."""
        found = {}
        for p in self.provinces:
            missing = tuple(c for c in self.codes(year, 1) if self.value(year, p, c) == Absent.NOT_PUBLISHED)
            if missing:
                found[p] = missing
        return found

    def peers(self, province: int) -> tuple[int, ...]:
        """Provinces of its kind: the same socio-economic region, without itself, in Vietnamese order."""
        own = self.provinces[province]
        same = [p for p in self.provinces.values() if p.region == own.region and p.code != province]
        return tuple(p.code for p in sorted(same, key=lambda p: sort_key(p.name)))

    def peer_median(self, year: int, province: int, code: str, among: tuple[int, ...] = ()) -> Decimal | None:
        """The median of the published peers; None where fewer than three are published. `among` are provinces chosen instead: one is enough."""
        beside = among or self.peers(province)
        values = sorted(v for p, v in self.published(year, code).items() if p in beside)
        if len(values) < (1 if among else 3):
            return None
        half = len(values) // 2
        return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


@lru_cache(maxsize=1)
def papi() -> Papi:
    """The published PAPI tables, read once."""
    return Papi()
