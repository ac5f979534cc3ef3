"""Appraisers by area: who was given an area appraises it and nothing else; what was given to nobody stays with the office; nobody appraises the own unit."""

import pytest

from openpar.apps.indices.models import Appraiser, Entry
from openpar.apps.indices.services import rounds_appraisers as giving
from openpar.apps.indices.services import rounds_cells, rounds_excel, rounds_sheets
from openpar.apps.indices.services.rounds_cells import BadCells
from openpar.core import evidence
from openpar.core.models import AuditEntry, OutboxMessage
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.apps.indices.test_papi_pages import words
from tests.people import moment


@pytest.fixture
def round(province):
    """Finances (area 6) are appraised by the head of the finance department."""
    made = open_round(province)
    giving.give(made, "6", province.users["dung"].pk, by=province.actor("lan"), at=moment())
    return made


def refused(call):
    with pytest.raises(BadCells) as found:
        call()
    return found.value.faults[0].words


def test_who_was_given_an_area_appraises_it_and_nobody_else(province, round):
    say(province, round, "syt", {"6.1": 2}, "dung", "appraisal1")
    assert "phân công cho người khác" in refused(lambda: say(province, round, "syt", {"6.2": 2}, "lan", "appraisal1"))
    assert "phân công cho người khác" in refused(lambda: say(province, round, "syt", {"1.1": 1}, "dung", "appraisal1"))
    say(province, round, "syt", {"1.1": 1}, "lan", "appraisal1")
    assert set(Entry.objects.values_list("code", "author__username")) == {("6.1", "dung"), ("1.1", "lan")}


def test_an_area_gives_no_word_about_the_own_unit_and_no_other_right(province, round):
    assert "không phải của đơn vị mình" in refused(lambda: say(province, round, "stc", {"6.1": 2}, "dung", "appraisal1"))
    say(province, round, "syt", {"6.1": 2}, "dung", "appraisal1")
    with pytest.raises(Refused):
        rounds_sheets.return_(sheet_of(round, "syt"), reason="Bổ sung", by=province.actor("dung"), at=moment())


def test_a_smaller_area_can_be_given_to_another_person_too(province, round):
    giving.give(round, "6", province.users["lan"].pk, by=province.actor("lan"), at=moment())
    say(province, round, "syt", {"6.1": 2}, "lan", "appraisal1")
    say(province, round, "syt", {"6.2": 2}, "dung", "appraisal1")


def test_taken_back_it_is_the_offices_again_and_both_acts_are_told_and_kept(province, round):
    say(province, round, "syt", {"6.1": 2}, "dung", "appraisal1")
    giving.take(round, Appraiser.objects.get().pk, by=province.actor("lan"), at=moment())
    assert "Không chấm được" in refused(lambda: say(province, round, "syt", {"6.2": 2}, "dung", "appraisal1"))
    say(province, round, "syt", {"6.2": 2}, "lan", "appraisal1")
    assert list(AuditEntry.objects.filter(act__endswith="_area").order_by("id").values_list("act", flat=True)) == [
        "indices.round.give_area", "indices.round.take_area"]
    assert OutboxMessage.objects.filter(topic="indices.round.area").count() == 2
    with pytest.raises(Conflict):
        giving.take(round, 10**9, by=province.actor("lan"), at=moment())


def test_what_cannot_be_given_says_why(province, round):
    at, by = moment(), province.actor("lan")
    for area, user, error in (("9", "minh", BadInput), ("6.1", "minh", BadInput), ("6", "te", BadInput), ("6", "dung", Conflict)):
        with pytest.raises(error):
            giving.give(round, area, province.users[user].pk, by=by, at=at)
    with pytest.raises(Refused):
        giving.give(round, "6", province.users["minh"].pk, by=province.actor("dung"), at=at)


def test_the_grid_shows_the_area_and_the_units_of_others_only(client, province, round):
    client.force_login(province.users["dung"])
    page = client.get(f"/dot-danh-gia/{round.pk}/bang/")
    html = page.content.decode()
    syt, stc = sheet_of(round, "syt"), sheet_of(round, "stc")
    assert f'name="o~{syt.pk}~6.1~appraisal1' in html and f"o~{stc.pk}~" not in html and "~1.1~" not in html
    saved = client.post(f"/phieu-cham/{syt.pk}/o/", {"code": "6.1", "stream": "appraisal1", "value": "2", "version": "0"})
    assert saved.status_code == 200 and saved.json()["value"] == "2"
    assert client.post(f"/phieu-cham/{syt.pk}/o/", {"code": "1.1", "stream": "appraisal1", "value": "1", "version": "0"}).status_code == 404
    assert client.get(f"/phieu-cham/{syt.pk}/").status_code == 404
    assert client.get(f"/phieu-cham/{syt.pk}/tieu-chi/6.1/").status_code == 200
    assert client.get(f"/phieu-cham/{syt.pk}/tieu-chi/1.1/").status_code == 404
    assert f"/dot-danh-gia/{round.pk}/bang/" in client.get(f"/dot-danh-gia/{round.pk}/").content.decode()


