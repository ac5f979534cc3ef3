"""From a draft to a task: every field with its reason and spans, whether it is sure, and questions for a person."""

import re

from . import deadlines, references, reports, roles, targets
from .drafts import Draft
from .values import Deadline, Doubt, Many, Named, Task

_GENERAL = re.compile(r"nghiêm\s+túc\s+(?:triển\s+khai|thực\s+hiện|tổ\s+chức)|"
                      r"chịu\s+trách\s+nhiệm\s+(?:thực\s+hiện\s+Kế\s+hoạch|trước\s+pháp\s+luật)", re.I)


def _resolve(names, register):
    if register is None:
        return tuple(names)
    out = []
    for n in names:
        codes = tuple((str(c), str(t)) for c, t in register.resolve(n.name))
        out.append(Named(n.text, n.name, n.span, n.group, codes))
    return tuple(out)


def _clip(view, names, limit):
    return [n for n in names if n.span[1] <= limit or n.span[0] < limit]


def _lead(view, d: Draft, a, b, doubts) -> Many:
    if d.row is not None:
        cell = d.row.cells.get("lead")
        names = roles.of_cell(view, *roles.split_cell(view, *cell)[0]) if cell else []
        if names:
            return Many(tuple(names), "Cột cơ quan chủ trì, thực hiện" +
                        (" (ô gộp ở dòng trên)" if d.row.carried else ""), not d.row.carried)
        if d.heading:
            return Many(tuple(d.heading), d.heading_why, False)
        return Many((), "Ô cơ quan chủ trì để trống", False)
    if "lead" in d.labels:
        names = [n for s, e in d.labels["lead"] for n in roles.of_line(view, s, e)]
        if names:
            return Many(tuple(names), "Dòng cơ quan chủ trì, thực hiện", len(names) <= 6)
    if not d.labels and not d.subject and (not d.heading or "mở đầu" in d.heading_why) and (chairs := roles.chairs(view, a, b)):
        return Many(tuple(chairs), "Đứng trước chữ \"chủ trì\"", False)
    if d.subject:
        if d.heading and len(d.subject) == 1 and re.match(r"(?i)mỗi\s|từng\s", d.subject[0].text):
            doubts.append(Doubt("lead", "Câu viết \"mỗi cơ quan, đơn vị\": ai chịu trách nhiệm, các cơ quan ở tiêu đề "
                                        "hay từng cơ quan?", d.subject[0].span,
                                ((d.subject[0].text, [d.subject[0].name]),), "Tên chung trong câu"))
            return Many(tuple(d.heading), d.heading_why, True)
        return Many(tuple(d.subject), "Nêu ngay trong câu", not any(len(n.name) > 90 for n in d.subject))
    if d.heading:
        return Many(tuple(d.heading), d.heading_why, "heading" not in d.heading_why)
    return Many((), "Không nêu cơ quan thực hiện", False)


def _lead_doubts(view, d, a, b, lead, doubts):
    first = re.compile(r"[.;]\s").search(view, a + 4, b)
    stop = first.start() if first else b
    if roles.only_supports(view, a, min(stop, a + 60)) and lead and not d.labels and d.row is None:
        with_names = roles.coordinating(view, a, stop)
        if with_names:
            doubts.append(Doubt("lead", f"{lead[0].text} chủ trì hay chỉ phối hợp với {with_names[0].text}?", lead[0].span,
                                ((with_names[0].text, [n.name for n in with_names]),), "Điểm mở đầu bằng \"phối hợp với\""))
            return
    if lead and not d.labels and d.row is None:
        told = roles.directs(view, a, stop)
        if told:
            doubts.append(Doubt("lead", f"{lead[0].text} tự thực hiện hay chỉ đạo {told[0].text} thực hiện?", told[0].span,
                                ((told[0].text, [n.name for n in told]),), "Câu có \"chỉ đạo, hướng dẫn\""))


