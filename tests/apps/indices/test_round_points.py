"""Points in streams: whose they are, when they may be written, and what happens when two people write the same cell."""

from decimal import Decimal

import pytest

from openpar.apps.indices import rules
from openpar.apps.indices.models import Entry, Sheet
from openpar.apps.indices.services import rounds_cells, rounds_sheets
from openpar.apps.indices.services.rounds_cells import BadCells, Cell
from openpar.core.models import AuditEntry, Membership
from openpar.engine.errors import BadInput, Refused
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.people import SINCE, moment


@pytest.fixture
def round(province):
    return open_round(province)


def faults(call):
    with pytest.raises(BadCells) as refused:
        call()
    return refused.value.faults


def test_a_unit_scores_itself_and_the_trail_keeps_old_and_new(province, round):
    say(province, round, "stc", {"1.1": 1, "6.1": 2.5}, "minh")
    say(province, round, "stc", {"6.1": 2}, "minh")
    assert Entry.objects.get(code="6.1").points == 2 and Entry.objects.get(code="6.1").version == 2
    assert AuditEntry.objects.filter(act="indices.sheet.points").latest("id").changes == {"6.1 self": ["2,5", "2"]}


@pytest.mark.parametrize("who", ["yen", "te", "lan", "chu_tich", "giam_sat", "van_thu"])
def test_nobody_else_scores_for_a_unit(province, round, who):
    assert faults(lambda: say(province, round, "stc", {"1.1": 1}, who))
    assert not Entry.objects.exists()


def test_the_office_appraises_others_but_never_its_own_unit(province, round):
    say(province, round, "stc", {"1.1": 1}, "lan", "appraisal1")
    assert "không phải của đơn vị mình" in faults(lambda: say(province, round, "snv", {"1.1": 1}, "lan", "appraisal1"))[0].words


def test_a_member_of_a_division_does_not_appraise_the_department_above(province, round):
    Membership.objects.create(user=province.lan, organisation=province.stc_ns, role="officer", valid_from=SINCE)
    assert faults(lambda: say(province, round, "stc", {"1.1": 1}, "lan", "appraisal1"))


def test_nobody_appraises_points_that_they_wrote_themselves_even_after_moving(province, round):
    say(province, round, "stc", {"1.1": 1}, "minh")
    Membership.objects.filter(user=province.minh).update(organisation=province.ubnd_tinh, role="reform_office")
    assert "do chính bạn ghi" in faults(lambda: say(province, round, "stc", {"1.1": 1}, "minh", "appraisal1"))[0].words
    say(province, round, "stc", {"4.1": 1}, "minh", "appraisal1")


@pytest.mark.parametrize("code, stream, points, says", [
    ("1.1", "self", 2, "từ 0 đến 1"), ("8.1", "self", 1, "không có luồng điểm"), ("1.1", "survey", 1, "không có luồng điểm"),
    ("9.9", "self", 1, "không có luồng điểm"), ("1.1", "automatic", 1, "Không chấm được")])
def test_what_does_not_fit_is_named_with_its_place(province, round, code, stream, points, says):
    who = "minh" if stream == "self" else "lan"
    assert says in faults(lambda: say(province, round, "stc", {code: points}, who, stream))[0].words


def test_all_or_none(province, round):
    bad = faults(lambda: say(province, round, "stc", {"1.1": 1, "2.1": 99, "4.2": 3, "5.1": -1}, "minh"))
    assert [f.cell.code for f in bad] == ["2.1", "5.1"] and not Entry.objects.exists()


def test_of_two_people_on_one_cell_the_later_sees_the_newer_value(province, round):
    say(province, round, "stc", {"6.1": 2}, "minh", version=0)
    [fault] = faults(lambda: say(province, round, "stc", {"6.1": 3}, "dung", version=0))
    assert "người khác vừa ghi 2" in fault.words and fault.newer.version == 1 and Entry.objects.get().points == 2
    say(province, round, "stc", {"6.1": 3}, "dung", version=1)
    say(province, round, "stc", {"6.1": 3}, "minh", version=1)  # the same value is nobody's loss
    assert Entry.objects.get().points == 3


def test_not_applicable_is_said_and_is_not_zero(province, round):
    sheet = sheet_of(round, "stc")
    rounds_cells.write([Cell(sheet.pk, "2.2", "self", *rounds_cells.read_points("kad"))], by=province.actor("minh"), at=moment())
    entry = Entry.objects.get()
    assert entry.points is None and entry.absent == "not_applicable" and rounds_cells.shown(entry) == "KAD"


@pytest.mark.parametrize("typed", ["hai", "nan", "1e9", "1.2.3", "9" * 30, "=1+1"])
def test_what_is_not_a_number_is_refused(typed):
    with pytest.raises(BadInput, match="không phải là điểm"):
        rounds_cells.read_points(typed)


