"""A guide as a script: its shell blocks and files in order, word for word, so that it can be followed literally on a clean machine.

    python -m tools.follow docs/start/production.md [docs/start/upgrade.md …] > follow.sh

A ```sh block runs; a block after a line "Tệp `/path`:" is written to that path; other blocks are for reading. Each step says which line
of the guide it is, and the first that fails ends the run. Run it as root on a machine that may be thrown away, never on one in use.
"""

import re
import shlex
import sys
from pathlib import Path

BLOCK = re.compile(r"(?:^Tệp `(?P<path>/[^`]+)`:\n\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S)


def steps(guide: str) -> list[tuple[int, str, str]]:
    """(line, path or "", text) of every block that is followed."""
    out = []
    for found in BLOCK.finditer(guide):
        if found["path"] or found["kind"] == "sh":
            out.append((guide.count("\n", 0, found.start("text")) + 1, found["path"] or "", found["text"]))
    return out


def script(names: list[str]) -> str:
    """One shell script that follows the guides; values that a reader would replace come from the environment where they are set."""
    lines = ["#!/bin/bash", "set -euo pipefail"]
    for name in names:
        for line, path, text in steps(Path(name).read_text(encoding="utf-8")):
            lines.append(f"echo '--- {name}:{line}' >&2")
            if path:
                lines.append(f"printf '%s' {shlex.quote(text)} > {path}")
            else:
                # The reader's own values: TEN_MIEN, KHO_MA, PHIEN_BAN as they are in the environment.
                lines.append(re.sub(r"^export (\w+)=(.*)$", r'export \1="${\1:-\2}"', text, flags=re.M))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(script(sys.argv[1:]))
