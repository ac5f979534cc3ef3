"""Periods by name. Each is half-open: it holds its first day and not its end, so that neighbours share no day and leave none out."""

from datetime import date, timedelta

from ..errors import BadInput
from ..worktime.periods import Period, report_period


def month(year: int, number: int) -> Period:
    """A calendar month.

    >>> month(2022, 2)[:2]
    (datetime.date(2022, 2, 1), datetime.date(2022, 3, 1))
    """
    return report_period("month", date(year, number, 1))


def report_month(year: int, number: int) -> Period:
    """A month of periodic reports: from the 15th of the month before to the 14th (NĐ 09/2019/NĐ-CP, Điều 12).

    >>> p = report_month(2022, 1)
    >>> p.start, p.last_day
    (datetime.date(2021, 12, 15), datetime.date(2022, 1, 14))
    """
    return report_period("month", date(year, number, 1), "decree_09")


def quarter(year: int, number: int) -> Period:
    """A calendar quarter, 1 to 4."""
    return report_period("quarter", date(year, number * 3, 1))


def report_quarter(year: int, number: int) -> Period:
    """A quarter of periodic reports, closed on the 14th of its last month.

    >>> report_quarter(2022, 1).start
    datetime.date(2021, 12, 15)
    """
    return report_period("quarter", date(year, number * 3, 1), "decree_09")


def half_year(year: int, number: int) -> Period:
    """The first or the second half of a year."""
    return report_period("half_year", date(year, number * 6, 1))


def report_half(year: int, number: int) -> Period:
    """Half a year of periodic reports, closed on the 14th of June or of December.

    >>> p = report_half(2022, 2)
    >>> p.start, p.last_day
    (datetime.date(2022, 6, 15), datetime.date(2022, 12, 14))
    """
    return report_period("half_year", date(year, number * 6, 1), "decree_09")


def report_year(number: int) -> Period:
    """A year of periodic reports, closed on 14 December.

    >>> p = report_year(2022)
    >>> p.start, p.last_day
    (datetime.date(2021, 12, 15), datetime.date(2022, 12, 14))
    """
    return report_period("year", date(number, 12, 1), "decree_09")


def year(number: int) -> Period:
    """A calendar year."""
    return report_period("year", date(number, 1, 1))


def between(first: date, last: date) -> Period:
    """From a first to a last day, both inside, as a reader says it.

    >>> between(date(2022, 6, 1), date(2022, 6, 30)) == month(2022, 6)._replace(title="01/06/2022 – 30/06/2022")
    True
    """
    if last < first:
        raise BadInput(f"Ngày cuối {last:%d/%m/%Y} trước ngày đầu {first:%d/%m/%Y}.", where="period")
    return Period(first, last + timedelta(days=1), f"{first:%d/%m/%Y} – {last:%d/%m/%Y}")
