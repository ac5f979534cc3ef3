"""The loaded years: every working day right, the law and the moon satisfied, wrong files refused by name."""

import os
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from openpar.engine import rulebook
from openpar.engine.errors import BadInput, NotLoaded, RuleError, Unreadable
from openpar.engine.worktime import Hours, Override, at, load_calendar, loaded_years
from openpar.engine.worktime import loading as loading_module
from openpar.engine.worktime.check import check_year
from openpar.engine.worktime.feeds import propose
from openpar.engine.worktime.lunar import months, solar_date

VN = load_calendar()
SHARED = Path(os.environ.get("OPENPAR_SHARED", Path(__file__).parents[4] / "shared"))

# Counted by hand from the notices: weekdays of the year, less days off from Monday to Friday, plus worked Saturdays.
WORKING_DAYS = {2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 250, 2026: 249, 2027: 249}
TET = {2021: "02-12", 2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26",
       2029: "02-13", 2030: "02-02"}


def each_day(year):
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_each_year_has_the_working_days_of_its_notices(year):
    assert sum(VN.is_working_day(d) for d in each_day(year)) == WORKING_DAYS[year]


def test_every_day_of_2021_to_2027_is_what_the_facts_say():
    file = SHARED / "facts/holidays-vn.yaml"
    if not file.is_file():
        pytest.skip("the shared facts are not here; set OPENPAR_SHARED to the folder that holds facts/")
    years = yaml.safe_load(file.read_text(encoding="utf-8"))["years"]
    for year in range(2021, 2028):
        off, on = {r["date"] for r in years[year]["weekday_off"]}, set(years[year]["swap_work"])
        for day in each_day(year):
            assert VN.is_working_day(day) == (day in on or (day.weekday() < 5 and day not in off)), day


@pytest.mark.parametrize("year", loaded_years())
def test_a_loaded_year_agrees_with_the_law_and_the_moon(year):
    assert check_year(year) == []


def test_the_check_finds_a_missing_holiday_a_doubled_lieu_day_and_a_worked_monday(monkeypatch):
    wrong = {**loading_module.year_file("vn", 2023)}
    wrong["days_off"] = [r for r in wrong["days_off"] if r["name"] != "Quốc khánh"]
    wrong["days_off"].append({"day": date(2023, 9, 5), "kind": "lieu", "name": "Nghỉ bù", "source": "thử"})
    wrong["days_worked"] = [{"day": date(2023, 9, 6), "name": "Làm bù", "source": "thử"}]
    monkeypatch.setattr("openpar.engine.worktime.check.year_file", lambda code, year: wrong)
    text = " ".join(f.text for f in check_year(2023))
    assert "Quốc khánh rơi vào" in text and "ngày nghỉ bù" in text and "vốn là ngày làm việc" in text


@pytest.mark.parametrize("year", TET)
def test_our_moon_puts_tet_where_it_was_announced(year):
    assert solar_date(year, 1, 1) == date.fromisoformat(f"{year}-{TET[year]}")


def test_leap_months_and_month_lengths_of_a_century_are_possible():
    for year in range(1980, 2080):
        firsts = sorted(months(year).values())
        assert len(firsts) in (12, 13)
        assert all((b - a).days in (29, 30) for a, b in pairwise([*firsts, months(year + 1)[1, False]]))
    # 2017, 2020, 2023, 2025, 2028 and the famous 2033 have these leap months in Vietnam.
    leaps = {y: next((m for m, leap in months(y) if leap), None) for y in (2017, 2020, 2023, 2024, 2025, 2028, 2033)}
    assert leaps == {2017: 6, 2020: 4, 2023: 2, 2024: None, 2025: 6, 2028: 5, 2033: 11}


def test_an_open_holiday_library_is_not_enough():
    """Pinned: where `holidays` differs from the announced days of 2021-2026, so that a change of either side is seen."""
    holidays = pytest.importorskip("holidays")
    theirs = holidays.country_holidays("VN", years=range(2021, 2027))
    differ = [d for y in range(2021, 2027) for d in each_day(y) if theirs.is_working_day(d) != VN.is_working_day(d)]
    assert differ == [date(2026, 1, 2), date(2026, 1, 10)]


def test_days_announced_later_are_not_known_before():
    assert load_calendar(on=date(2025, 12, 24)).is_working_day(date(2026, 1, 2))
    assert not load_calendar(on=date(2025, 12, 25)).is_working_day(date(2026, 1, 2))


