"""The registers through the API: drafts and arrivals by programs; numbers, signatures and the seal by people."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.documents.models import Document
from tests.core.api import program

DRAFT = {"kind": "bao_cao", "title": "Báo cáo cải cách", "body": ["Đoạn một.", "Đoạn hai."], "signer": "Trần Văn Dũng", "others": ["Lưu: VT"]}
ARRIVAL = {"kind": "cong_van", "number": "12/BNV-CCHC", "on": "2022-08-20", "title": "Về việc đôn đốc", "author": "Bộ Nội vụ"}


@pytest.fixture
def asks(province, client, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    return program(province, client, "stc")


def test_a_draft_is_written_changed_and_submitted_for_people_to_sign(asks, province):
    made = asks.post("/documents/drafts", DRAFT | {"recipient_ids": [province.snv.pk]})
    said = made.json()
    assert made.status_code == 201 and said["state"] == "draft" and [r["name"] for r in said["recipients"]] == ["Sở Nội vụ", "Lưu: VT"]
    path = f"/documents/{said['id']}"
    assert asks.post(f"{path}/edit", DRAFT | {"title": "Báo cáo quý"}, **{"If-Match": asks.get(path)["ETag"]}).json()["title"] == "Báo cáo quý"
    assert asks.post(f"{path}/submit").json()["state"] == "submitted"
    assert asks.post(f"{path}/edit", DRAFT).status_code == 403
    refused = asks.post(f"{path}/sign")
    assert refused.status_code == 403 and refused.json()["type"].endswith("in-person"), "a program signs nothing"
    assert [d["id"] for d in asks.get("/documents", direction="out", q="bao cao").json()["items"]] == [said["id"]]


def test_an_arrival_of_another_system_is_taken_in_with_its_scan_and_handed_on(asks, province):
    made = asks.post("/documents/arrivals", ARRIVAL).json()
    path = f"/documents/{made['id']}"
    scan = asks.send(f"{path}/files", {"file": SimpleUploadedFile("quet.txt", "Nội dung".encode())})
    assert scan.status_code == 201
    assert [f["title"] for f in asks.get(path).json()["files"]] == ["quet.txt"]
    early = asks.post(f"{path}/assign", {"lead_id": province.stc_ns.pk, "instruction": "Tham mưu trả lời"})
    assert early.status_code == 409, "a clerk enters it in the book first"
    Document.objects.filter(pk=made["id"]).update(state="registered")
    assert asks.post(f"{path}/assign", {"lead_id": province.stc_ns.pk, "instruction": "Tham mưu trả lời"}).json()["state"] == "assigned"
    assert asks.post(f"{path}/start").json()["state"] == "processing"
    assert asks.post(f"{path}/complete").json()["state"] == "completed"


def test_what_may_not_be_kept_or_is_not_theirs_is_refused(asks, province, client):
    assert asks.post("/documents/arrivals", ARRIVAL | {"on": "2022-12-01"}).json()["errors"][0]["where"] == "on"
    assert asks.post("/documents/drafts", DRAFT | {"recipient_ids": [999999]}).json()["errors"][0]["where"] == "body.recipient_ids[0]"
    assert asks.post("/documents/drafts", DRAFT | {"body": ["TUYỆT MẬT", "Nội dung"]}).status_code in (403, 422)
    made = asks.post("/documents/arrivals", ARRIVAL).json()
    other = program(province, client, "syt")
    assert other.get(f"/documents/{made['id']}").status_code == 404 and other.post(f"/documents/{made['id']}/reject", {"reason": "x"}).status_code == 404
    assert asks.post(f"/documents/{made['id']}/reject", {}).json()["errors"][0]["where"] == "body.reason"
    assert asks.post(f"/documents/{made['id']}/reject", {"reason": "Gửi nhầm"}).json()["state"] == "rejected"
