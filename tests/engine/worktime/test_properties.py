"""What must hold for every clock, searched with random ones."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from openpar.engine.worktime import ZONE, Amount, Clock, Extension, Override, Pause, load_calendar, local
from openpar.engine.worktime.bulk import Bulk
from openpar.engine.worktime.calendar import MINUTE

VN = load_calendar()
OWN = load_calendar(overrides=(Override(date(2023, 3, 8), True, "nghỉ", "thử"), Override(date(2023, 3, 11), False, "bù", "thử")),
                    sessions=("07:00-11:30", "13:00-17:00"))
CALENDARS = (VN, OWN)
days = st.dates(date(2019, 6, 1), date(2026, 6, 30))
moments = st.integers(0, 6 * 365 * 86400).map(lambda s: datetime(2020, 1, 1, tzinfo=ZONE) + timedelta(seconds=s))
units = st.sampled_from(["wd", "wh", "wm", "cd", "cdr", "m", "mr"])
LIMITS = {"wd": 30, "wh": 100, "wm": 4000, "cd": 60, "cdr": 60, "m": 4, "mr": 4}


@st.composite
def clocks(draw, pauses=3, least=0):
    """A clock with up to three closed pauses around its run."""
    unit = draw(units)
    start = draw(moments)
    amount = draw(st.integers(least, LIMITS[unit]))
    stops = []
    for _ in range(draw(st.integers(0, pauses))):
        begin = start + timedelta(minutes=draw(st.integers(-3000, 40000)))
        stops.append(Pause(begin, begin + timedelta(minutes=draw(st.integers(0, 20000)))))
    return Clock(start, Amount(amount, unit), draw(st.sampled_from(CALENDARS)), pauses=tuple(stops))


@given(days, st.integers(1, 200))
def test_adding_then_measuring_returns_the_amount(day, n):
    assert VN.working_days_between(day, VN.add_working_days(day, n)) == n
    if VN.is_working_day(day):
        assert VN.add_working_days(VN.add_working_days(day, n), -n) == day


@given(clocks(least=1))
def test_at_the_due_moment_exactly_the_amount_has_elapsed_and_nothing_is_left(clock):
    due = clock.due()
    used, left = clock.elapsed(due), clock.remaining(due)
    if clock.amount.family == "hours":
        assert used.total_minutes == clock.amount.minutes and left.total_minutes == 0
    elif clock.amount.family == "working_days":
        assert (used.days, used.minutes) == (clock.amount.value, 0)
        assert (left.days, left.minutes) == (0, 0)
    elif clock.amount.unit == "cd":
        assert used.calendar_days == clock.amount.value
    assert clock.overdue(due) is None and not clock.is_late(due)
    assert clock.is_late(due + timedelta(microseconds=1))


@given(clocks(least=1), st.integers(0, 60000))
def test_used_and_left_make_the_whole(clock, minutes):
    now = clock.start + timedelta(minutes=minutes)
    known = clock.as_of(now)
    due = known.due()
    if due is not None and (now > due or local(due).date() != (known.plan[0][0].full or local(due).date())):
        return  # a due day that lies after the last counted day has hours left that no count holds
    used, left = clock.elapsed(now), clock.remaining(now)
    if clock.amount.family == "hours":
        # Each side drops its part of a minute.
        assert clock.amount.minutes - 1 <= used.total_minutes + left.total_minutes <= clock.amount.minutes
    elif clock.amount.family == "working_days":
        length = clock.calendar.minutes_per_day(local(now).date())
        total = (used.days + left.days) * length + used.minutes + left.minutes
        assert clock.amount.value * length - 1 <= total <= clock.amount.value * length


@given(clocks(), st.integers(1, 5000))
def test_a_later_start_is_never_due_earlier(clock, minutes):
    later = clock.start + timedelta(minutes=minutes)
    assert replace(clock, start=later, pauses=()).due() >= replace(clock, pauses=()).due()


@given(clocks(), st.integers(0, 10))
def test_a_larger_amount_is_never_due_earlier(clock, more):
    assert replace(clock, amount=Amount(clock.amount.value + more, clock.amount.unit)).due() >= clock.due()


@given(clocks(pauses=2), st.integers(-3000, 40000), st.integers(0, 20000))
def test_pausing_never_shortens(clock, offset, length):
    begin = clock.start + timedelta(minutes=offset)
    pause = Pause(begin, begin + timedelta(minutes=length))
    longer = replace(clock, pauses=(*clock.pauses, pause))
    assert longer.due() >= clock.due()
    assert replace(clock, pauses=(replace(pause, restart=True),)).due() >= replace(clock, pauses=(pause,)).due()


@given(clocks(), st.integers(1, 10), st.integers(0, 20000))
def test_an_extension_never_shortens_and_a_late_one_changes_nothing(clock, n, minutes):
    due = clock.due()
    asked = clock.start + timedelta(minutes=minutes)
    extended = replace(clock, extensions=(Extension(asked, f"{n}wd"),)).due()
    assert extended > due if asked <= due else extended == due


@given(clocks())
@settings(deadline=None)
def test_the_explanation_adds_up_to_the_verdict(clock):
    told = clock.explain()
    due = local(clock.due())
    assert told["due_on"] == due.date().isoformat()
    rows, amount = told["days"], clock.amount
    assert [date.fromisoformat(r["date"]) for r in rows] == [
        local(clock.start).date() + timedelta(days=k) for k in range(len(rows))]
    assert rows[-1]["date"] == told["due_on"]
    if amount.family == "hours":
        assert abs(sum(r["minutes"] for r in rows) - amount.minutes) < 1e-6
        assert all(abs(sum(s["minutes"] for s in r["sessions"]) - r["minutes"]) < 1e-6 for r in rows)
    elif amount.family == "working_days" and amount.value:
        assert sum(r["counted"] for r in rows) == amount.value and all(r["working"] for r in rows if r["counted"])
    elif amount.family == "calendar_days" and amount.value:
        assert sum(r["counted"] for r in rows) == amount.value


@given(st.lists(clocks(), min_size=1, max_size=6))
def test_arrays_and_single_clocks_agree(batch):
    bulk = Bulk(CALENDARS)
    for unit in {c.amount.unit for c in batch}:
        mine = [c for c in batch if c.amount.unit == unit]
        pauses = np.full((2, len(mine), 3), "NaT", "M8[us]")
        for i, c in enumerate(mine):
            for k, p in enumerate(c.pauses):
                pauses[:, i, k] = [local(p.start).replace(tzinfo=None), local(p.end).replace(tzinfo=None)]
        due = bulk.due([local(c.start).replace(tzinfo=None) for c in mine], [c.amount.value for c in mine], unit,
                       [CALENDARS.index(c.calendar) for c in mine], pauses[0], pauses[1])
        assert due.tolist() == [local(c.due()).replace(tzinfo=None) for c in mine]


@given(moments, st.booleans(), st.integers(-3000, 8000), st.integers(0, 9000))
def test_same_day_results_agree_too_and_never_come_before_the_start(start, paused, offset, length):
    begin = start + timedelta(minutes=offset)
    pauses = (Pause(begin, begin + timedelta(minutes=length)),) if paused else ()
    due = Clock(start, "sd", OWN, pauses=pauses).due()
    naive = [[local(m).replace(tzinfo=None) for m in (begin, begin + timedelta(minutes=length))]] if paused else [[None, None]]
    array = np.array(naive, "M8[us]")
    assert Bulk(OWN).due([local(start).replace(tzinfo=None)], [0], "sd", pause_starts=array[:, :1], pause_ends=array[:, 1:]) == [
        np.datetime64(local(due).replace(tzinfo=None), "us")]
    assert due >= start and OWN.is_working_day(local(due).date())
    assert Clock(start, "sd", OWN).due() <= due


@given(st.lists(st.tuples(days, st.integers(-60, 120), st.integers(0, 1)), min_size=1, max_size=8))
def test_arrays_and_single_days_agree(rows):
    bulk = Bulk(CALENDARS)
    starts, n, which = ([r[k] for r in rows] for k in range(3))
    ends = bulk.add_working_days(starts, n, which).tolist()
    assert ends == [CALENDARS[w].add_working_days(d, k) for d, k, w in rows]
    assert bulk.working_days_between(starts, ends, which).tolist() == [
        CALENDARS[w].working_days_between(d, e) for (d, _, w), e in zip(rows, ends, strict=True)]


@given(moments, moments)
def test_working_time_grows_with_time_and_finds_its_moment_again(a, b):
    a, b = min(a, b), max(a, b)
    assert VN.worked(a) <= VN.worked(b)
    back = VN.moment_at(VN.worked(b))
    assert back <= b and VN.worked(back) == VN.worked(b)
    assert Bulk(VN).worked([local(b).replace(tzinfo=None)])[0] == VN.worked(b)
    assert VN.worked(b) % MINUTE == 0 or VN.is_working_day(local(b).date())
