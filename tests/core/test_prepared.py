"""Questions whose statement is kept ask anew each time, with the values of that time."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openpar.core.actor import actor_for
from openpar.core.models import Membership, Organisation
from openpar.core.prepared import Prepared

pytestmark = pytest.mark.django_db


def _by_kind_and_day(kind_id, on):
    return Organisation.objects.filter(pk=kind_id, valid_from__lte=on).values_list("code", "kind")


def test_other_values_give_other_rows_of_the_same_statement(province):
    kept = Prepared(_by_kind_and_day, kind_id=-1, on=date.min)
    for o in Organisation.objects.all()[:3]:
        with CaptureQueriesContext(connection) as asked:
            assert kept.rows(kind_id=o.pk, on=o.valid_from) == [(o.code, o.kind)]
        assert len(asked) == 1
    assert kept.rows(kind_id=o.pk, on=date(1900, 1, 1)) == []


def test_a_mark_that_the_query_does_not_ask_for_is_refused(province):
    with pytest.raises(ValueError, match="on"):
        Prepared(lambda kind_id, on: Organisation.objects.filter(pk=kind_id).values_list("code"), kind_id=-1, on=date.min).rows(
            kind_id=1, on=date(2022, 1, 1))


def test_a_role_that_ended_is_gone_at_the_next_question(province):
    minh, day = province.minh, date(2022, 12, 15)
    before = actor_for(minh, day)
    assert before.memberships
    Membership.objects.filter(user=minh).update(valid_until=date(2022, 12, 14))
    assert not actor_for(minh, day).memberships and not before.again().memberships
