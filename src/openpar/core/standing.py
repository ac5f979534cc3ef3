"""For whom a person may stand in on a day: by a delegation, or while somebody is away. Read anew for every actor, never kept.

What a substitute may do is what the absent or delegating person may do at that moment, narrowed to what was given.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, Q

from . import roles
from .models import Absence, Delegation, Membership, User
from .models.standing import live
from .organisations import valid_on
from .prepared import Prepared


@dataclass(frozen=True, slots=True)
class Held:
    """One membership in force. `acts` narrows what counts of its role (None: all of it), `person_id` says in whose hands the work lies
    where that is somebody else."""

    organisation_id: int
    path: str
    role: str
    title: str = ""
    field: str = ""
    organisation_name: str = ""
    organisation_kind: str = ""
    acts: frozenset | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """One person for whom somebody may act today in one organisation.

    `key` names it in the session ("d7": delegation 7, "a3": absence 3). `held` are that person's memberships, narrowed.
    """

    key: str
    person: User
    organisation_id: int
    organisation_name: str
    held: tuple[Held, ...]
    until: object
    delegation: Delegation | None = None
    absence: Absence | None = None
    watched: tuple[Held, ...] = field(default=())
    best: str = ""  # the key of the place that allows most for this person there: the delegation's, where there is one

    @property
    def mode(self) -> str:
        """KT, TL or TUQ; empty for a mere substitute, who signs nothing in the other's place."""
        return self.delegation.mode if self.delegation else ""

    @property
    def far(self) -> bool:
        """Whether a role of it takes a second factor."""
        return any(roles.reaches_far(m.role) for m in (*self.held, *self.watched))


def _memberships(user, on):
    """What a person holds that day, in the order of `held_from`; the last column says whether anything is offered to that person."""
    offered = Exists(Delegation.objects.filter(live(on), taker=user)) | Exists(Absence.objects.filter(live(on), substitute=user))
    return Membership.objects.filter(valid_on(on), user=user).annotate(offered=offered).order_by("id").values_list(
        "organisation_id", "organisation__path", "role", "title", "field", "organisation__short_name", "organisation__name",
        "organisation__kind", "offered")


MEMBERSHIPS = Prepared(_memberships, user=-1, on=date.min)


def stand_ins(user, on, own: tuple[Held, ...]) -> tuple[StandIn, ...]:
    """Everybody for whom this person may act that day; three queries. Who left the organisation stands in for nobody there."""
    delegations = [d for d in Delegation.objects.filter(live(on), taker=user, giver__is_active=True).select_related(
        "giver", "organisation").order_by("pk") if _belongs(own, d.organisation)]
    absences = [a for a in Absence.objects.filter(live(on), substitute=user, person__is_active=True).select_related(
        "person", "organisation").order_by("pk") if _belongs(own, a.organisation)]
    pairs = {(d.giver_id, d.organisation_id) for d in delegations} | {(a.person_id, a.organisation_id) for a in absences}
    if not pairs:
        return ()
    held = _held_by(pairs, on)
    away = {(a.person_id, a.organisation_id): a for a in absences}
    out = []
    for d in delegations:
        absence = away.get((d.giver_id, d.organisation_id))
        narrowed = tuple(delegated(m, d.acts, away=bool(absence)) for m in held.get((d.giver_id, d.organisation_id), ()))
        if narrowed:
            out.append(StandIn(f"d{d.pk}", d.giver, d.organisation_id, d.organisation.label, narrowed, d.valid_until, d, absence))
    deciding = {(s.person.pk, s.organisation_id): s.key for s in reversed(out)}
    for a in absences:
        own_held = held.get((a.person_id, a.organisation_id), ())
        if own_held:
            hand = tuple(_narrow(m, roles.in_hand(m.role)) for m in own_held)
            seen = tuple(_narrow(m, frozenset(x for x in roles.in_hand(m.role) if roles.is_view(x))) for m in own_held)
            out.append(StandIn(f"a{a.pk}", a.person, a.organisation_id, a.organisation.label, hand, a.valid_until, None, a, seen,
                               deciding.get((a.person_id, a.organisation_id), f"a{a.pk}")))
    return tuple(out)


def delegated(m: Held, acts, *, away: bool) -> Held:
    """A membership narrowed to what was delegated of it, with the views that come with it; while its holder is away, also to what lies in
    the holder's own hands.

    >>> h = delegated(Held(1, "1.", "head"), ["assignment.speak", "people.manage"], away=False)
    >>> sorted(h.acts)
    ['assignment.speak', 'assignment.view']
    """
    given = frozenset(a for a in acts if roles.delegable(a))
    return _narrow(m, given | roles.seen_with(given) | (roles.in_hand(m.role) if away else frozenset()))


def _belongs(own, organisation) -> bool:
    return any(m.path.startswith(organisation.path) for m in own)


def _held_by(pairs, on) -> dict:
    people, places = {p for p, _o in pairs}, {o for _p, o in pairs}
    out: dict = {}
    for m in Membership.objects.filter(valid_on(on), user__in=people, organisation__in=places).select_related("organisation").order_by("pk"):
        out.setdefault((m.user_id, m.organisation_id), []).append(held_of(m, person_id=m.user_id))
    return out


def held_of(m: Membership, person_id=None) -> Held:
    """A membership as an actor holds it."""
    o = m.organisation
    return held_from(o.pk, o.path, m.role, m.title, m.field, o.short_name, o.name, o.kind, person_id)


def held_from(organisation_id, path, role, title, field, short_name, name, kind, person_id=None) -> Held:
    """The same from its columns."""
    return Held(organisation_id, path, role, title, field, short_name or name, kind, None, person_id)


def _narrow(m: Held, acts: frozenset) -> Held:
    return Held(m.organisation_id, m.path, m.role, m.title, m.field, m.organisation_name, m.organisation_kind, acts, m.person_id)


def away(person_ids, first, last=None) -> dict[int, list[Absence]]:
    """Who of these is away on a day, or on some day from the first to the last one, with the rows that say so; one query."""
    out: dict[int, list[Absence]] = {}
    meanwhile = Q(valid_from__lte=last or first, valid_until__gte=first) & (Q(ended_on__isnull=True) | Q(ended_on__gt=first))
    for a in Absence.objects.filter(meanwhile, person__in=list(person_ids), substitute__is_active=True).select_related("person", "substitute"):
        out.setdefault(a.person_id, []).append(a)
    return out
