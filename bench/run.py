"""`make bench [ONLY=id,id]`: run the measurements in bench/, print a table, write bench.json.

Each bench/*.py offers `run(only)`, a list of rows as bench/__init__.py describes; `IDS` (optional) names its rows, so that a
file that has nothing asked for is not even imported by ONLY.
"""

import argparse
import ast
import importlib
import json
import os
import platform
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIELDS = ("id", "what", "ours", "unit", "peer", "peer_value", "ratio", "correct", "database", "machine")


def machine() -> str:
    """In a few words: processor count, memory, system, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def database() -> str:
    return "postgresql" if os.environ.get("OPENPAR_DATABASE_URL", "").startswith("postgres") else "sqlite"


def ids_of(path: Path) -> set[str] | None:
    """The literal IDS of a file, read without importing it; None where it does not say."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "IDS" for t in node.targets):
            try:
                return set(ast.literal_eval(node.value))
            except ValueError:
                return None
    return None


def complete(row: dict) -> dict:
    """The row with every field of bench.json; `ratio` is ours against the peer, above 1 where ours is better."""
    row = {"peer": None, "peer_value": None, "ratio": None, "correct": None, "database": database(), "machine": machine(), **row}
    if row["ratio"] is None and row["peer_value"] and row["ours"]:
        higher = row.get("higher", "per second" in row["unit"] or row["unit"].endswith("/s"))
        row["ratio"] = row["ours"] / row["peer_value"] if higher else row["peer_value"] / row["ours"]
    if missing := [f for f in FIELDS if f not in row]:
        raise SystemExit(f"bench row {row.get('id', row)} lacks {', '.join(missing)}.")
    return {f: row[f] for f in FIELDS}


def show(value) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "NO", None: ""}[value]
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def table(rows: list[dict]) -> str:
    """The rows as text, columns aligned."""
    columns = FIELDS[:-1]
    cells = [list(columns)] + [[show(row[c]) for c in columns] for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in cells)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="ids with commas")
    parser.add_argument("--out", default="bench.json")
    options = parser.parse_args(argv)
    only = set(options.only.split(",")) if options.only else None
    rows, broken = [], []
    for path in sorted(HERE.glob("*.py")):
        ids = ids_of(path)
        if path.stem in ("__init__", "run") or path.stem.startswith("_") or (only and ids is not None and not ids & only):
            continue
        try:
            module = importlib.import_module(f"bench.{path.stem}")
            if not hasattr(module, "run"):
                continue  # a helper beside the measurements
            found = [complete(row) for row in module.run(only) or []]
        except Exception:
            broken.append(path.name)
            print(f"--- bench/{path.name} stopped ---\n{traceback.format_exc()}", file=sys.stderr)
            continue
        rows += [row for row in found if not only or row["id"] in only]
    if missing := (only or set()) - {row["id"] for row in rows}:
        print(f"nothing measured {', '.join(sorted(missing))}", file=sys.stderr)
    print(table(rows))
    Path(options.out).write_text(json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    wrong = [row["id"] for row in rows if row["correct"] is False]
    if wrong:
        print(f"wrong answers: {', '.join(wrong)}", file=sys.stderr)
    return 1 if broken or wrong or missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
