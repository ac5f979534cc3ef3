"""A delegation gives what its giver holds, for its days, to one person, in one organisation, and nothing more; nobody passes it on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from openpar.core import accounts, audit, delegations, offices, roles
from openpar.core.actor import Actor, actor_for
from openpar.core.models import AuditEntry, Delegation, Membership, OutboxMessage
from openpar.core.standing import Held, delegated
from openpar.engine.errors import BadInput, Conflict, NotLoaded, Refused
from tests.people import DAY, fresh_code, moment

UNTIL = date(2022, 9, 2)


@pytest.fixture
def deputy(province):
    """Minh is now deputy director of the finance department, as an officer by role."""
    Membership.objects.filter(user=province.dung).update(title="Giám đốc Sở Tài chính")
    Membership.objects.filter(user=province.minh).update(title="Phó Giám đốc Sở Tài chính")
    return province.minh


def give(province, by="dung", to="minh", acts=("assignment.assign", "assignment.speak"), where="stc", mode="KT", **more):
    return delegations.give(**({
        "organisation": province.organisations[where], "taker": province.users[to], "acts": acts, "mode": mode, "valid_from": DAY,
        "valid_until": UNTIL, "giver_office": "Giám đốc", "taker_office": "Phó Giám đốc", "by": province.actor(by), "at": moment()} | more))


def placed(province, row, who="minh", on=DAY):
    return actor_for(province.users[who], on, standing_in=f"d{row.pk}")


def test_the_delegate_gains_the_acts_given_and_the_views_they_need_and_no_other(province, deputy):
    row = give(province)
    actor = placed(province, row)
    assert actor.acting_for == province.dung and actor.user == province.minh
    assert actor.can_for("assignment.speak", province.stc) and actor.can_for("assignment.view", province.stc)
    assert not actor.can("assignment.receive") and not actor.can("paper.sign") and not actor.can("round.approve")


def test_without_the_place_taken_the_own_rights_are_what_they_were(province, deputy):
    give(province)
    actor = province.actor("minh")
    assert actor.standing is None and [s.person for s in actor.stand_ins] == [province.dung]
    assert not actor.can_for("assignment.speak", province.stc)


def test_in_the_other_place_the_own_rights_are_set_aside(province, deputy):
    Membership.objects.create(user=province.minh, organisation=province.stc, role="clerk", valid_from=DAY)
    actor = placed(province, give(province))
    assert not actor.can("assignment.receive")


@settings(max_examples=60)
@given(start=st.integers(-20, 20), length=st.integers(0, 30), ended=st.none() | st.integers(-20, 50), asked=st.integers(-25, 60))
def test_it_holds_on_every_day_from_the_first_to_the_last_both_included_and_never_after_it_was_ended(start, length, ended, asked):
    first = DAY + timedelta(start)
    row = Delegation(valid_from=first, valid_until=first + timedelta(length), ended_on=ended if ended is None else DAY + timedelta(ended))
    day = DAY + timedelta(asked)
    holds = start <= asked <= start + length and (ended is None or asked < ended)
    assert (row.status_on(day) == "running") == holds


@settings(max_examples=200)
@given(role=st.sampled_from(sorted(roles.ROLES)), acts=st.lists(st.sampled_from([*roles.ACTS, "khong.co"]), max_size=12), away=st.booleans())
def test_whatever_was_written_down_no_act_is_gained_that_the_giver_lacks_or_did_not_give(role, acts, away):
    actor = Actor(None, DAY, (delegated(Held(1, "1.", role), acts, away=away),))
    gained, rights = {a for a in roles.ACTS if actor.can(a)}, roles.ROLES[role].rights
    assert gained <= set(rights)
    done = {a for a in gained if not roles.is_view(a)}
    in_hand = {a for a in rights if rights[a] == roles.Scope.PERSON} if away else set()
    assert done == ({a for a in acts if roles.delegable(a)} & set(rights)) | {a for a in in_hand if not roles.is_view(a)}
    assert not done & {"people.manage", "organisation.manage", "standing.oversee", "audit.view", "jobs.view", "webhooks.manage"}


@pytest.mark.parametrize("offset, holds", [(-1, False), (0, True), (9, True), (10, False)])
def test_the_database_counts_the_days_as_the_model_does(province, deputy, offset, holds):
    row = give(province)
    day = DAY + timedelta(offset)
    assert delegations.running(day).filter(pk=row.pk).exists() == holds == (row.status_on(day) == "running")
    assert bool(placed(province, row, on=day).standing) == holds


def test_who_never_had_the_act_cannot_give_it(province):
    with pytest.raises(Refused, match="chính bạn"):
        give(province, by="minh", to="van_thu", acts=("assignment.speak",))


def test_what_the_giver_loses_the_delegate_loses(province, deputy):
    row = give(province)
    Membership.objects.filter(user=province.dung).update(valid_until=DAY - timedelta(1))
    assert placed(province, row).standing is None
    with pytest.raises(Refused, match="vừa kết thúc"):
        replace(placed_before(province, row)).require("assignment.speak", province.stc)


def placed_before(province, row):
    """The actor as it was built before the giver's role ended."""
    Membership.objects.filter(user=province.dung).update(valid_until=None)
    actor = placed(province, row)
    Membership.objects.filter(user=province.dung).update(valid_until=DAY - timedelta(1))
    return actor


