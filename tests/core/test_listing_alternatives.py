"""A list of what one has received or given is read alternative by alternative: the same rows, order and count as one question."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from openpar.core import organisations
from openpar.core.listing import Order, arms, page
from openpar.core.models import Deadline, User

pytestmark = pytest.mark.django_db
ORDERS = [
    Order("han", "", "due_at", nullable=True),
    Order("xa", "", "due_at", descending=True, nullable=True),
    Order("moi", "", descending=True),
    Order("cu", ""),
]


@pytest.fixture
def mine():
    """Thirty deadlines: of one's organisation, in one's hands, both, neither; some at the same moment, some without a day."""
    start = timezone.now()
    here, there = (organisations.add(code=c, name=c, kind="department", valid_from=start.date()) for c in ("a", "b"))
    me = User.objects.create(username="me")
    Deadline.objects.bulk_create(
        Deadline(
            organisation=here if i % 2 else there,
            person=me if i % 3 == 0 else None,
            room="r",
            object_id=i,
            duty="d",
            title=str(i),
            started_at=start,
            due_at=None if i % 5 == 0 else start + timedelta(days=i * 7 % 11),
        )
        for i in range(30)
    )
    return Q(organisation=here) | Q(person=me)


@pytest.mark.parametrize("order", ORDERS, ids=lambda o: o.code)
def test_pages_of_the_merged_alternatives_are_the_pages_of_one_question(mine, order):
    cursor, merged, plain = "", [], []
    while True:
        got, one = (
            page(Deadline.objects.all(), order, cursor, size=4, within=mine),
            page(Deadline.objects.filter(mine), order, cursor, size=4),
        )
        merged += [r.pk for r in got]
        plain += [r.pk for r in one]
        assert (got.next_cursor, got.total) == (one.next_cursor, one.total)
        if not (cursor := got.next_cursor):
            break
    assert merged == plain and len(set(merged)) == len(merged) == Deadline.objects.filter(mine).count()


def test_a_condition_that_excludes_is_one_alternative_and_the_same_one_twice_is_one():
    assert arms(~(Q(a=1) | Q(b=2))) == [~(Q(a=1) | Q(b=2))]
    assert arms(Q(a=1) | Q(b=2) | Q(a=1)) == [Q(a=1), Q(b=2)]
    assert arms(Q()) == [Q()]
