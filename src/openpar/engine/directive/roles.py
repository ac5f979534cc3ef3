"""Who leads and who coordinates: the subject of a clause, the heading, "giao A chủ trì, phối hợp với B", lines and columns."""

import re

from .agencies import read_list
from .name_words import is_verb_at, patterns
from .surface import MARK
from .values import Many, Named

_ASSIGN = re.compile(r"(?:giao|yêu\s+cầu|đề\s+nghị|phân\s+công|ủy\s+quyền)(?:\s+(?:cho|nhiệm\s+vụ\s+cho))?\s*:?\s+", re.I)
_ISSUER_ASSIGN = re.compile(r"(?:Chủ\s+tịch\s+)?(?:UBND|Ủy\s+ban\s+nhân\s+dân|Thủ\s+tướng|Chính\s+phủ|Bộ|Sở|Tổng\s+cục|"
                            r"Ban)(?:\s[\w-]+){0,9}?\s(?:giao|yêu\s+cầu|đề\s+nghị|phân\s+công)\s+(?:cho\s+)?")
_ADJUNCT = re.compile(r"(?:Căn\s+cứ|Trên\s+cơ\s+sở|Theo|Đối\s+với|Để|Trong|Khi|Trước|Sau|Từ|Hằng|Hàng|Định\s+kỳ|Ngoài|"
                      r"Cùng\s+với|Nhằm|Tại|Với|Nếu|Trường\s+hợp|Song\s+song|Đồng\s+thời|"
                      r"Kịp\s+thời|Quá\s+trình|Qua|Chậm\s+nhất|Giao|Đến)(?!\w)", re.I)
_SUBJECT_AFTER = re.compile(r",\s+(?:đề\s+nghị\s+|yêu\s+cầu\s+|giao\s+)?|(?<=mắc)\s+(?:đề\s+nghị\s+)?|\s+đề\s+nghị\s+")
_WITH = re.compile(r"phối\s+hợp(?:\s+chặt\s+chẽ|\s+đồng\s+bộ|\s+thực\s+hiện|\s+thường\s+xuyên|,\s*hỗ\s+trợ|"
                   r"\s+hiệu\s+quả)?\s*(?:với|cùng(?:\s+với)?)?\s*:?\s+(?:như\s*:\s*)?(?=\S)", re.I)
_AND_WITH = re.compile(r"cùng\s+với\s+(?=(?:các\s+)?(?:[A-ZĐ]|cơ\s+quan|đơn\s+vị|sở))")


def _verb_follows(view, i, j) -> bool:
    """Does a predicate begin here (after blanks, a comma, a bracket)? After a lost line end it may begin with a capital."""
    if (m := re.compile(r"\s+(?=[^\W\d_])").match(view, i,
                                                  j)) and view[m.end()].isupper() and is_verb_at(view[m.end()].lower() +
                                                      view[m.end() + 1:m.end() + 48], 0, True):
        return True
    m = re.compile(r"\s*(?:\([^()]{0,120}\)\s*)?(?:(?:theo|tại|trong)\s+(?:Kế\s+hoạch|Chỉ\s+thị|Công\s+điện|Phụ\s+lục|"
                   r"Quyết\s+định)(?:\s+này)?\s+)?").match(view, i, j)
    pos = m.end()
    if is_verb_at(view, pos, adverbs=True):
        return True
    comma = re.compile(r",\s*").match(view, pos, j)
    return bool(comma and (_ADJUNCT.match(view, comma.end(), j) or is_verb_at(view, comma.end(), adverbs=True)))


def _colon_verb(view, i, j) -> bool:
    """"Sở Tài chính: Thẩm định, trình …": a colon instead of a verb's place."""
    m = re.compile(r"\s*:\s*(?=[^\W\d_])").match(view, i, j)
    return bool(m and is_verb_at(view[m.end()].lower() + view[m.end() + 1:m.end() + 48], 0, adverbs=True))


def _comma_verb(view, i, j) -> bool:
    m = re.compile(r"\s*,\s*(?=[a-zđ])").match(view, i, j)
    return bool(m and is_verb_at(view, m.end(), adverbs=True))


