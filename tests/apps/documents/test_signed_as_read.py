"""Who signs signs what was read: a draft that went back and came again with other words meanwhile is not signed from the old page."""

from dataclasses import replace

import pytest
from django.urls import reverse

from openpar.apps.documents import services
from openpar.apps.documents.models import Document
from tests.apps.documents.papers_ground import drafted, store_in, words
from tests.people import moment


@pytest.fixture
def waiting(province, settings, tmp_path):
    store_in(settings, tmp_path)
    return services.submit(drafted(province), by=province.actor("minh"), at=moment())


def changed_meanwhile(province, row):
    """The other one who signs sends it back, the drafter writes other words and submits again."""
    row = services.send_back(row, by=province.actor("dung"), at=moment(), reason="sửa")
    row = services.edit(row, replace(words(province), body=("Nội dung khác hẳn./.",)), by=province.actor("minh"), at=moment())
    return services.submit(row, by=province.actor("minh"), at=moment())


def test_the_page_of_the_document_signs_the_version_it_shows(province, waiting, client):
    client.force_login(province.dung)
    address = reverse("documents:act", args=[waiting.pk, "ky"])
    assert f'name="version" value="{waiting.version}"' in client.get(reverse("documents:document", args=[waiting.pk])).content.decode()
    changed_meanwhile(province, waiting)
    assert client.post(address, {"version": waiting.version}).status_code == 409
    assert Document.objects.get(pk=waiting.pk).number == ""
    client.post(address, {"version": Document.objects.get(pk=waiting.pk).version})
    assert Document.objects.get(pk=waiting.pk).state == "signed"


def test_the_list_of_what_waits_signs_the_versions_it_shows(province, waiting, client):
    client.force_login(province.dung)
    assert f'name="v{waiting.pk}" value="{waiting.version}"' in client.get(reverse("documents:queue")).content.decode()
    changed_meanwhile(province, waiting)
    page = client.post(reverse("documents:queue"), {"viec": "ky", "ids": [waiting.pk], f"v{waiting.pk}": waiting.version}, follow=True)
    assert "Chưa lưu được" in page.content.decode() and Document.objects.get(pk=waiting.pk).state == "submitted"


def test_a_page_that_says_no_version_signs_only_what_had_one_text(province, waiting, client):
    client.force_login(province.dung)
    changed_meanwhile(province, waiting)
    answer = client.post(reverse("documents:act", args=[waiting.pk, "ky"]))
    assert answer.status_code == 409 and "trả lại và trình lại" in answer.content.decode()
    listed = client.post(reverse("documents:queue"), {"viec": "ky", "ids": [waiting.pk]}, follow=True).content.decode()
    assert "trả lại và trình lại" in listed and Document.objects.get(pk=waiting.pk).state == "submitted"
    once = services.submit(drafted(province), by=province.actor("minh"), at=moment())
    client.post(reverse("documents:act", args=[once.pk, "ky"]))
    assert Document.objects.get(pk=once.pk).state == "signed"
