"""H15: search over 1,000,000 titles with the row filter, median at most 50 ms, on each database.

The peer reads the folded titles that the person may see, as the search box did before. Correct: every query, in each way that people
type it (NFC, NFD, without accents, the older place of the tone, capitals), gives the newest twenty that reading all rows gives.
OPENPAR_BENCH_H15 sets another number of titles.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

IDS = ("H15",)
SIZE = 1_000_000


def run(only=None) -> list[dict]:
    """One row per database."""
    if only and "H15" not in only:
        return []
    size = int(os.environ.get("OPENPAR_BENCH_H15") or SIZE)
    with tempfile.TemporaryDirectory(prefix="openpar-bench-") as folder:
        out = [_measure(f"sqlite:///{folder}/search.sqlite3", size, "sqlite", folder)]
    from tools import pgcluster

    if pgcluster.find_binaries():
        with pgcluster.cluster() as url, tempfile.TemporaryDirectory(prefix="openpar-bench-") as folder:
            out.append(_measure(pgcluster.new_database(url, "benchsearch"), size, "postgresql", folder))
    return out


def _measure(url, size, database, folder):
    env = {**os.environ, "OPENPAR_TESTING": "1", "OPENPAR_DATABASE_URL": url, "OPENPAR_DATA": folder,
           "DJANGO_SETTINGS_MODULE": "openpar.config.settings"}
    done = subprocess.run([sys.executable, str(Path(__file__).parent / "loads" / "search.py"), str(size)], env=env, capture_output=True, text=True,
                          timeout=1800, check=False)
    if done.returncode:
        raise RuntimeError(f"H15 {database} {size}: {done.stderr[-2000:]}")
    r = json.loads(done.stdout.strip().splitlines()[-1])
    return {"id": "H15", "what": f"median of {r['asked']} searches over {size:,} titles (at most 50 ms; slowest {r['worst_ms']:.0f} ms)", "ours": r["ms"],
            "unit": "ms", "peer": "reading the titles that the person may see", "peer_value": r["scan_ms"], "correct": r["correct"],
            "database": database}
