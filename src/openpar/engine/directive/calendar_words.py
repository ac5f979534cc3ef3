"""From a deadline's kind and value to days: the last day of a month, quarter or year, and how a cycle repeats."""

import calendar
import re
from datetime import date

EVERY = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "halfyearly": "halfyear", "daily": "day"}


def _last(value: str) -> date | None:
    if m := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        return date(int(m[1]), int(m[2]), int(m[3]))
    if m := re.fullmatch(r"(\d{4})-(\d\d)", value):
        return date(int(m[1]), int(m[2]), calendar.monthrange(int(m[1]), int(m[2]))[1])
    if m := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        month = int(m[2]) * 3
        return date(int(m[1]), month, calendar.monthrange(int(m[1]), month)[1])
    if re.fullmatch(r"\d{4}", value):
        return date(int(value), 12, 31)
    return None


def last_day(kind: str, value: str | None) -> date | None:
    """The last day in time.

    >>> last_day("month", "2024-02")
    datetime.date(2024, 2, 29)
    >>> last_day("range", "2025-Q4/2026-Q2")
    datetime.date(2026, 6, 30)
    """
    if not value or kind not in ("date", "month", "quarter", "year", "range"):
        return None
    return _last(value.split("/")[-1])


def cycle(kind: str, value: str | None) -> dict | None:
    """How a deadline repeats; days are "dd" of the period, the number in a weekday's name, or "mm-dd" of the year.

    >>> cycle("yearly", "06-01,11-15")
    {'every': 'year', 'days': ['06-01', '11-15']}
    """
    if kind == "yearly":
        return {"every": "year", "days": value.split(",") if value else []}
    if kind == "periodic" and value:
        every, _, day = value.partition(":")
        return {"every": EVERY.get(every, every), "days": [day] if day else []}
    return None
