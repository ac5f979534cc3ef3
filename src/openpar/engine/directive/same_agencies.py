"""Whether two lists of names mean the same agencies, however each is written."""

from functools import lru_cache

from .name_words import WORD
from .vocabulary import retone

_SHORT = {"ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "mttq": "mặt trận tổ quốc", "tp": "thành phố",
          "vp": "văn phòng"}
_FILLER = {"các", "những", "và", "có", "của", "mỗi", "từng"}


@lru_cache(maxsize=8192)
def key(name: str) -> frozenset[str]:
    """The words that make a name, abbreviations written out and filler left aside, for comparing two names.

    >>> key("UBND các xã, phường") == key("Ủy ban nhân dân xã, phường")
    True
    """
    out = []
    for w in WORD.findall(retone(name).casefold()):
        out += _SHORT.get(w, w).split()
    return frozenset(w for w in out if w not in _FILLER)


def same_agencies(a, b) -> bool:
    """Do two lists of names mean the same agencies?"""
    return {key(n.name) for n in a} == {key(n.name) for n in b}
