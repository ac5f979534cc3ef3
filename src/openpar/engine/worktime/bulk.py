"""The same answers for millions at once: arrays of starts, amounts, calendars and pauses go in, arrays of due moments come out.

Days are datetime64[D]; moments are datetime64[us] on the wall clock of Vietnam. Every answer equals the one-by-one answer of
`Calendar` and `Clock`. Restarts and extensions are left to `Clock`.
"""

from collections.abc import Sequence
from datetime import date, time

import numpy as np

from ..errors import BadInput
from ..rulebook import parameter
from .amounts import UNITS
from .calendar import MINUTE, Calendar

DAY_TICKS = 24 * 60 * MINUTE
EPOCH = date(1970, 1, 1).toordinal()
NEVER = np.iinfo(np.int64).max // 4
APART = 10**15  # keeps the working time of stacked calendars apart in one sorted table


class Bulk:
    """Tables of one calendar or of several; `which` then says for each row whose calendar counts.

    >>> from openpar.engine.worktime import load_calendar
    >>> bulk = Bulk(load_calendar())
    >>> bulk.add_working_days(np.array(["2024-04-26", "2022-01-27"], "M8[D]"), np.array([3, 5])).tolist()
    [datetime.date(2024, 5, 4), datetime.date(2022, 2, 10)]
    """

    def __init__(self, calendars: Calendar | Sequence[Calendar]):
        self.calendars = (calendars,) if isinstance(calendars, Calendar) else tuple(calendars)
        one = self.calendars[0]
        if any((c.base, c.count) != (one.base, one.count) for c in self.calendars):
            raise BadInput("Các lịch tính chung một lượt phải nạp cùng những năm như nhau.", where="calendars")
        self.base, self.days = one.base - EPOCH, one.count
        self.many = len(self.calendars) > 1
        self.before = np.concatenate([np.array(c._before, np.int32) for c in self.calendars])
        self.ticks = np.concatenate([np.array(c._ticks, np.int64) for c in self.calendars])
        self.keys = np.concatenate([np.array(c._ticks, np.int64) + n * APART for n, c in enumerate(self.calendars)])
        self.working = np.concatenate([np.array(c._working, bool) for c in self.calendars])
        self.workcount = np.array([len(c._workdays) for c in self.calendars])
        self.workwidth = int(self.workcount.max())
        workdays = np.full((len(self.calendars), self.workwidth), -1, np.int32)
        for n, c in enumerate(self.calendars):
            workdays[n, : len(c._workdays)] = np.array(c._workdays, np.int64) - EPOCH
        self.workdays = workdays.ravel()
        width = max(len(s) for c in self.calendars for s in c._sessions)
        self.opens = np.zeros((width, len(self.calendars) * self.days), np.int64)
        self.closes = np.zeros_like(self.opens)
        for n, c in enumerate(self.calendars):
            for i, sessions in enumerate(c._sessions):
                for k, (a, b) in enumerate(sessions):
                    self.opens[k, n * self.days + i], self.closes[k, n * self.days + i] = a, b

    # days, as integers since 1970 inside

    def add_working_days(self, starts, n, which=None) -> np.ndarray:
        """The last day of each period of n working days; start days are not counted."""
        return self._add(_days(starts), np.asarray(n, np.int64), self._which(which)).astype("M8[D]")

    def working_days_between(self, a, b, which=None) -> np.ndarray:
        """Working days after each a up to and including its b."""
        which = self._which(which)
        return self._between(_days(a), _days(b), which).astype(np.int64)

    def is_working_day(self, days, which=None) -> np.ndarray:
        """Whether the office works on each day."""
        return self.working[self._index(_days(days)) + self._at(self._which(which), self.days)]

    def _which(self, which):
        if which is None and self.many:
            raise BadInput("Có nhiều lịch: cần cho biết mỗi dòng dùng lịch nào (which).", where="which")
        return np.asarray(which, np.int64) if self.many else None

    def _at(self, which, stride):
        return 0 if which is None else which * stride

    def _index(self, days) -> np.ndarray:
        i = days - self.base
        if i.size and (i.min() < 0 or i.max() >= self.days):
            bad = days[(i < 0) | (i >= self.days)].flat[0]
            raise self.calendars[0].missing(date.fromordinal(int(bad) + EPOCH).year)
        return i

    def _between(self, a, b, which):
        at = self._at(which, self.days + 1) + 1
        return self.before[self._index(b) + at] - self.before[self._index(a) + at]

    def _add(self, days, n, which):
        i = self._index(days) + self._at(which, self.days + 1)
        if n.size and n.min() > 0:
            k = self.before[i + 1] + (n - 1)
        else:
            k = np.where(n > 0, self.before[i + (n > 0)] + n - 1, self.before[i] + n)
        limit = self.workcount[0] if which is None else self.workcount[which]
        if k.size and ((k >= limit) & (n != 0)).any():
            raise self.calendars[0].missing(self.calendars[0].last.year + 1)
        if k.size and ((k < 0) & (n != 0)).any():
            raise self.calendars[0].missing(self.calendars[0].first.year - 1)
        if n.size and n.min() > 0:
            return self.workdays[k + self._at(which, self.workwidth)].astype(np.int64)
        found = self.workdays[np.clip(k, 0, limit - 1) + self._at(which, self.workwidth)]
        return np.where(n == 0, days, found)

    def _next(self, days, which):
        """The day itself when it works, otherwise the next working day."""
        works = self.working[self._index(days) + self._at(which, self.days)]
        if works.all():
            return days
        out = np.array(days)
        off = ~works
        out[off] = self._add(out[off], np.ones(off.sum(), np.int64), which if which is None else which[off])
        return out

    def _rolled(self, days, rows, which):
        """Days off moved to the next working day in those rows whose limit rolls."""
        if not rows.any():
            return days
        if rows.all():
            return self._next(days, which)
        out = np.array(days)
        out[rows] = self._next(out[rows], _of(which, rows))
        return out

    # working time

    def worked(self, moments, which=None) -> np.ndarray:
        """Working microseconds from the start of the calendar to each moment."""
        return self._worked(_ticks(moments), self._which(which))

    def _worked(self, t, which):
        days = t // DAY_TICKS
        i, tick = self._index(days), t - days * DAY_TICKS
        total = self.ticks[i + self._at(which, self.days + 1)]
        at = i + self._at(which, self.days)
        for opens, closes in zip(self.opens, self.closes, strict=True):
            start = opens[at]
            total += np.clip(tick, start, closes[at]) - start
        return total

    def _moment(self, position, which):
        last = self.ticks[self.days] if which is None else self.ticks[which * (self.days + 1) + self.days]
        if position.size and (position > last).any():
            raise self.calendars[0].missing(self.calendars[0].last.year + 1)
        key = position if which is None else position + which * APART
        i = np.searchsorted(self.keys, key, side="left") - 1 - self._at(which, self.days + 1)
        i = np.maximum(i, 0)
        left = position - self.ticks[i + self._at(which, self.days + 1)]
        at = i + self._at(which, self.days)
        out = np.full(position.shape, -1, np.int64)
        for opens, closes in zip(self.opens, self.closes, strict=True):
            start = opens[at]
            length = closes[at] - start
            out = np.where((out < 0) & (left <= length), start + left, out)
            left = left - length
        return (self.base + i) * DAY_TICKS + np.maximum(out, 0)

    # clocks

    def due(self, starts, amounts, unit: str, which=None, pause_starts=None, pause_ends=None, start_rule: str = "",
            cutoff: str = "") -> np.ndarray:
        """The due moment of each clock, as datetime64[us]; NaT where a pause is still open.

        `amounts` count the unit ("wd", "wh", "wm", "cd", "cdr", "m", "mr", "y", "yr", "sd"). Pauses are arrays of shape (rows, k)
        with NaT where a row has fewer, and NaT in `pause_ends` alone where a pause is open.

        >>> from openpar.engine.worktime import load_calendar
        >>> Bulk(load_calendar()).due(["2022-01-28T16:00"], [8], "wh").astype(str).tolist()
        ['2022-02-07T16:00:00.000000']
        """
        t, n, which = _ticks(starts), np.asarray(amounts, np.int64), self._which(which)
        t, n = np.broadcast_arrays(t, n)
        p, r = _pauses(pause_starts, pause_ends, t)
        family = UNITS[unit].family
        if family == "hours":
            if n.size and n.min() < 0:
                raise BadInput("Thời hạn theo giờ không được âm.", where="amount")
            if start_rule not in ("", "moment"):
                raise BadInput("Tính hàng loạt theo giờ chỉ có quy tắc moment.", where="start_rule")
            due = self._due_hours(t, n * (60 if unit == "wh" else 1) * MINUTE, which, p, r)
        elif start_rule in ("", "day0", "day1"):
            due = self._due_days(t, n, unit, which, p, r, start_rule == "day1", cutoff)
        else:
            raise BadInput(f"Tính hàng loạt theo ngày không có quy tắc {start_rule!r}.", where="start_rule")
        return np.where(due == NEVER, np.int64(np.iinfo(np.int64).min), due).view("M8[us]")

    def _due_hours(self, t, length, which, p, r):
        position = self._worked(t, which)
        target = position + length
        reached, never = position, np.zeros(t.shape, bool)
        for k in range(p.shape[1]):
            there = p[:, k] != NEVER
            if not there.any():
                break
            a = np.maximum(self._worked(np.where(there, p[:, k], t), which), reached)
            closed = there & (r[:, k] != NEVER)
            b = self._worked(np.where(closed, r[:, k], t), which)
            inside = there & (a < target)
            never |= inside & ~closed
            target = target + np.where(inside & closed, np.maximum(b - a, 0), 0)
            reached = np.maximum(reached, np.where(closed, b, reached))
        due = np.maximum(self._moment(np.where(never, position, target), which), t)
        return np.where(never, NEVER, due)

    def _due_days(self, t, n, unit, which, p, r, day1, cutoff):
        family, rolls = UNITS[unit].family, UNITS[unit].rolls
        day = t // DAY_TICKS
        by_work = family in ("working_days", "same_day")
        first = day + np.where(n > 0, 0, 1) if day1 else day + 1
        origin = np.where(n > 0, first - 1, day)
        if family == "same_day":
            base = first = self._same_day(t, day, which, cutoff)
        elif family == "months":
            base = _add_months(origin, n * UNITS[unit].months)
        elif family == "calendar_days":
            base = origin + n
        else:
            base = self._add(origin, n, which)
        rolling = n == 0 if unit == "wd" else np.full(t.shape, rolls)
        floor, reached, never = base, first - 1, np.zeros(t.shape, bool)
        for k in range(p.shape[1]):
            there = p[:, k] != NEVER
            if not there.any():
                break
            closed = there & (r[:, k] != NEVER)
            before = np.maximum(np.where(there, p[:, k] // DAY_TICKS, 0), reached)
            b = np.where(closed, r[:, k] // DAY_TICKS, before)
            last = self._rolled(np.maximum(base, floor), rolling, which)
            inside = there & (before <= last) & ~(closed & (b <= before))
            never |= inside & ~closed
            act = inside & closed & ~never
            inner, outer = act & (before < base), act & (before >= base)
            if inner.any():
                rows, base = _of(which, inner), base.copy()
                base[inner] = (self._add(base[inner], self._between(before[inner], b[inner], rows).astype(np.int64), rows)
                               if by_work else base[inner] + (b - before)[inner])
            if outer.any():
                floor = floor.copy()
                floor[outer] = self._next(b[outer], _of(which, outer)) if by_work else b[outer]
            reached = np.maximum(reached, np.where(closed, b, reached))
        due = self._rolled(np.maximum(base, floor), rolling, which)
        return np.where(never, NEVER, (due + 1) * DAY_TICKS - 1)

    def _same_day(self, t, day, which, cutoff):
        if not cutoff:
            rule = parameter("deadlines/same_day_cutoff")
            first, cutoff = (rule.on(date.fromordinal(int(d) + EPOCH)).value for d in (day.min(), day.max()))
            if first != cutoff:
                raise BadInput("Giờ nhận cuối trong ngày đổi giữa các ngày bắt đầu. Tính riêng từng giai đoạn.", where="cutoff")
        limit = time.fromisoformat(cutoff)
        in_time = t - day * DAY_TICKS <= (limit.hour * 60 + limit.minute) * MINUTE
        works = self.working[self._index(day) + self._at(which, self.days)]
        return np.where(works & in_time, day, self._add(day, np.ones_like(day), which))


def _days(values) -> np.ndarray:
    return np.atleast_1d(np.asarray(values, "M8[D]")).astype(np.int64)


def _ticks(values) -> np.ndarray:
    return np.atleast_1d(np.asarray(values, "M8[us]")).astype(np.int64)


def _of(which, rows):
    return None if which is None else which[rows]


def _pauses(starts, ends, t) -> tuple[np.ndarray, np.ndarray]:
    """Pauses as integers sorted by start in each row; NEVER where there is none, it ended before the start, or is open."""
    if starts is None:
        return np.empty((0, 0), np.int64), np.empty((0, 0), np.int64)
    p, r = np.asarray(starts, "M8[us]"), np.asarray(ends, "M8[us]")
    if p.ndim != 2 or p.shape != r.shape:
        raise BadInput("Các lần tạm dừng cần hai mảng cùng kích thước (số dòng, số lần).", where="pauses")
    if (r < p).any():
        raise BadInput("Có lần tạm dừng kết thúc trước khi bắt đầu.", where="pauses")
    p, r = (np.where(np.isnat(x), NEVER, x.astype(np.int64)) for x in (p, r))
    p = np.where(r <= t[:, None], NEVER, p)
    if p.shape[1] > 1 and (p[:, 1:] < p[:, :-1]).any():
        order = np.argsort(p, axis=1, kind="stable")
        p, r = np.take_along_axis(p, order, 1), np.take_along_axis(r, order, 1)
    return p, r


def _add_months(days: np.ndarray, months: np.ndarray) -> np.ndarray:
    """The same day of a later month, its last day when it has no such day."""
    d = days.astype("M8[D]")
    month = d.astype("M8[M]")
    goal = month + months
    inside = (d - month).astype(np.int64)
    length = ((goal + 1).astype("M8[D]") - goal.astype("M8[D]")).astype(np.int64)
    return (goal.astype("M8[D]").astype(np.int64)) + np.minimum(inside, length - 1)
