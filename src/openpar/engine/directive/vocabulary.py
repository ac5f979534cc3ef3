"""The phrases of rulebook/phrases/*.yaml as compiled patterns; the grammar is in the modules beside this one."""

import re
from functools import lru_cache
from types import SimpleNamespace

from ..errors import RuleError
from ..rulebook import read

TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
         "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}
_TONE = re.compile(r"(?<![qQ])(?:" + "|".join(TONES) + r")(?!\w)|(?<=[qQ])uí(?!\w)", re.I)


def retone(text: str) -> str:
    """New tone placement, letter for letter ("Uỷ" becomes "Ủy", "quí" becomes "quý"); the length never changes."""
    def change(m):
        old = m[0]
        new = TONES.get(old.lower(), "uý")
        return new if old.islower() else new.upper() if old.isupper() else new[0].upper() + new[1:]
    return _TONE.sub(change, text)


def either(phrases, flags=re.I, before=r"(?<!\w)", after=r"(?!\w)"):
    """One pattern for many phrases, the longest first; blanks match any run of blanks."""
    words = sorted({retone(p) for p in phrases}, key=len, reverse=True)
    return re.compile(before + "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words) + ")" + after, flags)


def alternatives(phrases):
    """The phrases as the inside of a group, the longest first."""
    words = sorted({retone(p) for p in phrases}, key=len, reverse=True)
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)


@lru_cache(maxsize=1)
def words() -> SimpleNamespace:
    """All phrases, read once: agencies, verbs, documents, sections, deadlines, targets, reports."""
    files = {n: read(f"phrases/{n}") for n in ("agencies", "verbs", "documents", "sections", "deadlines", "targets", "reports")}
    for name, data in files.items():
        for key in ("title", "source", "examples"):
            if key not in data:
                raise RuleError(f"phrases/{name}.yaml: the key {key!r} is missing. Every vocabulary names its source and "
                                "shows examples.", where=f"phrases/{name}.yaml")
    return SimpleNamespace(**files)


@lru_cache(maxsize=1)
def verb_table() -> tuple[dict, dict]:
    """Verbs and adverbs by their first syllable, each a list of syllable tuples, the longest first."""
    def table(phrases):
        by_first = {}
        for phrase in phrases:
            parts = tuple(phrase.split())
            by_first.setdefault(parts[0], []).append(parts)
        return {k: sorted(v, key=len, reverse=True) for k, v in by_first.items()}
    return table(words().verbs["verbs"]), table(words().verbs["adverbs"])
