"""What one side drafts in a round is not read by the other side: no page, total, workbook, paper or trail tells it before it is sent or locked."""

from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document

from openpar.apps.indices.selectors import rounds as seen
from openpar.apps.indices.selectors import rounds_gap as gaps
from openpar.apps.indices.selectors import rounds_leaf
from openpar.apps.indices.services import rounds_cells, rounds_sheets
from openpar.core import trail
from openpar.core.models import AuditEntry, Membership
from openpar.engine.errors import Refused
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.apps.indices.test_papi_pages import words
from tests.people import SINCE, moment


@pytest.fixture
def round(province):
    return open_round(province)


def points(gap, code):
    return next((x.e.value for _a, leaves in gap.areas for x in leaves if x.code == code), None)


def gap(province, round, unit, who):
    return gaps.gap_or_404(province.actor(who), round.pk, province.organisations[unit].pk)


def submit(province, round, unit, who):
    rounds_sheets.submit(sheet_of(round, unit), by=province.actor(who), at=moment())


def appraise(province, round, unit):
    rounds_sheets.appraise(sheet_of(round, unit), by=province.actor("lan"), at=moment())


def test_what_a_unit_drafts_counts_on_the_gap_page_of_the_office_only_once_it_is_sent(client, province, round):
    say(province, round, "stc", {"2.1": Decimal("1.25")}, "minh", comment="Nháp của Sở Tài chính")
    client.force_login(province.lan)
    address = f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&tc=2.1"
    assert points(gap(province, round, "stc", "lan"), "2.1") is None
    assert "1,25" not in words(client.get(address)) and "Nháp của Sở Tài chính" not in words(client.get(address))
    submit(province, round, "stc", "dung")
    assert points(gap(province, round, "stc", "lan"), "2.1") == Decimal("1.25") and "Nháp của Sở Tài chính" in words(client.get(address))


def test_what_a_unit_drafts_is_not_taken_over_by_the_appraiser(client, province, round):
    say(province, round, "stc", {"2.1": 1}, "minh")
    client.force_login(province.lan)
    assert "Nhận điểm tự chấm" not in words(client.get(f"/phieu-cham/{sheet_of(round, 'stc').pk}/"))
    with pytest.raises(Refused, match="chưa gửi điểm tự chấm"):
        rounds_cells.accept_proposals(sheet_of(round, "stc"), "self", by=province.actor("lan"), at=moment())
    submit(province, round, "stc", "dung")
    assert "Nhận điểm tự chấm" in words(client.get(f"/phieu-cham/{sheet_of(round, 'stc').pk}/"))
    assert rounds_cells.accept_proposals(sheet_of(round, "stc"), "self", by=province.actor("lan"), at=moment()) == 1


def test_the_second_appraisal_is_not_known_to_the_unit_before_it_is_locked(client, province, round):
    say(province, round, "stc", {"2.1": 3, "2.2": 1}, "minh")
    submit(province, round, "stc", "dung")
    say(province, round, "stc", {"2.1": Decimal("1.25"), "2.2": 1}, "lan", "appraisal1")
    appraise(province, round, "stc")
    say(province, round, "stc", {"2.1": 3}, "minh", "explanation", comment="Đủ minh chứng")
    rounds_sheets.object_(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    say(province, round, "stc", {"2.1": Decimal("2.4")}, "lan", "appraisal2", comment="Chấp nhận một phần")
    client.force_login(province.dung)
    sheet = sheet_of(round, "stc")
    mine = rounds_leaf.scored(sheet, seen.sides_of(province.actor("dung"), sheet))
    assert points(gap(province, round, "stc", "dung"), "2.1") == Decimal("1.25") and mine.total == Decimal("2.25")
    for page in (f"/phieu-cham/{sheet.pk}/", f"/phieu-cham/{sheet.pk}/tieu-chi/2.1/", f"/dot-danh-gia/{round.pk}/khoang-cach/?tc=2.1"):
        assert "Chấp nhận một phần" not in words(client.get(page)) and "2,4" not in words(client.get(page)), page
    rounds_sheets.settle(sheet_of(round, "stc"), by=province.actor("lan"), at=moment())
    assert points(gap(province, round, "stc", "dung"), "2.1") == Decimal("2.4")


def test_who_works_in_a_unit_reads_no_draft_about_it_in_whatever_role(client, province, round):
    """A deputy of a department, who belongs to the office that runs the round as well."""
    Membership.objects.create(user=province.pho, organisation=province.syt, role="deputy", field="Y tế", valid_from=SINCE)
    say(province, round, "syt", {"2.1": Decimal("1.25")}, "lan", "appraisal1", comment="Thiếu hồ sơ")
    say(province, round, "stc", {"2.1": Decimal("2.75")}, "lan", "appraisal1")
    client.force_login(province.pho)
    sheet = sheet_of(round, "syt")
    for page in (f"/dot-danh-gia/{round.pk}/bang/", f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.syt.pk}&tc=2.1", f"/phieu-cham/{sheet.pk}/",
                 f"/phieu-cham/{sheet.pk}/tieu-chi/2.1/"):
        assert "1,25" not in words(client.get(page)) and "Thiếu hồ sơ" not in words(client.get(page)), page
    assert "2,75" in words(client.get(f"/dot-danh-gia/{round.pk}/bang/"))
    assert points(gap(province, round, "syt", "pho"), "2.1") is None and points(gap(province, round, "stc", "pho"), "2.1") == Decimal("2.75")


def test_a_draft_of_the_decision_has_only_points_that_are_locked(client, province, round):
    say(province, round, "snv", {"2.1": 1}, "lan")
    say(province, round, "stc", {"2.1": Decimal("1.25")}, "lan", "appraisal1")
    client.force_login(province.lan)
    paper = Document(BytesIO(client.get(f"/dot-danh-gia/{round.pk}/quyet-dinh.docx").content))
    said = " ".join(c.text for t in paper.tables for row in t.rows for c in row.cells)
    assert "Sở Tài chính" in said and "1,25" not in said


def test_what_the_office_drafts_about_others_is_not_in_the_trail_of_the_writers_department(province, round):
    """Lan writes for the office of the province; the head of her department reads the trail of that department."""
    Membership.objects.create(user=province.ca, organisation=province.snv, role="head", valid_from=SINCE)
    sheet = sheet_of(round, "stc").pk
    rounds_cells.write([rounds_cells.Cell(sheet, "2.1", "appraisal1", Decimal(1))], by=province.actor("lan", organisation="snv"), at=moment())
    written = AuditEntry.objects.get(act="indices.sheet.points")
    assert written.organisation == province.ubnd_tinh
    assert not trail.entries_for(province.actor("ca")).filter(pk=written.pk).exists()
