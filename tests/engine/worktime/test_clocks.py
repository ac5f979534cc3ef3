"""Clocks beyond the sentences: amounts, replaying the past, extensions and pauses together, rules by their day, several items."""

from datetime import UTC, date, datetime

import pytest

from openpar.engine.errors import BadInput, NotLoaded
from openpar.engine.rulebook import ROOT, Layer, Value, parameter
from openpar.engine.worktime import (
    Amount,
    Clock,
    Extension,
    Override,
    Pause,
    at,
    before_day,
    clock_from,
    due_moment,
    load_calendar,
    next_occurrence,
    preview_change,
    report_period,
    working_days_left,
)
from openpar.engine.worktime.items import Item, item_clocks

VN = load_calendar()
START = at(date(2022, 7, 20), "09:00")  # a Wednesday; 5wd are due on Wednesday 27/7


@pytest.mark.parametrize(("typed", "code", "said"), [
    ("3wd", "3wd", "3 ngày làm việc"), ("03 ngày làm việc", "3wd", "3 ngày làm việc"), ("8wh", "8wh", "8 giờ làm việc"),
    ("8 giờ làm việc", "8wh", "8 giờ làm việc"), ("1,5wh", "90wm", "90 phút làm việc"), ("10cd", "10cd", "10 ngày"),
    ("15 ngày", "15cd", "15 ngày"), ("2 tuần", "14cd", "14 ngày"), ("10cdr", "10cdr", None), ("1m", "1m", "1 tháng"),
    ("06 tháng", "6m", "6 tháng"), ("1y", "1y", "1 năm"), ("1yr", "1yr", None), ("sd", "sd", "trả kết quả trong ngày"),
    ("trong ngày", "sd", "trả kết quả trong ngày"), ("-5wd", "-5wd", "trước 5 ngày làm việc"),
    ("trước 5 ngày làm việc", "-5wd", None), ("0wd", "0wd", "trong ngày làm việc"),
    ("3 nga\u0300y la\u0300m việc", "3wd", "3 ngày làm việc"),
])
def test_amounts_are_read_as_officials_write_them(typed, code, said):
    amount = Amount.parse(typed)
    assert amount.code == code and (said is None or str(amount) == said)
    assert Amount.parse(amount.code) == amount


@pytest.mark.parametrize("typed", ["", "wd", "3", "3 năm ngày", "x3wd", "3.5wd", "1.5m", "0.001wh", "3wd;", "１wd2"])
def test_amounts_that_mean_nothing_are_refused_with_examples(typed):
    with pytest.raises(BadInput):
        Amount.parse(typed)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(BadInput, match="múi giờ"):
        Clock(datetime(2022, 7, 20, 9), "3wd", VN)  # noqa: DTZ001 (the mistake under test)


def test_utc_and_local_starts_are_the_same_clock():
    assert Clock(START.astimezone(UTC), "3wd", VN).due() == Clock(START, "3wd", VN).due()


def test_a_clock_needs_exactly_one_of_amount_and_due_day():
    for more in ({}, {"amount": "3wd", "due_on": date(2022, 8, 1)}):
        with pytest.raises(BadInput):
            Clock(START, calendar=VN, **more)
    with pytest.raises(BadInput):
        Extension(START)
    with pytest.raises(BadInput, match="trước khi bắt đầu"):
        Pause(START, at(date(2022, 7, 19)))
    with pytest.raises(BadInput, match="quy tắc"):
        Clock(START, "8wh", VN, start_rule="day0").due()


def test_any_past_day_can_be_replayed():
    clock = Clock(START, "5wd", VN, pauses=(Pause(at(date(2022, 7, 22), "09:00"), at(date(2022, 7, 26), "10:00")),),
                  extensions=(Extension(at(date(2022, 7, 28), "09:00"), "2wd"),))
    assert clock.as_of(at(date(2022, 7, 21))).due() == due_moment(date(2022, 7, 27))
    assert clock.as_of(at(date(2022, 7, 25))).due() is None
    assert clock.as_of(at(date(2022, 7, 27))).due() == due_moment(date(2022, 7, 29))
    assert clock.due() == due_moment(date(2022, 8, 2)) and clock.original_due == due_moment(date(2022, 7, 27))


