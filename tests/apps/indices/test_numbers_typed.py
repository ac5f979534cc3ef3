"""Numbers and days as they come back in cells and files of a round: odd ones are refused in words, none is a failure."""

from datetime import date, datetime

import pytest

from openpar.apps.indices.points import read_points, shown_points
from openpar.apps.indices.services import facts_book, rounds_excel
from openpar.core.imports.values import Wrong, whole, written_number
from openpar.engine.errors import BadInput


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e308", "1_000", "1e-7", "--5", "9" * 5000])
def test_what_is_no_number_of_points_is_refused(typed):
    with pytest.raises(BadInput, match="không phải là điểm"):
        read_points(typed)


@pytest.mark.parametrize("typed, shown", [("-0", "0"), ("−0,0", "0"), ("１２", "12"), ("٣", "3"), ("+2,50", "2,5")])
def test_points_are_shown_as_everybody_writes_them(typed, shown):
    assert shown_points(*read_points(typed)) == shown


@pytest.mark.parametrize("typed", ["NaN", "1e999999999", "1E+308", 1e308, "0e999999", "1_0"])
def test_a_number_in_a_list_that_nobody_could_mean_is_refused(typed):
    for read in (written_number, whole()(None)):
        with pytest.raises(Wrong):
            read(typed)


@pytest.mark.parametrize("given", ["31/12/9999", "01/01/0001", date(9999, 12, 31), datetime(9999, 12, 31)])  # noqa: DTZ001
def test_a_day_of_a_period_that_no_clock_can_count_is_refused(given):
    with pytest.raises(BadInput, match="quá xa"):
        facts_book._day(given, "Đến hết ngày")


def test_29_february_is_a_day_in_leap_years_only():
    assert facts_book._day("29/02/2024", "Từ ngày") == date(2024, 2, 29)
    with pytest.raises(BadInput):
        facts_book._day("29/02/2023", "Từ ngày")


@pytest.mark.parametrize("odd", ["9" * 5000, "²", "-1"])
def test_a_key_page_that_somebody_wrote_over_names_no_sheet(odd):
    class Round:
        pk = 7
    keys = [[], [None] * 6 + ["7"], ["1.1", odd, "self", "1"], ["1.2", "5", "self", odd], ["đơn vị", f"{odd}=Sở Y tế", "5=Sở Nội vụ"]]
    known, units = rounds_excel._keys(keys, Round)
    assert known == {} and units == {"Sở Nội vụ": 5}
