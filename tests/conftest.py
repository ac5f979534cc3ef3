"""What every test can rely on: Django set up where it is wanted, a database of its own, tools that skip loudly.

- `@pytest.mark.needs("postgresql")`: skipped where the tool is absent, listed at the end; a failure under OPENPAR_REQUIRE=all.
- `@pytest.mark.database("postgresql")`: only meant for this database; not collected on the other.
- The database is SQLite in a temporary file, or the one that OPENPAR_DATABASE_URL names (`make test` runs both). A test that asks
  for no database (neither `db` nor `django_db`), or whose file tests/databases.py names, is run on SQLite only.
- Tests under tests/engine alone run without Django, even where it is installed.
- tests/browser.py adds the fixtures of stories; tests/people.py the people of the small province; tests/provider.py a sign-on provider.
"""

import gc
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests import databases
from tools import machine

HERE = Path(__file__).parent
PURE = ("engine", "tools", "releases")  # rooms of tests that never touch Django in this process
SKIPS = pytest.StashKey[list]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.stash[SKIPS] = []
    gc.disable()  # nothing that is imported or collected is garbage
    no_timed_tests()
    if wants_django(config):
        set_up_django(config)
        for plugin in ("browser", "people", "provider"):
            if (HERE / f"{plugin}.py").exists():
                config.pluginmanager.import_plugin(f"tests.{plugin}")


def no_timed_tests() -> None:
    """A property fails for a wrong answer, never because the machine was busy: speed is measured by `make bench`."""
    from hypothesis import settings

    settings.register_profile("openpar", deadline=None)
    settings.load_profile("openpar")


def wants_django(config) -> bool:
    """Whether Django and its settings are here, and a test outside the engine is asked for."""
    if os.environ.get("OPENPAR_TESTS") == "engine" or not importlib.util.find_spec("django"):
        return False
    if not importlib.util.find_spec("openpar.config.settings"):
        return False
    asked = [Path(a.split("::")[0]).resolve() for a in config.args]
    return not asked or not all(any(path.is_relative_to(HERE / room) for room in PURE) for path in asked)


def set_up_django(config) -> None:
    """Settings for tests: quick password digests, and files in a folder that is gone afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpar.config.settings")
    os.environ["OPENPAR_TESTING"] = "1"
    if "OPENPAR_DATA" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
        folder = tempfile.mkdtemp(prefix="openpar-test-")
        os.environ["OPENPAR_DATA"] = folder
        (Path(folder) / "static").mkdir()
        config.add_cleanup(lambda: (shutil.rmtree(folder, ignore_errors=True), os.environ.pop("OPENPAR_DATA", None)))
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from tests.quick import share_middleware
    share_middleware()


def on_database() -> str:
    """The database of this run, "sqlite" or "postgresql"."""
    return "postgresql" if os.environ.get("OPENPAR_DATABASE_URL", "").startswith("postgres") else "sqlite"


def require(tool: str) -> object:
    """Where the tool is; the running test is skipped, or failed where it is required, if it is absent."""
    if found := machine.find(tool):
        return found
    say = f"needs {tool}: {machine.TOOLS[tool].install}"
    if tool in machine.required():
        pytest.fail(f"{say} (OPENPAR_REQUIRE={os.environ['OPENPAR_REQUIRE']} does not allow a skip)", pytrace=False)
    pytest.skip(say)


def pytest_collection_modifyitems(config, items):
    dropped = {i: None for i in items if not databases.meant_for(i, on_database(), str(i.path.relative_to(HERE.parent)))}
    if dropped:
        config.hook.pytest_deselected(items=list(dropped))
        items[:] = [i for i in items if i not in dropped]
    for item in items:
        for marker in item.iter_markers("needs"):
            for tool in marker.args:
                if tool not in machine.TOOLS:
                    raise pytest.UsageError(f"{item.nodeid} needs {tool!r}, which tools/machine.py does not know.")


def pytest_collection_finish(session):
    """What was collected stays until the end: no search for garbage looks through it again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_runtest_setup(item):
    for marker in item.iter_markers("needs"):
        for tool in marker.args:
            require(tool)


def pytest_terminal_summary(terminalreporter):
    """Every skip with its reason, where nobody can overlook it."""
    reasons: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        if isinstance(report.longrepr, tuple):
            reasons.setdefault(report.longrepr[2].removeprefix("Skipped: "), []).append(report.nodeid)
    if reasons:
        total = sum(len(tests) for tests in reasons.values())
        terminalreporter.section(f"NOT TESTED HERE: {total} skipped", "!", yellow=True, bold=True)
        for reason, tests in sorted(reasons.items()):
            terminalreporter.write_line(f"{len(tests):4} × {reason}")
            for name in tests[:3]:
                terminalreporter.write_line(f"       {name}")
            if len(tests) > 3:
                terminalreporter.write_line(f"       … and {len(tests) - 3} more")


@pytest.fixture
def shared() -> Path:
    """The folder of reference documents; the test is skipped where there is none."""
    return require("shared")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, tmp_path_factory):
    """SQLite tests use a file, as installations do: threads and processes then lock each other truly.

    It is laid out at once, as a new installation is; tests/core/test_new_database.py compares it with what the migrations leave.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        path = str(tmp_path_factory.getbasetemp() / "test.sqlite3")
        database.setdefault("TEST", {})["NAME"] = path
        lay_out_test_database(path, request.getfixturevalue("django_db_blocker"))
    else:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database of the tests. PostgreSQL is migrated once in a run: the value names a copy as the migrations left it."""
    if on_database() == "sqlite":
        yield None
        return
    from tests import quick
    with django_db_blocker.unblock():
        copy = quick.keep_migrated()
    yield copy
    with django_db_blocker.unblock():
        quick.drop(copy)


@pytest.fixture(scope="session")
def django_db_keepdb():
    """The file of the tests is made before the tests' own migrate, which then finds nothing to do."""
    return on_database() == "sqlite"


def lay_out_test_database(path: str, blocker) -> None:
    from django.db import connection

    from openpar.core import audit_table, new_database

    settings, real = connection.settings_dict, connection.settings_dict["NAME"]
    with blocker.unblock():
        settings["NAME"] = path
        try:
            if new_database.lay_out():  # where it declines, the migrations are for Django
                audit_table.remove_guard(connection)  # tests with threads empty the tables; those of the guard install it
        finally:
            connection.close()
            settings["NAME"] = real
