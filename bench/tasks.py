"""T1: server time of the task list, "Việc của tôi" and the leader's page with 100,000 and 1,000,000 parts, on each database.

The peer is the hand-written SQL of the page's main question on the same rows. Correct: the page shows that SQL's answer.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

IDS = ("T1",)
SIZES = (100_000, 1_000_000)
LIMIT_MS = {100_000: 100, 1_000_000: 150}


def run(only=None) -> list[dict]:
    """One row per database, size and page."""
    if only and "T1" not in only:
        return []
    sizes = [int(s) for s in os.environ.get("OPENPAR_BENCH_T1", "").split(",") if s] or SIZES
    out = []
    with tempfile.TemporaryDirectory(prefix="openpar-bench-") as folder:
        for size in sizes:
            out += _measure(f"sqlite:///{folder}/{size}.sqlite3", size, "sqlite", folder)
    from tools import pgcluster

    if pgcluster.find_binaries():
        with pgcluster.cluster() as url, tempfile.TemporaryDirectory(prefix="openpar-bench-") as folder:
            for size in sizes:
                out += _measure(pgcluster.new_database(url, f"bench{size}"), size, "postgresql", folder)
    return out


def _measure(url, size, database, folder):
    env = {
        **os.environ,
        "OPENPAR_TESTING": "1",
        "OPENPAR_DATABASE_URL": url,
        "OPENPAR_DATA": folder,
        "DJANGO_SETTINGS_MODULE": "openpar.config.settings",
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "loads" / "tasks.py"), str(size)],
        env=env,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"T1 {database} {size}: {done.stderr[-2000:]}")
    rows = json.loads(done.stdout.strip().splitlines()[-1])
    return [
        {
            "id": "T1",
            "what": f"{r['page']}, {size:,} parts (at most {LIMIT_MS.get(size, 150)} ms)",
            "ours": r["ms"],
            "unit": "ms",
            "peer": "hand-written SQL of its main question",
            "peer_value": r["sql_ms"],
            "ratio": r["sql_ms"] / r["ms"],
            "correct": r["correct"],
            "database": database,
        }
        for r in rows
    ]
