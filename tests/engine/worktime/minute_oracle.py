"""The slow way: walk minute by minute and look at the clock. Knows the year files and nothing of the engine's tables."""

from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

import openpar

YEARS = Path(openpar.__file__).parent / "rulebook/calendars/vn"
ONE = timedelta(days=1)
START = datetime(2019, 1, 1)  # noqa: DTZ001 (a wall clock; the oracle knows no zones)
MINUTES = 1440


def working_days() -> set[date]:
    """Every working day of the loaded years, from the files alone."""
    days = set()
    for file in sorted(YEARS.glob("*.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        off, on = {r["day"] for r in data["days_off"]}, {r["day"] for r in data["days_worked"]}
        day = date(data["year"], 1, 1)
        while day.year == data["year"]:
            if day in on or (day.weekday() < 5 and day not in off):
                days.add(day)
            day += ONE
    return days


WORKING = working_days()
LAST = max(WORKING)


def minute_table() -> bytearray:
    """One byte for each minute since 2019: 1 while the office is open."""
    table = bytearray(((date(2027, 12, 31) - START.date()).days + 1) * MINUTES)
    for day in WORKING:
        at = (day - START.date()).days * MINUTES
        for a, b in ((450, 690), (810, 1050)):  # 07:30-11:30, 13:30-17:30
            table[at + a:at + b] = b"\x01" * (b - a)
    return table


OPEN = minute_table()


def minute(moment: datetime) -> int:
    """Minutes since the first of January 2019."""
    return (moment - START) // timedelta(minutes=1)


def due_hours(start: int, minutes: int, pauses: list[tuple[int, int]]) -> int:
    """The minute at whose beginning all working minutes have passed; each one outside a pause counts."""
    now, left, table = start, minutes, OPEN
    pauses = sorted(pauses) + [(len(table), len(table))]
    (a, b), coming = pauses[0], pauses[1:]
    while left:
        while now >= a:  # a pause has begun: go to its end, then look at the next one
            now = max(now, b)
            (a, b), coming = coming[0], coming[1:]
        left -= table[now]
        now += 1
    return now


def due_days(start: int, days: int, pauses: list[tuple[int, int]], working_only: bool, rolls: bool) -> date:
    """The due day, walking minute by minute and looking up at each midnight.

    A day counts when it is over, unless the clock stood still at its first minute. Once all days have counted the duty is due at
    the end of that day; if the clock stands still then, at the end of the first (working) day after that ends with it running.
    """
    now, left, started = start, days, start // MINUTES
    counted_day = None if days else START.date() + started * ONE
    while True:
        now += 1
        if now % MINUTES:
            continue
        number = now // MINUTES - 1  # this day is over
        day, midnight = START.date() + number * ONE, number * MINUTES
        fits = not working_only or day in WORKING
        if left and number != started and fits and not any(a < midnight <= b for a, b in pauses):
            left -= 1
            counted_day = day
        done = not left and counted_day is not None and (fits or (days and day == counted_day)) and (not rolls or day in WORKING)
        if done and not any(a < now <= b for a, b in pauses):
            return day
