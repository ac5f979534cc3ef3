"""Facts from samples: an estimate keeps its standard error, degrees of freedom and sample; answers by level are scored by the rule that reads them."""

from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.indices.models import FactEntry
from openpar.apps.indices.selectors.facts import facts_for
from openpar.apps.indices.services import rounds_facts
from tests.apps.indices.round_ground import open_round, sheet_of
from tests.apps.indices.test_facts_pages import book, sign_in
from tests.apps.indices.test_papi_pages import words
from tests.people import moment

SATISFIED, OFFICIALS = "surveys.satisfaction_share", "surveys.officials_mean"
DAYS = {"starts_on": "01/01/2022", "last_on": "30/11/2022"}


def put(client, province, code, **typed):
    return client.post(f"/so-lieu/{code}/nhap/?tu=01/01/2022&den=30/11/2022", {**DAYS, "unit": province.stc.pk, **typed}, follow=True)


def test_an_estimate_is_entered_by_the_page_and_shown_with_how_sure_it_is(client, province):
    sign_in(client, province, "dung")
    said = words(put(client, province, SATISFIED, value="86,4 %", se="1,2 %", df="58", n="1200", sample="SIPAS-2022"))
    assert "86,4%" in said and "sai số chuẩn 1,20%" in said and "bậc tự do 58" in said and "cỡ mẫu 1.200" in said and "SIPAS-2022" in said
    row = FactEntry.objects.get()
    assert (row.value, row.se, row.df, row.n, row.sample) == (Decimal("0.864"), 0.012, 58, 1200, "SIPAS-2022")


@pytest.mark.parametrize("typed, says", [({"se": "x"}, "không phải là số"), ({"se": "-1"}, "không âm"), ({"df": "0"}, "lớn hơn 0"), ({"n": "1,5"}, "")])
def test_a_wrong_estimate_says_so_and_keeps_what_was_typed(client, province, typed, says):
    sign_in(client, province, "dung")
    answer = put(client, province, SATISFIED, value="0,9", sample="M-7", **typed)
    assert answer.status_code == 422 and says in words(answer) and "M-7" in answer.content.decode() and not FactEntry.objects.exists()


def test_answers_by_level_are_scored_by_the_rule_that_reads_them(client, province):
    sign_in(client, province, "dung")
    said = words(put(client, province, SATISFIED, answers="5:20 4:40 3:10; 2:5", n="75"))
    assert "5: 20" in said and "cỡ mẫu 75" in said
    put(client, province, OFFICIALS, answers="5:20 4:40")
    facts = facts_for([SATISFIED], [province.stc.pk], date(2022, 1, 1), date(2022, 12, 1))
    assert facts[province.stc.pk, SATISFIED].answers == {"5": 20, "4": 40, "3": 10, "2": 5}
    round = open_round(province)
    assert rounds_facts.propose(round, by=province.actor("lan"), at=moment()) == 2
    points = {e.code: e for e in sheet_of(round, "stc").entries.filter(stream="automatic")}
    assert points["8.1"].points == Decimal("4.8") and points["8.1"].inputs["answers"] == {"5": 20, "4": 40, "3": 10, "2": 5}
    assert points["8.1"].inputs["n"] == 75 and points["5.5"].points == Decimal("2.5")
    client.force_login(province.users["chu_tich"])
    assert "5: 20" in words(client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&tc=8.1"))


@pytest.mark.parametrize("code, typed, says", [
    (SATISFIED, {"answers": "5:x"}, "không đúng dạng"),
    (SATISFIED, {"answers": "5:1", "value": "0,9"}, "chỉ một trong bốn"),
    (SATISFIED, {}, "chỉ một trong bốn")])
def test_a_wrong_distribution_says_what_to_do(client, province, code, typed, says):
    sign_in(client, province, "dung")
    answer = put(client, province, code, **typed)
    assert answer.status_code == 422 and says in words(answer) and not FactEntry.objects.exists()


def test_only_what_people_were_asked_has_a_distribution(client, province):
    sign_in(client, province, "lan")
    assert "Phân bố trả lời" not in words(client.get("/so-lieu/procedures.on_time_share/nhap/"))
    tried = client.post("/so-lieu/nhap-tep/", {"file": book(client, {1: {"Phân bố trả lời": "5:2 4:1"}})})
    assert tried.status_code == 422 and "không phải kết quả khảo sát" in words(tried) and not FactEntry.objects.exists()


def test_a_distribution_comes_by_workbook_too(client, province, monkeypatch):
    sign_in(client, province, "lan")
    real = client.get
    monkeypatch.setattr(client, "get", lambda path, *a, **k: real(path.replace("initiatives.recognised_count", SATISFIED), *a, **k))
    tried = client.post("/so-lieu/nhap-tep/", {"file": book(client, {1: {"Phân bố trả lời": "5:2 4:1", "Sai số chuẩn": 0.02, "Bậc tự do": 12, "Số mẫu": 3}})})
    assert tried.status_code == 200 and "5: 2" in words(tried)
    client.post("/so-lieu/nhap-tep/", {**tried.context["kept"], "luu": "1"})
    row = FactEntry.objects.get()
    assert (row.answers, row.se, row.df, row.n, row.source) == ({"5": 2, "4": 1}, 0.02, 12, 3, "excel")
