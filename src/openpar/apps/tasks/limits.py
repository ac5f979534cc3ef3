"""The numbers of the room, read from the rulebook for a day: how many working days for an answer, which steps when late."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from openpar.core import clock
from openpar.core.rulebook import parameter
from openpar.engine.errors import NotLoaded, RuleError
from openpar.engine.rulebook import check_keys
from openpar.engine.worktime import load_calendar


class Limit(NamedTuple):
    """A due moment with the rule it came from, as a Deadline keeps it."""

    due_at: datetime
    rule: dict


class LateStep(NamedTuple):
    """One step of reminding: after so many working days late, tell the organisation or report above it."""

    step: str
    after: int
    do: str
    to: str = ""


def working_days(name: str, on: date) -> int:
    """A number of working days of the rulebook on a day, the installation's own value first."""
    return int(parameter(f"deadlines/{name}").on(on).value)


def answer_by(name: str, at: datetime) -> Limit:
    """When an answer asked for at this moment is due: the end of the N-th working day after it."""
    today = clock.timezone.localtime(at).date()
    rule = parameter(f"deadlines/{name}").on(today)
    try:
        day = load_calendar().add_working_days(today, int(rule.value))
    except NotLoaded:  # beyond the last announced calendar: weekdays only, and the rule says so
        day = today
        for _ in range(int(rule.value)):
            day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
    return Limit(clock.end_of(day), {"rule": rule.name, "working_days": rule.value, "source": rule.source, "digest": rule.digest,
                                     "unverified": rule.unverified})


def late_steps(on: date) -> tuple[LateStep, ...]:
    """The table of steps when a task is late, in order."""
    rule = parameter("deadlines/escalation").on(on)
    steps = []
    for i, row in enumerate(rule.value, start=1):
        where = f"deadlines/escalation#{i}"
        check_keys(row, ("step", "after", "do", "to"), where, ("step", "after", "do"))
        if row["do"] not in ("late", "escalate") or row.get("to", "superior") not in ("superior", "issuer"):
            raise RuleError(f"{where}: do is late or escalate, to is superior or issuer.", where=where)
        steps.append(LateStep(row["step"], int(row["after"]), row["do"],
                              row.get("to", "superior" if row["do"] == "escalate" else "")))
    return tuple(sorted(steps, key=lambda s: s.after))


def late_since(today: date, working_days_late: int) -> date:
    """The latest due day that is at least so many working days late today.

    >>> late_since(date(2022, 8, 27), 1)  # a Saturday: what was due on Thursday is one working day late
    datetime.date(2022, 8, 25)
    """
    calendar = load_calendar()
    worked = today if calendar.is_working_day(today) else calendar.add_working_days(today, -1)
    return calendar.add_working_days(worked, -working_days_late)


def day_off(day: date) -> bool:
    """Whether nobody works on a day; in a year whose calendar nobody has announced, on its weekends.

    >>> day_off(date(2022, 9, 2))  # Quốc khánh, a Friday
    True
    """
    try:
        return not load_calendar().is_working_day(day)
    except NotLoaded:
        return day.weekday() > 4