def test_a_partly_announced_year_and_an_unchecked_one_say_so():
    assert "một phần" in VN.notes[2027] and "chưa đối chiếu" in VN.notes[2020] and 2024 not in VN.notes
    assert VN.day(date(2025, 4, 26)).unverified and not VN.day(date(2024, 5, 4)).unverified


def test_saturday_morning_takes_dossiers_in_and_is_no_working_day():
    saturday = date(2022, 8, 13)
    assert [(f"{s.start:%H:%M}", s.minutes) for s in VN.intake_sessions(saturday)] == [("07:30", 240)]
    assert VN.sessions(saturday) == () and not VN.is_working_day(saturday)
    assert VN.intake_sessions(date(2022, 4, 30)) == ()  # a holiday that falls on Saturday


def test_summer_and_winter_hours_each_hold_in_their_season():
    office = load_calendar(sessions=(Hours(date(2019, 1, 1), ("07:30-11:30", "13:30-17:30")),
                                     Hours(date(2022, 4, 15), ("07:00-11:00",))))
    assert office.minutes_per_day(date(2022, 4, 14)) == 480 and office.minutes_per_day(date(2022, 4, 15)) == 240


def test_the_same_question_gets_the_same_calendar_and_another_day_another_one():
    day = Override(date(2022, 8, 12), True, "Mất điện", "TB 01")
    assert load_calendar(overrides=(day,)) is load_calendar(overrides=[day]) is not VN


def test_contradictions_of_an_office_are_refused():
    both = (Override(date(2022, 8, 12), True, "nghỉ", ""), Override(date(2022, 8, 12), False, "làm", ""))
    with pytest.raises(BadInput, match="12/08/2022"):
        load_calendar(overrides=both)
    with pytest.raises(BadInput, match="chồng lên"):
        load_calendar(sessions=("07:30-11:30", "11:00-17:00"))
    with pytest.raises(BadInput, match="caturday"):
        load_calendar(weekly_rest=("caturday",))
    with pytest.raises(NotLoaded, match="'lao'"):
        load_calendar("lao")


@pytest.mark.parametrize(("change", "words"), [
    ({"status": "guessed"}, "Status is one of"),
    ({"colour": "red"}, "unknown key 'colour'"),
    ({"days_worked": []}, "a swap is a pair"),
    ({"days_off": [{"day": date(2023, 1, 1), "kind": "holiday", "name": "x", "source": "y"}]}, "not a day of 2024"),
    ({"days_off": [{"day": date(2024, 1, 1), "kind": "party", "name": "x", "source": "y"}]}, "'party' is not known"),
    ({"days_off": [{"day": date(2024, 1, 1), "kind": "holiday", "name": "x"}]}, "'source' is missing"),
])
def test_a_wrong_year_file_is_refused_with_its_place(monkeypatch, change, words):
    data = {**rulebook.read("calendars/vn/2024"), **change}
    monkeypatch.setattr(rulebook, "read", lambda path: data)
    loading_module.year_file.cache_clear()
    with pytest.raises(RuleError, match=words) as caught:
        loading_module.year_file("vn", 2024)
    loading_module.year_file.cache_clear()
    assert "calendars/vn/2024" in caught.value.where


def test_a_gap_between_loaded_years_is_an_error_that_names_the_year(monkeypatch, tmp_path):
    folder = tmp_path / "calendars/vn"
    folder.mkdir(parents=True)
    for year in (2022, 2024):
        (folder / f"{year}.yaml").write_text("", encoding="utf-8")
    monkeypatch.setattr(rulebook, "ROOT", tmp_path)
    with pytest.raises(NotLoaded, match="thiếu 2023"):
        loaded_years("vn")


def test_a_feed_that_is_no_feed_is_refused_in_words():
    with pytest.raises(Unreadable, match="iCalendar"):
        propose("Ngày nghỉ: 30/4", VN)
    with pytest.raises(Unreadable, match="không có ngày"):
        propose("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Tết\nEND:VEVENT\nEND:VCALENDAR", VN)


def test_slots_never_start_before_they_are_asked_for():
    assert VN.next_slots(at(date(2022, 8, 12), "13:30"), 1)[0].start == at(date(2022, 8, 15), "07:30")
    assert VN.next_slots(at(date(2022, 8, 12), "13:29"), 1)[0].start == at(date(2022, 8, 12), "13:30")
    with pytest.raises(BadInput):
        VN.next_slots(at(date(2022, 8, 12)), 1, minutes=0)
