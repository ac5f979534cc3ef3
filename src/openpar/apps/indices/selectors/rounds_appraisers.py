"""Who appraises which criteria of a round: areas given to persons, and everything else to who holds the right over the round."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from openpar.core.actor import Actor, reach
from openpar.core.models import Membership
from openpar.core.organisations import valid_on
from openpar.engine.index.framework import Criterion, Framework

from ..models import Appraiser, Round, Sheet
from . import rounds_framework as shelf

ROLES = ("reform_office", "procedure_control", "head", "deputy", "officer")


def within(code: str, areas: Iterable[str]) -> bool:
    """Whether a criterion lies in one of these areas.

    >>> within("3.10", {"3.1"}), within("3.1.2", {"3.1"}), within("3", {"3"})
    (False, True, True)
    """
    return any(code == a or code.startswith(f"{a}.") for a in areas)


@dataclass(frozen=True, slots=True)
class Mandate:
    """What one person appraises in a round. `leads` holds the right over the whole round: then what is given to nobody is theirs too."""

    leads: bool
    own: frozenset[str]
    given: frozenset[str]

    def covers(self, code: str) -> bool:
        """Whether this person writes the appraiser's points of a criterion."""
        return within(code, self.own) or (self.leads and not within(code, self.given))


EVERYTHING = Mandate(True, frozenset(), frozenset())


def mandates(actor: Actor, rounds: Iterable[int]) -> dict[int, Mandate]:
    """Round → what this person appraises there. Two queries for any number of rounds."""
    ids = list(rounds)
    led = set(Round.objects.filter(reach(actor, "sheet.appraise", organisation="keeper"), pk__in=ids).values_list("pk", flat=True))
    own, given = {}, {}
    for pk, user, area in Appraiser.objects.filter(round__in=ids).values_list("round_id", "user_id", "area"):
        given.setdefault(pk, set()).add(area)
        if user == actor.self_id:
            own.setdefault(pk, set()).add(area)
    return {pk: Mandate(pk in led, frozenset(own.get(pk, ())), frozenset(given.get(pk, ()))) for pk in ids}


def mandate(actor: Actor, round: Round) -> Mandate:
    """What this person appraises in one round, whose keeper was read with it. One query."""
    rows = list(Appraiser.objects.filter(round=round).values_list("user_id", "area"))
    return Mandate(actor.can_for("sheet.appraise", round.keeper), frozenset(a for u, a in rows if u == actor.self_id), frozenset(a for _u, a in rows))


def assigned(actor: Actor) -> Q:
    """The rounds in which some area was given to this person."""
    return Q(pk__in=Appraiser.objects.filter(user=actor.self_id).values("round")) if actor.self_id else Q(pk__in=())


def entries_given(actor: Actor) -> Q:
    """The entries of criteria that were given to this person, of units that are not theirs."""
    if not actor.self_id:
        return Q(pk__in=())
    condition = Q(pk__in=())
    for pk, area in Appraiser.objects.filter(user=actor.self_id).values_list("round_id", "area"):
        condition |= Q(sheet__round=pk) & (Q(code=area) | Q(code__startswith=f"{area}."))
    return condition & Q(sheet__in=Sheet.objects.filter(Sheet.appraisable(actor)))


def areas(framework: Framework) -> list[Criterion]:
    """What can be given: every group of criteria, in document order."""
    def walk(c):
        for child in c.children:
            if not child.leaf:
                yield child
                yield from walk(child)
    return list(walk(framework.root))


@dataclass(frozen=True, slots=True)
class Given:
    """One area with the persons who appraise it."""

    area: Criterion
    people: list[Appraiser]


def table(round: Round) -> list[Given]:
    """Every area of the round that was given to somebody; all others are the office's."""
    rows: dict[str, list[Appraiser]] = {}
    for a in round.appraisers.select_related("user").order_by("id"):
        rows.setdefault(a.area, []).append(a)
    return [Given(c, rows[c.code]) for c in areas(shelf.frozen(round)) if c.code in rows]


def candidates(round: Round, on):
    """Who can be given an area: people of the keeper and of the departments below it; (user, title, organisation) in order of names."""
    rows = Membership.objects.filter(valid_on(on), role__in=ROLES, user__is_active=True, organisation__path__startswith=round.keeper.path).filter(
        Q(organisation=round.keeper_id) | Q(organisation__kind="department")).select_related("user", "organisation").order_by(
            "organisation__name_key", "user__name_key", "id")
    return {m.user_id: m for m in rows}
