"""Guessing one-time codes locks the account like guessing passwords does; a locked account does not open to the right code."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from openpar.core import accounts
from tests.people import PASSWORD


@pytest.fixture(autouse=True)
def quiet():
    cache.clear()
    yield
    cache.clear()


def code(secret) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def first_step(client):
    return client.post(reverse("account_login"), {"login": "van_hanh", "password": PASSWORD})


def second_step(client, typed):
    return client.post(reverse("mfa_authenticate"), {"code": typed})


def test_the_password_alone_opens_nothing_and_the_code_does(province, client):
    secret = accounts.enrol(province.van_hanh)
    assert first_step(client)["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/viec-nen/").status_code == 302 and "_auth_user_id" not in client.session
    assert second_step(client, code(secret)).status_code == 302
    assert client.get("/viec-nen/").status_code == 200


def test_five_wrong_codes_lock_the_account_even_for_the_right_one(province, client):
    secret = accounts.enrol(province.van_hanh)
    first_step(client)
    answers = [second_step(client, f"00000{n}").status_code for n in range(6)]
    assert answers == [200] * 4 + [429] * 2
    assert second_step(client, code(secret)).status_code == 429 and "_auth_user_id" not in client.session
    assert first_step(Client()).status_code == 429  # giving the password again does not start the count anew


def test_giving_the_password_again_between_guesses_does_not_help(province, client):
    accounts.enrol(province.van_hanh)
    answers = []
    for n in range(5):
        first_step(client)
        answers.append(second_step(client, f"00000{n}").status_code)
    assert answers[-1] == 429


def test_the_back_office_searches_without_accents_and_survives_thousands_of_words(province, client):
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    assert "Trần Văn Dũng" in client.get("/quan-tri/core/user/", {"q": "Dũng"}).content.decode()
    assert "Trần Văn Dũng" in client.get("/quan-tri/core/user/", {"q": "tran dung"}).content.decode()
    for page in ("user", "organisation"):
        assert client.get(f"/quan-tri/core/{page}/", {"q": "a b " * 3000}).status_code == 200