def _coordinating(view, d, a, b, lead) -> Many:
    if d.row is not None:
        cell = d.row.cells.get("coordinating")
        if cell is not None or "lead" in d.row.cells:
            inner = roles.split_cell(view, *d.row.cells["lead"])[1] if "lead" in d.row.cells else None
            names = (roles.of_cell(view, *inner) if inner else []) + (roles.of_cell(view, *cell) if cell else [])
            return Many(tuple(names), "Cột cơ quan phối hợp", not any(len(n.name) < 4 for n in names))
    if "coordinating" in d.labels or "lead" in d.labels:
        names = [n for s, e in d.labels.get("coordinating", ()) for n in roles.of_cell(view, s, e)]
        return Many(tuple(names), "Dòng cơ quan phối hợp", True)
    got = roles.coordinating(view, a, b)
    mine = {n.name.casefold() for n in lead}
    kept = tuple(n for n in got if n.name.casefold() not in mine)
    return Many(kept, got.reason, got.sure)


def _deadline(view, d, a, b, year, cited, doubts):
    if d.row is not None and (cell := d.row.cells.get("deadline")):
        return deadlines.of_cell(view, cell[0], cell[1], year)
    if "deadline" in d.labels:
        start, end = d.labels["deadline"][0]
        return deadlines.of_cell(view, start, end, year)
    if d.kind == "difficulty":
        return Deadline("event", "khi có khó khăn, vướng mắc", view[a:min(b, a + 60)], (a, min(b, a + 60)),
                        "Chỉ khi có vướng mắc phát sinh", True)
    when, others = deadlines.choose(view, a, b, year, cited)
    if not when.sure or others:
        span = when.span or ((others[0].start, others[0].end) if others else None)
        if span:
            read = when.text or "không có hạn"
            alts = tuple((view[o.start:o.end], {"kind": o.kind, "value": o.value}) for o in others)
            if when.kind != "none":
                alts = (*alts, ("Không có thời hạn", {"kind": "none", "value": None}))
            doubts.append(Doubt("deadline", f"Thời hạn của việc này có phải là \"{read}\" không?", span, alts, when.reason))
    return when


def _title(view, a, b, d: Draft) -> str:
    start = a
    if d.row is not None and "task" in d.row.cells:
        start, b = d.row.cells["task"]
    m = re.compile(r"[\s*_|]*(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ]|[IVX]+)\s?[.)]|\([\da-zđ]+\)|"
                   r"[-+])?[\s*_]*(?:(?:Nhiệm\s+vụ|Nội\s+dung)\s*:\s*)?").match(view, start, b)
    text = " ".join(view[m.end():b].split())
    text = re.split(r"(?<=[^\d])[;.](?:\s|$)", text)[0]
    tokens = text.split(" ")
    short = " ".join(tokens[:15]).strip(" ,;:*|")
    return (short[:1].upper() + short[1:]) + ("…" if len(tokens) > 15 else "")


