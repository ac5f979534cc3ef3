"""Vietnamese text from before Unicode: which encoding a file of text has, and TCVN3 (ABC, the ".VnTime" fonts) to Unicode."""

import re
import unicodedata
from collections.abc import Iterable

from ..errors import Unreadable
from ..vietnamese import fold

# TCVN 5712:1993, VN3: one byte a letter; capitals with a tone are written as the small letter in a capital font.
_BYTES = {
    "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7, "ă": 0xA8, "â": 0xA9, "ê": 0xAA, "ô": 0xAB, "ơ": 0xAC,
    "ư": 0xAD, "đ": 0xAE, "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD, "ắ": 0xBE, "ặ": 0xC6,
    "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB, "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1, "ề": 0xD2, "ể": 0xD3,
    "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6, "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE, "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3,
    "ọ": 0xE4, "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9, "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE, "ù": 0xEF,
    "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9, "ỳ": 0xFA, "ỷ": 0xFB, "ỹ": 0xFC,
    "ý": 0xFD, "ỵ": 0xFE}
_FROM = {byte: letter for letter, byte in _BYTES.items()}  # a character of a spreadsheet has the number of its byte
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(r"(?:ngh?|nh|ch|gh?|gi|kh|ph|qu|th|tr|[bcdhklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?")


def from_tcvn3(text: str) -> str:
    """Text typed in a TCVN3 font, as Unicode.

    >>> from_tcvn3("Së Néi vô")
    'Sở Nội vụ'
    """
    return text.translate(_FROM)


def as_tcvn3(text: str) -> bytes:
    """Unicode in TCVN3 bytes, small letters for capitals that have no byte of their own; for tests and old systems.

    >>> as_tcvn3("Sở Y tế").decode("latin-1")
    'Së Y tÕ'
    """
    return bytes(_BYTES.get(c, _BYTES.get(c.lower(), ord(c) if ord(c) < 128 else 63)) for c in unicodedata.normalize("NFC", text))


def likeness(texts: Iterable[str]) -> float:
    """How much of the accented words could be Vietnamese syllables, 0 to 1; 1 where no word has an accent.

    >>> likeness(["Sở Nội vụ"]), likeness(["Së Néi vô"]) < 1
    (1.0, True)
    """
    good = seen = 0
    for text in texts:
        for word in re.findall(r"[^\W\d_]*[^\x00-\x7f\W\d_][^\W_]*|\w*[^\x00-\x7f]\w*", unicodedata.normalize("NFC", text)):
            parts = unicodedata.normalize("NFD", word.lower())
            seen += 1
            good += bool(_SYLLABLE.fullmatch(fold(word)) and sum(c in _TONES for c in parts) <= 1 and _letters(parts))
    return good / seen if seen else 1.0


def _letters(parts: str) -> bool:
    """Marks only where Vietnamese has them: ë, ï or ñ belong to no word of it."""
    allowed = {"\u0302": "aeo", "\u0306": "a", "\u031b": "ou"}
    base = ""
    for c in parts:
        if not unicodedata.combining(c):
            base = c
        elif (c in _TONES and base not in "aeiouy") or (c in allowed and base not in allowed[c]) or (c not in _TONES and c not in allowed):
            return False
    return True


def is_tcvn3(texts: Iterable[str]) -> bool:
    """Whether the text of a sheet was typed in TCVN3 fonts: hardly any word is Vietnamese as it is, nearly all are once translated.

    >>> is_tcvn3(["Së Néi vô", "Uû ban nh©n d©n"]), is_tcvn3(["Sở Nội vụ"]), is_tcvn3(["Café Noël"])
    (True, False, False)
    """
    texts = [t for t in texts if not t.isascii()]
    return bool(texts) and likeness(texts) < 0.5 and likeness([from_tcvn3(t) for t in texts]) > 0.8


def decode(raw: bytes, name: str = "") -> tuple[str, str]:
    """(text, name of its encoding) of a text file: UTF-8, UTF-16 by its mark, else Windows Vietnamese or TCVN3 by what reads as Vietnamese."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return raw.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            pass
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    found = {"Windows-1258": raw.decode("cp1258", "replace"), "TCVN3": from_tcvn3(raw.decode("latin-1"))}
    best = max(found, key=lambda e: likeness([found[e][:20_000]]))
    text = unicodedata.normalize("NFC", found[best])
    if likeness([text[:20_000]]) < 0.7:
        raise Unreadable(f"{name}: không nhận ra bảng mã chữ Việt của tệp. Mở bằng Excel rồi lưu dạng .xlsx hoặc “CSV UTF-8”.", where="file")
    return text, best
