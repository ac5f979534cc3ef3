"""A form of the room that is sent twice, by an impatient hand or a lost answer, makes one row."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from openpar.apps.documents.models import Document
from openpar.core.models import AuditEntry
from tests.apps.documents.papers_ground import store_in


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def as_(province, who):
    client = Client()
    client.force_login(province.users[who])
    return client


def draft(province):
    return {"organisation": province.stc.pk, "kind": "cong_van", "title": "Đề nghị bổ sung kinh phí", "body": "Đoạn một./.",
            "signer": "Trần Văn Dũng", "place": "Lai Châu", "copies": 1}


def arrival(province):
    return {"organisation": province.stc.pk, "kind": "cong_van", "author": "Bộ Tài chính", "number": "12/BTC", "on": "23/8/2022",
            "title": "Hướng dẫn quyết toán"}


FORMS = [("documents:draft_new", "minh", draft), ("documents:arrival_new", "van_thu", arrival)]


@pytest.mark.parametrize("page, who, given", FORMS)
def test_a_form_with_its_word_counts_once_and_another_form_counts_again(province, page, who, given):
    client, address = as_(province, who), reverse(page)

    def word():
        return re.search(r'name="luot" value="([0-9a-f]{32})"', client.get(address).content.decode())[1]
    first, said = word(), given(province)
    answers = [client.post(address, {**said, "luot": first}, follow=True) for _ in range(3)]
    assert [a.status_code for a in answers] == [200] * 3 and "đã được lưu" in answers[1].content.decode()
    assert Document.objects.count() == 1 and AuditEntry.objects.filter(room="documents.document").count() == 1
    client.post(address, {**said, "luot": word()})
    assert Document.objects.count() == 2


@pytest.mark.parametrize("page, who, given", FORMS)
def test_a_form_without_its_word_is_known_by_its_content(province, page, who, given):
    client, address, said = as_(province, who), reverse(page), given(province)
    for _ in range(2):
        assert client.post(address, said).status_code == 302
    client.post(address, {**said, "title": "Việc khác"})
    assert Document.objects.count() == 2


@pytest.mark.parametrize("page, who, given", FORMS)
def test_a_refused_form_can_be_sent_again_with_the_same_word(province, page, who, given):
    client, address, word = as_(province, who), reverse(page), "b" * 32
    assert client.post(address, {**given(province), "title": "TỐI MẬT", "luot": word}).status_code == 422
    assert client.post(address, {**given(province), "luot": word}).status_code == 302
    assert Document.objects.count() == 1
