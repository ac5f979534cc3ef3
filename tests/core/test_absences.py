"""While somebody is away, the substitute sees the work and the notices as that person's and does what lies in that person's hands; then it ends."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from openpar.core import absences, accounts, delegations, delivery, outbox
from openpar.core.actor import actor_for, reach
from openpar.core.models import Absence, AuditEntry, Deadline, Membership, Notice
from openpar.core.outbox import Audience, Told
from openpar.engine.errors import BadInput, Conflict, NotLoaded, Refused
from tests.people import DAY, SINCE, moment

UNTIL = date(2022, 8, 26)


@pytest.fixture
def officer(province):
    """Bình is another officer of the finance department."""
    from openpar.core.models import User
    province.users["binh"] = User.objects.create(username="binh", full_name="Lò Thị Bình", email="binh@example.vn")
    Membership.objects.create(user=province.binh, organisation=province.stc, role="officer", valid_from=SINCE)
    return province


def away(province, who="minh", instead="binh", by=None, where="stc", **more):
    return absences.report(**({"person": province.users[who], "organisation": province.organisations[where], "kind": "leave",
                               "substitute": province.users[instead], "valid_from": DAY, "valid_until": UNTIL,
                               "by": province.actor(by or who), "at": moment()} | more))


def in_hand(province, actor, act, whose="minh"):
    """Whether the right reaches what lies in this person's hands, asked as the rooms ask it."""
    Deadline.objects.get_or_create(organisation=province.stc, person=province.users[whose], room="thu", object_id=1, duty="x", title="x",
                                   defaults={"started_at": moment()})
    return Deadline.objects.filter(reach(actor, act, organisation="organisation", person="person"), person=province.users[whose]).exists()


@pytest.mark.parametrize("offset, there", [(-1, False), (0, True), (2, True), (3, False)])
def test_the_first_and_the_last_day_count_and_no_other(officer, offset, there):
    away(officer)
    actor = officer.actor("binh", DAY + timedelta(offset))
    assert bool(actor.stand_ins) == there
    assert in_hand(officer, actor, "assignment.view") == there


def test_the_substitute_sees_but_does_nothing_before_taking_the_place(officer):
    row = away(officer)
    actor = officer.actor("binh")
    assert in_hand(officer, actor, "assignment.view") and not in_hand(officer, actor, "assignment.work")
    placed = actor_for(officer.binh, DAY, standing_in=f"a{row.pk}")
    assert in_hand(officer, placed, "assignment.work") and not in_hand(officer, placed, "assignment.work", whose="binh")


def test_standing_in_for_the_head_without_a_delegation_decides_nothing(officer):
    row = away(officer, who="dung")
    placed = actor_for(officer.binh, DAY, standing_in=f"a{row.pk}")
    assert placed.can_for("assignment.view", officer.stc)
    for act in ("assignment.assign", "assignment.speak", "paper.sign", "sheet.speak", "round.approve", "assignment.receive"):
        assert not placed.can(act), act


def test_with_a_delegation_the_substitute_decides_what_was_delegated_and_works_on_the_rest(officer):
    away(officer, who="dung")
    given = delegations.give(organisation=officer.stc, taker=officer.binh, acts=["assignment.speak"], mode="KT", valid_from=DAY,
                             valid_until=UNTIL, giver_office="Giám đốc", taker_office="Phó Giám đốc", by=officer.actor("dung"), at=moment())
    placed = actor_for(officer.binh, DAY, standing_in=f"d{given.pk}")
    assert placed.can("assignment.speak") and not placed.can("assignment.assign") and placed.can("document.view")


def test_back_earlier_the_work_is_back_the_same_day(officer):
    row = away(officer)
    absences.end(row.pk, reason="", by=officer.actor("minh"), at=moment(DAY + timedelta(1)))
    assert officer.actor("binh", DAY).stand_ins and not officer.actor("binh", DAY + timedelta(1)).stand_ins
    assert AuditEntry.objects.filter(act="absence.end").exists()


@pytest.mark.parametrize("more, message", [
    ({"instead": "minh"}, "người khác"), ({"instead": "yen"}, "cùng cơ quan"), ({"kind": "x"}, "lý do"),
    ({"valid_from": DAY - timedelta(1)}, "trở đi"), ({"valid_until": DAY - timedelta(1)}, "Ngày cuối"), ({"where": "syt"}, "không có vai trò")])
