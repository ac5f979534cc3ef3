"""Translations: the interface is written in Vietnamese; each room keeps its English in `locale/en`, beside its code.

    python -m tools.translations           # collect new texts, compile; says what still needs a translator
    python -m tools.translations --check   # change nothing; fail where a text is untranslated, doubtful or not compiled

`web/locale/vi` is written by hand: Vietnamese for the sentences of libraries. It is compiled and checked, not collected.
"""

import gettext
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import machine

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/openpar"
COLLECTED = ("en",)
WRONG = {"--untranslated": "not translated", "--only-fuzzy": "doubtful (fuzzy)", "--only-obsolete": "no longer used"}


def rooms() -> list[Path]:
    """The rooms whose texts people read on screen."""
    apps = [f for f in sorted((PACKAGE / "apps").iterdir()) if (f / "__init__.py").exists()]
    return [PACKAGE / "core", PACKAGE / "web", *apps]


def collect(folder: Path) -> Path:
    """The catalogues as they should be, in `folder` at the paths they have in the package."""
    for room in rooms():
        copy = folder / room.relative_to(PACKAGE)
        shutil.copytree(room, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "migrations"))
        (copy / "locale").mkdir(exist_ok=True)
        wanted = [part for language in COLLECTED for part in ("-l", language)]
        subprocess.run([sys.executable, "-P", "-m", "django", "makemessages", "--no-location", "--no-wrap", "-v", "0", *wanted],
                       cwd=copy, check=True)
        for po in copy.glob("locale/*/LC_MESSAGES/*.po"):
            # The time of the run would make every collection a change.
            lines = po.read_text(encoding="utf-8").splitlines(keepends=True)
            po.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')), encoding="utf-8")
    return folder


def texts(po: Path, option: str) -> list[str]:
    """The first lines of the texts that msgattrib picks with this option."""
    said = subprocess.run(["msgattrib", option, "--no-wrap", po], capture_output=True, text=True, check=True).stdout
    ids = [line.split(" ", 1)[1] for line in said.replace("#~ ", "").splitlines() if line.startswith("msgid ")]
    return [i for i in ids if i != '""']


def compiled(po: Path) -> bytes:
    """What msgfmt makes of it; format strings are compared with their originals."""
    with tempfile.NamedTemporaryFile(suffix=".mo") as out:
        subprocess.run(["msgfmt", "--check", "-o", out.name, po], check=True)
        return Path(out.name).read_bytes()


def words(mo: bytes) -> dict:
    """What a compiled catalogue says; versions of gettext lay the same words out differently."""
    return {text: said for text, said in vars(gettext.GNUTranslations(io.BytesIO(mo)))["_catalog"].items() if text}


def check(made: Path) -> list[str]:
    """What is wrong with the committed catalogues."""
    problems = []
    for po in sorted(made.rglob("locale/*/LC_MESSAGES/*.po")):
        name = po.relative_to(made)
        own = PACKAGE / name
        problems += [f"{name}: {what}: {text}" for option, what in WRONG.items() for text in texts(po, option)]
        if not own.exists():
            problems.append(f"{name} is not there. Run: make fix")
        elif not own.with_suffix(".mo").exists() or words(own.with_suffix(".mo").read_bytes()) != words(compiled(own)):
            problems.append(f"{name.with_suffix('.mo')} is not what its .po compiles to. Run: make fix, and commit both.")
    return problems


def update(made: Path) -> None:
    """Take the collected catalogues over and compile them."""
    for po in sorted(made.rglob("locale/*/LC_MESSAGES/*.po")):
        own = PACKAGE / po.relative_to(made)
        if not own.exists() and not texts(po, "--no-obsolete"):
            continue
        own.parent.mkdir(parents=True, exist_ok=True)
        if own.parts[-3] in COLLECTED:
            shutil.copy(po, own)
        own.with_suffix(".mo").write_bytes(compiled(own))
        for option, what in WRONG.items():
            if found := texts(own, option):
                print(f"{own.relative_to(ROOT)}: {len(found)} {what}, such as {found[0]}")


def main(argv: list[str]) -> int:
    if not machine.find("gettext"):
        print(f"SKIPPED: translations, gettext is not here: {machine.TOOLS['gettext'].install}")
        return 1 if "gettext" in machine.required() else 0
    with tempfile.TemporaryDirectory() as folder:
        made = collect(Path(folder))
        if "--check" not in argv:
            update(made)
            return 0
        problems = check(made)
    print("\n".join(problems[:40]) + (f"\n… and {len(problems) - 40} more" if len(problems) > 40 else ""))
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
