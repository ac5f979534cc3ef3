"""Which time in a task is its deadline: a cell or line that is a time of its own, or the strongest time in a sentence."""

import re
from dataclasses import replace

from .name_words import is_verb_at
from .times import Time, cycles, patterns, point, quarter, ranges
from .values import Deadline

_NOUN_BEFORE = re.compile(r"(?:kế\s+hoạch(?:\s+công\s+tác)?|dự\s+toán|ngân\s+sách|chi|công\s+tác|chương\s+trình|"
                          r"nhiệm\s+vụ|kinh\s+phí|lịch|tiếp\s+công\s+dân|"
                          r"ngân\s+sách\s+nhà\s+nước|báo\s+cáo|đánh\s+giá|chi\s+ngân\s+sách)\s*$", re.I)
_TIMELY = re.compile(r"\d|hằng\s|hàng\s|mỗi\s|từng\s|định\s+kỳ|trong\s+năm|thường\s+niên|các\s+năm|cuối\s+năm|năm\s+nay|"
                     r"quý\s+[IV]|sáu\s+tháng", re.I)
_NEXT_QUARTER = re.compile(r"\s*(?:,|và|-)\s*(?:quý\s+)?(IV|I{1,3})(?:\s*[/,-]?\s*(?:năm\s+)?(20\d\d))?(?!\w)")
_NONE = Deadline(reason="Không thấy thời hạn trong câu")


def _trim(view, i, j):
    while i < j and view[i] in " \n*_|":
        i += 1
    while j > i and view[j - 1] in " \n*_|.;,":
        j -= 1
    return i, j


def of_cell(view: str, i: int, j: int, year: int | None) -> Deadline:
    """The deadline of a table cell or a line such as "Thời gian: …": everything in it is time, so an unknown wording is an event.

    >>> of_cell("Quý IV năm 2025", 0, 15, 2025).value
    '2025-Q4'
    """
    i, j = _trim(view, i, j)
    text = view[i:j]
    if not text or text in "-…–" or not re.search(r"\w", text):
        return Deadline(reason="Ô thời hạn để trống", sure=True)
    p = patterns()

    def found(kind, value, why="Ghi ở cột hoặc dòng thời hạn", sure=True):
        return Deadline(kind, value, text, (i, j), why, sure)

    onward = p["onward"].search(view, i, j)
    if (a := point(view, i, j, year)) and (to := re.compile(r"\s*(?:đến|tới|-)\s+(?:hết\s+)?").match(view, a.end,
        j)) and (b := point(view, to.end(), j, year)):
        first = point(view, i, j, int(b.value[:4])) if a.why else a
        return found("range", f"{first.value}/{b.value}")
    if (rs := [t for t in ranges(view, i, j, year) if t.kind == "range"
               or t.kind == "from"]) and not p["cycle_year"].search(view, i, j):
        return found(rs[0].kind, rs[0].value)
    if cs := cycles(view, i, j):
        if p["continuous"].search(view, i, j):
            return found("continuous", None, "Ghi cả thường xuyên và định kỳ", False)
        best = max(cs, key=lambda t: t.strength)
        return found(best.kind, best.value)
    points = _points(view, i, j, year)
    if m := re.match(r"(?:năm\s+)?(20\d\d)$", text, re.I):
        return found("year", m[1])
    if onward and points:
        return found("from", points[0].value)
    if points:
        if len(points) > 1 and points[-1].kind == points[0].kind and points[-1].value != points[0].value:
            return found(points[-1].kind, points[-1].value, "Ô ghi nhiều mốc, lấy mốc cuối", False)
        return found(points[-1].kind, points[-1].value)
    if m := re.search(r"(?<!\d)(20\d\d)(?!\d)", text):
        return found("year", m[1], "Ô chỉ ghi năm", len(text) < 30)
    if p["this_year"].search(view, i, j) and year:
        return found("year", str(year))
    if p["continuous"].search(view, i, j):
        return found("continuous", None)
    if p["periodic"].search(view, i, j):
        return found("periodic", None)
    if re.search(r"theo\s+quy\s+định|kịp\s+thời|khẩn\s+trương", text, re.I) and len(text) < 40:
        return Deadline(text=text, span=(i, j), reason="Không phải mốc thời gian cụ thể", sure=False)
    return found("event", text, "Thời hạn gắn với một sự kiện", len(text) > 8)


