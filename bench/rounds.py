"""I1: server time of the spreadsheet of a round with 63 units × 95 criteria (at most 300 ms) and of saving one cell (at most 50 ms)."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

IDS = ("I1",)
LIMITS = {"open": 300, "save": 50}


def run(only=None) -> list[dict]:
    """One row for opening, one for saving, on each database. Correct means that every cell is on the page, and that the saved one is kept."""
    if only and "I1" not in only:
        return []
    out = []
    with tempfile.TemporaryDirectory(prefix="openpar-bench-") as folder:
        out += _measure(f"sqlite:///{folder}/rounds.sqlite3", "sqlite", folder)
    from tools import pgcluster

    if pgcluster.find_binaries():
        with pgcluster.cluster() as url, tempfile.TemporaryDirectory(prefix="openpar-bench-") as folder:
            out += _measure(pgcluster.new_database(url, "benchrounds"), "postgresql", folder)
    return out


def _measure(url, database, folder):
    env = {**os.environ, "OPENPAR_TESTING": "1", "OPENPAR_DATABASE_URL": url, "OPENPAR_DATA": folder, "DJANGO_SETTINGS_MODULE": "openpar.config.settings"}
    done = subprocess.run([sys.executable, str(Path(__file__).parent / "loads" / "rounds.py")], env=env, capture_output=True, text=True,
                          timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"I1 {database}: {done.stderr[-2000:]}")
    return [{"id": "I1", "what": f"{r['what']} (at most {LIMITS[r['kind']]} ms)", "ours": r["ms"], "unit": "ms", "correct": r["correct"], "database": database}
            for r in json.loads(done.stdout.strip().splitlines()[-1])]
