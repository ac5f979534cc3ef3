"""Reminders and escalations around a due day: which of them fall into a stretch of time, each exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .calendar import Calendar
from .moments import at


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do so many working days before (negative) or after the due day, at a time of day.

    "After 1" is the first working day on which the duty is late.
    """

    code: str
    working_days: int
    time: str = "07:30"


def step_moment(calendar: Calendar, due_on: date, step: Step) -> datetime:
    """When a step around this due day is to happen.

    >>> from openpar.engine.worktime import load_calendar
    >>> step_moment(load_calendar(), date(2022, 8, 15), Step("nhắc", -3)).isoformat()
    '2022-08-10T07:30:00+07:00'
    """
    return at(calendar.add_working_days(due_on, step.working_days) if step.working_days else due_on, step.time)


def steps_between(calendar: Calendar, due_on: date, steps: Sequence[Step], since: datetime, until: datetime) -> list[Step]:
    """The steps that fall after `since` up to and including `until`, in order; sweeps that follow on miss none, double none."""
    due = [(step_moment(calendar, due_on, s), s) for s in steps]
    return [s for moment, s in sorted(due, key=lambda pair: pair[0]) if since < moment <= until]


def overdue_days(due_on: date, today: date) -> int:
    """By how many days on the wall a duty is late today; rises by one each day, 0 on the due day itself.

    >>> [overdue_days(date(2022, 8, 15), date(2022, 8, 15 + n)) for n in range(3)]
    [0, 1, 2]
    """
    return max((today - due_on).days, 0)
