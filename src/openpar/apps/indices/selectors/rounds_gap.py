"""Where a round loses points, for a leader: by unit and area, one unit's tree, why one criterion lost, who else, since when, and the cheapest way up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openpar.core.actor import Actor
from openpar.engine.errors import OpenParError
from openpar.engine.index.facts import Fact, FactSet
from openpar.engine.index.framework import Criterion
from openpar.engine.index.levers import levers
from openpar.engine.index.library import catalogue
from openpar.engine.index.path import Path, cheapest
from openpar.engine.index.round import Scored
from openpar.engine.index.score import by_rule
from openpar.engine.metrics import between
from openpar.engine.results import Absent, Explained
from openpar.web import charts, wording
from openpar.web.charts.bars import Bar

from .. import rules
from ..criteria import titled
from ..models import GapTask, Round, Sheet
from ..points import shown_points
from . import rounds as seen
from . import rounds_framework as shelf
from .facts_catalogue import records_url
from .facts_computed import AS_IT_WAS
from .frameworks import rule_words
from .rounds_gap_levers import costed, freed
from .rounds_score import Standing, fact_set, standing
from .scoring import Line, line_of

ZERO = Decimal(0)
# What lost the points of a metric, where a room has the list of it: the address and what to ask of it.
RECORDS = {"tasks.on_time_share": ("tasks:tasks", "trang-thai=overdue"), "tasks.plan_completion": ("tasks:tasks", "trang-thai=open"),
           "tasks.returned_share": ("tasks:tasks", "trang-thai=returned"), "tasks.extension_share": ("tasks:tasks", "trang-thai=extension"),
           "tasks.report_completeness": ("tasks:tasks", "trang-thai=done_on_time")}


@dataclass(frozen=True)
class Gap:
    """The page of one unit in one round."""

    round: Round
    standing: Standing
    sheet: Sheet
    scored: Scored
    areas: list[tuple[Line, list[Line]]]
    tasks: dict[str, GapTask]
    sides: Mapping[int, set[str]] | None = None  # whose drafts its reader sees; None for the system

    @cached_property
    def facts(self) -> FactSet:
        """The facts that were kept with the automatic proposals of the unit."""
        return FactSet(fact_set(self.round, [self.sheet], "automatic").facts)

    def fact(self, criterion: Criterion) -> Fact | None:
        """The fact behind one criterion, where there is one."""
        found = self.facts.get(str(self.sheet.organisation_id), criterion.fact_code)
        return None if found.why_absent() else found

    @property
    def lost(self) -> Decimal:
        """Points lost of those that are measured."""
        return sum((x.lost or ZERO for _a, leaves in self.areas for x in leaves), ZERO)

    @property
    def measured(self) -> Decimal:
        """Points that could be had of what is measured."""
        whole = sum((x.max or ZERO for _a, leaves in self.areas for x in leaves if x.e.value is not None), ZERO)
        return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole

    @property
    def reached(self) -> Decimal:
        return self.measured - self.lost


def side_of(round: Round) -> str:
    """While a round runs, what is known so far counts; afterwards only what is official."""
    return "provisional" if round.state == rules.R.RUNNING else "official"


def gap_or_404(actor: Actor, pk: int, unit: int | None) -> Gap:
    """The gap of one unit: of any to who runs the round, of the own one to a unit once it was appraised."""
    found = seen.round_or_404(actor, pk)
    everyone = seen.holds(actor, "round.view", found)
    own = {s.organisation_id for s in seen.sheets_for(actor).filter(round=found)}
    sides = seen.sides_in(actor, found)
    now = standing(found, side_of(found), sides=sides)
    allowed = {int(u) for u in now.scoring.units if everyone or (int(u) in own and now.sheets[u].state not in (rules.S.SCORING, rules.S.SUBMITTED))}
    if unit is not None and unit not in allowed:
        raise Http404(unit)
    chosen = unit or min(allowed, key=lambda u: _low(now.of(u)), default=None)
    if chosen is None:
        raise Http404(pk)
    if not everyone:
        now = standing(found, side_of(found), only=[now.sheets[str(chosen)].pk], sides=sides)
    return gap_of(found, now, chosen, sides)


def gap_of(round: Round, now: Standing, unit: int, sides: Mapping[int, set[str]] | None = None) -> Gap:
    """The gap of one unit in a round that was scored already, for callers that act as the system."""
    tasks = {g.code: g for g in GapTask.objects.filter(round=round, organisation_id=unit).select_related("task") if g.stands}
    scored = now.of(unit)
    return Gap(round, now, now.sheets[str(unit)], scored, _areas(scored.explained), tasks, sides)


def years_of(actor: Actor, gap: Gap) -> list[Round]:
    """The rounds of this index in other years whose gap of this unit the person may open too; this one among them, oldest first."""
    sheets = Sheet.objects.filter(organisation_id=gap.sheet.organisation_id).exclude(state=rules.S.EXCLUDED)
    own = sheets.filter(Sheet.reach(actor, "sheet.view")).exclude(state__in=(rules.S.SCORING, rules.S.SUBMITTED))
    same = Round.objects.filter(index=gap.round.index, level=gap.round.level, keeper_id=gap.round.keeper_id).exclude(state=rules.R.CANCELLED)
    mine = Q(pk__in=own.values("round")) | (Round.reach(actor, "round.view") & Q(pk__in=sheets.values("round")))
    return list(same.filter(mine).order_by("year", "id"))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A criterion of the tree with the fact behind its points, as a table prints it."""

    line: Line
    fact: Fact | None


