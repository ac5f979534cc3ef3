"""No operator alone opens the account of somebody whose role takes two people to give; others hear what was done to theirs."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from openpar.core import accounts
from openpar.core.models import AuditEntry, OutboxMessage
from tests.people import fresh_code


@pytest.fixture
def operator(province, client):
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    fresh_code(client, province.van_hanh)
    return client


def set_password(client, user):
    return client.post(reverse("admin:auth_user_password_change", args=[user.pk]), {
        "usable_password": "true", "password1": "mot-mat-khau-rat-dai-9", "password2": "mot-mat-khau-rat-dai-9"})


def forget(client, *users):
    return client.post(reverse("admin:core_user_changelist"), {
        "action": "forget_second_factor", "_selected_action": [u.pk for u in users]})


def test_the_account_of_a_far_reaching_role_stays_closed(province, operator):
    for who in ("chu_tich", "lan"):
        user, before = province.users[who], province.users[who].password
        answer = set_password(operator, user)
        user.refresh_from_db()
        assert answer.status_code == 403 and user.password == before and "reset_access" in answer.content.decode()
    accounts.enrol(province.chu_tich)
    assert forget(operator, province.minh, province.chu_tich).status_code == 403
    assert accounts.has_second_factor(province.chu_tich)


def test_its_address_is_not_changed_either(province, operator):
    page = operator.get(reverse("admin:core_user_change", args=[province.chu_tich.pk])).content.decode()
    assert 'name="email"' not in page and 'name="username"' not in page
    page = operator.get(reverse("admin:core_user_change", args=[province.minh.pk])).content.decode()
    assert 'name="email"' in page


def test_others_are_told(province, operator):
    before = province.minh.password
    assert set_password(operator, province.minh).status_code == 302
    province.minh.refresh_from_db()
    assert province.minh.password != before
    accounts.enrol(province.minh)
    assert forget(operator, province.minh).status_code == 302 and not accounts.has_second_factor(province.minh)
    told = [m.payload for m in OutboxMessage.objects.filter(topic="people.access")]
    assert len(told) == 2 and all(a["user"] == province.minh.pk for m in told for a in m["audiences"])


def test_the_way_that_is_left_is_on_the_server_and_in_the_trail(province, capsys):
    before = province.chu_tich.password
    call_command("reset_access", "chu_tich", "Mất điện thoại")
    province.chu_tich.refresh_from_db()
    assert province.chu_tich.password != before and "Mật khẩu mới" in capsys.readouterr().out
    assert AuditEntry.objects.get(act="people.reset_access").reason == "Mất điện thoại"
    assert OutboxMessage.objects.filter(topic="people.access").exists()
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command("reset_access", "khong_co", "x")
