"""Thousands of random clocks against the slow walk, one by one and as arrays.

OPENPAR_ORACLE_CLOCKS asks for fewer or more than the 20,000 of an ordinary run.
"""

import os
import random
from datetime import datetime, time, timedelta

import numpy as np
import pytest

from openpar.engine.worktime import ZONE, Clock, Pause, load_calendar, local
from openpar.engine.worktime.bulk import Bulk
from tests.engine.worktime import minute_oracle as oracle

CLOCKS = int(os.environ.get("OPENPAR_ORACLE_CLOCKS", "20000"))
UNITS = (("wh", 0.5), ("wm", 0.15), ("wd", 0.2), ("cd", 0.05), ("cdr", 0.1))


def random_clock(rng):
    """A unit, a start on a whole minute, an amount, and up to three pauses that may overlap."""
    unit = rng.choices([u for u, _ in UNITS], [w for _, w in UNITS])[0]
    start = oracle.START + timedelta(minutes=rng.randrange(8 * 365 * 1440))
    amount = {"wh": rng.randint(0, 60), "wm": rng.randint(0, 3000), "wd": rng.randint(0, 9), "cd": rng.randint(0, 15),
              "cdr": rng.randint(0, 15)}[unit]
    pauses = []
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        a = start + timedelta(minutes=rng.randrange(-600, 8 * 1440))
        pauses.append((a, a + timedelta(minutes=rng.choice((0, rng.randrange(600), rng.randrange(6 * 1440))))))
    return unit, start, amount, pauses


def slow_due(unit, start, amount, pauses):
    pairs = [(oracle.minute(a), oracle.minute(b)) for a, b in pauses]
    if unit in ("wh", "wm"):
        minutes = amount * 60 if unit == "wh" else amount
        return oracle.START + timedelta(minutes=oracle.due_hours(oracle.minute(start), minutes, pairs))
    day = oracle.due_days(oracle.minute(start), amount, pairs, unit == "wd", unit == "cdr")
    return datetime.combine(day, time.max)


@pytest.mark.parametrize("chunk", range(5))
def test_random_clocks_agree_with_the_minute_walk(chunk):
    rng, calendar = random.Random(f"worktime {chunk}"), load_calendar()
    clocks = [random_clock(rng) for _ in range(CLOCKS // 5)]
    slow = [slow_due(*c) for c in clocks]
    for (unit, start, amount, pauses), expected in zip(clocks, slow, strict=True):
        clock = Clock(start.replace(tzinfo=ZONE), f"{amount}{unit}", calendar,
                      pauses=tuple(Pause(a.replace(tzinfo=ZONE), b.replace(tzinfo=ZONE)) for a, b in pauses))
        assert local(clock.due()).replace(tzinfo=None) == expected, (unit, start, amount, pauses)
    bulk = Bulk(calendar)
    for unit, _ in UNITS:
        rows = [(c, s) for c, s in zip(clocks, slow, strict=True) if c[0] == unit]
        starts = np.array([c[1] for c, _ in rows], "M8[us]")
        pauses = np.full((2, len(rows), 3), "NaT", "M8[us]")
        for i, (c, _) in enumerate(rows):
            for k, pair in enumerate(c[3]):
                pauses[:, i, k] = pair
        due = bulk.due(starts, [c[2] for c, _ in rows], unit, pause_starts=pauses[0], pause_ends=pauses[1])
        assert (due == np.array([s for _, s in rows], "M8[us]")).all(), unit
