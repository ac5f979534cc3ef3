"""Make constraints.txt anew: the newest versions that fit pyproject.toml together, for every Python and system, in one file.

    python -m tools.constraints            # keep what is pinned where it still fits
    python -m tools.constraints --upgrade  # take newer versions

Needs uv (`pip install uv` anywhere). The file holds names, versions and markers only; no address of a registry.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "constraints.txt"
HEAD = "# Versions that were tested together; made by tools/constraints.py. Read by pip (-c) and uv.\n"


def main(argv: list[str]) -> int:
    uv = shutil.which("uv")
    if not uv:
        print("uv is not here. Install it anywhere, for example: pipx install uv")
        return 1
    # An existing output file is what uv prefers; --upgrade makes it look again.
    subprocess.run([uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "pyproject.toml", "--all-extras",
                    "--no-header", "--no-annotate", "--no-emit-package", "openpar", "--output-file", str(FILE), *argv],
                   cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    FILE.write_text(HEAD + FILE.read_text(encoding="utf-8").removeprefix(HEAD), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
