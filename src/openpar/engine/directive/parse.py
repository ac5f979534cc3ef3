"""The whole reading of a directive: surface, tables, zones, outline, drafts, tasks."""

import re
from dataclasses import replace

from . import build, clauses, heading, layout, roles, surface, tables
from .agencies import read_list
from .drafts import Context, Draft
from .outline import Outline
from .values import Directive, Section, Task
from .walk import Walker

_ADDRESS = re.compile(r"(?:yêu\s+cầu|đề\s+nghị|giao|chỉ\s+thị|phân\s+công|chỉ\s+đạo)\s*:?\s+(?=(?:các\s|[A-ZĐ]|đồng\s|"
                      r"thủ\s|lãnh\s))", re.I)
_TO = re.compile(r"(?:Kính\s+gửi|điện)\s*:", re.I)


def parse(text: str, *, year: int | None = None, received: int | None = None, register=None) -> Directive:
    """Read a directive's text into its structure and tasks. Deterministic; no text raises an exception.

    `year` is the year of dates written without one (otherwise the document's own). `received` is the year in which it came:
    a document that does not say its own is taken to be of the latest year it names up to then. `register` is any object with
    `resolve(name) -> [(code, name), …]`; without it the parser works the same, only without codes.

    >>> d = parse("1. Sở Y tế\\na) Rà soát các trạm y tế, báo cáo UBND tỉnh trước ngày 15/8/2022.")
    >>> t = d.tasks[0]
    >>> t.path, t.lead[0].name, t.deadline.value, t.report.to[0].name
    ('1.a', 'Sở Y tế', '2022-08-15', 'UBND tỉnh')
    """
    s = surface.surface(text)
    view = s.view
    table = tables.find(view, s.lines)
    zones = layout.zones(view, table.zones)
    start = zones.body[0][0] if zones.body else 0
    head = heading.read(view, s.text, zones.source, start)
    own_year = head["date"][0].year if "date" in head else head.get("year", (None,))[0]
    when = year or own_year or _guess_year(view, received)
    outline = Outline(view)
    preamble = _body(view, zones, outline)
    names, why = _addressees(view, preamble, outline.root)
    walker = Walker(view, when, names, why)
    _root(walker, preamble, outline)
    walker.walk(outline.root, walker.default)
    drafts = _drop_unnamed(walker.drafts, bool(table.rows))
    drafts = drafts + [_row_draft(view, r, names, why, len(table.zones)) for r in table.rows]
    drafts.sort(key=lambda d: d.spans[0])
    tasks = _number([build.task(view, s.text, d, when, register) for d in _apart(drafts)])
    return Directive(
        text=s.text, doc_type=_value(head, "doc_type"), number=_value(head, "number"), date=_value(head, "date"),
        issuer=_value(head, "issuer"),
        title=_value(head, "title"), year=when, sections=tuple(_section(view, n) for n in outline.root.children),
        tasks=tuple(tasks),
        oddities=tuple(_oddities(s, outline, table, walker.drafts, drafts)),
        header_spans={k: v[1] for k, v in head.items() if v[1]})


def _value(head, name):
    return head[name][0] if name in head else None


def _guess_year(view, received):
    """A document without a date: the latest year that its opening names, not after it was received; else the one named most."""
    years = [int(y) for y in re.findall(r"(?:[Nn]ăm|/)\s*(20[0-4]\d)(?!\d)", view[:4000])]
    if received:  # recitals compare past years, so the one named most is rarely the document's own
        return max((y for y in years if y <= received), default=received)
    return max(set(years), key=lambda y: (years.count(y), y)) if years else None


def _body(view, zones, outline):
    """Feed the body to the outline; what stands before its first point is the preamble."""
    preamble, started, to_list = [], False, False
    for a, b in zones.body:
        line = view[a:b].strip()
        if not started:
            dash = line[:1] in "-+*"
            if to_list and dash:
                preamble.append((a, b))
                continue
            to_list = bool(_TO.search(line[-60:]) and (line.endswith(":")))
            outline.add(a, b)
            if outline.root.children:
                started = True
            else:
                preamble.append((a, b))
            continue
        outline.add(a, b)
    if zones.annex:
        outline.annex(zones.annex[0][0])
    for a, b in zones.annex:
        outline.add(a, b)
    return [tuple(p) for p in outline.root.paras] if outline.root.paras else preamble


def _addressees(view, preamble, root):
    """Whom the document as a whole addresses: "yêu cầu A, B thực hiện …:", "Kính gửi: A", "… điện: - A; - B"."""
    for a, b in reversed(preamble):
        text = view[a:b]
        if not text.rstrip().endswith((":", "sau", "sau.", "sau đây")) and not root.children:
            continue
        found = None
        for m in _ADDRESS.finditer(view, a, b):
            got = read_list(view, m.end(), b)
            if got and not re.match(r"(?:UBND|Ủy ban nhân dân) tỉnh ban hành", view[m.end():m.end() + 40]):
                found = got[0]
        if found:
            return found, "Câu mở đầu nêu cơ quan nhận nhiệm vụ"
    for k, (a, b) in enumerate(preamble):
        if view[a:b].rstrip().endswith("điện:"):
            names = []
            for c, d in preamble[k + 1:]:
                if view[c:d].lstrip()[:1] not in ("-", "+", "*"):
                    break
                names += roles.of_cell(view, c, d)
            if names:
                return names, "Nơi nhận công điện"
    for a, b in preamble:
        if m := re.compile(r"Kính\s+gửi\s*:?\s*(?:-\s*)?", re.I).search(view, a, b):
            names = roles.of_cell(view, m.end(), b)
            if names:
                return names, "Nơi kính gửi"
    return [], ""


