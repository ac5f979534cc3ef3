"""Questions whose statement is kept ask anew each time, with the values of that time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count, Max
from django.test.utils import CaptureQueriesContext

from openpar.core.actor import actor_for
from openpar.core.models import Membership, Organisation, User
from openpar.core.prepared import LISTS, MOMENT, Prepared, counted, together

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


def test_a_text_is_a_mark_too_and_what_is_read_beside_comes_with_the_row(province):
    kept = Prepared(lambda code: Organisation.objects.filter(code=code).select_related("parent"), code="a code")
    for code, parent in (("stc", "ubnd_tinh"), ("mu_ca", "muong_te"), ("stc", "ubnd_tinh")):
        with CaptureQueriesContext(connection) as asked:
            [found] = kept.objects(code=code)
            assert (found.code, found.parent.code) == (code, parent)
        assert len(asked) == 1
    assert kept.objects(code="x' OR 1=1 --") == []


def test_a_list_of_any_length_is_asked_with_its_own_values(province):
    kept = Prepared(lambda ids: counted(Organisation.objects.filter(pk__in=ids)), ids=())
    every = [o.pk for o in Organisation.objects.order_by("-pk")]
    for n in (1, 2, 1, len(every)):
        assert kept.count(ids=every[:n]) == n
    assert kept.count(ids=[every[0], 10**9]) == 1


def test_statements_of_long_lists_are_not_kept(province):
    kept = Prepared(lambda ids: counted(Organisation.objects.filter(pk__in=ids)), ids=())
    for n in range(1, 3 * LISTS):
        kept.count(ids=range(1, n + 1))
    assert len(kept.written) == LISTS


def test_a_moment_is_compared_as_a_moment_and_comes_back_as_one(province):
    at = datetime(2022, 12, 15, 9, 30, tzinfo=UTC)
    for i, person in enumerate(User.objects.order_by("pk")[:3]):
        User.objects.filter(pk=person.pk).update(last_login=at + timedelta(minutes=i))
    kept = Prepared(lambda since: together(User.objects.filter(last_login__gt=since), n=Count("id"), last=Max("last_login")), since=MOMENT)
    assert kept.dicts(since=at) == [{"n": 2, "last": at + timedelta(minutes=2)}]
    assert kept.dicts(since=at + timedelta(minutes=2)) == [{"n": 0, "last": None}]


def test_instances_are_those_of_the_queryset_with_what_was_read_beside_them(province, django_assert_num_queries):
    def build(user):
        return Membership.objects.filter(user_id=user).select_related("organisation", "user").order_by("id")

    kept = Prepared(build, user=-1)
    kept.objects(user=province.minh.pk)
    with django_assert_num_queries(1):
        found = kept.objects(user=province.minh.pk)
        names = [m.organisation.name for m in found]
    wanted = list(build(province.minh.pk))
    assert found == wanted and names == [m.organisation.name for m in wanted]
    assert [m.__dict__.keys() for m in found] == [m.__dict__.keys() for m in wanted]
    assert not found[0]._state.adding and kept.objects(user=10**9) == []


def test_a_text_stands_alone_or_at_the_beginning_of_what_is_searched_for(province):
    top = Organisation.objects.order_by("path").first()
    alone = Prepared(lambda code: Organisation.objects.filter(code=code).values_list("id"), code="a-code")
    below = Prepared(lambda path: Organisation.objects.filter(path__startswith=path).order_by("id").values_list("id"), path="-1.")
    assert alone.rows(code=top.code) == [(top.pk,)]
    assert below.rows(path=top.path) == list(Organisation.objects.filter(path__startswith=top.path).order_by("id").values_list("id"))
    for pattern in ("1.%", "1_", "1\\"):
        with pytest.raises(ValueError, match="pattern"):
            below.rows(path=pattern)
