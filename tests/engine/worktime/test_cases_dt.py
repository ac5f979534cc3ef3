"""Public failures of other products with dates and periods, each replayed here under its id in the case log."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from openpar.engine.worktime import (
    Clock,
    at,
    due_moment,
    half_open,
    iso,
    load_calendar,
    local_day,
    occurrences,
    report_period,
    report_periods,
    say,
)
from openpar.engine.worktime.sweeps import Step, overdue_days, steps_between

VN = load_calendar()


def test_case_DT_01():
    """Due on 15/8 is due today all of 15/8 and overdue from 16/8 00:00."""
    clock = Clock(at(date(2022, 8, 1), "08:00"), calendar=VN, due_on=date(2022, 8, 15))
    for time in ("00:01", "19:00", "23:59"):
        assert clock.explain(at(date(2022, 8, 15), time))["state"] == "due_today"
    assert clock.overdue(due_moment(date(2022, 8, 15))) is None
    assert clock.overdue(at(date(2022, 8, 16), "00:00")).calendar_days == 1


def test_case_DT_02():
    """Closed at half past midnight in Vietnam: the end date is that day, and late stays late."""
    closed = datetime(2022, 8, 14, 17, 30, tzinfo=UTC)
    assert local_day(closed) == date(2022, 8, 15)
    clock = Clock(at(date(2022, 8, 1)), calendar=VN, due_on=date(2022, 8, 14))
    assert clock.is_late(closed) and not clock.is_late(closed - timedelta(hours=1))


def test_case_DT_03():
    """Whatever zone a moment comes in, it is said and exported in one."""
    one, other = datetime(2022, 8, 15, 1, tzinfo=UTC), at(date(2022, 8, 15), "08:00")
    assert say(one) == say(other) == "08:00 thứ Hai 15/08/2022"
    assert iso(one) == iso(other) == "2022-08-15T08:00:00+07:00"


def test_case_DT_04():
    """Day and time of an export belong to the same zone."""
    assert iso(datetime(2022, 3, 1, 22, tzinfo=UTC)) == "2022-03-02T05:00:00+07:00"


def test_case_DT_05():
    """A filter keeps its last day whole and lets nothing else in."""
    start, end = half_open(date(2022, 6, 1), date(2022, 6, 30))
    inside = [start <= m < end for m in (due_moment(date(2022, 6, 30)), at(date(2022, 7, 1)), due_moment(date(2022, 5, 31)))]
    assert inside == [True, False, False]


def test_case_DT_06():
    """Neighbouring periods share no day and leave none out, on both ways to close figures."""
    for cut in ("calendar", "decree_09"):
        for every in ("month", "quarter", "half_year", "year"):
            periods = report_periods(every, date(2021, 1, 1), date(2024, 1, 1), cut)
            assert all(a.end == b.start for a, b in pairwise(periods))
            day = date(2021, 1, 1)
            while day < date(2024, 1, 1):
                assert sum(day in p for p in periods) == 1
                day += timedelta(days=1)
    assert report_period("half_year", date(2022, 12, 15), "decree_09").title == "6 tháng đầu năm 2023"


def test_case_DT_07():
    """A record of the first minutes of December in Vietnam belongs to December."""
    moment = datetime(2021, 11, 30, 17, 10, tzinfo=UTC)
    assert report_period("month", local_day(moment)).title == "tháng 12/2021"


def test_case_DT_08():
    """A plain date stays a plain date: nothing here turns it into a moment and back."""
    day = date(1990, 1, 1)
    assert occurrences(day, "year", 1) == [day] and type(occurrences(day, "year", 1)[0]) is date
    assert type(VN.add_working_days(date(2022, 8, 12), 1)) is date
    assert Clock(at(date(2022, 8, 1)), calendar=VN, due_on=date(2022, 8, 15)).due_day() == date(2022, 8, 15)


def test_case_DT_09():
    """A month is never skipped, and the anchor day comes back."""
    assert occurrences(date(2022, 1, 31), "month", 4)[1:] == [date(2022, 2, 28), date(2022, 3, 31), date(2022, 4, 30)]
    assert occurrences(date(2022, 11, 30), "quarter", 3)[1:] == [date(2023, 2, 28), date(2023, 5, 30)]
    assert occurrences(date(2023, 11, 30), "quarter", 2)[1] == date(2024, 2, 29)


def test_case_DT_10():
    """Sweeps one after another fire each step once, and "overdue by" rises by one a day."""
    steps = [Step("nhắc trước", -3), Step("đến hạn", 0), Step("báo lãnh đạo", 1), Step("báo chủ tịch", 3)]
    fired, now, days = [], at(date(2022, 8, 8)), []
    while now < at(date(2022, 8, 22)):
        later = now + timedelta(minutes=30)
        fired += [s.code for s in steps_between(VN, date(2022, 8, 15), steps, now, later)]
        now = later
    assert fired == [s.code for s in steps]
    days = [overdue_days(date(2022, 8, 15), date(2022, 8, 15) + timedelta(days=k)) for k in range(5)]
    assert days == [0, 1, 2, 3, 4]
