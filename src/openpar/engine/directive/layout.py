"""Which lines are letterhead, recipients, signature, page furniture or table, and which are the body and its annexes."""

import re
from dataclasses import dataclass, field

from .vocabulary import alternatives, words

_RECIPIENTS = re.compile(r"[\s*_|]*(?:N[ơo]i\s+nh[ậâạa]n)\s*[:.]", re.I)
_SIGNATURE = re.compile(r"[\s*_|]*(?:(?:TM|KT|TL|TUQ|Q)\s?\.\s*[A-ZĐ]{2,}|(?:THỦ TƯỚNG|CHỦ TỊCH|PHÓ CHỦ TỊCH|BỘ TRƯỞNG|"
                        r"GIÁM ĐỐC|CHÁNH VĂN PHÒNG|TỔNG CỤC TRƯỞNG)"
                        r"(?:\s*\[HỌ TÊN\])?\s*$|\[HỌ TÊN\]\s*$)")
_ANNEX = re.compile(r"[\s*_|#]*(?:PHỤ\s+LỤC|Phụ\s+lục|PHỤ\s+BIỂU|BIỂU\s+(?:MẪU|SỐ)|DANH\s+MỤC|MẪU\s+SỐ)(?!\w)")
_MOTTO = re.compile(r"CỘNG\s+H[OÒ][ÀÒA]+\s+XÃ\s+HỘI|Độc\s+lập\s*-\s*Tự\s+do|CONG\s+HOA")


@dataclass(slots=True)
class Zones:
    """Spans of lines by what they are; `body` and `annex` hold prose lines, in order."""

    source: tuple[int, int] | None = None
    head: list = field(default_factory=list)
    body: list = field(default_factory=list)
    annex: list = field(default_factory=list)
    tail: list = field(default_factory=list)
    annex_start: int | None = None


def furniture():
    """Lines that belong to a web page and not to the document."""
    return re.compile(rf"[\s*_|-]*(?:{alternatives(words().sections['furniture'])})[\s:*_|.-]*(?:\(?\d+\)?)?\s*$", re.I)


def zones(view: str, tables: list[tuple[int, int]]) -> Zones:
    """Sort the paragraphs of a text (lines after joining) into zones."""
    z, state, page = Zones(), "body", furniture()
    start = 0
    seen_stop = False
    for raw in view.split("\n"):
        a, b = start, start + len(raw)
        start = b + 1
        line = raw.strip()
        if any(t0 <= a < t1 for t0, t1 in tables):
            if state == "tail":
                state = "annex"
                z.annex_start = z.annex_start if z.annex_start is not None else a
            continue
        if not line.strip("|*_#-= "):
            continue
        if a == 0 and line.startswith("# source"):
            z.source = (a, b)
            continue
        if page.match(line) or re.fullmatch(r"[-_=*. |]{3,}|\d{1,3}", line):
            continue
        if (state != "tail" and _RECIPIENTS.match(line)) or (state == "body" and seen_stop and _SIGNATURE.match(line)
                                                             and len(line) < 120):
            state = "tail"
        elif (state == "tail" and _ANNEX.match(line) and not line.startswith("-")) or (state == "body"
            and _ANNEX.match(line) and len(line) < 60 and line.upper() == line and (seen_stop or not z.body)):
            state = "annex"
            z.annex_start = z.annex_start if z.annex_start is not None else a
        if re.search(r"\./\.|\./\s*\S?$", line):
            seen_stop = True
        {"body": z.body, "annex": z.annex, "tail": z.tail}[state].append((a, b))
        if state == "body" and (len(line) > 100 or re.match(r"\d+\.|[IVX]+\.", line)):
            seen_stop = True if re.search(r"[.]$", line) else seen_stop
    return z
