"""Cutting a point into its sentences and clauses, and into pieces that are tasks of their own.

A point stays one task however many verbs it holds. A sentence or clause is cut off only when it has its own deadline,
figure or addressee.
"""

import re
from dataclasses import dataclass

from . import deadlines, targets
from .name_words import UPPER, is_verb_at
from .surface import MARK
from .vocabulary import either, words

_STOP = re.compile(r"[.!?](?:[\"”)\]]|\[\d+\])*(?=\s|$)|\.{3,}(?=\s+[A-ZĐ])|…(?=\s+[A-ZĐ])|\n")
_ABBREVIATED = re.compile(r"(?:\b(?:TP|tp|TM|KT|TL|TUQ|ThS|TS|PGS|GS|Tr|St|No|v\.v|V\.v|vv|Đ/c|đ/c|Q|P|H|X)|\b[A-Z])$")
_FINISH = re.compile(r"\s*(?:thời\s+gian|thời\s+hạn|tiến\s+độ|hạn)\s+(?:hoàn\s+thành|thực\s+hiện|báo\s+cáo|gửi|trình)?|"
                     r"\s*(?:phải\s+)?(?:xong|hoàn\s+thành)\s+(?:chậm\s+nhất\s+|xong\s+)?"
                     r"(?:trước|trong|vào|đến|chậm)|\s*(?:thời\s+gian|thời\s+hạn)\s*:|\s*\(?(?:chậm\s+nhất|"
                     r"trước)\s+(?:ngày|tháng|quý|trước)", re.I)


@dataclass(slots=True)
class Piece:
    """A stretch of a point that may be a task of its own; `closing` and `difficulty` are the general endings."""

    start: int
    end: int
    kind: str = "duty"


def sentences(view: str, i: int, j: int) -> list[tuple[int, int]]:
    """The sentences between i and j, blanks trimmed; dots inside dates, numbers and abbreviations do not end one."""
    out, start, depth_from = [], i, 0
    for m in _STOP.finditer(view, MARK.match(view, i, j).end(), j):
        if view[m.start()] == ".":
            before = view[max(i, m.start() - 6):m.start()]
            if _ABBREVIATED.search(before) or (re.match(r"\s+\d", view[m.end():m.end() + 3]) and re.search(r"\d$", before)
                                               and len(before.split()[-1]) < 3):
                continue
            after = view[m.end():m.end() + 40].lstrip()
            if after and not (after[0].isupper() or after[0].isdigit() or after[0] in "\"“(-+|[*_"
                              or view[m.end():m.end() + 1] == "\n"):
                continue
        if m[0] != "\n" and view.count("(", start, m.start()) > view.count(")", start,
            m.start()) and ")" in view[m.end():min(j, m.end() + 200)] and depth_from == 0:
            continue
        _add(view, out, start, m.end())
        start = m.end()
    _add(view, out, start, j)
    return out


def _add(view, out, a, b):
    while a < b and view[a] in " \n*_":
        a += 1
    while b > a and view[b - 1] in " \n*_|":
        b -= 1
    if b > a and re.search(r"\w", view[a:b]):
        out.append((a, b))
    elif b > a and out and not re.search(r"[|*_-]{2}", view[a:b]):
        out[-1] = (out[-1][0], b)


def clauses(view: str, i: int, j: int) -> list[tuple[int, int]]:
    """The parts of a sentence between semicolons that stand outside brackets and quotes; each keeps its semicolon."""
    out, start, depth = [], i, 0
    for k in range(i, j):
        c = view[k]
        if c in "(“":
            depth += 1
        elif c in ")”":
            depth = max(0, depth - 1)
        elif c == ";" and not depth:
            _add(view, out, start, k + 1)
            start = k + 1
    _add(view, out, start, j)
    return out


def _strong(view, a, b, year, cited):
    return deadlines.strong(deadlines.candidates(view, a, b, year, cited))


