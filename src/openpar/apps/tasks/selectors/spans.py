"""Counting by time, the same for the leader's page and for the list behind each of its numbers: the coming week, what was late at
a past moment, what was finished in this fortnight and the last, and whose period reports are whole."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openpar.core import clock

from .. import rules
from ..models import Report

FORTNIGHT = timedelta(days=14)
SENT = Q(state=rules.A.SUBMITTED)
# Words of the list's address for work finished; each with what the list calls it.
DONE = {
    "hai-tuan": _("Trong hai tuần qua"),
    "hai-tuan-truoc": _("Trong hai tuần trước đó"),
    "co-han": _("Trong hai tuần qua, việc có hạn"),
    "dung-han": _("Trong hai tuần qua, đúng hạn"),
    "co-han-truoc": _("Trong hai tuần trước đó, việc có hạn"),
}
PERIODS = {"du": _("Báo cáo đủ kỳ"), "thieu": _("Báo cáo thiếu kỳ")}


def running() -> Q:
    """Open work, said so that a list finds its index: the bare column is that of the partial indexes; to SQLite the others say "= 1",
    while PostgreSQL takes the second condition for a further one and expects too few rows to read them in order."""
    return Q(open=True) if connection.vendor == "postgresql" else Q(open=True, open__in=(True,))


def coming_week(now: datetime) -> Q:
    """Not sent yet and due between this moment and the end of the seventh day."""
    return between(now, week_end(now))


def between(first: datetime, last: datetime) -> Q:
    """Not sent yet and due from one moment to another."""
    return Q(due_at__gte=first, due_at__lte=last) & ~SENT


def week_end(now: datetime) -> datetime:
    """The end of the seventh day after this one."""
    return clock.end_of(clock.timezone.localtime(now).date() + timedelta(days=7))


def unsent_at(moment: datetime) -> Q:
    """Of work that still runs: late at a moment, and not reported by then. What is true of the fewest rows is asked first."""
    return Q(due_at__lt=moment) & Q(assigned_at__lte=moment) & (~SENT | Q(submitted_at__gt=moment))


def accepted_since(moment: datetime) -> Q:
    """Of work that was accepted: late at a moment, and reported only after it."""
    return Q(due_at__lt=moment) & Q(submitted_at__gt=moment) & Q(assigned_at__lte=moment)


def late_at(moment: datetime) -> Q:
    """All work that was late at a past moment, whatever became of it; what was withdrawn since is left out."""
    return Q(open=True) & unsent_at(moment) | Q(open=False, state=rules.A.ACCEPTED) & accepted_since(moment)


def done(code: str, now: datetime) -> Q:
    """Work accepted in a fortnight, by a code of DONE."""
    then = now - FORTNIGHT
    earlier = code.endswith("-truoc")
    when = Q(accepted_at__gt=then - FORTNIGHT, accepted_at__lte=then) if earlier else Q(accepted_at__gt=then, accepted_at__lte=now)
    out = Q(open=False, state=rules.A.ACCEPTED) & when
    if code.startswith(("co-han", "dung-han")):
        out &= DATED
    return out & KEPT if code == "dung-han" else out


REPORTED_LATE = Q(submitted_at__gt=F("due_at"))  # whatever was late at some moment and is accepted now; an index has just these
DATED, KEPT = Q(due_at__isnull=False), Q(submitted_at__lte=F("due_at"))


def owed(now: datetime):
    """The period reports that were due by a moment and have not been sent, or not well enough."""
    return Report.objects.filter(final=False, state__in=("due", "draft", "returned"), due_at__lt=now)


def periods(code: str, now: datetime) -> Q:
    """Running work that reports by periods: with every report that was due, or without."""
    short = Exists(owed(now).filter(assignment=OuterRef("pk")))
    return Q(open=True, due_type="cycle") & (Q(short) if code == "thieu" else ~Q(short))


def owing(now: datetime) -> Q:
    """The same as `periods("thieu")`, for counting: it begins with the few reports, not with all running work."""
    return Q(pk__in=owed(now).values("assignment")) & Q(open=True, due_type="cycle")