def test_an_extension_granted_late_but_asked_in_time_heals_the_past_only_once_granted():
    clock = Clock(START, "5wd", VN, extensions=(
        Extension(at(date(2022, 7, 29), "09:00"), "5wd", requested_at=at(date(2022, 7, 27), "16:00")),))
    assert clock.overdue(at(date(2022, 7, 28), "09:00"))
    assert clock.overdue(at(date(2022, 7, 29), "09:00")) is None
    assert not clock.is_late(at(date(2022, 8, 3), "09:00"))


def test_a_pause_after_a_day_was_fixed_moves_that_day_by_its_working_days():
    fixed = Extension(at(date(2022, 7, 26), "09:00"), due_on=date(2022, 8, 5))
    pause = Pause(at(date(2022, 8, 1), "09:00"), at(date(2022, 8, 3), "09:00"))
    assert Clock(START, "5wd", VN, extensions=(fixed,), pauses=(pause,)).due() == due_moment(date(2022, 8, 9))
    assert Clock(START, "5wd", VN, extensions=(fixed,), pauses=(Pause(pause.start),)).due() is None


def test_a_second_extension_counts_from_the_first():
    clock = Clock(START, "5wd", VN, extensions=(Extension(at(date(2022, 7, 27), "09:00"), "2wd"),
                                                Extension(at(date(2022, 7, 29), "09:00"), "8wh")))
    assert clock.due() == at(date(2022, 8, 1), "17:30")
    told = clock.explain()
    counted = [(s["counted"]["days"], s["counted"]["minutes"]) for s in told["stages"]]
    assert counted == [(5, 0), (2, 0), (1, 480)]


def test_a_met_clock_stands_still():
    clock = Clock(START, "5wd", VN, met_at=at(date(2022, 7, 26), "17:30"))
    assert clock.overdue(at(date(2022, 12, 1))) is None
    assert clock.elapsed(at(date(2022, 12, 1))).days == 4
    assert clock.explain(at(date(2022, 12, 1)))["state"] == "met"
    late = Clock(START, "5wd", VN, met_at=at(date(2022, 7, 29), "11:30"))
    assert late.explain(at(date(2022, 12, 1)))["state"] == "met_late"
    assert str(late.overdue(at(date(2022, 12, 1)))) == "1 ngày 4 giờ làm việc"


def test_calendar_limits_reach_past_the_loaded_years_and_say_so():
    clock = Clock(at(date(2027, 6, 1), "09:00"), "2y", VN)
    assert clock.due() == due_moment(date(2029, 6, 1))
    told = clock.explain(at(date(2027, 7, 1)))
    assert told["remaining"]["text"] == "701 ngày" and told["unverified"]
    with pytest.raises(NotLoaded, match="2029"):
        Clock(at(date(2027, 6, 1), "09:00"), "2yr", VN).due()


def test_the_rule_is_the_one_of_the_day_it_starts():
    assert clock_from("deadlines/complaint_acceptance", at(date(2026, 6, 30), "16:00"), VN).amount.code == "10cdr"
    later = clock_from("deadlines/complaint_acceptance", at(date(2026, 7, 1), "08:00"), VN)
    assert later.amount.code == "7wd" and "155/2026" in later.source and not later.unverified
    assert "chưa đối chiếu" in " ".join(clock_from("deadlines/dossier_apology", START, VN).explain()["notes"])
    with pytest.raises(NotLoaded):
        clock_from("deadlines/complaint_acceptance", at(date(2011, 1, 4)), VN)


