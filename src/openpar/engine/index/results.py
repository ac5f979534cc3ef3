"""Published results of indices, each row with its source: what a statement is checked against."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ..vietnamese import fold
from .papi import FOLDER, papi


@dataclass(frozen=True, slots=True)
class Result:
    """One published figure of one unit. `basis`: published, derived (by arithmetic on another figure) or secondary."""

    index: str
    year: int
    level: str
    unit: str
    code: str
    score: Decimal | None
    rank: int | None
    of: int | None
    basis: str
    source: str
    confidence: str
    note: str = ""


@lru_cache(maxsize=1)
def _all() -> tuple[Result, ...]:
    rows = []
    with (FOLDER / "published.csv").open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            rows.append(Result(r["index"], int(r["year"]), r["level"], r["unit"], r["code"],
                               Decimal(r["score"]) if r["score"] else None, int(r["rank"]) if r["rank"] else None,
                               int(r["of"]) if r["of"] else None, r["basis"], r["source"], r["confidence"], r["note"]))
    return tuple(rows)


def published(index: str, unit: str | None = None, year: int | None = None, code: str | None = "TOTAL") -> tuple[Result, ...]:
    """The loaded results; PAPI's come from its own table. None means all units, years or codes.

    >>> [(str(r.score), r.rank, r.of) for r in published("papi", "Lai Châu", 2021)]
    [('42.335739', 30, 60)]
    """
    if index == "papi":
        book = papi()
        places = [book.province(unit)] if unit else list(book.provinces.values())
        cells = [(p, book.cell(y, p.code, c)) for y in ([year] if year else book.years) if y in book.years for p in places
                 for c in ([code] if code else book.codes(y))]
        return tuple(Result("papi", c.year, "province", p.name, c.code, c.value, c.rank, c.published, "published", c.source, "A",
                            "không công bố" if c.value is None else "") for p, c in cells)
    return tuple(r for r in _all() if r.index == index and (unit is None or fold(r.unit) == fold(unit))
                 and (year is None or r.year == year) and (code is None or (r.code if r.code != "OVERALL" else "TOTAL") == code))


def table(index: str, year: int, level: str) -> dict[str, dict[str, Decimal]]:
    """Unit → criterion → published points: ready to be scored again.

    >>> table("pci", 2021, "province")["Lai Châu"]["land"]
    Decimal('6.475822')
    """
    rows: dict[str, dict[str, Decimal]] = {}
    for r in _all():
        if (r.index, r.year, r.level) == (index, year, level) and r.score is not None:
            rows.setdefault(r.unit, {})[r.code] = r.score
    return rows


def audit_table(index: str, year: int, level: str, ref: str, tolerance: Decimal = Decimal("0.0005")) -> list[dict]:
    """Every row of a published table against its own total: rows that do not add up, and the single cell that would explain it.

    >>> [(r["unit"], str(r["short"]), r["suspects"]) for r in audit_table("quality-61", 2021, "unit", "quality-61/unit-2019")]
    [('Sở Kế hoạch và Đầu tư', '1.000', ['9'])]
    """
    from .library import load
    framework, found = load(ref), []
    for unit, row in table(index, year, level).items():
        codes = [c.code for c in framework.leaves() if c.code in row]
        if "TOTAL" not in row or len(codes) < len(framework.leaves()):
            continue
        short = row["TOTAL"] - sum(row[c] for c in codes)
        if abs(short) > tolerance:
            # A cell explains the gap if its corrected value stays within its maximum and is a value that others show too.
            others = {c: {v[c] for u, v in table(index, year, level).items() if u != unit and c in v} for c in codes}
            suspects = [c for c in codes if 0 <= row[c] + short <= framework[c].max and row[c] + short in others[c]]
            likely = [c for c in suspects if row[c] not in others[c]] or suspects
            found.append({"unit": unit, "total": row["TOTAL"], "sum": row["TOTAL"] - short, "short": short, "suspects": likely})
    return found
