"""H1, H1s, H2: working days and working hours, in bulk and one by one, beside the libraries people reach for.

Every row is checked against the minute-by-minute (or day-by-day) walk of the tests, which knows only the year files. numpy and
pandas have no place for Vietnam's worked Saturdays; each row says on how many of the same questions its peer is right.
"""

import random
import time
import tracemalloc
from datetime import date, timedelta
from datetime import time as clock

import numpy as np

from openpar.engine.worktime import ZONE, Amount, Clock, Pause, load_calendar
from openpar.engine.worktime.bulk import Bulk

IDS = ("H1", "H1s", "H2")
PAIRS, CLOCKS = 1_000_000, 100_000
FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)


def run(only=None) -> list[dict]:
    """The rows asked for."""
    from tests.engine.worktime import minute_oracle as oracle

    calendar = load_calendar()
    wanted = [i for i in IDS if not only or i in only]
    return [row for name in wanted for row in {"H1": _bulk_days, "H1s": _single_days, "H2": _hours}[name](calendar, oracle)]


def best(work, repeat=5) -> float:
    """Seconds of the quickest of a few runs: the machine is shared, and the quickest disturbs least."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def peak_mb(work) -> float:
    """Megabytes allocated at most while working, NumPy's arrays included."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def weekdays_off(oracle) -> list[date]:
    """Days off from Monday to Friday: all that numpy and pandas can be told."""
    day, out = date(2019, 1, 1), []
    while day <= date(2027, 12, 31):
        if day.weekday() < 5 and day not in oracle.WORKING:
            out.append(day)
        day += timedelta(days=1)
    return out


def _pairs():
    rng = np.random.default_rng(20260101)
    span = (LAST - FIRST).days
    a, b = (np.datetime64(FIRST) + rng.integers(0, span + 1, PAIRS) for _ in range(2))
    return np.minimum(a, b), np.maximum(a, b)


def _slow_between(oracle, a, b) -> int:
    """Working days after a up to b, day by day."""
    return sum((a + timedelta(days=k)) in oracle.WORKING for k in range(1, (b - a).days + 1))


def _bulk_days(calendar, oracle):
    bulk, (a, b) = Bulk(calendar), _pairs()
    off = weekdays_off(oracle)
    busday = np.busdaycalendar(holidays=np.array(off, "M8[D]"))
    ours = bulk.working_days_between(a, b)
    theirs = np.busday_count(a + 1, b + 1, busdaycal=busday)
    sample = random.Random(1).sample(range(PAIRS), 1000)
    slow = {i: _slow_between(oracle, a[i].item(), b[i].item()) for i in sample}
    back = (bulk.add_working_days(a, ours) == b)[bulk.is_working_day(b) & (ours > 0)]
    right = all(ours[i] == slow[i] for i in sample) and bool(back.all())
    seconds = best(lambda: bulk.working_days_between(a, b))
    share = float((ours == theirs).mean())
    rows = [_row("H1", f"working days between {PAIRS:,} pairs of days 2020-2026 (at least 3,000,000/s)", PAIRS / seconds,
                 "pairs per second", f"numpy.busday_count without worked Saturdays (right on {share:.0%})",
                 PAIRS / best(lambda: np.busday_count(a + 1, b + 1, busdaycal=busday)), right)]
    n = np.random.default_rng(2).integers(1, 61, PAIRS)
    starts = np.minimum(a, np.datetime64("2026-09-01"))
    ends = bulk.add_working_days(starts, n)
    add_right = bool((bulk.working_days_between(starts, ends) == n).all())
    add_right = add_right and all(e in oracle.WORKING for e in ends[:2000].tolist())
    # A start on a day off counts on from the working day before it, which is what rolling backward does.
    offset = lambda: np.busday_offset(starts, n, roll="backward", busdaycal=busday)
    share = float((offset() == ends).mean())
    rows.append(_row("H1", f"adding 1-60 working days to {PAIRS:,} days", PAIRS / best(lambda: bulk.add_working_days(starts, n)),
                     "pairs per second", f"numpy.busday_offset without worked Saturdays (right on {share:.0%})",
                     PAIRS / best(offset), add_right))
    if vietnam := _holidays():
        few = sample[:200]
        pairs = [(a[i].item() + timedelta(days=1), b[i].item()) for i in few]
        counts = []
        seconds_theirs = best(lambda: counts.append([vietnam.get_working_days_count(x, y) if x <= y else 0 for x, y in pairs]), 2)
        share = np.mean([c == slow[i] for c, i in zip(counts[-1], few, strict=True)])
        rows.append(_row("H1", f"the same {PAIRS:,} pairs, the peer on 200 of them", PAIRS / seconds, "pairs per second",
                         f"holidays.get_working_days_count (right on {share:.0%})", len(few) / seconds_theirs, right))
    rows.append(_row("H1", f"peak memory of {PAIRS:,} pairs", peak_mb(lambda: bulk.working_days_between(a, b)), "MB",
                     "numpy.busday_count", peak_mb(lambda: np.busday_count(a + 1, b + 1, busdaycal=busday)), right))
    return rows


