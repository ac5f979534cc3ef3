"""A database laid out at once is the one that the migrations leave: no table, column, index, constraint or trigger differs."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from openpar.core import new_database

START = "import django; django.setup(); from django.core.management import call_command; "
MIGRATED = START + "call_command('migrate', verbosity=0)"
LAID = START + ("from openpar.core import new_database; assert new_database.lay_out(); assert not new_database.lay_out(); "
                "call_command('migrate', verbosity=0)")  # nothing is left to migrate; what follows a migration is done



def pieces(sql: str) -> tuple[str, list[str]]:
    """A CREATE TABLE with its columns and constraints in one order: a column added later stands last, and nothing depends on that."""
    start, end = sql.index("("), sql.rindex(")")
    found, depth, piece = [], 0, ""
    for c in sql[start + 1:end] + ",":
        depth += (c == "(") - (c == ")")
        if c == "," and not depth:
            found, piece = [*found, piece.strip()], ""
        else:
            piece += c
    return sql[:start], sorted(found)


def made_by(code: str, folder: Path) -> tuple[dict, set]:
    folder.mkdir()
    subprocess.run([sys.executable, "-c", code], check=True, env={
        **os.environ, "DJANGO_SETTINGS_MODULE": "openpar.config.settings", "OPENPAR_DATA": str(folder), "OPENPAR_DEMO": "1", "OPENPAR_TESTING": "0",
        "OPENPAR_DATABASE_URL": f"sqlite:///{folder}/openpar.sqlite3"})
    with sqlite3.connect(folder / "openpar.sqlite3") as file:
        made = {(kind, name): pieces(sql) if kind == "table" else sql for kind, name, sql in file.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'")}
        return made, set(file.execute("SELECT app, name FROM django_migrations"))


def test_laid_out_at_once_is_as_migrated(tmp_path):
    at_once, noted = made_by(LAID, tmp_path / "laid")
    migrated, applied = made_by(MIGRATED, tmp_path / "migrated")
    assert noted == applied
    assert at_once.keys() == migrated.keys()
    assert [key for key in at_once if at_once[key] != migrated[key]] == []


def test_every_migration_that_does_more_than_tables_is_known():
    from django.db.migrations.loader import MigrationLoader
    found = new_database.besides(MigrationLoader(None))
    assert found == new_database.BESIDES.keys(), "Say in new_database.BESIDES what it does on an empty database."


@pytest.mark.django_db
def test_a_database_with_tables_is_left_alone():
    assert new_database.lay_out() is False
