"""Evidence in its room: kept once, seen by those whom the room lets see it, gone with its last reference."""

import socket
import struct
import threading

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.core import blobs, evidence
from openpar.core.models import AuditEntry, Blob, Evidence
from openpar.core.rooms import ROOMS, Room
from openpar.engine.errors import BadInput
from tests.core import files
from tests.people import moment


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """Each test has its own shelf."""
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    return tmp_path


@pytest.fixture
def room(province):
    """A room whose evidence belongs to organisations: seen by those who may see the organisation's own part."""
    from openpar.core.actor import reach
    ROOMS["try"] = Room("try", "Phòng thử", evidence=lambda actor: Evidence.objects.filter(reach(actor,
            "assignment.receive"), room="try"))
    yield province
    del ROOMS["try"]


def add(province, name="bao-cao.docx", data=None, who="dung", **more):
    return evidence.add_file("try", 1, SimpleUploadedFile(name, data or files.docx()), by=province.actor(who), at=moment(),
                             organisation_id=more.pop("org", province.stc).pk, **more)


def stored(folder):
    return [p for p in folder.rglob("*") if p.is_file()]


def test_a_file_is_kept_once_and_recorded(room, store):
    one, two = add(room), add(room, "ban-sao.docx", who="van_thu")
    assert Blob.objects.count() == len({one.blob_id, two.blob_id}) in (1, 2)
    row = AuditEntry.objects.filter(act="evidence.add").first()
    assert row.changes["digest"][1] == one.blob.digest
    with evidence.open_file(one) as stream:
        assert stream.read(2) == b"PK"


def test_case_AT_05_the_same_bytes_keep_their_own_names_and_types(room, store):
    data = "Mã;Tên\n1;Sở".encode()
    one, two = add(room, "danh-sach.txt", data), add(room, "danh-sach.csv", data)
    assert one.blob_id == two.blob_id and len(stored(store)) == 1
    assert (one.content_type, two.content_type) == ("text/plain", "text/csv")
    assert (evidence.download_name(one), evidence.download_name(two)) == ("danh-sach.txt", "danh-sach.csv")


def test_bytes_die_with_their_last_reference(room, store, django_capture_on_commit_callbacks):
    data = b"mot hai ba"
    one, two = add(room, "a.txt", data), add(room, "b.txt", data)
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(one, by=room.actor("dung"), at=moment(), reason="nhầm tệp")
    assert len(stored(store)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(two, by=room.actor("dung"), at=moment())
    assert not stored(store) and not Blob.objects.exists()
    assert AuditEntry.objects.filter(act="evidence.remove").count() == 2


def test_the_same_bytes_in_two_rooms_are_two_blobs(room, store):
    add(room, "a.txt", b"x y z")
    evidence.add_file("other", 1, SimpleUploadedFile("a.txt", b"x y z"), by=room.actor("dung"), at=moment(),
                      organisation_id=room.stc.pk)
    assert Blob.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_upload_cut_off_leaves_nothing_after_the_sweep(room, store):
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add(room, "a.txt", b"cut off")
        1 / 0  # noqa: B018
    assert not Evidence.objects.exists() and len(stored(store)) == 1
    assert blobs.sweep(timezone.now() - timedelta(days=1)) == 0  # perhaps still under way
    assert blobs.sweep(timezone.now() + timedelta(minutes=1)) == 1 and not stored(store)


def test_case_AT_06_the_limit_is_said_before_and_after(room, settings):
    settings.UPLOAD_LIMIT_MB = 1
    assert "tối đa 1 MB" in evidence.limits_text()
    with pytest.raises(BadInput, match="quá mức 1 MB"):
        add(room, "a.txt", b"x" * 1_100_000)


def test_case_PM_02_each_file_is_served_after_the_check_of_its_room(room, client, store):
    row = add(room, " Đơn\u00adđề nghị .txt ", "Kính gửi".encode())
    url = reverse("core:evidence", args=[row.pk])
    assert client.get(url).status_code == 302  # not signed in
    client.force_login(room.users["yen"])  # another department
    assert client.get(url).status_code == 404
    client.force_login(room.users["minh"])
    assert client.get(url).status_code == 404  # an officer sees only what is handed to him
    client.force_login(room.users["van_thu"])
    answer = client.get(url)
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == "Kính gửi".encode()
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
    assert client.get(reverse("core:evidence", args=[row.pk + 1])).status_code == 404
    assert client.post(url).status_code == 405


def test_case_PM_10_a_public_photo_loses_its_place_on_every_path(room, store):
    row = add(room, "hien-truong.jpg", files.photo(), level="public")
    with evidence.open_file(row) as stream:
        assert b"DienThoai" not in stream.read()
    inner = add(room, "noi-bo.jpg", files.photo(), level="internal")
    with evidence.open_file(inner) as stream:
        assert b"DienThoai" in stream.read()
    opened = evidence.change_level(inner, "public", by=room.actor("dung"), at=moment())
    with evidence.open_file(opened) as stream:
        assert b"DienThoai" not in stream.read()


def test_secret_documents_are_refused(room):
    with pytest.raises(BadInput, match="bí mật nhà nước"):
        add(room, "a.docx", files.docx("ỦY BAN NHÂN DÂN", "TỐI MẬT"))
    with pytest.raises(BadInput, match="bí mật nhà nước"):
        evidence.add_document("try", 1, number="12/BC-UBND (MẬT)", issued_on=None, issuer="", title="Báo cáo",
                              by=room.actor("dung"),
                              at=moment(), organisation_id=room.stc.pk)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.vn/x", "laichau.gov.vn", "file:///etc/passwd", ""])
def test_only_web_addresses_are_links(room, url):
    with pytest.raises(BadInput):
        evidence.add_link("try", 1, url, by=room.actor("dung"), at=moment(), organisation_id=room.stc.pk)
    assert evidence.add_link("try", 1, "https://laichau.gov.vn/a", by=room.actor("dung"), at=moment(),
                             organisation_id=room.stc.pk).pk


class Scanner(threading.Thread):
    """Speaks INSTREAM like clamd; finds the word VIRUS."""

    def __init__(self):
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]

    def run(self):
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as reader:
                assert reader.read(10) == b"zINSTREAM\0"
                data = b""
                while n := struct.unpack(">I", reader.read(4))[0]:
                    data += reader.read(n)
                line.sendall(b"stream: Test.Virus FOUND\0" if b"VIRUS" in data else b"stream: OK\0")


