"""A password that somebody else knows is good for one sign-in; what others do to an account is in the trail, told, and ends what is open."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from openpar.core import accounts, grants
from openpar.core.models import AuditEntry, Membership, OutboxMessage, RoleGrant, User
from tests.people import DAY, PASSWORD, fresh_code, moment

GIVEN, OWN = "mot-mat-khau-rat-dai-9", "mat-khau-cua-rieng-toi-7"


@pytest.fixture
def operator(province, client):
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    fresh_code(client, province.van_hanh)
    return client


def give_password(client, user, **more):
    return client.post(reverse("admin:auth_user_password_change", args=[user.pk]), {
        "usable_password": "true", "password1": GIVEN, "password2": GIVEN} | more)


def sign_in(name, password):
    client = Client()
    client.post(reverse("account_login"), {"login": name, "password": password})
    return client


def change(client, old, new):
    return client.post(reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": new})


def test_the_trail_keeps_that_a_password_was_set_and_never_the_password(province, operator):
    assert give_password(operator, province.minh).status_code == 302
    row = AuditEntry.objects.get(act="people.password_set")
    assert row.object_id == province.minh.pk and row.actor_id == province.van_hanh.pk
    province.minh.refresh_from_db()
    everything = json.dumps([list(AuditEntry.objects.values("reason", "changes", "reference")), list(OutboxMessage.objects.values("payload"))])
    assert GIVEN not in everything and province.minh.password not in everything


@pytest.mark.database("sqlite", "postgresql")
def test_password_trail_and_notice_are_one_transaction(province, operator, monkeypatch):
    before = province.minh.password

    def broken(*args, **kwargs):
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr(grants, "announce", broken)
    with pytest.raises(RuntimeError):
        give_password(operator, province.minh)
    province.minh.refresh_from_db()
    assert province.minh.password == before and not province.minh.must_change_password
    assert not AuditEntry.objects.filter(act="people.password_set").exists()


def test_a_given_password_opens_only_the_page_that_changes_it(province, operator):
    give_password(operator, province.minh)
    client = sign_in("minh", GIVEN)
    for path in ("/", "/viec-cua-toi/", "/thong-bao/", reverse("mfa_index"), reverse("usersessions_list")):
        assert client.get(path)["Location"].startswith(reverse("account_change_password")), path
    assert client.post("/thong-bao/da-doc/")["Location"] == reverse("account_change_password")
    assert "còn người khác biết" in client.get(reverse("account_change_password")).content.decode()
    same = change(client, GIVEN, GIVEN)
    assert same.status_code == 200 and "khác với mật khẩu đang dùng" in same.content.decode()
    assert change(client, GIVEN, OWN).status_code == 302
    assert client.get("/thong-bao/").status_code == 200
    assert AuditEntry.objects.get(act="people.password_change").actor_id == province.minh.pk
    assert sign_in("minh", OWN).get("/thong-bao/").status_code == 200


def test_whoever_is_added_in_the_back_office_changes_the_first_password(province, operator):
    answer = operator.post("/quan-tri/core/user/add/", {
        "username": "moi", "full_name": "Người Mới", "email": "", "usable_password": "true", "password1": GIVEN, "password2": GIVEN,
        "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0})
    assert answer.status_code == 302 and User.objects.get(username="moi").must_change_password
    assert sign_in("moi", GIVEN).get("/")["Location"].startswith(reverse("account_change_password"))
    assert AuditEntry.objects.filter(act="operator.add").exists()


def test_the_own_password_set_in_the_back_office_is_in_the_trail_and_stays(province, client, django_user_model):
    """An operator's own account is far-reaching and the own all the same: nothing is told to nobody, nothing is to be changed."""
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    fresh_code(client, province.van_hanh)
    assert give_password(client, province.van_hanh).status_code == 302
    province.van_hanh.refresh_from_db()
    assert not province.van_hanh.must_change_password and AuditEntry.objects.filter(act="people.password_set").count() == 1
    assert client.get("/quan-tri/").status_code == 200


def test_switching_password_sign_in_off_leaves_nothing_to_change(province, operator):
    give_password(operator, province.minh, usable_password="false", **{"unset-password": "1"})
    province.minh.refresh_from_db()
    assert not province.minh.has_usable_password() and not province.minh.must_change_password
    assert AuditEntry.objects.get(act="people.password_set").changes["usable"] == [None, False]


