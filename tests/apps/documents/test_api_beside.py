"""What stands beside a document, through the API; and what only a person does in front of the document."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.documents import services
from openpar.apps.documents.models import Document, Relation
from openpar.core.models import AuditEntry, PaperNumber
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.core.api import personal, program
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


ARRIVED = {"kind": "cong_van", "number": "12/VD-KT", "on": "2022-08-20", "title": "Về việc thử kết nối", "author": "Đơn vị ví dụ"}


def test_an_arrival_is_entered_in_the_book_by_who_keeps_it_and_by_no_program(province, client):
    asks = program(province, client, "stc")
    made = asks.post("/documents/arrivals", ARRIVED).json()
    refused = asks.post(f"/documents/{made['id']}/register")
    assert refused.status_code == 403 and not PaperNumber.objects.exists()
    clerk = personal(province, client, "van_thu", where="stc")
    entered = clerk.post(f"/documents/{made['id']}/register").json()
    assert (entered["state"], entered["arrival_number"]) == ("registered", 1)
    assert AuditEntry.objects.filter(act="documents.document.register").get().actor == province.users["van_thu"]
    assert personal(province, client, "te", where="muong_te").post(f"/documents/{made['id']}/register").status_code in (403, 404)


@pytest.mark.parametrize("act", ["sign", "return", "withdraw", "issue"])
def test_what_takes_a_key_or_the_seal_is_done_in_person(province, client, act):
    row = services.submit(drafted(province), by=province.actor("minh"), at=moment())
    for asks in (personal(province, client, "dung", where="stc"), program(province, client, "stc")):
        answer = asks.post(f"/documents/{row.pk}/{act}")
        assert answer.status_code == 403 and answer.json()["code"] == "in-person" and "Sổ văn bản đi" in answer.json()["detail"]
    assert Document.objects.get(pk=row.pk).state == "submitted"


def test_relations_are_written_read_and_taken_away(province, client):
    asks = program(province, client, "stc")
    one, other = drafted(province), drafted(province, title="Kế hoạch cải cách")
    made = asks.post(f"/documents/{one.pk}/relations", {"kind": "implements", "other_id": other.pk})
    assert made.status_code == 201 and made.json()["items"][0]["other_id"] == other.pk
    circle = asks.post(f"/documents/{other.pk}/relations", {"kind": "cites", "other_id": one.pk})
    assert circle.status_code == 422 and circle.json()["errors"][0]["where"] == "other"
    foreign = Document.objects.create(direction="out", organisation=province.syt, kind="cong_van", title="Của ngành khác", author="x", body=["x"],
                                      place="x", state="draft", created_by=province.lan, created_at=moment())
    assert asks.post(f"/documents/{one.pk}/relations", {"kind": "cites", "other_id": foreign.pk}).json()["errors"][0]["where"] == "body.other_id"
    Relation.objects.create(document=one, kind="cites", other=foreign)
    assert [r["other_id"] for r in asks.get(f"/documents/{one.pk}/relations").json()["items"]] == [other.pk, None]
    assert asks.post(f"/documents/{one.pk}/relations", {"kind": "answers", "named": "Công văn số 5"}).status_code == 201
    pk = Relation.objects.get(other=other).pk
    assert asks.post(f"/documents/{other.pk}/relations/{pk}/remove").status_code == 404, "of another document"
    assert len(asks.post(f"/documents/{one.pk}/relations/{pk}/remove").json()["items"]) == 2


def test_a_file_that_was_added_by_mistake_is_taken_away(province, client):
    asks = program(province, client, "stc")
    row = drafted(province)
    [piece] = asks.send(f"/documents/{row.pk}/files", {"file": SimpleUploadedFile("a.txt", "nhầm".encode())}).json()
    assert asks.post(f"/documents/{drafted(province).pk}/files/{piece['id']}/remove").status_code == 404
    assert asks.post(f"/documents/{row.pk}/files/{piece['id']}/remove").json()["files"] == []


def test_a_recipient_agrees_or_refuses_to_give_back_what_the_sender_takes_back(province, client):
    row = issued(province)
    there = Document.objects.get(source=row, organisation=province.ubnd_tinh)
    services.withdraw(row, by=province.actor("dung"), at=moment(hour=13), reason="Sai số liệu")
    asks = program(province, client, "ubnd_tinh")
    assert asks.post(f"/documents/{there.pk}/keep", {}).status_code == 422
    assert asks.post(f"/documents/{there.pk}/keep", {"reason": "Đã tổng hợp"}).status_code == 200
    assert asks.post(f"/documents/{there.pk}/give-back").status_code == 403, "answered once"
    elsewhere = Document.objects.get(source=row, organisation=province.snv)
    assert program(province, client, "snv").post(f"/documents/{elsewhere.pk}/give-back").json()["state"] == "recalled"


def test_an_issued_document_goes_to_the_review_of_its_tasks(province, client):
    row = issued(province, kind="ke_hoach", body=("1. Sở Y tế chủ trì báo cáo trước ngày 30/9/2022.",))
    asks = program(province, client, "stc")
    made = asks.post(f"/documents/{row.pk}/give-as-tasks")
    assert made.status_code == 201 and asks.get(f"/directives/{made.json()['directive_id']}/drafts").json()["items"]
    assert asks.post(f"/documents/{row.pk}/give-as-tasks").status_code == 409
