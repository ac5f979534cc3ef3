"""Which tests run on PostgreSQL: all that write, ask, lock, count or search, and none that says there what it said on SQLite."""

from types import SimpleNamespace

import pytest

from tests import databases
from tests.house import ROOT, tell

COUNTS, PAGE, SERVICE = {"client", "db", "django_assert_num_queries"}, "tests/web/test_help.py", "tests/apps/tasks/test_issue.py"
LOCKS = ("threading", "ThreadPool", "select_for_update", "CaptureQueriesContext", "on_commit", "IntegrityError")


def item(*fixtures, **markers):
    marks = {name: SimpleNamespace(args=args) for name, args in markers.items()}
    return SimpleNamespace(fixturenames=fixtures, get_closest_marker=marks.get, iter_markers=lambda name: [marks[name]] if name in marks else [])


@pytest.mark.parametrize("what, file, there", [
    (item("db"), SERVICE, True), (item("transactional_db"), SERVICE, True), (item(django_db=()), SERVICE, True),
    (item(), SERVICE, False), (item(needs=("libreoffice",)), SERVICE, False), (item("db", needs=("libreoffice",)), SERVICE, True),
    (item(needs=("postgresql",)), SERVICE, True),
    (item("db", database=("sqlite",)), SERVICE, False), (item("db", database=("sqlite", "postgresql")), PAGE, True),
    (item("client", "db"), PAGE, False), (item(*COUNTS), PAGE, True)])
def test_what_runs_on_postgresql(what, file, there):
    assert databases.meant_for(what, "postgresql", file) is there


@pytest.mark.parametrize("what", [item("db"), item(), item("client", "db", database=("sqlite",))])
def test_what_is_not_for_postgresql_alone_runs_on_sqlite(what):
    assert databases.meant_for(what, "sqlite", PAGE)
    assert not databases.meant_for(item("db", database=("postgresql",)), "sqlite", SERVICE)


def test_files_that_say_the_same_on_both_are_there_and_take_no_lock():
    problems = []
    for name in databases.ALIKE:
        text = (ROOT / name).read_text(encoding="utf-8") if (ROOT / name).exists() else ""
        if not text:
            problems.append(f"tests/databases.py names {name}, which is not there.")
        problems += [f"{name} has to do with {word}, which is not the same on both databases." for word in LOCKS if word in text]
    tell(problems)
