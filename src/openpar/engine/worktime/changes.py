"""What moves when a day off is announced later: a preview for a person to confirm; nothing is changed here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .calendar import Calendar, Override
from .clock import Clock
from .loading import load_calendar
from .moments import local


@dataclass(frozen=True, slots=True)
class Move:
    """One open clock whose due moment changes. `key` is whatever the caller handed in to recognise it."""

    key: object
    before: datetime | None
    after: datetime | None

    @property
    def days(self) -> int | None:
        """By how many days on the wall it moves; negative when a made-up working day brings it forward."""
        if self.before is None or self.after is None:
            return None
        return (local(self.after).date() - local(self.before).date()).days


def with_overrides(calendar: Calendar, new: Override | Sequence[Override]) -> Calendar:
    """The same calendar with more days laid over it; a new day replaces an older override of that day."""
    fresh = (new,) if isinstance(new, Override) else tuple(new)
    days = {o.day for o in fresh}
    _, overrides, on, sessions, rest, confirmed = calendar.key
    return load_calendar(calendar.code, tuple(o for o in overrides if o.day not in days) + fresh, on, sessions=sessions or None,
                         weekly_rest=rest, confirmed=confirmed)


def preview_change(clocks: Iterable[Clock | tuple[object, Clock]], calendar: Calendar,
                   new_override: Override | Sequence[Override]) -> list[Move]:
    """The open clocks of this calendar that a new day off (or day worked) would move, in the order given.

    Clocks already met never change and are left out. Clocks come alone or as (key, clock); a swap is two overrides.

    >>> from datetime import date
    >>> from openpar.engine.worktime import at
    >>> vn = load_calendar()
    >>> clock = Clock(at(date(2026, 11, 18), "09:00"), "3wd", vn)
    >>> [m.days for m in preview_change([clock], vn, Override(date(2026, 11, 20), True, "Nghỉ bão", "CĐ 01"))]
    [2]
    """
    changed = with_overrides(calendar, new_override)
    moves = []
    for n, item in enumerate(clocks):
        key, clock = item if isinstance(item, tuple) else (n, item)
        if clock.met_at is not None or clock.calendar is not calendar:
            continue
        before, after = clock.due(), replace(clock, calendar=changed).due()
        if before != after:
            moves.append(Move(key, before, after))
    return moves