def task(view: str, text: str, d: Draft, year: int | None, register=None, taken=None) -> Task:
    """One task with all its fields."""
    a, b = d.spans[0][0], d.spans[-1][1]
    doubts: list[Doubt] = []
    refs = references.find(view, a, b)
    cited = references.spans_of(refs, view, b)
    inner_b = b
    if d.row is not None and "task" in d.row.cells:
        ta, tb = d.row.cells["task"]
    else:
        ta, tb = a, b
        if d.labels and "lead" in d.labels:
            first = min(s for spans in (d.labels.get(k, ()) for k in ("lead", "coordinating", "deadline", "output"))
                        for s, _ in spans)
            tb = first if first > a else b
    lead = _lead(view, d, a, inner_b, doubts)
    _lead_doubts(view, d, a, b, lead, doubts)
    coordinating = _coordinating(view, d, a, b, lead)
    when = _deadline(view, d, a, b, year, cited, doubts)
    report, why, sure, other = reports.find(view, ta, tb if d.row is not None else b, year, cited, when)
    if d.kind == "difficulty" and report:
        report = type(report)(report.to, Deadline("event", "khi có khó khăn, vướng mắc", when.text, when.span,
                                                  when.reason, True), report.span, report.reason, bool(report.to))
    elif d.kind == "difficulty":
        report, why, sure = _difficulty_report(view, a, b, when)
    elif report and report.deadline.kind == "none" and d.row is not None and when.kind in ("yearly", "periodic", "date"):
        report = type(report)(report.to, when, report.span, report.reason, report.sure)
    if when.kind == "none" and report and report.deadline.kind != "none":
        when = report.deadline
    found = targets.find(view, ta, tb, cited) if d.kind == "duty" else []
    if (report and not report.sure) or other:
        shown = report or other
        doubts.append(Doubt("report", "Đây có phải là nghĩa vụ báo cáo không, và báo cáo cho ai?", shown.span,
                            (("Không phải nghĩa vụ báo cáo", None),) if report
                            else (("Có, báo cáo " + ", ".join(n.text for n in shown.to), [n.name for n in shown.to]),), why))
    if not lead:
        doubts.append(Doubt("lead", "Cơ quan nào thực hiện việc này? Văn bản không nêu rõ.", (a, min(b, a + 80)), (),
                            lead.reason))
    for t in found:
        if not t.sure:
            doubts.append(Doubt("targets", f"\"{view[t.span[0]:t.span[1]]}\" là mức phải đạt hay chỉ là mô tả?", t.span,
                                (("Chỉ là mô tả", None),), t.reason))
    if not coordinating.sure and coordinating:
        doubts.append(Doubt("coordinating", "Các cơ quan này có phối hợp thực hiện cả việc này không?",
                            coordinating[0].span, (("Không có cơ quan phối hợp", []),), coordinating.reason))
    lead_sure = lead.sure and not any(x.field == "lead" for x in doubts)
    output = d.row.cells.get("output") if d.row is not None else (d.labels.get("output") or [None])[0]
    taken = taken if taken is not None else {}
    taken[d.path] = taken.get(d.path, 0) + 1
    return Task(
        id=d.path, path=d.path, section=d.section, title=_title(view, a, b, d), text=text[a:b], spans=tuple(d.spans),
        lead=Many(_resolve(lead, register), lead.reason, lead_sure),
        coordinating=Many(_resolve(coordinating, register), coordinating.reason, coordinating.sure),
        deadline=when, targets=Many(tuple(found), "Có mức phải đạt" if found else "Không có con số phải đạt",
                                    all(t.sure for t in found)),
        report=report, legal_refs=Many(tuple(refs), "Văn bản viện dẫn trong câu", all(r.sure for r in refs)),
        output=text[output[0]:output[1]].strip(" *_|\n.") if output else "", output_span=output or None,
        general=d.kind == "difficulty" or (bool(_GENERAL.search(view, a, b)) and b - a < 330),
        reason=_reason(d), report_reason=why, report_sure=bool(sure) and not other, doubts=tuple(doubts))


def _difficulty_report(view, a, b, when):
    """"… phản ánh về Sở A (qua Sở B)": receivers without the word báo cáo."""
    from .values import Report
    m = re.compile(r"(?:phản\s+ánh|báo\s+cáo|gửi|đề\s+nghị|thông\s+tin|trao\s+đổi|liên\s+hệ|phối\s+hợp)[\w"
                   r" ,]{0,40}?\s(?:về|đến|tới|với|cho|qua|gửi|tại)\s+", re.I).search(view, a, b)
    if not m:
        return None, "Không rõ nơi nhận phản ánh", False
    end = reports._clause_end(view, m.end(), b)
    to = reports._receivers(view, m.end(), end)
    return Report(tuple(to), when, (m.start(), end), "Phản ánh khi có vướng mắc",
                  bool(to)), "Phản ánh khi có vướng mắc", bool(to)


def _reason(d: Draft) -> str:
    if d.row is not None:
        return "Một dòng của bảng giao việc"
    if d.labels:
        return "Một khối có dòng cơ quan, thời gian"
    if d.kind == "difficulty":
        return "Câu chung: báo cáo khi có vướng mắc"
    return "Một điểm hoặc câu giao việc"
