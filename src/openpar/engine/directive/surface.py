"""The text as the parser looks at it: same length, so that every offset holds, but with wraps, dashes and tone marks evened out."""

import re
import unicodedata
from dataclasses import dataclass

from .vocabulary import retone

_SAME = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043"}
_SAME |= {ord(c): " " for c in "\t\r\x0b\x0c\u00a0\u00ad\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c"
                               "\u200d\u202f\u205f\u2060\u3000\ufeff"}
_SAME |= {ord(c): "\n" for c in "\u2028\u2029\x85"}
_SAME |= {ord(c): "-" for c in "\u2022\u25cf\u25aa\u25a0\u25e6\u00b7\uf0b7\u27a2\u2714"}
_SAME |= {ord("\u00d0"): "Đ", ord("\u2026"): "…"}

MARKER = re.compile(r"[ *_]*(?:(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zđ]|[IVXLC]{1,6}|[A-ZĐ])\s?[.)]|\((?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)|[-+*]|"
                    r"(?:Phần|Mục|Chương|Điều|Phụ\s+lục|PHỤ\s+LỤC|PHẦN|CHƯƠNG)\b)")
MARK = re.compile(r"[\s*_|]*(?:(?:Điều|ĐIỀU|Mục|MỤC|Phần|PHẦN)\s+(?:\d{1,2}|[IVX]+)\s*[.:-]?|(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ]|[IVX]+)\s?[.)]|\([\da-zđ]{1,4}\)|[-+*])?[\s*_]*")
ENDS = re.compile(r"[.;:!?…|/]\s*(?:\[\d+\])?[\"”)*_ ]*$")
PAGE = re.compile(r"[ \-*_]*(?:page break|trang\s+\d+(?:\s*/\s*\d+)?|\d{1,3})[ \-*_]*$", re.I)


@dataclass(frozen=True, slots=True)
class Surface:
    """`text` as given (NFC), `view` evened out and of the same length, `lines` as spans, `wrapped` when lines are cut by width."""

    text: str
    view: str
    lines: tuple[tuple[int, int], ...]
    wrapped: bool
    joined: int


def surface(text: str) -> Surface:
    """Even out a text without moving a character."""
    text = unicodedata.normalize("NFC", text)
    view = retone(text.translate(_SAME))
    lines, start = [], 0
    for line in view.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    width = _width(view, lines)
    view, joined = _join(view, lines, width)
    return Surface(text, view, tuple(lines), width > 0, joined)


def _width(view, lines) -> int:
    """The width at which lines were cut, 0 when lines are paragraphs."""
    full = [b - a for a, b in lines if b - a >= 30 and view[a:b].strip(" |")]
    if len(full) < 12:
        return 0
    full.sort()
    if full[int(len(full) * 0.97)] > 130:
        return 0
    open_ended = sum(1 for (a, b) in lines if b - a >= 30 and not ENDS.search(view[max(a, b - 12):b]))
    return full[int(len(full) * 0.9)] if open_ended > len(full) * 0.4 else 0


def _join(view, lines, width) -> tuple[str, int]:
    """Turn the line ends inside a sentence into blanks, across page breaks as well."""
    out, joined = list(view), 0
    rows = [(a, b) for a, b in lines if view[a:b].strip()]
    kept = [(a, b) for a, b in rows if not PAGE.match(view[a:b].strip()) or _alone(view, a, b)]
    for (a, b), (c, d) in zip(kept, kept[1:], strict=False):
        here, nxt = view[a:b].strip(), view[c:d].strip()
        if _continues(here, nxt, width):
            if "|" in view[b:c]:
                continue
            for i in range(b, c):
                out[i] = " "
            joined += 1
    return "".join(out), joined


def _alone(view, a, b) -> bool:
    """A bare number is a page number only beside a page break; elsewhere it may be a table cell."""
    return "page" not in view[a:b].lower() and "page break" not in view[max(0, a - 40):a].lower()


def _continues(here: str, nxt: str, width: int) -> bool:
    first = next((c for c in nxt if c.isalnum()), "")
    if width and not MARKER.match(nxt) and (here.endswith(";") and first.islower() or here.endswith(":") and nxt[0] in "[("):
        return True
    if ENDS.search(here[-12:]) or "|" in (here[:1], nxt[:1]) or here.isdigit() or nxt.isdigit():
        return False
    if MARKER.match(nxt):
        # A dash in the middle of a sentence that wrapped: the line before is long prose, stops nowhere, and is no heading.
        return bool(width == 0 and nxt[0] == "-" and len(here) > 200 and not here.endswith(","))
    if not first or here.isupper() != nxt.isupper():
        return False
    if first.islower():
        return len(here) > 12
    if not width:
        return here.endswith((",", " và")) and len(here) > 60
    return len(here) >= 0.55 * width and not nxt.isupper()
