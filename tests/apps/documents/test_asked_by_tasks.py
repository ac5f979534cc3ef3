"""Papers of the tasks room are numbered in the register: a reminder letter on its way out, a directive issued here given as tasks."""

import io
from datetime import date

import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse

from openpar.apps.documents import services
from openpar.apps.documents.models import Document
from openpar.apps.documents.services import Draft
from openpar.apps.tasks.models import Directive
from openpar.apps.tasks.models import Draft as TaskDraft
from openpar.apps.tasks.services import remind
from openpar.core import blobs, papers, signing
from openpar.engine.errors import Conflict, Refused
from tests.apps.documents.papers_ground import store_in
from tests.apps.tasks.giving import give
from tests.people import moment

BODY = ("Thực hiện Nghị quyết của Chính phủ, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:",
        "1. Sở Tài chính chủ trì rà soát thủ tục hành chính, hoàn thành trước ngày 30/9/2022.",
        "2. Sở Y tế báo cáo kết quả cải cách hành chính trước ngày 15/10/2022.")


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def as_(province, who):
    client = Client()
    client.force_login(province.users[who])
    return client


def lan(province):
    return province.actor("lan", organisation="ubnd_tinh")


def sent(province, row):
    """Submitted by Lan, signed by the chairman, sealed by Lan's office."""
    row = services.submit(row, by=lan(province), at=moment(hour=10))
    row = services.sign(row, by=province.actor("chu_tich"), at=moment(hour=10))
    return services.issue(row, by=lan(province), at=moment(hour=11))


def late_part(province):
    return give(province, due_on=date(2022, 8, 1))


def directive(province):
    return services.make_draft(Draft(kind="chi_thi", title="Đẩy mạnh cải cách hành chính", body=BODY, place="Lai Châu", mode="TM",
                                     lines=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), signer="Lò Văn Chính", recipients=(province.stc, province.syt)),
                               organisation=province.ubnd_tinh, by=lan(province), at=moment())


def test_a_reminder_letter_is_drafted_signed_numbered_and_issued_in_the_register(province):
    part = late_part(province)
    [letter] = remind.letters_for([part], by=lan(province), at=moment(), note="Khẩn trương thực hiện.")
    row = Document.objects.get(about_room="tasks.letter", about_id=letter.pk)
    assert (row.state, row.kind, row.to) == ("draft", "cong_van", ["Sở Tài chính"]) and "Khẩn trương thực hiện." in row.body
    page = as_(province, "lan").get(reverse("tasks:letters")).content.decode()
    assert "Dự thảo" in page and f"/so-van-ban/{row.pk}/" in page
    row = sent(province, row)
    page = as_(province, "lan").get(reverse("tasks:letters")).content.decode()
    assert "01/UBND" in page and "Đã phát hành" in page
    assert Document.objects.get(source=row).organisation == province.stc
    with blobs.open_bytes(papers.newest_pdf(papers.current("documents.document", row.pk))) as stream:
        data = stream.read()
    assert [f.intact for f in signing.check(data)] == [True, True]
    with pdfplumber.open(io.BytesIO(data)) as book:
        words = " ".join((p.extract_text() or "") for p in book.pages)
    assert "(Kèm theo Công văn số 01/UBND ngày 24 tháng 08 năm 2022 của Ủy ban nhân dân tỉnh Lai Châu)" in words
    assert "DANH SÁCH NHIỆM VỤ QUÁ HẠN" in words and part.task.code in words


def test_who_may_not_draft_leaves_the_letter_to_those_who_may(province):
    part = late_part(province)
    [letter] = remind.letters_for([part], by=province.actor("chu_tich"), at=moment())
    assert not Document.objects.exists()
    assert as_(province, "chu_tich").post(reverse("tasks:letter_register", args=[letter.pk])).status_code == 403
    assert "Lập dự thảo trong sổ" in as_(province, "lan").get(reverse("tasks:letters")).content.decode()
    for _ in range(2):
        assert as_(province, "lan").post(reverse("tasks:letter_register", args=[letter.pk])).status_code == 302
    assert Document.objects.filter(about_room="tasks.letter", about_id=letter.pk).count() == 1
    assert as_(province, "dung").post(reverse("tasks:letter_register", args=[letter.pk])).status_code in (403, 404)


def test_a_withdrawn_letter_may_be_drafted_again(province):
    part = late_part(province)
    [letter] = remind.letters_for([part], by=lan(province), at=moment())
    row = services.submit(Document.objects.get(), by=lan(province), at=moment())
    row = services.sign(row, by=province.actor("chu_tich"), at=moment())
    services.withdraw(row, by=province.actor("chu_tich"), at=moment(), reason="Đã báo cáo")
    remind.to_register(letter, by=lan(province), at=moment())
    assert list(Document.objects.order_by("id").values_list("state", flat=True)) == ["withdrawn", "draft"]


def test_an_issued_directive_becomes_tasks_and_each_leads_to_the_other(province):
    row = sent(province, directive(province))
    client = as_(province, "lan")
    assert "Giao nhiệm vụ từ văn bản này" in client.get(reverse("documents:document", args=[row.pk])).content.decode()
    assert client.post(reverse("documents:give_as_tasks", args=[row.pk])).status_code == 302
    made = Directive.objects.get()
    assert (made.number, made.issued_on, made.title, made.doc_type, made.signer, made.state) == (
        "01/CT-UBND", date(2022, 8, 24), "Đẩy mạnh cải cách hành chính", "Chỉ thị", "Lò Văn Chính", "draft")
    drafts = TaskDraft.objects.filter(directive=made).order_by("order")
    assert [(d.addressees.filter(part="lead").first().organisation, d.due_on) for d in drafts] == [
        (province.stc, date(2022, 9, 30)), (province.syt, date(2022, 10, 15))]
    assert f"/so-van-ban/{row.pk}/" in client.get(reverse("tasks:directive", args=[made.pk])).content.decode()
    page = client.get(reverse("documents:document", args=[row.pk])).content.decode()
    assert f"/van-ban/{made.pk}/" in page and "Giao nhiệm vụ từ văn bản này" not in page
    row.refresh_from_db()
    with pytest.raises(Conflict):
        services.give_as_tasks(row, by=lan(province), at=moment())


def test_only_an_issued_document_is_given_as_tasks_and_by_those_who_draft_directives(province):
    row = directive(province)
    with pytest.raises(Refused, match="đã phát hành"):
        services.give_as_tasks(row, by=lan(province), at=moment())
    row = sent(province, row)
    with pytest.raises(Refused):
        services.give_as_tasks(row, by=province.actor("chu_tich"), at=moment())
    there = Document.objects.get(source=row, organisation=province.stc)
    with pytest.raises(Refused, match="đã phát hành"):
        services.give_as_tasks(there, by=province.actor("dung"), at=moment())


def test_a_review_that_was_thrown_away_is_begun_again(province):
    row = sent(province, directive(province))
    services.give_as_tasks(row, by=lan(province), at=moment())
    Directive.objects.update(state="discarded")
    row.refresh_from_db()
    assert services.give_as_tasks(row, by=lan(province), at=moment(hour=15)).state == "draft"
    assert Directive.objects.count() == 2
