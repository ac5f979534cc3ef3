"""Moments and days: where a moment falls on Vietnam's clock, and where a day ends.

Days are plain dates and never pass through a time zone. Moments are aware; the only thing done to them here is to read them
on the wall clock of Vietnam.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

from ..errors import BadInput

# One zone without daylight saving; a fixed offset needs no time zone data on the machine.
ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def local(moment: datetime) -> datetime:
    """The same moment on the wall clock of Vietnam.

    >>> local(datetime(2022, 8, 14, 17, 30, tzinfo=UTC)).isoformat()
    '2022-08-15T00:30:00+07:00'
    """
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise BadInput(f"Thời điểm {moment!r} thiếu múi giờ. Hãy dùng thời điểm có múi giờ, ví dụ 2022-08-15T08:00:00+07:00.",
                       where="moment")
    return moment.astimezone(ZONE)


def local_day(moment: datetime) -> date:
    """The day in Vietnam on which this moment falls, also just after midnight.

    >>> local_day(datetime(2022, 8, 14, 17, 30, tzinfo=UTC))
    datetime.date(2022, 8, 15)
    """
    return local(moment).date()


def iso(moment: datetime) -> str:
    """The moment for an export: day and time of the same zone, the zone written out.

    >>> iso(datetime(2022, 3, 1, 22, 0, tzinfo=UTC))
    '2022-03-02T05:00:00+07:00'
    """
    return local(moment).isoformat()


def at(day: date, clock: time | str = time(0)) -> datetime:
    """A moment in Vietnam from a day and a time of day.

    >>> at(date(2022, 8, 15), "07:30").isoformat()
    '2022-08-15T07:30:00+07:00'
    """
    return datetime.combine(day, time.fromisoformat(clock) if isinstance(clock, str) else clock, ZONE)


def due_moment(day: date) -> datetime:
    """The last moment of a due day: something due on a day is late from the next day 00:00.

    >>> due_moment(date(2022, 8, 15)).isoformat()
    '2022-08-15T23:59:59.999999+07:00'
    """
    return at(day) + DAY - MICROSECOND


def half_open(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments [start, end) of a filter "from day … to day …" that a person typed with both days meant.

    >>> [m.isoformat() for m in half_open(date(2022, 6, 1), date(2022, 6, 30))]
    ['2022-06-01T00:00:00+07:00', '2022-07-01T00:00:00+07:00']
    """
    if last < first:
        raise BadInput(f"Khoảng ngày bị ngược: từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}. Hãy đổi hai đầu.", where="range")
    return at(first), at(last) + DAY


def say_day(day: date) -> str:
    """A day as an official reads it, with its weekday.

    >>> say_day(date(2024, 5, 4))
    'thứ Bảy 04/05/2024'
    """
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def say(moment: datetime) -> str:
    """A moment as an official reads it; the end of a day is said as the day.

    >>> say(due_moment(date(2024, 5, 4))), say(at(date(2022, 2, 7), "16:00"))
    ('hết thứ Bảy 04/05/2024', '16:00 thứ Hai 07/02/2022')
    """
    here = local(moment)
    if here.time() == time(23, 59, 59, 999999):
        return f"hết {say_day(here.date())}"
    shown = f"{here:%H:%M:%S}" if here.second or here.microsecond else f"{here:%H:%M}"
    return f"{shown} {say_day(here.date())}"


__all__ = ["UTC", "WEEKDAYS", "ZONE", "at", "due_moment", "half_open", "iso", "local", "local_day", "say", "say_day"]
