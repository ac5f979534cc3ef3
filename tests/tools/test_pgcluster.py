"""The throw-away cluster: it runs, answers, and leaves nothing."""

import subprocess

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
