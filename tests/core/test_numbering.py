"""Numbers of documents: gapless, in the order of days, one per thing, cancelled ones kept; also when many ask at once."""

from datetime import date

import pytest
from django.db import transaction

from openpar.core import numbering
from openpar.core.models import AuditEntry, NumberSeries, PaperNumber
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.core.test_at_once import at_once
from tests.people import moment

DAY = date(2022, 9, 5)


def take(province, n, on=DAY, kind="cong_van", who="lan", organisation=None):
    return numbering.take(organisation or province.ubnd_tinh, kind, symbol="UBND-NC", on=on, room="try", object_id=n,
                          by=province.actor(who), at=moment())


def test_numbers_run_from_one_each_kind_and_year_apart(province):
    assert [take(province, n).value for n in (1, 2, 3)] == [1, 2, 3]
    assert take(province, 4, kind="bao_cao").value == 1
    assert take(province, 5, on=date(2023, 1, 3)).value == 1
    assert str(take(province, 6)) == "04/UBND-NC"
    assert AuditEntry.objects.filter(act="number.take").count() == 6


def test_a_second_click_takes_no_second_number(province):
    assert take(province, 1).pk == take(province, 1).pk
    assert PaperNumber.objects.count() == 1


def test_a_day_before_the_last_number_is_refused_with_both_days(province):
    take(province, 1)
    with pytest.raises(BadInput, match=r"04/09/2022.*số 1, ngày 05/09/2022"):
        take(province, 2, on=date(2022, 9, 4))
    assert take(province, 2).value == 2


def test_a_cancelled_number_stays_in_the_book_and_is_not_given_again(province):
    first, lan = take(province, 1), province.actor("lan")
    with pytest.raises(BadInput, match="lý do"):
        numbering.cancel(first, by=lan, at=moment(), reason=" ")
    numbering.cancel(first, by=lan, at=moment(), reason="Ban hành nhầm")
    with pytest.raises(Conflict, match="đã hủy"):
        numbering.cancel(first, by=lan, at=moment(), reason="lần nữa")
    assert take(province, 1).value == 2
    book = list(numbering.book(province.ubnd_tinh, "cong_van", 2022))
    assert [(n.value, n.cancel_reason) for n in book] == [(1, "Ban hành nhầm"), (2, "")]


def test_an_act_that_fails_gives_its_number_back(province):
    with pytest.raises(RuntimeError), transaction.atomic():
        take(province, 1)
        raise RuntimeError
    assert take(province, 2).value == 1


def test_a_book_goes_on_where_the_paper_book_ended_but_never_after_its_first_number(province):
    lan = province.actor("lan")
    numbering.open_series(province.ubnd_tinh, "cong_van", 2022, after=118, by=lan, at=moment(), reason="Sổ giấy đến số 118")
    assert take(province, 1).value == 119
    with pytest.raises(Conflict, match="119"):
        numbering.open_series(province.ubnd_tinh, "cong_van", 2022, after=5, by=lan, at=moment(), reason="x")
    assert numbering.gaps(NumberSeries.objects.get()) == []


def test_only_those_who_keep_the_book_of_the_agency_take_numbers(province):
    for who in ("khach", "te", "minh"):
        with pytest.raises(Refused):
            take(province, 1, who=who)
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_get_forty_numbers_without_a_gap(province):
    done = at_once(lambda i: [take(province, 10 * i + k).value for k in range(10)])
    assert sorted(v for values in done for v in values) == list(range(1, 41))
    assert numbering.gaps(NumberSeries.objects.get()) == []


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_once_on_one_thing_take_one_number(province):
    assert {n.value for n in at_once(lambda i: take(province, 7))} == {1}