_NOT_PREDICATE = re.compile(r"\s+(?:của|và|hoặc|về|trong|với|theo|là|do|bị|cho|ở|số|nêu|trên|thuộc|đã|cũng|như|các|những"
                            r"|được|có\s+liên|gồm)(?!\w)")


def _predicate(view, got, j) -> bool:
    """After a name with a clear end (Sở …, UBND …, "các cơ quan …") a word in lower case is a predicate, known or not."""
    last = got[0][-1]
    clear = last.group or re.match(r"(?:Sở|Bộ|UBND|Ủy ban nhân dân|Công an|Văn phòng (?:UBND|Ủy ban)|Chính phủ)(?!\w)",
                                   last.name)
    return bool(clear and re.compile(r"\s+[^\W\d_A-ZĐ]").match(view, got[1], j) and not _NOT_PREDICATE.match(view, got[1], j)
                and view[got[1]:got[1] + 3].strip()[:1].islower())


def subject(view: str, i: int, j: int, addressed: bool = False) -> tuple[list[Named], int] | None:
    """The agencies that a passage addresses by itself, and where their predicate begins; None where it names nobody.

    `addressed`: a heading already addresses somebody, so that "yêu cầu B …" is what that agency does to B.

    >>> [n.name for n in subject("Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính", 0, 49)[0]]
    ['Sở Nội vụ']
    """
    pos = MARK.match(view, i, j).end()
    about = re.compile(r"Đối\s+với\s+", re.I).match(view, pos, j)
    if about and (got := read_list(view, about.end(), j)) and (_colon_verb(view, got[1], j) or _comma_verb(view, got[1], j)):
        return got
    topic = re.compile(r"[^:.;\n]{3,90}:\s+(?=(?:Giao|giao|Yêu cầu|Đề nghị)\s)").match(view, pos, j)
    pos = topic.end() if topic else pos
    issuer = None if addressed else _ISSUER_ASSIGN.match(view, pos, j)
    if issuer and (got := read_list(view, issuer.end(), j)) and _verb_follows(view, got[1], j):
        return got
    if (got := read_list(view, pos, j)) and not _is_object(view, pos, got) and view[pos].isupper() and _predicate(view, got, j):
        return got
    if (got := read_list(view, pos, j)) and (_verb_follows(view, got[1], j)
                                             or _colon_verb(view, got[1], j)) and not _is_object(view, pos, got):
        return got
    a = None if addressed else _ASSIGN.match(view, pos, j)
    got = read_list(view, a.end(), j) if a else None
    if got and (_verb_follows(view, got[1], j) or re.match(r"\s*:", view[got[1]:got[1] + 3])):
        return got
    if m := _ADJUNCT.match(view, pos, j):
        stop = re.compile(r"[.;\n]").search(view, m.end(), j)
        limit = stop.start() if stop else j
        for c in _SUBJECT_AFTER.finditer(view, m.end(), limit):
            got = read_list(view, c.end(), limit)
            if got and (got[0][0].group or got[0][0].text[0].isupper()) and _verb_follows(view, got[1],
                j) and not _is_object(view, c.end(), got):
                before = view[c.start() - 12:c.start()]
                if not re.search(r"(?:của|với|cho|các)\s*\w*$", before) or ("," in c[0] and len(got[0]) == 1):
                    return got
    return None


def _is_object(view, pos, got) -> bool:
    """A noun list that is no subject: "các tổ chức, cá nhân tự giác…" at a clause start has no capital and no verb of duty."""
    first = got[0][0]
    return first.group and view[pos].islower() and not re.match(r"(?:các|mỗi|từng|những|toàn|tất)\b", view[pos:pos + 8])


