"""\"Việc của tôi\": all that is due, in all rooms, in one list by deadline: one query over core's deadlines."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Q

from openpar.core import clock
from openpar.core.actor import Actor
from openpar.core.models import Deadline
from openpar.core.rooms import ROOMS

# What an issuer owes; a person always sees what is in their own hands.
ISSUER_DUTIES = ("appraise", "decide_extension", "settle_contest", "appraise2", "approve_round", "publish_round")


def mine(actor: Actor, everywhere: bool = False):
    """The open deadlines that wait for this person: of the organisation acted for (or of every one), and in their own hands."""
    return Deadline.objects.filter(_waiting(actor, everywhere) | Q(person_id=actor.user_id), open=True)


def _waiting(actor: Actor, everywhere: bool = False) -> Q:
    """What waits for the organisations this person answers for; asked together with open=True."""
    part, issuer = set(), set()
    for m in actor.memberships:
        if not everywhere and actor.organisation_id and m.organisation_id != actor.organisation_id:
            continue
        if m.role in ("head", "clerk"):
            part.add(m.organisation_id)
        if m.role in ("head", "chairman", "reform_office"):
            issuer.add(m.organisation_id)
    condition = Q(pk__in=[])
    if both := part & issuer:
        condition |= Q(organisation_id__in=both)
    if part - both:
        condition |= Q(organisation_id__in=part - both) & ~Q(duty__in=ISSUER_DUTIES)
    if issuer - both:
        condition |= Q(organisation_id__in=issuer - both, duty__in=ISSUER_DUTIES)
    return condition


def sections(rows: Iterable[Deadline], now):
    """The rows in order of deadline under the heads that the page shows: late, today, this week, later, without a day."""
    today = clock.timezone.localtime(now).date()
    edges = (
        ("overdue", now),
        ("today", clock.end_of(today)),
        ("week", clock.end_of(today + timedelta(days=6 - today.weekday()))),
    )
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


def late_count(request) -> int:
    """The red number on the tab; two counts that each read one index."""
    if not request.user.is_authenticated:
        return 0
    late = Q(open=True, due_at__lt=request.at)
    own = Deadline.objects.filter(late, person_id=request.actor.user_id).count()
    return own + Deadline.objects.filter(late, _waiting(request.actor)).exclude(person_id=request.actor.user_id).count()


def duty_words(row: Deadline) -> str:
    """What is owed, in the room's words."""
    room = ROOMS.get(row.room)
    return str((room.duties or {}).get(row.duty, "")) if room else ""
