"""Nobody appraises the own unit or the own score: also not with a token, in somebody's place, after a move, or by a correction."""

from dataclasses import replace
from decimal import Decimal

import pytest

from openpar.apps.indices.models import Sheet
from openpar.apps.indices.selectors import rounds
from openpar.apps.indices.services import rounds_cells, rounds_result, rounds_sheets
from openpar.core.actor import actor_for
from openpar.core.models import Membership
from openpar.engine.errors import OpenParError, Refused
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.apps.indices.test_round_result import publish, settled  # noqa: F401  a fixture
from tests.people import DAY, SINCE, moment


@pytest.fixture
def round(province):
    return open_round(province)


def write(sheet, by, code="2.1", points=1):
    return rounds_cells.write([rounds_cells.Cell(sheet.pk, code, "appraisal1", Decimal(points))], by=by, at=moment())


def test_a_token_for_the_office_does_not_appraise_the_department_of_its_person(province, round):
    """Lan works in the home department too; her token acts for the office alone."""
    token = actor_for(province.lan, DAY, organisation_id=province.ubnd_tinh.pk, within=frozenset({"sheet.appraise", "round.view"}))
    with pytest.raises(OpenParError, match="không phải của đơn vị mình"):
        write(sheet_of(round, "snv"), token)
    assert write(sheet_of(round, "stc"), token)
    assert not Sheet.objects.filter(Sheet.reach(token, "sheet.view"), organisation=province.snv).exists()


def test_who_sent_the_points_of_a_unit_does_not_appraise_them_after_a_move(province, round):
    """The head of a department sent the points that an officer wrote, and works in the office today."""
    say(province, round, "stc", {"2.1": 3, "2.2": 1}, "minh")
    rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    Membership.objects.filter(user=province.dung).delete()
    Membership.objects.create(user=province.dung, organisation=province.ubnd_tinh, role="reform_office", valid_from=SINCE)
    moved = province.actor("dung")
    with pytest.raises(OpenParError, match="chính bạn đã gửi điểm"):
        write(sheet_of(round, "stc"), moved)
    assert write(sheet_of(round, "syt"), moved)
    write(sheet_of(round, "stc"), province.actor("lan"))
    for step in (lambda: rounds_sheets.appraise(sheet_of(round, "stc"), by=moved, at=moment()),
                 lambda: rounds_sheets.return_(sheet_of(round, "stc"), reason="Bổ sung", by=moved, at=moment()),
                 lambda: rounds_cells.accept_proposals(sheet_of(round, "stc"), "self", by=moved, at=moment())):
        with pytest.raises(OpenParError):
            step()
    assert sheet_of(round, "stc").state == "submitted"


def test_who_wrote_or_sent_a_point_does_not_correct_it_once_it_is_published(province, settled):  # noqa: F811
    round = settled
    publish(province, round)
    for who in ("minh", "dung"):
        Membership.objects.filter(user=province.users[who]).delete()
        Membership.objects.create(user=province.users[who], organisation=province.ubnd_tinh, role="reform_office", valid_from=SINCE)
    def correct(who, unit, code):
        return rounds_result.revise(round, unit=province.organisations[unit].pk, code=code, points=Decimal("0.25"), reason="Cộng nhầm",
                                    by=province.actor(who), at=moment())
    for who, code in (("minh", "1.1"), ("dung", "1.1"), ("dung", "2.1")):
        with pytest.raises(Refused, match="do chính mình"):
            correct(who, "stc", code)
    assert correct("minh", "stc", "2.1").revision == 2 and correct("dung", "syt", "2.1").revision == 3


def test_in_the_place_of_the_office_nobody_reads_drafts_about_the_own_department(province, round):
    """The office hands its work to a head of division of the finance department for a week."""
    say(province, round, "stc", {"2.1": 1}, "lan", "appraisal1")
    say(province, round, "syt", {"2.1": 1}, "lan", "appraisal1")
    place = replace(province.actor("dung"), memberships=province.actor("lan").memberships[:1], own=province.actor("dung").memberships,
                    acting_for=province.lan)
    assert rounds.sides_of(place, sheet_of(round, "stc")) == set() and rounds.sides_of(place, sheet_of(round, "syt")) == {"office"}
