"""The computed status of a part of work in the database's own words: the same answer as rules.status, at any moment.

`annotated` and `conditions` read the rows as they are, for a moment of the installation's present; `replayed` reads the trail and
the changes of the deadline, so that any past day can be shown as it was.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Case, CharField, F, Q, Value, When

from openpar.core import clock
from openpar.core.models import AuditEntry, Deadline
from openpar.core.rulebook import parameter
from openpar.engine.errors import NotLoaded
from openpar.engine.worktime import load_calendar

from .. import rules

ACTIVE = (rules.A.ASSIGNED, rules.A.RECEIVED, rules.A.CONTESTED, rules.A.IN_PROGRESS, rules.A.RETURNED)
SUBMITTING, UNSUBMITTING = ("tasks.assignment.submit",), ("tasks.assignment.take_back", "tasks.assignment.reopen")


def soon_limit(now: datetime) -> datetime:
    """The last moment that counts as due soon: the end of the N-th working day after today, N from the rulebook."""
    today = clock.timezone.localtime(now).date()
    days = int(parameter("deadlines/due_soon").on(today).value)
    try:
        return clock.end_of(load_calendar().add_working_days(today, days))
    except NotLoaded:  # a year whose calendar nobody has announced yet: calendar days, so that the list still answers
        return clock.end_of(today) + timedelta(days=days)


def conditions(now: datetime, soon_at: datetime | None = None) -> dict[str, Q]:
    """Status → the rows that have it, in the order of rules.STATUSES; they exclude each other and leave none out."""
    soon_at = soon_at or soon_limit(now)
    active = Q(state__in=ACTIVE)
    in_time = Q(due_at__isnull=True) | Q(submitted_at__isnull=True) | Q(submitted_at__lte=F("due_at"))
    return {
        "cancelled": Q(state=rules.A.CANCELLED),
        "done_on_time": Q(state=rules.A.ACCEPTED) & in_time,
        "done_late": Q(state=rules.A.ACCEPTED, submitted_at__gt=F("due_at")),
        "awaiting_appraisal": Q(state=rules.A.SUBMITTED),
        "no_deadline": active & Q(due_at__isnull=True),
        "overdue": active & Q(due_at__lt=now),
        "due_soon": active & Q(due_at__gte=now, due_at__lte=soon_at),
        "not_due": active & Q(due_at__gte=now, due_at__gt=soon_at),
    }


def annotated(queryset, now: datetime, soon_at: datetime | None = None):
    """The rows with their computed status at a moment, as `status`."""
    whens = [When(condition, then=Value(name)) for name, condition in conditions(now, soon_at).items()]
    return queryset.annotate(status=Case(*whens, default=Value("not_due"), output_field=CharField()))


def counted(queryset, now: datetime) -> dict[str, int]:
    """Status → how many; every status is there, and they add up to all rows. One query."""
    from django.db.models import Count
    got = dict(annotated(queryset, now).order_by().values_list("status").annotate(n=Count("id")))
    return {name: got.get(name, 0) for name in rules.STATUSES}


def replayed(assignments: Iterable, moment: datetime) -> dict[int, str]:
    """Assignment id → its status as it was at a past moment; parts that were not yet given are left out. Two queries.

    The state comes from the trail; the due moment from the changes of the deadline, where an extension asked for in time but
    granted after the due day counts from the request.
    """
    rows = {a.pk: a for a in assignments if a.assigned_at <= moment}
    states, submitted = _from_trail(list(rows), moment)
    changes = dict(Deadline.objects.filter(pk__in=[a.deadline_id for a in rows.values() if a.deadline_id]).values_list("pk",
                                                                                                                       "changes"))
    soon_at = soon_limit(moment)
    return {pk: rules.status(states.get(pk, rules.A.ASSIGNED), due_at=due_then(a.due_at, changes.get(a.deadline_id, ()), moment),
                             submitted_at=submitted.get(pk), now=moment, soon_at=soon_at) for pk, a in rows.items()}


def counted_then(assignments: Iterable, moment: datetime) -> Counter:
    """How many had each status at a past moment."""
    return Counter(replayed(assignments, moment).values())


def due_then(due_at: datetime | None, changes, moment: datetime) -> datetime | None:
    """The due moment in force at a moment: what the first later change replaced, else the present one."""
    later = sorted((c for c in changes if datetime.fromisoformat(c["at"]) > moment), key=lambda c: c["at"])
    if not later:
        return due_at
    return later[0]["from"] and datetime.fromisoformat(later[0]["from"])


def _from_trail(ids, moment):
    """The last state and the moment of the report that counted, by a moment."""
    states, submitted = {}, {}
    for start in range(0, len(ids), 5000):
        entries = AuditEntry.objects.filter(room="tasks.assignment", object_id__in=ids[start:start + 5000],
                                            at__lte=moment).exclude(
            to_state="").order_by("id").values_list("object_id", "act", "to_state", "at")
        for pk, act, state, at in entries:
            states[pk] = state
            if act in SUBMITTING:
                submitted[pk] = at
            elif act in UNSUBMITTING:
                submitted.pop(pk, None)
    return states, submitted
