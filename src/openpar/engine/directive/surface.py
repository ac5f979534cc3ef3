"""The text as the parser looks at it: of the same length, so that every offset holds, with wraps and dashes evened out."""

import itertools
import re
import unicodedata
from dataclasses import dataclass

from .vocabulary import retone, verb_table

_SAME = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043"}
_SAME |= {ord(c): " " for c in
          "\t\r\x0b\x0c\u00a0\u00ad\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c"
                               "\u200d\u202f\u205f\u2060\u3000\ufeff"}
_SAME |= {ord(c): "\n" for c in "\u2028\u2029\x85"}
_SAME |= {ord(c): "-" for c in "\u2022\u25cf\u25aa\u25a0\u25e6\u00b7\uf0b7\u27a2\u2714"}
_SAME |= {ord("\u00d0"): "Đ", ord("\u2026"): "…"}

MARKER = re.compile(r"[ *_]*(?:(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zđ]|[IVXLC]{1,6}|[A-ZĐ])\s?[.)]|\((?:\d{1,2}|[a-zđ]|"
                    r"[ivx]{1,4})\)|[-+*]|"
                    r"(?:Phần|Mục|Chương|Điều|Phụ\s+lục|PHỤ\s+LỤC|PHẦN|CHƯƠNG)\b)")
MARK = re.compile(r"[\s*_|]*(?:(?:Điều|ĐIỀU|Mục|MỤC|Phần|PHẦN)\s+(?:\d{1,2}|[IVX]+)\s*[.:-]?|"
                  r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ]|[IVX]+)\s?[.)]|\([\da-zđ]{1,4}\)|[-+*])?[\s*_]*")
ENDS = re.compile(r"[.;:!?…|/]\s*(?:\[\d+\])?[\"”)*_ ]*$")
OPEN = {"sở", "bộ", "ban", "cục", "các", "và", "của", "về", "phòng", "viện", "hội", "đài", "báo", "số", "theo", "tại",
        "với", "cho", "trưởng", "đốc", "tịch", "đồng", "nhân"}
APART = re.compile(r"N[ơo]i\s+nh|Trong\s+quá\s+trình|Yêu\s+cầu\s|Đề\s+nghị\s|Giao\s|Trên\s+đây|(?:TM|KT|TL)\.|PHỤ\s+LỤC|"
                   r"Phụ\s+lục|Thời\s+gian")
PAGE = re.compile(r"[ \-*_]*(?:page break|trang\s+\d+(?:\s*/\s*\d+)?|\d{1,3})[ \-*_]*$", re.I)


@dataclass(frozen=True, slots=True)
class Surface:
    """`text` as given (NFC), `view` evened out, `lines` as spans, `wrapped` when lines are cut by width."""

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
    """The width at which lines were cut, 0 when lines are paragraphs: many lines stop nowhere and go on in lower case."""
    rows = [view[a:b].strip() for a, b in lines]
    rows = [r for r in rows if r and not PAGE.match(r)]
    pairs = cut = 0
    lengths = []
    for here, nxt in itertools.pairwise(rows):
        if "|" in (here[:1], nxt[:1]) or len(here) < 3:
            continue
        pairs += 1
        if not ENDS.search(here[-12:]) and not MARKER.match(nxt) and (nxt[0].islower() or nxt[0].isdigit()) and len(here) < 140:
            cut += 1
            lengths.append(len(here))
    if pairs < 8 or cut < 5 or cut < pairs * 0.22:
        return 0
    lengths.sort()
    return min(lengths[int(len(lengths) * 0.9)], 130)


def _join(view, lines, width) -> tuple[str, int]:
    """Turn the line ends inside a sentence into blanks, across page breaks as well."""
    out, joined = list(view), 0
    rows = [(a, b) for a, b in lines if view[a:b].strip()]
    kept = [(a, b) for a, b in rows if not PAGE.match(view[a:b].strip()) or _alone(view, a, b)]
    for (a, b), (c, d) in itertools.pairwise(kept):
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
    if width and not MARKER.match(nxt) and "|" not in (here[:1], nxt[:1]) and first:
        # Where lines are cut by width, a stop at the end of a full line says nothing about the paragraph.
        full = len(here) >= 0.8 * width
        if here.endswith(";") or (here.endswith(":") and (nxt[0] in "[(" or full)) or (here.endswith(".") and full
            and not here.isupper()):
            return not nxt.isupper() and not here.endswith("/.") and not APART.match(nxt)
    if ENDS.search(here[-12:]) or "|" in (here[:1], nxt[:1]) or here.isdigit() or nxt.isdigit():
        return False
    headed = MARKER.match(here)
    if MARKER.match(nxt):
        # A dash in the middle of a sentence that was cut: the line before is prose, stops nowhere, and is no heading.
        if nxt[0] != "-" or here.endswith(","):
            return False
        return len(here) > 200 if not width else bool(not headed and len(here) >= 0.6 * width and not _verb(nxt[1:].lstrip()))
    if not first:
        return False
    if here.isupper() and nxt.isupper():
        return bool(width and (here.endswith(",") or headed))
    if first.islower() or (width and first.isdigit()):
        return len(here) > 12 or bool(width and len(here) > 2)
    if not width:
        return here.endswith((",", " và")) and len(here) > 60
    if headed and _verb(nxt) and here.split()[-1].lower() not in OPEN:
        return False
    return (len(here) >= 0.55 * width and not nxt.isupper() and not here.isupper()) or (here.endswith((",", " và"))
        and len(here) > 20)


def _verb(text: str) -> bool:
    """Does this begin with a verb of duty, its capital set aside?"""
    words = text[:48].lower().split()
    table = verb_table()[0]
    return bool(words) and any(tuple(words[:len(v)]) == v for v in table.get(words[0], ()))
