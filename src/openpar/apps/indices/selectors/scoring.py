"""Scores of an uploaded facts file, in memory: ranking, one unit's tree with every reason, its waterfall. Nothing is kept."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from openpar.engine.index.fact_files import unused
from openpar.engine.index.facts import FactSet
from openpar.engine.index.framework import Framework
from openpar.engine.index.methods import METHODS
from openpar.engine.index.round import Round, Scored, score_all
from openpar.engine.results import Absent, Explained
from openpar.web import charts
from openpar.web.charts.bars import Bar

HOW = {"given": "điểm do người chấm cho"}
SKIPPED = {"code", "max", "low", "high", "applicable", "needs_explanation", "stage"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the explained tree. `lost` is None where nothing was measured: not measured is not lost."""

    e: Explained
    depth: int
    code: str
    max: Decimal | None
    low: Decimal | None
    high: Decimal | None
    lost: Decimal | None
    share: float | None
    rule: str
    inputs: list

    @property
    def css(self) -> str:
        return "lv2" if self.depth > 1 and not self.e.parts else ""

    @property
    def open(self) -> bool:
        """Points are still to come below it."""
        return not self.e.complete and self.e.value is not None


@dataclass(frozen=True)
class Sheet:
    """One unit's result as a page shows it."""

    scored: Scored
    lines: list[Line]
    waterfall: SafeString | str
    absent: list


@dataclass(frozen=True)
class Scoring:
    """A scored file: the round, the chosen unit, and codes that the framework does not ask for."""

    round: Round
    table: list[dict]
    sheet: Sheet
    unused: list[str]


def run(framework: Framework, facts: FactSet, unit: str = "") -> Scoring:
    """Score all units and explain one (the first of the ranking where none is named)."""
    result = score_all(framework, facts)
    table = result.table()
    chosen = unit if unit in result.units else table[0]["unit"]
    return Scoring(result, table, sheet(result.units[chosen]), unused(framework, facts)[:20])


def sheet(scored: Scored) -> Sheet:
    """The explained tree of one unit, flat, with bars; and how many leaves are absent for which reason."""
    lines: list[Line] = []

    def walk(e, depth):
        lines.append(line_of(e, depth))
        for part in e.parts:
            walk(part, depth + 1)

    for part in scored.explained.parts:
        walk(part, 1)
    why: dict[Absent, int] = {}
    for x in lines:
        if x.e.absent and not x.e.parts:
            why[x.e.absent] = why.get(x.e.absent, 0) + 1
    return Sheet(scored, lines, _waterfall(scored), list(why.items()))


def line_of(e: Explained, depth: int) -> Line:
    top = e.inputs.get("max")
    lost = top - e.value if top is not None and e.value is not None and e.complete and not e.parts else None
    if e.parts and top is not None and e.value is not None and e.complete and e.inputs.get("applicable") == top:
        lost = top - e.value
    share = float(e.value / top) if top and e.value is not None else None
    rule = METHODS[e.rule].title if e.rule in METHODS else HOW.get(e.rule, "")
    names = {"value": gettext("giá trị"), "metric": gettext("mã số liệu"), "numerator": gettext("tử số"),
             "denominator": gettext("mẫu số"), "answers": gettext("số trả lời"), "direction": gettext("chiều tốt"),
             "fact_source": gettext("nguồn số liệu"), "by_rule": gettext("theo quy tắc")}
    inputs = [(names.get(k, k), v) for k, v in e.inputs.items() if k not in SKIPPED and v not in (None, "")]
    return Line(e, depth, e.inputs.get("code", ""), top, e.inputs.get("low"), e.inputs.get("high"), lost, share, gettext(rule) if rule else "", inputs)


def _waterfall(scored: Scored) -> SafeString | str:
    """From the points that could be had to those that were, over the areas that are wholly scored."""
    areas = [p for p in scored.explained.parts if p.complete and p.value is not None and p.inputs.get("max") is not None]
    if len(areas) < 2:
        return ""
    top = sum((p.inputs["max"] for p in areas), Decimal(0))
    losses = [Bar(p.label, float(p.inputs["max"] - p.value), f"#tc-{p.inputs['code']}") for p in areas if p.inputs["max"] > p.value]
    return charts.waterfall(float(top), losses, caption=gettext("Từ điểm tối đa xuống điểm đạt, các lĩnh vực đã đủ số liệu"),
                            total_label=gettext("Tối đa đã đủ số liệu"), rest_label=gettext("Đạt được"))
