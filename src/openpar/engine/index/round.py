"""A round: all units by one framework, with published figures, ranks and classes, and warnings for the method note."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ..results import Absent, Explained
from .checks import refusals
from .facts import FactSet
from .framework import Framework, Settings
from .ranking import class_of, ranks
from .score import score
from .words import number


@dataclass(frozen=True, slots=True)
class Scored:
    """One unit's result. `total` is exact, `published` rounded once; `percent` is of the points that apply to the unit."""

    unit: str
    explained: Explained
    total: Decimal | None
    published: Decimal | None
    percent: Decimal | None
    published_percent: Decimal | None
    low: Decimal | None
    high: Decimal | None
    complete: bool
    rank: float | None = None
    klass: str = ""


@dataclass(frozen=True)
class Round:
    """The results of a round, in the order of the facts. `refusals` says why they are not official; empty where they are."""

    framework: Framework
    units: Mapping[str, Scored]
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    seen: Mapping[str, tuple[Decimal, Decimal]]

    @property
    def official(self) -> bool:
        """May these figures be called official?"""
        return not self.refusals

    def table(self) -> list[dict]:
        """One row a unit, best first, unranked ones last: what a screen, a file and an API show alike."""
        rows = [{"unit": s.unit, "total": s.published, "percent": s.published_percent, "rank": s.rank, "class": s.klass,
                 "complete": s.complete, "low": s.low, "high": s.high} for s in self.units.values()]
        return sorted(rows, key=lambda r: (r["rank"] is None, r["rank"] or 0))


def anchors(framework: Framework, facts: FactSet) -> tuple[dict[str, tuple[Decimal, Decimal]], list[str]]:
    """Least and greatest fact of every criterion scored against the round, and a warning for each that is constant."""
    seen, warnings = {}, []
    for c in framework.leaves():
        if not c.rule or c.rule.params.get("anchors") != "round":
            continue
        values = [c.rule.how.reduce(f, c.rule.params) for u in facts.units
                  if not (f := facts.get(u, c.fact_code)).why_absent()]
        if values:
            seen[c.code] = (min(values), max(values))
            if len(values) > 1 and min(values) == max(values):
                warnings.append(f"{c.label}: cả {len(values)} đơn vị cùng giá trị {number(values[0])}; mọi đơn vị nhận cùng một "
                                "điểm theo quy tắc của khung, trọng số giữ nguyên.")
    return seen, warnings


def _figures(framework: Framework, unit: str, e: Explained) -> Scored:
    total, reach, settings = e.value, e.inputs["applicable"], framework.settings
    percent = total / reach * 100 if total is not None and reach else None
    return Scored(unit, e, total, None if total is None else settings.round(total), percent,
                  None if percent is None else settings.round(percent), e.inputs["low"], e.inputs["high"], e.complete)


def _key(s: Scored, settings: Settings, on: str) -> Decimal | None:
    """The figure that ranks or classes. Points and percentages differ in order only where something does not apply."""
    if settings.class_value == "percent":
        return s.published_percent if on == "published" else s.percent
    return s.published if on == "published" else s.total


def score_all(framework: Framework, facts: FactSet) -> Round:
    """Score, rank and class every unit of the fact set.

    Incomplete units are shown with their bounds and not ranked, unless the framework says so.

    >>> from openpar.engine.index.library import load
    >>> facts = FactSet.of({}, {"Sở A": {str(i): 2 for i in range(1, 10)}, "Sở B": {str(i): 1 for i in range(1, 10)}})
    >>> result = score_all(load("quality-61/unit-2019"), facts)
    >>> [(r["unit"], str(r["total"]), r["rank"], r["class"]) for r in result.table()]
    [('Sở A', '18.000', 1, 'Xuất sắc'), ('Sở B', '9.000', 2, 'Khá')]
    """
    settings = framework.settings
    seen, warnings = anchors(framework, facts)
    units = {u: _figures(framework, u, score(framework, facts, u, seen)) for u in facts.units}
    ranked = [s for s in units.values() if s.total is not None and (s.complete or settings.rank_incomplete)]
    keys = [None if (v := _key(s, settings, settings.rank_on)) is None else v.quantize(Decimal(1).scaleb(-20)) for s in ranked]
    for s, place in zip(ranked, ranks(keys, settings.ties), strict=True):
        klass = class_of(_key(s, settings, settings.class_on), settings) if s.complete else ""
        units[s.unit] = replace(s, rank=place, klass=klass)
    if open_units := [u for u, s in units.items() if not s.complete]:
        warnings.append(f"{len(open_units)}/{len(units)} đơn vị chưa đủ số liệu: hiện điểm đã có và khoảng, "
                        + ("vẫn xếp hạng theo khung." if settings.rank_incomplete else "không xếp hạng."))
    return Round(framework, units, tuple(refusals(framework)), tuple(warnings), seen)


def gaps(explained: Explained) -> list[dict]:
    """Every leaf that lost points or has none, greatest loss first: what a leader turns into tasks.

    `lost` is None where nothing was measured: not measured is not lost.
    """
    rows = []
    for e in explained.walk():
        if e.parts or e.absent == Absent.NOT_APPLICABLE:
            continue
        high = e.inputs.get("max")
        lost = None if e.value is None or high is None else high - e.value
        if lost is None or lost > 0:
            rows.append({"code": e.inputs["code"], "title": e.label, "points": e.value, "max": high, "lost": lost,
                         "absent": e.absent, "reason": e.reason, "metric": e.inputs.get("metric", "")})
    return sorted(rows, key=lambda r: (r["lost"] is None, -(r["lost"] or 0)))