@pytest.mark.database("sqlite", "postgresql")
def test_a_password_given_by_another_ends_every_session(province, operator):
    mine = [sign_in("minh", PASSWORD) for _ in range(2)]
    loose = Client()
    loose.force_login(province.minh)  # a session that the list of sessions does not know
    assert all(c.get("/thong-bao/").status_code == 200 for c in (*mine, loose))
    give_password(operator, province.minh)
    assert all(c.get("/thong-bao/").status_code == 302 and "_auth_user_id" not in c.session for c in (*mine, loose))


def test_taking_a_second_factor_away_ends_every_session_but_the_operators_own(province, operator):
    mine, loose = sign_in("minh", PASSWORD), Client()
    loose.force_login(province.minh)
    accounts.enrol(province.minh)
    operator.post(reverse("admin:core_user_changelist"), {"action": "forget_second_factor", "_selected_action": [province.minh.pk]})
    assert not accounts.has_second_factor(province.minh)
    assert mine.get("/thong-bao/").status_code == loose.get("/thong-bao/").status_code == 302
    assert operator.get("/quan-tri/").status_code == 200 and sign_in("minh", PASSWORD).get("/thong-bao/").status_code == 200


@pytest.mark.parametrize("flag", ["is_staff", "is_superuser"])
def test_flags_that_open_doors_close_the_account_to_a_single_operator(province, operator, flag):
    User.objects.filter(pk=province.minh.pk).update(**{flag: True})
    assert give_password(operator, province.minh).status_code == 403
    assert not AuditEntry.objects.filter(act="people.password_set").exists()


def test_a_role_that_waits_closes_the_account_until_it_is_refused(province, operator):
    grants.give(Membership(user=province.minh, organisation=province.stc, role="chairman", valid_from=DAY), by=province.actor("van_hanh"),
                at=moment())
    answer = give_password(operator, province.minh)
    assert answer.status_code == 403 and "đang được đề nghị giao" in answer.content.decode()
    grants.refuse(RoleGrant.objects.get().pk, reason="Nhầm người", by=province.actor("van_hanh"), at=moment())
    assert give_password(operator, province.minh).status_code == 302


def test_a_far_reaching_role_is_out_of_reach_while_an_operator_knows_the_password(province, operator):
    give_password(operator, province.minh)
    grants.give(Membership(user=province.minh, organisation=province.ubnd_tinh, role="reform_office", valid_from=DAY),
                by=province.actor("van_hanh"), at=moment())
    Membership.objects.create(user=province.yen, organisation=province.ubnd_tinh, role="operator", valid_from=DAY)
    accounts.enrol(province.yen)
    second = Client()
    second.force_login(province.yen)
    assert "chỉ dùng được sau khi tự đổi" in second.get(reverse("core:grants")).content.decode()
    grants.approve(RoleGrant.objects.get().pk, by=province.actor("yen"), at=moment())
    client = sign_in("minh", GIVEN)
    assert client.get("/van-ban/")["Location"].startswith(reverse("account_change_password"))
    change(client, GIVEN, OWN)
    assert client.get("/van-ban/").status_code == 200


def test_a_reset_from_the_shell_says_who_why_and_to_whom(province, capsys):
    Membership.objects.create(user=province.yen, organisation=province.ubnd_tinh, role="operator", valid_from=DAY)
    accounts.enrol(province.chu_tich)
    session = Client()
    session.force_login(province.chu_tich)
    call_command("reset_access", "chu_tich", "Mất điện thoại")
    row = AuditEntry.objects.get(act="people.reset_access")
    assert row.actor_id is None and row.changes["from"] == [None, "shell"] and row.changes["shell_user"][1]
    told = {a["user"]: m.payload["text"] for m in OutboxMessage.objects.filter(topic="people.access") for a in m.payload["audiences"]}
    assert set(told) == {province.chu_tich.pk, province.van_hanh.pk, province.yen.pk} and "Mất điện thoại" in told[province.yen.pk]
    password = capsys.readouterr().out.split("của chu_tich: ")[1].split()[0]
    assert password not in str(row.changes) and session.get("/thong-bao/").status_code == 302
    assert sign_in("chu_tich", password).get("/")["Location"].startswith(reverse("account_change_password"))
    with pytest.raises(CommandError, match="lý do"):
        call_command("reset_access", "chu_tich", "  ")