def _single_days(calendar, oracle):
    a, _ = _pairs()
    starts = [min(d, date(2026, 9, 1)) for d in a[:20_000].tolist()]
    n = np.random.default_rng(3).integers(1, 31, len(starts)).tolist()
    pairs = list(zip(starts, n, strict=True))
    add = calendar.add_working_days
    ends = [add(d, k) for d, k in pairs]
    right = all(_slow_between(oracle, d, e) == k and e in oracle.WORKING for (d, k), e in zip(pairs[:2000], ends, strict=False))
    seconds = best(lambda: [add(d, k) for d, k in pairs])
    busday = np.busdaycalendar(holidays=np.array(weekdays_off(oracle), "M8[D]"))
    offset = np.busday_offset
    rows = [_row("H1s", "one date and 1-30 working days, call by call (at least 60,000/s)", len(pairs) / seconds,
                 "calls per second", "numpy.busday_offset, call by call",
                 len(pairs) / best(lambda: [offset(d, k, roll="backward", busdaycal=busday).item() for d, k in pairs], 2), right)]
    if vietnam := _holidays():
        few = pairs[:1000]
        found = []
        theirs = best(lambda: found.append([vietnam.get_nth_working_day(d, k) for d, k in few]), 2)
        share = np.mean([f == e for f, e in zip(found[-1], ends, strict=False)])
        rows.append(_row("H1s", "the same, the peer on 1,000 of them", len(pairs) / seconds, "calls per second",
                         f"holidays.get_nth_working_day (right on {share:.0%})", len(few) / theirs, right))
    return rows


def _clocks():
    """Starts, working hours and up to three pauses, all on whole minutes."""
    rng = np.random.default_rng(4)
    starts = np.datetime64("2020-01-01T00:00", "m") + rng.integers(0, 2400 * 1440, CLOCKS)
    hours = rng.integers(1, 41, CLOCKS)
    begin = starts[:, None] + rng.integers(0, 6 * 1440, (CLOCKS, 3))
    end = begin + rng.integers(0, 3 * 1440, (CLOCKS, 3))
    none = np.arange(3)[None, :] >= rng.integers(0, 4, CLOCKS)[:, None]
    begin, end = (np.where(none, np.datetime64("NaT"), x.astype("M8[us]")) for x in (begin, end))
    return starts, hours, begin, end