def _root(walker, preamble, outline):
    """Unnumbered paragraphs of the preamble that themselves give a duty ("Giao Sở A …"), as letters do."""
    for a, b in preamble:
        text = walker.view[a:b].strip()
        if not outline.root.children and (s := _asks(walker.view, a, b)):
            walker.emit("KL", Context(s[0], "Câu đề nghị nêu cơ quan"), [(s[1], b)])
            continue
        if text.endswith(":") or not re.match(r"(?:Giao|Yêu\s+cầu|Đề\s+nghị|Phân\s+công|(?:Chủ\s+tịch\s+)?(?:UBND|"
                                              r"Ủy\s+ban)[^.,;]{0,40}\s(?:yêu\s+cầu|giao|đề\s+nghị))\s", text):
            continue
        walker.paragraph(outline.root, (a, b), Context(walker.default.names, walker.default.why))


def _asks(view, a, b):
    """A letter without points ("…, Sở A đề nghị các cơ quan, đơn vị rà soát …"): whom, and from which sentence on."""
    for c, d in clauses.sentences(view, a, b):
        if view[c:d].rstrip().endswith(":") or (re.match(r"\W*(?:Căn\s+cứ|Kính\s+gửi|Theo\s+đề\s+nghị)", view[c:d])
                                                and not re.search(r"(?:yêu\s+cầu|đề\s+nghị)\s+(?:các|Sở|UBND|Ủy)", view[c:d])):
            continue
        for m in re.compile(r"(?:yêu\s+cầu|đề\s+nghị|giao)\s+(?=các\s|[A-ZĐ]|đồng\s|thủ\s)").finditer(view, c, d):
            got = read_list(view, m.end(), d)
            if got and roles._verb_follows(view, got[1], d) and not clauses.is_closing(view, c, d):
                return got[0], c
    return None


def _drop_unnamed(drafts, has_tables):
    """Points that name nobody, where the document hands the work out elsewhere: kept only with a time or figure of their own."""
    led = [d for d in drafts if not d.nobody]
    if not led and not has_tables:
        return drafts
    # Where a neighbouring point does name its agency, an unnamed one is more likely an agency that was not recognised.
    mixed = {d.parent for d in led if d.subject}
    return [d for d in drafts if not d.nobody or d.labels or d.marked
            or (not has_tables and (d.siblings <= 1 or d.parent in mixed))]


def _row_draft(view, row, names, why, count):
    label = ".".join(x for x in (row.section_label, row.label) if x)
    path = "PL." + label if label else "PL"
    section = f"{row.section_label}. {row.section}".strip(". ") if row.section else ""
    has_lead = "lead" in row.cells
    return Draft(path, section, [row.span], [] if has_lead else names, "" if has_lead else why, {}, "duty", False, row)


def _apart(drafts):
    """Drafts in text order without overlaps: a later draft that begins inside an earlier one is cut or dropped."""
    out, end = [], 0
    for d in drafts:
        a, b = d.spans[0][0], d.spans[-1][1]
        if a < end:
            if b <= end or b - end < 20:
                continue
            d.spans = [(end, b)]
        out.append(d)
        end = b
    return out


def _number(tasks: list[Task]) -> list[Task]:
    """Ids: the path, with #n where several tasks share one."""
    total, seen, out = {}, {}, []
    for t in tasks:
        total[t.path] = total.get(t.path, 0) + 1
    for t in tasks:
        seen[t.path] = seen.get(t.path, 0) + 1
        out.append(replace(t, id=f"{t.path}#{seen[t.path]}") if total[t.path] > 1 else t)
    return out


def _section(view, node) -> Section:
    a, b = node.paras[0] if node.paras else (node.start, node.content)
    return Section(node.label, node.path, view[node.content:min(b, node.content + 200)].strip(), (a, _end(node)),
                   tuple(_section(view, c) for c in node.children))


def _end(node):
    return max([node.end, *[_end(c) for c in node.children]]) if node.children else node.end


def _oddities(s, outline, table, before, after):
    out = list(dict.fromkeys([*outline.oddities, *table.oddities]))[:40]
    if s.wrapped and s.joined > 5:
        out.append(f"Văn bản bị ngắt dòng giữa câu; đã nối {s.joined} chỗ khi đọc.")
    if outline.inline:
        out.append(f"Có {outline.inline} điểm nằm giữa dòng, không xuống dòng.")
    dropped = len([d for d in before if d.nobody]) - len([d for d in after if d.nobody])
    if dropped > 0:
        out.append(f"{dropped} điểm không nêu cơ quan thực hiện; văn bản giao việc ở mục khác hoặc ở phụ lục.")
    return out
