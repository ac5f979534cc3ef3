"""Security keys away from the browser: made-up answers break nothing, the last factor of a sensitive role stays, a lost one ends sessions."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from openpar.core import accounts, security_keys
from openpar.core.models import AuditEntry, User
from tests.people import PASSWORD, fresh_code

NONSENSE = ["", "x", "{", "null", "7", "[]", '"chữ"', "{}", '{"id": 1}', '{"id": "AA", "rawId": "AA", "type": "public-key", "response": 7}',
            json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
                "clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA", "userHandle": "é", "attestationObject": "AA"}}),
            json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
                "clientDataJSON": "e30", "authenticatorData": "A" * 60, "signature": "AA", "userHandle": "MQ", "attestationObject": "oA"}}),
            json.dumps({"response": {"userHandle": "MTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"}}), "[" * 2000, "9" * 5000]


@pytest.fixture(autouse=True)
def quiet(db):
    from django.core.cache import cache
    cache.clear()
    yield
    cache.clear()


def key(user, name="Khóa 1"):
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}})


def sign_in(name):
    client = Client()
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    return client


@pytest.mark.parametrize("said", NONSENSE, ids=range(len(NONSENSE)))
def test_made_up_answers_are_refused_on_every_page_that_takes_one(province, said):
    visitor = Client()
    visitor.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"})
    answer = visitor.post(reverse("mfa_login_webauthn"), {"credential": said})
    assert answer.status_code == 302 and answer["Location"] == reverse("account_login") and "_auth_user_id" not in visitor.session

    accounts.enrol(province.minh)
    half = sign_in("minh")
    half.get(reverse("mfa_authenticate"))
    assert half.post(reverse("mfa_authenticate"), {"credential": said}).status_code == 200 and "_auth_user_id" not in half.session

    client = sign_in("dung")
    for page, done in ((reverse("mfa_reauthenticate_webauthn"), (200, 302)), (reverse("mfa_add_webauthn"), (200,))):
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.get(page)
        assert client.post(page, {"name": "x", "credential": said}).status_code in done, page
    assert not accounts.has_second_factor(province.dung)


def test_the_sign_in_page_asks_for_a_proof_of_the_person_not_only_of_the_key(province):
    answer = Client().get(reverse("mfa_login_webauthn"), headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"}).json()
    asked = answer["request_options"]["publicKey"]
    assert asked["userVerification"] == "required" and asked["rpId"] == "testserver" and len(asked["challenge"]) >= 43
    assert not asked.get("allowCredentials")  # says nothing about who has a key


def test_a_key_of_somebody_else_does_not_exist(province):
    hers = key(province.lan)
    client = sign_in("dung")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        for ask in (client.get, client.post):
            assert ask(reverse(name, args=[hers.pk])).status_code == 404


def test_the_last_factor_of_a_sensitive_role_is_not_removed_a_spare_one_is(province, client):
    client.force_login(province.van_hanh)
    only = key(province.van_hanh)
    fresh_code(client, province.van_hanh)
    remove = reverse("mfa_remove_webauthn", args=[only.pk])
    assert client.get(remove).status_code == client.post(remove).status_code == 403
    padded = remove.replace(f"/{only.pk}/", f"/{only.pk:030}/")  # the same key, by a number that begins with many noughts
    assert client.get(padded).status_code == client.post(padded).status_code == 403
    accounts.enrol(province.van_hanh)
    assert not security_keys.is_last(province.van_hanh, only.pk) and not security_keys.is_last(province.van_hanh)
    assert client.get(remove).status_code != 403
    only.delete()
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 403


def test_removing_the_own_factor_ends_the_other_sessions_and_keeps_this_one(province):
    here, there = sign_in("minh"), sign_in("minh")
    one = key(province.minh)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert here.post(reverse("mfa_remove_webauthn", args=[one.pk])).status_code == 302
    assert here.get("/thong-bao/").status_code == 200
    assert there.get("/thong-bao/").status_code == 302 and "_auth_user_id" not in there.session
    assert here.get(reverse("usersessions_list")).content.decode().count("<tr>") == 2  # the head, and this session
    row = AuditEntry.objects.get(act="people.second_factor_remove")
    assert row.actor_id == province.minh.pk and row.changes["type"] == ["webauthn", None]


def test_an_operator_takes_keys_away_with_the_code_generator(province, client):
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    fresh_code(client, province.van_hanh)
    key(province.minh)
    client.post(reverse("admin:core_user_changelist"), {"action": "forget_second_factor", "_selected_action": [province.minh.pk]})
    assert not Authenticator.objects.filter(user=province.minh).exists()


def test_a_guarded_page_asks_for_the_key_where_there_is_no_code_generator(province, client):
    client.force_login(province.van_hanh)
    key(province.van_hanh)
    assert client.get("/quan-tri/core/group/add/")["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))


def test_a_second_factor_by_key_is_a_duty_kept(province, client):
    client.force_login(province.van_hanh)
    assert client.get("/viec-nen/")["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_add_webauthn")).status_code in (200, 302)  # this way out is open too
    key(province.van_hanh)
    assert client.get("/viec-nen/").status_code == 200


def test_the_key_shown_to_the_browser_bears_the_user_name_not_the_address(province):
    client = sign_in("dung")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    assert '"name": "dung"' in page and User.objects.get(username="dung").email not in page and "OpenPAR" in page


def test_the_second_step_offers_a_key_only_to_whoever_has_one(province):
    accounts.enrol(province.minh)
    assert "dung-khoa" not in sign_in("minh").get(reverse("mfa_authenticate")).content.decode()
