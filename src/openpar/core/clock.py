"""The one business clock. Real time in an installation; a day stepped by hand in the demo.

Sessions, tokens, one-time codes, rate limits and the audit's receipt time never use this: they are always real.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_FIXED: ContextVar[datetime | None] = ContextVar("openpar_clock", default=None)


def now() -> datetime:
    """The business moment, aware, in the installation's zone."""
    if fixed := _FIXED.get():
        return fixed
    real = timezone.localtime()
    if not settings.DEMO:
        return real
    return demo_moment(real)


def today() -> date:
    """The business day in the installation's zone."""
    return timezone.localtime(now()).date()


def demo_moment(real: datetime) -> datetime:
    """The demo's day at the real time of day, but never before what is recorded on that day already.

    A demo may keep its day over a real midnight. Its time then stands still at the last recorded act, until the real time of day
    has passed it or somebody goes on to the next day: nothing is ever recorded before what happened first.
    """
    from .models import AuditEntry, DemoClock
    day = DemoClock.objects.values_list("today", flat=True).first()
    if day is None:
        return real
    moment = datetime.combine(day, real.timetz())
    recorded = AuditEntry.objects.filter(at__gt=moment, at__lte=end_of(day)).order_by("-at").values_list("at", flat=True).first()
    return timezone.localtime(recorded) if recorded else moment


def at_time(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An aware moment of that day in the installation's zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_default_timezone())


def end_of(day: date) -> datetime:
    """The last moment of a day: work due on it is late from the next day's first moment."""
    return at_time(day, 0) + timedelta(days=1) - timedelta(microseconds=1)


@contextmanager
def fixed(moment: datetime):
    """Everything inside happens at this moment: tests, replays and the demo's history."""
    token = _FIXED.set(moment)
    try:
        yield moment
    finally:
        _FIXED.reset(token)


def step_demo_day(seen: date | None = None) -> date | None:
    """Move the demo to its next day and return it; None where it has left the day that was seen, as on a second click."""
    from .models import DemoClock
    clock = DemoClock.objects.select_for_update().get()
    if seen and clock.today != seen:
        return None
    clock.today += timedelta(days=1)
    clock.save(update_fields=["today"])
    return clock.today