def test_the_scanner_is_asked_and_its_absence_is_a_state(room, settings):
    assert add(room, "a.txt", b"one").blob.scan == Blob.Scan.NO_SCANNER
    service = Scanner()
    service.start()
    settings.SCANNER = f"127.0.0.1:{service.port}"
    assert add(room, "b.txt", b"two").blob.scan == Blob.Scan.CLEAN
    with pytest.raises(BadInput, match=r"Test\.Virus"):
        add(room, "c.txt", b"a VIRUS b")
    service.door.close()
    settings.SCANNER = "127.0.0.1:1"
    with pytest.raises(BadInput, match="không trả lời"):
        add(room, "d.txt", b"three")
    assert storages["evidence"] is not None


@pytest.mark.database("sqlite")  # 800 files for one archive; what stands in it no database answers
def test_case_AT_04_all_files_together_are_whole_and_clashes_are_numbered(room, store):
    import hashlib
    import zipfile

    from openpar.core import evidence_zip
    pieces, wanted = [], []
    for dossier in range(40):
        for n in range(20):
            data = f"hồ sơ {dossier} tệp {n}".encode()
            name = "Báo cáo.txt" if n < 3 else f"tep-{n}.txt"
            row = evidence.add_file("try", dossier, SimpleUploadedFile(name, data), by=room.actor("dung"), at=moment(),
                                    organisation_id=room.stc.pk)
            pieces.append((f"HS-{dossier:02}", row))
            wanted.append(hashlib.sha256(data).hexdigest())
    with evidence_zip.pack(pieces) as packed, zipfile.ZipFile(packed) as book:
        names = book.namelist()
        assert len(names) == len(set(names)) == 800 and book.testzip() is None
        assert [hashlib.sha256(book.read(n)).hexdigest() for n in names] == wanted
        assert {"HS-07/Báo cáo.txt", "HS-07/Báo cáo (2).txt", "HS-07/Báo cáo (3).txt"} <= set(names)


def test_the_files_of_one_thing_in_one_zip_pass_the_same_filter(room, client, store):
    add(room, "a.txt", b"mot")
    add(room, "a.txt", b"hai")
    url = reverse("core:evidence_together", args=["try", 1])
    client.force_login(room.users["van_thu"])
    answer = client.get(url)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    client.force_login(room.users["yen"])
    assert client.get(url).status_code == 404
    assert client.get(reverse("core:evidence_together", args=["nothing", 1])).status_code == 404
