"""The drafts of a directive under review are cut, joined, added and set together through the API."""

import pytest

from openpar.apps.tasks.models import Directive, Draft
from tests.apps.tasks.test_api_giving import TEXT, reviewed
from tests.core.api import personal, program
from tests.people import moment


@pytest.fixture
def lan(province, client):
    return personal(province, client, "lan", where="ubnd_tinh")


def test_a_draft_is_cut_in_two_and_joined_again(lan):
    _pk, seen = reviewed(lan)
    first = seen["items"][0]
    point = lan.get(f"/drafts/{first['id']}/points").json()["items"][0]["point"]
    wrong = lan.post(f"/drafts/{first['id']}/split", {"version": first["version"], "point": len(TEXT) + 5})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["where"] == "point"
    assert lan.post(f"/drafts/{first['id']}/split", {"version": first["version"] + 7, "point": point}).status_code == 409
    one, two = lan.post(f"/drafts/{first['id']}/split", {"version": first["version"], "point": point}).json()["items"]
    assert one["id"] == first["id"] and two["order"] == one["order"] + 1 and {n["part"] for n in two["names"]} >= {"lead"}
    itself = lan.post(f"/drafts/{one['id']}/merge", {"version": one["version"], "other_ids": [one["id"]]})
    assert itself.status_code == 422 and itself.json()["errors"][0]["where"] == "body.other_ids"
    joined = lan.post(f"/drafts/{one['id']}/merge", {"version": one["version"], "other_ids": [two["id"]]}).json()
    assert two["text"] in joined["text"] and Draft.objects.get(pk=two["id"]).dropped


def test_a_passage_becomes_a_draft_and_many_are_set_at_once(province, lan):
    pk, seen = reviewed(lan)
    dropped = seen["items"][1]
    lan.post(f"/drafts/{dropped['id']}/drop", {"version": dropped["version"], "reason": "Thử"})
    assert lan.post(f"/directives/{pk}/drafts", {"first": "Không có chữ này", "last": "đâu"}).json()["errors"][0]["where"] == "first"
    added = lan.post(f"/directives/{pk}/drafts", {"first": "Sở Y tế báo cáo", "last": "hằng quý."})
    assert added.status_code == 201 and added.json()["text"].startswith("Sở Y tế báo cáo")
    rows = [d for d in lan.get(f"/directives/{pk}/drafts").json()["items"] if not d["dropped"]]
    given = {"due_type": "date", "due_on": "2022-10-31", "field": "Tài chính", "priority": 2}
    stale = lan.post(f"/directives/{pk}/drafts/set", given | {"items": [{"id": d["id"], "version": d["version"] + 1} for d in rows]})
    assert stale.status_code == 409 and not Draft.objects.filter(due_on="2022-10-31").exists()
    done = lan.post(f"/directives/{pk}/drafts/set", given | {"items": [{"id": d["id"], "version": d["version"]} for d in rows]}).json()["items"]
    assert {(d["due_on"], d["field"], d["priority"]) for d in done} == {("2022-10-31", "Tài chính", 2)} and len(done) == len(rows)
    foreign = lan.post(f"/directives/{pk}/drafts/set", given | {"items": [{"id": 10**9, "version": 1}]})
    assert foreign.status_code == 422 and foreign.json()["errors"][0]["where"] == "body.items[0]"
    wanted = {"report_to": ["Sở Nội vụ"], "refs": ["Nghị quyết 76/NQ-CP"], "targets": [{"metric": "Tỷ lệ", "op": ">=", "value": "95.0"}]}
    edited = lan.post(f"/drafts/{done[0]['id']}/edit", {"version": done[0]["version"], **wanted}).json()
    assert (edited["report_to"], edited["refs"], edited["targets"][0]["value"]) == (["Sở Nội vụ"], ["Nghị quyết 76/NQ-CP"], "95")


def test_words_have_candidates_and_a_text_is_pasted_where_the_file_was_not_read(province, lan, client):
    empty = Directive.objects.create(issuer=province.ubnd_tinh, title="Ảnh quét", text="", created_at=moment(), created_by=province.lan)
    stranger = personal(province, client, "te", where="muong_te")
    assert stranger.post(f"/directives/{empty.pk}/text", {"text": TEXT}).status_code == 404
    assert lan.post(f"/directives/{empty.pk}/text", {"text": TEXT}).json()["text"]
    assert lan.post(f"/directives/{empty.pk}/text", {"text": TEXT}).status_code == 403
    told = lan.get(f"/directives/{empty.pk}/drafts").json()["items"][0]["names"][0]
    found = lan.get(f"/addressees/{told['id']}/candidates").json()
    assert "stc" in {o["code"] for o in found["organisations"]}
    assert program(province, client, "stc").get(f"/addressees/{told['id']}/candidates").status_code == 404
