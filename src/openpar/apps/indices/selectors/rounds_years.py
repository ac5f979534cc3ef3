"""A unit over the years of one index: its line, which breaks where the framework changed, and which tasks moved which points."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openpar.engine.index.facts import Fact
from openpar.engine.index.library import catalogue
from openpar.web import charts, wording
from openpar.web.charts.lines import Break

from .. import rules
from ..models import GapTask, ResultRow
from . import rounds_framework as shelf
from .rounds_gap import Gap
from .rounds_score import fact_set


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a unit's line: its index (None where its points were not complete), and whether the framework changed since the year before."""

    year: int
    percent: Decimal | None
    broken: bool


def line_of(gap: Gap) -> list[Year]:
    """The unit's index over the years of this index, the newest revision of each published round; the round of the page last."""
    rows = list(ResultRow.objects.filter(
        organisation_id=gap.sheet.organisation_id, result__round__state=rules.R.PUBLISHED, result__round__index=gap.round.index,
        result__round__level=gap.round.level, result__round__keeper=gap.round.keeper_id).exclude(result__round=gap.round).select_related(
        "result__round").order_by("result__round__year", "result__revision"))
    points = {r.result.round.year: (r.percent, r.result.round.framework_digest) for r in rows}
    if gap.scored.percent is not None:
        points[gap.round.year] = (gap.scored.percent, gap.round.framework_digest)
    years = sorted(points)
    return [Year(y, points[y][0], i > 0 and points[years[i - 1]][1] != points[y][1]) for i, y in enumerate(years)]


def trend(gap: Gap) -> SafeString | str:
    """The unit's index over the years of this index; the line breaks where the framework changed."""
    line = line_of(gap)
    known = [float(y.percent) for y in line if y.percent is not None]
    if len(line) < 2 or not known:
        return ""
    breaks = [Break(y.year, _("khung chấm đã đổi")) for y in line if y.broken]
    low, high = max(min(known) // 10 * 10 - 10, 0), min(max(known) // 10 * 10 + 10, 100)
    said = "; ".join(f"{y.year}: {wording.number(float(y.percent), 2) if y.percent is not None else _('chưa đủ')}" for y in line)
    return charts.small_line([(y.year, None if y.percent is None else float(y.percent)) for y in line],
                             sentence=_("Chỉ số qua các năm: %(said)s") % {"said": said}, low=low, high=high,
                             breaks=breaks, show=lambda v: wording.number(round(v, 2)))


@dataclass(frozen=True)
class Moved:
    """A task born from a gap of an earlier round, what its criterion did since, and what the metric did.

    Points compare only under the same maximum and the same rule; the metric compares always.
    """

    gap: GapTask
    title: str
    before: Decimal | None
    after: Decimal | None
    comparable: bool
    fact_before: str
    fact_after: str

    @property
    def change(self) -> Decimal | None:
        """Points won (or lost) since; None where the two do not compare."""
        return None if not self.comparable or self.before is None or self.after is None else self.after - self.before


def moved(gap: Gap) -> list[Moved]:
    """Which tasks of earlier rounds moved which points of this unit, newest round first."""
    earlier = list(GapTask.objects.filter(organisation_id=gap.sheet.organisation_id, round__index=gap.round.index, round__level=gap.round.level,
                                          round__keeper=gap.round.keeper_id, round__year__lt=gap.round.year).select_related("task", "round").order_by(
                                              "-round__year", "id"))
    if not earlier:
        return []
    kept = {}
    for r in ResultRow.objects.filter(organisation_id=gap.sheet.organisation_id, result__round__in={g.round_id for g in earlier}).select_related(
            "result").order_by("result__revision"):
        kept[r.result.round_id] = r.points
    now = {x.code: x for _a, leaves in gap.areas for x in leaves}
    leaves = shelf.leaves(shelf.frozen(gap.round))
    facts = fact_set(gap.round, [gap.sheet], "automatic").facts.get(str(gap.sheet.organisation_id), {})
    out = []
    for g in earlier:
        old, new = shelf.leaves(shelf.frozen(g.round)).get(g.code), leaves.get(g.code)
        same = new is not None and old is not None and (old.title, old.metric) == (new.title, new.metric)
        before = kept.get(g.round_id, {}).get(g.code)
        fact = facts.get(new.fact_code) if same and new.metric else None
        out.append(Moved(g, old.label if old else g.code, None if before is None else Decimal(before), now[g.code].e.value if same and g.code in now else None,
                         same and (old.max, old.rule) == (new.max, new.rule), _shown(g.metric, g.start), _shown(g.metric, _number(fact))))
    return out


def _number(fact: Fact | None) -> Decimal | None:
    return None if fact is None or fact.why_absent() else fact.number()


def _shown(metric: str, value: Decimal | None) -> str:
    if value is None:
        return ""
    return wording.percent(value) if catalogue().get(metric, {}).get("unit") == "share" else wording.number(round(value, 2))
