"""Whoever leaves hands everything over to one successor in one act: counted before, moved at once, told to both, and the roles end on the day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from openpar.apps.documents.models import Document, Route
from openpar.apps.tasks.models import Assignment, Directive, Task
from openpar.apps.tasks.services import work
from openpar.core import absences, accounts, delegations, handover, rules
from openpar.core.models import Absence, AuditEntry, Deadline, Delegation, Membership, OutboxMessage, User
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.apps.tasks.giving import give, received
from tests.core.api import declared
from tests.people import DAY, SINCE, fresh_code, moment

LAST = date(2022, 8, 31)


@pytest.fixture
def busy(province):
    """Minh has two parts in hand, an arrival, a draft, and is to leave; Bình is the other officer."""
    province.users["binh"] = User.objects.create(username="binh", full_name="Lò Thị Bình")
    Membership.objects.create(user=province.binh, organisation=province.stc, role="officer", valid_from=SINCE)
    for _n in range(2):
        part = received(province, give(province))
        work.assign(part, by=province.actor("dung"), at=moment(), person=province.minh)
    common = {"organisation": province.stc, "kind": "cong_van", "author": "x", "created_at": moment()}
    arrival = Document.objects.create(direction="in", title="Đến", state="assigned", handler=province.minh, **common)
    Route.objects.create(document=arrival, part="lead", person=province.minh)
    Deadline.objects.create(organisation=province.stc, person=province.minh, room="documents.document", object_id=arrival.pk, duty="answer",
                            title="Đến", started_at=moment())
    Document.objects.create(direction="out", title="Đi", state="draft", created_by=province.minh, **common)
    Document.objects.create(direction="out", title="Đã phát hành", state="issued", created_by=province.minh, **common)
    return province


def hand(province, who="minh", to="binh", by="van_hanh", where=("stc",), **more):
    return handover.hand_over(province.users[who], **({
        "successor": province.users[to], "organisations": [province.organisations[o].pk for o in where], "last_day": LAST,
        "reason": "Quyết định 45/QĐ-STC ngày 20/8/2022", "by": province.actor(by), "at": moment()} | more))


def test_the_preview_counts_what_the_act_then_moves(busy):
    counted = {c.kind.code: c.count for c in handover.preview(busy.minh, [busy.stc.pk])}
    assert counted == {"tasks.in_hand": 2, "documents.in_hand": 1, "documents.drafts": 1}
    assert hand(busy) == counted
    assert handover.preview(busy.minh, [busy.stc.pk]) == []


def test_everything_open_is_the_successors_and_nothing_is_left_or_lost(busy):
    before = Deadline.objects.filter(person=busy.minh, open=True).count()
    hand(busy)
    assert Assignment.objects.filter(handler=busy.binh).count() == 2
    assert Document.objects.get(title="Đến").handler == busy.binh and Route.objects.get().person == busy.binh
    assert Document.objects.get(title="Đi").handler == busy.binh and Document.objects.get(title="Đi").created_by == busy.minh
    assert Document.objects.get(title="Đã phát hành").handler is None
    assert not Deadline.objects.filter(person=busy.minh, open=True).exists()
    assert Deadline.objects.filter(person=busy.binh, open=True).count() == before == 3


def test_the_roles_end_with_the_last_day_which_still_counts(busy):
    hand(busy)
    assert busy.actor("minh", LAST).can("assignment.view") and not busy.actor("minh", LAST + timedelta(1)).can("assignment.view")
    assert Membership.objects.get(user=busy.minh).valid_until == LAST


def test_each_part_each_role_and_the_whole_are_in_the_trail_with_the_reason(busy):
    hand(busy)
    acts = list(AuditEntry.objects.values_list("act", flat=True))
    assert acts.count("tasks.assignment.hand_over") == 2 and acts.count("documents.document.hand_over") == 2
    assert acts.count("people.role_change") == 1
    whole = AuditEntry.objects.get(act="people.hand_over")
    assert whole.reason.startswith("Quyết định 45") and whole.changes["successor"] == [None, busy.binh.pk]
    assert whole.changes["moved"][1] == {"tasks.in_hand": 2, "documents.in_hand": 1, "documents.drafts": 1}


def test_a_program_of_the_organisation_is_nobodys_successor(busy):
    program, _secret = declared(busy, "stc")
    offered = set(handover.successors([busy.stc.pk], DAY, without=busy.minh.pk))
    assert program.user not in offered and busy.binh in offered
    busy.users["may"] = program.user
    with pytest.raises((BadInput, Refused)):
        hand(busy, to="may")
    assert Document.objects.filter(created_by=busy.minh, state="draft").exists()


def test_both_are_told(busy):
    hand(busy)
    told = OutboxMessage.objects.get(topic="standing.handover")
    assert {a["user"] for a in told.payload["audiences"]} == {busy.minh.pk, busy.binh.pk} and "Phần việc đang xử lý: 2" in told.payload["text"]


def test_a_second_click_changes_nothing(busy):
    hand(busy)
    with pytest.raises(Conflict, match="Không còn gì"):
        hand(busy)


def test_only_the_organisations_chosen_are_touched(busy):
    Membership.objects.create(user=busy.minh, organisation=busy.syt, role="officer", valid_from=SINCE)
    part = give(busy, to="syt")
    Assignment.objects.filter(pk=part.pk).update(handler=busy.minh)
    hand(busy)
    assert Assignment.objects.get(pk=part.pk).handler == busy.minh
    assert Membership.objects.get(user=busy.minh, organisation=busy.syt).valid_until is None


def test_what_others_have_in_hand_stays_theirs(busy):
    other = received(busy, give(busy))
    work.assign(other, by=busy.actor("dung"), at=moment(), person=busy.dung)
    hand(busy)
    assert Assignment.objects.get(pk=other.pk).handler == busy.dung


def test_a_leader_hands_over_what_he_leads(province):
    province.users["moi"] = User.objects.create(username="moi", full_name="Chủ tịch mới")
    Membership.objects.create(user=province.moi, organisation=province.ubnd_tinh, role="chairman", valid_from=SINCE)
    part = give(province, leader=province.chu_tich)
    hand(province, who="chu_tich", to="moi", where=("ubnd_tinh",))
    assert Assignment.objects.get(pk=part.pk).leader == province.moi and Task.objects.get(pk=part.task_id).leader == province.moi


def test_what_waits_for_a_second_person_keeps_its_first_and_the_successor_is_told(province):
    province.users["binh"] = User.objects.create(username="binh", full_name="Lò Thị Bình")
    Membership.objects.create(user=province.binh, organisation=province.ubnd_tinh, role="reform_office", valid_from=SINCE)
    row = rules.enter("deadlines/due_soon", "5", valid_from=DAY, source="QĐ 1", by=province.actor("lan"), at=moment())
    Directive.objects.create(issuer=province.ubnd_tinh, title="Nháp", text="x", created_at=moment(), created_by=province.lan)
    counted = handover.preview(province.lan, [province.ubnd_tinh.pk])
    assert {(c.kind.code, c.moves) for c in counted} == {("core.rules", False), ("tasks.drafts", False)}
    assert hand(province, who="lan", where=("ubnd_tinh",)) == {}
    row.refresh_from_db()
    assert row.entered_by == province.lan
    assert "Quy tắc chờ người thứ hai duyệt: 1" in OutboxMessage.objects.get(topic="standing.handover").payload["text"]


def test_delegations_and_absences_end_with_the_roles_and_go_to_nobody(busy):
    given = delegations.give(organisation=busy.stc, taker=busy.minh, acts=["assignment.speak"], mode="KT", valid_from=DAY,
                             valid_until=date(2022, 12, 1), giver_office="Giám đốc", taker_office="Phó Giám đốc", by=busy.actor("dung"), at=moment())
    later = absences.report(person=busy.minh, organisation=busy.stc, kind="leave", substitute=busy.binh, valid_from=date(2022, 9, 5),
                            valid_until=date(2022, 9, 9), by=busy.actor("minh"), at=moment())
    hand(busy)
    assert Delegation.objects.get(pk=given.pk).valid_until == LAST and Absence.objects.get(pk=later.pk).ended_on == DAY
    assert not busy.actor("binh", date(2022, 9, 6)).stand_ins and not Delegation.objects.filter(taker=busy.binh).exists()


@pytest.mark.parametrize("more, error, message", [
    ({"to": "minh"}, BadInput, "người khác"), ({"to": "yen"}, BadInput, "mọi cơ quan"), ({"last_day": DAY - timedelta(1)}, BadInput, "hôm nay"),
    ({"reason": " "}, BadInput, "lý do"), ({"where": ()}, BadInput, "ít nhất"), ({"where": ("syt",)}, BadInput, "không có vai trò"),
    ({"to": "van_thu"}, BadInput, "nhận được"), ({"by": "dung"}, Refused, "quản lý người dùng"), ({"by": "minh"}, Refused, "quản lý người dùng"),
    ({"who": "van_hanh", "to": "lan", "where": ("ubnd_tinh",)}, Refused, "tự bàn giao")])
def test_what_is_not_in_order_is_refused_and_nothing_moves(busy, more, error, message):
    with pytest.raises(error, match=message):
        hand(busy, **more)
    assert Assignment.objects.filter(handler=busy.minh).count() == 2 and Membership.objects.get(user=busy.minh).valid_until is None


def test_a_failure_in_one_room_takes_everything_back(busy, monkeypatch):
    from dataclasses import replace

    def broken(*_args):
        raise Conflict("hỏng")
    monkeypatch.setitem(handover.KINDS, "documents.drafts", replace(handover.KINDS["documents.drafts"], give=broken))
    with pytest.raises(Conflict):
        hand(busy)
    assert Assignment.objects.filter(handler=busy.minh).count() == 2
    assert not AuditEntry.objects.filter(act__endswith="hand_over").exists()


def test_the_operator_sees_the_counts_and_hands_over_by_the_page(busy, client):
    accounts.enrol(busy.van_hanh)
    client.force_login(busy.van_hanh)
    assert "Phạm Minh" in client.get(reverse("core:handover"), {"q": "pham minh"}).content.decode()
    address = reverse("core:handover_of", args=[busy.minh.pk])
    assert "Phần việc đang xử lý" in client.get(address).content.decode()
    sent = {"successor": busy.binh.pk, "co-quan": busy.stc.pk, "last_day": "31/8/2022", "reason": "QĐ 45"}
    assert client.post(address, sent)["Location"].startswith("/tai-khoan/")  # a one-time code first
    assert Assignment.objects.filter(handler=busy.minh).count() == 2
    fresh_code(client, busy.van_hanh)
    wrong = client.post(address, sent | {"reason": ""})
    assert wrong.status_code == 422 and "31/8/2022" in wrong.content.decode()
    assert client.post(address, sent).status_code == 302
    assert Assignment.objects.filter(handler=busy.binh).count() == 2


@pytest.mark.parametrize("who", ["dung", "lan", "minh"])
def test_nobody_else_opens_the_page(busy, client, who):
    client.force_login(busy.users[who])
    assert client.get(reverse("core:handover")).status_code == 403
    assert client.get(reverse("core:handover_of", args=[busy.minh.pk])).status_code == 403