def _points(view, i, j, year) -> list[Time]:
    p, out, pos = patterns(), [], i
    starts = re.compile(r"ngày\s+\d|(?<![\d/.,-])\d{1,2}\s*/\s*\d|tháng\s+\d|quý\s+[IV\d]|năm\s+20|"
                        r"(?<![\d/.])\d{1,2}\s+tháng\s+\d", re.I)
    while m := starts.search(view, pos, j):
        t = point(view, m.start(), j, year)
        more = _NEXT_QUARTER.match(view, t.end, j) if t and t.kind == "quarter" else None
        if more:
            t = Time("quarter", f"{more[2] or t.value[:4]}-Q{quarter(more[1])}", t.start, more.end(), 0, t.why)
        if t:
            out.append(t)
        pos = t.end if t else m.end()
    del p
    return out


def candidates(view: str, i: int, j: int, year: int | None, cited=()) -> list[Time]:
    """Every time in a passage that could be a deadline, with its strength; inside citations only where words are strong."""
    p, out = patterns(), []
    if not _TIMELY.search(view, i, j):
        return out

    def inside(t):
        return any(a <= t.start < b for a, b in cited)

    cyc = cycles(view, i, j)
    for t in cyc:
        if not inside(t) and _adverbial(view, t, i, j):
            asked = t.value == "weekly" and re.search(r"(?:báo\s+cáo|định\s+kỳ)[^.;]*$", view[max(i, t.start - 60):t.start], re.I)
            out.append(replace(t, strength=4) if asked else t)  # nobody reports on "the week" by the way
    taken = [(t.start, t.end) for t in cyc]
    rng = [t for t in ranges(view, i, j, year) if not any(a <= t.start < b for a, b in taken)]
    for t in rng:
        before = view[max(i, t.start - 60):t.start]
        is_time = re.search(r"(?:thực\s+hiện|triển\s+khai|áp\s+dụng|hoàn\s+thành|tổ\s+chức|vận\s+hành|diễn\s+ra|"
                            r"thời\s+gian)[\w ,:]{0,30}$", before, re.I)
        named = re.search(r"(?:Chương\s+trình|Đề\s+án|Chiến\s+lược|Kế\s+hoạch|Quy\s+hoạch|Nghị\s+quyết|Dự\s+án)\s[^.;]*$",
                          view[max(i, t.start - 140):t.start])
        if "20" in view[t.start:t.start + 14] and named and not re.search(r"trong\s+$",
            before) and not re.match(r"(?:kể\s+)?từ", view[t.start:t.start + 6]):
            continue
        if not inside(t) and is_time and t.strength >= 2:
            out.append(Time(t.kind, t.value, t.start, t.end, 3 if t.kind == "range" else t.strength, t.why))
    taken += [(t.start, t.end) for t in rng]
    for t in _points(view, i, j, year):
        if any(a <= t.start < b for a, b in taken):
            continue
        before = re.sub(r"\d{1,2}\s*(?:giờ|h|g)\s*(?:\d{1,2})?(?:\s*phút)?,?\s*$", "", view[max(i, t.start - 44):t.start])
        onward = p["onward"].match(view, t.end, j)
        if onward and t.kind == "date":
            onward = None
        if p["before"].search(before) and not re.search(r"(?:số|từ|mức|tăng|lên|giảm|hướng|nhìn|so)\s+(?:đến|tới)\s*$|"
                                                        r"tính\s+đến\s*$|(?:trở\s+về|ban\s+hành|được\s+\w+|"
                                                        r"đã\s+\w+)\s+trước\s*$", before):
            vague = re.search(r"(?:đến|tới|hết)\s+(?:hết\s+)?$", before) and t.kind == "year"
            s = 5 if re.search(r"(?:hoàn\s+thành|xong|chậm\s+nhất|muộn\s+nhất|hạn|báo\s+cáo|gửi|trình)[^.;]*$",
                               view[max(i, t.start - 90):t.start], re.I) else 4
            titled = vague and (re.match(r"\s*,?\s*(?:và\s+)?(?:định\s+hướng|tầm\s+nhìn)", view[t.end:t.end + 24])
                                or re.search(r"(?:Chương\s+trình|Đề\s+án|Chiến\s+lược|Kế\s+hoạch|Quy\s+hoạch|"
                                             r"Nghị\s+quyết)\s[^.;]*$", view[max(i, t.start - 140):t.start]))
            if not (vague and (titled or inside(t) or re.search(r"(?:định\s+hướng|tầm\s+nhìn|và|,)\s*(?:đến|tới)\s+$",
                                                                before))):
                out.append(Time(t.kind, t.value, t.start, t.end, 2 if vague else s, t.why))
        elif (t.kind == "year" and re.search(r"(?:hướng|nhìn|mức|lên|giảm|tăng)\s+(?:đến|tới)\s*$", before)) or (inside(t)
            and not (onward and t.kind == "year" and t.start > max((b for a, b in cited if a <= t.start < b), default=0) - 40)):
            continue
        elif p["within"].search(before) or re.search(r"(?:trong|vào)\s+(?:khoảng\s+)?(?:đầu\s+|cuối\s+)?$", before):
            scope = re.search(r"(?:diễn\s+ra|xảy\s+ra|phát\s+sinh|ban\s+hành|đạt\s+được)\s+(?:trong|vào)\s+$", before)
            out.append(Time("from" if onward else t.kind, t.value, t.start, onward.end() if onward else t.end, 2 if scope
                            else 4, t.why))
        elif t.kind == "year" and re.search(r"phấn\s+đấu\s+(?:trong\s+)?$", before):
            out.append(Time("year", t.value, t.start, t.end, 3, t.why))
        elif t.kind == "year" and year and int(t.value) >= year:
            tail = view[onward.end() if onward else t.end:j]
            if re.search(r"(?:dự\s+toán|ngân\s+sách|kinh\s+phí|chi\s+thường\s+xuyên|vốn)(?:\s+[\w-]+){0,5}\s*$",
                         view[max(i, t.start - 50):t.start]):
                continue
            if re.match(r"\s*[.;)]?\s*(?:/\.)?\s*$", tail) or re.match(r"\s*[.;]\s", tail) or (onward
                and re.match(r"\s*[.,;]", tail)):
                out.append(Time("from" if onward else "year", t.value, t.start, onward.end() if onward else t.end, 1,
                                "năm ở cuối câu"))
        elif t.kind in ("month", "quarter") and not t.why and not inside(t) and re.match(r"\s*[.;,)]?\s*$|\s*[.;]",
            view[t.end:t.end + 3]):
            out.append(Time(t.kind, t.value, t.start, t.end, 2, t.why))
        elif t.kind == "date" and re.search(r"(?:hoàn\s+thành|xong|thời\s+gian|hạn)[\w ]{0,20}:?\s*(?:là\s+)?$", before, re.I):
            out.append(Time(t.kind, t.value, t.start, t.end, 4, t.why))
    for m in p["this_year"].finditer(view, i, j):
        if year and not any(a <= m.start() < b for a, b in cited):
            out.append(Time("year", str(year), m.start(), m.end(), 3, "năm của văn bản"))
    for m in p["periodic"].finditer(view, i, j):
        if not any(t.kind in ("periodic", "yearly") and abs(t.start - m.start()) < 60
                   for t in out) and not _NOUN_BEFORE.search(view[max(i, m.start() - 30):m.start()]):
            nxt = re.compile(r"\s*,?\s*").match(view, m.end(), j).end()
            if is_verb_at(view, nxt) and (m.start() == i or not re.search(r"\w\s*$", view[i:m.start()])
                                          or re.search(r"(?:và|,|\))\s*$", view[i:m.start()])):
                out.append(Time("periodic", None, m.start(), m.end(), 2))
    return sorted(out, key=lambda t: t.start)