def tree(gap: Gap, here: str) -> list[tuple[Line, list[Leaf], int]]:
    """(area, its criteria that lost points or stand open `here`, how many reached all), by points lost."""
    known = shelf.leaves(shelf.frozen(gap.round))
    return [(a, [Leaf(x, gap.fact(known[x.code])) for x in leaves if x.lost != 0 or x.code == here], sum(1 for x in leaves if x.lost == 0 and x.code != here))
            for a, leaves in gap.areas]


def _low(s: Scored):
    return (s.percent is None, s.percent or ZERO)


def _areas(root: Explained) -> list[tuple[Line, list[Line]]]:
    """The areas by points lost, and in each its criteria by points lost; what is not measured stands last."""
    def leaves(e):
        return [x for p in e.parts for x in leaves(p)] if e.parts else [line_of(e, 2)]
    out = []
    for part in root.parts:
        rows = sorted(leaves(part), key=lambda x: (x.lost is None, -(x.lost or ZERO)))
        own = line_of(part, 1)
        lost = [x.lost for x in rows if x.lost is not None]
        out.append((replace(own, lost=sum(lost, ZERO) if lost else None), rows))
    return sorted(out, key=lambda pair: (pair[0].lost is None, -(pair[0].lost or ZERO)))


def waterfall(gap: Gap, url) -> SafeString:
    """From what could be had of the measured points down to what was reached."""
    losses = [Bar(titled(a.e.label), float(a.lost), url(leaves[0].code)) for a, leaves in gap.areas if a.lost]
    return charts.waterfall(float(gap.measured), losses, caption=_("Từ điểm tối đa đã đo được xuống điểm đạt"), total_label=_("Tối đa đã đo được"),
                            rest_label=_("Đạt được"))


@dataclass(frozen=True)
class Why:
    """Why one criterion lost points: points, rule, facts, records, and what to give."""

    line: Line
    criterion: Criterion
    reason: str
    rule: str
    metric: str
    fact: object
    records: str
    records_words: str
    counted: str
    metric_url: str
    inputs: dict
    share: bool
    entries: list
    proposed: Decimal | None
    proposed_words: str
    strip: SafeString

    @property
    def unmeasured(self) -> bool:
        """Whether nobody knows yet what it lost."""
        return self.line.lost is None and self.line.e.absent != Absent.NOT_APPLICABLE

    @property
    def open(self) -> bool:
        """Whether there is something to do: points to win back, or points that nobody knows."""
        return self.unmeasured or bool(self.line.lost and self.line.lost > 0)


