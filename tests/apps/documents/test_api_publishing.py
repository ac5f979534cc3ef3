"""Through the API: a copy for the public, Word files both ways, the printed book, and an arrival handed to a person."""

import io
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.documents.models import Document, Publication
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.apps.documents.test_api_beside import ARRIVED
from tests.apps.documents.test_publishing import NAME, REDACTED, uploaded
from tests.core.api import personal, program


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def test_who_keeps_the_register_publishes_a_copy_and_takes_it_back(province, client):
    row, asks = issued(province), program(province, client, "stc")
    form = {"title": "Trả lời đơn", "masked": "Tên một công dân"}
    assert asks.send(f"/documents/{row.pk}/publish", form | {"file": uploaded()}).status_code == 403, "no act of programs"
    clerk = personal(province, client, "van_thu", where="stc")
    unsaid = clerk.send(f"/documents/{row.pk}/publish", {"title": "Trả lời đơn", "file": uploaded()})
    assert unsaid.status_code == 422 and unsaid.json()["errors"][0]["where"] == "masked" and not Publication.objects.exists()
    made = clerk.send(f"/documents/{row.pk}/publish", form | {"file": uploaded()})
    assert made.status_code == 201 and made.json()["number"] == row.number, made.content.decode()
    assert clerk.send(f"/documents/{row.pk}/publish", form | {"file": uploaded()}).status_code == 409
    stranger = program(province, client, "sin_ho", ("fact.view",))
    assert [d["title"] for d in stranger.get("/published-documents", q="tra loi").json()["items"]] == ["Trả lời đơn"]
    copy = stranger.get(f"/published-documents/{made.json()['id']}/copy")
    assert b"".join(copy.streaming_content) == REDACTED and "May" not in copy["Content-Disposition"] and NAME not in str(made.json())
    assert clerk.post(f"/documents/{row.pk}/unpublish", {}).status_code == 422
    assert clerk.post(f"/documents/{row.pk}/unpublish", {"reason": "Công bố nhầm"}).status_code == 200
    assert stranger.get(f"/published-documents/{made.json()['id']}").status_code == 404
    assert clerk.post(f"/documents/{row.pk}/unpublish", {"reason": "Lần nữa"}).json()["errors"][0]["where"] == "publication"


def test_a_draft_leaves_as_a_word_file_and_a_word_file_is_read_into_the_fields_of_a_draft(province, client):
    row, asks = drafted(province), program(province, client, "stc")
    word = asks.get(f"/documents/{row.pk}/word")
    assert word.status_code == 200 and "word/document.xml" in ZipFile(io.BytesIO(word.content)).namelist()
    before = Document.objects.count()
    read = asks.send("/documents/drafts/read", {"file": SimpleUploadedFile("du-thao.docx", word.content)})
    assert read.status_code == 200, read.content.decode()
    said = read.json()
    assert said["kind"] == "bao_cao" and said["title"] == row.title and province.ubnd_tinh.pk in said["recipient_ids"]
    assert Document.objects.count() == before, "nothing is kept"
    assert asks.post("/documents/drafts", said | {"place": "Lai Châu"}).status_code == 201, "what was read is what a draft takes"
    assert asks.send("/documents/drafts/read", {"file": SimpleUploadedFile("a.exe", b"MZ" + b"0" * 99)}).status_code == 422
    assert program(province, client, "syt").get(f"/documents/{row.pk}/word").status_code == 404
    arrival = asks.post("/documents/arrivals", ARRIVED).json()
    assert asks.get(f"/documents/{arrival['id']}/word").status_code == 404, "it came on paper"


def test_the_book_of_a_period_is_a_pdf(province, client):
    issued(province)
    asks = program(province, client, "stc")
    book = asks.get("/documents/books/out", start="2022-08-01", end="2022-08-31")
    assert book.status_code == 200 and book.content.startswith(b"%PDF")
    for start, end in (("2022-08-31", "2022-08-01"), ("2020-01-01", "2022-08-31")):
        assert asks.get("/documents/books/out", start=start, end=end).json()["errors"][0]["where"] == "end"


def test_an_arrival_is_handed_to_a_person_of_the_organisation(province, client):
    head = personal(province, client, "dung", where="stc")
    made = head.post("/documents/arrivals", ARRIVED).json()
    head.post(f"/documents/{made['id']}/register")
    people = head.get(f"/documents/{made['id']}/handlers").json()["people"]
    assert province.minh.pk in {p["id"] for p in people} and province.te.pk not in {p["id"] for p in people}
    path, words = f"/documents/{made['id']}/assign", {"instruction": "Anh Minh tham mưu"}
    assert head.post(path, words).json()["errors"][0]["where"] == "lead"
    wrong = head.post(path, words | {"person_id": province.te.pk})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["where"] == "body.person_id"
    done = head.post(path, words | {"person_id": province.minh.pk}).json()
    assert done["state"] == "assigned" and [(r["part"], r["person"]["id"]) for r in done["routes"]] == [("lead", province.minh.pk)]
    assert personal(province, client, "minh", where="stc").post(f"/documents/{made['id']}/start").json()["state"] == "processing"


@pytest.mark.parametrize("act", ["sign", "issue"])
def test_many_are_signed_and_sealed_in_person(province, client, act):
    answer = personal(province, client, "dung", where="stc").post(f"/documents/{act}")
    assert answer.status_code == 403 and answer.json()["code"] == "in-person" and "Chờ ký" in answer.json()["detail"]