def heading(view: str, i: int, j: int) -> tuple[list[Named], str] | None:
    """The agencies of a heading such as "2.8. Sở A; Sở B" and how it names them: "only", "intro" (a verb follows) or None."""
    pos = MARK.match(view, i, j).end()
    a = re.compile(r"(?:Đề\s+nghị|Giao|Yêu\s+cầu|Đối\s+với|Nhiệm\s+vụ\s+(?:của|cho)|Trách\s+nhiệm\s+(?:của)?|Phân\s+công"
                   r"|Về\s+phía|Đề\s+nghị\s+các\s+cơ\s+quan)\s*:?\s+", re.I).match(view, pos, j)
    got = read_list(view, a.end() if a else pos, j)
    if not got:
        return None
    rest = view[got[1]:j].strip(" *_.:;,/\n")
    if not rest or re.fullmatch(r"\([^()]*\)?",
                                rest) or re.fullmatch(r"(?:tỉnh|Tỉnh|thành phố)\s*[A-ZĐ]?[\w ]{0,20}|"
                                                      r"(?:có\s+)?trách\s+nhiệm(?:\s+chung)?|chủ\s+trì|thực\s+hiện|"
                                                      r"tập\s+trung(?:\s+thực\s+hiện)?", rest):
        return got[0], "only"
    if len(rest) < 60 and rest[:1].islower() and not re.search(r"[,;:(]",
                                                               rest) and not any(is_verb_at(view, got[1] + m.start(),
                                                                   True) for m in re.finditer(r"\w+", view[got[1]:j])):
        last = got[0][-1]
        text = view[last.span[0]:got[1] + len(view[got[1]:j].rstrip(" *_.:;,/\n"))]
        return [*got[0][:-1], Named(text, text, (last.span[0], last.span[0] + len(text)), last.group)], "only"
    if _verb_follows(view, got[1], j) or re.match(r"\s*(?:,|trong\s+đó|\(|từ\s)", view[got[1]:j]):
        return got[0], "intro"
    return None


def of_cell(view: str, i: int, j: int) -> list[Named]:
    """All agencies of a cell or a line such as "Cơ quan chủ trì: …", whatever separates them."""
    out, pos = [], i
    while pos < j:
        gap = re.compile(r"[\s,;.|*_+\-–/]*(?:và\s+|cùng\s+)?").match(view, pos, j)
        pos = gap.end()
        got = read_list(view, pos, j)
        if got and got[1] > pos:
            out += got[0]
            pos = got[1]
            continue
        stop = re.compile(r"[,;.\n]|\s(?=các\s|[A-ZĐ])").search(view, pos + 1, j)
        end = stop.start() if stop else j
        text = view[pos:end].strip(" *_.,;")
        other = re.match(r"(?:Theo|Như|Không|Năm|Quý|Tháng)\b", text)
        if 2 < len(text) < 80 and not out and end == j and text[:1].isupper() and not other:
            out.append(Named(text, text, (pos, pos + len(view[pos:end].rstrip(" *_.,;")))))
        pos = end + 1
    seen, unique = set(), []
    for n in out:
        key = n.name.casefold()
        if key not in seen:
            seen.add(key)
            unique.append(n)
    return unique


def coordinating(view: str, i: int, j: int) -> Many:
    """All agencies named with "phối hợp (với, cùng)" in a passage."""
    out, unsure, seen = [], [], set()
    for m in _WITH.finditer(view, i, j):
        before = view[max(i, m.start() - 26):m.start()]
        if re.search(r"(?:chương\s+trình|quy\s+chế|công\s+tác|cơ\s+chế|sự|kế\s+hoạch|đơn\s+vị|cơ\s+quan|việc)\s+$",
                     before, re.I):
            continue
        got = read_list(view, m.end(), j)
        if not got:
            continue
        with_word = re.search(r"(?:với|cùng)", m[0])
        if not with_word and ((got[0][0].text[:1].islower() and not got[0][0].group)
                              or (re.match(r"(?:lực lượng|doanh nghiệp)", got[0][0].text) and "hỗ trợ" not in m[0])):
            continue
        if "hỗ" in m[0] or (not with_word and got[0][0].text[:1].islower()):
            unsure.append("phối hợp không có chữ \"với\"")
        if view[i:m.start()].count(".") and len(out) == 0 and re.search(r"[.;]\s",
            view[MARK.match(view, i, j).end():m.start()]):
            unsure.append("chữ phối hợp nằm ở câu sau")
        for n in got[0]:
            if n.name.casefold() not in seen:
                seen.add(n.name.casefold())
                out.append(n)
    if not out:
        loose = re.search(r"phối\s+hợp", view[i:j], re.I)
        return Many((), "Không có cơ quan phối hợp" if not loose else "Có chữ phối hợp nhưng không kèm tên cơ quan", not loose)
    return Many(tuple(out), "Đứng sau chữ \"phối hợp\"", not unsure and len(out) < 8)


