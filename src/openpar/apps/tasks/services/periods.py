"""When a task with a reporting cycle owes its reports: the period and the day its report is due."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from openpar.core.rulebook import parameter
from openpar.engine.worktime.periods import report_period


class Owed(NamedTuple):
    """One report: of the half-open period [start, end), due on a day."""

    start: date
    end: date
    due_on: date
    title: str


def owed_for(cycle: str, report_day: int | None, day: date) -> Owed:
    """The report of the period that holds this day, due on `report_day` of the period's last month (its last day where it is shorter),
    or on that weekday of a week (2 is thứ Hai).

    >>> owed_for("quarter", 20, date(2022, 8, 24)).due_on
    datetime.date(2022, 9, 20)
    >>> owed_for("week", None, date(2022, 8, 24)).due_on  # thứ Sáu
    datetime.date(2022, 8, 26)
    """
    period = report_period(cycle, day)
    if cycle == "week":  # report_day is the number in the weekday's name; Friday unless said
        return Owed(period.start, period.end, period.start + timedelta(days=(report_day or 6) - 2), period.title)
    last = period.last_day
    wanted = report_day or parameter("deadlines/progress_report_day").on(day).value
    return Owed(period.start, period.end, last.replace(day=min(wanted, monthrange(last.year, last.month)[1])), period.title)


def first_owed(cycle: str, report_day: int | None, issued_on: date) -> Owed:
    """The first report of a task given on a day: of its own period, or of the next one where that report's day has come or passed.

    >>> first_owed("month", 20, date(2022, 8, 24)).due_on
    datetime.date(2022, 9, 20)
    """
    owed = owed_for(cycle, report_day, issued_on)
    return owed if owed.due_on > issued_on else owed_for(cycle, report_day, owed.end)


def next_owed(cycle: str, report_day: int | None, period_to: date) -> Owed:
    """The report after the one whose period ended before `period_to`."""
    return owed_for(cycle, report_day, period_to)
