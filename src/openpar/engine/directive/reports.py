"""The duty to report: is "báo cáo" a verb here, who receives it, and until when."""

import re
from functools import lru_cache

from . import deadlines
from .agencies import read_list
from .name_words import is_verb_at
from .values import Deadline, Named, Report
from .vocabulary import alternatives, words


@lru_cache(maxsize=1)
def patterns():
    """Compile rulebook/phrases/reports.yaml once."""
    r = words().reports
    return {
        "verb": re.compile(r"báo\s+cáo(?!\w)", re.I),
        "not_before": re.compile(rf"(?:{alternatives(r['not_before'])})\s+$", re.I),
        "to": re.compile(rf"(?:{alternatives(r['to'])})\s+(?=\S)", re.I),
        "through": re.compile(rf"\(?\s*(?:{alternatives(r['through'])})\s+(?=\S)", re.I),
        "purpose": re.compile(rf"(?:{alternatives(r['purpose'])})(?!\w)", re.I),
        "decides": re.compile(rf"(?:{alternatives(r['decides'])})(?!\w)", re.I),
        "submit": re.compile(r"(?:trình|gửi)\s+(?=[\w(])", re.I),
    }


def _is_duty(view, i, m, j):
    """Is this "báo cáo" something to do, rather than the name of a thing?"""
    before = view[max(i, m.start() - 30):m.start()]
    after = view[m.end():m.end() + 30]
    if re.match(r"\s*(?:số\s+\d|viên|của\s|theo\s+quy\s+định\s+tại|tài\s+chính|định\s+kỳ\b)", after) and not before.strip():
        return False
    if patterns()["not_before"].search(before) and not re.search(r"định\s+kỳ\s+$", before):
        nxt = re.compile(r"\s*").match(view, m.end(), j).end()
        return bool(re.search(r"(?:lập|gửi|thực\s+hiện|xây\s+dựng)\s+$", before)
                    and re.search(r"(?:gửi|về)\s", view[nxt:nxt + 90]) and re.search(r"gửi\s+$|lập\s+$", before))
    return True


def _clause_end(view, pos, j):
    """Where the report's own clause ends: a stop or a semicolon outside brackets."""
    depth = 0
    for k in range(pos, min(j, pos + 600)):
        c = view[k]
        if c == "(":
            depth += 1
        elif c == ")":
            depth = max(0, depth - 1)
        elif (c == ";" and not depth) or (c == "." and (k + 1 >= j or view[k + 1] in " \n")
                                          and not (k and view[k - 1].isdigit() and k + 1 < j and view[k + 1].isdigit())):
            return k
    return min(j, pos + 600)


def _receivers(view, pos, end):
    """The receivers named after the verb: at once, or after về, gửi, cho, thông qua."""
    out: list[Named] = []
    p = patterns()
    nxt = re.compile(r"\s*(?:(?:kết\s+quả|kịp\s+thời|ngay|đầy\s+đủ|bằng\s+văn\s+bản|định\s+kỳ|trực\s+tiếp|cụ\s+thể|"
                     r",\s*đề\s+xuất|,\s*kiến\s+nghị)\s+)*(?:về\s+|cho\s+|lên\s+|với\s+|gửi\s+|tới\s+)?").match(view, pos,
                         end).end()
    if aside := re.compile(r"\s*\((?:thông\s+)?qua\s+[^()]*\)\s*").match(view, pos, end):
        nxt = aside.end()
    got = read_list(view, nxt, end, parens=False)
    cursor = pos
    if (got and not got[0][0].text[0].islower()) or (got and re.match(r"(?:cấp|các|cơ quan|đơn vị)", got[0][0].text)
                                                     and got[0][0].group):
        out += got[0]
        cursor = got[1]
    for m in p["to"].finditer(view, cursor, end):
        if p["purpose"].search(view, cursor, m.start()) and not re.search(r"gửi\s+$", m[0]):
            break
        got = read_list(view, m.end(), end, parens=False)
        if got and not (m[0].strip().lower() in ("với", "đến", "cho", "về")
                        and (got[0][0].text[:1].islower() and not re.match("(?:cấp|các cơ quan)", got[0][0].text))):
            names = got[0]
            if m[0].strip().lower() in ("về", "với", "đến", "cho") and out:
                continue
            out += [n for n in names if n.span not in {o.span for o in out}]
            cursor = got[1]
            break
    for m in p["through"].finditer(view, pos, end):
        if p["purpose"].search(view, pos, m.start()) and "(" not in m[0]:
            break
        if not re.match(r"\(?\s*(?:thông\s+)?qua", m[0]) or re.search(r"(?:đã|vừa|trải)\s*$",
            view[max(pos, m.start() - 6):m.start()]):
            continue
        got = read_list(view, m.end(), end, parens=False)
        if got and not got[0][0].text[0].islower():
            out += [n for n in got[0] if n.span not in {o.span for o in out}]
    if out:
        tail = re.compile(r"\s*\(\s*(?=[A-ZĐ])").match(view, cursor, end)
        got = read_list(view, tail.end(), end, parens=False) if tail else None
        if got and got[0][0].text[0].isupper() and len(got[0][0].text) > 6:
            out += [n for n in got[0] if n.span not in {o.span for o in out}]
    return out