def directs(view: str, i: int, j: int) -> list[Named]:
    """"A chỉ đạo B thực hiện": the agencies directed in the first clause, as the other reading of who leads."""
    m = re.compile(r"(?:chỉ\s+đạo|hướng\s+dẫn)\s+(?=(?:các\s|[A-ZĐ]|lực\s))").search(view, i, min(j, i + 140))
    got = read_list(view, m.end(), j) if m else None
    return got[0] if got else []


def only_supports(view: str, i: int, j: int) -> bool:
    """Does the passage begin with "Phối hợp với B …", so that the addressee might only support B?"""
    return bool(re.compile(r"\W*(?:\d+\.\s*|[a-zđ]\)\s*)?(?:chủ\s+động\s+|tích\s+cực\s+|tiếp\s+tục\s+|"
                           r"thực\s+hiện\s+)*phối\s+hợp", re.I).match(view, i, j))


def has_agency(view: str, i: int, j: int) -> bool:
    """Does any agency's name begin in this passage?"""
    p = patterns()
    return any(r.search(view, i, j) for r in (p.field, p.people))


def of_line(view: str, i: int, j: int) -> list[Named]:
    """The agencies of a line "Cơ quan thực hiện: …": a plain list, or sentences that each begin with their agencies."""
    got = read_list(view, i, j)
    if got and not re.search(r"\w", view[got[1]:j].strip(" .;,*_")):
        return got[0]
    if not got or not _verb_follows(view, got[1], j):
        return of_cell(view, i, j)
    out, seen = [], set()
    for m in re.compile(r"(?:^|;|\.)\s*").finditer(view[i:j]):
        s = subject(view, i + m.end(), j)
        for n in s[0] if s else ():
            if n.name.casefold() not in seen:
                seen.add(n.name.casefold())
                out.append(n)
    return out or got[0]


def chairs(view: str, i: int, j: int) -> list[Named]:
    """"… (Sở A chủ trì; …)", "Giao Sở A chủ trì …" inside a point: the agencies named right before "chủ trì"."""
    for m in re.compile(r"[(.;:]\s*(?:giao\s+|do\s+)?|giao\s+|do\s+", re.I).finditer(view, i, j):
        got = read_list(view, m.end(), j)
        if got and re.match(r"\s*(?:là\s+(?:cơ\s+quan|đơn\s+vị)\s+)?(?:chủ\s+trì|làm\s+đầu\s+mối|"
                            r"chịu\s+trách\s+nhiệm\s+chính)", view[got[1]:got[1] + 40]):
            return got[0]
    return []


def split_cell(view: str, i: int, j: int):
    """A cell that holds both roles ("Chủ trì: Sở A; phối hợp: Sở B") as two spans; the second is None in an ordinary cell."""
    m = re.compile(r"[;.,\n*+-]?\s*(?:[Cc]ơ\s+quan\s+|[Đđ]ơn\s+vị\s+)?[Pp]hối\s+hợp(?:\s+thực\s+hiện|\s+với)?"
                   r"\s*:?\s+").search(view, i, j)
    lead = re.compile(r"\s*[*+-]?\s*(?:[Cc]ơ\s+quan\s+|[Đđ]ơn\s+vị\s+)?[Cc]hủ\s+trì\s*:\s*").match(view, i, j)
    start = lead.end() if lead else i
    if not m or m.start() <= start:
        return (start, j), None
    return (start, m.start()), (m.end(), j)
