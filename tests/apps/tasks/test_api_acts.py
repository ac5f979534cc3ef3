"""A program does what its organisation may do: the same services, the same refusals, the same trail; each act once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from openpar.apps.tasks.models import Assignment, Directive, Draft
from openpar.apps.tasks.services.create import NewTask, create_tasks
from openpar.core.api import once
from openpar.core.models import ApiAnswer, AuditEntry
from tests.core.api import program
from tests.people import moment


@pytest.fixture
def ground(province, client, settings, tmp_path):
    """Three parts of the finance department, given by the province; programs of both."""
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    from datetime import date
    tasks = create_tasks([NewTask(title=f"Việc {n}", issuer=province.ubnd_tinh, leads=[province.stc], due_type="date", due_on=date(2022, 9, 30))
                          for n in range(3)], by=province.actor("lan"), at=moment())
    parts = [t.assignments.get() for t in tasks]
    return parts, program(province, client, "stc"), program(province, client, "ubnd_tinh")


def test_a_part_goes_from_receiving_to_acceptance_by_programs_alone(ground):
    parts, doing, giving = ground
    path = f"/assignments/{parts[0].pk}"
    assert doing.post(f"{path}/receive").json()["state"] == "received"
    workers = doing.get(f"{path}/workers").json()
    minh = next(w for w in workers if w["name"] == "Phạm Minh")
    assigned = doing.post(f"{path}/assign", {"person_id": minh["id"], "inner_due_on": "2022-09-20", "instruction": "Làm sớm"}).json()
    assert assigned["handler"]["name"] == "Phạm Minh" and assigned["state"] == "in_progress"
    assert doing.post(f"{path}/progress", {"percent": 40, "note": "Đã rà soát"}).json()["progress"] == 40
    refused = doing.post(f"{path}/report", {"body": "Đã xong"})
    assert refused.status_code == 422 and refused.json()["errors"][0]["where"] == "no_evidence_reason"
    proof = doing.send(f"{path}/files", {"file": SimpleUploadedFile("ket-qua.txt", "Kết quả".encode()), "title": "Kết quả"})
    assert proof.status_code == 201 and proof.json()["confidentiality"] == "internal"
    assert doing.post(f"{path}/report", {"body": "Đã xong"}).json()["state"] == "submitted"
    seen = giving.get(path).json()
    assert seen["handler"] is None and [e["title"] for e in seen["evidence"]] == ["Kết quả"], "people stay inside, proof is for the issuer"
    file = giving.get(f"/evidence/{proof.json()['id']}/file")
    assert b"".join(file.streaming_content) == "Kết quả".encode() and file["Repr-Digest"].startswith("sha-256=:")
    assert giving.post(f"{path}/accept", {"quality": "good", "answer": "Tốt"}).json()["status"] == "done_on_time"
    trail = AuditEntry.objects.filter(room="tasks.assignment", object_id=parts[0].pk, act="tasks.assignment.submit").get()
    assert trail.actor.username.startswith("opc_") and trail.organisation_id == parts[0].organisation_id


def test_more_time_is_asked_for_and_granted(ground):
    parts, doing, giving = ground
    path = f"/assignments/{parts[0].pk}"
    doing.post(f"{path}/receive")
    asked = doing.post(f"{path}/extend", {"due_on": "2022-10-10", "cause": "volume", "reason": "Nhiều hồ sơ"}).json()["extensions"][0]
    assert doing.post(f"/extensions/{asked['id']}/grant").status_code == 403
    assert giving.post(f"/extensions/{asked['id']}/grant", {}).json()["granted_due_on"] == "2022-10-10"
    assert giving.get(path).json()["due_at"].startswith("2022-10-10")


def test_the_same_key_does_the_act_once_and_answers_the_same(ground):
    parts, doing, _giving = ground
    path = f"/assignments/{parts[0].pk}/receive"
    first = doing.post(path, key="khoa-1")
    again = doing.post(path, key="khoa-1")
    assert first.status_code == again.status_code == 200 and first.content == again.content
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert AuditEntry.objects.filter(act="tasks.assignment.receive").count() == 1
    other = doing.post(f"/assignments/{parts[1].pk}/receive", key="khoa-1")
    assert other.status_code == 422 and other.json()["code"] == "idempotency-key"
    assert Assignment.objects.get(pk=parts[1].pk).state == "assigned"
    assert doing.post(path).status_code == 409, "another key is another act, which the state refuses"


def test_an_act_that_failed_changes_nothing_and_frees_its_key(ground):
    parts, doing, _giving = ground
    path = f"/assignments/{parts[0].pk}"
    assert doing.post(f"{path}/report", {"body": "Xong", "no_evidence_reason": "không có"}, key="khoa-2").status_code == 409
    assert not ApiAnswer.objects.exists()
    assert doing.post(f"{path}/receive", key="khoa-2").status_code == 200


def test_a_key_in_use_answers_409_until_its_holder_is_given_up(ground):
    parts, doing, _giving = ground
    path = f"/assignments/{parts[0].pk}/receive"
    assert doing.post(path, key="khoa-3").status_code == 200
    ApiAnswer.objects.update(status=None, body="", holder="a" * 32)  # as if the first sending were still at it
    busy = doing.post(path, key="khoa-3")
    assert busy.status_code == 409 and busy["Retry-After"] == "5"
    ApiAnswer.objects.update(at=timezone.now() - once.LEASE - timedelta(seconds=1))
    assert doing.post(path, key="khoa-3").json()["code"] == "conflict", "the act itself is tried again; its state refuses it"
    assert not ApiAnswer.objects.exists()


def test_a_write_without_a_key_is_not_done(ground):
    parts, doing, _giving = ground
    answer = doing.post(f"/assignments/{parts[0].pk}/receive", **{"Idempotency-Key": ""})
    assert answer.status_code == 400 and Assignment.objects.get(pk=parts[0].pk).state == "assigned"


def test_a_stale_version_is_refused_before_anything_happens(ground):
    parts, doing, _giving = ground
    path = f"/assignments/{parts[0].pk}"
    tag = doing.get(path)["ETag"]
    assert doing.post(f"{path}/receive", **{"If-Match": tag}).status_code == 200
    stale = doing.post(f"{path}/progress", {"percent": 10}, **{"If-Match": tag})
    assert stale.status_code == 412 and stale["ETag"] != tag and Assignment.objects.get(pk=parts[0].pk).progress == 0
    assert doing.post(f"{path}/progress", {"percent": 10}, **{"If-Match": "3"}).status_code == 400


def test_a_set_moves_wholly_or_not_at_all_and_names_each_bad_row(ground, province):
    parts, doing, giving = ground
    ids = [p.pk for p in parts]
    doing.post(f"/assignments/{ids[1]}/receive")
    answer = doing.post("/assignments/receive", {"ids": ids})
    assert answer.status_code == 409 and [e["where"] for e in answer.json()["errors"]] == ["body.ids[1]"]
    assert list(Assignment.objects.filter(pk__in=ids).order_by("pk").values_list("state", flat=True)) == ["assigned", "received", "assigned"]
    unknown = doing.post("/assignments/receive", {"ids": [ids[0], 999999]})
    assert unknown.status_code == 422 and unknown.json()["errors"][0]["where"] == "body.ids[1]"
    done = doing.post("/assignments/receive", {"ids": [ids[2], ids[0]]})
    assert [i["id"] for i in done.json()["items"]] == [ids[2], ids[0]]
    assert giving.post("/assignments/receive", {"ids": ids}).status_code == 403, "not the issuer's to receive"


def test_a_token_for_reading_writes_nothing(ground, province, client):
    parts, _doing, _giving = ground
    reader = program(province, client, "stc", ("assignment.view",))
    answer = reader.post(f"/assignments/{parts[0].pk}/receive")
    assert answer.status_code == 403 and "assignment.receive" in answer.json()["detail"]


def test_a_directive_taken_in_is_only_a_draft_for_people_to_review(ground):
    _parts, _doing, giving = ground
    text = "UBND TỈNH LAI CHÂU\nSố: 9/CT-UBND\nCHỈ THỊ\nVề cải cách\n1. Sở Tài chính rà soát thủ tục, báo cáo trước ngày 30/9/2022."
    answer = giving.post("/directives", {"text": text})
    assert answer.status_code == 201 and answer["Location"].endswith(str(answer.json()["id"]))
    row = Directive.objects.get(pk=answer.json()["id"])
    assert row.state == "draft" and Draft.objects.filter(directive=row).exists() and not row.tasks.exists()
    assert giving.post("/directives", {"text": text}).json()["code"] == "same-file"
    assert giving.post("/directives", {"text": "TUYỆT MẬT\n" + text}).status_code == 403


@pytest.mark.parametrize("body, status", [(b"{", 400), (b'{"percent": 10, "la": 1}', 422), (b'{"percent": "\\u0000"}', 400),
                                          (b'{"percent": 10, "note": "\\ud800"}', 400), (b'[]', 422), (b'{"percent": 1e400}', 422)])
def test_bodies_that_cannot_be_kept_are_problems(ground, body, status):
    parts, doing, _giving = ground
    answer = doing.client.post(f"/api/v1/assignments/{parts[0].pk}/progress", body, content_type="application/json", headers=doing.headers())
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_no_program_learns_the_names_of_others_people_by_their_numbers(ground, province):
    parts, doing, _giving = ground
    doing.post(f"/assignments/{parts[0].pk}/receive")
    answer = doing.post(f"/assignments/{parts[0].pk}/assign", {"person_id": province.hoa.pk})
    assert answer.status_code == 422 and province.hoa.full_name not in answer.content.decode()


def test_two_programs_keys_do_not_meet(ground, province):
    parts, doing, giving = ground
    assert doing.post(f"/assignments/{parts[0].pk}/receive", key="chung").status_code == 200
    assert giving.post(f"/assignments/{parts[1].pk}/remind", {"reason": "Nhắc"}, key="chung").status_code == 200


def test_a_longer_page_asks_the_database_no_more_often(ground):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    _parts, doing, _giving = ground
    for path in ("/assignments", "/tasks"):
        doing.get(path)  # the first use of a token is written down, and rules are read once a process
    counts = []
    for limit in (1, 3):
        for path in ("/assignments", "/tasks"):
            with CaptureQueriesContext(connection) as asked:
                assert len(doing.get(path, limit=limit).json()["items"]) == limit
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
