"""Guessing one-time codes locks the account like guessing passwords does; a locked account does not open to the right code."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from openpar.core import accounts
from tests.people import PASSWORD, fresh_code


@pytest.fixture(autouse=True)
def quiet(db):
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


def test_a_code_opens_once_in_the_whole_installation(province, client, settings):
    """Another process has another memory: here its cache is emptied between the two uses of one code."""
    secret = accounts.enrol(province.van_hanh)
    first_step(client)
    typed = code(secret)
    assert second_step(client, typed).status_code == 302
    cache.clear()
    other = Client()
    first_step(other)
    answer = second_step(other, typed)
    assert answer.status_code == 200 and "_auth_user_id" not in other.session and "Mã này đã dùng rồi" in answer.content.decode()


def test_attempts_are_counted_for_all_processes_together(db, settings):
    from openpar.core.models import Counter
    cache.set("dem", 1, 60)
    assert Counter.objects.count() == 1 and settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


@pytest.mark.parametrize("path", ["/quan-tri/core/organisation/add/", "/quan-tri/core/group/add/", "/quan-tri/core/user/add/"])
def test_the_register_is_changed_only_with_a_code_given_a_short_while_ago(province, client, path):
    client.force_login(province.van_hanh)
    accounts.enrol(province.van_hanh)
    for ask in (client.get, client.post):
        assert ask(path)["Location"].startswith(reverse("mfa_reauthenticate"))
    fresh_code(client, province.van_hanh)
    assert client.get(path).status_code == 200
    fresh_code(client, province.van_hanh, ago=16 * 60)
    assert client.get(path).status_code == 302 and client.post(path).status_code == 200  # a form opened in time may be sent
    fresh_code(client, province.van_hanh, ago=61 * 60)
    assert client.post(path).status_code == 302


def test_the_reform_office_enrols_a_code_generator_before_it_changes_the_register(province, client):
    client.force_login(province.lan)
    assert client.get("/quan-tri/core/organisation/").status_code == 200
    assert client.get(f"/quan-tri/core/organisation/{province.stc.pk}/change/")["Location"] == reverse("mfa_activate_totp")
