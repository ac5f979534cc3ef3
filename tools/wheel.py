"""Look into a built wheel: everything that the product reads at run time must be inside."""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/openpar"
# Data beside the code, by ending; each such file in the tree must be in the wheel.
ENDINGS = {".py", ".yaml", ".html", ".txt", ".css", ".js", ".svg", ".png", ".mo", ".po", ".xml", ".csv", ".docx", ".json", ".typ"}
FONTS = [f"openpar/web/static/fonts/be-vietnam-pro-{weight}.woff2" for weight in (400, 500, 600, 700)]


def missing_from(names: set[str]) -> list[str]:
    """Files of the package that are not among the names of the wheel."""
    wanted = {str(p.relative_to(ROOT / "src")) for p in PACKAGE.rglob("*")
              if p.suffix in ENDINGS and "__pycache__" not in p.parts}
    return sorted((wanted | set(FONTS)) - names)


def main(path: str) -> int:
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
    problems = [f"not in the wheel: {name}" for name in missing_from(names)]
    problems += [f"should not be in the wheel: {n}" for n in names if not n.startswith("openpar") or "/tests/" in n]
    if not any(n.endswith("licenses/LICENSE") for n in names):
        problems.append("the licence is not in the wheel")
    print("\n".join(problems) or f"{Path(path).name}: {len(names)} files, {Path(path).stat().st_size / 1024:.0f} kB, complete")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