def test_an_act_begun_before_the_delegation_was_ended_is_refused_after_it(province, deputy):
    row = give(province)
    actor = placed(province, row)
    delegations.end(row.pk, reason="Giám đốc đã về", by=province.actor("dung"), at=moment(hour=10))
    with pytest.raises(Refused, match="vừa kết thúc"):
        actor.require("assignment.speak", province.stc)
    with pytest.raises(Refused, match="vừa kết thúc"):
        actor.again()


def test_a_delegate_does_not_delegate(province, deputy):
    actor = placed(province, give(province))
    with pytest.raises(Refused, match="ủy quyền lại"):
        delegations.give(organisation=province.stc, taker=province.van_thu, acts=["assignment.speak"], mode="KT", valid_from=DAY,
                         valid_until=UNTIL, giver_office="Giám đốc", taker_office="Văn thư", by=actor, at=moment())


def test_what_was_taken_is_not_the_delegates_own_to_give(province, deputy):
    give(province)
    with pytest.raises(Refused, match="chính bạn"):
        give(province, by="minh", to="van_thu")


@pytest.mark.parametrize("to", ["yen", "te", "hoa", "khach"])
def test_nobody_of_another_organisation_is_given_anything(province, to):
    with pytest.raises(BadInput, match="không thuộc"):
        give(province, to=to)


def test_who_leaves_the_organisation_stands_in_for_nobody_there(province, deputy):
    row = give(province)
    Membership.objects.filter(user=province.minh).update(organisation=province.syt)
    assert placed(province, row).standing is None and not placed(province, row).stand_ins


def test_a_place_that_was_given_to_another_is_not_taken(province, deputy):
    row = give(province)
    assert placed(province, row, who="van_thu").standing is None


@pytest.mark.parametrize("more, message", [
    ({"taker_is": "dung"}, "tự ủy quyền"), ({"valid_from": DAY - timedelta(1)}, "trước hôm nay"),
    ({"valid_until": DAY - timedelta(1)}, "Ngày cuối"), ({"acts": ()}, "ít nhất một việc"), ({"mode": "XX"}, "hình thức ký"),
    ({"mode": "TUQ"}, "bằng văn bản"), ({"giver_office": " "}, "chức vụ"),
    ({"mode": "TUQ", "document_number": "05/GUQ-STC", "document_on": DAY + timedelta(1)}, "ký sau ngày")])
def test_what_is_not_in_order_is_refused_with_a_sentence(province, more, message):
    to = more.pop("taker_is", "minh")
    with pytest.raises(BadInput, match=message):
        give(province, to=to, **more)


