"""Days that come again, report periods, and what "trước ngày X" means."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from ..errors import BadInput
from ..rulebook import Layer, parameter

EVERY = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
CUTS = ("calendar", "decree_09")


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the month's last day when it has no such day.

    >>> add_months(date(2022, 1, 31), 1)
    datetime.date(2022, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def occurrences(anchor_day: date, every: str = "month", count: int = 12) -> list[date]:
    """The days of a duty that comes again, the anchor day first. Each keeps the anchor's day of the month, so none is skipped.

    >>> [f"{d:%d/%m}" for d in occurrences(date(2022, 1, 31), "month", 4)]
    ['31/01', '28/02', '31/03', '30/04']
    """
    return [add_months(anchor_day, k * _step(every)) for k in range(count)]


def _step(every: str) -> int:
    if every not in EVERY:
        raise BadInput(f"Không có chu kỳ {every!r}. Dùng một trong: {', '.join(EVERY)}.", where="every")
    return EVERY[every]


def next_occurrence(anchor_day: date, every: str, after: date) -> date:
    """The first day of a recurring duty later than `after`; the anchor itself when that is later.

    >>> next_occurrence(date(2022, 1, 31), "month", date(2022, 2, 28))
    datetime.date(2022, 3, 31)
    """
    step = _step(every)
    months = (after.year - anchor_day.year) * 12 + after.month - anchor_day.month
    k = max(months // step - 1, 0)
    while (day := add_months(anchor_day, k * step)) <= after:
        k += 1
    return day


class Period(NamedTuple):
    """A report period: half-open, so that neighbours share no day and leave none out."""

    start: date
    end: date  # the first day after it
    title: str

    @property
    def last_day(self) -> date:
        """The last day inside, as documents write it."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end


def report_period(every: str, day: date, cut: str = "calendar") -> Period:
    """The report period that holds this day.

    `cut` "calendar" is whole months; "decree_09" closes figures on the 14th (NĐ 09/2019/NĐ-CP, Điều 12), so that the first
    quarter runs from 15 December to 14 March.

    >>> report_period("week", date(2022, 8, 24))[:2]
    (datetime.date(2022, 8, 22), datetime.date(2022, 8, 29))
    >>> p = report_period("quarter", date(2022, 1, 10), "decree_09")
    >>> p.title, p.start, p.last_day
    ('quý I/2022', datetime.date(2021, 12, 15), datetime.date(2022, 3, 14))
    """
    if every == "week":  # Monday to Sunday, numbered as ISO 8601 does
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=7), "tuần {1}/{0}".format(*day.isocalendar()))
    if every not in EVERY or cut not in CUTS:
        raise BadInput(f"Không có kỳ báo cáo {every!r} với cách chốt {cut!r}. Kỳ: week, {', '.join(EVERY)}; chốt: {', '.join(CUTS)}.",
                       where="every")
    step = EVERY[every]
    closing = int(parameter("deadlines/report_cutoff_day").on(day).value) if cut == "decree_09" else 0
    inside = add_months(day.replace(day=1), 1) if closing and day.day > closing else day.replace(day=1)
    first = inside.replace(month=(inside.month - 1) // step * step + 1)
    end = add_months(first, step)
    shift = (lambda d: add_months(d, -1) + timedelta(days=closing)) if closing else (lambda d: d)
    return Period(shift(first), shift(end), _title(every, first))


def report_periods(every: str, since: date, until: date, cut: str = "calendar") -> list[Period]:
    """The periods that touch the days from `since` up to but without `until`, in order."""
    out = []
    while since < until:
        out.append(report_period(every, since, cut))
        since = out[-1].end
    return out


def _title(every: str, first: date) -> str:
    year, half = first.year, "đầu" if first.month == 1 else "cuối"
    return {"month": f"tháng {first.month}/{year}", "quarter": f"quý {('I', 'II', 'III', 'IV')[(first.month - 1) // 3]}/{year}",
            "half_year": f"6 tháng {half} năm {year}", "year": f"năm {year}"}[every]


class BeforeDay(NamedTuple):
    """A due day read from "trước ngày X", with what was assumed."""

    due_on: date
    note: str
    unverified: bool


def before_day(day: date, layers: Iterable[Layer] = (), on: date | None = None) -> BeforeDay:
    """The due day of a duty "trước ngày X": X itself while the dated setting says that X counts, otherwise the day before.

    `on` is the day of the document (default X itself); the setting in force on that day is used.

    >>> before_day(date(2022, 8, 15)).due_on
    datetime.date(2022, 8, 15)
    """
    rule = parameter("deadlines/before_day_counts", layers).on(on or day)
    if rule.value not in ("included", "excluded"):
        raise BadInput(f"deadlines/before_day_counts: giá trị {rule.value!r} không dùng được. Dùng included hoặc excluded.",
                       where="deadlines/before_day_counts")
    due = day if rule.value == "included" else day - timedelta(days=1)
    meaning = "tính cả ngày này" if rule.value == "included" else "không tính ngày này, hạn cuối là ngày liền trước"
    doubt = "; cách hiểu chưa được cơ quan xác nhận" if rule.unverified else ""
    return BeforeDay(due, f"“Trước ngày {day:%d/%m/%Y}”: {meaning}{doubt}. Căn cứ: {rule.source}", rule.unverified)
