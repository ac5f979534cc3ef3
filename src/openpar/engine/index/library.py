"""The shelf of frameworks: by name, by index and year, from a file, or from the installation's own layer."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import NotLoaded, RuleError
from ..rulebook import ROOT, load_yaml
from .framework import Framework
from .parse import parse

SHELF = ROOT / "indices"


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """The metrics that rooms offer: code → title, unit, room, kind (rulebook/indices/metrics.yaml).

    >>> catalogue()["tasks.on_time_share"]["unit"]
    'share'
    """
    return load_yaml((SHELF / "metrics.yaml").read_text(encoding="utf-8"), "indices/metrics.yaml")


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every shipped framework, such as "demo/department-2022"."""
    return tuple(sorted(f"{p.parent.name}/{p.stem}" for p in SHELF.glob("*/*.yaml") if not p.stem.startswith("crosswalk")))


@lru_cache(maxsize=128)
def _shipped(ref: str) -> Framework:
    path = SHELF / f"{ref}.yaml"
    return parse(load_yaml(path.read_text(encoding="utf-8"), f"indices/{ref}.yaml"), ref)


def load(ref: str, own: Mapping[str, Mapping[str, Any]] | None = None) -> Framework:
    """A framework by its name, or from a .yaml or .xlsx file. `own` holds the installation's entries: they win over shipped ones.

    >>> load("pci/province-2013").total
    Decimal('100')
    """
    if own and ref in own:
        return parse(own[ref], ref, layer="own")
    if ref.endswith((".yaml", ".yml")):
        path = Path(ref)
        if not path.is_file():
            raise NotLoaded(f"Không thấy tệp {ref}. Kiểm tra đường dẫn.", where=ref)
        return parse(load_yaml(path.read_text(encoding="utf-8"), path.name), path.stem, layer="file")
    if ref.endswith((".xlsx", ".xls", ".ods")):
        from .excel_in import read_tree
        return read_tree(ref).framework()
    if ref not in names():
        from difflib import get_close_matches
        near = get_close_matches(ref, names(), 3) or [n for n in names() if n.split("/")[0] == ref.split("/")[0]]
        hint = f"Gần nhất: {', '.join(near[:6])}." if near else "Xem các khung: openpar rulebook list."
        raise NotLoaded(f"Không có khung “{ref}”. {hint}", where=ref)
    return _shipped(ref)


def find(index: str, level: str, year: int, *, variant: str = "", jurisdiction: str = "",
         own: Mapping[str, Mapping[str, Any]] | None = None) -> Framework:
    """The version in force for this index, level and year; a year that no version covers is an error, never a guess.

    The installation's own entries are asked first.

    >>> find("papi", "province", 2014).ref, find("papi", "province", 2021).ref
    ('papi/province-2011', 'papi/province-2021')
    """
    wanted = (index, level, variant, jurisdiction)
    # A shipped framework stands in the folder of its index, so the others need not be read.
    shipped = [ref for ref in names() if ref.startswith(f"{index}/") and ref not in (own or ())]
    every = [load(ref, own) for ref in own or ()] + [load(ref) for ref in shipped]
    same = [f for f in every if (f.index, f.level, f.variant, f.jurisdiction) == wanted]
    for f in same:
        if f.covers(year) and f.status != "replaced":
            return f
    have = ", ".join(f"{f.ref} ({f.year}–{f.until or 'nay'})" for f in same) or "không có bản nào"
    raise NotLoaded(f"Chưa có khung {index}/{level} cho năm {year}. Đang có: {have}.", where=f"{index}/{level}")


def check_all() -> list:
    """Every finding in the shipped rulebook; a file that cannot be read is one too."""
    from .checks import Finding, findings, overlaps
    found, loaded = [], []
    for ref in names():
        try:
            loaded.append(load(ref))
        except RuleError as error:
            found.append(Finding(f"indices/{ref}.yaml", error.message, True))
    for f in loaded:
        found += findings(f, catalogue())
    return found + overlaps(loaded)