def is_closing(view: str, a: int, b: int) -> bool:
    """A general ending that adds no duty ("yêu cầu … nghiêm túc triển khai thực hiện Chỉ thị này")."""
    text = view[a:b]
    if len(text) > 420:
        return False
    if re.match(r"\W*(?:Trên\s+đây\s+là|(?:Chỉ\s+thị|Kế\s+hoạch|Quyết\s+định|Công\s+điện|"
                r"Văn\s+bản)\s+này\s+(?:có\s+hiệu\s+lực|thay\s+thế|được\s+phổ\s+biến))", text):
        return True
    doc = (r"(?:(?:nội\s+dung\s+)?(?:Chỉ\s+thị|Kế\s+hoạch|Công\s+điện|Công\s+văn|Thông\s+báo|Quyết\s+định|"
           r"Nghị\s+quyết|văn\s+bản|Chương\s+trình)(?:\s+này)?)?")
    general = either(words().sections["closings"])
    m = general.search(text)
    return bool(m and re.fullmatch(rf"\s*(?:,?\s*(?:và\s+)?(?:có\s+)?(?:hiệu\s+quả|đầy\s+đủ|kịp\s+thời|tốt|"
                                   rf"các\s+nội\s+dung|các\s+nhiệm\s+vụ|những\s+nội\s+dung|{doc}|thực\s+hiện|"
                                   rf"triển\s+khai|tổ\s+chức|nghiêm\s+túc|theo\s+quy\s+định|nêu\s+trên|này|trên|"
                                   rf"[.,/;]))*\s*", text[m.end():])
                and re.match(rf"\W*(?:yêu\s+cầu|đề\s+nghị|[{UPPER}].{{0,70}}?(?:yêu\s+cầu|đề\s+nghị|thông\s+báo|"
                             rf"trân\s+trọng)|các\s)", text, re.I))


def is_difficulty(view: str, a: int, b: int) -> bool:
    """"Trong quá trình thực hiện, nếu có khó khăn, vướng mắc … báo cáo": a duty that an event triggers."""
    head = view[a:min(b, a + 170)]
    return bool(re.match(r"\W*(?:\d+\.\s*|[a-zđ]\)\s*)?(?:trong\s+quá\s+trình|quá\s+trình|trong\s+khi|nếu|trường\s+hợp|"
                         r"khi)", head, re.I)
                and re.search(r"(?:nếu|trường\s+hợp|khi)\s+(?:có|gặp|phát\s+sinh|cần)|phát\s+sinh", head, re.I)
                and either(words().sections["difficulties"]).search(head)
                and re.search(r"báo\s+cáo|phản\s+ánh|đề\s+nghị|gửi|thông\s+tin|trao\s+đổi|liên\s+hệ|phối\s+hợp",
                              view[a:b], re.I)
                and re.match(r"\W*(?:\d+\.\s*)?(?:trong\s+quá\s+trình|quá\s+trình|trong\s+khi)", head, re.I))


def pieces(view: str, i: int, j: int, year, cited, subject_at) -> list[Piece]:
    """The tasks inside one point. `subject_at(a, b)` says whether a clause names its own addressee."""
    runs = []
    for n, (a, b) in enumerate(sentences(view, i, j)):
        late = re.compile(r"[;,.]\s*(?=trong\s+quá\s+trình)", re.I).search(view, a, b)
        if late and is_difficulty(view, late.end(),
                                  b) and re.match(r"\W*(?:Trên\s+đây|[\w ]{0,40}đề\s+nghị|[\w ]{0,40}yêu\s+cầu)",
                                                  view[a:a + 60], re.I):
            runs.append(Piece(a, late.end(), "closing"))
            runs.append(Piece(late.end(), b, "difficulty"))
        elif is_difficulty(view, a, b):
            runs.append(Piece(a, b, "difficulty"))
        elif n and is_closing(view, a, b):
            runs.append(Piece(a, b, "closing"))
        elif runs and runs[-1].kind == "difficulty" and not subject_at(a, b):
            runs[-1].end = b
        else:
            runs += _cut(view, a, b, year, cited, subject_at)
    return _merge(view, runs, year, cited, subject_at)