def _adverbial(view, t, i, j):
    """"hằng năm" before a verb or at a clause's edge is a time; in "kế hoạch hằng năm" it only describes the noun."""
    if t.value and t.strength >= 4:
        return True
    before = view[max(i, t.start - 40):t.start]
    if re.search(r"định\s+kỳ\s+(?:vào\s+)?(?:thứ\s+\w+\s+|đầu\s+|cuối\s+)?$", before, re.I):
        return True
    at_start = not before.strip() or re.search(r"[.;,:]\s*(?:định\s+kỳ\s+)?$|(?:và|định\s+kỳ|kết\s+quả|thực\s+hiện|\d\.|"
                                               r"[a-zđ]\)|-)\s*$", before)
    after = re.compile(r"\s*,?\s*").match(view, t.end, j).end()
    if at_start and (is_verb_at(view, after, adverbs=True) or view[t.end:t.end + 1] in ",.;:"
                     or re.match(r"\s+(?:theo|vào|trước|về|\()", view[t.end:t.end + 9])
                     or not re.search(r"(?:thực\s+hiện|kết\s+quả)\s*$", before)):
        return not _NOUN_BEFORE.search(before)
    if _NOUN_BEFORE.search(before):
        return False
    return bool(re.search(r"(?:báo\s+cáo|tổ\s+chức|cung\s+cấp|gửi|họp|giao\s+ban|kiểm\s+tra|cập\s+nhật|công\s+bố|"
                          r"tổng\s+hợp)[^.;]*$", view[max(i, t.start - 110):t.start])) \
        and view[t.end:t.end + 1] in ",.;/"


