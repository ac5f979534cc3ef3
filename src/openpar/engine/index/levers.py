"""Levers: which facts of a unit could be better, at which levels, with what effort. Proposed from the rules; people edit them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import BadInput
from ..results import Absent
from .facts import FactSet, as_fact, decimal
from .framework import Criterion, Framework
from .library import catalogue
from .words import percent, shown

STEPS = 4
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Option:
    """One level to reach: the fact's value then, the effort it takes, and whether somebody has set that effort."""

    value: Any
    effort: Decimal
    assumed: bool = True


@dataclass(frozen=True, slots=True)
class Lever:
    """A fact that could be better. `points` levers raise points given by hand, where there is no fact behind them."""

    code: str
    title: str
    now: Any
    options: tuple[Option, ...]
    criteria: tuple[str, ...]
    points: bool = False
    locked: bool = False

    def shown(self, value: Any) -> str:
        """A value of this lever in words."""
        if value is None:
            return "chưa đo"
        unit = "điểm" if self.points else catalogue().get(self.code, {}).get("unit", "")
        return percent(value, 2) if unit == "share" and not isinstance(value, (bool, str)) else shown(value, unit)


def levers(framework: Framework, facts: FactSet, unit: str, steps: int = STEPS) -> list[Lever]:
    """The levers of one unit by the rules of the framework. Effort is assumed: 1 closes the whole gap of a criterion.

    >>> from openpar.engine.index.library import load
    >>> facts = FactSet.of({"A": {"tasks.on_time_share": "0.91"}})
    >>> lever = next(x for x in levers(load("demo/department-2022"), facts, "A") if x.code == "tasks.on_time_share")
    >>> [(str(o.value), round(float(o.effort), 2)) for o in lever.options]
    [('0.95', 0.57), ('0.98', 1.0)]
    """
    found: dict[str, Lever] = {}
    for c in framework.leaves():
        fact = facts.get(unit, c.fact_code)
        given = facts.given(unit, c.code)
        if given or (c.rule is None and c.max is not None):
            now = given[1] if given else None
            if c.max is not None and c.kind == "core" and (now is None or now < c.max):
                gap = c.max - (now or 0)
                options = tuple(Option((now or 0) + gap * k / steps, Decimal(k) / steps) for k in range(1, steps + 1))
                found[c.code] = Lever(c.code, c.label, now, options, (c.code,), True)
            continue
        why = fact.why_absent()
        if c.rule is None or why == Absent.NOT_APPLICABLE:
            continue
        x = None if why else c.rule.how.reduce(fact, dict(c.rule.params))
        values = _better(c, x, steps)
        if not values:
            continue
        options = _costed(c, x, values)
        if c.fact_code in found:
            old = found[c.fact_code]
            merged = {str(o.value): o for o in (*old.options, *options)}
            found[c.fact_code] = replace(old, options=tuple(merged.values()), criteria=(*old.criteria, c.code))
        else:
            found[c.fact_code] = Lever(c.fact_code, c.label, x, options, (c.code,))
    return list(found.values())


