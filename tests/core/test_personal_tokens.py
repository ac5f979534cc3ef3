"""A person lends a program of the own some of the own acts in one organisation, for a time; nothing more, and not after."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from openpar.core import accounts, personal_tokens, roles
from openpar.core.models import ApiAnswer, ApiToken, AuditEntry, Membership, Organisation, OutboxMessage, User
from openpar.engine.errors import BadInput, Refused
from tests.core.api import Program
from tests.people import DAY, PASSWORD, fresh_code, moment


@pytest.fixture(autouse=True)
def counted_anew(db):
    cache.clear()


def lent(province, client, name, acts, where=None, *, second_factor=False, days=30):
    """A person's program with a token for these acts."""
    by = province.actor(name, organisation=where) if where else province.actor(name)
    place = province.organisations[where] if where else Organisation.objects.get(pk=by.organisation_id)
    row, token = personal_tokens.make(name="Thẻ của tôi", organisation=place, acts=acts, days=days, second_factor=second_factor, by=by, at=moment())
    return row, Program(client, token)


def sign_in(client, name):
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD})


def form(place, **more):
    return {"name": "Bảng tổng hợp", "organisation": place.pk, "acts": ["assignment.view"], "days": "30"} | more


def test_a_person_makes_a_token_on_the_page_reads_with_it_and_takes_it_back(province, client):
    sign_in(client, "minh")
    address = reverse("core:personal_tokens")
    page = client.post(address, form(province.stc)).content.decode()
    token = re.search(r"opp_[\w-]{43}", page)[0]
    assert token not in client.get(address).content.decode(), "shown once"
    asks = Program(client, token)
    me = asks.get("/me").json()
    assert (me["kind"], me["name"], me["organisation"]["code"], me["acts"]) == ("person", province.minh.full_name, "stc", ["assignment.view"])
    row = ApiToken.objects.get()
    assert row.used_at and token not in str(list(ApiToken.objects.values())), "only its digest is kept"
    assert "thẻ cá nhân" in OutboxMessage.objects.get(topic="people.access").payload["text"]
    client.post(reverse("core:personal_token_revoke", args=[row.pk]))
    assert asks.get("/me").status_code == 401
    assert list(AuditEntry.objects.filter(room=personal_tokens.ROOM).order_by("id").values_list("act", flat=True)) == ["token.make", "token.revoke"]


def test_what_was_typed_stays_and_each_mistake_is_named(province, client):
    sign_in(client, "minh")
    for wrong in ({"acts": []}, {"acts": ["paper.sign"]}, {"acts": ["people.manage"]}, {"days": "367"}, {"days": "0"}, {"name": " "},
                  {"organisation": province.syt.pk}):
        answer = client.post(reverse("core:personal_tokens"), form(province.stc, **wrong))
        assert answer.status_code == 422 and "opp_" not in answer.content.decode(), wrong
        assert "name" in wrong or "Bảng tổng hợp" in answer.content.decode(), "what was typed stays"
    assert not ApiToken.objects.exists()


def test_nobody_ends_or_sees_the_token_of_somebody_else(province, client):
    row, _asks = lent(province, client, "minh", ["assignment.view"])
    sign_in(client, "dung")
    assert client.post(reverse("core:personal_token_revoke", args=[row.pk])).status_code == 404
    assert "Thẻ của tôi" not in client.get(reverse("core:personal_tokens")).content.decode()
    with pytest.raises(Refused):
        personal_tokens.revoke(row, by=province.actor("dung"), at=moment())


def test_an_old_session_first_shows_who_it_is(province, client):
    client.force_login(province.minh)
    asked = client.post(reverse("core:personal_tokens"), form(province.stc))
    assert asked.status_code == 302 and asked["Location"].startswith(reverse("account_reauthenticate")) and not ApiToken.objects.exists()


def test_whoever_has_a_second_factor_gives_a_code_first(province, client):
    accounts.enrol(province.minh)
    client.force_login(province.minh)
    assert client.post(reverse("core:personal_tokens"), form(province.stc)).status_code == 302 and not ApiToken.objects.exists()
    fresh_code(client, province.minh)
    assert client.post(reverse("core:personal_tokens"), form(province.stc)).status_code == 200
    assert ApiToken.objects.get().second_factor


def test_a_role_that_demands_a_second_factor_is_not_reached_by_a_token_made_without(province, client):
    row, asks = lent(province, client, "minh", ["assignment.view"])
    assert asks.get("/me").status_code == 200
    Membership.objects.create(user=province.minh, organisation=province.stc, role="operator", valid_from=DAY)
    assert asks.get("/me").status_code == 401
    ApiToken.objects.filter(pk=row.pk).update(second_factor=True)
    assert asks.get("/me").status_code == 200


