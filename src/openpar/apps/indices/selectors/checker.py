"""A pasted sentence against what is loaded: which province it names, which statements it makes, what the data say of each."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from openpar.engine.index.statements import Statement, Verdict, review
from openpar.engine.vietnamese import fold, nfc

from .papi import home, provinces

_BARE_RANK = re.compile(r"(?<![\d/,.])(\d{1,2})\s*/\s*(6[0-3])(?![\d/])")
_RANKED = re.compile(r"(xếp|đứng|hạng)[^.;]{0,20}$", re.I)
_YEAR = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")
FACES = {"agrees": ("done", "done"), "differs": ("late", "late"), "disputed": ("flag", "soon"), "only_itself": ("doubt", "doubt"),
         "no_data": ("none", "")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict in words: its mark, what it means, what the data say, and at most five rows it stands on."""

    kind: str
    icon: str
    tone: str
    label: str
    text: str
    rows: list
    more: int


@dataclass(frozen=True, slots=True)
class Checked:
    """One statement of the text with its findings."""

    statement: Statement
    findings: list[Finding]


def label(kind: str) -> str:
    """What a verdict means."""
    return {"agrees": gettext("Khớp số liệu"), "differs": gettext("Khác số liệu"), "disputed": gettext("Các nguồn ghi khác nhau"),
            "only_itself": gettext("Chỉ chính văn bản này nêu"), "no_data": gettext("Không có số liệu để đối chiếu")}[kind]


def place_in(text: str) -> str:
    """The province that the text names, or the one of this installation."""
    said = f" {fold(text)} "
    named = [p.name for p in provinces() if f" {fold(p.name)} " in re.sub(r"[^\w\s-]", " ", said)]
    return named[0] if named else home().name


def plain(text: str) -> str:
    """Short forms written out, so that "PAPI 2021 30/63" is read as a rank of that year."""
    text = nfc(text)
    text = _BARE_RANK.sub(lambda m: m.group(0) if _RANKED.search(text[:m.start()]) else f"xếp thứ {m.group(1)}/{m.group(2)}", text)
    text = re.sub(r"(PAPI|SIPAS|PAR[\s-]?INDEX|PCI|DDCI)\s+(20[12]\d)", r"\1 năm \2", text, flags=re.I)
    return re.sub(r"(?<!\S)([+−-])\s*(\d+[.,]\d+)\s*(%|điểm)?", lambda m: f"{'tăng' if m.group(1) == '+' else 'giảm'} {m.group(2)} {m.group(3) or 'điểm'}",
                  text)


def check(text: str, unit: str = "", year: int | None = None, source: str = "") -> tuple[str, list[Checked]]:
    """(province, statements with findings). The year is the field's, else the only one the text names."""
    unit = unit or place_in(text)
    years = set(_YEAR.findall(text))
    year = year or (int(min(years)) if len(years) == 1 else None)
    return unit, [Checked(s, [_finding(v, s) for v in verdicts]) for s, verdicts in review(plain(text), unit, year, source)]


def _finding(v: Verdict, s: Statement) -> Finding:
    own = [r for r in v.evidence if r.unit == s.unit]
    rows = own or list(v.evidence)
    return Finding(v.kind, *FACES[v.kind], label(v.kind), v.text, rows[:5], len(v.evidence) - len(rows[:5]))