def _better(c: Criterion, x: Any, steps: int) -> list[Any]:
    """Values of the fact that would earn more, nearest first."""
    name, p, top = c.rule.method, c.rule.params, c.max
    if name == "yes_no":
        return [] if x else [True]
    if name == "choice":
        now = p["grades"].get(x, Decimal(-1))
        return [g for g, s in sorted(p["grades"].items(), key=lambda i: i[1]) if s > max(now, Decimal(0))]
    if name == "bands":
        lower = p.get("better") == "lower"
        return [limit for limit, _ in reversed(p["bands"]) if x is None or (limit < x if lower else limit > x)]
    if name in ("count_penalty", "deduction"):
        now = x if x is not None else Decimal(0)
        return [Decimal(k) for k in range(int(now) - 1, max(int(now) - 6, -1), -1)] if now else []
    if name in ("per_item", "bonus"):
        most = int(-(-(p.get("cap", top)) // p["each"])) if p["each"] else 0
        return [Decimal(k) for k in range(int(x or 0) + 1, min(most, int(x or 0) + 5) + 1)]
    if name == "minmax" and p["anchors"] == "round":
        return []
    full, start = _full(c), x if x is not None else _worst(c)
    if full == start or (full > start) == (c.rule.how.direction(p) == "lower"):
        return []
    return [start + (full - start) * k / steps for k in range(1, steps + 1)]


def _full(c: Criterion) -> Decimal:
    name, p = c.rule.method, c.rule.params
    lower = c.rule.how.direction(p) == "lower"
    if name in ("proportion", "survey_share"):
        return Decimal(0) if lower else ONE
    if name == "full_at":
        return p["full_at"]
    if name == "target":
        return p["target"]
    if name in ("survey_mean", "survey_mean_zero"):
        return p["scale"][1]
    if name in ("minmax", "theoretical"):
        ends = p.get("range") or p["anchors"]
        return ends[0] if lower else ends[1]
    return c.max


def _worst(c: Criterion) -> Decimal:
    name, p = c.rule.method, c.rule.params
    lower = c.rule.how.direction(p) == "lower"
    if name == "full_at":
        return p.get("zero_at", Decimal(0))
    if name == "target":
        return p.get("base", Decimal(0))
    if name in ("survey_mean", "survey_mean_zero"):
        return p["scale"][0]
    if name in ("minmax", "theoretical"):
        ends = p.get("range") or p["anchors"]
        return ends[1] if lower else ends[0]
    if name == "points":
        return p.get("least", Decimal(0))
    return ONE if lower and name == "proportion" else Decimal(0)


def _costed(c: Criterion, x: Any, values: Sequence[Any]) -> tuple[Option, ...]:
    """Assumed effort: the share of the way to the best of these values; from nothing, by equal steps."""
    if x is None or not all(isinstance(v, Decimal) for v in (x, *values)):
        return tuple(Option(v, Decimal(k) / len(values)) for k, v in enumerate(values, start=1))
    far = values[-1] - x
    return tuple(Option(v, (v - x) / far) for v in values)


HEAD = ("Mã", "Tên", "Hiện tại", "Mức", "Công sức", "Giả định", "Khóa")


def write_levers(found: Sequence[Lever], path: str | Path) -> None:
    """The levers as a sheet to edit: one row an option."""
    from .excel_out import _book, _sheet
    book, bold, wrap = _book(path)
    rows = [(v.code, v.title, v.shown(v.now), _cell(o.value), str(o.effort), "có" if o.assumed else "không",
             "x" if v.locked else "") for v in found for o in v.options]
    _sheet(book, "Đòn bẩy", HEAD, rows, bold, wrap, (34, 56, 12, 14, 12, 10, 8))
    book.close()


def _cell(value: Any) -> str:
    return "có" if value is True else "không" if value is False else str(value)


def read_levers(path: str | Path, proposed: Sequence[Lever]) -> list[Lever]:
    """Edited levers: levels, effort and locks of the sheet replace the proposed ones of the same code; others stay proposed."""
    from ..vietnamese import fold
    from .tables import header, read_rows
    rows = read_rows(path)
    words = {"code": ("ma",), "value": ("muc",), "effort": ("cong suc",), "locked": ("khoa",)}
    at, col = header(rows, words, ("code", "value", "effort"))
    if at < 0:
        raise BadInput(f"{Path(path).name}: cần các cột Mã, Mức, Công sức.", where=str(path))
    by_code = {v.code: v for v in proposed}
    options: dict[str, list[Option]] = {}
    locked: set[str] = set()
    for n, row in enumerate(rows[at + 1:], start=at + 2):
        cell = {k: row[c] if c < len(row) else None for k, c in col.items()}
        if cell["code"] is None:
            continue
        code = str(cell["code"])
        if code not in by_code:
            raise BadInput(f"{Path(path).name}, dòng {n}: mã {code} không nâng được ở đơn vị này. Xóa dòng hoặc sửa mã.",
                           where=code)
        if cell.get("locked") is not None:
            locked.add(code)
        effort = decimal(cell["effort"], f"dòng {n}")
        if effort < 0:
            raise BadInput(f"{Path(path).name}, dòng {n}: công sức không được âm.", where=code)
        value = as_fact(cell["value"]).value
        if isinstance(value, str) and fold(value) in ("co", "khong"):
            value = fold(value) == "co"
        old = next((o for o in by_code[code].options if o.value == value), None)
        options.setdefault(code, []).append(Option(value, effort, old is not None and old.effort == effort and old.assumed))
    return [replace(v, options=tuple(options.get(v.code, v.options)), locked=v.locked or v.code in locked) for v in proposed]