def test_what_is_not_in_order_is_refused_with_a_sentence(officer, more, message):
    with pytest.raises(BadInput, match=message):
        away(officer, **more)


def test_substitution_is_not_passed_on(officer):
    away(officer)
    with pytest.raises(BadInput, match="nhận làm thay"):
        away(officer, who="binh", instead="dung")
    with pytest.raises(BadInput, match="cũng nghỉ"):
        away(officer, who="dung", instead="minh")
    with pytest.raises(Conflict):
        away(officer, valid_from=UNTIL, valid_until=UNTIL + timedelta(5))


def test_head_and_clerk_report_for_others_and_nobody_else_does(officer):
    away(officer, by="van_thu")
    absences.end(Absence.objects.get().pk, reason="nhầm", by=officer.actor("dung"), at=moment())
    for who in ("binh", "yen", "lan"):
        with pytest.raises(Refused):
            away(officer, by=who)
        with pytest.raises(NotLoaded):
            absences.end(Absence.objects.get().pk, reason="x", by=officer.actor("lan"), at=moment())


def test_a_far_reaching_role_needs_a_substitute_with_a_code_generator(province):
    with pytest.raises(BadInput, match="hai lớp"):
        away(province, who="chu_tich", instead="pho", where="ubnd_tinh")
    accounts.enrol(province.pho)
    assert away(province, who="chu_tich", instead="pho", where="ubnd_tinh").pk


# --- the bell and the list ------------------------------------------------------------------------------------------

def tell(province, topic="tasks.assigned", to=None, who="lan", on=DAY):
    outbox.announce([Told(topic, "x:1", "Có việc mới", "/phan-viec/1/", (to or Audience(province.stc.pk),))],
                    by=province.actor(who), at=moment(on))
    delivery.deliver()
    return {(n.user.username, n.instead_of and n.instead_of.username) for n in Notice.objects.filter(topic=topic).select_related("user", "instead_of")}


def test_the_bell_rings_at_both_and_says_whose_it_is(officer):
    away(officer, who="dung")
    assert tell(officer) == {("dung", None), ("van_thu", None), ("binh", "dung")}


def test_who_is_told_anyway_is_told_once(officer):
    away(officer, who="dung", instead="van_thu")
    assert tell(officer) == {("dung", None), ("van_thu", None)}


def test_after_the_last_day_the_bell_rings_at_the_own_only(officer):
    away(officer, who="dung")
    assert tell(officer, on=UNTIL + timedelta(1)) == {("dung", None), ("van_thu", None)}


def test_what_concerns_the_person_alone_is_not_told_to_the_substitute(officer):
    away(officer)
    assert tell(officer, topic="people.access", to=Audience(user_id=officer.minh.pk)) >= {("minh", None)}
    assert ("binh", "minh") not in tell(officer, topic="people.access", to=Audience(user_id=officer.minh.pk))


def test_what_is_told_in_another_organisation_stays_there(officer):
    Membership.objects.create(user=officer.dung, organisation=officer.syt, role="clerk", valid_from=SINCE)
    away(officer, who="dung")
    assert ("binh", "dung") not in tell(officer, to=Audience(officer.syt.pk))


def test_the_form_reports_an_absence_and_the_page_shows_it_to_both(officer, client):
    client.force_login(officer.minh)
    sent = {"person": officer.minh.pk, "kind": "trip", "substitute": officer.binh.pk, "valid_from": "24/08/2022", "valid_until": "26/08/2022"}
    assert client.post(reverse("core:standing_leave"), sent).status_code == 302
    row = Absence.objects.get()
    for who in ("minh", "binh", "dung"):
        client.force_login(officer.users[who])
        assert "Đi công tác" in client.get(reverse("core:standing")).content.decode()
    client.force_login(officer.binh)
    assert client.post(reverse("core:standing_back", args=[row.pk]), {"ly_do": "Về sớm"}).status_code == 302
    row.refresh_from_db()
    assert row.ended_by == officer.binh and row.end_reason == "Về sớm"
