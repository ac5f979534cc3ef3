"""Relations of documents: chosen by number or words, drawn as a chain, never in a circle, taken away with a trail."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from openpar.apps.documents import selectors, services
from openpar.apps.documents.models import Relation
from openpar.core.models import AuditEntry
from openpar.engine.errors import BadInput
from openpar.web.charts import chain
from openpar.web.charts.chain import Node, Tie
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


@pytest.fixture
def client_of_minh(province):
    client = Client()
    client.force_login(province.users["minh"])
    return client


def tie(province, a, kind, b):
    return services.relate(a, kind, other=b, by=province.actor("minh"), at=moment())


def test_a_document_is_chosen_by_its_number_and_stands_in_the_drawing(province, client_of_minh):
    old, new = issued(province, title="Báo cáo quý II"), drafted(province, title="Báo cáo quý III")
    address = reverse("documents:relate", args=[new.pk])
    for asked in ("01/BC-STC", "bao cao quy ii", "QUÝ II"):
        assert "Báo cáo 01/BC-STC, Sở Tài chính" in client_of_minh.get(address, {"q": asked}).content.decode()
    answer = client_of_minh.post(address, {"q": "01/BC", "kind": "replaces", "other": old.pk}, follow=True)
    page = answer.content.decode()
    svgs = [ElementTree.fromstring(s) for s in re.findall(r'<svg class="chart chart-own.*?</svg>', page, re.DOTALL)]
    assert len(svgs) == 2 and all(f"/so-van-ban/{old.pk}/" in [a.get("href") for a in s.iter("a")] for s in svgs)
    assert "Thay thế: Báo cáo 01/BC-STC" in "".join(svgs[0].itertext())


def test_an_answer_to_a_paper_outside_the_registers_is_only_named(province, client_of_minh):
    row = drafted(province)
    answer = client_of_minh.post(reverse("documents:relate", args=[row.pk]), {"kind": "answers", "named": "Công văn 12/BTC-VP"}, follow=True)
    assert "Trả lời, phúc đáp" in answer.content.decode() and "Công văn 12/BTC-VP" in answer.content.decode()
    empty = client_of_minh.post(reverse("documents:relate", args=[row.pk]), {"kind": "answers", "named": ""})
    assert empty.status_code == 422 and "Chọn quan hệ và văn bản liên quan." in empty.content.decode()


def test_a_circle_is_refused_with_a_sentence_however_long(province, client_of_minh):
    a, b, c = (drafted(province, title=f"Văn bản {n}") for n in "abc")
    tie(province, a, "amends", b)
    tie(province, b, "cites", c)
    for end in (a, b):
        with pytest.raises(BadInput, match="thành vòng"):
            tie(province, c, "replaces", end)
    with pytest.raises(BadInput, match="chính nó"):
        tie(province, a, "cites", a)
    answer = client_of_minh.post(reverse("documents:relate", args=[c.pk]), {"q": "van ban a", "kind": "cites", "other": a.pk})
    assert answer.status_code == 422 and "thành vòng" in answer.content.decode()
    tie(province, a, "cites", c)  # two ways to one document are no circle
    assert Relation.objects.count() == 3


def test_an_arrival_is_not_related_to_the_document_that_it_is(province):
    sent = issued(province, recipients=(province.stc_ns,))
    there = sent.arrivals.get()
    with pytest.raises(BadInput, match="chính nó"):
        tie(province, there, "cites", sent)


def test_what_one_may_not_see_is_neither_found_nor_taken(province, client_of_minh):
    secretly = services.make_draft(services.Draft(kind="bao_cao", title="Việc của Sở Y tế", body=("…",), place="Lai Châu"),
                                   organisation=province.syt, by=province.actor("yen"), at=moment())
    row = drafted(province)
    address = reverse("documents:relate", args=[row.pk])
    assert "Việc của Sở Y tế" not in client_of_minh.get(address, {"q": "so y te"}).content.decode()
    assert client_of_minh.post(address, {"kind": "cites", "other": secretly.pk}).status_code == 422
    with pytest.raises(BadInput, match="được xem"):
        tie(province, row, "cites", secretly)
    assert not Relation.objects.exists()


def test_a_relation_written_by_mistake_goes_and_leaves_its_trail(province, client_of_minh):
    a, b = drafted(province, title="A"), drafted(province, title="B")
    relation = tie(province, a, "cites", b)
    assert client_of_minh.post(reverse("documents:relation_drop", args=[b.pk, relation.pk])).status_code == 404
    assert client_of_minh.post(reverse("documents:relation_drop", args=[a.pk, relation.pk])).status_code == 302
    assert selectors.chain_of(province.actor("minh"), a) == []
    assert AuditEntry.objects.get(act="documents.document.unrelate").changes["relation"][1] is None


def test_a_relation_sent_twice_is_there_once(province, client_of_minh):
    row = drafted(province)
    for _ in range(2):
        client_of_minh.post(reverse("documents:relate", args=[row.pk]), {"kind": "cites", "named": "Luật 63/2020/QH14"})
    assert Relation.objects.count() == 1


def test_the_drawing_escapes_its_words_and_survives_a_circle():
    evil = '<script>alert("x")</script> & “Sở”'
    drawn = str(chain([Node("a", evil, "/a/", evil, here=True), Node("b", evil)], [Tie("a", evil, "b"), Tie("b", "x", "a")], sentence=evil))
    for svg in ElementTree.fromstring(f"<div>{drawn}</div>").iter("svg"):
        assert svg.get("role") == "group" and len(list(svg.iter("rect"))) == 2
        assert not any("style" in n.attrib for n in svg.iter())
