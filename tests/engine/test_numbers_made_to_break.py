"""Numbers that nobody writes in a report: refused in words, never written out until the memory is full, never a failure."""

from decimal import Decimal

import pytest

from openpar.engine.directive.files.numbering import number
from openpar.engine.directive.files.web import Reader
from openpar.engine.errors import BadInput
from openpar.engine.index.facts import decimal
from openpar.engine.index.papi import papi

ODD = ["NaN", "sNaN1", "Infinity", "-Infinity", "1e308", "1e400", "1e999999999", "0e999999", "1e-999999", "9" * 5000, "1_000"]


@pytest.mark.parametrize("typed", ODD)
def test_a_number_that_cannot_stand_in_a_report_is_refused(typed):
    with pytest.raises(BadInput):
        decimal(typed)


@pytest.mark.parametrize("typed, kept", [("１２", "12"), ("٣", "3"), ("1e5", "100000"), ("0,0001", "0.0001"), ("-0", "0")])
def test_a_number_typed_in_another_way_is_the_number(typed, kept):
    assert decimal(typed) == Decimal(kept)


def test_the_number_of_a_list_is_never_written_longer_than_a_line():
    assert number(10**9, "i") == "1000000000" and number(10**9, "lowerLetter") == "1000000000" and number(14, "i") == "xiv"


@pytest.mark.parametrize("asked", ["²", "9" * 5000, "-3", "1e9", ""])
def test_a_page_with_odd_attributes_is_read(asked):
    reader = Reader()
    reader.feed(f'<ol type="i"><li value="{asked}">Một</li></ol><table><tr><td colspan="{asked}" rowspan="{asked}">Hai</td></tr></table>')
    reader.close()
    assert any("Một" in line for line in reader.lines)


@pytest.mark.parametrize("asked", ["²", "9" * 5000])
def test_a_province_that_is_no_number_is_one_sentence(asked):
    with pytest.raises(BadInput):
        papi().province(asked)
