"""Elapsed, remaining and overdue: how much of a clock has been used at a moment, in the units of its own counting."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from ..errors import NotLoaded
from . import counting, spans
from .calendar import Calendar
from .moments import DAY, due_moment, local
from .spans import Span

if TYPE_CHECKING:
    from .clock import Clock

Ranges = Iterable[tuple[date, date]]


def overdue(clock: "Clock", now: datetime) -> Span | None:
    """See `Clock.overdue`."""
    now = _until(clock, now)
    last = clock.as_of(now).plan[0][-1]
    if last.due is None or local(now) <= last.due:
        return None
    calendar, today, due_day = clock.calendar, local(now).date(), local(last.due).date()
    wall = (today - due_day).days
    if last.position is not None:
        return spans.of_time(calendar, calendar.worked(now) - calendar.worked(last.due), today, wall)
    try:
        whole = calendar.working_days_between(due_day, today - DAY)
        return spans.of_days(calendar, whole, spans.worked_today(calendar, now), today, wall)
    except NotLoaded:
        if _needs_calendar(clock):
            raise
        return Span(None, 0, wall)


def elapsed(clock: "Clock", now: datetime) -> Span:
    """See `Clock.elapsed`. After a restart only the new run counts."""
    now = _until(clock, now)
    then, calendar, today = clock.as_of(now), clock.calendar, local(now).date()
    run = next((s for s in then.plan[0] if s.cut is None and s.start <= now), None)
    if run is None:
        return Span(0, 0)
    if run.position is not None:
        position = calendar.worked(now)
        ticks = position - run.position
        for a, b in counting.skipped_time(calendar, then.pauses, run.position):
            ticks -= (position if b is None else b) - a
        return spans.of_time(calendar, max(ticks, 0), today, (today - local(run.start).date()).days)
    skipped = counting.skipped_days(then.pauses, run.first)
    last = then.plan[0][-1]
    if last is run and run.due is not None and local(now) <= run.due and today > run.full:
        # All days have counted; the due day lies later only because it rolled or an answer came after the last day.
        now = due_moment(run.full)
        today = run.full
    wall = calendar_days(run.first, today, skipped)
    try:
        part = spans.worked_today(calendar, now) if is_counted(today, run.first, skipped) else 0
        return spans.of_days(calendar, working_days(calendar, run.first, today - DAY, skipped), part, today, wall)
    except NotLoaded:
        if _needs_calendar(clock):
            raise
        return Span(None, 0, wall)


def remaining(clock: "Clock", now: datetime) -> Span:
    """See `Clock.remaining`."""
    now = _until(clock, now)
    then, calendar = clock.as_of(now), clock.calendar
    standing = next((p for p in then.pauses if p.end is None), None) if then.due() is None else None
    if standing and standing.restart:
        return remaining(replace(clock, start=standing.start, pauses=(), extensions=(), met_at=None), standing.start)
    running = then
    if standing:  # as if it went on from where the open pause began
        past = (p for p in then.pauses if p.end and p.start < standing.start)
        running = replace(then, pauses=tuple(replace(p, end=min(p.end, standing.start)) for p in past))
    due, last = running.due(), running.plan[0][-1]
    when = max(local(now), local(clock.start))
    if not standing and when > due:
        return Span(0, 0, 0, 0 if last.position is not None else None)
    if last.position is not None:
        when = max(local(standing.start), local(clock.start)) if standing else when
        ticks = calendar.worked(due) - calendar.worked(when)
        return spans.of_time(calendar, max(ticks, 0), when.date(), max((local(due).date() - when.date()).days, 0))
    if standing:  # the day on which a pause begins runs out; the days after it stand still
        when = min(when, due_moment(local(standing.start).date()))
    first = next(s for s in running.plan[0] if s.cut is None).first or when.date()
    skipped = counting.skipped_days(running.pauses, first)
    ahead = max(when.date() + DAY, first)
    wall = calendar_days(ahead, local(due).date(), skipped)
    try:
        part = spans.left_today(calendar, when) if is_counted(when.date(), first, skipped) else 0
        return spans.of_days(calendar, working_days(calendar, ahead, local(due).date(), skipped), part, when.date(), wall)
    except NotLoaded:
        if _needs_calendar(clock):
            raise
        return Span(None, 0, wall)


def _until(clock: "Clock", now: datetime) -> datetime:
    return min(now, clock.met_at) if clock.met_at else now


def _needs_calendar(clock: "Clock") -> bool:
    return clock.amount is not None and clock.amount.family in ("working_days", "same_day", "hours")


def is_counted(day: date, first: date, skipped: Ranges) -> bool:
    """Whether this day lies in a count from `first` that leaves out the skipped ranges."""
    return day >= first and not any(a <= day <= b for a, b in skipped)


def working_days(calendar: Calendar, first: date, last: date, skipped: Ranges) -> int:
    """Working days from first to last, both included, without those skipped."""
    if last < first:
        return 0
    total = calendar.working_days_between(first - DAY, last)
    for a, b in skipped:
        a, b = max(a, first), min(b, last)
        if a <= b:
            total -= calendar.working_days_between(a - DAY, b)
    return total


def calendar_days(first: date, last: date, skipped: Ranges) -> int:
    """Days on the wall from first to last, both included, without those skipped."""
    if last < first:
        return 0
    return (last - first).days + 1 - sum(max((min(b, last) - max(a, first)).days + 1, 0) for a, b in skipped)
