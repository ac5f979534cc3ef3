"""Vietnamese text: one stored form, search without accents, and the order of a Vietnamese dictionary."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: i for i, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}  # huyền, hỏi, ngã, sắc, nặng
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF,
                           0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # marks that turn the direction of writing


def nfc(text: str) -> str:
    """The stored form: NFC, without invisible characters (soft hyphen, zero-width blanks, marks that make what follows read backwards).

    >>> nfc("bệnh viện") == "bệnh viện"
    True
    """
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE)


def printable(text: str) -> str:
    """The text with a blank for each character that no paper can hold (controls but tab and line ends); as long as before,
    so that places in it stay true.

    >>> printable("trang 1\x0ctrang 2")
    'trang 1 trang 2'
    """
    return _UNPRINTABLE.sub(" ", text)


def fold(text: str) -> str:
    """What search compares: no accents, no case, đ is d, runs of blanks are one.

    Old and new tone placement ("hoà", "hòa") fold to the same text.

    >>> fold("Tài nguyên  và Môi trường, Đường")
    'tai nguyen va moi truong, duong'
    """
    plain = unicodedata.normalize("NFD", text.translate(_INVISIBLE)).lower().replace("đ", "d")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@lru_cache(maxsize=65536)
def sort_key(text: str) -> str:
    """A text whose plain order is the Vietnamese order: letters first (a ă â b c d đ …), then tones. Stored as a column.

    >>> sorted(["Zalo", "Đà Nẵng", "Dak Lak", "Ân Thi", "An", "Ea Súp", "Ăn"], key=sort_key)
    ['An', 'Ăn', 'Ân Thi', 'Dak Lak', 'Đà Nẵng', 'Ea Súp', 'Zalo']
    """
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text).lower():
        parts = unicodedata.normalize("NFD", char)
        tone = next((t for m, t in _TONES.items() if m in parts), 1)
        base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in _TONES))
        if base in _RANK:
            letters.append(f"{_RANK[base] + 40:02d}")
            tones.append(str(tone))
        elif base.isdigit():
            letters.append(f"{20 + int(unicodedata.digit(base, 0)):02d}")
        elif base.isspace():
            letters.append("10")
        elif base.isalpha():
            letters.append("90")
        # punctuation does not count, as in a dictionary
    return "".join(letters) + "." + "".join(tones)


def slug(text: str) -> str:
    """A name for URLs and files.

    >>> slug("Đề án: Đất đai/Nhà ở")
    'de-an-dat-dai-nha-o'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
