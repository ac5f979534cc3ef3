"""How a limit is laid over a calendar: one stage for the limit itself, one more for each restart and each extension.

Limits in days are counted in whole days: the day on which something is asked of the applicant still counts, the day on which
the answer comes back does not, as the day of intake does not. Limits in hours are counted to the microsecond.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from ..errors import BadInput
from .amounts import Amount
from .calendar import MINUTE, Calendar
from .moments import DAY, due_moment, local
from .periods import add_months

START_RULES = {
    "day0": "Ngày bắt đầu không tính; ngày kế tiếp là ngày thứ nhất",
    "day1": "Tính cả ngày bắt đầu",
    "moment": "Tính từ thời điểm bắt đầu; ngoài giờ thì từ đầu buổi làm việc kế tiếp",
    "next_session": "Tính từ đầu buổi làm việc kế tiếp",
}


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count, such as waiting for the applicant; open while `end` is None.

    `restart` is for procedures whose limit begins anew when the answer comes.
    """

    start: datetime
    end: datetime | None = None
    reason: str = ""
    source: str = ""
    restart: bool = False

    def __post_init__(self):
        if self.end is not None and local(self.end) < local(self.start):
            raise BadInput(f"Lần tạm dừng kết thúc ({self.end}) trước khi bắt đầu ({self.start}).", where="pauses")


@dataclass(frozen=True, slots=True)
class Stage:
    """One run of counting. Days count from `first`, hours from `position`; `due` is None while a pause is open.

    `cut` is the moment at which a restart ended this run before it was due.
    """

    label: str
    amount: Amount | None
    start: datetime
    first: date | None
    position: int | None
    due: datetime | None
    full: date | None = None  # the last day that counts; the due day lies later when it rolls or a pause began on this day
    cut: datetime | None = None
    source: str = ""


def skipped_days(pauses: tuple[Pause, ...], first: date) -> list[tuple[date, date]]:
    """Days that pauses take out of a count of days, as sorted separate ranges with both ends; date.max while open."""
    out: list[tuple[date, date]] = []
    for p in sorted(pauses, key=lambda p: p.start):
        a, b = max(local(p.start).date() + DAY, first), local(p.end).date() if p.end else date.max
        if b < a:
            continue
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def shifted(calendar: Calendar, base: date, ranges: list[tuple[date, date]], by_work: bool,
            rolls: bool = False) -> tuple[date | None, date]:
    """A due day moved past the days that pauses took out, and the last day that counts; None while a pause is open.

    A pause that begins when all days are used up moves the due day to the day the answer came (the next working day when that is
    a day off): otherwise a request made in time would come back already late.
    """
    def due() -> date:
        day = max(base, floor)
        return calendar.next_working_day(day, include=True) if rolls else day

    floor = base
    for a, b in ranges:
        if a - DAY > due():
            break
        if b == date.max:
            return None, base
        if a - DAY < base:
            base = calendar.add_working_days(base, calendar.working_days_between(a - DAY, b)) if by_work else base + (b - a) + DAY
        else:
            floor = calendar.next_working_day(b, include=True) if by_work else b
    return due(), base


def skipped_time(calendar: Calendar, pauses: tuple[Pause, ...], position: int) -> list[tuple[int, int | None]]:
    """Working time that pauses take out after a position, as sorted separate ranges; None at the end while open."""
    out: list[tuple[int, int | None]] = []
    for p in sorted(pauses, key=lambda p: p.start):
        a, b = max(calendar.worked(p.start), position), None if p.end is None else calendar.worked(p.end)
        if out and (out[-1][1] is None or a <= out[-1][1]):
            last = out[-1]
            out[-1] = (last[0], None if last[1] is None or b is None else max(last[1], b))
        elif b is None or b > a:
            out.append((a, b))
    return out


def run(calendar: Calendar, label: str, amount: Amount, start: datetime, rule: str, pauses: tuple[Pause, ...], cutoff: str,
        source: str = "") -> list[Stage]:
    """The stages of one limit: a single one, or more when a pause restarts it."""
    pauses = tuple(p for p in pauses if p.end is None or local(p.end) > local(start))
    again = min((p for p in pauses if p.restart and p.end != p.start), key=lambda p: p.start, default=None)
    if again is None:
        return [_stage(calendar, label, amount, start, rule, pauses, cutoff, source)]
    before = tuple(p for p in pauses if p is not again and p.start < again.start)
    one = _stage(calendar, label, amount, start, rule, tuple(replace(p, restart=False) for p in before), cutoff, source)
    if one.due is not None and one.due <= again.start:
        return [one]
    one = replace(one, due=None, cut=again.start)
    if again.end is None:
        return [one]
    later = tuple(p for p in pauses if p is not again and (p.end is None or p.end > again.end))
    return [one, *run(calendar, f"{label}, tính lại từ đầu", amount, again.end, rule, later, cutoff, source)]


def _stage(calendar, label, amount, start, rule, pauses, cutoff, source) -> Stage:
    if amount.family == "hours" or rule in ("moment", "next_session"):
        return _hours(calendar, label, amount, start, rule, pauses, source)
    day = local(start).date()
    first = day if rule == "day1" and amount.value > 0 else day + DAY
    if amount.family == "same_day":
        in_time = calendar.is_working_day(day) and local(start).time() <= time.fromisoformat(cutoff)
        first = base = day if in_time else calendar.add_working_days(day, 1)
    else:
        base = _reach(calendar, amount, first - DAY if amount.value > 0 else day)
    by_work = amount.family in ("working_days", "same_day")
    rolls = amount.rolls or (amount.family == "working_days" and amount.value == 0)  # "the same day" of a day off is the next
    final, full = shifted(calendar, base, skipped_days(pauses, first), by_work, rolls)
    if final is None:
        return Stage(label, amount, start, first, None, None, source=source)
    return Stage(label, amount, start, first, None, due_moment(final), full, source=source)


def _reach(calendar: Calendar, amount: Amount, origin: date) -> date:
    """The last day of an amount of days or months after the origin, which is not counted; a negative amount reaches back."""
    if amount.family == "months":
        return add_months(origin, amount.months)
    if amount.family == "calendar_days":
        return origin + timedelta(days=amount.value)
    return calendar.add_working_days(origin, amount.value)


def _hours(calendar, label, amount, start, rule, pauses, source) -> Stage:
    if rule not in ("moment", "next_session") or amount.family not in ("hours", "working_days"):
        raise BadInput(f"Không tính được {amount} theo quy tắc {rule!r}. Thời hạn theo giờ dùng moment hoặc next_session.",
                       where="start_rule")
    if amount.value < 0:
        raise BadInput("Thời hạn theo giờ không được âm.", where="amount")
    if rule == "next_session":
        start = next_opening(calendar, start)
    position = calendar.worked(start)
    minutes = amount.minutes if amount.family == "hours" else amount.value * calendar.minutes_per_day(local(start).date())
    target = position + minutes * MINUTE
    for a, b in skipped_time(calendar, pauses, position):
        if a >= target:
            break
        if b is None:
            return Stage(label, amount, start, None, position, None, source=source)
        target += b - a
    return Stage(label, amount, start, None, position, max(calendar.moment_at(target), local(start)), source=source)


def next_opening(calendar: Calendar, moment: datetime) -> datetime:
    """The first opening of a session at or after this moment."""
    day = local(moment).date()
    while True:
        for session in calendar.sessions(day):
            if session.start >= moment:
                return session.start
        day += DAY
