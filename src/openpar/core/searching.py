"""Search over all rooms: each room looks among the rows this person may see; words are compared without accents and case."""

from django.db.models import Q

from openpar.engine.vietnamese import fold

from .actor import Actor
from .rooms import ROOMS, Hit

LIMIT = 20


def words_of(text: str) -> list[str]:
    """The folded words of a query, at most eight: NFC, NFD, old and new tone placement all become the same.

    >>> words_of("Bệnh viện, hoà bình") == words_of("benh vien, hòa bình")
    True
    """
    return [w.strip(".,;:()\"“”") for w in fold(text[:200]).split()][:8]


def fits(column: str, words: list[str]) -> Q:
    """Rows whose folded column holds every word."""
    condition = Q()
    for word in words:
        condition &= Q(**{f"{column}__contains": word})
    return condition


def all_in(words: list[str], *texts: str) -> bool:
    """Whether these texts together have every folded word, each from its beginning or as it is written; for lists held in memory.

    >>> all_in(["ho", "so"], "Hồ sơ đúng hạn"), all_in(["tra"], "Hồ sơ")
    (True, False)
    """
    whole = fold(" ".join(texts))
    return all(f" {w}" in f" {whole}" or (not w.isalnum() and w in whole) for w in words)


def search(actor: Actor, text: str, limit: int = LIMIT) -> list[tuple[object, list[Hit]]]:
    """(room's title, its finds) for each room that found something, in the order of the rooms."""
    words = [w for w in words_of(text) if w]
    if not words:
        return []
    found = [(room.title, room.search(actor, words, limit)) for room in ROOMS.values() if room.search]
    return [(title, hits) for title, hits in found if hits]
