"""Many documents are signed, then sealed and sent, in one act; each whole or not at all, and whoever is next is told."""

import pytest
from django.urls import reverse

from openpar.apps.documents import selectors, services
from openpar.apps.documents.models import Document
from openpar.core import delegations, outbox
from openpar.core.models import OutboxMessage, PaperNumber
from openpar.engine.errors import BadInput
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.people import DAY, moment

OFFERED = "ủy quyền cho bạn, ký KT."


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def waiting(province, *titles):
    return [services.submit(drafted(province, title=t), by=province.actor("minh"), at=moment()) for t in titles]


def told(topic):
    return [(m.payload["text"], m.payload["url"]) for m in OutboxMessage.objects.filter(topic=topic).order_by("pk")]


def test_numbers_follow_the_order_of_the_drafts_whatever_was_ticked_first(province):
    one, two, three = waiting(province, "Một", "Hai", "Ba")
    done = services.sign_many([three.pk, one.pk, two.pk], by=province.actor("dung"), at=moment(hour=10))
    assert [d.number for d in done.rows] == ["01/BC-STC", "02/BC-STC", "03/BC-STC"] and not done.refused
    assert [d.title for d in done.rows] == ["Một", "Hai", "Ba"]
    sent = services.issue_many([one.pk, two.pk, three.pk], by=province.actor("van_thu"), at=moment(hour=11))
    assert len(sent.rows) == 3 and Document.objects.filter(state="issued").count() == 3


def test_one_that_cannot_be_signed_holds_back_no_other_and_takes_no_number(province, monkeypatch):
    one, two = waiting(province, "Một", "Hai")
    real = services.batches.sign

    def broken(document, **given):
        if document.pk == one.pk:
            raise BadInput("Khóa ký đang bận.")
        return real(document, **given)
    monkeypatch.setattr(services.batches, "sign", broken)
    done = services.sign_many([one.pk, two.pk], by=province.actor("dung"), at=moment(hour=10))
    assert [d.number for d in done.rows] == ["01/BC-STC"] and "Khóa ký đang bận" in done.refused[one.pk]
    assert PaperNumber.objects.count() == 1


def test_the_page_signs_what_was_ticked_and_says_so(province, client):
    one, two = waiting(province, "Một", "Hai")
    client.force_login(province.dung)
    page = client.get(reverse("documents:queue")).content.decode()
    assert "Một" in page and "Hai" in page and "GIÁM ĐỐC" in page
    answer = client.post(reverse("documents:queue"), {"viec": "ky", "ids": [one.pk]}, follow=True).content.decode()
    assert "Đã ký 1 văn bản: 01/BC-STC" in answer
    two.refresh_from_db()
    assert two.state == "submitted"
    empty = client.post(reverse("documents:queue"), {"viec": "ky"})
    assert empty.status_code == 422 and "Chưa chọn văn bản nào" in empty.content.decode()


@pytest.mark.parametrize("who", ["minh", "yen", "khach"])
def test_who_may_not_sign_there_signs_nothing_by_id(province, client, who):
    [one] = waiting(province, "Một")
    client.force_login(province.users[who])
    page = client.post(reverse("documents:queue"), {"viec": "ky", "ids": [one.pk]}, follow=True).content.decode()
    one.refresh_from_db()
    assert one.state == "submitted" and "Một" not in page.replace("Một văn bản đã chọn", "")


