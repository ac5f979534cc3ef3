"""What the demo's rounds must show: facts that people stated, a unit that did not answer, one out of the round, points on top and points taken off."""

import random
from decimal import Decimal
from types import SimpleNamespace

import pytest

from openpar.apps.demo import round_facts, rounds
from openpar.apps.indices.models import FactEntry
from openpar.apps.indices.selectors import rounds_framework as shelf
from openpar.apps.indices.selectors import rounds_gap as gaps
from openpar.apps.indices.services import rounds_cells, rounds_facts, rounds_sheets
from tests.apps.indices.round_ground import open_round, sheet_of
from tests.apps.indices.test_papi_pages import words
from tests.people import moment

SILENT = ("stc", "initiatives.recognised_count")


@pytest.fixture
def stated(province, monkeypatch):
    """A round whose facts are entered as the demo enters them; the finance department does not answer one question."""
    monkeypatch.setattr(round_facts, "SILENT", SILENT)
    made = open_round(province, units=("stc", "syt"))
    units = [province.stc, province.syt]
    facts = round_facts.stated(made, units, round_facts.made_up(made, units, random.Random(1), {}))
    assert round_facts.enter(made, units, facts, by=province.actor("lan"), at=moment()) == FactEntry.objects.count() > 40
    rounds_facts.propose(made, by=province.actor("lan"), at=moment(), given=facts)
    return made


def test_facts_that_people_state_are_rows_of_the_catalogue_and_say_that_they_are_made_up(client, province, stated):
    client.force_login(province.lan)
    shelf_page = words(client.get("/so-lieu/"))
    assert "Kỳ đã có số liệu nhập:" in shelf_page and "1/1/2022 – 30/11/2022" in shelf_page.replace("01/01", "1/1")
    said = words(client.get(f"/so-lieu/{SILENT[1]}/?tu=01/01/2022&den=30/11/2022"))
    assert round_facts.MADE_UP in said and "đơn vị chưa có số liệu" in said
    silent = {r.unit.code for r in client.get(f"/so-lieu/{SILENT[1]}/?tu=01/01/2022&den=30/11/2022").context["silent"]}
    assert "stc" in silent and "syt" not in silent


def test_the_unit_that_did_not_answer_is_incomplete_and_not_a_nought(province, stated):
    entries = sheet_of(stated, "stc").entries.filter(code="1.9")
    assert not entries.exists() and sheet_of(stated, "syt").entries.filter(code="1.9", stream="automatic").exists()
    leaves = shelf.frozen(stated).leaves()
    assert [c.code for c in leaves if rounds._unscored(SimpleNamespace(organisation=province.stc), c)] == ["1.9"]
    assert not [c.code for c in shelf.frozen(stated).leaves() if rounds._unscored(SimpleNamespace(organisation=province.syt), c)]


def test_points_on_top_and_points_taken_off_are_given_by_the_appraiser_with_what_they_came_from(client, province, monkeypatch):
    made = open_round(province, ref="demo/district-2022", units=("muong_te",))
    code = province.muong_te.code
    monkeypatch.setattr(rounds, "MORE", {(code, "bonus"): (1, "Một sáng kiến"), (code, "deduction"): (2, "Hai báo cáo sai")})
    more = [c for c in shelf.frozen(made).leaves() if c.kind != "core"]
    assert [c.kind for c in more] == ["bonus", "deduction"] and shelf.frozen(made).total == 100
    sheet = sheet_of(made, code)
    rounds_cells.write([rounds._more(sheet, c) for c in more], by=province.actor("lan"), at=moment())
    assert dict(sheet.entries.values_list("stream", "points")) == {"bonus": Decimal("0.5"), "deduction": -1}
    assert sheet.entries.get(stream="bonus").inputs == {"value": "1"}
    gap = gaps.gap_of(made, gaps.standing(made, "provisional"), province.muong_te.pk)
    assert gap.measured == 0 and gap.reached == Decimal("-0.5") and gap.lost == Decimal("0.5")
    client.force_login(province.chu_tich)
    said = words(client.get(f"/dot-danh-gia/{made.pk}/khoang-cach/"))
    assert "Điểm cộng: cách làm mới" in said and "+0,50" in said and "−1,00" in said
    assert client.get(f"/dot-danh-gia/{made.pk}/khoang-cach.xlsx").status_code == 200


def test_a_unit_out_of_the_round_is_named_with_the_reason(client, province):
    made = open_round(province, units=("stc", "syt"))
    rounds_sheets.exclude(sheet_of(made, "syt"), reason=rounds.OUT[1], by=province.actor("lan"), at=moment())
    client.force_login(province.lan)
    assert rounds.OUT[1] in words(client.get(f"/dot-danh-gia/{made.pk}/"))
