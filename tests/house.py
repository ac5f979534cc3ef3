"""How the tests of the house look at its files."""

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src/openpar"
DOCS = ROOT / "docs"


def sources(*rooms: str) -> list[Path]:
    """Python files of these rooms of the package (all, if none is named), without migrations."""
    folders = [SRC / room for room in rooms] or [SRC]
    return sorted(p for f in folders for p in f.rglob("*.py") if "migrations" not in p.parts)


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def tell(problems: list[str]) -> None:
    assert not problems, "\n" + "\n".join(problems)


def run(*command: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **options)