def why(gap: Gap, code: str) -> Why | None:
    """The chain behind one criterion of the unit; the one that lost most, of an area or of all, where none is named."""
    lines = {x.code: x for _a, leaves in gap.areas for x in leaves}
    below = [x for a, leaves in gap.areas for x in leaves if a.code == code] or list(lines.values())
    x = lines.get(code) or max((x for x in below if x.lost), key=lambda x: x.lost, default=None)
    if x is None:
        return None
    c = shelf.leaves(shelf.frozen(gap.round))[x.code]
    facts, unit = gap.facts, str(gap.sheet.organisation_id)
    fact = facts.get(unit, c.fact_code)
    lever = next((v for v in levers(shelf.frozen(gap.round), facts, unit) if v.code == c.fact_code), None) if c.metric and not fact.why_absent() else None
    proposed = lever.options[-1].value if lever and isinstance(lever.options[-1].value, Decimal) else None
    address, ask = RECORDS.get(c.metric, ("", ""))
    records = f"{reverse(address)}?don-vi={gap.sheet.organisation_id}&{ask}" if address else ""
    entries = [e for e in gap.sheet.entries.filter(code=c.code).exclude(points=None, absent="", comment="")
               if gap.sides is None or rules.shown_to(e.stream, e.locked, gap.sides.get(gap.sheet.pk, set()))]
    inputs = next((e.inputs for e in entries if e.stream == "automatic"), {})
    measured = between(gap.round.starts_on, gap.round.ends_on)
    counted = records_url(c.metric, gap.sheet.organisation_id, measured, AS_IT_WAS, inputs.get("snapshot", ""))
    values = [float(v) for s in gap.standing.scoring.units.values() for e in s.explained.walk()
              if e.inputs.get("code") == c.code and (v := e.value) is not None]
    strip = charts.dot_strip(values, None if x.e.value is None else float(x.e.value), name=c.code, unit_name=gap.sheet.organisation.label,
                             peers=values, show=lambda v: wording.number(v, 2)) if len(values) > 2 else ""
    reason = x.e.reason
    if not fact.why_absent() and c.rule:
        try:
            ruled = by_rule(shelf.frozen(gap.round), c, fact, gap.standing.scoring.seen)
            reason = ruled.reason if x.e.value is not None and abs(ruled.value - x.e.value) < Decimal("0.000001") else reason
        except OpenParError:
            pass
    return Why(x, c, reason, f"{_(c.rule.how.title)}: {rule_words(c)}" if rule_words(c) else _(c.rule.how.title) if c.rule else "",
               catalogue().get(c.metric, {}).get("title", c.metric), None if fact.why_absent() else fact, records,
               _("Xem các việc làm mất điểm") if records else "", f"{counted}&phan={_losing(c.metric)}" if counted else "",
               _metric_page(gap.round, c.metric), inputs, catalogue().get(c.metric, {}).get("unit") == "share",
               entries, proposed, lever.shown(proposed) if proposed is not None else "", strip)


def _metric_page(round: Round, metric: str) -> str:
    return f"{reverse('indices:fact', args=[metric])}?tu={round.starts_on:%d/%m/%Y}&den={round.ends_on:%d/%m/%Y}" if metric in catalogue() else ""


def _losing(metric: str) -> str:
    """Which part of the records lost the points: what is missing from the numerator, or what is in it where less is better."""
    return "tu-so" if catalogue()[metric].get("better") == "lower" else "ngoai"


def peers(gap: Gap) -> SafeString | str:
    """Where the unit stands among all units of the round."""
    values = [float(s.percent) for s in gap.standing.scoring.units.values() if s.percent is not None and s.complete]
    if len(values) < 3:
        return ""
    return charts.dot_strip(values, None if gap.scored.percent is None else float(gap.scored.percent), name=_("Chỉ số (%)"),
                            unit_name=gap.sheet.organisation.label, peers=values, show=lambda v: wording.number(v, 2))


@dataclass(frozen=True, slots=True)
class WayStep:
    """One thing to do on the way, as a table prints it; `days` is what was typed for the whole gap of its criterion."""

    title: str
    code: str
    criterion: str
    now: str
    to: str
    gain: Decimal
    days: str


@dataclass(frozen=True)
class Way:
    """The cheapest way to a target, or why there is none."""

    target: Decimal
    path: Path | None
    refused: str = ""
    efforts: Mapping[str, Decimal] | None = None

    @property
    def steps(self) -> list[WayStep]:
        return [WayStep(x.lever.title, x.lever.code, x.lever.criteria[0], x.lever.shown(x.lever.now), x.lever.shown(x.option.value), x.gain,
                        shown_points((self.efforts or {}).get(x.lever.code, Decimal(1)), "")) for x in self.path.steps]


def way(gap: Gap, target: Decimal, efforts: Mapping[str, Decimal]) -> Way:
    """The least effort that reaches so many points; `efforts` are days that somebody set for closing the whole gap of a criterion."""
    framework, unit = shelf.frozen(gap.round), str(gap.sheet.organisation_id)
    facts = freed(framework, fact_set(gap.round, [gap.sheet], side_of(gap.round), gap.sides), unit)
    found = [costed(v, efforts.get(v.code)) for v in levers(framework, facts, unit)]
    try:
        return Way(target, cheapest(framework, facts, unit, levers_=found, points=target), efforts=efforts)
    except OpenParError as error:
        return Way(target, None, error.message)
