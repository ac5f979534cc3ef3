"""H13: a workbook of 50,000 × 30 cells with 1 % dirt is tried in at most 10 s and 400 MB. H14: a list of 20,000 × 30 cells leaves as
.xlsx in at most 4 s, in constant memory. H16: hostile uploads are refused in less than 2 s and 200 MB each.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

IDS = ("H13", "H14", "H16")


LOADS = Path(__file__).parent / "loads"


def run(only=None) -> list[dict]:
    """Rows of what was asked for. Correct means that exactly the planted dirt is named, with words, that the workbook holds every cell, and
    that each hostile file was refused."""
    rows = []
    for one in IDS:
        if only and one not in only:
            continue
        with tempfile.TemporaryDirectory(prefix="openpar-bench-") as folder:
            if one == "H13":
                rows.append(tried(folder))
                continue
            rows += [{"id": one, **r} for r in load(folder, one, "files.py", one)]
    return rows


def load(folder: str, one: str, script: str, *arguments: str):
    """What a process of its own measured."""
    env = {**os.environ, "OPENPAR_TESTING": "1", "OPENPAR_DATA": folder, "DJANGO_SETTINGS_MODULE": "openpar.config.settings"}
    done = subprocess.run([sys.executable, str(LOADS / script), *arguments], env=env, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise RuntimeError(f"{one}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def tried(folder: str) -> dict:
    """The dry run of an import beside pandas with the same reader; each in its own process, processor time, greatest memory."""
    path = str(Path(folder) / "lon.xlsx")
    dirt = load(folder, "H13", "imports.py", "write", path)
    ours, peer = (load(folder, "H13", "imports.py", who, path) for who in ("ours", "peer"))
    right = ours["faults"] == dirt and ours["words"] and ours["rows"] == 50_000 and peer["faults"] == len(dirt)
    return {"id": "H13", "what": f"50,000 × 30 cells with 1 % dirt tried, every fault named (at most 10 s, 400 MB), {ours['mb']:.0f} MB in all; "
            f"pandas only counts them, {peer['mb']:.0f} MB", "ours": ours["seconds"], "unit": "s", "peer": "pandas + calamine, checks by column",
            "peer_value": peer["seconds"], "correct": bool(right and ours["seconds"] <= 10 and ours["mb"] <= 400)}
