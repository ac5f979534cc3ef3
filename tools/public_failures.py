"""The public failures that are replayed: our own list of rows against the tests that bear their ids."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "tests/cases/public_failures.yaml"
# test_case_WT_07…, also several in one name (…_EX_01_EX_02_and_EX_06_…); in the engine's tests of metrics test_rp_04_…
NAMED = re.compile(r"^def (test_(?:case_\w+|(?:dt|rp)_\d\d\w*))\(", re.M)
ID = re.compile(r"(?:^|_)(WT|DT|DOC|TX|EX|IX|RP|PM|AT|AP|DS|XF|FL|WF|SV|FB|MT)_(\d\d)(?=_|$)", re.I)


@dataclass(frozen=True, slots=True)
class Row:
    """One failure: its id, what must not happen, the tests that replay it as "file: name", and else why there is none."""

    id: str
    words: str
    tests: tuple[str, ...]
    not_yet: str = ""


@lru_cache(maxsize=1)
def tests() -> dict[str, list[str]]:
    """{id: tests that bear it}, read from the names in tests/."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            for family, number in ID.findall(name.removeprefix("test_case").removeprefix("test")):
                found.setdefault(f"{family.upper()}-{number}", []).append(f"{path.relative_to(ROOT)}: {name}")
    return found


def rows() -> list[Row]:
    """Every row of the list with its tests."""
    listed = yaml.safe_load(LIST.read_text(encoding="utf-8"))["failures"]
    return [Row(r["id"], r["words"], tuple(tests().get(r["id"], ())), r.get("not_yet", "")) for r in listed]
