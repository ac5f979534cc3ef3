"""Our own lunar dates, to check announced holidays against the sky; no deadline is ever computed from them.

A lunar month begins on the day in Vietnam (UTC+7) of a new moon. The eleventh month holds the winter solstice; when thirteen
months lie between two eleventh months, the first of them in which the sun enters no new sign of 30° is the leap month.
Positions follow Jean Meeus, Astronomical Algorithms (2nd ed.), chapters 25 and 49: good to minutes of time.
"""

from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import floor, radians, sin

JULIAN = 1721424.5  # Julian day number at 00:00 UTC of ordinal day 0
VIETNAM = 7 / 24
DELTA_T = 72 / 86400  # dynamical minus universal time, near enough for 1980-2060
SYNODIC = 29.530588861

# Meeus, table 49.A for the new moon: coefficient, power of E, multiples of M (sun), M' (moon), F (latitude), Omega (node).
NEW_MOON = (
    (-0.40720, 0, 0, 1, 0, 0), (0.17241, 1, 1, 0, 0, 0), (0.01608, 0, 0, 2, 0, 0), (0.01039, 0, 0, 0, 2, 0),
    (0.00739, 1, -1, 1, 0, 0), (-0.00514, 1, 1, 1, 0, 0), (0.00208, 2, 2, 0, 0, 0), (-0.00111, 0, 0, 1, -2, 0),
    (-0.00057, 0, 0, 1, 2, 0), (0.00056, 1, 1, 2, 0, 0), (-0.00042, 0, 0, 3, 0, 0), (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0), (-0.00024, 1, -1, 2, 0, 0), (-0.00017, 0, 0, 0, 0, 1),
)


@lru_cache(maxsize=4096)
def new_moon(k: int) -> date:
    """The day in Vietnam of the k-th new moon after 6 January 2000."""
    t = k / 1236.85
    mean = 2451550.09766 + SYNODIC * k + 0.00015437 * t * t
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = radians(2.5534 + 29.10535670 * k - 0.0000014 * t * t)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    latitude = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    node = radians(124.7746 - 1.56375588 * k + 0.0020672 * t * t)
    moment = mean + sum(c * e**p * sin(a * sun + b * moon + f * latitude + o * node) for c, p, a, b, f, o in NEW_MOON)
    moment += 0.000325 * sin(radians(299.77 + 0.107408 * k - 0.009173 * t * t))
    return date.fromordinal(floor(moment - DELTA_T + VIETNAM - JULIAN))


@lru_cache(maxsize=4096)
def sign(day: date) -> int:
    """Which twelfth of the ecliptic (0-11) the sun stands in when this day begins in Vietnam."""
    t = (day.toordinal() + JULIAN - VIETNAM + DELTA_T - 2451545.0) / 36525
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (1.914602 - 0.004817 * t) * sin(anomaly) + (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    longitude = 280.46646 + 36000.76983 * t + 0.0003032 * t * t + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))
    return int(longitude % 360 // 30)


def _eleventh(year: int) -> int:
    """The number of the new moon that begins the eleventh lunar month of this year."""
    k = floor((date(year, 12, 31).toordinal() + JULIAN - 2451550.1) / SYNODIC) + 1
    while new_moon(k) > date(year, 12, 31) or sign(new_moon(k)) >= 9 or new_moon(k).month < 11:
        k -= 1
    return k


@lru_cache(maxsize=256)
def months(year: int) -> dict[tuple[int, bool], date]:
    """First days of the lunar months of a lunar year, by (month, leap).

    >>> months(2025)[6, True]
    datetime.date(2025, 7, 25)
    """
    found: dict[tuple[int, bool], date] = {}
    # A lunar year's first ten months follow the eleventh month of the year before, its last two begin with its own.
    for civil, wanted in ((year, range(1, 11)), (year + 1, (11, 12))):
        start, end = _eleventh(civil - 1), _eleventh(civil)
        firsts = [new_moon(k) for k in range(start, end + 1)]
        leap_at = None
        if end - start == 13:
            leap_at = next(i for i, (a, b) in enumerate(pairwise(firsts)) if i and sign(a) == sign(b))
        for i, first in enumerate(firsts[:-1]):
            passed = i - (leap_at is not None and i >= leap_at)
            month, leap = (10 + passed) % 12 + 1, i == leap_at
            if month in wanted:
                found[month, leap] = first
    return found


def solar_date(year: int, month: int, day: int, leap: bool = False) -> date:
    """The civil day of a lunar day.

    >>> solar_date(2024, 3, 10), solar_date(2025, 1, 1)
    (datetime.date(2024, 4, 18), datetime.date(2025, 1, 29))
    """
    return date.fromordinal(months(year)[month, leap].toordinal() + day - 1)
