"""What this machine has: each outside tool that a test may need, how it is found, and what to install where it is absent."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.pgcluster import find_binaries

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Tool:
    """`find` answers with a path, or None where the tool is absent."""

    find: Callable[[], object]
    install: str


def first(*names: str) -> str | None:
    """The first of these programs that is on the path."""
    return next((path for name in names if (path := shutil.which(name))), None)


def tesseract() -> str | None:
    """tesseract, if it knows Vietnamese."""
    path = shutil.which("tesseract")
    if path and "vie" in subprocess.run([path, "--list-langs"], capture_output=True, text=True, check=False).stdout.split():
        return path
    return None


def shared() -> Path | None:
    """The folder of real documents and official figures that some tests compare with; never needed at run time."""
    folder = Path(os.environ.get("OPENPAR_SHARED") or ROOT.parent / "shared")
    return folder if (folder / "facts").is_dir() else None


TOOLS = {
    "postgresql": Tool(find_binaries, "apt-get install postgresql"),
    "chromium": Tool(lambda: first(*CHROMIUM), "apt-get install chromium"),
    "libreoffice": Tool(lambda: first("soffice", "libreoffice"), "apt-get install libreoffice-writer libreoffice-calc"),
    "poppler": Tool(lambda: first("pdftotext"), "apt-get install poppler-utils"),
    "gettext": Tool(lambda: first("msgfmt"), "apt-get install gettext"),
    "java": Tool(lambda: first("java"), "apt-get install default-jre-headless"),
    "r": Tool(lambda: first("Rscript"), "apt-get install r-base-core"),
    "tesseract": Tool(tesseract, "apt-get install tesseract-ocr tesseract-ocr-vie"),
    "shared": Tool(shared, "put the folder of reference documents beside the project, or name it in OPENPAR_SHARED"),
}
# "all" asks for the programs. The reference documents are asked for by name, since a clone elsewhere has none.
IN_ALL = set(TOOLS) - {"shared"}


@cache
def find(name: str) -> object:
    """Where the tool is, or None."""
    return TOOLS[name].find()


def required() -> set[str]:
    """The tools that must be there: OPENPAR_REQUIRE=all, or names with commas."""
    names = {n.strip() for n in os.environ.get("OPENPAR_REQUIRE", "").split(",") if n.strip()}
    if unknown := names - set(TOOLS) - {"all"}:
        raise SystemExit(f"OPENPAR_REQUIRE names {', '.join(sorted(unknown))}. Known: all, {', '.join(TOOLS)}.")
    return (names - {"all"}) | (IN_ALL if "all" in names else set())


if __name__ == "__main__":
    for name, tool in TOOLS.items():
        print(f"{name:12} {find(name) or 'absent: ' + tool.install}")
