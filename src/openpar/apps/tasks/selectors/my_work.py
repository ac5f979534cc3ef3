"""\"Việc của tôi\": all that is due, in all rooms, in one list by deadline: one query over core's deadlines."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import Count, Q

from openpar.core import clock
from openpar.core.actor import Actor
from openpar.core.models import Deadline
from openpar.core.prepared import MOMENT, Prepared, counted
from openpar.core.rooms import ROOMS, read_by

# What an issuer owes; a person always sees what is in their own hands.
ISSUER_DUTIES = ("appraise", "decide_extension", "settle_contest", "appraise2", "approve_round", "publish_round")


def mine(actor: Actor, everywhere: bool = False):
    """The open deadlines that wait for this person: of the organisation acted for (or of every one), in their own hands, and of those
    who are away and for whom the person looks after the work."""
    return Deadline.objects.filter(_own(actor, everywhere) | _instead(actor), open=True)


def looked_after(actor: Actor):
    """The people who are away today and whose work this person looks after; none while the person has taken somebody's place."""
    return () if actor.standing else tuple(s for s in actor.stand_ins if s.absence and not s.delegation)


def instead_of_others(actor: Actor):
    """Of the list, what waits for people who are away."""
    return Deadline.objects.filter(_instead(actor), open=True)


def _own(actor: Actor, everywhere: bool) -> Q:
    hand = Q(person_id=actor.hand_id)
    if actor.standing:  # whoever was given some acts has no list of what the others lead to
        hand &= Q(organisation_id=actor.standing.organisation_id)
        return (_waiting(actor, everywhere) | hand) & Q(room__in=read_by(actor))
    return _waiting(actor, everywhere) | hand


def _instead(actor: Actor) -> Q:
    condition = Q(pk__in=[])
    for s in looked_after(actor):
        condition |= Q(person_id=s.person.pk, organisation_id=s.organisation_id) | _of(*_sides(s.held))
    return condition


def whose(actor: Actor, rows: Iterable[Deadline], everywhere: bool = False) -> dict[int, object]:
    """{row: the person who is away}, for the rows that come to this person only instead of somebody. Asks nothing."""
    others = looked_after(actor)
    if not others:
        return {}
    own, found = _sides(_for_now(actor, everywhere)), {}
    for row in rows:
        if row.person_id == actor.hand_id or _is_of(row, *own):
            continue
        for s in others:
            if (row.person_id == s.person.pk and row.organisation_id == s.organisation_id) or _is_of(row, *_sides(s.held)):
                found[row.pk] = s.person
                break
    return found


def _waiting(actor: Actor, everywhere: bool = False) -> Q:
    """What waits for the organisations this person answers for; asked together with open=True."""
    return _of(*_sides(_for_now(actor, everywhere)))


def _for_now(actor, everywhere):
    return [m for m in actor.memberships if everywhere or not actor.organisation_id or m.organisation_id == actor.organisation_id]


def _sides(memberships) -> tuple[set[int], set[int]]:
    """The organisations whose parts, and those whose decisions, wait for who holds these memberships."""
    return ({m.organisation_id for m in memberships if m.role in ("head", "clerk")},
            {m.organisation_id for m in memberships if m.role in ("head", "chairman", "reform_office")})


def _of(part: set[int], issuer: set[int]) -> Q:
    both = part & issuer
    return _waits(both, part - both, issuer - both)


def _waits(both: Collection[int], part: Collection[int], issuer: Collection[int]) -> Q:
    condition = Q(pk__in=[])
    if both:
        condition |= Q(organisation_id__in=both)
    if part:
        condition |= Q(organisation_id__in=part) & ~Q(duty__in=ISSUER_DUTIES)
    if issuer:
        condition |= Q(organisation_id__in=issuer, duty__in=ISSUER_DUTIES)
    return condition


def _late(now):
    return Deadline.objects.filter(open=True, due_at__lt=now)


LATE_IN_HAND = Prepared(lambda now, user: counted(_late(now).filter(person_id=user)), now=MOMENT, user=-1)
LATE_HERE = Prepared(lambda now, user, both, part, issuer: counted(_late(now).filter(_waits(both, part, issuer)).exclude(person_id=user)),
                     now=MOMENT, user=-1, both=(), part=(), issuer=())


def _is_of(row, part, issuer) -> bool:
    return row.organisation_id in (issuer if row.duty in ISSUER_DUTIES else part)


def sections(rows: Iterable[Deadline], now):
    """The rows in order of deadline under the heads that the page shows: late, today, this week, later, without a day."""
    end, week = _edges(now)
    edges = (("overdue", now), ("today", end), ("week", week))
    out = {"overdue": [], "today": [], "week": [], "later": [], "none": []}
    for row in rows:
        if row.due_at is None:
            out["none"].append(row)
            continue
        out[
            next(
                (name for name, edge in edges if row.due_at < edge or (name != "overdue" and row.due_at <= edge)),
                "later",
            )
        ].append(row)
    return out


def counts(queryset, now) -> dict:
    """How many wait, how many are late, by room; one query."""
    rows = queryset.order_by().values("room").annotate(n=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    by_room = {r["room"]: r["n"] for r in rows}
    return {"all": sum(by_room.values()), "late": sum(r["late"] for r in rows), "rooms": by_room}


def section_counts(rows, now) -> dict[str, int]:
    """How many stand under each head of `sections`, whatever page of them is shown; one query."""
    end, week = _edges(now)
    got = rows.order_by().aggregate(
        overdue=Count("id", filter=Q(due_at__lt=now)), today=Count("id", filter=Q(due_at__gte=now, due_at__lte=end)),
        week=Count("id", filter=Q(due_at__gt=max(end, now), due_at__lte=week)), later=Count("id", filter=Q(due_at__gt=max(end, week, now))),
        none=Count("id", filter=Q(due_at=None)))
    return dict(got)


def _edges(now):
    """The end of today, and of this week's Sunday."""
    today = clock.timezone.localtime(now).date()
    return clock.end_of(today), clock.end_of(today + timedelta(days=6 - today.weekday()))


def late_count(request) -> int:
    """The red number on the tab; two counts that each read one index."""
    if not request.user.is_authenticated:
        return 0
    if looked_after(request.actor) or request.actor.standing:
        return mine(request.actor).filter(open=True, due_at__lt=request.at).count()
    asked = {"now": request.at, "user": request.actor.user_id}
    part, issuer = _sides(_for_now(request.actor, False))
    both = part & issuer
    here = LATE_HERE.count(**asked, both=both, part=part - both, issuer=issuer - both) if part | issuer else 0
    return LATE_IN_HAND.count(**asked) + here


def duty_words(row: Deadline) -> str:
    """What is owed, in the room's words."""
    room = ROOMS.get(row.room)
    return str((room.duties or {}).get(row.duty, "")) if room else ""
