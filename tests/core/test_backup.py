"""A backup is one file; what is restored from it is proven identical, and a damaged one restores nothing."""

import io
import json
import os
import subprocess
import sys
import tarfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from openpar.core import audit, backup, evidence, identity, sealing
from openpar.core.models import User
from openpar.engine.errors import BadInput
from tests.people import moment


@pytest.fixture
def lived(province, settings, tmp_path):
    """A province with a trail, sealed; a file; an identity; a name with every kind of letter."""
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path / "files")}}}
    lan = province.actor("lan")
    evidence.add_file("try", 1, SimpleUploadedFile("a.txt", "Minh chứng ỷ ỹ".encode()), by=lan, at=moment(), organisation_id=province.stc.pk)
    identity.keep("try", 1, identity.Person(name="Lò Thị Hoa"), by=lan, at=moment())
    audit.record("try.act", "try", 1, by=lan, at=moment(), changes={"b": [1, 2.5], "a": [None, "x"]}, reason="dấu “ngoặc”\n")
    sealing.seal()
    return province


def test_everything_is_in_the_file_and_the_same_installation_is_identical(lived, tmp_path):
    path = tmp_path / "sao-luu.tar"
    made = backup.backup(path)
    assert made["tables"]["core_user"]["rows"] == User.objects.count() and len(made["files"]) == 1
    assert backup.differences(made) == [] and not list(tmp_path.glob("*.part"))
    call_command("restore", path, check=True)
    assert "django_session" not in made["tables"]


def test_a_change_of_one_value_is_found(lived, tmp_path):
    made = backup.backup(tmp_path / "x.tar")
    User.objects.filter(username="lan").update(full_name="Nguyễn Thị Lam")
    assert backup.differences(made) == ["core_user"]
    with pytest.raises(CommandError, match="core_user"):
        call_command("restore", tmp_path / "x.tar", check=True)


def test_a_full_database_is_not_restored_into_and_a_backup_is_not_written_over(lived, tmp_path):
    path = tmp_path / "x.tar"
    backup.backup(path)
    with pytest.raises(CommandError, match="trống"):
        call_command("restore", path)
    with pytest.raises(CommandError, match="đã có"):
        call_command("backup", path)


def test_a_cut_off_or_foreign_file_is_refused_in_words(lived, tmp_path):
    path = tmp_path / "x.tar"
    backup.backup(path)
    path.write_bytes(path.read_bytes()[:20_000])
    (tmp_path / "la.tar").write_bytes(b"khong phai")
    for name, words in (("x.tar", "bảng kê"), ("la.tar", "Không mở được"), ("khong-co.tar", "Không mở được")):
        with pytest.raises(BadInput, match=words):
            backup.restore(tmp_path / name)


ONE_BY_ONE = """
import contextlib, json, sys
from django.core.management import execute_from_command_line
for words in json.loads(sys.argv[1]):
    with contextlib.suppress(SystemExit):  # a command that refuses has said why
        execute_from_command_line(["manage.py", *words])
"""