@pytest.mark.parametrize("end", ["expiry", "revoked", "role over", "deactivated", "access reset", "password given", "organisation left"])
def test_a_token_ends(province, client, end):
    row, asks = lent(province, client, "minh", ["assignment.view"])
    assert asks.get("/assignments").status_code == 200
    if end == "expiry":
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "revoked":
        assert personal_tokens.revoke(row, by=province.actor("minh"), at=moment()) and not personal_tokens.revoke(
            row, by=province.actor("minh"), at=moment())
    elif end == "role over":
        Membership.objects.filter(user=province.minh).update(valid_until=DAY - timedelta(days=1))
    elif end == "deactivated":
        User.objects.filter(pk=province.minh.pk).update(is_active=False)
    elif end == "access reset":
        User.objects.filter(pk=province.minh.pk).update(access_turn=1)
    elif end == "password given":
        User.objects.filter(pk=province.minh.pk).update(must_change_password=True)
    else:
        Membership.objects.filter(user=province.minh).update(organisation=province.syt)
    answer = asks.get("/assignments")
    assert answer.status_code == 401 and answer["Content-Type"] == "application/problem+json"


def test_a_token_never_does_more_than_its_acts_or_than_its_person(province, client):
    _row, asks = lent(province, client, "minh", ["assignment.view"])
    assert asks.get("/documents").status_code == 403 and "document.view" in asks.get("/documents").json()["detail"]
    _row, wide = lent(province, client, "minh", ["assignment.view", "document.view"])
    assert wide.get("/documents").status_code == 200
    Membership.objects.filter(user=province.minh).update(role="officer")
    assert wide.get("/me").json()["acts"] == ["assignment.view", "document.view"]
    Membership.objects.filter(user=province.minh).update(role="supervisor")
    assert wide.get("/documents").status_code == 403


def test_a_token_stays_within_its_organisation(province, client):
    Membership.objects.create(user=province.minh, organisation=province.syt, role="head", valid_from=DAY)
    _row, asks = lent(province, client, "minh", ["document.view", "document.draft"], "syt")
    made = asks.post("/documents/drafts", {"kind": "cong_van", "title": "Về việc thử thẻ", "body": ["Nội dung"]}).json()
    assert made["organisation"]["code"] == "syt"
    _row, other = lent(province, client, "minh", ["document.view", "document.draft"], "stc")
    assert other.get(f"/documents/{made['id']}").status_code == 404 and other.get("/documents").json()["items"] == []


def test_the_same_key_of_one_person_for_two_organisations_is_two_contents(province, client):
    Membership.objects.create(user=province.minh, organisation=province.syt, role="head", valid_from=DAY)
    body = {"kind": "cong_van", "title": "Về việc thử thẻ", "body": ["Nội dung"]}
    one, other = (lent(province, client, "minh", ["document.view", "document.draft"], where)[1] for where in ("syt", "stc"))
    first = one.post("/documents/drafts", body, key="mot")
    assert first.status_code == 201 and other.post("/documents/drafts", body, key="mot").status_code == 422
    again = one.post("/documents/drafts", body, key="mot")
    assert again.content == first.content and again["Idempotency-Replayed"] == "true" and ApiAnswer.objects.get().person == province.minh


def test_what_is_done_in_person_is_lent_to_nobody(province):
    for name in province.users:
        for acts in personal_tokens.lendable(province.actor(name)).values():
            assert not set(acts) & set(roles.IN_PERSON)
    with pytest.raises(BadInput):
        personal_tokens.make(name="x", organisation=province.stc, acts=["paper.sign"], days=1, second_factor=True, by=province.actor("minh"), at=moment())
    assert set(roles.IN_PERSON) <= set(roles.ACTS) and not set(roles.OWN_ACTS) & set(roles.ACTS)


def test_an_act_that_stopped_being_lent_is_not_done_by_an_old_token(province, client):
    row, asks = lent(province, client, "minh", ["assignment.view"])
    ApiToken.objects.filter(pk=row.pk).update(acts=["assignment.view", "paper.sign", "audit.view"])
    assert asks.get("/me").json()["acts"] == ["assignment.view"]


def test_a_person_has_at_most_twenty_running_tokens(province, client):
    for _ in range(personal_tokens.MOST):
        lent(province, client, "minh", ["assignment.view"])
    with pytest.raises(Refused):
        lent(province, client, "minh", ["assignment.view"])


def test_the_operators_page_of_programs_does_not_reach_personal_tokens(province, client):
    row, asks = lent(province, client, "minh", ["assignment.view"])
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    fresh_code(client, province.van_hanh)
    assert client.post(reverse("core:api_token_revoke", args=[row.pk])).status_code == 404
    assert asks.get("/me").status_code == 200


def test_a_token_signs_nobody_in(province, client):
    _row, asks = lent(province, client, "minh", ["assignment.view"])
    answer = client.get("/thong-bao/", headers=asks.headers())
    assert answer.status_code == 302 and "_auth_user_id" not in client.session
