"""A loaded year held against the law and the sky: what is missing, doubled or not paid back."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from .. import rulebook
from . import lunar
from .loading import load_calendar, year_file
from .moments import say_day


class Finding(NamedTuple):
    """One thing in a year file that a person should look at."""

    day: date
    text: str


def statutory_days(year: int, code: str = "vn") -> list[tuple[date, str, int]]:
    """The days off that the law names in this year: day, name and how many days hang together there.

    >>> [f"{d:%d/%m} {name}" for d, name, _ in statutory_days(2026)][1:3]
    ['17/02 Tết Nguyên đán', '26/04 Giỗ Tổ Hùng Vương']
    """
    out = []
    for row in rulebook.read(f"calendars/{code}")["holidays"]:
        kind = "lunar" if "lunar" in row else "solar"
        month, day = (int(x) for x in row[kind].split("-"))
        found = lunar.solar_date(year, month, day) if kind == "lunar" else date(year, month, day)
        if row["from"] <= found <= row.get("until", date.max):
            out.append((found, row["name"], row["days"]))
    return sorted(out)


def check_year(year: int, code: str = "vn") -> list[Finding]:
    """What looks wrong in this year's file; an empty list when it agrees with the law and the lunar calendar.

    >>> from openpar.engine.worktime import loaded_years
    >>> [check_year(y) for y in loaded_years()] == [[]] * len(loaded_years())
    True
    """
    data, calendar = year_file(code, year), load_calendar(code)
    rest = {d for d in _year(year) if calendar.day(d).kind == "weekly_rest"} | {
        r["day"] for r in data["days_off"] if r["day"].weekday() >= 5}
    holidays = {r["day"] for r in data["days_off"] if r["kind"] == "holiday"}
    lieu = [r["day"] for r in data["days_off"] if r["kind"] == "lieu"]
    found: list[Finding] = []
    owed = 0
    for day, name, days in statutory_days(year, code):
        owed += days
        block = _block(day, holidays)
        if day not in holidays:
            found.append(Finding(day, f"{name} rơi vào {say_day(day)} nhưng tệp năm không ghi là ngày nghỉ lễ."))
        elif len(block) < days:
            found.append(Finding(day, f"{name} phải có {days} ngày nghỉ lễ liền nhau, tệp năm ghi {len(block)}."))
    if len(holidays) != owed:
        found.append(Finding(date(year, 1, 1), f"Năm {year} luật cho {owed} ngày nghỉ lễ, tệp năm ghi {len(holidays)}."))
    if (lost := len(holidays & rest)) != len(lieu):
        found.append(Finding(date(year, 1, 1), f"{lost} ngày lễ trùng ngày nghỉ hằng tuần nhưng có {len(lieu)} ngày nghỉ bù."))
    for row in data["days_off"]:
        if row["kind"] in ("lieu", "swap_off") and row["day"].weekday() >= 5:
            found.append(Finding(row["day"], f"{say_day(row['day'])} đã là ngày nghỉ hằng tuần, không thể ghi “{row['name']}”."))
    for row in data["days_worked"]:
        if row["day"].weekday() < 5:
            found.append(Finding(row["day"], f"{say_day(row['day'])} vốn là ngày làm việc, không thể là ngày làm bù."))
    return found


def _block(day: date, holidays: set[date]) -> list[date]:
    """The unbroken run of holidays around a day."""
    one = timedelta(days=1)
    first = last = day
    while first - one in holidays:
        first -= one
    while last + one in holidays:
        last += one
    return [first + n * one for n in range((last - first).days + 1)] if day in holidays else []


def _year(year: int) -> Iterable[date]:
    return (date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