def _cut(view, a, b, year, cited, subject_at) -> list[Piece]:
    """One sentence into pieces at semicolons."""
    parts = clauses(view, a, b)
    if len(parts) == 1:
        return [Piece(a, b)]
    dated = [_strong(view, c, d, year, cited) for c, d in parts]
    cyclic = [bool([t for t in times if t.kind in ("yearly", "periodic") and t.strength >= 3]) for times in dated]
    own = [n > 0 and subject_at(c, d) for n, (c, d) in enumerate(parts)]
    fixed = [any(t.kind not in ("yearly", "periodic") and t.strength >= 4 for t in times) for times in dated]
    cuts = set()
    if sum(fixed) > 1:
        last = 0
        for n in range(len(parts)):
            if fixed[n] and any(fixed[n + 1:]):
                cuts.add(n + 1)
                last = n + 1
        del last
    for n in range(1, len(parts)):
        starts_cycle = re.match(r"(?:định\s+kỳ|hằng|hàng|báo\s+cáo|tổng\s+hợp|gửi|tham\s+mưu|đồng\s+thời|trước)",
                                view[parts[n][0]:parts[n][0] + 12], re.I)
        if (cyclic[n] and not cyclic[n - 1] and starts_cycle) or (own[n] and not _FINISH.match(view, parts[n][0])):
            cuts.add(n)
    out, start = [], 0
    for n in [*sorted(cuts), len(parts)]:
        out.append(Piece(parts[start][0], parts[n - 1][1]))
        start = n
    return out


def _feature(view, p, year, cited, subject_at, first):
    times = _strong(view, p.start, p.end, year, cited)
    return {"time": times, "figure": targets.find(view, p.start, p.end, cited), "own": not first and subject_at(p.start, p.end)}


def _merge(view, runs, year, cited, subject_at) -> list[Piece]:
    """Neighbouring pieces without a deadline, figure or addressee of their own are one task."""
    out: list[Piece] = []
    last: dict = {}
    for p in runs:
        if p.kind != "duty":
            out.append(p)
            last = {}
            continue
        f = _feature(view, p, year, cited, subject_at, not out)
        marked = bool(f["time"] or [t for t in f["figure"] if t.value is not None] or f["own"])
        finish = _FINISH.match(view, p.start) and not f["own"]
        inner = list(clauses(view, p.start, p.end))
        tail = len(inner) > 1 and _FINISH.match(view, inner[-1][0]) and not f["own"] and not f["figure"]
        same = bool(last) and out and out[-1].kind == "duty"
        if same and ((finish and not last["time"]) or (tail and not last["time"] and not last["own"])
                     or (not marked and not _heavy(last)) or
                     (not marked and _dangling(view, p))):
            out[-1].end = p.end
            last = {"time": last["time"] or f["time"], "figure": last["figure"] or f["figure"], "own": last["own"]}
        else:
            out.append(p)
            last = f
    return out


def _heavy(f):
    return bool(f["time"] or [t for t in f["figure"] if t.value is not None])


def _dangling(view, p):
    """A remark that explains the sentence before it and is no duty of its own."""
    head = view[p.start:p.start + 60].lstrip("(")
    return bool(re.match(r"(?:Trong\s+đó|Cụ\s+thể|Thời\s+gian|Sản\s+phẩm|Việc|Đây\s+là|\(|Danh\s+mục|Chi\s+tiết|"
                         r"Nội\s+dung|Theo\s+đó|Đặc\s+biệt)", head)) or p.end - p.start < 25


def first_verb(view: str, i: int, j: int) -> int | None:
    """Where the first verb of duty stands, None if there is none in the first words."""
    for m in re.compile(r"\w+").finditer(view, i, min(j, i + 200)):
        if is_verb_at(view, m.start()) or (m.start() == i
                                           and is_verb_at(view[m.start()].lower() + view[m.start() + 1:m.start() + 60], 0)):
            return m.start()
    return None
