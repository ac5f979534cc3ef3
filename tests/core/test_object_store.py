"""Evidence in an object store: the same behaviour as in the data folder, against a live server that speaks S3."""

import io
import socket
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from moto.server import ThreadedMotoServer

from openpar.config import environment
from openpar.core import backup, blobs, checks, evidence
from openpar.core.models import Blob, Evidence
from openpar.engine.errors import Refused
from tests.people import moment

BUCKET = {"OPENPAR_EVIDENCE_BUCKET": "minh-chung", "OPENPAR_EVIDENCE_KEY": "khoa-thu", "OPENPAR_EVIDENCE_SECRET": "bi-mat-thu",
          "OPENPAR_EVIDENCE_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def server():
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server, settings, monkeypatch, tmp_path):
    """An empty bucket, named by the environment as an installation names it."""
    for name, value in {**BUCKET, "OPENPAR_EVIDENCE_ENDPOINT": server}.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "evidence": environment.evidence(tmp_path)}
    bucket = storages["evidence"].bucket
    bucket.create()
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()


def add(province, text="Minh chứng số một", name="a.txt"):
    return evidence.add_file("try", 1, SimpleUploadedFile(name, text.encode()), by=province.actor("dung"), at=moment(),
                             organisation_id=province.stc.pk)


def test_a_file_is_an_object_under_its_digest_and_reads_back(province, store):
    one = add(province)
    assert [o.key for o in store.objects.all()] == [blobs.path_of(one.blob)]
    with evidence.open_file(one) as stream:
        assert stream.read().decode() == "Minh chứng số một"


def test_the_same_bytes_are_one_object_gone_with_the_last_reference(province, store, django_capture_on_commit_callbacks):
    one, other = add(province), add(province, name="b.txt")
    assert one.blob_id == other.blob_id and len(list(store.objects.all())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(one, by=province.actor("dung"), at=moment())
    assert len(list(store.objects.all())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(other, by=province.actor("dung"), at=moment())
    assert list(store.objects.all()) == []


def test_an_object_that_no_row_refers_to_is_swept_and_the_others_stay(province, store):
    kept = blobs.path_of(add(province).blob)
    storages["evidence"].save("try/ab/" + "ab" * 32 + "-999999", ContentFile(b"cut off half-way"))
    assert blobs.sweep(timezone.now() - timedelta(hours=1)) == 0, "what is new may belong to somebody who is still uploading"
    assert blobs.sweep(timezone.now() + timedelta(hours=1)) == 1
    assert [o.key for o in store.objects.all()] == [kept]


def test_a_backup_holds_the_objects_and_proves_them(province, store, tmp_path):
    path, one = tmp_path / "sao-luu.tar", add(province)
    made = backup.backup(path)
    assert made["files"] == {blobs.path_of(one.blob): one.blob.digest} and backup.differences(made) == []
    call_command("restore", path, check=True)
    store.Object(blobs.path_of(one.blob)).put(Body=b"changed behind the back")
    assert backup.differences(made) != []


def test_a_store_that_does_not_answer_refuses_in_words_and_keeps_nothing(province, store, settings):
    one = add(province)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
    options = {**settings.STORAGES["evidence"]["OPTIONS"], "endpoint_url": nobody}
    settings.STORAGES = {**settings.STORAGES, "evidence": {**settings.STORAGES["evidence"], "OPTIONS": options}}
    with pytest.raises(Refused, match="Kho tệp chưa trả lời"):
        add(province, "khác")
    with pytest.raises(Refused, match="Kho tệp chưa trả lời"):
        evidence.open_file(one)
    assert (Evidence.objects.count(), Blob.objects.count()) == (1, 1)


def test_a_missing_object_is_refused_in_words(province, store):
    one = add(province)
    store.Object(blobs.path_of(one.blob)).delete()
    with pytest.raises(Refused, match="không còn trong kho tệp"):
        evidence.open_file(one)


def test_the_check_of_a_deployment_says_what_is_wrong_with_the_bucket(store, settings):
    assert checks.object_store(None) == []
    named = settings.STORAGES["evidence"]

    def with_options(**other):
        settings.STORAGES = {**settings.STORAGES, "evidence": {**named, "OPTIONS": {**named["OPTIONS"], **other}}}
        return [m.id for m in checks.object_store(None)]
    assert with_options(secret_key="") == ["openpar.E008"]
    assert with_options(bucket_name="khong-co") == ["openpar.E010"]


def test_large_files_are_read_in_pieces(province, store):
    text = "dòng\n" * 4_000_000  # 24 MB
    one = add(province, text)
    with evidence.open_file(one) as stream:
        assert stream.read(10) == text.encode()[:10]
        stream.seek(0, io.SEEK_END)
        assert stream.tell() == len(text.encode())
