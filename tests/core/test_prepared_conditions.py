"""A statement kept for the shape of a condition answers as Django's own would, whatever the numbers; what is not plain is not kept."""

import pytest
from django.db.models import F, Q

from openpar.core.models import Membership, Organisation
from openpar.core.prepared_conditions import FIRST_MARK, SHAPES, Conditioned

pytestmark = pytest.mark.django_db


def _build(condition):
    return Membership.objects.filter(condition).select_related("organisation").order_by("pk")


def _same(kept, condition):
    found, wanted = kept.objects(condition), list(_build(condition))
    assert found == wanted and [m.__dict__.keys() for m in found] == [m.__dict__.keys() for m in wanted]
    assert [m.organisation.name for m in found] == [m.organisation.name for m in wanted]
    return len(found)


def test_every_shape_answers_as_the_queryset_with_the_numbers_of_that_time(province):
    kept = Conditioned(_build)
    people = list(Membership.objects.order_by("pk").values_list("user_id", "organisation_id", "pk", "role"))
    seen = 0
    for user, organisation, pk, role in people:
        for condition in (
            Q(pk=pk), Q(pk__in=[pk, 10**6]), Q(pk__in={pk, pk + 1, pk + 2}), Q(user_id=user) & ~Q(organisation_id__in=[organisation]),
            Q(user_id=user) | Q(organisation_id=organisation, role__in=["head", role]), Q(pk=pk, valid_until=None), Q(pk__in=[]),
            (Q(pk__in=[]) & Q(user_id=user)) | Q(organisation_id=organisation), ~(Q(user_id=user) | Q(role=role)), Q(),
            Q(organisation__path__startswith="1.") & Q(pk__gt=pk),
        ):
            seen += _same(kept, condition)
    assert seen > len(people) and 0 < len(kept.kept) < 10 * len({p[3] for p in people}) + 10


def test_the_same_shape_is_written_once(province, monkeypatch):
    written = []
    kept = Conditioned(lambda q: written.append(q) or _build(q))
    for pk in range(1, 9):
        kept.objects(Q(pk__in=[pk, pk + 1], role="head"))
    assert len(written) == 1
    kept.objects(Q(pk__in=[1], role="head"))
    kept.objects(~Q(pk__in=[1], role="head"))
    kept.objects(Q(pk__in=[1], role="clerk"))
    assert len(written) == 4


def test_what_is_not_plain_is_asked_by_django_each_time(province):
    kept = Conditioned(_build)
    first = Organisation.objects.order_by("pk").first()
    for condition in (
        Q(pk=F("organisation_id")), Q(organisation=first), Q(organisation__in=Organisation.objects.filter(pk=first.pk)),
        Q(valid_from=first.valid_from), Q(pk=-1), Q(pk__in=[FIRST_MARK + 1]), Q(pk=10**30), Q(pk__in=range(1, 40)), Q(pk=1.0),
    ):
        _same(kept, condition)
    assert not kept.kept


def test_no_more_shapes_are_kept_than_a_room_has(province):
    kept = Conditioned(_build)
    for i in range(SHAPES + 5):
        assert kept.objects(Q(role=f"none {i}")) == []
    assert len(kept.kept) <= SHAPES


def test_one_instance_or_the_refusal_that_django_gives(province):
    kept = Conditioned(_build)
    pk = Membership.objects.order_by("pk").values_list("pk", flat=True)[0]
    assert kept.one(Q(pk=pk)).pk == pk
    with pytest.raises(Membership.DoesNotExist):
        kept.one(Q(pk=10**6))
