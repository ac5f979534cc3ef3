"""The demo is served as an installation is: with a worker that knows when to deliver, remind and seal."""

import io
import signal
from types import SimpleNamespace

import pytest

from openpar.apps.demo.management.commands import demo


def test_the_worker_of_the_demo_has_its_schedules(db, monkeypatch, settings, tmp_path):
    from django_q.models import Schedule
    settings.DATA_DIR, started = tmp_path, []

    def start(command, **options):
        assert Schedule.objects.filter(name="openpar:outbox.deliver").exists(), "a worker that starts without a schedule does nothing"
        started.append(command)
        return SimpleNamespace(wait=lambda *_: 0, terminate=lambda: None)

    monkeypatch.setattr(demo.subprocess, "Popen", start)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    said = io.StringIO()
    said.flush = lambda: started.append("flushed")
    demo.Command(stdout=said).serve(8765)
    assert "Ctrl-C" in said.getvalue() and started.pop() == "flushed", "what was said stays in a buffer while the server runs"
    assert len(started) == 2 and "qcluster" in started[1]


def test_letters_of_the_demo_lead_to_the_port_where_it_is_served(db, monkeypatch, settings, tmp_path):
    monkeypatch.delenv("OPENPAR_BASE_URL", raising=False)
    settings.DATA_DIR, settings.DEMO, given = tmp_path, True, []

    def start(command, **options):
        given.append(options["env"]["OPENPAR_BASE_URL"])
        return SimpleNamespace(wait=lambda *_: 0, terminate=lambda: None)

    monkeypatch.setattr(demo.subprocess, "Popen", start)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(demo.province, "built", lambda: True)
    monkeypatch.setattr(demo, "taken", lambda port: False)
    demo.Command(stdout=io.StringIO()).handle(port=8765, rebuild=False, no_serve=False)
    assert given == ["http://localhost:8765"] * 2 and settings.BASE_URL == "http://localhost:8765"
    monkeypatch.setenv("OPENPAR_BASE_URL", "https://thu.vi-du.vn")
    assert demo.address(8765) == "https://thu.vi-du.vn"


def test_the_demo_has_two_operators_and_prints_a_code_for_each():
    from django.core.management import CommandError, call_command

    from openpar.apps.demo import people
    operators = {k.username for k in people.KNOWN if k.role == "operator"}
    assert operators == set(people.TOTP_SECRETS) and len(operators) == 2 and len(set(people.TOTP_SECRETS.values())) == 2
    for name in operators:
        said, before = io.StringIO(), demo.code_now(name)
        call_command("demo_code", name, stdout=said)
        assert said.getvalue().strip() in (before, demo.code_now(name))  # the half minute may end in between
    with pytest.raises(CommandError):
        call_command("demo_code", "lan")


def test_a_province_that_an_older_version_built_gets_the_tables_of_this_one(db, monkeypatch):
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder
    asked, said = [], io.StringIO()
    monkeypatch.setattr(demo, "call_command", lambda *words, **_options: asked.append(words))
    demo.Command(stdout=said).catch_up()
    assert not asked and not said.getvalue()
    newest = max(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "core")
    MigrationRecorder(connection).record_unapplied("core", newest)
    demo.Command(stdout=said).catch_up()
    assert asked == [("migrate",)] and "phiên bản trước" in said.getvalue()


def test_a_port_that_a_program_has_already_is_refused_before_anything_is_built(monkeypatch, settings, tmp_path):
    import socket

    from django.core.management import CommandError, call_command
    settings.DEMO, settings.DATA_DIR = True, tmp_path / "unbuilt"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Cổng {port} đang có chương trình khác dùng"):
            call_command("demo", port=port)
    assert not demo.taken(port) and not (tmp_path / "unbuilt").exists()
