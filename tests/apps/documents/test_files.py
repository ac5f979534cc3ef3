"""Scans and annexes of a document: kept with the checks of core, shown to those entitled, taken away with a trail."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openpar.apps.documents import selectors, services
from openpar.apps.documents.models import Document
from openpar.core.models import AuditEntry, Blob, Evidence
from openpar.engine.errors import BadInput, Refused
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.core import files
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def scan(name="ban-quet.docx", *said):
    return SimpleUploadedFile(name, files.docx(*said))


def arrived(province, *uploads):
    return services.receive(organisation=province.stc, kind="cong_van", number="120/BTC-VP", on=date(2022, 8, 20), title="Hướng dẫn quyết toán",
                            author="Bộ Tài chính", by=province.actor("van_thu"), at=moment(), files=uploads)


def as_(province, who):
    client = Client()
    client.force_login(province.users[who])
    return client


def test_a_document_arrives_with_its_scans_and_whoever_sees_it_opens_them(province):
    client = as_(province, "van_thu")
    answer = client.post(reverse("documents:arrival_new"), {
        "organisation": province.stc.pk, "kind": "cong_van", "author": "Bộ Tài chính", "number": "12/BTC", "on": "23/8/2022",
        "title": "Hướng dẫn quyết toán", "file": [scan("trang-1.docx", "Trang một"), scan("trang-2.docx", "Trang hai")]}, follow=True)
    page = answer.content.decode()
    assert "trang-1.docx" in page and "trang-2.docx" in page
    piece = Evidence.objects.order_by("id")[0]
    assert (piece.number, piece.issuer) == ("12/BTC", "Bộ Tài chính")
    seen = {who for who in province.users if who != "van_hanh" and as_(province, who).get(reverse("core:evidence", args=[piece.pk])).status_code == 200}
    assert seen == {"van_thu", "dung", "minh"}
    assert b"".join(client.get(reverse("core:evidence", args=[piece.pk])).streaming_content)[:2] == b"PK"


def test_a_file_that_may_not_be_kept_keeps_the_words_and_makes_no_row(province):
    answer = as_(province, "van_thu").post(reverse("documents:arrival_new"), {
        "organisation": province.stc.pk, "kind": "cong_van", "author": "Bộ Tài chính", "number": "12/BTC", "on": "23/8/2022",
        "title": "Hướng dẫn quyết toán", "file": [scan(), scan("mat.docx", "TỐI MẬT", "Nội dung")]})
    page = answer.content.decode()
    assert answer.status_code == 422 and "bí mật nhà nước" in page and "12/BTC" in page and "mat.docx" in page
    assert not Document.objects.exists() and not Evidence.objects.exists() and not Blob.objects.exists()


def test_what_is_no_office_file_is_refused(province):
    with pytest.raises(BadInput):
        services.attach(arrived(province), [SimpleUploadedFile("chay.exe", b"MZ" + bytes(200))], by=province.actor("van_thu"), at=moment())


def test_annexes_of_a_draft_go_with_it_to_its_recipients_and_stay_as_they_were_signed(province):
    row = drafted(province)
    client = as_(province, "minh")
    page = client.post(reverse("documents:files", args=[row.pk]), {"file": scan("phu-luc.docx")}, follow=True).content.decode()
    assert "phu-luc.docx" in page and "Gỡ" in page
    row = services.submit(row, by=province.actor("minh"), at=moment())
    with pytest.raises(Refused, match="đã trình ký"):
        services.attach(row, [scan()], by=province.actor("minh"), at=moment())
    assert client.post(reverse("documents:files", args=[row.pk]), {"file": scan()}).status_code == 403
    row = services.sign(row, by=province.actor("dung"), at=moment())
    services.issue(row, by=province.actor("van_thu"), at=moment())
    there = Document.objects.get(source=row, organisation=province.ubnd_tinh)
    assert [e.title for e in selectors.files_of(there)] == ["phu-luc.docx"]
    assert selectors.files_for(province.actor("lan", organisation="ubnd_tinh")).count() == 1
    assert not selectors.files_for(province.actor("yen")).exists()


def test_a_file_added_by_mistake_goes_with_a_trail_and_only_by_the_page_of_its_document(province):
    row, other = arrived(province, scan("nham.docx")), arrived(province)
    piece, client = selectors.files_of(row)[0], as_(province, "van_thu")
    assert client.post(reverse("documents:file_drop", args=[other.pk, piece.pk])).status_code == 404
    assert as_(province, "minh").post(reverse("documents:file_drop", args=[row.pk, piece.pk])).status_code == 403
    assert client.post(reverse("documents:file_drop", args=[row.pk, piece.pk])).status_code == 302
    assert not selectors.files_of(row) and AuditEntry.objects.filter(act="evidence.remove", object_id=row.pk).exists()


def test_files_sent_twice_are_added_once_and_none_is_asked_for_again(province):
    row, client = arrived(province), as_(province, "van_thu")
    for _ in range(2):
        client.post(reverse("documents:files", args=[row.pk]), {"file": scan(), "luot": "d" * 32})
    assert len(selectors.files_of(row)) == 1
    assert client.post(reverse("documents:files", args=[row.pk]), {}).status_code == 422


def test_a_document_without_files_says_what_to_do_to_those_who_can(province):
    row = issued(province)
    assert "Không có tệp kèm theo." in as_(province, "minh").get(reverse("documents:document", args=[row.pk])).content.decode()
    assert "Bấm “Thêm tệp”" in as_(province, "van_thu").get(reverse("documents:document", args=[arrived(province).pk])).content.decode()
