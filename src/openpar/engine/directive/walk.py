"""From the tree to drafts: which points are tasks, who is addressed by the headings above them, which lines describe them."""

import re

from . import blocks, clauses, deadlines, labelled, references, roles
from .drafts import Context, Draft
from .name_words import is_verb_at
from .outline import Node, deep_end
from .same_agencies import same_agencies

_IN_FORCE = re.compile(r"chịu\s+trách\s+nhiệm\s+thi\s+hành|[Bb]an\s+hành\s+kèm\s+theo\s+(?:Quyết|Nghị)|"
                       r"có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+ngày|này\s+thay\s+thế\s+(?:Quyết|Chỉ|Kế)")
_REPORTS = re.compile(r"báo\s+cáo\s+(?:kết\s+quả[^.;]{0,40}\s)?(?:về\s+(?=[A-ZĐ])|UBND|Ủy\s+ban|Bộ\s|Sở\s|Chủ\s+tịch|"
                      r"Thủ\s+tướng)")


class Walker:
    """Collects drafts from one outline."""

    def __init__(self, view, year, default_names, default_why, issuer=""):
        self.view, self.year = view, year
        self.drafts: list[Draft] = []
        self.default = Context(default_names, default_why)
        self.issuer = issuer
        self.words = labelled.patterns()

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
        block = blocks.find(self, node)
        if block is not None:
            blocks.draft(self, node, ctx, block)
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
        if node.kind in ("roman", "part", "capital", "num1", "num2",
                         "letter") and short and self.words.not_duties.match(head) and not self._has_own_subject(node):
            skip = bool(re.fullmatch(r"[^.;:]{0,90}[.:]?", head)) or node.kind == "roman" or len(head) < 60
            if re.search(r"nhiệm\s+vụ|giải\s+pháp|tổ\s+chức\s+thực\s+hiện|phân\s+công", head, re.I):
                skip = False
        elif node.kind in ("roman", "part", "capital") and not node.parent.parent:
            skip = False
        if short and self.words.weak.match(head):
            weak = True
        return Context(ctx.names, ctx.why, section, skip, weak, ctx.topic, ctx.parent)

    def _has_own_subject(self, node) -> bool:
        a, b = node.paras[0]
        return bool(roles.subject(self.view, a, b))

    # ---- headings with points below

    def _open(self, node, ctx):
        a, b = node.paras[0]
        got = roles.heading(self.view, a, b)
        inner = Context(ctx.names, ctx.why, ctx.section, ctx.skip, ctx.weak, self.text_of(node))
        if got:
            inner = Context(got[0], "Tiêu đề nêu cơ quan" if got[1] == "only" else "Câu dẫn nêu cơ quan", ctx.section,
                            ctx.skip, ctx.weak, self.text_of(node))
            text = self.view[a:b].rstrip()
            if got[1] == "intro" and b - a > 160 and (cut := self._own_duty(a, b)):
                self.emit(node.path, Context(got[0], inner.why, ctx.section), [(a, cut)], subject=got[0])
            elif got[1] == "intro" and not text.endswith(":") and b - a > 60 and not self._is_list_intro(text):
                self.emit(node.path, Context(got[0], inner.why, ctx.section), [(a, b)], subject=got[0])
        elif b - a > 60 and (s := roles.subject(self.view, a, b)):
            inner = Context(s[0], "Câu dẫn nêu cơ quan", ctx.section, ctx.skip, ctx.weak, self.text_of(node))
        elif b - a > 90 and self.view[a:b].rstrip()[-1:] in ".;" and self.verb_first(node) and node.kind != "roman":
            self.emit(node.path, ctx, [(a, b)])
        if self._is_sublist(node):
            self.emit(node.path, Context(inner.names or ctx.names, inner.why or ctx.why, ctx.section, topic=ctx.topic),
                      [(node.start, deep_end(node))],
                       subject=got[0] if got else None)
            return
        for p in node.paras[1:]:
            self.paragraph(node, p, inner)
        self.walk(node, inner)

    def _is_sublist(self, node) -> bool:
        """Dashes or plus signs that only list the parts of one duty ("bao gồm: …"), so that the point stays one task."""
        text = self.text_of(node).rstrip()
        items = list(node.children)
        if not all(c.kind in ("dash", "plus") and not c.children for c in items):
            return False
        noun = sum(1 for c in items if not is_verb_at(self.view[c.content:c.content + 1].lower() +
                                                      self.view[c.content + 1:c.content + 60], 0, True)
                                                      and not roles.subject(self.view, c.start, c.end))
        return bool(text.endswith(":") and len(text) > 60 and self.verb_first(node)
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
                self.paragraph(node, p, inner, inside=True)
            return
        if rest and not self._closes(*rest[0]) and self._is_title(a, b):
            inner = Context(ctx.names, ctx.why, ctx.section, ctx.skip, ctx.weak, view[a:b])
            for p in rest:
                self.paragraph(node, p, inner, inside=True)
            return
        end = b
        later = []
        for p in rest:
            if later or self._closes(*p) or self._own_paragraph(p) or re.search(r"\w", view[end:p[0]]):
                later.append(p)
            else:
                end = p[1]
        if not self._says_nothing(node, a, end):
            self.emit(node.path, ctx, [(a, end)], siblings=len(node.parent.children) if node.parent else 1, topic=ctx.topic)
        for p in later:
            self.paragraph(node, p, self.default if self._closes(*p) else ctx)

    def _says_nothing(self, node, a, end) -> bool:
        """A heading without its text, or a clause on when and by whom the document comes into force."""
        view = self.view
        if end - a < 400 and _IN_FORCE.search(view, a, end):
            return True
        if node.kind in ("roman", "part", "capital") and end - a < 160 and not re.search(r"[.;]\s*$", view[a:end]):
            return True
        return self._is_title(a, end) and end - a < 60 and not roles.subject(view, a, end) and not self.verb_first(node)

    def verb_first(self, node) -> bool:
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
        return bool(re.compile(r"\W*(?:Yêu\s+cầu|Đề\s+nghị|Giao|Trên\s+đây|Nhận\s+được|Chỉ\s+thị\s+này|Kế\s+hoạch\s+này|"
                               r"(?:Chủ\s+tịch\s+)?(?:UBND|Ủy\s+ban\s+nhân\s+dân)\s[^.;,]{0,30}"
                               r"\s(?:yêu\s+cầu|đề\s+nghị|giao)|"
                               r"Thủ\s+tướng\s+Chính\s+phủ\s+(?:yêu\s+cầu|giao))").match(self.view, a, b))

    def _closings(self, node):
        """A skipped section may still end with the document's closing paragraphs."""
        for n in [node, *self._below(node)]:
            for p in n.paras[1:]:
                if clauses.is_difficulty(self.view, *p):
                    self.paragraph(n, p, self.default)

    def _below(self, node):
        for c in node.children:
            yield c
            yield from self._below(c)

    def paragraph(self, node, p, ctx, inside=False):
        """An unnumbered paragraph: a task when it addresses somebody, or stands under a heading that does."""
        a, b = p
        view = self.view
        if ctx.skip or labelled.label_of(self.view, a, b):
            return
        if not inside and clauses.is_closing(view, a, b) and not re.search(r"trong\s+quá\s+trình", view[a:b], re.I):
            return
        s = roles.subject(view, a, b)
        if clauses.is_difficulty(view, a, b):
            self.emit("KL", ctx, [(a, b)], subject=s[0] if s else None)
            return
        if view[a:b].rstrip().endswith(":") and not inside and not _REPORTS.search(view, a, b):
            return
        if s or (inside and (ctx.names or b - a > 60)) or _REPORTS.search(view, a, b):
            self.emit(node.path if inside else "KL", ctx, [(a, b)], subject=s[0] if s else None)

    def emit(self, path, ctx, spans, labels=None, siblings=1, topic="", subject=None):
        a, b = spans[0]
        view = self.view
        while b > a and view[b - 1] in " \n*_|":
            b -= 1
        if b - a < 8 or not re.search(r"\w{2}", view[a:b]):
            return
        cited = references.spans_of(references.find(view, a, b), view, b)
        labels = labels or labelled.inline(self.view, a, b)

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
            self.drafts.append(Draft(path if kind == "duty" else "KL", ctx.section, [(piece.start, piece.end)], names,
                                     why, dict(labels or {}), kind,
                                     nobody, None, siblings, who, topic, ctx.parent, marked))
        del subject
