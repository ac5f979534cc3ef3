"""`make check`: every static check of the house, timed, with what failed shown last.

    python -m tools.check            # all
    python -m tools.check ruff mypy  # some
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
DEMO = {"OPENPAR_DEMO": "1"}
# As an installation runs: what Django would warn about in production is an error here.
DEPLOY = {"OPENPAR_SECRET_KEY": "k" * 20 + "checked-only-never-used-anywhere-0123456789", "OPENPAR_HTTPS": "1",
          "OPENPAR_HOSTS": "par.example.vn", "OPENPAR_DEMO": "0", "OPENPAR_DEBUG": "0", "OPENPAR_AUDIT_KEY": "a" * 20 + "checked-only-0123456789-0123456789",
          "OPENPAR_IDENTITY_KEYS": "i" * 20 + "checked-only-0123456789-0123456789", "OPENPAR_BASE_URL": "https://par.example.vn",
          "OPENPAR_ORIGINS": "https://par.example.vn", "OPENPAR_PROXIES": "127.0.0.1",
          "OPENPAR_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPENPAR_EMAIL_HOST": "mail.example.vn",
          "OPENPAR_SCANNER": "127.0.0.1:3310", "OPENPAR_METRICS_TOKEN": "m" * 40,
          "OPENPAR_DATABASE_URL": "postgresql://openpar@127.0.0.1:1/checked-only"}  # no check connects

CHECKS: dict[str, tuple[list, dict[str, str]]] = {
    "ruff": ([BIN / "ruff", "check", "--quiet", "."], {}),
    "imports": ([BIN / "lint-imports", "--no-cache"], {}),
    "mypy": ([BIN / "mypy"], DEMO),
    "templates": ([BIN / "djlint", "src", "--lint", "--quiet"], {}),
    "rulebook": ([BIN / "openpar", "rulebook", "check"], {}),
    "translations": ([PYTHON, "-m", "tools.translations", "--check"], DEMO),
    "migrations": ([PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], DEMO),
    "django": ([PYTHON, "manage.py", "check", "--fail-level", "WARNING"], DEMO),
    "deploy": ([PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], DEPLOY),
}


def run(name: str) -> tuple[bool, str]:
    """One check: whether it passed, and what it said."""
    command, settings = CHECKS[name]
    with tempfile.TemporaryDirectory(prefix="openpar-check-") as folder:  # only ours to read, as the data folder of an installation is
        private = {"OPENPAR_DATA": folder} if settings is DEPLOY else {}
        done = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **settings, **private},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode == 0, done.stdout


def main(names: list[str]) -> int:
    if unknown := [n for n in names if n not in CHECKS]:
        raise SystemExit(f"There is no check {unknown[0]}. Checks: {', '.join(CHECKS)}.")
    failed = {}
    for name in names or CHECKS:
        began = time.monotonic()
        passed, said = run(name)
        print(f"{'ok    ' if passed else 'FAILED'} {name:13} {time.monotonic() - began:5.1f} s", flush=True)
        if not passed:
            failed[name] = said
    for name, said in failed.items():
        print(f"\n--- {name} ---\n{said.rstrip()}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
