"""The issuer's side decides for many rows at once, and reads its board, through the API: all rows or none, each that could not named."""

import io
from uuid import uuid4
from zipfile import ZipFile

from openpar.apps.tasks.models import Extension, Letter, Reminder
from tests.apps.tasks.giving import asked, day, give, submitted
from tests.core.api import personal, program


def test_many_requests_for_time_are_granted_or_refused_together(province, client):
    lan = personal(province, client, "lan", where="ubnd_tinh")
    rows = [asked(province, give(province)) for _ in range(4)]
    granted = lan.post("/extensions/grant", {"ids": [r.pk for r in rows[:2]], "answer": "Đồng ý"}).json()["items"]
    assert [(e["id"], e["state"], e["granted_due_on"]) for e in granted] == [(r.pk, "granted", "2022-09-16") for r in rows[:2]]
    assert lan.post("/extensions/refuse", {"ids": [rows[2].pk]}).json()["errors"][0]["where"] == "reason"
    twice = lan.post("/extensions/refuse", {"ids": [rows[2].pk, rows[0].pk], "reason": "Không"})
    assert twice.status_code in (403, 409) and [e["where"] for e in twice.json()["errors"]] == ["body.ids[1]"]
    assert Extension.objects.get(pk=rows[2].pk).state == "pending", "all or none"
    assert lan.post("/extensions/refuse", {"ids": [rows[2].pk], "reason": "Không"}).json()["items"][0]["state"] == "refused"
    stranger = personal(province, client, "te", where="muong_te").post("/extensions/grant", {"ids": [rows[3].pk]})
    assert stranger.status_code == 422 and stranger.json()["errors"][0]["where"] == "body.ids[0]"


def test_many_are_reminded_reported_above_and_written_to_once_per_key(province, client):
    asks = program(province, client, "ubnd_tinh")
    parts, key = [give(province), give(province, "syt")], uuid4().hex
    done = submitted(province, give(province))
    ids = [p.pk for p in parts]
    for _ in range(2):
        assert [p["reminded"] for p in asks.post("/assignments/remind", {"ids": ids, "reason": "Gấp"}, key=key).json()["items"]] == [1, 1]
    assert [p["escalated"] for p in asks.post("/assignments/escalate", {"ids": ids}).json()["items"]] == [1, 1]
    refused = asks.post("/letters", {"ids": [*ids, done.pk]})
    assert refused.status_code == 403 and [e["where"] for e in refused.json()["errors"]] == ["body.ids[2]"] and not Letter.objects.exists()
    made = asks.post("/letters", {"ids": ids, "reason": "Báo cáo trước ngày 30"})
    assert made.status_code == 201 and {x["organisation"]["code"] for x in made.json()["items"]} == {"stc", "syt"}
    word = asks.get(f"/letters/{made.json()['items'][0]['id']}/paper")
    assert word.status_code == 200 and "word/document.xml" in ZipFile(io.BytesIO(word.content)).namelist()
    assert Reminder.objects.count() == 6


def test_the_board_counts_what_its_page_counts(province, client):
    parts = [give(province, at=day(2022, 6, 1), due_on=day(2022, 7, 1).date()), give(province, "syt")]
    asked(province, give(province))
    lan = personal(province, client, "lan", where="ubnd_tinh")
    seen = lan.get("/board").json()
    assert seen["figures"]["all_open"] == 3 and seen["figures"]["late"] == 1 and seen["extensions_total"] == 1
    assert {(u["organisation"]["code"], u["late"]) for u in seen["units"]} == {("stc", 1), ("syt", 0)}
    assert [w["id"] for w in seen["worst"]] == [parts[0].pk] and len(seen["weeks"]) == 9
    assert lan.get("/board", directive=10**6).status_code == 404
    assert "word/document.xml" in ZipFile(io.BytesIO(lan.get("/board/report").content)).namelist()
    assert program(province, client, "ubnd_tinh").get("/board").status_code == 403, "no act of programs"


def test_my_work_is_what_waits_for_the_person_in_the_rooms_of_the_token(province, client):
    part = give(province)
    mine = personal(province, client, "dung", where="stc").get("/my-work").json()["items"]
    assert [d["object_id"] for d in mine] == [part.pk]
    assert personal(province, client, "dung", acts=["fact.view"], where="stc").get("/my-work").json()["items"] == []


def test_a_sent_report_is_a_word_file_for_those_who_work_with_it(province, client):
    part = submitted(province, give(province))
    inside = program(province, client, "stc")
    assert "word/document.xml" in ZipFile(io.BytesIO(inside.get(f"/assignments/{part.pk}/report-paper").content)).namelist()
    assert inside.get(f"/assignments/{give(province).pk}/report-paper").status_code == 404, "nothing was sent"
