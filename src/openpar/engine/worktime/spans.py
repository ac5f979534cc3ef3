"""A length of working time as people say it: days and hours of this office, never 24-hour days."""

from dataclasses import dataclass
from datetime import date, datetime

from .calendar import MINUTE, Calendar
from .moments import MICROSECOND, local


@dataclass(frozen=True, slots=True)
class Span:
    """Whole working `days` and the `minutes` beyond them; `calendar_days` counts every day on the wall.

    `total_minutes` is all of it in working minutes where the limit counts hours, otherwise None. A span is always true, also when
    it is empty: "overdue by no working time yet" is still overdue.
    """

    days: int | None
    minutes: int
    calendar_days: int = 0
    total_minutes: int | None = None

    def __str__(self) -> str:
        if self.days is None:  # a limit in calendar days that reaches into a year without a calendar
            return f"{self.calendar_days} ngày"
        hours, minutes = divmod(self.minutes, 60)
        parts = [f"{n} {word}" for n, word in ((self.days, "ngày"), (hours, "giờ"), (minutes, "phút")) if n]
        return " ".join(parts or ["0 ngày"]) + " làm việc"

    def as_data(self) -> dict:
        """Plain data for JSON."""
        return {"days": self.days, "minutes": self.minutes, "calendar_days": self.calendar_days,
                "total_minutes": self.total_minutes, "text": str(self)}


def of_time(calendar: Calendar, ticks: int, day: date, calendar_days: int = 0) -> Span:
    """A span of working time, cut into days of this office's own length around a day."""
    total = ticks // MINUTE
    days, minutes = divmod(total, calendar.minutes_per_day(day))
    return Span(days, minutes, calendar_days, total)


def of_days(calendar: Calendar, whole: int, partial: int, day: date, calendar_days: int = 0) -> Span:
    """A span of whole working days and a part (ticks) of one more day; a full part is a day."""
    length = calendar.minutes_per_day(day)
    days, minutes = divmod(partial // MINUTE, length)
    return Span(whole + days, minutes, calendar_days)


def worked_today(calendar: Calendar, moment: datetime) -> int:
    """Working time of the moment's own day that has passed by then."""
    midnight = local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    return calendar.worked(moment) - calendar.worked(midnight)


def left_today(calendar: Calendar, moment: datetime) -> int:
    """Working time of the moment's own day that is still to come."""
    day = local(moment).date()
    return sum((s.end - s.start) // MICROSECOND for s in calendar.sessions(day)) - worked_today(calendar, moment)


def working_days_left(calendar: Calendar, today: date, due_on: date, include_today: bool = False) -> int:
    """Working days after today up to and including the due day; negative when it has passed.

    `include_today` counts today too ("kể cả hôm nay") when the office works and the due day has not passed.

    >>> from openpar.engine.worktime import load_calendar
    >>> working_days_left(load_calendar(), date(2022, 8, 12), date(2022, 8, 15), include_today=True)
    2
    """
    left = calendar.working_days_between(today, due_on)
    return left + 1 if include_today and today <= due_on and calendar.is_working_day(today) else left