@pytest.mark.parametrize("acts", [["people.manage"], ["organisation.manage"], ["standing.oversee"], ["task.view"], ["khong.co"]])
def test_running_the_platform_and_looking_are_not_given_away(province, acts):
    with pytest.raises(Refused):
        give(province, acts=acts)


def test_no_act_of_a_sensitive_role_is_delegable():
    assert not [a for r in roles.ROLES.values() if r.sensitive for a in r.rights if roles.delegable(a)]
    assert all(roles.is_view(v) for a in roles.ACTS for v in roles.seen_with([a]))


def test_a_far_reaching_role_needs_the_delegates_code_generator(province):
    with pytest.raises(BadInput, match="xác thực hai lớp"):
        give(province, by="chu_tich", to="pho", where="ubnd_tinh", acts=["directive.issue"])
    accounts.enrol(province.pho)
    row = give(province, by="chu_tich", to="pho", where="ubnd_tinh", acts=["directive.issue"])
    assert placed(province, row, who="pho").can_for("directive.issue", province.ubnd_tinh)
    accounts.forget_second_factor(province.pho)
    assert accounts.must_use_second_factor(province.pho, province.actor("pho"))


def test_the_same_is_given_once(province, deputy):
    give(province)
    with pytest.raises(Conflict):
        give(province)


def test_both_hear_of_it_and_of_its_end_and_the_trail_keeps_who_what_and_why(province, deputy):
    row = give(province)
    told = {a["user"] for a in OutboxMessage.objects.get(topic="standing.delegation").payload["audiences"]}
    assert told == {province.dung.pk, province.minh.pk}
    delegations.end(row.pk, reason="Đã về", by=province.actor("van_thu"), at=moment())
    entry = AuditEntry.objects.get(act="delegation.end")
    assert (entry.reason, entry.actor_id, entry.organisation_id) == ("Đã về", province.van_thu.pk, province.stc.pk)
    with pytest.raises(Conflict):
        delegations.end(row.pk, reason="Lần nữa", by=province.actor("dung"), at=moment())


@pytest.mark.parametrize("who", ["yen", "hoa", "giam_sat", "lan"])
def test_a_stranger_neither_sees_nor_ends_it(province, deputy, who):
    row = give(province)
    assert not delegations.delegations_for(province.actor(who)).exists()
    with pytest.raises(NotLoaded):
        delegations.end(row.pk, reason="x", by=province.actor(who), at=moment())


def test_who_stands_in_for_the_head_does_not_watch_over_the_organisation(province, deputy):
    give(province)
    other = give(province, by="van_thu", to="dung", acts=["assignment.receive"])
    actor = placed(province, Delegation.objects.get(taker=province.minh))
    assert not delegations.delegations_for(actor).filter(pk=other.pk).exists()


def test_an_act_in_anothers_place_leaves_both_names_and_the_mode(province, deputy):
    row = give(province)
    entry = audit.record("thu", "core.test", 1, by=placed(province, row), at=moment())
    assert (entry.actor_id, entry.acting_for_id) == (province.minh.pk, province.dung.pk)
    assert entry.changes["signing_mode"] == [None, "KT"] and entry.changes["delegation"] == [None, row.pk]


def test_above_nobody_decides_on_the_own_unit_in_anothers_place(province):
    accounts.enrol(province.dung)
    row = give(province, by="chu_tich", to="dung", where="ubnd_tinh", acts=["assignment.appraise"], mode="TUQ", giver_office="Chủ tịch",
               taker_office="Giám đốc Sở Tài chính", document_number="12/GUQ-UBND", document_on=DAY)
    actor = placed(province, row, who="dung")
    assert actor.own_unit(province.stc) and actor.own_unit(province.stc_ns) and not actor.own_unit(province.syt)
    others = set(Membership.objects.filter(actor.not_own_unit("organisation")).values_list("organisation__code", flat=True))
    assert others == {"ubnd_tinh", "snv", "syt", "muong_te", "sin_ho", "mu_ca", "hdnd_tinh"}