def test_every_limit_of_the_rulebook_can_be_read():
    names = sorted(f.stem for f in (ROOT / "deadlines").glob("*.yaml"))
    assert len(names) > 60
    for name in names:
        rule = parameter(f"deadlines/{name}")
        assert rule.title and all(v.source for v in rule.values)
        if rule.unit == "thời hạn":
            assert all(Amount.parse(v.value).code == v.value for v in rule.values)


def test_before_a_day_follows_the_setting_and_says_while_it_is_unconfirmed():
    told = before_day(date(2022, 8, 15))
    assert told.due_on == date(2022, 8, 15) and told.unverified and "chưa được cơ quan xác nhận" in told.note
    own = Layer("đơn vị", {"deadlines/before_day_counts": (
        Value("excluded", date(2022, 1, 1), "Công văn 12/VP", layer="đơn vị", confirmed=True),)})
    told = before_day(date(2022, 8, 15), (own,))
    assert (told.due_on, told.unverified) == (date(2022, 8, 14), False) and "Công văn 12/VP" in told.note
    assert before_day(date(2022, 1, 10), (own,), on=date(2021, 12, 20)).due_on == date(2022, 1, 10)


def test_items_of_one_notice_are_each_due_on_their_own():
    clocks = item_clocks(START, [Item("nộp lần đầu", "30cd"), Item("phần còn lại", "60cd", after="nộp lần đầu"),
                                 Item("bản gốc", due_on=date(2022, 9, 1))], VN)
    assert [c.due_day() for c in clocks.values()] == [date(2022, 8, 19), date(2022, 10, 18), date(2022, 9, 1)]
    with pytest.raises(BadInput, match="chưa có ở phía trên"):
        item_clocks(START, [Item("a", "1wd", after="b"), Item("b", "1wd")], VN)


def test_a_swap_announced_later_is_previewed_as_a_pair():
    swap = (Override(date(2026, 11, 23), True, "Nghỉ hoán đổi", "TB 01"), Override(date(2026, 11, 28), False, "Làm bù", "TB 01"))
    start = at(date(2026, 11, 20), "09:00")
    clocks = [("gần", Clock(start, "1wd", VN)), ("xa", Clock(start, "10wd", VN))]
    moves = preview_change(clocks, VN, swap)
    assert [(m.key, m.days) for m in moves] == [("gần", 2)]


def test_working_days_left_with_and_without_today():
    friday, monday = date(2022, 8, 12), date(2022, 8, 15)
    assert [working_days_left(VN, friday, monday), working_days_left(VN, friday, monday, True)] == [1, 2]
    assert [working_days_left(VN, monday, monday), working_days_left(VN, monday, monday, True)] == [0, 1]
    assert working_days_left(VN, monday, friday, True) == -1


def test_report_periods_close_on_the_14th_or_with_the_month():
    p = report_period("month", date(2022, 1, 15), "decree_09")
    assert (p.start, p.last_day, p.title) == (date(2022, 1, 15), date(2022, 2, 14), "tháng 2/2022")
    p = report_period("year", date(2022, 12, 14), "decree_09")
    assert (p.start, p.last_day, p.title) == (date(2021, 12, 15), date(2022, 12, 14), "năm 2022")
    p = report_period("quarter", date(2022, 8, 1), "decree_09")
    assert (p.start, p.last_day, p.title) == (date(2022, 6, 15), date(2022, 9, 14), "quý III/2022")
    assert report_period("quarter", date(2022, 8, 1)).end == date(2022, 10, 1)


def test_a_recurring_duty_never_drifts_from_its_anchor():
    day, seen = date(2022, 1, 31), []
    for _ in range(4):
        day = next_occurrence(date(2022, 1, 31), "month", day)
        seen.append(day)
    assert seen == [date(2022, 2, 28), date(2022, 3, 31), date(2022, 4, 30), date(2022, 5, 31)]
    assert next_occurrence(date(2022, 1, 31), "month", date(2021, 6, 1)) == date(2022, 1, 31)
