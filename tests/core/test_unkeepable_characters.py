"""A form that sends what no database keeps (NUL) is answered in words, whichever field it stands in and whoever sends it."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.core.models import AuditEntry, Evidence
from tests.apps.documents.papers_ground import issued, store_in
from tests.apps.tasks.giving import give
from tests.core.api import program

NUL = "a\x00b"


@pytest.fixture
def calm(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("field", ["login", "password", "next"])
def test_signing_in(province, calm, field):
    page = calm.post(reverse("account_login"), {"login": "minh", "password": "x", field: NUL})
    assert page.status_code < 500


def test_a_program_that_shows_its_secret(province, calm):
    for answer in (calm.post("/api/v1/oauth/token", {"grant_type": "client_credentials", "client_id": NUL, "client_secret": NUL}),
                   calm.post("/api/v1/oauth/token", {"grant_type": "client_credentials"},
                             headers={"Authorization": "Basic " + base64.b64encode(f"{NUL}:{NUL}".encode()).decode()})):
        assert answer.status_code in (400, 401)


def test_a_reason(province, calm, settings, tmp_path):
    store_in(settings, tmp_path)
    row = issued(province)
    calm.force_login(province.dung)
    page = calm.post(reverse("documents:act", args=[row.pk, "thu-hoi"]), {"reason": NUL})
    assert page.status_code == 400 and "ký tự" in page.content.decode()
    assert not AuditEntry.objects.filter(act="documents.document.withdraw").exists()


def test_a_file_beside_a_text(province, calm):
    part = give(province)
    calm.force_login(province.dung)
    page = calm.post(f"/nhiem-vu/phan/{part.pk}/bao-cao/", {"summary": NUL, "files": SimpleUploadedFile("a.txt", b"x")})
    assert page.status_code < 500


def test_a_file_that_a_program_sends_with_a_title(province, calm, settings, tmp_path):
    store_in(settings, tmp_path)
    part, asks = give(province), program(province, calm, "stc")
    answer = asks.send(f"/assignments/{part.pk}/files", {"title": NUL, "file": SimpleUploadedFile("a.txt", b"x")})
    assert answer.status_code == 400 and answer.json()["code"] == "bad-request"
    assert not Evidence.objects.exists()


def test_what_was_typed_stands_on_the_page_to_be_copied_and_no_secret_does(province, calm, settings, tmp_path):
    store_in(settings, tmp_path)
    row = issued(province)
    calm.force_login(province.dung)
    page = calm.post(reverse("documents:act", args=[row.pk, "thu-hoi"]), {"reason": "Sai ngày\x00 tiếp công dân <b>", "password": "mật khẩu của tôi"})
    said = page.content.decode()
    assert "Sai ngày tiếp công dân &lt;b&gt;" in said and "mật khẩu của tôi" not in said and "\x00" not in said
