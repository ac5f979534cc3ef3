"""The working calendar of one office: which days work, which hours, and why.

Two number lines carry all arithmetic: working days before a day, and working time before a moment. Both are plain tables over the
loaded years, so an answer is a look-up, and a question outside the loaded years has no answer to give.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from ..errors import BadInput, NotLoaded
from .moments import ZONE, at, local

SECOND = 1_000_000  # working time is counted in microseconds, so that any moment is exact
MINUTE = 60 * SECOND


class DayInfo(NamedTuple):
    """What a day is, in words, with the document it rests on; `unverified` marks an entry nobody has compared with its source."""

    working: bool
    reason: str
    source: str
    kind: str = "work"
    unverified: bool = False


class Session(NamedTuple):
    """One stretch of office hours of one day."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """Its length in minutes."""
        return int((self.end - self.start).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Override:
    """A day on which one organisation differs from the national calendar: `off` is nghỉ, otherwise làm bù."""

    day: date
    off: bool
    reason: str
    source: str


class Hours(NamedTuple):
    """Office hours from a day on, as "HH:MM-HH:MM" texts; a unit with summer and winter hours has several."""

    since: date
    hours: tuple[str, ...]

    def ticks(self) -> tuple[tuple[int, int], ...]:
        """The sessions as microseconds from midnight, refused when they overlap or run backwards."""
        out: list[tuple[int, int]] = []
        for text in self.hours:
            try:
                a, b = (_ticks(time.fromisoformat(part.strip())) for part in text.split("-"))
            except ValueError:
                raise BadInput(f"Giờ làm việc {text!r} không đọc được. Viết như 07:30-11:30.", where="sessions") from None
            if b <= a or (out and a < out[-1][1]):
                raise BadInput(f"Giờ làm việc {text!r} bị ngược hoặc chồng lên buổi trước. Hãy xếp các buổi theo thứ tự.",
                               where="sessions")
            out.append((a, b))
        return tuple(out)


def _ticks(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * SECOND + clock.microsecond


class Calendar:
    """Working days and hours over the loaded years. Made by `load_calendar`; never changed afterwards."""

    def __init__(self, code: str, title: str, first: date, last: date, info: Callable[[date], DayInfo],
                 hours: tuple[Hours, ...], intake: tuple[tuple[date, tuple[str, ...], str], ...] = (),
                 notes: dict[int, str] | None = None, key: tuple = ()):
        self.code, self.title, self.first, self.last = code, title, first, last
        self.notes = notes or {}  # what to say about an answer that touches this year
        self.intake, self.key = intake, key  # key: the question that load_calendar answered with this calendar
        self.base = first.toordinal()
        self._plain = info
        spans = sorted(((h.since, h.ticks()) for h in hours), reverse=True)
        self.count = count = last.toordinal() - self.base + 1
        self._working, self._before, self._workdays, self._sessions, self._ticks = [], [0], [], [], [0]
        for i in range(count):
            day = date.fromordinal(self.base + i)
            works = info(day).working
            sessions = next((s for since, s in spans if since <= day), ()) if works else ()
            if works and not sessions:
                raise NotLoaded(f"Lịch {code}: chưa nạp giờ làm việc cho ngày {day:%d/%m/%Y}.", where=code)
            self._working.append(works)
            self._before.append(self._before[-1] + works)
            self._sessions.append(sessions)
            self._ticks.append(self._ticks[-1] + sum(b - a for a, b in sessions))
            if works:
                self._workdays.append(self.base + i)

    def __repr__(self):
        return f"<Calendar {self.code} {self.first.year}-{self.last.year}>"

    # days

    def _index(self, day: date) -> int:
        i = day.toordinal() - self.base
        if 0 <= i < self.count:
            return i
        raise self.missing(day.year)

    def missing(self, year: int) -> NotLoaded:
        """The refusal of a question that touches a year without a calendar."""
        return NotLoaded(f"Chưa nạp lịch làm việc năm {year} (lịch {self.code} có {self.first.year}–{self.last.year}). "
                         f"Nạp thông báo nghỉ lễ năm {year} rồi tính lại.", where=f"calendars/{self.code}/{year}", year=year)

    def day(self, day: date) -> DayInfo:
        """What this day is and why."""
        self._index(day)
        return self._plain(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on this day.

        >>> from openpar.engine.worktime import load_calendar
        >>> load_calendar().is_working_day(date(2024, 5, 4))
        True
        """
        return self._working[self._index(day)]

    def add_working_days(self, day: date, n: int) -> date:
        """The last day of a period of n working days; the start day is not counted. Negative n counts back; 0 is the day itself.

        Monday 29 April 2024 was off in exchange for Saturday 4 May.

        >>> from openpar.engine.worktime import load_calendar
        >>> load_calendar().add_working_days(date(2024, 4, 26), 3)
        datetime.date(2024, 5, 4)
        """
        i = day.toordinal() - self.base
        if not 0 <= i < self.count:
            raise self.missing(day.year)
        if n > 0:
            k = self._before[i + 1] + n - 1
        elif n < 0:
            k = self._before[i] + n
        else:
            return day
        if 0 <= k < len(self._workdays):
            return date.fromordinal(self._workdays[k])
        raise self.missing(self.last.year + 1 if n > 0 else self.first.year - 1)

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after a up to and including b; negative when b is earlier.

        >>> from openpar.engine.worktime import load_calendar
        >>> load_calendar().working_days_between(date(2024, 4, 26), date(2024, 5, 4))
        3
        """
        i, j = a.toordinal() - self.base, b.toordinal() - self.base
        count = self.count
        if not 0 <= i < count:
            raise self.missing(a.year)
        if not 0 <= j < count:
            raise self.missing(b.year)
        return self._before[j + 1] - self._before[i + 1]

    def next_working_day(self, day: date, include: bool = False) -> date:
        """The first working day after this one, or this one itself when `include` and it works.

        >>> from openpar.engine.worktime import load_calendar
        >>> load_calendar().next_working_day(date(2022, 7, 30))
        datetime.date(2022, 8, 1)
        """
        return day if include and self.is_working_day(day) else self.add_working_days(day, 1)

    def next_working_days(self, day: date, n: int) -> list[date]:
        """Exactly n working days after this one, for reminders and receptions."""
        return [self.add_working_days(day, k) for k in range(1, n + 1)]

    # hours

    def sessions(self, day: date) -> tuple[Session, ...]:
        """The office hours of this day; none on a day off."""
        midnight = at(day)
        return tuple(Session(midnight + timedelta(microseconds=a), midnight + timedelta(microseconds=b))
                     for a, b in self._sessions[self._index(day)])

    def intake_sessions(self, day: date) -> tuple[Session, ...]:
        """The hours in which dossiers are taken in: office hours, and Saturday morning where the unit has it."""
        if (own := self.sessions(day)) or day.weekday() != 5 or self.day(day).kind != "weekly_rest":
            return own
        midnight = at(day)
        for since, hours, _ in self.intake:
            if since <= day:
                return tuple(Session(midnight + timedelta(microseconds=a), midnight + timedelta(microseconds=b))
                             for a, b in Hours(since, hours).ticks())
        return ()

    def minutes_per_day(self, day: date) -> int:
        """Minutes of one working day of this office around this day."""
        i = self._index(day)
        if not self._sessions[i]:
            k = min(self._before[i], len(self._workdays) - 1)
            i = self._workdays[k] - self.base
        return (self._ticks[i + 1] - self._ticks[i]) // MINUTE

    def worked(self, moment: datetime) -> int:
        """Working microseconds from the start of the calendar to this moment: the position on the line of working time."""
        here = local(moment)
        i = here.toordinal() - self.base
        if not 0 <= i < self.count:
            raise self.missing(here.year)
        tick = _ticks(here.time())
        total = self._ticks[i]
        for a, b in self._sessions[i]:
            if tick <= a:
                break
            total += (b if tick > b else tick) - a
        return total

    def moment_at(self, position: int) -> datetime:
        """The earliest moment at which this much working time has passed."""
        if position > self._ticks[-1]:
            raise self.missing(self.last.year + 1)
        if position < 0:
            raise self.missing(self.first.year - 1)
        i = max(bisect_left(self._ticks, position) - 1, 0)
        left = position - self._ticks[i]
        midnight = datetime.combine(date.fromordinal(self.base + i), time(0), ZONE)
        for a, b in self._sessions[i]:
            if left <= b - a:
                return midnight + timedelta(microseconds=a + left)
            left -= b - a
        return midnight

    def next_slots(self, after: datetime, n: int, minutes: int | None = None) -> list[Session]:
        """Exactly n slots of reception that start after this moment: whole sessions, or stretches of so many minutes.

        >>> from openpar.engine.worktime import load_calendar
        >>> [s.start.isoformat() for s in load_calendar().next_slots(at(date(2022, 1, 28), "13:00"), 2)]
        ['2022-01-28T13:30:00+07:00', '2022-02-07T07:30:00+07:00']
        """
        if n < 0 or (minutes is not None and minutes <= 0):
            raise BadInput("Số lượt và số phút mỗi lượt phải lớn hơn 0.", where="slots")
        out: list[Session] = []
        day = local(after).date()
        while len(out) < n:
            for session in self.sessions(day):
                length = session.end - session.start if minutes is None else timedelta(minutes=minutes)
                start = session.start
                while start + length <= session.end and len(out) < n:
                    if start > after:
                        out.append(Session(start, start + length))
                    start += length
            if minutes and minutes > self.minutes_per_day(day):
                raise BadInput(f"Lượt {minutes} phút dài hơn một ngày làm việc.", where="slots")
            day += timedelta(days=1)
        return out

