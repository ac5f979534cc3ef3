"""Which criterion of one year is which of another, and whether their points may be compared.

same, moved: the same thing on the same scale · rescaled: the same thing, compare only its place on the scale ·
changed: another content under the name · new, dropped · split, merged. What a file does not list is `same` by code.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from ..errors import NotLoaded, RuleError
from ..rulebook import load_yaml
from ..vietnamese import fold
from .framework import Framework
from .library import SHELF
from .parse import keys

KINDS = {"same": "giữ nguyên", "moved": "đổi mã", "rescaled": "đổi thang điểm", "changed": "đổi nội dung", "new": "mới",
         "dropped": "bỏ", "split": "tách", "merged": "gộp"}
TOTAL = "TOTAL"


@dataclass(frozen=True, slots=True)
class Link:
    """One correspondence; `proposed` marks one that was guessed from titles and that a person must confirm."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    kind: str
    note: str = ""
    proposed: bool = False


@dataclass(frozen=True)
class Crosswalk:
    """The links between two frameworks."""

    source: str
    links: tuple[Link, ...]

    def forward(self, code: str) -> Link | None:
        """The link that this earlier code belongs to."""
        return next((k for k in self.links if code in k.before), None)

    def back(self, code: str) -> Link | None:
        """The link that this later code belongs to."""
        return next((k for k in self.links if code in k.after), None)

    def pairs(self, kinds: tuple[str, ...] = ("same", "moved")) -> dict[str, str]:
        """Later code → earlier code, where one answers to one; by default those whose points may be compared."""
        return {k.after[0]: k.before[0] for k in self.links if k.kind in kinds and len(k.before) == len(k.after) == 1}


def codes(framework: Framework) -> list[str]:
    """Every code of the tree, the whole as TOTAL."""
    return [c.code or TOTAL for c in framework.root.walk()]


@lru_cache(maxsize=64)
def _data(path) -> dict:
    return load_yaml(path.read_text(encoding="utf-8"), path.name)


def crosswalk(before: Framework, after: Framework) -> Crosswalk:
    """The shipped crosswalk of two frameworks, or one proposed from codes and titles.

    >>> from openpar.engine.index.library import load
    >>> walk = crosswalk(load("papi/province-2016"), load("papi/province-2018"))
    >>> walk.back("D2.2").before, walk.back("D2.2").kind, walk.back("D1.1").kind
    (('D2.1',), 'rescaled', 'same')
    """
    if before.digest == after.digest:
        return Crosswalk("cùng một khung", tuple(Link((c,), (c,), "same") for c in codes(before)))
    path = SHELF / before.index / f"crosswalk-{before.year}-{after.year}.yaml"
    if path.is_file():
        data = _data(path)
        if (data.get("from"), data.get("to")) == (before.ref, after.ref):
            return read(data, before, after, f"indices/{before.index}/{path.name}")
    return propose(before, after)


def read(data: dict, before: Framework, after: Framework, where: str) -> Crosswalk:
    """A crosswalk file, checked: known kinds, codes that exist, every code in one link only."""
    keys(data, ("from", "to", "source", "changes"), where, ("from", "to", "source", "changes"))
    old, new, links = codes(before), codes(after), []
    for row in data["changes"]:
        keys(row, ("from", "to", "kind", "note"), where, ("from", "to", "kind"))
        if row["kind"] not in KINDS:
            raise RuleError(f"{where}: loại “{row['kind']}” không có. Chọn: {', '.join(KINDS)}.", where=where)
        for side, have in (("from", old), ("to", new)):
            for code in row[side]:
                if code not in have:
                    raise RuleError(f"{where}: mã {code} không có trong {data[side]}. Sửa mã.", where=where)
        links.append(Link(tuple(row["from"]), tuple(row["to"]), row["kind"], row.get("note", "")))
    left = {c for k in links for c in k.before}
    right = {c for k in links for c in k.after}
    for code in old:
        if code not in left and code in new and code not in right:
            links.append(Link((code,), (code,), "same"))
        elif code not in left:
            raise RuleError(f"{where}: mã {code} của {before.ref} chưa có chỗ. Thêm dòng dropped hoặc moved.", where=where)
    if lost := [c for c in new if c not in {x for k in links for x in k.after}]:
        raise RuleError(f"{where}: mã {lost[0]} của {after.ref} chưa có chỗ. Thêm dòng new hoặc moved.", where=where)
    return Crosswalk(data["source"], tuple(links))


def propose(before: Framework, after: Framework, least: float = 0.8) -> Crosswalk:
    """Links guessed from metrics, titles and codes; every one is marked as proposed."""
    if before.index != after.index:
        raise NotLoaded(f"{before.ref} và {after.ref} là hai chỉ số khác nhau, không có bảng đối chiếu.", where=after.ref)
    old = {c.code or TOTAL: c for c in before.root.walk()}
    new = {c.code or TOTAL: c for c in after.root.walk()}
    links, used = [Link((TOTAL,), (TOTAL,), _kind(old.pop(TOTAL), new[TOTAL], True), proposed=True)], set()
    for code, c in new.items():
        if code == TOTAL:
            continue
        free = {k: o for k, o in old.items() if k not in used and o.leaf == c.leaf}
        best = max(free, key=lambda k: _alike(free[k], c), default=None)
        if best is not None and _alike(free[best], c) >= least:
            used.add(best)
            links.append(Link((best,), (code,), _kind(free[best], c, best == code), proposed=True))
        else:
            links.append(Link((), (code,), "new", proposed=True))
    links += [Link((k,), (), "dropped", proposed=True) for k in old if k not in used]
    return Crosswalk("đề xuất theo tên và mã, cần người xác nhận", tuple(links))


def _alike(a, b) -> float:
    if a.metric and a.metric == b.metric:
        return 1.0 + (a.code == b.code) / 10
    return SequenceMatcher(None, fold(a.title), fold(b.title)).ratio() + (a.code == b.code) / 10


def _kind(a, b, same_code) -> str:
    if a.max != b.max:
        return "rescaled"
    return "same" if same_code else "moved"
