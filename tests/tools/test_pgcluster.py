"""The throw-away cluster: it runs, answers, and leaves nothing."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tools import pgcluster


@pytest.mark.needs("postgresql")
def test_a_cluster_answers_and_leaves_nothing():
    with pgcluster.running() as it:
        psql = pgcluster.find_binaries() / "psql"
        said = subprocess.run([psql, "-At", it.url, "-c", "show fsync"], capture_output=True, text=True, check=True)
        assert said.stdout.strip() == "off"
    assert not it.folder.exists()
    assert it.process.poll() is not None


@pytest.mark.needs("postgresql")
def test_one_cluster_holds_several_databases():
    with pgcluster.cluster() as url:
        other = pgcluster.new_database(url, "other")
        psql = pgcluster.find_binaries() / "psql"
        said = subprocess.run([psql, "-At", other, "-c", "select current_database()"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "other"


@pytest.mark.needs("postgresql")
def test_the_exit_code_of_the_command_is_the_exit_code():
    assert pgcluster.run(["sh", "-c", "test -n \"$OPENPAR_DATABASE_URL\" && exit 7"]) == 7


def test_absent_programs_are_said_loudly(monkeypatch, capsys):
    monkeypatch.setattr(pgcluster, "find_binaries", lambda: None)
    monkeypatch.delenv("OPENPAR_REQUIRE", raising=False)
    assert pgcluster.main(["run", "--if-present", "--", "true"]) == 0
    assert "SKIPPED" in capsys.readouterr().out
    monkeypatch.setenv("OPENPAR_REQUIRE", "all")
    assert pgcluster.main(["run", "--if-present", "--", "true"]) == 1


@pytest.mark.needs("postgresql")
def test_told_to_stop_it_lets_the_command_end_what_it_started_and_stops_the_server(tmp_path):
    """As a service manager stops it: the command hears of it, and neither it nor the database goes on afterwards."""
    command = tmp_path / "command.py"
    command.write_text("""
import os, pathlib, signal, sys, time
here = pathlib.Path(sys.argv[1])
def told(*_):
    (here / "ended").write_text("in good order")
    sys.exit(0)
signal.signal(signal.SIGTERM, told)
(here / "url").write_text(os.environ["OPENPAR_DATABASE_URL"])
(here / "started").write_text(str(os.getpid()))
time.sleep(120)
""")
    it = subprocess.Popen([sys.executable, "-m", "tools.pgcluster", "run", "--", sys.executable, str(command), str(tmp_path)])
    try:
        for _ in range(600):
            if (tmp_path / "started").exists():
                break
            time.sleep(0.1)
        it.send_signal(signal.SIGTERM)
        it.send_signal(signal.SIGTERM)
        assert it.wait(60) == 143
    finally:
        it.kill()
    assert (tmp_path / "ended").read_text() == "in good order"
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "started").read_text()), 0)
    said = subprocess.run([pgcluster.find_binaries() / "psql", "-At", (tmp_path / "url").read_text(), "-c", "select 1"], capture_output=True)
    assert said.returncode, "no server answers there any more"
