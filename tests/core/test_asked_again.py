"""Before a second factor changes, the person shows who they are."""

import pytest
from django.core.cache import cache
from django.urls import reverse

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