def test_the_evidence_of_the_area_opens_and_other_evidence_does_not(client, province, round):
    from openpar.apps.indices.selectors.rounds import proofs_for
    say(province, round, "syt", {"6.1": 2, "1.1": 1}, "yen")
    for code in ("6.1", "1.1"):
        entry = Entry.objects.get(sheet=sheet_of(round, "syt"), code=code, stream="self")
        evidence.add_link("indices.entry", entry.pk, f"https://vi-du.vn/{code}", by=province.actor("yen"), at=moment(), organisation_id=province.syt.pk)
    assert [e.url for e in proofs_for(province.actor("dung")).filter(organisation=province.syt)] == ["https://vi-du.vn/6.1"]
    assert proofs_for(province.actor("lan")).count() == 2


def test_taking_the_proposals_leaves_what_others_appraise(province, round):
    say(province, round, "syt", {"6.1": 2, "1.1": 1}, "yen")
    rounds_sheets.submit(sheet_of(round, "syt"), by=province.actor("yen"), at=moment())
    assert rounds_cells.accept_proposals(sheet_of(round, "syt"), "self", by=province.actor("lan"), at=moment()) == 1
    assert Entry.objects.filter(stream="appraisal1").get().code == "1.1"


def test_the_workbook_has_only_what_the_person_appraises(province, round, tmp_path):
    import openpyxl
    path = tmp_path / "b.xlsx"
    path.write_bytes(rounds_excel.appraisal_book(round, "appraisal1", province.actor("dung")))
    rows = list(openpyxl.load_workbook(path)["Điểm"].values)
    assert {r[0] for r in rows[1:]} == {"6.1", "6.2", "6.3", "6.4"} and "Sở Tài chính" not in rows[0]


def test_a_manager_gives_and_takes_on_the_page_of_the_round(client, province, round):
    client.force_login(province.users["lan"])
    said = words(client.get(f"/dot-danh-gia/{round.pk}/"))
    assert "Phân công thẩm định" in said and "Trần Văn Dũng" in said and "cơ quan tổ chức đợt" in said
    url = f"/dot-danh-gia/{round.pk}/phan-cong/"
    assert "Đã phân công" in words(client.post(url, {"area": "5", "user": province.users["minh"].pk}, follow=True))
    assert client.post(url, {"area": "5", "user": ""}).status_code == 422
    assert client.post(url, {"area": "5", "user": province.users["minh"].pk}).status_code == 409
    client.post(url, {"bo": Appraiser.objects.get(area="5").pk})
    assert not Appraiser.objects.filter(area="5").exists()
    client.force_login(province.users["dung"])
    assert client.post(url, {"area": "5", "user": province.users["minh"].pk}).status_code in (403, 404)


def test_drafts_about_the_own_unit_are_not_on_the_grid(client, province):
    round = open_round(province)
    Entry.objects.create(sheet=sheet_of(round, "snv"), code="6.2", stream="appraisal1", points="1.5", at=moment())
    client.force_login(province.users["lan"])
    assert "1,5" not in client.get(f"/dot-danh-gia/{round.pk}/bang/?linh-vuc=6").content.decode().split("<tbody>")[1]


def test_an_area_is_handed_over_with_the_rest_and_once(province, round):
    from openpar.core import handover
    from openpar.core.models import Membership
    from tests.people import DAY, SINCE
    Membership.objects.create(user=province.minh, organisation=province.stc, role="head", valid_from=SINCE)
    giving.give(round, "1", province.users["dung"].pk, by=province.actor("lan"), at=moment())
    Appraiser.objects.create(round=round, user=province.minh, area="6", at=moment())
    assert {c.kind.code: c.count for c in handover.preview(province.dung, [province.stc.pk])} == {"indices.areas": 2}
    handover.hand_over(province.dung, successor=province.minh, organisations=[province.stc.pk], last_day=DAY, reason="QĐ 1",
                       by=province.actor("van_hanh"), at=moment())
    assert set(Appraiser.objects.values_list("user__username", "area")) == {("minh", "1"), ("minh", "6")}
    assert AuditEntry.objects.filter(act="indices.round.give_area", changes__person=["Trần Văn Dũng", "Phạm Minh"]).count() == 2


def test_an_area_given_to_a_person_is_appraised_in_nobodys_place(province, round):
    """Neither the area of who stands in, nor that of whose place is taken: it was given by name."""
    from datetime import date

    from openpar.apps.indices.models import Sheet
    from openpar.core import delegations
    from openpar.core.actor import actor_for
    from tests.people import DAY
    given = delegations.give(organisation=province.stc, taker=province.minh, acts=["sheet.score"], mode="KT", valid_from=DAY,
                             valid_until=date(2022, 8, 31), giver_office="Giám đốc", taker_office="Phó Giám đốc", by=province.actor("dung"),
                             at=moment())
    place = actor_for(province.minh, DAY, standing_in=f"d{given.pk}")
    assert Sheet.objects.filter(Sheet.appraisable(province.actor("dung"))).exists()
    assert not Sheet.objects.filter(Sheet.appraisable(place)).exists()
