"""Data of the last two releases is brought forward by the migrations of today, on each database."""

import pytest

from tools import pgcluster, releases


def forward(dump, url, data):
    """Restore, migrate, and look whether the result is what the models of today say."""
    releases.restore(dump, url)
    commands = (("migrate", "--noinput"), ("migrate", "--check"), ("verify_audit",))
    done = releases.manage_all(*commands, url=url, data=data)
    assert done.returncode == 0, f"{dump.parent.name}:\n{done.stdout[-3000:]}"
    assert done.stdout.count("manage.py ") >= len(commands)


@pytest.mark.database("sqlite")
def test_the_last_two_releases_migrate_forward_on_sqlite(tmp_path):
    dumps = releases.last_two("sqlite")
    if not dumps:
        pytest.skip("no release has left a dump yet; python -m tools.releases make writes one")
    for dump in dumps:
        forward(dump, f"sqlite:///{tmp_path / dump.parent.name}.sqlite3", tmp_path)


@pytest.mark.database("sqlite")
@pytest.mark.needs("postgresql")
def test_the_last_two_releases_migrate_forward_on_postgresql(tmp_path):
    dumps = releases.last_two("postgresql")
    if not dumps:
        pytest.skip("no release has left a dump yet; python -m tools.releases make writes one")
    for dump in dumps:
        with pgcluster.cluster() as url:
            forward(dump, url, tmp_path)


def test_versions_are_ordered_as_versions():
    assert sorted(["0.10.0", "0.9.1", "1.0.0"], key=releases.version_key) == ["0.9.1", "0.10.0", "1.0.0"]