def test_notices_are_kept_in_the_language_of_the_house_whoever_acts(province, operator):
    operator.cookies["ngon_ngu"] = operator.cookies["django_language"] = "en"
    give_password(operator, province.minh)
    assert "Người quản trị đã đặt lại mật khẩu" in OutboxMessage.objects.get(topic="people.access").payload["text"]


def test_taking_back_an_own_proposal_asks_why_it_is_taken_back(province, operator):
    grants.give(Membership(user=province.minh, organisation=province.stc, role="chairman", valid_from=DAY), by=province.actor("van_hanh"),
                at=moment())
    page = operator.get(reverse("core:grants")).content.decode()
    assert "Lý do rút đề nghị" in page and "Lý do không duyệt" not in page
    operator.post(reverse("core:grant", args=[RoleGrant.objects.get().pk]), {"duyet": "0", "ly_do": "Nhầm người"})
    assert "Đã rút đề nghị" in operator.get(reverse("core:grants")).content.decode()


def test_the_first_operator_of_an_installation_changes_the_password_and_then_enrols(province, monkeypatch):
    Membership.objects.filter(role="operator").delete()
    monkeypatch.setattr("sys.stdin", io.StringIO(GIVEN + "\n"))
    call_command("first_operator", "vanhanh1", "Người vận hành một", province.stc.code, password_stdin=True)
    client = sign_in("vanhanh1", GIVEN)
    landed = client.get("/", follow=True)
    assert (landed.status_code, landed.request["PATH_INFO"]) == (200, reverse("account_change_password"))
    assert change(client, GIVEN, OWN).status_code == 302
    landed = client.get("/", follow=True)
    assert (landed.status_code, landed.request["PATH_INFO"]) == (200, reverse("account_reauthenticate"))
    landed = client.post(landed.request["PATH_INFO"] + "?" + landed.request["QUERY_STRING"], {"password": OWN}, follow=True)
    assert (landed.status_code, landed.request["PATH_INFO"]) == (200, reverse("mfa_activate_totp"))
    assert 'name="code"' in landed.content.decode()


def test_what_was_opened_beside_the_password_is_closed_with_it(province, operator):
    """A calendar's address, and at a reset the bound identity, are ways in of their own."""
    from openpar.core import feeds
    from openpar.core.models import SignOnIdentity
    secret = feeds.open_feed(by=province.actor("minh"), at=moment())
    give_password(operator, province.minh)
    assert feeds.owner(secret) is None
    secret = feeds.open_feed(by=province.actor("chu_tich"), at=moment())
    SignOnIdentity.objects.create(user=province.chu_tich, issuer="https://dinh-danh.vn", subject="1", bound_at=moment())
    call_command("reset_access", "chu_tich", "Mất điện thoại")
    assert feeds.owner(secret) is None and not SignOnIdentity.objects.exists()


def test_whoever_approves_sees_by_whom_the_account_was_opened(province, operator, django_assert_num_queries):
    from openpar.core import opening
    give_password(operator, province.minh)
    data = {"username": "minh", "full_name": "Phạm Minh", "email": "khac@example.vn", "language": "vi", "is_active": "on",
            "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert operator.post(f"/quan-tri/core/user/{province.minh.pk}/change/", data).status_code == 302
    operator.post(f"/quan-tri/core/user/{province.dung.pk}/change/", data | {"username": "dung", "full_name": "Tên Mới", "email": province.dung.email})
    change(sign_in("minh", GIVEN), GIVEN, OWN)  # the own change is no opening by others
    for who in ("minh", "dung"):
        grants.give(Membership(user=province.users[who], organisation=province.stc, role="chairman", valid_from=DAY), by=province.actor("van_hanh"),
                    at=moment())
    with django_assert_num_queries(1):
        found = opening.opened_by_others([province.minh.pk, province.dung.pk])
    assert [e.act for e in found[province.minh.pk]] == ["people.password_set", "operator.change"] and province.dung.pk not in found
    page = operator.get(reverse("core:grants")).content.decode()
    assert page.count("Ai đã mở tài khoản này") == 1 and "Mật khẩu do Đỗ Văn Hành đặt" in page and "thư điện tử do Đỗ Văn Hành đổi" in page