def test_writing_a_whole_sheet_costs_as_much_as_a_few_cells(province, round, django_assert_max_num_queries):
    codes = {"1.1": 1, "2.1": 1, "2.2": 1, "2.3": 1, "4.1": 1, "4.2": 1, "4.3": 1, "4.4": 1, "5.1": 1, "5.2": 1, "6.1": 1, "6.3": 1}
    with django_assert_max_num_queries(16):
        say(province, round, "stc", codes, "minh")


# -- the way of a sheet


def test_what_was_sent_is_locked_and_can_be_taken_back_until_it_is_appraised(province, round):
    say(province, round, "stc", {"1.1": 1}, "minh")
    sent = rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    assert sent.state == "submitted" and faults(lambda: say(province, round, "stc", {"1.1": 0}, "minh"))
    rounds_sheets.take_back(sent, reason="Thiếu một tiêu chí", by=province.actor("dung"), at=moment())
    say(province, round, "stc", {"1.1": 0}, "minh")


def test_an_officer_does_not_send_for_the_unit(province, round):
    say(province, round, "stc", {"1.1": 1}, "minh")
    with pytest.raises(Refused, match="Thủ trưởng đơn vị"):
        rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("minh"), at=moment())


def test_an_empty_sheet_is_not_sent(province, round):
    with pytest.raises(Refused, match="Chưa có điểm tự chấm"):
        rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())


def test_a_unit_that_sent_nothing_is_appraised_only_after_its_day(province, round):
    say(province, round, "syt", {"1.1": 0}, "lan", "appraisal1")
    with pytest.raises(Refused, match="chưa hết hạn"):
        rounds_sheets.appraise(sheet_of(round, "syt"), by=province.actor("lan"), at=moment())
    from datetime import date
    late = moment(date(2022, 9, 7))
    assert rounds_sheets.appraise(sheet_of(round, "syt"), by=province.actor("lan"), at=late).state == "appraised"


def appraised(province, round, unit="stc", officer="minh", head="dung"):
    say(province, round, unit, {"1.1": 1, "2.1": 3}, officer)
    rounds_sheets.submit(sheet_of(round, unit), by=province.actor(head), at=moment())
    say(province, round, unit, {"1.1": 1, "2.1": 2}, "lan", "appraisal1")
    return rounds_sheets.appraise(sheet_of(round, unit), by=province.actor("lan"), at=moment())


def test_objection_and_second_appraisal(province, round):
    sheet = appraised(province, round)
    with pytest.raises(Refused, match="Chưa có giải trình"):
        rounds_sheets.object_(sheet, by=province.actor("dung"), at=moment())
    rounds_cells.write([Cell(sheet.pk, "2.1", "explanation", Decimal(3), comment="Đã bổ sung Quyết định 12")], by=province.actor("minh"), at=moment())
    sheet = rounds_sheets.object_(sheet, by=province.actor("dung"), at=moment())
    say(province, round, "stc", {"2.1": 2.5}, "lan", "appraisal2")
    sheet = rounds_sheets.settle(sheet, by=province.actor("lan"), at=moment())
    assert sheet.state == "settled" and not Entry.objects.filter(sheet=sheet, locked=False).exclude(stream="automatic").exists()
    assert {e.stream: e.points for e in Entry.objects.filter(sheet=sheet, code="2.1")} == {
        "self": 3, "appraisal1": 2, "explanation": 3, "appraisal2": Decimal("2.5")}


def test_the_appraiser_does_not_settle_while_the_unit_may_still_answer(province, round):
    sheet = appraised(province, round)
    with pytest.raises(Refused, match="còn hạn giải trình"):
        rounds_sheets.settle(sheet, by=province.actor("lan"), at=moment())
    assert rounds_sheets.agree(sheet, by=province.actor("dung"), at=moment()).state == "settled"


def test_a_second_click_is_one_act(province, round):
    from openpar.engine.errors import Conflict
    sheet = appraised(province, round)
    rounds_sheets.agree(sheet, by=province.actor("dung"), at=moment())
    with pytest.raises(Conflict):
        rounds_sheets.agree(sheet, by=province.actor("dung"), at=moment())
    assert AuditEntry.objects.filter(act="indices.sheet.agree").count() == 1


def test_every_open_state_leads_on_and_every_step_is_held_by_a_role():
    from openpar.core import roles
    for workflow, states in ((rules.SHEET, Sheet.State.values), ):
        assert set(workflow.states()) == set(states)
    assert all(roles.roles_with(s.act) for w in (rules.SHEET, rules.ROUND) for s in w.steps)
