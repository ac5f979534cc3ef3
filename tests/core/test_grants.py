"""Nobody gives themselves a role; a role that reaches far counts once a second operator approves; all are told, all is kept."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from openpar.core import accounts, grants, roles
from openpar.core.models import AuditEntry, Membership, OutboxMessage, RoleGrant
from openpar.engine.errors import BadInput, Conflict, NotLoaded, Refused
from tests.people import DAY, PASSWORD, fresh_code, moment

FAR = [c for c, r in roles.ROLES.items() if r.second_person]


@pytest.fixture
def second(province):
    """Yến is an operator too."""
    Membership.objects.create(user=province.yen, organisation=province.ubnd_tinh, role="operator", valid_from=DAY)
    return province.actor("yen")


def role(province, code, who="minh", where="stc"):
    return Membership(user=province.users[who], organisation=province.organisations[where], role=code, valid_from=DAY)


def give(province, code, who="minh", by="van_hanh"):
    return grants.give(role(province, code, who), by=province.actor(by), at=moment())


def test_the_roles_that_take_two_people():
    assert FAR == ["chairman", "reform_office", "procedure_control", "operator", "api_client"]


def test_an_ordinary_role_counts_at_once_and_is_in_the_trail(province):
    row = give(province, "clerk")
    assert row.pk and AuditEntry.objects.get(act="people.role_give").object_id == row.pk


@pytest.mark.parametrize("code", FAR)
def test_a_far_reaching_role_waits_for_a_second_operator(province, second, code):
    assert give(province, code) is None
    assert not Membership.objects.filter(user=province.minh, role=code).exists()
    pk = RoleGrant.objects.get().pk
    with pytest.raises(Refused):
        grants.approve(pk, by=province.actor("van_hanh"), at=moment())
    row = grants.approve(pk, by=second, at=moment())
    assert row.user == province.minh and row.role == code
    assert list(AuditEntry.objects.order_by("id").values_list("act", flat=True)) == ["people.role_propose", "people.role_give"]
    with pytest.raises(Conflict):
        grants.approve(pk, by=second, at=moment())


def test_nobody_gives_themselves_any_role(province):
    for code in roles.ROLES:
        with pytest.raises(Refused):
            give(province, code, who="van_hanh")
    assert not RoleGrant.objects.exists()


def test_whoever_is_to_get_a_role_does_not_approve_it(province, second):
    give(province, "chairman", who="yen")
    with pytest.raises(Refused):
        grants.approve(RoleGrant.objects.get().pk, by=second, at=moment())


def test_the_person_and_the_other_operators_are_told(province, second):
    give(province, "chairman")
    told = {a["user"] for a in OutboxMessage.objects.get(topic="people.role").payload["audiences"]}
    assert told == {province.minh.pk, province.yen.pk}
    grants.approve(RoleGrant.objects.get().pk, by=second, at=moment())
    told = {a["user"] for a in OutboxMessage.objects.order_by("-id")[0].payload["audiences"]}
    assert told == {province.minh.pk, province.van_hanh.pk}


def test_a_proposal_is_refused_with_a_reason_and_may_be_made_again(province, second):
    give(province, "chairman")
    with pytest.raises(Conflict):
        give(province, "chairman")
    pk = RoleGrant.objects.get().pk
    with pytest.raises(BadInput):
        grants.refuse(pk, reason=" ", by=second, at=moment())
    grants.refuse(pk, reason="Chưa có quyết định bổ nhiệm", by=second, at=moment())
    assert not Membership.objects.filter(user=province.minh, role="chairman").exists()
    give(province, "chairman")
    with pytest.raises(NotLoaded):
        grants.approve(10**9, by=second, at=moment())


@pytest.mark.parametrize("name", ["lan", "dung", "chu_tich"])
def test_nobody_but_an_operator_gives_or_approves(province, second, name):
    with pytest.raises(Refused):
        give(province, "clerk", by=name)
    give(province, "chairman")
    with pytest.raises(Refused):
        grants.approve(RoleGrant.objects.get().pk, by=province.actor(name), at=moment())


def rows(province, user, **more):
    """What the back office's page of a person sends."""
    held = list(user.memberships.order_by("id"))
    data = {"username": user.username, "full_name": user.full_name, "email": user.email, "language": "vi", "is_active": "on",
            "memberships-TOTAL_FORMS": len(held) + 1, "memberships-INITIAL_FORMS": len(held)}
    for i, m in enumerate(held):
        data |= {f"memberships-{i}-{f}": v for f, v in (("id", m.pk), ("user", user.pk), ("organisation", m.organisation_id), (
            "role", m.role), ("title", m.title), ("field", m.field), ("valid_from", f"{m.valid_from:%d/%m/%Y}"))}
    n = len(held)
    return data | {f"memberships-{n}-user": user.pk, f"memberships-{n}-organisation": province.stc.pk,
                   f"memberships-{n}-role": "clerk", f"memberships-{n}-valid_from": f"{DAY:%d/%m/%Y}"} | more


