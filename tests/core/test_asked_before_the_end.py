"""What cannot be taken back asks once more and says what follows; a click on the first button does nothing yet."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.apps.documents import services
from openpar.core import accounts, api_clients
from openpar.core.models import ApiClient
from tests.apps.documents.papers_ground import drafted, store_in
from tests.people import fresh_code, moment


def asked(answer, button: str) -> str:
    """The question that stands before a button; empty where the button acts at once."""
    boxes = re.findall(r'<details class="confirm">(.*?)</details>', answer.content.decode(), re.DOTALL)
    return next((re.search(r"<p>(.*?)</p>", b, re.DOTALL)[1] for b in boxes if button in b), "")


@pytest.fixture
def stored(settings, tmp_path):
    store_in(settings, tmp_path)


def test_a_program_is_stopped_for_good_only_after_a_question(province, client):
    made, _secret = api_clients.declare(name="Phần mềm thử", organisation=province.stc, purpose="Thử", contact="Văn phòng", acts=("task.view",),
                                        by=province.actor("van_hanh"), at=moment())
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    fresh_code(client, province.van_hanh)
    page = client.get(reverse("core:api_client", args=[made.pk]))
    assert "không mở lại được" in asked(page, "Dừng hẳn") and "hết hiệu lực ngay" in asked(page, "Đổi khóa")
    assert ApiClient.objects.get(pk=made.pk).stopped_at is None


def test_signing_and_sending_say_what_follows(province, client, stored):
    row = services.submit(drafted(province), by=province.actor("minh"), at=moment())
    page = reverse("documents:document", args=[row.pk])
    client.force_login(province.dung)
    assert "không sửa được nữa" in asked(client.get(page), "Ký số")
    services.sign(row, by=province.actor("dung"), at=moment(hour=10))
    client.force_login(province.van_thu)
    assert "có văn bản ngay" in asked(client.get(page), "Đóng dấu, phát hành")


def test_a_file_is_not_taken_away_by_one_click(province, client, stored):
    row = drafted(province)
    services.attach(row, [SimpleUploadedFile("phu-luc.txt", b"Phu luc")], by=province.actor("minh"), at=moment())
    client.force_login(province.minh)
    assert "không lấy lại được" in asked(client.get(reverse("documents:document", args=[row.pk])), "phu-luc.txt")


def test_the_address_of_a_calendar_is_not_changed_by_one_click(province, client):
    client.force_login(province.minh)
    client.post(reverse("tasks:calendar"), {"act": "mo"})
    page = client.get(reverse("tasks:calendar"))
    assert "Địa chỉ cũ" in asked(page, "Đóng lịch") and "Địa chỉ cũ" in asked(page, "Đổi địa chỉ mới")
