"""The score of a round by its own streams: what each side says adds up to, and what is official. One function for screen, file and paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from openpar.engine.index.facts import Fact, FactSet
from openpar.engine.index.round import Round as Scoring
from openpar.engine.index.round import Scored, score_all
from openpar.engine.results import Absent

from .. import rules
from ..models import Entry, Round, Sheet
from ..points import NOT_APPLICABLE
from . import rounds_framework as shelf
from .rounds_facts import restored

OFFICIAL = ("appraisal2", *rules.FIRST)  # the first of these that says something counts
STAGE_OF = {"self": "self", "appraisal1": "appraisal1", "appraisal2": "appraisal2"}  # the engine's word for what a side said
SIDES = {"official": OFFICIAL, "self": ("self",), "automatic": ("automatic",), "provisional": (*OFFICIAL, "self", "automatic")}


@dataclass(frozen=True)
class Standing:
    """All units of a round scored by one side, and the units that are out of it."""

    scoring: Scoring
    sheets: dict[str, Sheet]
    side: str
    excluded: list[Sheet]

    def of(self, organisation_id: int) -> Scored | None:
        return self.scoring.units.get(str(organisation_id))

    @property
    def table(self) -> list[dict]:
        """One row a unit, best first; ties and incomplete ones in Vietnamese order of their names."""
        rows = [{**r, "sheet": self.sheets[r["unit"]], "organisation": self.sheets[r["unit"]].organisation} for r in self.scoring.table()]
        return sorted(rows, key=lambda r: (r["rank"] is None, r["rank"] or 0, r["organisation"].name_key))

    @property
    def ranked(self) -> int:
        """How many units have a rank: a rank is said with it."""
        return sum(1 for s in self.scoring.units.values() if s.rank is not None)


def fact_set(round: Round, sheets: Iterable[Sheet], side: str = "official", sides: Mapping[int, set[str]] | None = None) -> FactSet:
    """The facts that were kept and the points that this side gave; a criterion that was said not to apply leaves the total.

    `sides` says whose drafts a reader sees, by sheet (`rounds.sides_in`): other drafts do not count. None is the system, which counts all.
    """
    sheets = list(sheets)
    unit_of = {s.pk: str(s.organisation_id) for s in sheets}
    leaves = shelf.leaves(shelf.frozen(round))
    facts: dict[str, dict[str, Fact]] = {u: {} for u in unit_of.values()}
    points: dict[str, dict[str, dict[str, Decimal]]] = {}
    chosen: dict = {}
    order = {s: i for i, s in enumerate(SIDES[side])}
    rows = Entry.objects.filter(sheet__in=list(unit_of), stream__in={*SIDES[side], "automatic"}).order_by().values_list(
        "sheet_id", "code", "stream", "points", "absent", "inputs", "locked")
    for sheet, code, stream, given, absent, inputs, locked in rows:
        unit, c = unit_of[sheet], leaves.get(code)
        if c is None or not (sides is None or rules.shown_to(stream, locked, sides.get(sheet, set()))):
            continue
        if stream == "automatic" and inputs and (fact := restored(inputs)):
            facts[unit][c.fact_code] = fact if side == "automatic" or not fact.why_absent() else facts[unit].get(c.fact_code, fact)
        if stream in order and (given is not None or absent) and (stream != "automatic" or side in ("automatic", "provisional")):
            key = (unit, code)
            if key not in chosen or order[stream] < order[chosen[key][0]]:
                chosen[key] = (stream, given, absent)
    official: dict[str, dict[str, Fact]] = {u: {} for u in unit_of.values()}
    for (unit, code), (stream, given, absent) in chosen.items():
        c = leaves[code]
        if absent == NOT_APPLICABLE:
            official[unit][c.fact_code] = Fact(absent=Absent.NOT_APPLICABLE)
        else:
            if stream != "automatic":  # what the system proposes is left to the rule, which says why
                points.setdefault(unit, {})[code] = {STAGE_OF.get(stream, "published"): given}
            if c.fact_code in facts[unit] and not facts[unit][c.fact_code].why_absent():
                official[unit][c.fact_code] = facts[unit][c.fact_code]
    return FactSet(official, points, round.title)


def standing(round: Round, side: str = "official", only: Iterable[int] | None = None, sides: Mapping[int, set[str]] | None = None) -> Standing:
    """Score the round by one side, as a reader with these `sides` (see `fact_set`) may know it. Three queries for any number of units."""
    sheets = list(round.sheets.select_related("organisation").order_by("organisation__name_key", "id"))
    live = [s for s in sheets if s.state != rules.S.EXCLUDED and (only is None or s.pk in set(only))]
    facts = fact_set(round, live, side, sides)
    return Standing(score_all(shelf.frozen(round), facts), {str(s.organisation_id): s for s in live}, side,
                    [s for s in sheets if s.state == rules.S.EXCLUDED])


