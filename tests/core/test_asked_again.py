"""Before a second factor changes, the person shows who they are; whoever has just signed in has just shown it."""

import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from openpar.core import accounts
from tests.core.test_second_factor import code, second_step
from tests.people import PASSWORD


@pytest.fixture(autouse=True)
def quiet(db):
    cache.clear()
    yield
    cache.clear()


def sign_in(client, name):
    return client.post(reverse("account_login"), {"login": name, "password": PASSWORD})


def later(client, seconds):
    """The session as it stands so long after it began."""
    session = client.session
    session["account_authentication_methods"] = [m | {"at": m["at"] - seconds} for m in session["account_authentication_methods"]]
    session.save()


@pytest.mark.parametrize("page", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_a_second_factor_is_enrolled_right_after_signing_in_without_the_password_again(province, client, page):
    sign_in(client, "minh")
    assert client.get(reverse(page)).status_code == 200


def test_an_old_session_is_asked_for_the_password(province, client):
    sign_in(client, "minh")
    later(client, 16 * 60)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.status_code == 302 and asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_session_that_was_made_without_any_proof_is_asked(province, client):
    client.force_login(province.minh)
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))


def test_where_there_are_codes_only_a_recent_code_takes_one_away(province, client):
    secret = accounts.enrol(province.minh)
    sign_in(client, "minh")
    second_step(client, code(secret))
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [m | ({"at": time.time() - 16 * 60} if m["method"] == "mfa" else {})
                                                 for m in session["account_authentication_methods"]]
    session.save()
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 302
