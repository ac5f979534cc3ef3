"""Public failures of other products with working time, each replayed here under its id in the case log."""

from datetime import date, datetime, timedelta

import pytest

from openpar.engine.errors import NotLoaded
from openpar.engine.worktime import (
    Amount,
    Clock,
    Extension,
    Override,
    Pause,
    at,
    due_moment,
    load_calendar,
    preview_change,
    say,
)
from openpar.engine.worktime.explain import as_text
from openpar.engine.worktime.feeds import accepted, propose
from openpar.engine.worktime.lunar import solar_date

VN = load_calendar()


def due(day, clock, amount, calendar=VN, **more):
    return Clock(at(day, clock), amount, calendar, **more).due()


def test_case_WT_01():
    """Hours across a holiday do not land on the holiday."""
    assert due(date(2022, 1, 28), "16:00", "8wh") == at(date(2022, 2, 7), "16:00")


def test_case_WT_02():
    """A Saturday-working office keeps its holidays."""
    office = load_calendar(overrides=(Override(date(2022, 11, 11), True, "Nghỉ", "QĐ"),), sessions=("08:00-17:00",),
                           weekly_rest=("sunday",))
    assert due(date(2022, 11, 10), "08:00", "10wh", office) == at(date(2022, 11, 12), "09:00")


def test_case_WT_03():
    """Fourteen slots are fourteen, none on a day off."""
    slots = VN.next_slots(at(date(2022, 1, 27), "12:00"), 14)
    assert len(slots) == 14 == len(set(slots))
    assert all(VN.is_working_day(s.start.date()) for s in slots)
    assert len(VN.next_slots(at(date(2022, 1, 27), "12:00"), 30, minutes=30)) == 30
    assert VN.next_working_days(date(2022, 1, 28), 2) == [date(2022, 2, 7), date(2022, 2, 8)]


def test_case_WT_04():
    """A deadline that crosses the last loaded year is refused with the year's name."""
    with pytest.raises(NotLoaded, match="2028"):
        due(date(2027, 12, 24), "09:00", "10wd")
    with pytest.raises(NotLoaded, match="2028"):
        due(date(2027, 12, 31), "16:00", "8wh")
    with pytest.raises(NotLoaded, match="2031"):
        VN.is_working_day(date(2031, 1, 1))
    with pytest.raises(NotLoaded, match="2018"):
        VN.add_working_days(date(2019, 1, 2), -2)


@pytest.mark.parametrize(("year", "day", "off"), [(2019, "04-14", "04-15"), (2022, "04-10", "04-11"), (2023, "04-29", "05-02"),
                                                  (2024, "04-18", "04-18"), (2025, "04-07", "04-07"), (2026, "04-26", "04-27")])
def test_case_WT_05(year, day, off):
    """Giỗ Tổ falls where the moon says, and a weekend is paid back."""
    assert solar_date(year, 3, 10) == date.fromisoformat(f"{year}-{day}")
    assert not VN.is_working_day(date.fromisoformat(f"{year}-{off}"))


def test_case_WT_06():
    """The second day of National Day is what each year announced."""
    assert VN.add_working_days(date(2022, 8, 31), 3) == date(2022, 9, 7)
    assert VN.add_working_days(date(2023, 8, 31), 3) == date(2023, 9, 7)
    assert not VN.is_working_day(date(2024, 9, 3)) and VN.day(date(2024, 9, 3)).source


def test_case_WT_07():
    """A swapped Saturday counts, and the account says why."""
    clock = Clock(at(date(2024, 4, 25), "09:00"), "4wd", VN)
    assert clock.due() == due_moment(date(2024, 5, 4))
    text = as_text(clock.explain())
    assert "Nghỉ hoán đổi, làm bù thứ Bảy 04/05" in text and "Làm bù cho thứ Hai 29/04" in text and "2450/VPCP-KGVX" in text


def test_case_WT_08():
    """An office's own days off and days worked lie over the national calendar, with their reason."""
    office = load_calendar(overrides=(Override(date(2022, 8, 12), True, "Mất điện", "TB 01"),
                                      Override(date(2022, 8, 13), False, "Bù ngày 12/8", "TB 01")))
    assert office.add_working_days(date(2022, 8, 11), 1) == date(2022, 8, 13)
    assert office.day(date(2022, 8, 12)) == (False, "Mất điện (đơn vị nghỉ)", "TB 01", "own_off", False)
    assert VN.add_working_days(date(2022, 8, 11), 1) == date(2022, 8, 12)


def test_case_WT_10():
    """What is left is told in days and hours of the unit, and a feed's days need a yes each."""
    office = load_calendar(sessions=("06:00-18:00",))
    left = Clock(at(date(2022, 8, 8), "06:00"), "48wh", office).remaining(at(date(2022, 8, 8), "06:00"))
    assert (left.days, left.minutes, str(left)) == (4, 0, "4 ngày làm việc")
    feed = ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20221020\nSUMMARY:Ngày Phụ nữ Việt Nam\nEND:VEVENT\n"
            "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20221021\nDTEND;VALUE=DATE:20221022\nSUMMARY:Nghỉ bão\nEND:VEVENT\nEND:VCALENDAR")
    proposals = propose(feed, VN)
    assert [p.day.day for p in proposals] == [20, 21] and VN.is_working_day(date(2022, 10, 20))
    assert [o.day for o in accepted(proposals, {date(2022, 10, 21)}, "CĐ 05")] == [date(2022, 10, 21)]


