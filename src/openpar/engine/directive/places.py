"""Where a people's body sits: "tỉnh Hoa Sen", "các xã, phường", "các tỉnh: A, B và C", "cấp xã"."""

import re

from .name_words import UPPER, is_verb_at, patterns


def place(view: str, i: int, j: int) -> int:
    """The end of what says where a people's body sits: "tỉnh Hoa Sen", "các xã, phường", "các tỉnh: A, B và C", "cấp xã"."""
    p = patterns()
    pos = i
    m = re.compile(r"\s+(?:các|cấp|ở|từng|mỗi)(?!\w)").match(view, pos, j)
    lead_in = bool(m)
    if m:
        pos = m.end()
    m = re.compile(r"\s+").match(view, pos, j)
    u = p.unit.match(view, m.end(), j) if m else None
    if not u and not lead_in and (same := re.compile(r"\s+(?:cùng|sở)\s+(?:cấp|tại)").match(view, i, j)):
        return same.end()
    if not u:
        if lead_in:
            g = re.compile(r"\s+(?:cấp|địa phương|nơi)(?!\w)").match(view, pos, j)
            return g.end() if g else i
        return proper(view, i, j)
    pos = u.end()
    pos = max(pos, proper(view, pos, j))
    while True:
        m = re.compile(r"\s*(?:,|và|-|/|hoặc)\s*(?:cấp\s+|các\s+)?").match(view, pos, j)
        u = p.unit.match(view, m.end(), j) if m else None
        if not u:
            break
        if not lead_in and m[0].strip() in (",", "và") and view[i:i + 12].strip().startswith(("tỉnh", "Tỉnh")):
            break
        pos = max(u.end(), proper(view, u.end(), j))
    for tail in (r"\s+trực\s+thuộc\s+(?:T|t)rung\s+t?ương",
                 r"\s+(?:trong|trên\s+địa\s+bàn)\s+(?:toàn\s+)?(?:tỉnh|thành\s+phố)(?!\w)",
                 rf"\s+từ\s+[{UPPER}][\w ]{{1,30}}?\s+đến\s+(?:[{UPPER}]\w*\s?){{1,4}}", r"\s+(?:có\s+)?liên\s+quan"):
        if m := re.compile(tail).match(view, pos, j):
            pos = m.end()
            while view[pos - 1] == " ":
                pos -= 1
    colon = re.compile(rf"\s*:\s*(?=[{UPPER}])").match(view, pos, j)
    if colon and lead_in:
        pos = name_list(view, colon.end(), j) or pos
    elif lead_in and (more := re.compile(r"\s*,\s*").match(view, pos, j)) and proper(view, pos, j) == pos:
        pos = _more_places(view, pos, more, j)
    elif lead_in:
        pos = _more_places(view, pos, re.compile(r"\s*(?:,|và)\s*").match(view, pos, j), j)
    return pos


def _more_places(view, pos, sep, j):
    """"các tỉnh A, B, C": further proper names that are no agency of their own."""
    p = patterns()
    if not re.search(rf"[{UPPER}]", view[max(0, pos - 12):pos].split(",")[-1][1:]):
        return pos
    while sep:
        nxt = sep.end()
        if nxt >= j or not re.match(rf"[{UPPER}]", view[nxt]) or p.kind.match(view, nxt) or p.people.match(view,
            nxt) or p.known.match(view, nxt):
            break
        end = proper(view, sep.end(), j, blank=False)
        if end <= nxt:
            break
        pos = end
        sep = re.compile(r"\s*(?:,|và)\s*").match(view, pos, j)
    return pos


def name_list(view, i, j):
    """The end of a list of proper names: "Hoa Sen, Bình Minh và Tân Phú"; None where a sentence begins instead."""
    pos, p = i, patterns()
    if is_verb_at(view[i].lower() + view[i + 1:i + 48], 0, adverbs=True):
        return None
    last = i
    while True:
        if p.kind.match(view, pos) or p.people.match(view, pos) or p.title.match(view, pos):
            return None if pos == i else last
        end = proper(view, pos, j, blank=False)
        if end <= pos:
            return None if pos == i else last
        last = end
        m = re.compile(r"\s*(?:,|và|;)\s*(?:và\s+)?").match(view, end, j)
        if not m:
            return end
        pos = m.end()


def proper(view: str, i: int, j: int, blank: bool = True) -> int:
    """The end of a run of capitalised words that starts here (after a blank)."""
    m = re.compile(rf"{'[ ]+' if blank else '[ ]*'}[{UPPER}]\w*(?:[ ][{UPPER}]\w*|[ ]?-[ ]?[{UPPER}]\w*)*").match(view, i, j)
    if not m:
        return i
    if blank and is_verb_at(m[0].strip()[0].lower() + m[0].strip()[1:] + view[m.end():m.end() + 40], 0):
        return i
    # A kind word or a title in the run starts another name ("tỉnh Hoa Sen Sở Y tế" has lost its comma).
    run = m[0]
    cut = re.search(r"(?<=\s)(?:Sở|UBND|Ủy ban|Bộ trưởng|Giám đốc|Chủ tịch|Thủ trưởng)(?!\w)", run[1:])
    return i + 1 + cut.start() - 1 if cut else m.end()
