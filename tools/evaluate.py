"""`make eval`: how well the engine reads directives, against the labelled reference set in ../shared (or OPENPAR_SHARED).

Each evals/*.py offers `run(shared, args)`, prints its figures and returns whether the bars are met.
"""

import importlib
import sys
from pathlib import Path

from tools import machine

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str]) -> int:
    shared = machine.find("shared")
    if shared is None:
        print(f"SKIPPED: the reference set is not here: {machine.TOOLS['shared'].install}.")
        return 1 if "shared" in machine.required() else 0
    files = [f for f in sorted((ROOT / "evals").glob("*.py")) if not f.stem.startswith("_")]
    if not files:
        print("There is nothing to evaluate yet (evals/*.py).")
    results = [importlib.import_module(f"evals.{f.stem}").run(shared, argv) for f in files]
    return 0 if all(r is not False for r in results) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
