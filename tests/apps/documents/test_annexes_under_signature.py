"""The files that go with a signed document are under its signature: their digests are printed in it, and the check page notices a change."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.apps.documents import services
from openpar.apps.documents.models import Document
from openpar.core import blobs, papers
from openpar.core.models import Evidence
from tests.apps.documents.papers_ground import drafted, store_in
from tests.core.test_papers import words_of_docx, words_of_pdf
from tests.people import moment

ANNEX = "Phụ lục: danh mục nhiệm vụ\n1. Rà soát thủ tục\n".encode()


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


@pytest.fixture
def sent(province):
    """Issued with an annex, and its signed PDF."""
    row = drafted(province)
    services.attach(row, [SimpleUploadedFile("phu-luc, ban 1.txt", ANNEX)], by=province.actor("minh"), at=moment())
    row = services.submit(row, by=province.actor("minh"), at=moment())
    row = services.sign(row, by=province.actor("dung"), at=moment(hour=10))
    row = services.issue(row, by=province.actor("van_thu"), at=moment(hour=11))
    with blobs.open_bytes(papers.newest_pdf(papers.current("documents.document", row.pk))) as stream:
        return row, stream.read()


def checked(client, pdf, *annexes):
    return client.post(reverse("core:check_signatures"), {
        "file": SimpleUploadedFile("vb.pdf", pdf, "application/pdf"), "annexes": [SimpleUploadedFile(n, d) for n, d in annexes]}).content.decode()


def test_the_paper_lists_its_files_in_both_forms(province, sent):
    row, data = sent
    digest = Evidence.objects.get().blob.digest
    kept = papers.current("documents.document", row.pk)
    with blobs.open_bytes(kept.docx) as stream:
        word = words_of_docx(stream.read())
    for text in (words_of_pdf(data), word):
        assert "DANH MỤC TỆP KÈM THEO" in text and "phu-luc, ban 1.txt" in text and "số: 01/BC-STC" in text
        assert digest[:32] in text and digest[32:] in text
    assert kept.data["annexed"] == [{"name": "phu-luc, ban 1.txt", "size": len(ANNEX), "digest": digest}]


def test_the_check_page_knows_the_annex_and_notices_one_changed_byte(client, sent):
    _row, data = sent
    assert "Khớp với tệp kèm theo" in checked(client, data, ("phu-luc, ban 1.txt", ANNEX))
    assert "Khớp với tệp kèm theo" in checked(client, data, ("ten-khac.txt", ANNEX)), "another name, the same content"
    changed = checked(client, data, ("phu-luc, ban 1.txt", ANNEX.replace(b"1.", b"2.")))
    assert "Đã bị thay đổi" in changed and "Khớp với" not in changed
    other = checked(client, data, ("khac.txt", b"Khac"))
    assert "Không có trong danh mục" in other and "chọn thêm tệp này" in other
    assert "chọn thêm tệp này để đối chiếu" in checked(client, data)


def test_a_list_under_a_broken_signature_is_not_believed(client, sent):
    _row, data = sent
    broken = bytearray(data)
    spot = data.index(b"/ByteRange") - 2000
    broken[spot] ^= 1
    page = checked(client, bytes(broken), ("phu-luc, ban 1.txt", ANNEX))
    assert "chỉ đáng tin khi" in page or "không phải PDF đọc được" in page
    assert "chỉ đáng tin khi" not in checked(client, data, ("phu-luc, ban 1.txt", ANNEX))


def test_a_list_swapped_after_signing_changes_nothing(client, sent):
    """Somebody writes another annex's digest into the file's description, as an update after the signatures."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    _row, data = sent
    writer, out = IncrementalPdfFileWriter(io.BytesIO(data)), io.BytesIO()
    writer.set_info(generic.DictionaryObject({generic.pdf_name("/Keywords"): generic.pdf_string("gia.txt sha256:" + "0" * 64)}))
    writer.write(out)
    page = checked(client, out.getvalue(), ("phu-luc, ban 1.txt", ANNEX))
    assert "Khớp với tệp kèm theo" in page and "gia.txt" not in page


def test_recipients_see_that_the_annex_is_signed_for(province, client, sent):
    row, _data = sent
    arrival = Document.objects.get(source=row, organisation=province.ubnd_tinh)
    client.force_login(province.lan)
    assert "Nằm trong danh mục đã ký số" in client.get(reverse("documents:document", args=[arrival.pk])).content.decode()


def test_a_paper_without_files_is_what_it_was(province):
    row = drafted(province)
    from openpar.apps.documents.papers import content_of
    assert "annexed" not in content_of(row).data()