def _sent(view, i, j):
    """"chế độ báo cáo … gửi Sở A", "gửi kết quả … về Sở A để tổng hợp": a report in other words."""
    m = re.compile(r"chế\s+độ\s+(?:thông\s+tin,?\s+)?báo\s+cáo|gửi\s+(?:kết\s+quả|báo\s+cáo|số\s+liệu)",
                   re.I).search(view, i, j)
    if not m:
        return None
    end = _clause_end(view, m.end(), j)
    to = re.compile(r"(?:gửi(?:\s+về)?|về|cho|đến)\s+(?=[A-ZĐ])").search(view, m.end(), end)
    got = read_list(view, to.end(), end, parens=False) if to else None
    return (m.start(), end, got[0], m) if got else None


def find(view: str, i: int, j: int, year: int | None, cited=(), own_deadline: Deadline | None = None):
    """The report duty of a passage as (report or None, reason, sure, other reading or None)."""
    p = patterns()
    found = []
    for m in p["verb"].finditer(view, i, j):
        if any(a <= m.start() < b for a, b in cited) or not _is_duty(view, i, m, j):
            continue
        lead_up = view[max(i, m.start() - 60):m.start()]
        if p["purpose"].search(lead_up.split(";")[-1]) and found:
            continue
        if re.search(r"để\s+(?:\w+\s+){0,6}(?:,\s*)?$", lead_up):
            continue
        end = _clause_end(view, m.end(), j)
        to = _receivers(view, m.end(), end)
        start = m.start()
        if not to:
            back = re.search(r"(?:gửi|trình)\s+(?:về\s+)?$", view[i:m.start()])
            del back
        found.append((start, end, to, m))
    if not found and (sent := _sent(view, i, j)):
        found.append(sent)
    if not found:
        return None, "Không có nghĩa vụ báo cáo", not re.search(r"báo\s+cáo|gửi\s+\w+[^.;]*\s(?:tổng\s+hợp|kết\s+quả)",
                                                                view[i:j], re.I), None
    named = [f for f in found if f[2]]
    first = named[0] if named else found[0]
    to, start, end = list(first[2]), first[0], first[1]
    for f in named[1:]:
        if f[0] > first[1] or (len(named) > 1 and f is not first):
            to += [n for n in f[2] if n.name not in {o.name for o in to}]
            end = max(end, f[1])
    when, _ = deadlines.choose(view, _clause_start(view, i, start), end, year, cited)
    if when.kind in ("none", "continuous", "event"):
        when = Deadline(reason="Câu báo cáo không nêu hạn", sure=when.sure)
        if own_deadline and own_deadline.kind in ("yearly", "periodic") and own_deadline.span and own_deadline.span[0] < end:
            when = own_deadline
    decides = p["decides"].search(view[first[2][-1].span[1]:first[2][-1].span[1] + 24]) if first[2] else None
    report = Report(tuple(to), when, (start, end), "Có động từ báo cáo" +
                    (" và nơi nhận" if to else ", không nêu nơi nhận"), bool(to) and when.sure and not decides)
    if decides and not re.search(r"(?:để|nếu)\s", view[first[2][-1].span[1]:first[2][-1].span[1] + 12]):
        return None, "Báo cáo để cấp trên quyết định, coi là trình", False, report
    if not to and when.kind == "none":
        bare = re.match(r"\s*(?:theo\s+quy\s+định|[,.;])", view[first[3].end():first[3].end() + 20])
        return (report, report.reason, False, None) if re.search(r"định\s+kỳ\s*$|tổng\s+hợp,?\s*$|kết\s+quả",
                                                                 view[max(i, start - 20):first[3].end() +
                                                                     12]) and not bare else \
            (None, "Có chữ báo cáo nhưng không nêu nơi nhận và kỳ báo cáo", False, report)
    return report, report.reason, report.sure and len(found) == 1, None


def _clause_start(view, i, pos):
    cut = max(view.rfind(";", i, pos), view.rfind(". ", i, pos))
    return cut + 1 if cut >= i else i


def is_verb(view: str, i: int) -> bool:
    """A verb of duty at this place (for callers that split clauses)."""
    return is_verb_at(view, i, adverbs=True)