def restored(path, tmp_path, url, *more):
    """What `manage.py` says in an installation of its own that was migrated and restored from the file."""
    env = {**os.environ, "OPENPAR_DATABASE_URL": url, "OPENPAR_DATA": str(tmp_path / "moi"), "OPENPAR_SECRET_KEY": "x" * 60,
           "DJANGO_SETTINGS_MODULE": "openpar.config.settings", "OPENPAR_TESTING": "", "OPENPAR_DEBUG": "1",
           "OPENPAR_AUDIT_KEY": settings_key()}
    # SQLite is laid out as migrate would leave it (test_new_database.py compares the two), PostgreSQL is a copy that the tests' own
    # migrations left without the guard of the trail; migrate then does the rest
    guard = "from django.db import connection; from openpar.core.audit_table import install_guard; install_guard(connection)"
    made = "from openpar.core import new_database; new_database.lay_out()" if url.startswith("sqlite") else guard
    commands = [["shell", "-c", made], ["migrate", "-v0"], ["restore", str(path)], *more]
    done = subprocess.run([sys.executable, "-c", ONE_BY_ONE, json.dumps(commands)], env=env, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def settings_key():
    from django.conf import settings
    return settings.AUDIT_KEY


def test_a_restored_copy_is_identical_and_its_trail_is_whole(lived, tmp_path):
    path = tmp_path / "x.tar"
    backup.backup(path)
    said = restored(path, tmp_path, f"sqlite:///{tmp_path}/moi.sqlite3", ["restore", "--check", str(path)], ["verify_audit"],
                    ["schedule"])
    assert said.count("Giống hệt bản sao lưu") == 2 and "Nhật ký nguyên vẹn" in said, said
    assert "mới: 0, đổi: 0, bỏ: 0" in said, "the schedules of the worker are there again"
    assert [p for p in (tmp_path / "moi" / "evidence").rglob("*") if p.is_file()]


@pytest.mark.database("sqlite")
def test_a_backup_with_a_changed_row_restores_nothing(lived, tmp_path):
    path, changed = tmp_path / "x.tar", tmp_path / "y.tar"
    backup.backup(path)
    with tarfile.open(path) as old, tarfile.open(changed, "w") as new:
        for member in old.getmembers():
            data = old.extractfile(member).read()
            if member.name == "manifest.json":
                told = json.loads(data)
                told["tables"]["core_organisation"]["sha256"] = "0" * 64
                data = json.dumps(told).encode()
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    count = "from openpar.core.models import User; print('users', User.objects.count())"
    said = restored(changed, tmp_path, f"sqlite:///{tmp_path}/moi.sqlite3", ["shell", "-c", count])
    assert "khác bản sao lưu ở: core_organisation" in said and "users 0" in said, said


@pytest.mark.database("postgresql")
def test_a_backup_of_postgresql_is_restored_into_postgresql(lived, tmp_path, django_db_setup):
    from tools import pgcluster
    path = tmp_path / "x.tar"
    backup.backup(path)
    url = pgcluster.new_database(os.environ["OPENPAR_DATABASE_URL"], "restored", copy_of=django_db_setup)
    said = restored(path, tmp_path, url, ["verify_audit"])
    assert "Giống hệt bản sao lưu" in said and "Nhật ký nguyên vẹn" in said, said


def test_what_the_worker_keeps_stays_out_and_a_job_leaves_no_object_behind(lived, tmp_path):
    from django_q.models import Task

    from openpar.core import jobs
    Task.objects.create(id="a" * 32, name="x", func=jobs.SCHEDULED, started=moment(), stopped=moment(), success=True,
                        result=User.objects.first())  # a Python object, as a worker may keep one
    made = backup.backup(tmp_path / "x.tar")
    assert not [name for name in made["tables"] if name.startswith("django_q_")]
    assert jobs.scheduled("house.sweep") is None


def test_a_backup_is_read_again_and_what_is_damaged_in_it_is_named(lived, tmp_path):
    path = tmp_path / "x.tar"
    made = backup.backup(path)
    assert backup.damaged(path) == (made, [])
    call_command("restore", path, verify=True)
    [file] = made["files"]
    changed = tmp_path / "changed.tar"
    with tarfile.open(path) as old, tarfile.open(changed, "w") as new:
        for member in old:
            data = old.extractfile(member).read()
            if member.name == "tables/core_user.jsonl.gz":
                data = data[:-20]
            if member.name == "files/" + file:
                data = data.replace(b"M", b"N", 1)
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    assert backup.damaged(changed)[1] == ["tables/core_user.jsonl.gz", "files/" + file]
    with pytest.raises(CommandError, match="core_user"):
        call_command("restore", changed, verify=True)


def test_a_database_behind_its_programs_is_not_backed_up_half_and_the_sentence_says_what_to_do(lived, tmp_path):
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from openpar.core import new_database
    assert new_database.behind() == []
    newest = max(n for a, n in MigrationRecorder(connection).applied_migrations() if a == "core")
    MigrationRecorder(connection).record_unapplied("core", newest)
    assert f"core.{newest}" in new_database.behind()
    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        call_command("backup", tmp_path / "x.tar")
    assert not list(tmp_path.glob("x.tar*"))
