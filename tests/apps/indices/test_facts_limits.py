"""What no metric can be is refused in words, by every door of facts: below nought, too large, a period that no clock counts; nought has no sign."""

from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.indices.models import FactEntry
from openpar.apps.indices.services import facts_entry
from openpar.apps.indices.services.facts_entry import Stated
from openpar.engine.errors import BadInput
from tests.people import moment

COUNT, POINTS, MEAN = "initiatives.recognised_count", "procedures.time_points", "surveys.officials_mean"


def state(province, metric=COUNT, start=date(2022, 1, 1), end=date(2023, 1, 1), **more):
    given = {"value": Decimal(1)} | more
    return facts_entry.state([Stated(metric, province.stc, start, end, **given)], by=province.actor("lan"), at=moment())


@pytest.mark.parametrize("more", [{"value": Decimal(-1)}, {"value": None, "numerator": Decimal(-1), "denominator": Decimal(1)},
                                  {"value": None, "numerator": Decimal(1), "denominator": Decimal(-1)}])
def test_a_count_is_not_below_nought(province, more):
    with pytest.raises(BadInput, match="không âm"):
        state(province, **more)


def test_points_may_be_taken_away_but_are_not_shared_out_over_less_than_nothing(province):
    assert state(province, POINTS, value=Decimal(-1)) == 1
    with pytest.raises(BadInput, match="không âm"):
        state(province, POINTS, value=None, numerator=Decimal(-1), denominator=Decimal(-2), reason="Đọc nhầm số")


@pytest.mark.parametrize("more", [{"se": 1e30}, {"df": 1e30}])
def test_an_error_or_its_freedom_that_nobody_measured_is_refused(province, more):
    with pytest.raises(BadInput, match="quá lớn"):
        state(province, MEAN, **more)


@pytest.mark.parametrize("start, end", [(date(1, 1, 1), date(2022, 1, 1)), (date(2022, 1, 1), date(9999, 12, 31)), (date(1899, 12, 31), date(1900, 2, 1))])
def test_a_period_that_no_report_has_is_refused(province, start, end):
    with pytest.raises(BadInput, match="Kỳ số liệu phải nằm trong khoảng"):
        state(province, start=start, end=end)


def test_nought_is_kept_without_a_sign(province):
    state(province, value=None, numerator=Decimal("-0"), denominator=Decimal("0"))
    kept = FactEntry.objects.get()
    assert not kept.numerator.is_signed() and not kept.denominator.is_signed()
