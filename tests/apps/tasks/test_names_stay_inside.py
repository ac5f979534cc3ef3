"""A supervisor sees what is published, never who inside did it, nor the titles of evidence kept inside."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.tasks.services import extensions, reports, work
from tests.apps.tasks.giving import asked, give, received, submitted
from tests.people import moment

NAMES = ("Trần Văn Dũng", "Phạm Minh", "Nguyễn Thị Lan", "Lò Văn Chính")


def words(answer) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b" ".join(book.read(n) for n in book.namelist())
    return data.decode("utf-8", "replace")


@pytest.fixture
def part(province, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    row = received(province, give(province))
    work.assign(row, by=province.actor("dung"), at=moment(), person=province.minh, instruction="Làm sớm")
    extensions.refuse(asked(province, row), by=province.actor("chu_tich"), at=moment(), reason="Giữ hạn")
    for title, level in (("Bảng lương kín", "restricted"), ("Quyết định đã công bố", "public")):
        work.add_evidence(row, by=province.actor("dung"), at=moment(), title=title, level=level,
                          file=SimpleUploadedFile(f"{level}.txt", title.encode()))
    return submitted(province, row)


def test_a_supervisor_learns_offices_not_people(province, client, part):
    client.force_login(province.giam_sat)
    for path in (f"/phan-viec/{part.pk}/", f"/nhiem-vu/{part.task_id}/", "/nhiem-vu/?trang-thai=", "/nhiem-vu.xlsx?trang-thai=",
                 "/dieu-hanh/", "/dieu-hanh/bao-cao.docx"):
        answer = client.get(path)
        text = words(answer)
        assert answer.status_code == 200 and not [n for n in NAMES if n in text], path
        assert "Bảng lương kín" not in text and "Làm sớm" not in text, path
    assert "Quyết định đã công bố" in words(client.get(f"/phan-viec/{part.pk}/"))


def test_a_supervisor_reads_a_period_report_without_its_sender(province, client):
    row = received(province, give(province, due_on=None, due_type="cycle", cycle="month"))
    owed = row.reports.get(final=False)
    reports.send(owed, by=province.actor("dung"), at=moment(), body="Đã làm một nửa.", progress=50, version=owed.version)
    client.force_login(province.giam_sat)
    text = words(client.get(f"/bao-cao-ky/{owed.pk}/"))
    assert "Đã làm một nửa." in text and not [n for n in NAMES if n in text]


def test_the_issuer_learns_who_answers_but_not_who_handles_nor_what_is_restricted(province, client, part):
    client.force_login(province.lan)
    text = words(client.get(f"/phan-viec/{part.pk}/"))
    assert "Trần Văn Dũng" in text and "Bảng lương kín" not in text and "Làm sớm" not in text
    assert "Phạm Minh" not in words(client.get("/nhiem-vu.xlsx?trang-thai="))


def test_the_organisation_itself_sees_all_of_it(province, client, part):
    client.force_login(province.dung)
    text = words(client.get(f"/phan-viec/{part.pk}/"))
    assert all(w in text for w in ("Phạm Minh", "Bảng lương kín", "Làm sớm", "Quyết định đã công bố"))
    assert "Phạm Minh" in words(client.get("/nhiem-vu.xlsx?trang-thai="))
