"""Facts, rounds and published figures through the API: not measured is not zero, all or none, exact decimals."""

import pytest

from openpar.apps.indices.models import Entry, FactEntry
from tests.apps.indices.round_ground import open_round, say
from tests.core.api import program

FACT = {"metric": "procedures.on_time_share", "starts_on": "2022-01-01", "ends_before": "2022-04-01"}


@pytest.fixture
def asks(province, client):
    return program(province, client, "stc")


def test_facts_are_stated_all_or_none_with_every_bad_row_named(asks, province):
    mine = {**FACT, "organisation_id": province.stc.pk}
    bad = asks.post("/facts", {"items": [{**mine, "value": "0.95"}, {**mine, "ends_before": "2022-07-01", "value": "1.2"},
                                         {**mine, "organisation_id": province.syt.pk, "value": "0.5"}, {**mine, "metric": "khong.co", "value": "1"}]})
    assert bad.status_code == 422 and [e["where"] for e in bad.json()["errors"]] == [f"body.items[{n}]" for n in (1, 2, 3)]
    assert not FactEntry.objects.exists()
    assert asks.post("/facts", {"items": [{**mine, "numerator": "95", "denominator": "100"}]}).json() == {"written": 1}
    assert asks.post("/facts", {"items": [{**mine, "numerator": "95", "denominator": "100"}]}).json() == {"written": 0}, "nothing new"
    assert asks.post("/facts", {"items": [{**mine, "numerator": "96", "denominator": "100"}]}).status_code == 422, "a correction says why"
    assert asks.post("/facts", {"items": [{**mine, "numerator": "96", "denominator": "100", "reason": "Đếm sót"}]}).json() == {"written": 1}
    newest = asks.get("/facts", metric=FACT["metric"]).json()["items"]
    assert [(f["numerator"], f["reason"]) for f in newest] == [("96.000000", "Đếm sót"), ("95.000000", "")] and newest[0]["replaces_id"] == newest[1]["id"]


def test_a_value_says_whether_it_was_measured_and_names_nobody(asks, province):
    path = f"/metrics/{FACT['metric']}/values"
    period = {"starts_on": FACT["starts_on"], "ends_before": FACT["ends_before"]}
    [before] = asks.get(path, **period).json()["items"]
    assert (before["value"], before["absent"], before["organisation"]["code"]) == (None, "not_measured", "stc")
    asks.post("/facts", {"items": [{**FACT, "organisation_id": province.stc.pk, "numerator": "9", "denominator": "10"}]})
    after = asks.get(path, **period)
    assert after.json()["items"][0]["value"] == "0.9" and "Phần mềm" not in after.content.decode()
    assert asks.get(path, starts_on="2022-04-01", ends_before="2022-04-01").json()["errors"][0]["where"] == "query.ends_before"
    assert asks.get("/metrics/khong.co/values", **period).status_code == 404
    assert FACT["metric"] in [m["code"] for m in asks.get("/metrics").json()["items"]]


def test_a_unit_scores_its_sheet_and_sends_it(asks, province):
    round = open_round(province)
    [row] = asks.get(f"/rounds/{round.pk}/sheets").json()["items"]
    criteria = asks.get(f"/rounds/{round.pk}").json()["criteria"]
    code = next(c["code"] for c in criteria if "self" in c["streams"] and c["max"])
    path = f"/sheets/{row['id']}"
    bad = asks.post(f"{path}/scores", {"items": [{"code": code, "points": "0.5"}, {"code": "khong-co", "points": "1"}]})
    assert bad.status_code == 422 and [e["where"] for e in bad.json()["errors"]] == ["body.items[1]"] and not Entry.objects.exists()
    said = asks.post(f"{path}/scores", {"items": [{"code": code, "points": "0.5", "comment": "Có kế hoạch", "version": 0}]}).json()["entries"]
    assert [(e["code"], e["stream"], e["points"]) for e in said] == [(code, "self", "0.500000")]
    stale = asks.post(f"{path}/scores", {"items": [{"code": code, "points": "0.25", "version": 0}]})
    assert stale.status_code == 422, "somebody else's newer value is not overwritten"
    assert asks.post(f"{path}/evidence", {"code": code, "url": "https://vd.vn/ke-hoach", "title": "Kế hoạch"}).status_code == 201
    assert asks.post(f"{path}/submit").json()["state"] == "submitted"
    assert asks.post(f"{path}/take-back", {}).json()["errors"][0]["where"] == "body.reason"
    assert asks.post(f"{path}/take-back", {"reason": "Bổ sung"}).json()["state"] == "scoring"


def test_the_keeper_sees_no_draft_of_a_unit_and_a_unit_not_the_others_sheets(asks, province, client):
    round = open_round(province)
    sheets = {s.organisation.code: s.pk for s in round.sheets.select_related("organisation")}
    say(province, round, "stc", {"1.1": 0.5}, by="dung")
    keeper = program(province, client, "ubnd_tinh")
    assert keeper.get(f"/sheets/{sheets['stc']}").json()["entries"] == []
    assert len(asks.get(f"/sheets/{sheets['stc']}").json()["entries"]) == 1
    assert asks.get(f"/sheets/{sheets['syt']}").status_code == 404
    assert asks.get(f"/rounds/{round.pk}/result").status_code == 404, "not published yet"


def test_papi_is_read_as_it_was_printed(asks):
    figures = {f["code"]: f for f in asks.get("/papi/2021", province="lai-chau").json()["items"]}
    assert figures["D1"]["province_name"] == "Lai Châu" and figures["D1"]["source"]
    one = asks.get("/papi/2021", code="D1").json()["items"]
    assert len(one) == 63 and {f["code"] for f in one} == {"D1"}
    assert asks.get("/papi/2021").status_code == 422 and asks.get("/papi/1999", code="D1").status_code == 404
    assert any(f["ref"] == "demo/department-2022" for f in asks.get("/frameworks").json()["items"])
