"""Each release leaves a small dump in tests/releases; the tests migrate the last two forward.

    python -m tools.releases make     # tests/releases/<version>/sqlite.sql.gz, and postgresql.sql.gz where it is installed
    python -m tools.releases list

`make` builds the demo (`manage.py demo --no-serve`) of the code as it stands in a fresh database and dumps it.
Run it once, on the commit of the release, and commit the folder. Dumps are plain SQL, so that a later PostgreSQL can read them.
"""

import argparse
import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tools import pgcluster

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests/releases"
KEPT = 2


def version_key(name: str) -> tuple:
    """Versions in their own order: 0.10.0 after 0.9.1."""
    return tuple(int(part) if part.isdigit() else -1 for part in name.split("."))


def releases() -> list[Path]:
    """The folders of kept releases, oldest first."""
    return sorted((f for f in FOLDER.glob("*.*.*") if f.is_dir()), key=lambda f: version_key(f.name))


def last_two(database: str) -> list[Path]:
    """The dumps that a release must still be able to read."""
    return [dump for f in releases()[-KEPT:] if (dump := f / f"{database}.sql.gz").exists()]


def environment(url: str, data: Path) -> dict[str, str]:
    return {**os.environ, "OPENPAR_DATABASE_URL": url, "OPENPAR_DATA": str(data), "OPENPAR_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "openpar.config.settings"}


def manage(*command: str, url: str, data: Path) -> subprocess.CompletedProcess:
    """A manage.py command on that database; its output is kept for the message of a failure."""
    return subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment(url, data), check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


ONE_AFTER_ANOTHER = """
import json, sys
from django.core.management import execute_from_command_line
for words in json.loads(sys.argv[1]):
    print("manage.py", *words, flush=True)
    execute_from_command_line(["manage.py", *words])  # one that refuses ends the process with its code
"""


def manage_all(*commands: tuple[str, ...], url: str, data: Path) -> subprocess.CompletedProcess:
    """Commands one after the other in one process, until one fails; the output names each before it begins."""
    return subprocess.run([sys.executable, "-c", ONE_AFTER_ANOTHER, json.dumps(commands)], cwd=ROOT, env=environment(url, data), check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def write(path: Path, lines: Iterable[str]) -> None:
    with gzip.GzipFile(path, "wb", mtime=0) as out:
        out.writelines(line.encode() for line in lines)


def restore(dump: Path, url: str) -> None:
    """Fill the empty database behind this URL from a dump."""
    sql = gzip.decompress(dump.read_bytes()).decode()
    if url.startswith("sqlite:///"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.executescript(sql)
        connection.close()
    else:
        psql = pgcluster.find_binaries() / "psql"
        subprocess.run([str(psql), "-q", "-v", "ON_ERROR_STOP=1", url], input=sql, text=True, check=True,
                       stdout=subprocess.DEVNULL)


def make() -> None:
    """Dump the demo of this commit for every database of this machine."""
    import openpar

    target = FOLDER / openpar.__version__
    work = Path(tempfile.mkdtemp(prefix="openpar-release-"))
    try:
        target.mkdir(parents=True, exist_ok=True)
        file = work / "release.sqlite3"
        build(f"sqlite:///{file}", work)
        with sqlite3.connect(file) as connection:
            write(target / "sqlite.sql.gz", (line + "\n" for line in connection.iterdump()))
        connection.close()
        if binaries := pgcluster.find_binaries():
            with pgcluster.cluster() as url:
                build(url, work)
                sql = subprocess.run([str(binaries / "pg_dump"), "--no-owner", "--no-privileges", "--inserts", url],
                                     capture_output=True, text=True, check=True).stdout
            # Newer dumps carry lines that only their own psql understands.
            write(target / "postgresql.sql.gz", (x + "\n" for x in sql.splitlines()
                                                 if not x.startswith(("\\restrict", "\\unrestrict", "SET transaction_timeout"))))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for dump in sorted(target.iterdir()):
        print(f"{dump.relative_to(ROOT)}: {dump.stat().st_size / 1024:.0f} kB")


def build(url: str, data: Path) -> None:
    for command in (("migrate", "--noinput"), ("demo", "--no-serve")):
        done = manage(*command, url=url, data=data)
        if done.returncode:
            raise SystemExit(f"manage.py {' '.join(command)} failed:\n{done.stdout[-2000:]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("act", choices=("make", "list"))
    if parser.parse_args().act == "make":
        make()
    else:
        lines = [f"{f.name}: {', '.join(d.name for d in sorted(f.iterdir()))}" for f in releases()]
        print("\n".join(lines) or "No release has left a dump yet.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
