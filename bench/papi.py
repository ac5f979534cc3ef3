"""P1: time of the public PAPI pages once their data is read, in this thread; each at most 150 ms."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

IDS = ("P1",)
LIMIT_MS = 150


def run(only=None) -> list[dict]:
    """One row per page. Correct means that it answered with the province's own figure."""
    if only and "P1" not in only:
        return []
    with tempfile.TemporaryDirectory(prefix="openpar-bench-") as folder:
        env = {**os.environ, "OPENPAR_TESTING": "1", "OPENPAR_DATABASE_URL": f"sqlite:///{folder}/papi.sqlite3", "OPENPAR_DATA": folder,
               "DJANGO_SETTINGS_MODULE": "openpar.config.settings"}
        done = subprocess.run([sys.executable, str(Path(__file__).parent / "loads" / "papi.py")], env=env, capture_output=True, text=True,
                              timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"P1: {done.stderr[-2000:]}")
    return [{"id": "P1", "what": f"{r['page']} (at most {LIMIT_MS} ms)", "ours": r["ms"], "unit": "ms", "correct": r["correct"]}
            for r in json.loads(done.stdout.strip().splitlines()[-1])]
