"""\"Việc của tôi\": all that is due, in all rooms, in one list by deadline: one query over core's deadlines."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Q

from openpar.core import clock
from openpar.core.actor import Actor
from openpar.core.models import Deadline
from openpar.core.rooms import ROOMS

# Which duties of an organisation each role answers for; a person always sees what is in their own hands.
ORGANISATION_ROLES = ("head", "clerk", "chairman", "deputy", "reform_office")
ISSUER_DUTIES = ("appraise", "decide_extension", "settle_contest")


def mine(actor: Actor, everywhere: bool = False):
    """The open deadlines that wait for this person: of the organisation acted for (or of every one), and in their own hands."""
    part, issuer = set(), set()
    for m in actor.memberships:
        if not everywhere and actor.organisation_id and m.organisation_id != actor.organisation_id:
            continue
        if m.role in ("head", "clerk"):
            part.add(m.organisation_id)
        if m.role in ("head", "chairman", "reform_office"):
            issuer.add(m.organisation_id)
    condition = Q(person_id=actor.user_id)
    if part == issuer and part:
        condition |= Q(organisation_id__in=part)
    else:
        if part:
            condition |= Q(organisation_id__in=part) & ~Q(duty__in=ISSUER_DUTIES)
        if issuer:
            condition |= Q(organisation_id__in=issuer, duty__in=ISSUER_DUTIES)
    return Deadline.objects.filter(condition, open=True)


def sections(rows: Iterable[Deadline], now):
    """The rows in order of deadline under the heads that the page shows: late, today, this week, later, without a day."""
    today = clock.timezone.localtime(now).date()
    edges = (("overdue", now), ("today", clock.end_of(today)), ("week", clock.end_of(today + timedelta(days=6 - today.weekday()))))
    out = {"overdue": [], "today": [], "week": [], "later": [], "none": []}
    for row in rows:
        if row.due_at is None:
            out["none"].append(row)
            continue
        out[next((name for name, edge in edges if row.due_at < edge or (name != "overdue" and row.due_at <= edge)), "later")].append(row)
    return out


def counts(queryset, now) -> dict:
    """How many wait, how many are late, by room; one query."""
    rows = queryset.order_by().values("room").annotate(n=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    by_room = {r["room"]: r["n"] for r in rows}
    return {"all": sum(by_room.values()), "late": sum(r["late"] for r in rows), "rooms": by_room}


def late_count(request) -> int:
    """The red number on the tab."""
    if not request.user.is_authenticated:
        return 0
    return mine(request.actor).filter(due_at__lt=request.at).count()


def duty_words(row: Deadline) -> str:
    """What is owed, in the room's words."""
    room = ROOMS.get(row.room)
    return str((room.duties or {}).get(row.duty, "")) if room else ""
