"""The change since a fortnight ago: the organisations of the heat map add up to the figure on top."""

from datetime import date, timedelta

import pytest

from openpar.apps.tasks.selectors import leader
from openpar.apps.tasks.services import appraise
from tests.people import moment

from .giving import fresh, give, received, submitted

pytestmark = pytest.mark.django_db
PAST = date(2022, 8, 1)


def test_work_given_since_with_a_day_that_is_past_was_not_late_then(province):
    give(province, "syt", due_on=PAST, at=moment() - timedelta(days=40))
    give(province, "stc", due_on=PAST)
    done = give(province, "stc", due_on=PAST)
    submitted(province, received(province, done))
    appraise.accept(fresh(done), by=province.actor("lan"), at=moment() + timedelta(minutes=1), quality="good")
    seen = leader.board(leader.Scope(province.actor("chu_tich"), moment() + timedelta(hours=1)))
    assert seen.figures["late_before"] == 1
    assert {k: n for k, n in seen.heat["before"].items() if n} == {province.syt.pk: 1}
