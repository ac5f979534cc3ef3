"""What ends with a day ends at its midnight in Vietnam, in the middle of a session; what begins with a year begins at one."""

from datetime import date

import pytest
from django.urls import reverse

from openpar.core import clock, delegations, numbering
from openpar.core.models import Delegation
from tests.core.test_at_once import at_once
from tests.people import DAY, moment

NEW_YEAR = date(2023, 1, 1)


@pytest.fixture
def deputy(province):
    """Dũng gives Minh the handing out of work for one day."""
    return delegations.give(organisation=province.stc, taker=province.minh, acts=["assignment.assign"], mode=Delegation.Mode.KT, valid_from=DAY,
                            valid_until=DAY, by=province.actor("dung"), at=moment(), giver_office="Giám đốc", taker_office="Phó Giám đốc")


def test_a_place_taken_in_the_evening_is_gone_at_midnight(province, deputy, client):
    client.force_login(province.minh)
    with clock.fixed(moment(hour=23, minute=59)):
        key = next(s.key for s in province.actor("minh").stand_ins)
        client.post(reverse("core:stand_in"), {"thay": key})
        assert client.session["standing_in"] == key
        assert "Trần Văn Dũng" in client.get("/uy-quyen/").content.decode()
    with clock.fixed(moment(date(2022, 8, 25), hour=0)):
        page = client.post("/thong-bao/da-doc/", {"id": "1"})
        assert page.status_code == 403 and "chưa được làm" in page.content.decode()
        assert "standing_in" not in client.session
        assert client.get("/thong-bao/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_numbers_of_two_bodies_and_two_years_are_taken_at_once_without_a_gap(province):
    at = clock.at_time(NEW_YEAR, 0)

    def take(i):
        body, who = (province.stc, "van_thu") if i % 2 else (province.ubnd_tinh, "lan")
        on = NEW_YEAR if i >= 4 else date(2022, 12, 31)
        by = province.actor(who, on=on, organisation="stc" if i % 2 else "ubnd_tinh")
        number = numbering.take(body, "bao_cao", symbol="BC", on=on, room="x", object_id=i, by=by, at=at)
        return numbering.cancel(number, by=by, at=at, reason="Ghi nhầm") if i in (1, 6) else number
    done = at_once(take, n=8)
    assert not [d for d in done if isinstance(d, Exception)], done
    books = {}
    for number in done:
        books.setdefault((number.series.organisation_id, number.series.year), []).append(number.value)
    assert {tuple(sorted(values)) for values in books.values()} == {(1, 2)} and len(books) == 4
    assert not any(numbering.gaps(number.series) for number in done)
