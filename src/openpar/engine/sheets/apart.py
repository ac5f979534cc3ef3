"""Opening a workbook whose size nobody can tell before: in a process of its own with little memory and time, so that a file made to
break its reader breaks only that. Old .xls files, OpenDocument, and .xlsx files written in an unusual way come here."""

import json
import os
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from ..errors import BadInput, Unreadable
from . import guard
from .book import Grid, opened, unreadable

MEMORY = 1536 * 1024 * 1024
SECONDS = 30  # of one core
WAIT = 120  # seconds of a busy machine
SHEETS = 40


def read_apart(name: str, data: bytes) -> tuple[list[str], list[str], dict[str, Grid]]:
    """(visible sheets, hidden ones, grids by name). BadInput or Unreadable in words, also where the process did not survive it."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run([sys.executable, "-m", "openpar.engine.sheets.apart", name], input=data, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, env=env, timeout=WAIT, check=False)
    except subprocess.TimeoutExpired:
        raise unreadable(name, "quá lâu") from None
    if done.returncode:
        raise unreadable(name, "tệp hỏng, hoặc có ô ở quá xa") from None
    told = json.loads(done.stdout)
    if "wrong" in told:
        raise (BadInput if told["kind"] == "BadInput" else Unreadable)(told["wrong"], where="file")
    return told["sheets"], told["hidden"], {g["name"]: _grid(g) for g in told["grids"]}


def _grid(g) -> Grid:
    return Grid(g["name"], [[_value(v) if type(v) is list else v for v in row] for row in g["rows"]], [((a, b), (c, d)) for a, b, c, d in g["merged"]],
                set(g["hidden"]), {(r, c): v for r, c, v in g["odd"]}, g["from_1904"])


_KINDS: dict[str, Any] = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat,
                          "timedelta": lambda seconds: timedelta(seconds=seconds)}


def _value(told):
    return _KINDS[told[0]](told[1])


def _told(value):
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return ["timedelta", value.total_seconds()] if isinstance(value, timedelta) else [type(value).__name__, value.isoformat()]


def _all(name, data) -> dict:
    inside = guard.look_into(name, data)[0] if data[:2] == b"PK" else {}
    book, grids = opened(name, data, inside), []
    if len(book.sheets) > SHEETS:
        raise BadInput(f"{name}: có hơn {SHEETS} trang. Chia thành nhiều tệp.", where="file")
    for sheet in (book.sheets + book.hidden)[:SHEETS]:
        book.far(sheet)
        g = book._read(sheet)
        grids.append({"name": sheet, "rows": [[_told(v) for v in row] for row in g.rows], "merged": [(*a, *b) for a, b in g.merged],
                      "hidden": sorted(g.hidden), "odd": [(r, c, v) for (r, c), v in g.odd.items()], "from_1904": g.from_1904})
    return {"sheets": book.sheets, "hidden": [h for h in book.hidden if any(g["name"] == h for g in grids)], "grids": grids}


def main() -> None:
    """Read the workbook from standard input, write what it holds to standard output."""
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    name = sys.argv[1]
    try:
        told = _all(name, sys.stdin.buffer.read())
    except (BadInput, Unreadable) as error:
        told = {"wrong": error.message, "kind": type(error).__name__}
    except Exception as error:
        told = {"wrong": unreadable(name, type(error).__name__).message, "kind": "Unreadable"}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