def strong(times: list[Time]) -> list[Time]:
    """The times that set a deadline of their own, so that a passage with one may stand as a task of its own."""
    return [t for t in times if t.strength >= 3 or (t.strength >= 1
                                                    and t.kind in ("year", "from", "month", "quarter", "range"))]


def choose(view: str, i: int, j: int, year: int | None, cited=()) -> tuple[Deadline, list[Time]]:
    """The deadline of a passage, and the other times that could have been meant."""
    times = candidates(view, i, j, year, cited)
    if times:
        best = max(times, key=lambda t: (t.strength, t.kind == "date", -t.start if t.kind in ("yearly", "periodic")
                                         else t.start))
        others = [t for t in times if t is not best and (t.kind, t.value) != (best.kind, best.value)]
        sure = best.strength >= 4 and not [t for t in others if t.strength >= 4]
        why = {5: "Có từ chỉ hạn hoàn thành hoặc báo cáo", 4: "Có từ chỉ hạn đứng trước mốc",
               3: "Có chu kỳ hoặc kỳ hạn trong câu",
               2: "Mốc thời gian không kèm từ chỉ hạn", 1: "Năm đứng cuối câu, có thể chỉ là kỳ của số liệu"}[best.strength]
        if best.why:
            why += f" ({best.why})"
        return Deadline(best.kind, best.value, view[best.start:best.end], (best.start, best.end), why, sure), others
    p = patterns()
    if m := p["continuous"].search(view, i, j):
        before = view[max(i, m.start() - 25):m.start()]
        first = not re.search(r"[;.]", view[i:m.start()].lstrip("0123456789.()-+abcdefghiklđ "))
        if not re.search(r"(?:chi|xây\s+dựng|nhiệm\s+vụ)\s*$", before):
            if re.search(r"(?:thực\s+hiện|triển\s+khai|duy\s+trì|theo\s+dõi)\s*:?\s*$", before) or (first
                and is_verb_at(view, re.compile(r"\s*,?\s*").match(view, m.end(), j).end(), True)):
                return Deadline("continuous", None, m[0], (m.start(), m.end()), "Việc phải làm thường xuyên", False), []
            return Deadline(reason="\"Thường xuyên\" chỉ là trạng từ của một vế",
                            sure=False), [Time("continuous", None, m.start(), m.end(), 1)]
    if m := re.compile(r"(?:trong|chậm\s+nhất|không\s+quá|sau)\s+(?:vòng\s+|thời\s+hạn\s+|là\s+)*\d{1,3}\s+(?:ngày|giờ|"
                       r"tháng|tuần)(?:\s+làm\s+việc)?,?\s+(?:kể\s+)?(?:từ|sau)[^.;,]{3,80}").search(view, i, j):
        return Deadline("event", m[0], m[0], (m.start(), m.end()), "Thời hạn tính từ một sự kiện", True), []
    after = re.compile(r"(?:ngay\s+)?sau\s+khi\s[^.;,]{3,120}?(?:ban\s+hành|phê\s+duyệt|có\s+hiệu\s+lực|thông\s+qua)")
    if m := after.search(view, i, j):
        return Deadline("event", m[0], m[0], (m.start(), m.end()), "Thời hạn gắn với một sự kiện", False), []
    odd = re.search(r"\d{1,2}/\d{1,2}|hằng|hàng\s+năm|định\s+kỳ|tháng\s+\d|năm\s+20", view[i:j])
    return (Deadline(reason=_NONE.reason, sure=not odd), [])
