"""A person runs a round through the API with the own rights: opened, appraised, locked, approved, published, corrected; files of facts are tried first."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.indices.models import FactEntry, Round
from openpar.apps.indices.services import facts_book, rounds_sheets
from tests.apps.indices.round_ground import CALENDAR, open_round, say, sheet_of
from tests.core.api import personal, program
from tests.people import moment


@pytest.fixture
def lan(province, client):
    return personal(province, client, "lan", where="ubnd_tinh")


GIVEN = {"title": "Đánh giá năm 2022", "framework_ref": "demo/department-2022", "year": 2022, "starts_on": "2022-01-01", "ends_on": "2022-11-30",
         "calendar": {k: d.isoformat() for k, d in CALENDAR.items()}}


def test_a_round_is_opened_its_calendar_moved_and_stopped(province, lan):
    given = GIVEN | {"unit_ids": [province.stc.pk, province.syt.pk]}
    assert lan.post("/rounds", given | {"unit_ids": [province.mu_ca.pk]}).json()["errors"][0]["where"] == "body.unit_ids[0]"
    assert lan.post("/rounds", given | {"framework_ref": "../../settings"}).status_code in (404, 422, 503)
    made = lan.post("/rounds", given)
    assert made.status_code == 201 and made.json()["keeper"]["code"] == "ubnd_tinh" and made.json()["criteria"]
    assert lan.post("/rounds", given).status_code == 409
    path = f"/rounds/{made.json()['id']}"
    tag = lan.get(path)["ETag"]
    later = lan.post(f"{path}/calendar", {"calendar": {"publication": "2023-03-31"}, "reason": "Nghỉ Tết"}, **{"If-Match": tag})
    assert later.status_code == 200 and later.json()["calendar"]["publication"] == "2023-03-31", later.content.decode()
    assert lan.post(f"{path}/cancel", {"reason": "x"}, **{"If-Match": tag}).status_code == 412
    assert lan.post(f"{path}/cancel", {"reason": "Lập nhầm"}).json()["state"] == "cancelled"


def test_no_program_runs_a_round(province, client):
    round = open_round(province)
    asks = program(province, client, "ubnd_tinh")
    for act in ("close", "publish", "approve", "cancel"):
        assert asks.post(f"/rounds/{round.pk}/{act}", {"reason": "x"}).status_code == 403


def test_points_are_appraised_locked_approved_published_and_corrected(province, lan, client):
    round = open_round(province, units=("stc",))
    sheet = sheet_of(round, "stc")
    criteria = lan.get(f"/rounds/{round.pk}").json()["criteria"]
    for stream in ("appraisal1", "survey", "bonus", "deduction"):
        cells = [{"code": c["code"], "points": "0"} for c in criteria if stream in c["streams"]]
        if cells:
            assert lan.post(f"/sheets/{sheet.pk}/scores", {"stream": stream, "items": cells}).status_code == 200
    assert lan.post(f"/sheets/{sheet.pk}/scores", {"stream": "self", "items": [{"code": criteria[0]["code"], "points": "0"}]}).status_code == 422
    early = lan.post(f"/sheets/{sheet.pk}/appraise")
    assert early.status_code == 403 and "chưa gửi" in early.json()["detail"]
    unit = program(province, client, "stc")
    own = [{"code": c["code"], "points": "0"} for c in criteria if "self" in c["streams"]]
    assert unit.post(f"/sheets/{sheet.pk}/scores", {"items": own}).status_code == 200
    assert unit.post(f"/sheets/{sheet.pk}/submit").json()["state"] == "submitted"
    assert lan.post(f"/sheets/{sheet.pk}/appraise").json()["state"] == "appraised"
    assert lan.post(f"/sheets/{sheet.pk}/reopen", {"reason": "Thiếu"}).json()["state"] == "submitted"
    assert lan.post(f"/sheets/{sheet.pk}/appraise").json()["state"] == "appraised"
    assert unit.post(f"/sheets/{sheet.pk}/agree").json()["state"] == "settled"
    path = f"/rounds/{round.pk}"
    assert lan.post(f"{path}/close").json()["state"] == "approving"
    assert lan.post(f"{path}/approve").status_code == 403, "who runs it does not approve it"
    chair = personal(province, client, "chu_tich", where="ubnd_tinh")
    assert chair.post(f"{path}/return", {"reason": "Xem lại"}).json()["state"] == "running"
    lan.post(f"{path}/close")
    assert chair.post(f"{path}/approve").json()["state"] == "approved"
    assert lan.post(f"{path}/publish").json()["state"] == "published"
    code = next(c["code"] for c in criteria if "appraisal1" in c["streams"] and c["max"] and Decimal(c["max"]) > 0)
    revised = lan.post(f"{path}/revise", {"organisation_id": province.stc.pk, "code": code, "points": "0.5", "reason": "Cộng nhầm"})
    assert revised.status_code == 200 and revised.json()["revision"] == 2, revised.content.decode()
    decided = lan.post(f"{path}/decision", {"number": "12/QĐ-UBND", "on": "2023-01-20", "printed": [{"organisation_id": province.stc.pk, "value": "0.5"}]})
    assert decided.json()["decision_number"] == "12/QĐ-UBND" and Round.objects.get().state == "published"


def test_areas_are_given_to_appraisers_and_taken_back(province, lan):
    round = open_round(province)
    path = f"/rounds/{round.pk}/appraisers"
    area = lan.get(path).json()["areas"][0]
    given = lan.post(path, {"area": area, "person_id": province.minh.pk})
    assert given.status_code == 201 and given.json()["items"][0]["person_id"] == province.minh.pk, given.content.decode()
    assert lan.post(path, {"area": area, "person_id": province.minh.pk}).status_code == 409
    assert lan.post(path, {"area": "khong-co", "person_id": province.minh.pk}).status_code == 422
    assert lan.post(f"{path}/{given.json()['items'][0]['id']}/remove").json()["items"] == []


def test_what_the_system_computed_is_proposed_and_a_unit_is_left_out(province, lan):
    round = open_round(province)
    assert lan.post(f"/rounds/{round.pk}/compute").status_code == 200
    sheet = sheet_of(round, "syt")
    assert lan.post(f"/sheets/{sheet.pk}/exclude", {"reason": "Đã sáp nhập"}).json()["state"] == "excluded"
    code = next(c["code"] for c in lan.get(f"/rounds/{round.pk}").json()["criteria"] if "self" in c["streams"] and c["max"])
    say(province, round, "stc", {code: "0.25"}, "dung")
    rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    taken = lan.post(f"/sheets/{sheet_of(round, 'stc').pk}/accept-proposals", {"source": "self"}).json()["entries"]
    assert any(e["stream"] != "self" and e["code"] == code for e in taken)


FACT = {"metric": "procedures.on_time_share", "starts_on": "2022-01-01", "ends_before": "2022-04-01", "numerator": "9", "denominator": "10"}


def test_facts_are_tried_without_being_written(province, client):
    asks = program(province, client, "stc")
    assert asks.post("/facts/check", {"items": [FACT | {"organisation_id": province.stc.pk}]}).json() == {"written": 1}
    bad = asks.post("/facts/check", {"items": [FACT | {"organisation_id": province.syt.pk}]})
    assert bad.status_code == 422 and bad.json()["errors"][0]["where"] == "body.items[0]" and not FactEntry.objects.exists()


def test_a_workbook_of_facts_is_tried_then_written(province, client):
    import datetime
    import io

    from openpyxl import load_workbook
    asks = program(province, client, "stc")
    raw = facts_book.template([province.stc], ["procedures.on_time_share"], datetime.date(2022, 1, 1), datetime.date(2022, 4, 1))
    book = load_workbook(io.BytesIO(raw))
    sheet = book.active
    head = next(r for r in sheet.iter_rows() if any(c.value == "Tử số" for c in r))
    at = {c.value: c.column for c in head}

    def filled(top, bottom):
        sheet.cell(head[0].row + 1, at["Tử số"], top)
        sheet.cell(head[0].row + 1, at["Mẫu số"], bottom)
        out = io.BytesIO()
        book.save(out)
        return SimpleUploadedFile("so-lieu.xlsx", out.getvalue())
    assert asks.send("/facts/file", {"file": filled(9, 10)}).json() == {"applied": False, "written": 1, "kept": 0, "faults": []}
    assert not FactEntry.objects.exists()
    wrong = asks.send("/facts/file", {"file": filled(11, 10), "apply": "true"})
    assert wrong.status_code == 422 and wrong.json()["errors"] and not FactEntry.objects.exists()
    assert asks.send("/facts/file", {"file": filled(9, 10), "apply": "true"}).json()["applied"] is True
    assert FactEntry.objects.get().numerator == 9 and moment()
    assert asks.send("/facts/file", {"file": SimpleUploadedFile("so-lieu.xlsx", b"khong phai")}).status_code == 422