def test_case_WT_11():
    """Received on Sunday night: nothing until Monday's opening, then it counts."""
    clock = Clock(at(date(2022, 8, 14), "22:00"), "8wh", VN)
    assert clock.due() == at(date(2022, 8, 15), "17:30")
    used = [clock.elapsed(at(date(2022, 8, d), t)).total_minutes
            for d, t in ((14, "22:00"), (14, "23:00"), (15, "07:30"), (15, "07:31"))]
    assert used == [0, 0, 0, 1]


def test_case_WT_12():
    """A holiday announced later previews the clocks that move by one; closed ones stay; nobody needs a restart."""
    open_one = Clock(at(date(2026, 11, 18), "09:00"), "3wd", VN)
    closed = Clock(at(date(2026, 11, 18), "09:00"), "3wd", VN, met_at=at(date(2026, 11, 20), "09:00"))
    before = Clock(at(date(2026, 11, 2), "09:00"), "3wd", VN)
    new = Override(date(2026, 11, 20), True, "Nghỉ bão số 9", "Công điện 01")
    moves = preview_change([("a", open_one), ("b", closed), ("c", before)], VN, new)
    assert [(m.key, say(m.before), say(m.after)) for m in moves] == [
        ("a", "hết thứ Hai 23/11/2026", "hết thứ Tư 25/11/2026")]  # 24/11 is off too
    assert open_one.due() == due_moment(date(2026, 11, 23))
    assert load_calendar(overrides=(new,)).day(date(2026, 11, 20)).source == "Công điện 01"


def test_case_WT_13():
    """Every deadline shows its counting: the start rule, each day with its reason and source."""
    told = Clock(at(date(2022, 1, 27), "09:00"), "5wd", VN, source="QĐ 01").explain()
    assert told["start_rule_text"].startswith("Ngày bắt đầu không tính")
    assert [d["date"][5:] for d in told["days"] if d["counted"]] == ["01-28", "02-07", "02-08", "02-09", "02-10"]
    assert all(d["reason"] for d in told["days"])
    assert all(d["source"] for d in told["days"] if not d["working"])


def test_case_WT_14():
    """Calendar days that end on a day off roll when the procedure says so."""
    assert due(date(2022, 7, 20), "09:00", "10cd") == due_moment(date(2022, 7, 30))
    assert due(date(2022, 7, 20), "09:00", "10cdr") == due_moment(date(2022, 8, 1))


def test_case_WT_15():
    """A lawful extension stops "overdue"; one entered after the due day does not."""
    start, now = at(date(2022, 7, 20), "09:00"), at(date(2022, 7, 28), "09:00")
    lawful = Clock(start, "5wd", VN, extensions=(Extension(at(date(2022, 7, 27), "09:00"), "3wd"),))
    assert lawful.overdue(now) is None and lawful.explain(now)["extended"]
    late = Clock(start, "5wd", VN, extensions=(Extension(at(date(2022, 7, 28), "08:00"), "3wd"),))
    told = late.explain(now)
    assert late.overdue(now) and not told["extended"] and not told["extensions"][0]["effective"]
    assert "sau khi đã hết hạn" in told["notes"][0]


def test_case_WT_16():
    """Switching the unit keeps the two dates; each weekday is what it is."""
    start, end = date(2022, 8, 1), date(2022, 8, 15)
    n = VN.working_days_between(start, end)
    assert due(start, "09:00", Amount(n, "wd")) == due_moment(end) == due(start, "09:00", Amount((end - start).days, "cd"))
    assert [VN.is_working_day(date(2022, 8, d)) for d in range(1, 8)] == [True] * 5 + [False] * 2  # 1/8/2022 is a Monday


def test_case_WT_17():
    """Eight working hours from Friday 16:00 are Monday 16:00, not Saturday 00:00."""
    assert due(date(2022, 8, 12), "16:00", "8wh") == at(date(2022, 8, 15), "16:00")


def test_case_WT_18():
    """Every start day of 2020-2026 gets exactly the legal number of working days, Tết included."""
    day = date(2020, 1, 1)
    while day.year < 2027:
        for n in (1, 5, 20):
            end = VN.add_working_days(day, n)
            counted = sum(VN.is_working_day(day + timedelta(days=k)) for k in range(1, (end - day).days + 1))
            assert counted == n and VN.is_working_day(end)
        day += timedelta(days=1)


def test_pauses_do_not_count_as_overdue_time():
    """A dossier that waits for its applicant is not late, whatever the calendar says."""
    clock = Clock(at(date(2022, 7, 20), "09:00"), "5wd", VN, pauses=(Pause(at(date(2022, 7, 27), "16:00")),))
    assert clock.due() is None and clock.overdue(at(date(2022, 12, 1))) is None
    assert not clock.is_late(datetime(2022, 12, 1, tzinfo=VN.next_slots(at(date(2022, 1, 4)), 1)[0].start.tzinfo))