def test_the_delegate_signs_the_batch_in_place_of_the_head_and_reads_beforehand_how(province, client):
    waiting(province, "Một")
    delegations.give(organisation=province.stc, taker=province.minh, acts=["paper.sign"], mode="KT", valid_from=DAY, valid_until=DAY,
                     giver_office="Giám đốc", taker_office="Phó Giám đốc", by=province.actor("dung"), at=moment())
    client.force_login(province.minh)
    assert not selectors.waiting_for(province.actor("minh"), "sign").exists()
    client.post(reverse("core:stand_in"), {"thay": f"d{delegations.Delegation.objects.get().pk}"})
    page = client.get(reverse("documents:queue")).content.decode()
    assert "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC" in page
    client.post(reverse("documents:queue"), {"viec": "ky", "ids": [Document.objects.get().pk]})
    row = Document.objects.get()
    assert (row.lines, row.signer, row.mode) == (["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "Phạm Minh", "KT")


def test_the_signer_the_drafter_and_the_clerk_are_told_in_turn_with_the_page_to_open(province):
    [row] = waiting(province, "Một")
    page = reverse("documents:document", args=[row.pk])
    assert told("documents.submitted") == [("Văn bản chờ ký: Một", page)]
    row = services.send_back(row, by=province.actor("dung"), at=moment(), reason="Thiếu số liệu")
    assert told("documents.returned") == [("Dự thảo được trả lại: Một. Lý do: Thiếu số liệu", page)]
    row = services.submit(row, by=province.actor("minh"), at=moment())
    row = services.sign(row, by=province.actor("dung"), at=moment(hour=10))
    assert told("documents.signed") == [("Văn bản đã ký, chờ đóng dấu và phát hành: 01/BC-STC, Một", page)]
    services.issue(row, by=province.actor("van_thu"), at=moment(hour=11))
    assert all(url for _text, url in told("documents.arrived")) and len(told("documents.arrived")) == 2


def test_whoever_gets_a_document_to_work_on_is_told(province):
    row = issued(province)
    got = Document.objects.get(source=row, organisation=province.ubnd_tinh)
    got = services.register(got, by=province.actor("lan"), at=moment(hour=13))
    services.assign(got, by=province.actor("lan"), at=moment(hour=14), instruction="Tham mưu trả lời", person=province.lan)
    [(text, url)] = told("documents.assigned")
    assert text == "Giao xử lý văn bản đến 01/BC-STC của Sở Tài chính: Tham mưu trả lời" and url.endswith(f"/{got.pk}/")
    assert outbox.OutboxMessage.objects.get(topic="documents.assigned").payload["audiences"][0]["user"] == province.lan.pk


def test_a_failure_of_another_part_stops_one_document_and_the_page_says_of_each_how_it_stands(province, client, monkeypatch):
    one, two, three = waiting(province, "Một", "Hai", "Ba")
    real = services.outgoing.signing.sign

    def full(paper, **given):
        if paper.object_id == two.pk:
            raise OSError(28, "No space left on device")
        return real(paper, **given)
    monkeypatch.setattr(services.outgoing.signing, "sign", full)
    client.force_login(province.dung)
    page = client.post(reverse("documents:queue"), {"viec": "ky", "ids": [one.pk, two.pk, three.pk]}, follow=True).content.decode()
    assert "Đã ký 2 văn bản: 01/BC-STC; 02/BC-STC" in page and "Hai: hệ thống gặp lỗi" in page
    assert list(Document.objects.order_by("pk").values_list("title", "state", "number")) == [
        ("Một", "signed", "01/BC-STC"), ("Hai", "submitted", ""), ("Ba", "signed", "02/BC-STC")]
    assert list(PaperNumber.objects.order_by("value").values_list("object_id", flat=True)) == [one.pk, three.pk], "the number came back"
    monkeypatch.setattr(services.outgoing.signing, "sign", real)
    assert "03/BC-STC" in client.post(reverse("documents:queue"), {"viec": "ky", "ids": [two.pk]}, follow=True).content.decode()


def test_a_list_that_is_sent_again_is_told_apart_from_one_that_did_nothing(province, client):
    [one] = waiting(province, "Một")
    client.force_login(province.dung)
    given = {"viec": "ky", "ids": [one.pk], "luot": "a" * 32}
    client.post(reverse("documents:queue"), given)
    assert "đã được gửi trước đó" in client.post(reverse("documents:queue"), given, follow=True).content.decode()
    assert PaperNumber.objects.count() == 1


def test_whoever_was_given_the_signing_is_shown_the_way_into_that_place_where_it_is_signed(province, client):
    [one] = waiting(province, "Một")
    given = delegations.give(organisation=province.stc, taker=province.minh, acts=["paper.sign"], mode="KT", valid_from=DAY, valid_until=DAY,
                             giver_office="Giám đốc", taker_office="Phó Giám đốc", by=province.actor("dung"), at=moment())
    client.force_login(province.minh)
    for page in (reverse("documents:queue"), reverse("documents:document", args=[one.pk]), reverse("documents:out")):
        words = client.get(page).content.decode()
        assert (OFFERED in words) == (page != reverse("documents:out")) and words.count(f'name="thay" value="d{given.pk}"') == 1 + (OFFERED in words)
    assert reverse("documents:queue") in client.get(reverse("documents:out")).content.decode(), "the register leads there"
    answer = client.post(reverse("core:stand_in"), {"thay": f"d{given.pk}", "next": reverse("documents:queue")})
    assert answer["Location"] == reverse("documents:queue")
    inside = client.get(reverse("documents:queue")).content.decode()
    assert 'name="ids"' in inside and OFFERED not in inside
    client.post(reverse("core:stand_in"), {"thay": ""})
    client.force_login(province.yen)
    assert OFFERED not in client.get(reverse("documents:queue")).content.decode()
    client.force_login(province.minh)
    sent = issued(province)
    assert OFFERED not in client.get(reverse("documents:document", args=[sent.pk])).content.decode(), "only taking it back is left there"
    delegations.end(given.pk, reason="Đã về", by=province.actor("dung"), at=moment())
    assert OFFERED not in client.get(reverse("documents:document", args=[one.pk])).content.decode()
