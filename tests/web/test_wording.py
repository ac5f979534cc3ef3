"""Dates, numbers and working days in the words of official papers, and in English."""

import doctest
import importlib
import pkgutil
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import openpar.web
from openpar.web import faces, wording

MODULES = sorted(m.name for m in pkgutil.walk_packages(openpar.web.__path__, "openpar.web."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert not result.failed


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2022, 9, 6), "06/9/2022"),
        (date(2022, 8, 24), "24/8/2022"),
        (date(2022, 2, 1), "01/02/2022"),
        (date(2022, 1, 31), "31/01/2022"),
        (date(2022, 12, 15), "15/12/2022"),
        (date(2022, 10, 9), "09/10/2022"),
    ],
)
def test_a_date_has_a_zero_before_small_days_and_before_january_and_february_only(day, written):
    assert wording.official_date(day) == written


def test_a_moment_is_told_on_the_clock_of_viet_nam():
    assert wording.moment(datetime(2022, 9, 6, 10, 30, tzinfo=UTC)) == "17:30 thứ Ba 06/9/2022"
    assert wording.official_date(datetime(2022, 9, 5, 18, 0, tzinfo=UTC)) == "06/9/2022"


def test_english_names_the_month_so_that_nobody_reads_it_backwards():
    with translation.override("en"):
        assert wording.official_date(date(2022, 9, 6)) == "6 Sep 2022"
        assert wording.number(Decimal("1284.5")) == "1,284.5"
        assert wording.days_left(1) == "1 working day left"
        assert wording.days_left(-3) == "3 working days late"
        assert wording.minutes(61) == "1 hour 1 minute"


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_written_date_reads_back(day):
    d, m, y = wording.official_date(day).split("/")
    assert date(int(y), int(m), int(d)) == day


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_a_written_number_reads_back(value):
    text = wording.number(value).replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(text) == value


def test_nothing_is_written_for_nothing():
    assert [
        f(None)
        for f in (wording.official_date, wording.moment, wording.full_date, wording.number, wording.percent, wording.file_size)
    ] == [""] * 6


class TestDue:
    now = datetime(2022, 8, 24, 9, 40)  # noqa: DTZ001

    def test_working_days_left_include_today(self):
        assert faces.Due(date(2022, 9, 6), now=self.now, left=8).words == "còn 8 ngày làm việc, kể cả hôm nay"

    def test_on_the_last_day_the_hours_count(self):
        due = faces.Due(datetime(2022, 8, 24, 15, 0), "due_soon", self.now, left=1, minutes=320)  # noqa: DTZ001
        assert (due.moment, due.words) == ("Hôm nay, 15:00", "còn 5 giờ 20 phút")

    def test_due_today_without_an_hour(self):
        assert faces.Due(date(2022, 8, 24), "due_soon", self.now, left=1).words == "hôm nay"

    def test_one_working_day_left_is_not_today_when_today_is_a_saturday(self):
        assert faces.Due(date(2022, 8, 29), now=date(2022, 8, 27), left=1).words == "còn 1 ngày làm việc, kể cả hôm nay"

    def test_late_since_a_weekend_only(self):
        assert faces.Due(date(2022, 8, 26), "overdue", date(2022, 8, 27), late=0).words == "vừa quá hạn"
