"""A snapshot whose files are missing or changed gives no numbers, and says so."""

from datetime import date

import pytest

from openpar.apps.indices.selectors import facts_computed
from openpar.core import snapshots
from openpar.engine.errors import OpenParError
from openpar.engine.metrics import month, tree
from openpar.engine.metrics.snapshot import opened
from tests.apps.tasks.test_facts import facts_dir, work  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "tasks.on_time_share"


@pytest.fixture
def shot(province, work, facts_dir):  # noqa: F811
    snapshots.take(date(2022, 8, 24))
    facts_computed._answers.cache_clear()
    yield opened(facts_dir)
    facts_computed._answers.cache_clear()


def asked(province, shot):
    return facts_computed.answers(shot, (CODE,), (month(2022, 6),), tree({province.stc.pk: None}, [province.stc.pk]))


def file_of(shot, facts_dir):  # noqa: F811
    return facts_dir / next(iter(shot.manifest["tables"]["assignments"]["partitions"].values()))["file"]


def test_a_missing_file_is_named(province, shot, facts_dir):  # noqa: F811
    file_of(shot, facts_dir).unlink()
    with pytest.raises(OpenParError, match="bản chụp"):
        asked(province, shot)


@pytest.mark.parametrize("harm", [lambda data: data[:-20], lambda data: b"", lambda data: data[:40] + bytes([data[40] ^ 255]) + data[41:]])
def test_a_changed_file_gives_no_other_numbers(province, shot, facts_dir, harm):  # noqa: F811
    found = file_of(shot, facts_dir)
    found.write_bytes(harm(found.read_bytes()))
    with pytest.raises(OpenParError, match="bản chụp"):
        asked(province, shot)


def test_the_next_snapshot_writes_anew_what_was_harmed(province, shot, facts_dir):  # noqa: F811
    before = asked(province, shot).found
    found = file_of(shot, facts_dir)
    found.write_bytes(found.read_bytes()[:-20])
    taken = snapshots.take(date(2022, 8, 24))
    assert taken.written == 1 and not opened(facts_dir).check()
    facts_computed._answers.cache_clear()
    assert asked(province, opened(facts_dir)).found == before


@pytest.mark.parametrize("path", ["/so-lieu/", f"/so-lieu/{CODE}/", f"/so-lieu/{CODE}/ban-ghi/?don-vi=%s"])
def test_pages_say_so_in_words(province, shot, facts_dir, client, path):  # noqa: F811
    for part in shot.manifest["tables"]["assignments"]["partitions"].values():
        (facts_dir / part["file"]).write_bytes(b"")
    client.force_login(province.lan)
    answer = client.get(path % province.stc.pk if "%s" in path else path)
    assert answer.status_code < 500 and "bị thiếu hoặc đã thay đổi" in answer.content.decode(), answer.status_code
