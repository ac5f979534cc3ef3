"""From the tree to drafts: which points are tasks, who is addressed by the headings above them, which lines describe them."""

import re
from dataclasses import dataclass, field

from . import clauses, deadlines, references, roles
from .agencies import is_verb_at, same_agencies
from .outline import Node
from .vocabulary import alternatives, words


_IN_FORCE = re.compile(r"chịu\s+trách\s+nhiệm\s+thi\s+hành|[Bb]an\s+hành\s+kèm\s+theo\s+(?:Quyết|Nghị)|có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+ngày|này\s+thay\s+thế\s+(?:Quyết|Chỉ|Kế)")
_REPORTS = re.compile(r"báo\s+cáo\s+(?:kết\s+quả[^.;]{0,40}\s)?(?:về\s+(?=[A-ZĐ])|UBND|Ủy\s+ban|Bộ\s|Sở\s|Chủ\s+tịch|Thủ\s+tướng)")


@dataclass(slots=True)
class Draft:
    """A task before its fields are read: where it stands, its spans, who is addressed above it, and its own lines."""

    path: str
    section: str
    spans: list
    heading: list = field(default_factory=list)
    heading_why: str = ""
    labels: dict = field(default_factory=dict)
    kind: str = "duty"
    nobody: bool = False
    row: object = None
    siblings: int = 1
    subject: list | None = None
    topic: str = ""
    parent: int = 0
    marked: bool = False


@dataclass(slots=True)
class Context:
    """What the points above say: addressees and how they were named, the top heading, and whether duties may stand here."""

    names: list = field(default_factory=list)
    why: str = ""
    section: str = ""
    skip: bool = False
    weak: bool = False
    topic: str = ""
    parent: int = 0


