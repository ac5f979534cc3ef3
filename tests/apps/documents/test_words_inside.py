"""A document is found by any word in it: number, abstract, body, signer; also where it arrived, and only by who may see it."""

import pytest
from django.urls import reverse

from openpar.apps.documents import selectors, services
from openpar.apps.documents.models import Document
from openpar.core.searching import words_of
from tests.apps.documents.papers_ground import issued, store_in, words
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def found(client, direction, q):
    return sorted({d.title for d in client.get(reverse(f"documents:{direction}"), {"q": q}).context["rows"].rows})


def test_words_of_the_body_lead_to_it_in_both_registers(province, client):
    row = issued(province, body=("Kết quả xác minh tại bản Nậm Loỏng đã được thống nhất./.",))
    for who, direction in (("van_thu", "out"), ("lan", "in")):
        client.force_login(province.users[who])
        assert found(client, direction, "nam loong xac minh") == [row.title], who
        assert found(client, direction, "tran van dung") == [row.title], "by who signed"
        assert found(client, direction, "01/bc-stc") == [row.title], "by the number it got when it was signed"
        assert found(client, direction, "khong co tu nay") == []
    client.force_login(province.yen)
    assert found(client, "in", "nam loong") == []


def test_the_search_box_finds_the_body_for_who_may_see_it(province):
    row = issued(province, body=("Bản Nậm Loỏng./.",))
    asked = words_of("nậm loỏng")
    hits = selectors.search.find_documents(province.actor("dung"), asked, 10)
    assert [h.url for h in hits] == [reverse("documents:document", args=[row.pk])]
    assert selectors.search.find_documents(province.actor("yen"), asked, 10) == []


def test_a_changed_draft_is_found_by_its_new_words_alone(province, client):
    row = services.make_draft(words(province, body=("Bản cũ",)), organisation=province.stc, by=province.actor("minh"), at=moment())
    services.edit(row, words(province, body=("Bản mới hoàn toàn",)), by=province.actor("minh"), at=moment())
    client.force_login(province.minh)
    assert found(client, "out", "hoan toan") == [row.title] and found(client, "out", "ban cu") == []
    assert Document.objects.get().words.endswith("hoan toan")
