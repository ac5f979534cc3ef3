"""Signing on through a live provider: only existing accounts, by a verified claim, bound at the first time; second factors still count."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from openpar.core import accounts, sign_on
from openpar.core.models import AuditEntry, Membership, OutboxMessage, SignOnIdentity, User
from tests.people import DAY, PASSWORD, fresh_code, moment
from tests.provider import words_of

HOST = {"HTTP_HOST": "localhost"}


def go(provider, subject, client=None, path="/dang-nhap-mot-lan/?next=/thong-bao/"):
    """A person signs on; the last answer of the platform, and the browser."""
    client = client or Client(**HOST)
    started = client.get(path)
    assert started.status_code == 302, words_of(started)
    return client.get(provider.agree(started["Location"], subject)), client


def signed_in(client):
    return client.session.get("_auth_user_id")


def test_nothing_is_offered_until_a_provider_is_set(province, client):
    for name in ("core:sign_on", "core:sign_on_back"):
        assert client.get(reverse(name)).status_code == 404
    assert "dang-nhap-mot-lan" not in client.get(reverse("account_login")).content.decode()


def test_the_request_carries_state_nonce_and_a_challenge_that_are_new_each_time(province, provider):
    asked = [parse_qs(urlsplit(Client(**HOST).get("/dang-nhap-mot-lan/")["Location"]).query) for _ in range(2)]
    for a in asked:
        assert a["response_type"] == ["code"] and a["code_challenge_method"] == ["S256"] and a["scope"] == ["openid profile email"]
        assert a["redirect_uri"] == ["http://localhost/dang-nhap-mot-lan/ve/"] and min(map(len, (a["state"][0], a["nonce"][0]))) >= 40
    assert all(asked[0][k] != asked[1][k] for k in ("state", "nonce", "code_challenge"))


def test_an_existing_account_is_found_by_its_verified_address_and_bound(province, provider):
    provider.knows("minh-1", email="MINH@example.vn", email_verified=True)
    answer, client = go(provider, "minh-1")
    assert answer.status_code == 302 and answer["Location"] == "/thong-bao/"
    assert signed_in(client) == str(province.minh.pk) and client.get("/thong-bao/").status_code == 200
    held = SignOnIdentity.objects.get()
    assert (held.user, held.subject, held.issuer) == (province.minh, "minh-1", provider.url)
    told = OutboxMessage.objects.get(topic="people.access").payload
    assert "gắn với một danh tính" in told["text"] and told["audiences"][0]["user"] == province.minh.pk
    assert "minh-1" not in str(AuditEntry.objects.get(act="people.sign_on_bind").changes)
    provider.knows("minh-1", email="doi-roi@example.vn", email_verified=False)  # later the account is known by the id alone
    assert signed_in(go(provider, "minh-1")[1]) == str(province.minh.pk)


@pytest.mark.parametrize(("claims", "says"), [
    ({"email": "minh@example.vn", "email_verified": False}, "chưa được xác minh"),
    ({"email": "minh@example.vn"}, "chưa được xác minh"),
    ({"email": "nguoi-la@example.vn", "email_verified": True}, "chưa ứng với đúng một tài khoản"),
    ({"email": "", "email_verified": True}, "không cho biết"),
    ({"email": ["minh@example.vn"], "email_verified": True}, "không cho biết"),
    ({}, "không cho biết"),
])
def test_nobody_is_let_in_without_a_verified_claim_and_no_account_is_made(province, provider, claims, says):
    provider.knows("ai-do", **claims)
    before = User.objects.count()
    answer, client = go(provider, "ai-do")
    assert answer.status_code == 403 and says in words_of(answer) and signed_in(client) is None
    assert User.objects.count() == before and not SignOnIdentity.objects.exists()


def test_an_address_of_two_accounts_opens_neither(province, provider):
    User.objects.filter(pk=province.dung.pk).update(email="minh@example.vn")
    provider.knows("minh-2", email="minh@example.vn", email_verified=True)
    answer, client = go(provider, "minh-2")
    assert answer.status_code == 403 and signed_in(client) is None


def test_a_bound_account_is_not_taken_over_by_another_identity_with_its_address(province, provider):
    provider.knows("that", email="minh@example.vn", email_verified=True)
    provider.knows("gia", email="minh@example.vn", email_verified=True)
    go(provider, "that")
    answer, client = go(provider, "gia")
    assert answer.status_code == 409 and "danh tính khác" in words_of(answer) and signed_in(client) is None


def test_an_operator_unbinds_and_the_person_is_told(province, provider, client):
    provider.knows("cu", email="minh@example.vn", email_verified=True)
    go(provider, "cu")
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    fresh_code(client, province.van_hanh)
    page = reverse("admin:core_user_changelist")
    client.post(page, {"action": "forget_sign_on", "_selected_action": [province.minh.pk]})
    assert not SignOnIdentity.objects.exists() and AuditEntry.objects.filter(act="people.sign_on_unbind").count() == 1
    told = OutboxMessage.objects.filter(topic="people.access").latest("id").payload
    assert "gỡ liên kết" in told["text"] and told["audiences"][0]["user"] == province.minh.pk
    assert client.post(page, {"action": "forget_sign_on", "_selected_action": [province.chu_tich.pk]}).status_code == 403
    provider.knows("moi", email="minh@example.vn", email_verified=True)
    assert signed_in(go(provider, "moi")[1]) == str(province.minh.pk)


def test_a_deactivated_account_is_refused_before_and_after_it_was_bound(province, provider):
    provider.knows("minh-3", email="minh@example.vn", email_verified=True)
    User.objects.filter(pk=province.minh.pk).update(is_active=False)
    answer, client = go(provider, "minh-3")
    assert answer.status_code == 403 and "ngừng hoạt động" in words_of(answer) and not SignOnIdentity.objects.exists()
    User.objects.filter(pk=province.minh.pk).update(is_active=True)
    go(provider, "minh-3")
    User.objects.filter(pk=province.minh.pk).update(is_active=False)
    answer, client = go(provider, "minh-3")
    assert answer.status_code == 403 and signed_in(client) is None


def test_another_claim_may_name_the_account(province, provider, settings):
    settings.OIDC |= {"claim": "ma_can_bo", "match": "username"}
    provider.knows("x9", ma_can_bo="minh")
    assert signed_in(go(provider, "x9")[1]) == str(province.minh.pk)


def test_the_answer_is_used_once_and_only_by_the_browser_that_asked(province, provider):
    provider.knows("minh-4", email="minh@example.vn", email_verified=True)
    client, thief = Client(**HOST), Client(**HOST)
    back = provider.agree(client.get("/dang-nhap-mot-lan/")["Location"], "minh-4")
    assert thief.get(back).status_code == 403 and signed_in(thief) is None
    thief.get("/dang-nhap-mot-lan/")
    assert thief.get(back).status_code == 403 and signed_in(thief) is None  # an attempt of its own does not help
    assert client.get(back).status_code == 302 and signed_in(client)
    client.logout()
    again = client.get(back)
    assert again.status_code == 403 and "Bắt đầu lại" in words_of(again)


def test_whoever_stops_at_the_provider_reads_what_to_do(province, provider):
    client = Client(**HOST)
    asked = parse_qs(urlsplit(client.get("/dang-nhap-mot-lan/")["Location"]).query)
    answer = client.get("/dang-nhap-mot-lan/ve/", {"error": "access_denied", "state": asked["state"][0]})
    assert answer.status_code == 403 and "dùng mật khẩu" in words_of(answer)


def test_a_provider_that_is_down_leaves_the_password(province, settings, provider):
    from django.core.cache import caches
    settings.OIDC |= {"issuer": "http://127.0.0.1:9"}
    caches["beat"].clear()
    answer = Client(**HOST).get("/dang-nhap-mot-lan/")
    assert answer.status_code == 503 and "đăng nhập bằng mật khẩu" in words_of(answer)
    assert Client(**HOST).get(reverse("account_login")).status_code == 200


def test_going_back_never_leads_to_another_site(province, provider):
    provider.knows("minh-5", email="minh@example.vn", email_verified=True)
    answer, _client = go(provider, "minh-5", path="/dang-nhap-mot-lan/?next=https://elsewhere.vn/")
    assert answer["Location"] == "/"


def operator_signs_on(province, provider, **claims):
    provider.knows("hanh", email="van_hanh@example.vn", email_verified=True, **claims)
    return go(provider, "hanh", path="/dang-nhap-mot-lan/?next=/viec-nen/")


def test_a_sensitive_role_still_gives_its_own_code(province, provider):
    answer, client = operator_signs_on(province, provider, amr=["pwd", "otp"])
    assert client.get("/viec-nen/")["Location"] == reverse("mfa_activate_totp")  # not enrolled yet
    accounts.enrol(province.van_hanh)
    answer, client = operator_signs_on(province, provider, amr=["pwd", "otp"])
    assert answer["Location"].startswith(reverse("mfa_authenticate")) and signed_in(client) is None


@pytest.mark.parametrize(("trust", "claims"), [({"trusted_amr": ["otp", "mfa"]}, {"amr": ["pwd", "otp"]}),
                                               ({"trusted_acr": ["loa3"]}, {"acr": "loa3"})])
def test_a_providers_second_factor_counts_where_the_installation_trusts_it(province, provider, settings, trust, claims):
    settings.OIDC |= trust
    accounts.enrol(province.van_hanh)
    answer, client = operator_signs_on(province, provider, **claims)
    assert answer["Location"] == "/viec-nen/" and client.get("/viec-nen/").status_code == 200
    provider.knows("hanh", email="van_hanh@example.vn", email_verified=True, amr=["pwd"], acr="loa1")
    answer, client = go(provider, "hanh")
    assert answer["Location"].startswith(reverse("mfa_authenticate")) and signed_in(client) is None


def test_an_old_sign_on_does_not_count_as_a_fresh_code(province, provider, settings):
    """Without an own code generator the guarded page leads to the provider, who asks anew."""
    import time
    settings.OIDC |= {"trusted_amr": ["otp"]}
    _answer, client = operator_signs_on(province, provider, amr=["otp"], auth_time=int(time.time()) - 3 * 3600)
    asked = client.get("/quan-tri/core/group/add/")
    assert asked["Location"].startswith("/dang-nhap-mot-lan/?") and "lai=1" in asked["Location"]
    sent = client.get(asked["Location"])["Location"]
    assert {"prompt=login", "max_age=0"} <= set(urlsplit(sent).query.split("&"))
    assert client.get(provider.agree(sent, "hanh")).status_code == 403  # the provider did not ask anew
    provider.knows("hanh", email="van_hanh@example.vn", email_verified=True, amr=["otp"], auth_time=int(time.time()))
    sent = client.get(asked["Location"])["Location"]
    assert client.get(provider.agree(sent, "hanh"))["Location"] == "/quan-tri/core/group/add/"
    assert client.get("/quan-tri/core/group/add/").status_code == 200


def test_a_one_time_password_dies_with_the_first_sign_on(province, provider):
    User.objects.filter(pk=province.minh.pk).update(must_change_password=True)
    provider.knows("minh-6", email="minh@example.vn", email_verified=True)
    _answer, client = go(provider, "minh-6")
    province.minh.refresh_from_db()
    assert client.get("/thong-bao/").status_code == 200 and not province.minh.has_usable_password()
    other = Client()
    other.post(reverse("account_login"), {"login": "minh", "password": PASSWORD})
    assert signed_in(other) is None and AuditEntry.objects.filter(act="people.password_void").count() == 1
    assert "chưa có mật khẩu" in client.get(reverse("account_set_password")).content.decode()


def test_signing_on_as_somebody_else_ends_the_session_before(province, provider):
    provider.knows("minh-7", email="minh@example.vn", email_verified=True)
    client = Client(**HOST)
    client.force_login(province.dung)
    _answer, client = go(provider, "minh-7", client)
    assert signed_in(client) == str(province.minh.pk)


def test_no_role_comes_with_signing_on(province, provider):
    before = set(Membership.objects.values_list("user_id", "role"))
    provider.knows("khach-1", email="khach@example.vn", email_verified=True, groups=["operator"], roles=["chairman"])
    go(provider, "khach-1")
    assert set(Membership.objects.values_list("user_id", "role")) == before and not sign_on.Provider().config["trusted_amr"] and DAY


def test_the_account_of_a_program_is_nobodys_to_sign_on_to(province, provider, settings):
    from openpar.core.models import ApiClient
    settings.OIDC |= {"claim": "ten", "match": "username"}
    User.objects.create(username="phan-mem")
    provider.knows("ma", ten="phan-mem")
    ApiClient.objects.create(user=User.objects.get(username="phan-mem"), client_id="phan-mem", organisation=province.stc,
                             created_by=province.van_hanh, created_at=moment())
    answer, client = go(provider, "ma")
    assert answer.status_code == 403 and signed_in(client) is None


@pytest.mark.parametrize("claims", [{}, {"email": "minh@example.vn"}, {"email": "minh@example.vn", "email_verified": False},
                                    {"email": "ke-khac@example.vn", "email_verified": True}, {"email": ["minh@example.vn"], "email_verified": True}])
def test_an_address_in_another_claim_links_nobody_unless_the_provider_verified_that_address(province, provider, settings, claims):
    settings.OIDC |= {"claim": "upn", "match": "email"}
    provider.knows("upn-1", upn="minh@example.vn", **claims)
    answer, client = go(provider, "upn-1")
    assert answer.status_code == 403 and "chưa được xác minh" in words_of(answer) and signed_in(client) is None
    assert not SignOnIdentity.objects.exists()


def test_an_address_in_another_claim_that_is_the_verified_one_finds_its_account(province, provider, settings):
    settings.OIDC |= {"claim": "upn", "match": "email"}
    provider.knows("upn-2", upn="Minh@example.vn", email="minh@example.vn", email_verified=True)
    assert signed_in(go(provider, "upn-2")[1]) == str(province.minh.pk)


def test_two_ids_of_the_provider_that_begin_alike_are_two_people(province, provider):
    """The provider's ids are at most 255 characters; a longer one is refused, never cut to somebody else's."""
    long = "a" * 255
    provider.knows(long, email="minh@example.vn", email_verified=True)
    assert signed_in(go(provider, long)[1]) == str(province.minh.pk)
    for other in (long + "b", long + "c"):
        provider.knows(other, email="dung@example.vn", email_verified=True)
        answer, client = go(provider, other)
        assert answer.status_code == 403 and signed_in(client) is None
    assert SignOnIdentity.objects.get().subject == long