@pytest.mark.parametrize("mode, lines", [
    ("KT", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")), ("TL", ("TL. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"))])
def test_the_lines_above_the_signature(province, deputy, mode, lines):
    assert offices.lines_for(placed(province, give(province, mode=mode)), province.stc) == lines


def test_who_signs_in_the_own_office_signs_in_that_office(province, deputy):
    assert offices.lines_for(province.actor("dung"), province.stc) == ("GIÁM ĐỐC",)
    Membership.objects.filter(user=province.te).update(title="Chủ tịch UBND huyện Mường Tè")
    assert offices.lines_for(province.actor("te"), province.muong_te) == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")


# --- pages ---------------------------------------------------------------------------------------------------------

FORM = {"mode": "KT", "acts": ["assignment.speak"], "giver_office": "Giám đốc", "valid_from": "24/08/2022", "valid_until": "02/09/2022"}


def test_the_head_gives_by_the_page_and_the_deputy_takes_the_place_and_comes_back(province, deputy, client):
    client.force_login(province.dung)
    answer = client.post(reverse("core:standing_give"), FORM | {"taker": province.minh.pk})
    assert answer.status_code == 302, answer.content.decode()
    row = Delegation.objects.get()
    assert row.taker_office == "Phó Giám đốc"
    client.force_login(province.minh)
    assert "Làm thay Trần Văn Dũng" in client.get(reverse("core:standing")).content.decode()
    client.post(reverse("core:stand_in"), {"thay": f"d{row.pk}"})
    page = client.get(reverse("tasks:my_work")).content.decode()
    assert "Đang làm thay" in page and "ký KT." in page
    assert AuditEntry.objects.get(act="session.stand_in").acting_for_id == province.dung.pk
    client.post(reverse("core:stand_in"), {"thay": ""})
    assert "Đang làm thay" not in client.get(reverse("tasks:my_work")).content.decode()


def test_what_is_sent_after_the_delegation_was_ended_is_not_done_in_the_own_name(province, deputy, client):
    row = give(province)
    client.force_login(province.minh)
    client.post(reverse("core:stand_in"), {"thay": f"d{row.pk}"})
    delegations.end(row.pk, reason="Đã về", by=province.actor("dung"), at=moment())
    answer = client.post(reverse("core:notices_read"))
    assert answer.status_code == 403 and "chưa được làm" in answer.content.decode()
    assert client.get(reverse("tasks:my_work")).status_code == 200


def test_a_place_of_a_far_reaching_role_is_taken_with_a_fresh_code_only(province, client):
    accounts.enrol(province.pho)
    row = give(province, by="chu_tich", to="pho", where="ubnd_tinh", acts=["directive.issue"])
    client.force_login(province.pho)
    asked = client.post(reverse("core:stand_in"), {"thay": f"d{row.pk}"})
    assert "xac-thuc" in asked["Location"] or "reauthenticate" in asked["Location"]
    assert "standing_in" not in client.session
    fresh_code(client, province.pho)
    client.post(reverse("core:stand_in"), {"thay": f"d{row.pk}"})
    assert client.session["standing_in"] == f"d{row.pk}"


@pytest.mark.parametrize("key", ["d999999", "a1", "x", "d", "d-1"])
def test_a_place_that_nobody_offers_is_not_found(province, client, key):
    client.force_login(province.minh)
    assert client.post(reverse("core:stand_in"), {"thay": key}).status_code == 404


def test_what_was_typed_stays_where_something_is_missing(province, deputy, client):
    client.force_login(province.dung)
    answer = client.post(reverse("core:standing_give"), FORM | {"taker": province.minh.pk, "mode": "TUQ", "scope_note": "chi ngân sách"})
    assert answer.status_code == 422 and "bằng văn bản" in answer.content.decode() and "chi ngân sách" in answer.content.decode()
    assert not Delegation.objects.exists()


def test_from_a_taken_place_nothing_is_given_on(province, deputy, client):
    row = give(province)
    client.force_login(province.minh)
    client.post(reverse("core:stand_in"), {"thay": f"d{row.pk}"})
    assert client.get(reverse("core:standing_give")).status_code == 403
    assert client.get(reverse("core:standing_leave")).status_code == 403
