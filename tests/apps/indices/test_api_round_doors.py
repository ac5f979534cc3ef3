"""A round through the API beyond its sheets: inputs of points, the workbook there and back, the gap, a gap given as a task, the decision."""

import io
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.indices.models import Entry, GapTask
from openpar.apps.tasks.models import Task
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.apps.indices.test_round_excel import edited, place_of
from tests.apps.indices.test_round_gap import facts, round  # noqa: F401  a round with facts, of which one unit lost points
from tests.core.api import personal, program


def test_points_come_from_inputs_by_the_rule_of_the_criterion_and_the_inputs_are_read_again(province, client):
    made = open_round(province)
    asks, sheet = program(province, client, "stc"), sheet_of(made, "stc")
    cell = {"code": "1.3", "version": 0, "inputs": {"numerator": "91", "denominator": "100", "source": "Báo cáo quý"}}
    half = asks.post(f"/sheets/{sheet.pk}/scores", {"items": [{**cell, "inputs": {"numerator": "91"}}]})
    assert half.status_code == 422 and half.json()["errors"] == [{"where": "body.items[0]", "detail": "Ghi cả tử số và mẫu số."}]
    assert not Entry.objects.filter(code="1.3").exists()
    said = asks.post(f"/sheets/{sheet.pk}/scores", {"items": [cell]})
    assert said.status_code == 200, said.content.decode()
    [entry] = [e for e in said.json()["entries"] if e["code"] == "1.3"]
    assert float(entry["points"]) == 1.5 and entry["inputs"] == {"numerator": "91", "denominator": "100", "source": "Báo cáo quý"}
    again = asks.post(f"/sheets/{sheet.pk}/scores", {"items": [{"code": "1.3", "points": "2", "version": entry["version"]}]}).json()
    assert [e["inputs"]["numerator"] for e in again["entries"] if e["code"] == "1.3"] == ["91"], "what is not sent stays"


def test_a_sheet_leaves_as_a_workbook_is_tried_and_comes_back_whole(province, client):
    made = open_round(province)
    asks, sheet = program(province, client, "stc"), sheet_of(made, "stc")
    path = f"/sheets/{sheet.pk}/workbook"
    data = asks.get(path).content
    at = place_of(data, "6.1", "Sở Tài chính")

    def send(value, **more):
        return asks.send(path, {"file": SimpleUploadedFile("phieu.xlsx", edited(data, {at: value})), **more})
    tried = send(2.5).json()
    assert (tried["applied"], tried["written"], tried["faults"]) == (False, 0, []) and [c["place"] for c in tried["changes"]] == [at]
    assert not Entry.objects.filter(code="6.1").exists(), "only tried"
    assert send(999).json()["faults"]
    wrong = send(999, apply="true")
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["where"] == "file" and not Entry.objects.filter(code="6.1").exists()
    assert send(2.5, apply="true").json()["written"] == 1 and Entry.objects.get(code="6.1", sheet=sheet).points == 2.5
    assert program(province, client, "syt").get(path).status_code == 404
    assert asks.get(f"/rounds/{made.pk}/workbook").status_code == 403, "who appraises has it"


def test_who_appraises_takes_the_workbook_of_the_round_and_the_draft_decision(province, client):
    made = open_round(province)
    lan = personal(province, client, "lan", where="ubnd_tinh")
    data = lan.get(f"/rounds/{made.pk}/workbook").content
    answer = lan.send(f"/rounds/{made.pk}/workbook", {"file": SimpleUploadedFile("bang.xlsx", edited(data, {place_of(data, "2.1", "Sở Tài chính"): 1}))})
    assert answer.status_code == 200 and [c["code"] for c in answer.json()["changes"]] == ["2.1"], answer.content.decode()
    decision = lan.get(f"/rounds/{made.pk}/decision")
    assert decision.status_code == 200 and "word/document.xml" in ZipFile(io.BytesIO(decision.content)).namelist()
    assert personal(province, client, "te", where="muong_te").get(f"/rounds/{made.pk}/decision").status_code == 404


def test_a_gap_says_why_shows_a_way_and_becomes_one_task(province, client, round):  # noqa: F811
    lan, stc = personal(province, client, "lan", where="ubnd_tinh"), province.stc.pk
    gap = lan.get(f"/rounds/{round.pk}/gap", unit=stc).json()
    lines = {c["code"]: c for a in gap["areas"] for c in a["criteria"]}
    assert gap["organisation"]["code"] == "stc" and float(lines["1.1"]["lost"]) > 0 and lines["1.1"]["task_id"] is None
    why = lan.get(f"/rounds/{round.pk}/gap/1.3", unit=stc).json()
    assert (why["numerator"], why["denominator"], why["proposed"]) == ("91", "100", why["proposed"]) and why["proposed"] and why["reason"]
    way = lan.get(f"/rounds/{round.pk}/way", unit=stc, target="99", effort=["1.3:3"])
    assert way.status_code == 200 and (way.json()["steps"] or way.json()["refused"])
    assert lan.get(f"/rounds/{round.pk}/way", unit=stc, target="7", effort=["nhanh"]).status_code == 422
    assert lan.get(f"/rounds/{round.pk}/gap", unit=province.mu_ca.pk).status_code == 404
    given = {"organisation_id": stc, "code": "1.3", "title": "Trả hồ sơ đúng hạn", "due_on": "2022-12-20", "target": why["proposed"]}
    late = lan.post(f"/rounds/{round.pk}/gap", given | {"due_on": "2022-01-01"})
    assert late.status_code == 422 and late.json()["errors"][0]["where"] == "due_on" and not Task.objects.exists()
    assert lan.post(f"/rounds/{round.pk}/gap", given | {"organisation_id": province.mu_ca.pk}).status_code == 404
    made = lan.post(f"/rounds/{round.pk}/gap", given)
    assert made.status_code == 201 and GapTask.objects.get().task_id == made.json()["task_id"], made.content.decode()
    assert lan.post(f"/rounds/{round.pk}/gap", given).status_code == 409
    assert {c["code"]: c for a in lan.get(f"/rounds/{round.pk}/gap", unit=stc).json()["areas"] for c in a["criteria"]}["1.3"]["task_id"]
    assert program(province, client, "ubnd_tinh").post(f"/rounds/{round.pk}/gap", given).status_code == 403, "no act of programs"
    assert program(province, client, "stc").get(f"/rounds/{round.pk}/gap").status_code == 404, "not appraised yet"


def test_the_gap_of_others_stays_theirs(province, client):
    made = open_round(province, units=("stc",))
    say(province, made, "stc", {"2.1": 1}, "minh")
    assert program(province, client, "sin_ho").get(f"/rounds/{made.pk}/gap").status_code == 404


@pytest.mark.parametrize("metric, status", [("", 200), ("khong.co", 404)])
def test_the_empty_workbook_of_facts_names_the_own_units(province, client, metric, status):
    answer = program(province, client, "stc").get("/facts/template", starts_on="2022-01-01", ends_before="2022-04-01", metric=metric)
    assert answer.status_code == status
