"""Statements about index results, found in a text and checked against the loaded data before somebody publishes them.

The checker never says "false": it says what the data say, from which source, and where sources disagree with each other.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from ..vietnamese import nfc
from .facts import decimal
from .results import Result, published
from .words import number

INDICES = (("par-index", r"PAR[\s-]?INDEX|Chỉ số cải cách hành chính"), ("sipas", r"SIPAS"), ("papi", r"PAPI"), ("pci", r"PCI"),
           ("ddci", r"DDCI"))
_NUMBER = r"\d+(?:[.,]\d+)?"
_YEAR = re.compile(r"năm\s+(20\d\d)", re.I)
_RANK = re.compile(r"(?:xếp|đứng|hạng)\s*(?:thứ|hạng)?\s*(?:thứ\s*)?(\d{1,2})\s*/\s*(\d{1,2})", re.I)
_SCORE = re.compile(rf"(?:đạt|là)\s*({_NUMBER})\s*(%|điểm)", re.I)
_MOVE = re.compile(rf"(tăng|giảm)\s*({_NUMBER})\s*(%|điểm|hạng|bậc)(?:\s*so với\s*(?:năm\s*)?(20\d\d))?", re.I)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text says of one index, unit and year; a None was not said. `said` is the clause it came from."""

    index: str
    unit: str
    year: int
    rank: int | None = None
    of: int | None = None
    score: Decimal | None = None
    score_change: Decimal | None = None
    rank_change: int | None = None
    since: int | None = None
    said: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One finding on one part of a statement.

    `kind`: agrees; differs (the data say otherwise); disputed (sources disagree); only_itself (no other source); no_data.
    """

    part: str
    kind: str
    text: str
    evidence: tuple[Result, ...] = ()


def find_statements(text: str, unit: str, year: int | None = None, source: str = "") -> list[Statement]:
    """The statements in a text about these indices: one for each clause that names an index and a figure.

    >>> [s.rank for s in find_statements("Năm 2021, PAPI xếp thứ 30/63 tỉnh, tăng 25 hạng so với năm 2020.", "Lai Châu")]
    [30]
    """
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZĐÀ-Ỹ])|\n", nfc(text)):
        spoken = _YEAR.search(sentence)
        of_year = int(spoken.group(1)) if spoken else year
        for clause in re.split(r";", sentence):
            named = sorted((m.start(), index) for index, pattern in INDICES for m in [re.search(pattern, clause)] if m)
            # A sentence that names several indices in one breath is cut where the next one begins.
            for i, (start, index) in enumerate(named):
                part = clause[start:named[i + 1][0] if i + 1 < len(named) else len(clause)]
                statement = _read(part, index, unit, of_year, source)
                if statement:
                    found.append(statement)
    return found


def _read(part: str, index: str, unit: str, year: int | None, source: str) -> Statement | None:
    if year is None:
        return None
    s = Statement(index, unit, year, said=part.strip(" ,.:)("), source=source)
    if m := _RANK.search(part):
        s = replace(s, rank=int(m.group(1)), of=int(m.group(2)))
    if m := _SCORE.search(part):
        s = replace(s, score=decimal(m.group(1)))
    for m in _MOVE.finditer(part):
        sign = 1 if m.group(1).lower() == "tăng" else -1
        since = int(m.group(4)) if m.group(4) else year - 1
        if m.group(3).lower() in ("hạng", "bậc"):
            s = replace(s, rank_change=sign * int(float(m.group(2).replace(",", "."))), since=s.since or since)
        else:
            s = replace(s, score_change=sign * decimal(m.group(2)), since=s.since or since)
    said = (s.rank, s.score, s.rank_change, s.score_change)
    return None if all(v is None for v in said) else s


def check(s: Statement) -> list[Verdict]:
    """Every part of a statement against the loaded results.

    >>> said = Statement("papi", "Lai Châu", 2021, rank=30, of=63)
    >>> [(v.part, v.kind) for v in check(said)]
    [('rank', 'agrees'), ('of', 'differs')]
    """
    now = published(s.index, s.unit, s.year)
    before = published(s.index, s.unit, s.since or s.year - 1)
    found = []
    if s.rank is not None:
        found.append(_compare("rank", f"hạng {s.rank}", s.rank, [(r.rank, r) for r in now if r.rank is not None], s, "hạng {}"))
    if s.of is not None:
        # How many were ranked is the same news from any unit of that year.
        ranked = [(r.of, r) for r in published(s.index, None, s.year) if r.of is not None]
        found.append(_compare("of", f"trên {s.of}", s.of, ranked, s,
                              "chỉ {} đơn vị được công bố và xếp hạng"))
    if s.score is not None:
        found.append(_compare("score", number(s.score), s.score, [(r.score, r) for r in now if r.score is not None], s, "{}"))
    if s.score_change is not None:
        found.append(_change("score_change", s, s.score_change, s.score, now, before, lambda r: r.score))
    if s.rank_change is not None:
        found.append(_change("rank_change", s, s.rank_change, s.rank, before, now, lambda r: r.rank))
    return found


def _same(said, value) -> bool:
    """Equal at the precision in which it was said."""
    if isinstance(said, int):
        return said == value
    return value.quantize(said) == said if value is not None else False


def _own(s: Statement, r: Result) -> bool:
    return bool(s.source) and s.source.casefold() in r.source.casefold()


def _compare(part, words, said, pairs, s, shape) -> Verdict:
    name = s.index.replace("_", " ").upper()
    if not pairs:
        return Verdict(part, "no_data", f"{words}: không có số liệu {name} năm {s.year} của {s.unit} để đối chiếu.")
    values = {v for v, _ in pairs}
    rows = tuple(r for _, r in pairs)
    if len(values) > 1:
        return Verdict(part, "disputed", f"{words}: các nguồn ghi khác nhau: "
                       + "; ".join(f"{number(v)} ({r.source})" for v, r in pairs) + ".", rows)
    value = values.pop()
    if not _same(said, value):
        return Verdict(part, "differs", f"{words}: số liệu {name} năm {s.year} cho {shape.format(number(value))} "
                       f"(nguồn: {rows[0].source}).", rows)
    if all(_own(s, r) for r in rows):
        return Verdict(part, "only_itself", f"{words}: chỉ có chính văn bản này nêu, chưa có nguồn khác.", rows)
    other = next(r for r in rows if not _own(s, r))
    return Verdict(part, "agrees", f"{words}: khớp (nguồn: {other.source}).", rows)


def _change(part, s, said, stated_now, left, right, of) -> Verdict:
    """Later minus earlier for scores (left now, right before); for ranks the sides are swapped, fewer is better."""
    noun = "hạng" if part == "rank_change" else "điểm"
    words = f"{'tăng' if said > 0 else 'giảm'} {number(abs(said))} {noun} so với năm {s.since}"
    a = [(of(r), r) for r in left if of(r) is not None]
    b = [(of(r), r) for r in right if of(r) is not None]
    if not a or not b:
        return Verdict(part, "no_data", f"{words}: thiếu số liệu của {s.year} hoặc {s.since} để tính.")
    changes: dict = {}
    for va, ra in a:
        for vb, rb in b:
            changes.setdefault(va - vb, []).append((ra, rb))
    rows = tuple(dict.fromkeys(r for pairs in changes.values() for pair in pairs for r in pair))
    fits = [c for c in changes if _same(said, c)]
    if len(changes) > 1:
        listed = "; ".join(f"{number(c)} theo {changes[c][0][1].source}" for c in sorted(changes, reverse=True))
        text = f"{words}: các nguồn cho mức thay đổi khác nhau: {listed}. Kiểm tra lại trước khi công bố."
        return Verdict(part, "disputed", text, rows)
    if not fits:
        only = next(iter(changes))
        return Verdict(part, "differs", f"{words}: tính từ số liệu là {number(only)} (nguồn: {rows[0].source}).", rows)
    # A figure derived from the statement itself cannot confirm it.
    if any(r.basis == "derived" and _own(s, r) for r in rows) or all(_own(s, r) for r in rows):
        return Verdict(part, "only_itself", f"{words}: số của năm {s.since} suy ngược từ chính văn bản này.", rows)
    return Verdict(part, "agrees", f"{words}: khớp.", rows)


def review(text: str, unit: str, year: int | None = None, source: str = "") -> list[tuple[Statement, list[Verdict]]]:
    """Find and check: every statement of a text with its verdicts, those to look at first within each."""
    order = ("differs", "disputed", "only_itself", "no_data", "agrees")
    return [(s, sorted(check(s), key=lambda v: order.index(v.kind))) for s in find_statements(text, unit, year, source)]