class Walker:
    """Collects drafts from one outline."""

    def __init__(self, view, year, default_names, default_why, issuer=""):
        self.view, self.year = view, year
        self.drafts: list[Draft] = []
        self.default = Context(default_names, default_why)
        self.issuer = issuer
        s = words().sections
        self.not_duties = re.compile(rf"\W*(?:[\dIVXa-zđ.)]+\s+)?(?:các\s+|những\s+|về\s+)?(?:{alternatives(s['not_duties'])})(?!\w)", re.I)
        self.weak = re.compile(rf"\W*(?:[\dIVX.)]+\s+)?(?:về\s+|bảo\s+đảm\s+)?(?:{alternatives(s['weak'])})(?!\w)", re.I)
        labels = {name: alternatives(v) for name, v in s["labels"].items()}
        self.label = re.compile(r"[\s*_]*(?:[-+*]|[a-zđ]\)|\d{1,2}(?:\.\d{1,2}){0,3}\.?)?[\s*_]*(?:(?:Các|Về)\s+)?(?:" + "|".join(f"(?P<{k}>{v})" for k, v in labels.items() if k != "who")
                                + rf"|(?P<who>{labels['who']}))(?:\s*\([^()]*\))?[\s*_]*(?P<colon>:)[\s*_]*", re.I)
        inner = {k: v for k, v in labels.items() if k in ("lead", "coordinating", "deadline", "output", "who")}
        self.inner_label = re.compile(r"(?<=[.;,(\n])\s*(?:[-+]\s*)?(?:" + "|".join(f"(?P<{k}>{v})" for k, v in inner.items()) + r")\s*:\s*", re.I)
        self.loose_time = re.compile(r"[\s*_]*(?:[-+*])?\s*(?:thời\s+gian|thời\s+hạn|tiến\s+độ)\s+(?:thực\s+hiện|hoàn\s+thành)\s*:?\s+", re.I)

    def label_of(self, a, b):
        """The label of a line ("Cơ quan chủ trì: …") as (name, where its text begins); None for other lines."""
        m = self.label.match(self.view, a, b)
        if not m:
            m = self.loose_time.match(self.view, a, b)
            return ("deadline", m.end()) if m else None
        name = next(k for k, v in m.groupdict().items() if v and k != "colon")
        if name == "who":
            name = "lead"
        return name, m.end()

    def inline_labels(self, a, b, any_label=False) -> dict:
        """Labels inside running text ("… Chủ trì: Sở A; phối hợp: B; thời gian: quý II."), as {name: [(start, end)]}."""
        found = [(m, next(k for k, v in m.groupdict().items() if v)) for m in self.inner_label.finditer(self.view, a, b)]
        if not found or not any_label and not {"lead", "deadline", "who"} & {n for _, n in found}:
            return {}
        out = {}
        for k, (m, name) in enumerate(found):
            limit = found[k + 1][0].start() if k + 1 < len(found) else b
            stop = re.compile(r"\n|\)\s*[.;]?|\.\s+(?=[A-ZĐ])").search(self.view, m.end(), limit)
            out.setdefault("lead" if name == "who" else name, []).append((m.end(), stop.start() if stop else limit))
        return out

    def walk(self, node: Node, ctx: Context) -> None:
        """All points below a node."""
        for child in node.children:
            ctx.parent = id(node)
            self.point(child, ctx)

    def text_of(self, node):
        return self.view[node.paras[0][0]:node.paras[0][1]] if node.paras else ""

    def point(self, node: Node, ctx: Context) -> None:
        """One point: skip it, open it as a heading, read it as a block with lines of its own, or take it as a task."""
        view, (a, b) = self.view, node.paras[0]
        head = view[a:b].strip()
        ctx = self._context(node, ctx, head)
        if ctx.skip:
            self._closings(node)
            return
        block = self._block(node)
        if block is not None:
            self._block_tasks(node, ctx, block)
            return
        if node.children:
            self._open(node, ctx)
        else:
            self._leaf(node, ctx)

    def _context(self, node, ctx, head) -> Context:
        short = len(head) < 110 or node.kind in ("roman", "part", "capital")
        section = ctx.section
        if node.kind in ("roman", "part", "capital", "num1", "num2", "num3") and (node.children or len(node.paras) > 1):
            section = head[:160]
        skip, weak = ctx.skip, ctx.weak
        if node.kind in ("roman", "part", "capital", "num1", "num2", "letter") and short and self.not_duties.match(head) and not self._has_own_subject(node):
            skip = bool(re.fullmatch(r"[^.;:]{0,90}[.:]?", head)) or node.kind == "roman" or len(head) < 60
            if re.search(r"nhiệm\s+vụ|giải\s+pháp|tổ\s+chức\s+thực\s+hiện|phân\s+công", head, re.I):
                skip = False
        elif node.kind in ("roman", "part", "capital") and not node.parent.parent:
            skip = False
        if short and self.weak.match(head):
            weak = True
        return Context(ctx.names, ctx.why, section, skip, weak, ctx.topic, ctx.parent)

    def _has_own_subject(self, node) -> bool:
        a, b = node.paras[0]
        return bool(roles.subject(self.view, a, b))

    # ---- blocks: a duty followed by lines "Cơ quan chủ trì: …"

    def _block(self, node):
        """The labelled lines of a point, from its own paragraphs and its children, as [(label, content start, end, child or None)]."""
        lines = []
        for a, b in node.paras[1:]:
            if got := self.label_of(a, b):
                lines.append((got[0], got[1], b, None))
        for c in node.children:
            if not c.paras:
                continue
            a, b = c.paras[0]
            if got := self.label_of(a, b):
                if (c.children and got[0] in ("lead", "other", "coordinating")) or (got[0] == "lead" and not self.view[got[1]:b].strip()):
                    inner = [(g[0], g[1], cc.paras[0][1], cc) for cc in c.children if (g := self.label_of(*cc.paras[0]))]
                    inner += [(g[0], g[1], q[1], None) for q in c.paras[1:] if (g := self.label_of(*q))]
                    if inner:
                        lines += inner
                        continue
                lines.append((got[0], got[1], c.paras[-1][1] if not c.children else self._deep_end(c), c))
        kinds = {ln[0] for ln in lines}
        if kinds & {"lead", "coordinating", "deadline"} and (len(kinds) >= 2 or "lead" in kinds or ("deadline" in kinds and not self._sub_duties(node))):
            return lines
        return None

    def _sub_duties(self, node):
        return [c for c in node.children if not self.label_of(*c.paras[0])]

    def _deep_end(self, node):
        return self._deep_end(node.children[-1]) if node.children else node.end

    def _block_tasks(self, node, ctx, lines):
        labels = {}
        for name, start, end, _ in lines:
            inner = self.inline_labels(start, end, True) if name != "content" else {}
            for k, spans in inner.items():
                labels.setdefault(k, []).extend(spans)
            cut = min((s for spans in inner.values() for s, _ in spans), default=None)
            if cut:
                before = max(self.view.rfind(";", start, cut), self.view.rfind(".", start, cut), self.view.rfind(",", start, cut))
                end = before if before > start else end
            labels.setdefault(name, []).append((start, end))
        content = [ln for ln in lines if ln[0] == "content"]
        free = [c for c in node.children if c.paras and not self.label_of(*c.paras[0])]
        duties = []
        for _, _, _, child in content:
            if child is not None:
                duties += [c for c in child.children if not self.label_of(*c.paras[0])]
        deep_free = [c for c in free if c.kind in ("num2", "num3", "letter", "paren") or self._block(c) is not None]
        if deep_free and not content:
            inner = Context(ctx.names, ctx.why, ctx.section, False, ctx.weak, ctx.topic)
            for c in free:
                self.point(c, inner)
            own = {k: v for k, v in labels.items() if k in ("lead", "coordinating", "deadline", "output")}
            for d in self.drafts:
                if d.spans[0][0] >= node.start and d.spans[0][0] < self._deep_end(node):
                    for k, v in own.items():
                        d.labels.setdefault(k, v)
            return
        if len(duties) > 1:
            for c in duties:
                self._emit(c.path, ctx, [(c.start, self._deep_end(c))], labels=labels, siblings=len(duties), topic=self.text_of(node))
            return
        only_items = [c for c in free if c.kind in ("dash", "plus")]
        if len(only_items) > 1 and not content and all(is_verb_at(self.view[c.content].lower() + self.view[c.content + 1:c.content + 50], 0) for c in only_items if c.content < c.end) \
                and len(self.text_of(node)) < 160 and not re.search(r"bao\s+gồm|gồm|như\s+sau|cụ\s+thể", self.text_of(node)):
            for c in only_items:
                self._emit(c.path, ctx, [(c.start, self._deep_end(c))], labels=labels, siblings=len(only_items), topic=self.text_of(node))
            return
        start = node.start
        if content and content[0][3] is not None and content[0][3].kind not in ("dash", "plus") and len(self.text_of(node)) < 90:
            start = content[0][3].start
        end = max([node.end, *[ln[2] for ln in lines], *[self._deep_end(c) for c in free]])
        self._emit(node.path, ctx, [(start, end)], labels=labels, topic=self.text_of(node))

    # ---- headings with points below

    def _open(self, node, ctx):
        a, b = node.paras[0]
        got = roles.heading(self.view, a, b)
        inner = Context(ctx.names, ctx.why, ctx.section, ctx.skip, ctx.weak, self.text_of(node))
        if got:
            inner = Context(got[0], "Tiêu đề nêu cơ quan" if got[1] == "only" else "Câu dẫn nêu cơ quan", ctx.section, ctx.skip, ctx.weak, self.text_of(node))
            text = self.view[a:b].rstrip()
            if got[1] == "intro" and b - a > 160 and (cut := self._own_duty(a, b)):
                self._emit(node.path, Context(got[0], inner.why, ctx.section), [(a, cut)], subject=got[0])
            elif got[1] == "intro" and not text.endswith(":") and b - a > 60 and not self._is_list_intro(text):
                self._emit(node.path, Context(got[0], inner.why, ctx.section), [(a, b)], subject=got[0])
        elif b - a > 60 and (s := roles.subject(self.view, a, b)):
            inner = Context(s[0], "Câu dẫn nêu cơ quan", ctx.section, ctx.skip, ctx.weak, self.text_of(node))
        elif b - a > 90 and self.view[a:b].rstrip()[-1:] in ".;" and self._verb_first(node) and node.kind != "roman":
            self._emit(node.path, ctx, [(a, b)])
        if self._is_sublist(node):
            self._emit(node.path, Context(inner.names or ctx.names, inner.why or ctx.why, ctx.section, topic=ctx.topic), [(node.start, self._deep_end(node))],
                       subject=got[0] if got else None)
            return
        for p in node.paras[1:]:
            self._paragraph(node, p, inner)
        self.walk(node, inner)

    def _is_sublist(self, node) -> bool:
        """Dashes or plus signs that only list the parts of one duty ("bao gồm: …"), so that the point stays one task."""
        text = self.text_of(node).rstrip()
        items = [c for c in node.children]
        if not all(c.kind in ("dash", "plus") and not c.children for c in items):
            return False
        noun = sum(1 for c in items if not is_verb_at(self.view[c.content:c.content + 1].lower() + self.view[c.content + 1:c.content + 60], 0, True) and not roles.subject(self.view, c.start, c.end))
        return bool(text.endswith(":") and len(text) > 60 and self._verb_first(node)
                    and noun > len(items) / 2)

    def _is_list_intro(self, text):
        return bool(re.search(r"(?:sau|sau\s+đây|như\s+sau|cụ\s+thể|gồm|các\s+nội\s+dung)\s*[:.]?\s*$", text))

    def _own_duty(self, a, b):
        """Where a long introduction stops being a duty of its own: before "trong đó tập trung một số nhiệm vụ sau:"."""
        text = self.view[a:b]
        if not text.rstrip().endswith(":"):
            return None
        m = re.search(r"\s*(?:trong\s+đó|cụ\s+thể|tập\s+trung|với\s+các|thực\s+hiện)[^.;,]{0,60}:\s*$", text)
        cut = a + (m.start() if m else 0)
        verbs = len(re.findall(r"\w+", self.view[a:cut]))
        return cut if m and cut - a > 200 and verbs > 40 else None

    # ---- leaves

    def _leaf(self, node, ctx):
        view, (a, b) = self.view, node.paras[0]
        got = roles.heading(view, a, b)
        rest = node.paras[1:]
        if got and got[1] == "only":
            inner = Context(got[0], "Tiêu đề nêu cơ quan", ctx.section, ctx.skip, ctx.weak, ctx.topic)
            for p in rest:
                self._paragraph(node, p, inner, inside=True)
            return
        if rest and not self._closes(*rest[0]) and self._is_title(a, b):
            inner = Context(ctx.names, ctx.why, ctx.section, ctx.skip, ctx.weak, view[a:b])
            for p in rest:
                self._paragraph(node, p, inner, inside=True)
            return
        end = b
        later = []
        for p in rest:
            if later or self._closes(*p) or self._own_paragraph(p) or re.search(r"\w", view[end:p[0]]):
                later.append(p)
            else:
                end = p[1]
        if not self._says_nothing(node, a, end):
            self._emit(node.path, ctx, [(a, end)], siblings=len(node.parent.children) if node.parent else 1, topic=ctx.topic)
        for p in later:
            self._paragraph(node, p, self.default if self._closes(*p) else ctx)

    def _says_nothing(self, node, a, end) -> bool:
        """A heading without its text, or a clause on when and by whom the document comes into force."""
        view = self.view
        if end - a < 400 and _IN_FORCE.search(view, a, end):
            return True
        if node.kind in ("roman", "part", "capital") and end - a < 160 and not re.search(r"[.;]\s*$", view[a:end]):
            return True
        return self._is_title(a, end) and end - a < 60 and not roles.subject(view, a, end) and not self._verb_first(node)

    def _verb_first(self, node) -> bool:
        """Do the words after the marker begin with a verb (its capital set aside)?"""
        at = node.content
        return is_verb_at(self.view[at:at + 1].lower() + self.view[at + 1:at + 60], 0)

    def _is_title(self, a, b):
        text = self.view[a:b].strip()
        return len(text) < 170 and not re.search(r"[.;,]$", text)

    def _own_paragraph(self, p):
        """A paragraph that addresses somebody, or tells to whom results are reported, stands for itself."""
        return bool(roles.subject(self.view, *p)) or bool(_REPORTS.search(self.view, *p))

    def _closes(self, a, b):
        """Does this unnumbered paragraph leave the point above it (closing sentence, issuer speaking again)?"""
        if clauses.is_closing(self.view, a, b) or clauses.is_difficulty(self.view, a, b):
            return True
        return bool(re.compile(r"\W*(?:Yêu\s+cầu|Đề\s+nghị|Giao|Trên\s+đây|Nhận\s+được|Chỉ\s+thị\s+này|Kế\s+hoạch\s+này|(?:Chủ\s+tịch\s+)?(?:UBND|Ủy\s+ban\s+nhân\s+dân)\s[^.;,]{0,30}"
                               r"\s(?:yêu\s+cầu|đề\s+nghị|giao)|Thủ\s+tướng\s+Chính\s+phủ\s+(?:yêu\s+cầu|giao))").match(self.view, a, b))

    def _closings(self, node):
        """A skipped section may still end with the document's closing paragraphs."""
        for n in [node, *self._below(node)]:
            for p in n.paras[1:]:
                if clauses.is_difficulty(self.view, *p):
                    self._paragraph(n, p, self.default)

    def _below(self, node):
        for c in node.children:
            yield c
            yield from self._below(c)

    def _paragraph(self, node, p, ctx, inside=False):
        """An unnumbered paragraph: a task when it addresses somebody, or stands under a heading that does."""
        a, b = p
        view = self.view
        if ctx.skip or self.label_of(a, b):
            return
        if not inside and clauses.is_closing(view, a, b) and not re.search(r"trong\s+quá\s+trình", view[a:b], re.I):
            return
        s = roles.subject(view, a, b)
        if clauses.is_difficulty(view, a, b):
            self._emit("KL", ctx, [(a, b)], subject=s[0] if s else None)
            return
        if view[a:b].rstrip().endswith(":") and not inside and not _REPORTS.search(view, a, b):
            return
        if s or (inside and (ctx.names or b - a > 60)) or _REPORTS.search(view, a, b):
            self._emit(node.path if inside else "KL", ctx, [(a, b)], subject=s[0] if s else None)

    def _emit(self, path, ctx, spans, labels=None, siblings=1, topic="", subject=None):
        a, b = spans[0]
        view = self.view
        while b > a and view[b - 1] in " \n*_|":
            b -= 1
        if b - a < 8 or not re.search(r"\w{2}", view[a:b]):
            return
        cited = references.spans_of(references.find(view, a, b), view, b)
        labels = labels or self.inline_labels(a, b)

        def own(c, d):
            s = roles.subject(view, c, d, bool(ctx.names) and "Tiêu đề" in ctx.why)
            return bool(s) and not same_agencies(s[0], ctx.names)
        got = [clauses.Piece(a, b)] if labels else clauses.pieces(view, a, b, self.year, cited, own)
        if ctx.weak and not labels and not roles.subject(view, a, b):
            return
        carried = None
        for piece in got:
            if piece.kind == "closing":
                continue
            s = roles.subject(view, piece.start, piece.end, bool(ctx.names) and "Tiêu đề" in ctx.why) if not labels else None
            if s and piece.kind == "duty":
                carried = s[0]
            kind = piece.kind
            names, why = ctx.names, ctx.why
            who = s[0] if s else None
            if not who and not names and not labels and kind == "duty":
                who = roles.chairs(view, piece.start, piece.end) or None
            if not s and carried and not labels:
                names, why = carried, "Câu trước trong cùng điểm nêu cơ quan"
            nobody = not (who or names or labels)
            marked = nobody and bool(deadlines.strong(deadlines.candidates(view, piece.start, piece.end, self.year, cited)))
            self.drafts.append(Draft(path if kind == "duty" else "KL", ctx.section, [(piece.start, piece.end)], names, why, dict(labels or {}), kind,
                                     nobody, None, siblings, who, topic, ctx.parent, marked))
        del subject
