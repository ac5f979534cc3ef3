"""What a key answers is believed only when challenge, site, origin, signature and owner hold; here the origin is checked as in an installation."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from openpar.core import accounts
from openpar.core.models import AuditEntry, User
from tests.people import PASSWORD
from tests.soft_key import PRESENT, SoftKey, request_of

AJAX = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}


@pytest.fixture(autouse=True)
def as_installed(db, settings):
    from django.core.cache import cache
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    cache.clear()
    yield
    cache.clear()


def password_given(name):
    client = Client()
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    return client


def enrolled(name, **lies):
    """A key of this person, enrolled through the pages; the key and the last answer."""
    client, key = password_given(name), SoftKey()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    return key, client.post(reverse("mfa_add_webauthn"), {"name": "Khóa", "passwordless": "on", "credential": key.enrol(page, **lies)})


def second_step(name, key, **lies):
    client = password_given(name)
    asked = request_of(client.get(reverse("mfa_authenticate")).content.decode())
    client.post(reverse("mfa_authenticate"), {"credential": key.prove(asked, **lies)})
    return client


def alone(key, **lies):
    client = Client()
    asked = client.get(reverse("mfa_login_webauthn"), headers=AJAX).json()["request_options"]["publicKey"]
    client.post(reverse("mfa_login_webauthn"), {"credential": key.prove(asked, **lies)})
    return client


def who(client):
    return client.session.get("_auth_user_id")


def test_a_key_enrols_and_signs_in_both_ways(province):
    key, answer = enrolled("minh")
    assert answer.status_code == 302 and Authenticator.objects.filter(user=province.minh, type="webauthn").count() == 1
    assert AuditEntry.objects.filter(act="people.second_factor_add").exists()
    assert who(password_given("minh")) is None
    assert who(second_step("minh", key)) == who(alone(key)) == str(province.minh.pk)


@pytest.mark.parametrize("lie", [{"origin": "https://testserver.gia-mao.vn"}, {"origin": "http://testserver"}, {"challenge": b"c" * 32},
                                 {"site": "gia-mao.vn"}, {"broken": True}, {"flags": 0}], ids=str)
def test_a_lie_opens_nothing(province, lie):
    key, _answer = enrolled("minh")
    assert who(second_step("minh", key, **lie)) is None and who(alone(key, **lie)) is None


def test_a_false_page_cannot_enrol_a_key(province):
    _key, answer = enrolled("minh", origin="https://testserver.gia-mao.vn")
    assert answer.status_code == 200 and not accounts.has_second_factor(province.minh)


def test_without_the_password_the_key_must_have_asked_for_the_person(province):
    key, _answer = enrolled("minh")
    assert who(alone(key, flags=PRESENT)) is None and who(second_step("minh", key, flags=PRESENT)) == str(province.minh.pk)


def test_a_key_opens_its_owners_account_only(province):
    key, _answer = enrolled("minh")
    other, _answer = enrolled("dung")
    assert who(alone(key, owner=other.owner)) is None and who(second_step("dung", key)) is None


def test_an_answer_is_good_once(province):
    key, _answer = enrolled("minh")
    client = Client()
    asked = client.get(reverse("mfa_login_webauthn"), headers=AJAX).json()["request_options"]["publicKey"]
    said = key.prove(asked)
    client.post(reverse("mfa_login_webauthn"), {"credential": said})
    assert who(client)
    again = Client()
    again.get(reverse("mfa_login_webauthn"), headers=AJAX)
    again.post(reverse("mfa_login_webauthn"), {"credential": said})
    assert who(again) is None


def test_a_deactivated_account_does_not_open_to_its_key(province):
    key, _answer = enrolled("minh")
    User.objects.filter(pk=province.minh.pk).update(is_active=False)
    assert who(alone(key)) is None


def test_a_key_is_asked_again_before_a_guarded_act(province):
    key, _answer = enrolled("minh")
    client = second_step("minh", key)
    page = reverse("mfa_reauthenticate_webauthn")
    asked = request_of(client.get(f"{page}?next=/thong-bao/").content.decode())
    answer = client.post(page, {"credential": key.prove(asked), "next": "/thong-bao/"})
    assert answer.status_code == 302 and answer["Location"] == "/thong-bao/"
