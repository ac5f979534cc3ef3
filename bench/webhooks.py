"""H17: events lost or out of order per subject while a receiver is down for 300 seconds during 1,500 events; 0 is right.

The peer is what many systems do: post at once, try three times within a few seconds, give up. OPENPAR_BENCH_H17 shortens the seconds.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

IDS = ("H17",)


def run(only=None) -> list[dict]:
    """One row. Correct means that every event arrived, each subject's in its order, and the signature of each was right."""
    if only and "H17" not in only:
        return []
    with tempfile.TemporaryDirectory(prefix="openpar-bench-") as folder:
        env = {**os.environ, "OPENPAR_TESTING": "1", "OPENPAR_DATABASE_URL": f"sqlite:///{folder}/events.sqlite3", "OPENPAR_DATA": folder,
               "DJANGO_SETTINGS_MODULE": "openpar.config.settings", "OPENPAR_WEBHOOK_HOSTS": "127.0.0.1"}
        done = subprocess.run([sys.executable, str(Path(__file__).parent / "loads" / "webhooks.py")], env=env, capture_output=True,
                              text=True, timeout=1800, check=False)
    if done.returncode:
        raise RuntimeError(f"H17: {done.stderr[-2000:]}")
    r = json.loads(done.stdout.strip().splitlines()[-1])
    return [{"id": "H17", "what": f"events lost or out of order, receiver down {r['down']} s of {r['events']:,} events (0 is right); all "
             f"there {r['after']:.0f} s after it is up", "ours": r["wrong"], "unit": "events", "peer": "three tries, then given up",
             "peer_value": r["peer_wrong"], "correct": r["correct"]}]
