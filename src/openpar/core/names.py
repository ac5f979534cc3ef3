"""Names of organisations as documents write them, brought to a form in which two spellings of one name are equal."""

import re
import unicodedata
from functools import lru_cache

from openpar.engine import rulebook
from openpar.engine.vietnamese import fold, nfc

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_SMALL = {"và", "va"}  # "Sở Văn hóa, Thể thao và Du lịch" is also written with dashes, so the joining word does not count


@lru_cache(maxsize=1)
def words() -> dict:
    """The rulebook's words for heads' titles, place words and addressees that name nobody."""
    data = rulebook.read("organisations/words")
    rulebook.check_keys(data, ("title", "source", "titles", "place_words", "unnamed"), "organisations/words",
                        ("titles", "unnamed"))
    return data


@lru_cache(maxsize=65536)
def exact(text: str) -> tuple[str, ...]:
    """The words of a name with their accents, wherever the tone stands in its word.

    >>> exact("Xã Pa Khoá") == exact("xã Pa Khóa"), exact("Nậm Cha") == exact("Nậm Chà")
    (True, False)
    """
    out = []
    for word in re.findall(r"\w+", nfc(text).lower()):
        if word not in _SMALL:
            parts = unicodedata.normalize("NFD", word)
            bare = "".join(c for c in parts if c not in _TONES)
            out.append(unicodedata.normalize("NFC", bare) + "".join(c for c in parts if c in _TONES))
    return tuple(out)


@lru_cache(maxsize=65536)
def plain(text: str) -> tuple[str, ...]:
    """The words of a name without accents, joining words and punctuation.

    >>> plain("Sở LĐ-TB&XH"), plain("Sở Văn hóa, Thể thao và Du lịch")
    (('so', 'ld', 'tb', 'xh'), ('so', 'van', 'hoa', 'the', 'thao', 'du', 'lich'))
    """
    return tuple(w for w in re.findall(r"\w+", fold(text)) if w not in _SMALL)


def abbreviates(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a name shortens another: each word stands in it as it is, or as the first letters of some of its words.

    >>> abbreviates(plain("Sở NN&PTNT"), plain("Sở Nông nghiệp và Phát triển nông thôn"))
    True
    >>> abbreviates(plain("UBND huyện Mường Tè"), plain("Ủy ban nhân dân huyện Sìn Hồ"))
    False
    """
    if not short:
        return not full
    if not full or short[0][0] != full[0][0]:
        return False
    if short[0] == full[0] and abbreviates(short[1:], full[1:]):
        return True
    n = len(short[0])
    return 2 <= n <= len(full) and all(w[0] == c for w,
                                       c in zip(full, short[0], strict=False)) and abbreviates(short[1:], full[n:])


def without_title(text: str) -> tuple[str, bool]:
    """The organisation of a head: "Chánh Văn phòng UBND tỉnh" is "văn phòng UBND tỉnh"; and whether a title was there.

    >>> without_title("Giám đốc Sở Y tế")
    ('Sở Y tế', True)
    """
    found, again = False, True
    text = " ".join(nfc(text).split())
    while again:
        again = False
        for row in words()["titles"]:
            lead = row["words"]
            if text.lower().startswith(lead + " "):
                text = f"{row['leaves']} {text[len(lead):].strip()}".strip()
                found, again = True, not row["leaves"]
                break
    return text, found


AREA = re.compile(r"[\s,]+(?:(?:trên|tại|ở|trong|thuộc|của)\s+)(?:(?:toàn|địa\s+bàn)\s+)*(?:tỉnh|thành\s+phố)(?:\s+[A-ZĐ]\w*){0,3}$")
LESS = re.compile(r"\s*[,(]?\s*(?:ngoại\s+trừ|trừ|không\s+bao\s+gồm|không\s+kể)\s+(?P<who>.+?)\)?$", re.IGNORECASE)


def without_area(text: str) -> str:
    """A name without the words that only say "in this province".

    >>> without_area("UBND các huyện, thành phố trên địa bàn tỉnh")
    'UBND các huyện, thành phố'
    """
    return AREA.sub("", nfc(text))


def without_exception(text: str) -> tuple[str, list[str]]:
    """A group's name, and the names of those left out of it.

    >>> without_exception("các sở, ban, ngành tỉnh, trừ Sở Y tế và Sở Tài chính")
    ('các sở, ban, ngành tỉnh', ['Sở Y tế', 'Sở Tài chính'])
    """
    m = LESS.search(text)
    if not m:
        return text, []
    return text[:m.start()], [who.strip() for who in re.split(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+(?=[A-ZĐ])", m["who"]) if who.strip()]


@lru_cache(maxsize=1)
def unnamed() -> frozenset[tuple[str, ...]]:
    """Wordings that name nobody ("các cơ quan liên quan"), as `plain` words."""
    return frozenset(plain(w) for w in words()["unnamed"])
