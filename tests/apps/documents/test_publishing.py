"""An issued document is published as a separate copy that a named person made; the original stays inside and nothing is masked by the machine."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.apps.documents import services
from openpar.apps.documents.models import Publication
from openpar.core import blobs, papers
from openpar.core.models import AuditEntry, Evidence
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.core.test_papers import words_of_pdf
from tests.people import moment

NAME = "Lò Thị Mẩy"
BODY = (f"Trả lời đơn của bà {NAME}, bản Nậm Loỏng.", "Đề nghị được giải quyết trong tháng 9./.")


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


REDACTED = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def uploaded(data=REDACTED, name="ban-che-Lo-Thi-May.pdf"):
    return SimpleUploadedFile(name, data, "application/pdf")


def signed_bytes(row) -> bytes:
    with blobs.open_bytes(papers.newest_pdf(papers.current("documents.document", row.pk))) as stream:
        return stream.read()


def published(province, row, **changes):
    return services.publish(row, **{"copy": uploaded(), "title": "Trả lời đơn của công dân", "masked": "Tên, địa chỉ của một công dân",
                                    "by": province.actor("van_thu"), "at": moment(hour=15), **changes})


def test_case_PM_06_the_public_gets_the_copy_a_person_made_and_the_original_is_untouched(province, client):
    row = issued(province, title=f"Trả lời đơn của bà {NAME}", body=BODY)
    before = signed_bytes(row)
    one = published(province, row)
    for path in (reverse("documents:published"), reverse("documents:published_one", args=[one.pk])):
        page = client.get(path).content.decode()
        assert "Trả lời đơn của công dân" in page and NAME not in page and "Lo-Thi-May" not in page, path
    answer = client.get(reverse("documents:published_copy", args=[one.pk]))
    assert b"".join(answer.streaming_content) == REDACTED and 'filename="01-BC-STC.pdf"' in answer["Content-Disposition"]
    assert signed_bytes(row) == before and NAME in words_of_pdf(before), "nothing is masked in what is kept"
    assert client.get(reverse("documents:paper", args=[row.pk])).status_code == 302, "the original asks who you are"
    assert client.get(reverse("core:evidence", args=[one.copy_id])).status_code == 302
    page = client.get(reverse("documents:published_one", args=[one.pk])).content.decode()
    assert "Lê Thị Văn" in page and "Tên, địa chỉ của một công dân" in page, "who made the copy and what was taken out"


def test_case_PM_06_the_kept_file_is_not_published_by_mistake(province):
    row = issued(province, body=BODY)
    with pytest.raises(BadInput, match="chưa che gì"):
        published(province, row, copy=uploaded(signed_bytes(row)))
    with pytest.raises(BadInput, match="Ghi đã che những gì"):
        published(province, row, masked=" ")
    with pytest.raises(BadInput, match="PDF"):
        published(province, row, copy=uploaded(b"x", "ban.docx"))
    assert not Publication.objects.exists() and not Evidence.objects.filter(room="documents.publication").exists()
    whole = published(province, row, copy=uploaded(signed_bytes(row)), masked="", nothing_hidden=True)
    assert whole.masked == "Không có nội dung phải che."


def test_what_is_taken_back_is_gone_for_the_public_at_every_address(province, client):
    one = published(province, issued(province))
    addresses = [reverse("documents:published_one", args=[one.pk]), reverse("documents:published_copy", args=[one.pk])]
    assert [client.get(a).status_code for a in addresses] == [200, 200]
    client.force_login(province.van_thu)
    client.post(reverse("documents:unpublish", args=[one.document_id]), {"reason": "Còn sót số định danh"})
    client.logout()
    assert [client.get(a).status_code for a in addresses] == [404, 404]
    assert one.title not in client.get(reverse("documents:published")).content.decode()
    assert Evidence.objects.filter(pk=one.copy_id).exists(), "kept inside, with who took it back and why"
    one.refresh_from_db()
    assert (one.end_reason, one.ended_by) == ("Còn sót số định danh", province.van_thu)
    assert list(AuditEntry.objects.filter(object_id=one.document_id, act__contains="publish").values_list("act", flat=True).order_by("pk")) == [
        "documents.document.publish", "documents.document.unpublish"]


def test_only_the_clerk_or_head_publishes_and_only_what_is_issued(province, client):
    draft, row = drafted(province), issued(province)
    with pytest.raises(Refused, match="đã phát hành"):
        published(province, draft)
    for who in ("minh", "yen", "khach"):
        with pytest.raises(Refused):
            published(province, row, by=province.actor(who))
    published(province, row)
    with pytest.raises(Conflict, match="đang được công bố"):
        published(province, row)
    client.force_login(province.minh)
    assert client.get(reverse("documents:publish", args=[row.pk])).status_code == 403


def test_the_clerk_publishes_on_a_page_that_says_nothing_is_masked_by_itself(province, client):
    row = issued(province)
    client.force_login(province.van_thu)
    address = reverse("documents:publish", args=[row.pk])
    assert "Hệ thống không tự che chữ nào" in client.get(address).content.decode()
    refused = client.post(address, {"copy": uploaded(), "title": "Tên riêng tôi gõ"})
    assert refused.status_code == 422 and "Tên riêng tôi gõ" in refused.content.decode()
    client.post(address, {"copy": uploaded(), "title": "Kết quả quý III", "masked": "Số điện thoại"})
    assert "Kết quả quý III" in client.get(reverse("documents:document", args=[row.pk])).content.decode()
    services.withdraw(row, by=province.actor("dung"), at=moment(hour=16), reason="Sai số liệu")
    client.logout()
    assert "đã thu hồi" in client.get(reverse("documents:published")).content.decode()


def test_the_list_is_found_without_accents_and_a_nonsense_query_finds_nothing(province, client):
    published(province, issued(province))
    assert "Trả lời đơn" in client.get(reverse("documents:published"), {"q": "tra loi don"}).content.decode()
    assert "Không có văn bản nào khớp" in client.get(reverse("documents:published"), {"q": "xyz"}).content.decode()
