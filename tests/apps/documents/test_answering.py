"""An arrival is answered from its own page: the draft begins with whom it goes to and what it answers, and the relation is written with it."""

import pytest
from django.urls import reverse
from django.utils import translation

from openpar.apps.documents import services
from openpar.apps.documents.models import Document, Relation
from tests.apps.documents.papers_ground import issued, store_in
from tests.people import DAY, moment

WRITE = "/so-van-ban/soan/"


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


@pytest.fixture
def arrival(province):
    """The report of the finance department as it came to the people's committee, entered in its book."""
    there = Document.objects.get(source=issued(province), organisation=province.ubnd_tinh)
    return services.register(there, by=province.actor("lan"), at=moment(hour=13))


def test_the_page_of_the_arrival_offers_it_and_the_form_begins_with_what_is_known(province, arrival, client):
    client.force_login(province.lan)
    address = f"{WRITE}?tra-loi={arrival.pk}"
    assert address in client.get(reverse("documents:document", args=[arrival.pk])).content.decode()
    form = client.get(address).context["form"]
    assert form["to"].value() == "Sở Tài chính" and form["recipients"].value() == [province.stc.pk] and form["others"].value() == ""
    assert form["title"].value() == "Trả lời Báo cáo số 01/BC-STC ngày 24/08/2022 của Sở Tài chính"
    assert form["body"].value().startswith("Phúc đáp Báo cáo số 01/BC-STC ngày 24/08/2022 của Sở Tài chính về việc kết quả cải cách hành chính")
    with translation.override("en"):
        assert client.get(address, headers={"accept-language": "en"}).context["form"]["title"].value().startswith("Trả lời Báo cáo số")


def test_saving_it_writes_the_relation_and_issuing_it_closes_the_circle_between_the_two_bodies(province, arrival, client):
    client.force_login(province.lan)
    form = client.get(f"{WRITE}?tra-loi={arrival.pk}").context["form"]
    page = client.post(WRITE, {"tra-loi": arrival.pk, "organisation": province.ubnd_tinh.pk, "kind": "cong_van", "title": form["title"].value(),
                               "to": form["to"].value(), "body": form["body"].value() + "Đồng ý./.", "recipients": [province.stc.pk],
                               "signer": "Lò Văn Chính", "place": "Lai Châu", "copies": 1}, follow=True)
    made = Relation.objects.get()
    assert (made.kind, made.other_id, made.document.organisation) == ("answers", arrival.pk, province.ubnd_tinh)
    assert "Trả lời, phúc đáp" in page.content.decode()
    assert "Trả lời, phúc đáp" in client.get(reverse("documents:document", args=[arrival.pk])).content.decode()


def test_what_came_from_outside_is_answered_by_name(province, client):
    row = services.receive(organisation=province.stc, kind="cong_van", number="12/BTC-NSNN", on=DAY, title="Hướng dẫn quyết toán",
                           author="Bộ Tài chính", by=province.actor("van_thu"), at=moment())
    client.force_login(province.minh)
    form = client.get(f"{WRITE}?tra-loi={row.pk}").context["form"]
    assert form["recipients"].value() == [] and form["others"].value() == "Bộ Tài chính"
    assert form["title"].value() == "Trả lời Công văn số 12/BTC-NSNN ngày 24/08/2022 của Bộ Tài chính"
    Document.objects.filter(pk=row.pk).update(author="Sở Nội vụ")  # on paper, from a body that the platform knows
    assert client.get(f"{WRITE}?tra-loi={row.pk}").context["form"]["recipients"].value() == [province.snv.pk]


def test_a_refused_answer_is_still_an_answer_and_one_to_a_foreign_arrival_is_not_found(province, arrival, client):
    client.force_login(province.lan)
    answer = client.post(WRITE, {"tra-loi": arrival.pk, "title": "Trả lời"})
    assert answer.status_code == 422 and f'name="tra-loi" value="{arrival.pk}"' in answer.content.decode()
    client.force_login(province.minh)
    assert [client.get(f"{WRITE}?tra-loi={x}").status_code for x in (arrival.pk, "999999", "x")] == [404] * 3
    assert client.post(WRITE, {"tra-loi": arrival.pk}).status_code == 404 and not Relation.objects.exists()


def test_who_drafts_nothing_there_and_what_was_given_back_offers_no_answer(province, arrival, client):
    client.force_login(province.giam_sat)
    assert "Soạn văn bản trả lời" not in client.get(reverse("documents:document", args=[arrival.pk])).content.decode()
    Document.objects.filter(pk=arrival.pk).update(state="recalled")
    client.force_login(province.lan)
    assert "Soạn văn bản trả lời" not in client.get(reverse("documents:document", args=[arrival.pk])).content.decode()
