"""The limits of the room, read from the rulebook for a day."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from openpar.core import clock
from openpar.core.rulebook import parameter
from openpar.engine.errors import NotLoaded
from openpar.engine.worktime import load_calendar


class Limit(NamedTuple):
    """A due moment with the rule it came from, as a Deadline keeps it."""

    due_at: datetime
    rule: dict


def due(name: str, at: datetime) -> Limit:
    """The end of the N-th working day after a moment; N of 0 is that day itself, or the next one that is worked."""
    day: date = clock.timezone.localtime(at).date()
    rule = parameter(f"deadlines/{name}").on(day)
    days = int(str(rule.value).removesuffix("wd"))
    try:
        calendar = load_calendar()
        day = calendar.add_working_days(day, days or (0 if calendar.is_working_day(day) else 1))
    except NotLoaded:  # beyond the last announced calendar only weekends are known
        for _ in range(days):
            day += timedelta(days=1)
            while day.weekday() > 4:
                day += timedelta(days=1)
    return Limit(clock.end_of(day), {"rule": rule.name, "working_days": days, "source": rule.source, "digest": rule.digest,
                                     "unverified": rule.unverified})