def _hours(calendar, oracle):
    bulk, (starts, hours, begin, end) = Bulk(calendar), _clocks()
    due = bulk.due(starts, hours, "wh", pause_starts=begin, pause_ends=end)
    right = True
    for i in range(2000):
        pauses = [(oracle.minute(a), oracle.minute(b)) for a, b in zip(begin[i].tolist(), end[i].tolist(), strict=True) if a]
        slow = oracle.due_hours(oracle.minute(starts[i].item()), int(hours[i]) * 60, pauses)
        right = right and oracle.START + timedelta(minutes=slow) == due[i].item()
    work = lambda: bulk.due(starts, hours, "wh", pause_starts=begin, pause_ends=end)
    rate = CLOCKS / best(work)
    unpaused = [(s, int(h)) for s, h, a in zip(starts[:2000].tolist(), hours, begin[:, 0], strict=False) if np.isnat(a)][:300]
    truth = [oracle.START + timedelta(minutes=oracle.due_hours(oracle.minute(s), h * 60, [])) for s, h in unpaused]
    rows = []
    for name, peer in (("pandas CustomBusinessHour", _pandas_hours(oracle)), ("businesstimedelta", _businesstimedelta(oracle))):
        if peer is None:
            continue
        found = []
        seconds = best(lambda peer=peer, found=found: found.append([peer(s, h) for s, h in unpaused]), 2)
        share = np.mean([_same_minute(oracle, f, t) for f, t in zip(found[-1], truth, strict=True)])
        rows.append(_row("H2", f"due moments of {CLOCKS:,} clocks in working hours, lunch, 0-3 pauses (at least 50,000/s)", rate,
                         "clocks per second", f"{name}, no pauses (right on {share:.0%})", len(unpaused) / seconds, right))
    rows.append(_row("H2", f"peak memory of {CLOCKS:,} clocks", peak_mb(work), "MB", None, None, right))
    few = [Clock(s.replace(tzinfo=ZONE), Amount(int(h), "wh"), calendar,
                 pauses=tuple(Pause(a.replace(tzinfo=ZONE), b.replace(tzinfo=ZONE)) for a, b in zip(p, q, strict=True) if a))
           for s, h, p, q in zip(starts[:2000].tolist(), hours, begin[:2000].tolist(), end[:2000].tolist(), strict=False)]
    made = [c.due().replace(tzinfo=None) for c in few]
    singles = lambda: [Clock(c.start, c.amount, calendar, pauses=c.pauses).due() for c in few]
    rows.append(_row("H2", "the same one by one, as an explainable Clock", len(few) / best(singles, 3), "clocks per second", None,
                     None, made == due[:2000].tolist()))
    return rows


def _same_minute(oracle, a, b) -> bool:
    """Whether no working minute lies between two answers: some say 11:30 and some 13:30 for a limit that fills the morning."""
    a, b = sorted((oracle.minute(a), oracle.minute(b)))
    return not any(oracle.OPEN[a:b])


def _holidays():
    try:
        import holidays
    except ImportError:
        return None
    return holidays.country_holidays("VN", years=range(2019, 2028))


def _pandas_hours(oracle):
    try:
        import pandas
    except ImportError:
        return None
    off = weekdays_off(oracle)
    return lambda start, hours: (pandas.Timestamp(start) + pandas.offsets.CustomBusinessHour(
        hours, start=["07:30", "13:30"], end=["11:30", "17:30"], holidays=off)).to_pydatetime()


def _businesstimedelta(oracle):
    try:
        import businesstimedelta as btd
        import pytz
    except ImportError:
        return None
    week = {"working_days": [0, 1, 2, 3, 4], "tz": pytz.utc}
    rules = btd.Rules([btd.WorkDayRule(start_time=clock(7, 30), end_time=clock(17, 30), **week),
                       btd.LunchTimeRule(start_time=clock(11, 30), end_time=clock(13, 30), **week),
                       btd.HolidayRule(dict.fromkeys(weekdays_off(oracle), "off"), tz=pytz.utc)])
    return lambda start, hours: (pytz.utc.localize(start) + btd.BusinessTimeDelta(rules, hours=hours)).replace(tzinfo=None)


def _row(name, what, ours, unit, peer, peer_value, correct) -> dict:
    return {"id": name, "what": what, "ours": float(ours), "unit": unit, "peer": peer,
            "peer_value": peer_value and float(peer_value), "correct": bool(correct), "database": "none", "higher": unit != "MB"}