@pytest.fixture
def office(province, client):
    """Hành at the back office, with a code given just now."""
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    fresh_code(client, province.van_hanh)
    return lambda user, **more: client.post(f"/quan-tri/core/user/{user.pk}/change/", rows(province, user, **more))


def test_the_back_office_proposes_far_reaching_roles_and_gives_the_others(province, office):
    assert office(province.minh).status_code == 302
    assert Membership.objects.filter(user=province.minh, role="clerk").exists()
    assert office(province.minh, **{"memberships-2-role": "chairman"}).status_code == 302
    assert RoleGrant.objects.get().role == "chairman" and not Membership.objects.filter(user=province.minh, role="chairman").exists()


def test_the_back_office_gives_no_person_the_role_of_a_program(province, office):
    answer = office(province.minh, **{"memberships-1-role": "api_client"})
    assert answer.status_code == 200 and "chỉ dành cho phần mềm" in answer.content.decode()
    assert not RoleGrant.objects.exists() and province.minh.memberships.count() == 1


def test_the_back_office_refuses_the_own_role_and_turning_one_role_into_another(province, office):
    answer = office(province.van_hanh)
    assert answer.status_code == 200 and "Không ai tự giao vai trò cho mình" in answer.content.decode()
    answer = office(province.minh, **{"memberships-0-role": "head"})
    assert answer.status_code == 200 and "không sửa thành vai trò khác" in answer.content.decode()
    assert province.minh.memberships.get().role == "officer" and province.van_hanh.memberships.count() == 1


def test_a_role_is_ended_earlier_but_not_made_longer(province):
    row, by = province.minh.memberships.get(), province.actor("van_hanh")
    row.valid_until = DAY
    grants.amend(row, ["valid_until"], by=by, at=moment())
    row.valid_until = None
    with pytest.raises(Refused):
        grants.amend(row, ["valid_until"], by=by, at=moment())


def test_the_page_of_waiting_roles_decides_with_a_fresh_code(province, second, client):
    give(province, "chairman")
    accounts.enrol(province.yen)
    client.force_login(province.yen)
    page, one = reverse("core:grants"), reverse("core:grant", args=[RoleGrant.objects.get().pk])
    assert "Phạm Minh" in client.get(page).content.decode()
    assert client.post(one, {"duyet": "1"})["Location"].startswith(reverse("mfa_reauthenticate"))
    fresh_code(client, province.yen)
    assert client.post(one, {"duyet": "0"}).status_code == 422  # no reason
    assert client.post(one, {"duyet": "1"}).status_code == 302
    assert Membership.objects.filter(user=province.minh, role="chairman").exists()


def test_an_installation_begins_with_two_operators_made_by_command_and_no_more(province, monkeypatch):
    def make(name):
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
        call_command("first_operator", name, "Người Vận Hành", "ubnd_tinh", password_stdin=True, stdout=io.StringIO())
    make("van_hanh_2")
    with pytest.raises(CommandError, match="Đã có hai người"):
        make("van_hanh_3")
    with pytest.raises(CommandError, match="mã"):
        call_command("first_operator", "x", "X", "khong_co", password_stdin=True)
    assert AuditEntry.objects.filter(act="people.first_operator").count() == 1
