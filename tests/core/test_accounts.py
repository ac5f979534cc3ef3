"""Signing in: lock-out, second factor for sensitive roles, acting for one of several organisations, the operators'
back office."""

import pytest
from django.urls import reverse

from openpar.core import accounts
from openpar.core.models import AuditEntry, Organisation
from tests.people import PASSWORD, fresh_code


@pytest.fixture
def real_hashing(settings):
    from django.core.cache import cache
    cache.clear()
    yield settings
    cache.clear()


def login(client, name, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": name, "password": password}, **more)


def test_a_person_signs_in_and_lands_on_a_page(province, client, real_hashing):
    assert login(client, "minh").status_code == 302
    assert client.get("/").status_code == 302


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(province, client, real_hashing):
    answers = [login(client, "minh", "sai") for _ in range(6)]
    assert [a.status_code for a in answers] == [200] * 4 + [429] * 2
    assert login(client, "minh").status_code == 429
    assert "_auth_user_id" not in client.session
    assert login(client, "dung").status_code == 302  # another person is not locked


def test_a_locked_account_is_not_hashed(province, client, real_hashing, monkeypatch):
    for _ in range(6):
        login(client, "minh", "sai")
    from django.contrib.auth.hashers import MD5PasswordHasher
    tried = []
    monkeypatch.setattr(MD5PasswordHasher, "verify", lambda *a: tried.append(a) or False)
    login(client, "minh")
    assert not tried


@pytest.mark.parametrize("password", ["ngan", "1234567890", "password123", "minhminhminh"])
def test_weak_passwords_are_refused(province, password):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    province.minh.username = "minhminh"
    with pytest.raises(ValidationError):
        validate_password(password, province.minh)


def test_registration_is_closed(client, db):
    page = client.get("/tai-khoan/signup/")
    assert page.status_code in (200, 404) and b"password1" not in page.content


def test_a_sensitive_role_must_enrol_a_second_factor_first(province, client, settings):
    client.force_login(province.van_hanh)
    for path in ("/", reverse("core:notices"), "/quan-tri/"):
        answer = client.get(path)
        assert answer.status_code == 302 and answer.url == reverse("mfa_activate_totp"), path
    assert client.get(reverse("mfa_activate_totp"), follow=True).status_code == 200
    accounts.enrol(province.van_hanh)
    assert client.get("/quan-tri/").status_code == 200
    refused = client.get(reverse("mfa_deactivate_totp"))
    assert refused.status_code == 403


def test_once_enrolled_the_login_asks_for_the_code(province, client, real_hashing):
    from allauth.mfa.totp.internal import auth
    secret = accounts.enrol(province.van_hanh)
    answer = login(client, "van_hanh")
    assert answer.url == reverse("mfa_authenticate") and "_auth_user_id" not in client.session
    code = auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))))
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.session["_auth_user_id"] == str(province.van_hanh.pk)


def test_others_are_not_asked(province, client):
    client.force_login(province.minh)
    assert client.get(reverse("core:notices")).status_code == 200


def test_the_list_of_sessions_opens(province, client, real_hashing):
    login(client, "minh")
    assert client.get(reverse("usersessions_list")).status_code == 200


def test_acting_for_another_own_organisation(province, client):
    client.force_login(province.lan)
    url = reverse("core:act_for")
    assert client.get(url).status_code == 405
    assert client.post(url, {"organisation": province.snv.pk, "next": "/thong-bao/"}).url == "/thong-bao/"
    page = client.get(reverse("core:notices"))
    assert page.wsgi_request.actor.organisation_id == province.snv.pk
    assert client.post(url, {"organisation": province.stc.pk}).status_code == 404  # not one of her own
    assert client.post(url, {"organisation": "x"}).status_code == 404
    assert client.post(url, {"organisation": province.snv.pk, "next": "https://elsewhere.vn/"}).url == "/"
    assert AuditEntry.objects.filter(act="session.act_for").count() == 2


def test_the_back_office_is_for_operators_and_shows_no_content(province, client):
    assert client.get("/quan-tri/").status_code == 302  # to the one login
    client.force_login(province.minh)
    assert client.get("/quan-tri/login/").status_code == 403
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    from django.contrib import admin
    assert {m._meta.model_name for m in admin.site._registry} == {"user", "organisation", "group", "jobrun"}
    for name in ("user", "organisation", "group", "jobrun"):
        assert client.get(reverse(f"admin:core_{name}_changelist")).status_code == 200, name


def test_the_reform_office_manages_the_register_not_the_people(province, client):
    client.force_login(province.lan)
    assert client.get(reverse("admin:core_organisation_changelist")).status_code == 200
    assert client.get(reverse("admin:core_user_changelist")).status_code == 403


def test_changes_in_the_back_office_leave_a_trail_without_personal_data(province, client):
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    fresh_code(client, province.van_hanh)
    user = province.minh
    data = {"username": user.username, "full_name": "Phạm Văn Minh", "email": user.email, "language": "vi", "is_active": "on",
            "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert client.post(reverse("admin:core_user_change", args=[user.pk]), data).status_code == 302
    row = AuditEntry.objects.get(act="operator.change")
    assert "Phạm" not in str(row.changes) and row.changes["full_name"][0].startswith("hmac:")


def test_moving_an_organisation_moves_its_subtree(province):
    from openpar.core.organisations import replant
    province.muong_te.parent = province.snv
    province.muong_te.save()
    replant(province.muong_te)
    assert Organisation.objects.get(pk=province.mu_ca.pk).path.startswith(province.snv.path)


def test_health_says_only_that_it_is_well(client, db):
    answer = client.get("/suc-khoe/")
    assert answer.status_code == 200 and answer.json() == {"ok": True} and "no-cache" in answer["Cache-Control"]
