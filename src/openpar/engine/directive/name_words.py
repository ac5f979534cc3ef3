"""The compiled words of agency grammar, and what counts as a verb: the ground under places.py and agencies.py."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .vocabulary import alternatives, verb_table, words

UPPER = "".join(c for c in map(chr, range(0x41, 0x1F00)) if c.isupper() and (c < "\u0250" or c >= "\u1e00"))
WORD = re.compile(r"[\w&]+(?:[-/][\w&]+)*")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The compiled patterns of agency grammar."""

    title: re.Pattern
    head: re.Pattern
    field: re.Pattern
    fields_list: re.Pattern
    people: re.Pattern
    known: re.Pattern
    kind: re.Pattern
    not_name: re.Pattern
    group: re.Pattern
    noun: re.Pattern
    modifier: re.Pattern
    bare_pair: re.Pattern
    unit: re.Pattern
    plural_field: re.Pattern


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Compile once."""
    a = words().agencies
    field = alternatives([*a["fields"], *a["field_abbreviations"]])
    noun = alternatives(a["groups"])
    mod = alternatives(a["modifiers"])
    unit = alternatives(a["units"])
    heads = {h["title"]: h["kind"] for h in a["head_includes_kind"]}
    nouns = rf"(?:{noun})(?!\w)(?:\s+(?:{mod})(?!\w))*"
    return Patterns(
        title=re.compile(rf"(?:(?:các|từng|mỗi)\s+)?(?:{alternatives(a['titles'])})(?!\w)(?:\s*\[HỌ"
                         rf" TÊN\])?\s*(?:[-,]\s+)?", re.I),
        head=re.compile(rf"(?i:{alternatives(heads)})\s+(?=[{UPPER}]|tỉnh|thành phố|huyện|sở)"),
        field=re.compile(rf"(Sở|Bộ)\s+(?i:{field})(?!\w)"),
        fields_list=re.compile(rf"(?:[Cc]ác\s+)?(Sở|Bộ|sở|bộ)\s*:\s*(?=(?i:{field}))"),
        people=re.compile(rf"(?:{alternatives(a['people_bodies'])})(?!\w)"),
        known=re.compile(rf"(?:{alternatives(a['known'])})(?!\w)"),
        kind=re.compile(rf"(?:{alternatives(a['kinds'])})(?!\w)"),
        not_name=re.compile(rf"(?:{alternatives(a['not_a_name'])})", re.I),
        group=re.compile(rf"(?:[Cc]ác|[Nn]hững|[Mm]ỗi|[Tt]ừng|[Mm]ột\s+số|[Tt]oàn\s+thể|[Tt]ất\s+cả\s+các)\s+(?i:{nouns})"
                         rf"(?:(?:\s*,\s*(?:và\s+)?|\s+và\s+(?:các\s+)?|\s*-\s*|\s*/\s*)(?:{nouns}))*"),
        noun=re.compile(rf"(?i:{nouns})"),
        modifier=re.compile(rf"\s+(?:{mod})(?!\w)"),
        bare_pair=re.compile(rf"(?i:{noun})(?!\w)(?:(?:\s*,\s*|\s+và\s+)(?:{nouns}))+|"
                             rf"(?i:{noun})(?!\w)(?:\s+(?:{mod})(?!\w))+"),
        unit=re.compile(rf"(?i:{unit})(?!\w)"),
        plural_field=re.compile(rf"[Cc]ác\s+[Ss]ở\s+(?:{field})(?!\w)"))


def is_verb_at(view: str, i: int, adverbs: bool = False) -> bool:
    """Does a verb of duty (or, if asked, an adverb before one) begin here, in lower case?"""
    m = WORD.match(view, i)
    if not m or not m[0].islower():
        return False
    verbs, adverb_table = verb_table()
    first = m[0]
    candidates = verbs.get(first, ())
    if adverbs:
        candidates = [*candidates, *adverb_table.get(first, ())]
    if not candidates:
        return False
    before, after = _noun_context()
    if first in before and (prev := re.compile(r"(\w+)\s+$").search(view, max(0, i - 12),
                                                                    i)) and prev[1].lower() in before[first]:
        return False
    if first in after and (nxt := WORD.match(view, m.end() + 1)) and nxt[0] in after[first]:
        return False
    tokens = WORD.findall(view[i:i + 48])
    return any(tuple(tokens[:len(c)]) == c for c in candidates)


@lru_cache(maxsize=1)
def _noun_context():
    v = words().verbs
    return v["not_after"], v["not_before"]
