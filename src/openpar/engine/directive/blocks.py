"""Blocks: a duty followed by lines that say who and when ("Cơ quan chủ trì: …", "Thời gian: …")."""

import re

from . import labelled
from .drafts import Context
from .outline import deep_end


def find(walker, node):
    """The labelled lines of a point and its children, as [(label, content start, end, child or None)]; None: no block."""
    view, lines = walker.view, []
    for a, b in node.paras[1:]:
        if got := labelled.label_of(view, a, b):
            lines.append((got[0], got[1], b, None))
    for c in node.children:
        if not c.paras:
            continue
        a, b = c.paras[0]
        if got := labelled.label_of(view, a, b):
            if (c.children and got[0] in ("lead", "other", "coordinating")) or (got[0] == "lead"
                and not view[got[1]:b].strip()):
                inner = [(g[0], g[1], cc.paras[0][1], cc) for cc in c.children if (g := labelled.label_of(view, *cc.paras[0]))]
                inner += [(g[0], g[1], q[1], None) for q in c.paras[1:] if (g := labelled.label_of(view, *q))]
                if inner:
                    lines += inner
                    continue
            lines.append((got[0], got[1], c.paras[-1][1] if not c.children else deep_end(c), c))
    kinds = {ln[0] for ln in lines}
    if kinds & {"lead", "coordinating", "deadline"} and (len(kinds) >= 2 or "lead" in kinds
                                                         or ("deadline" in kinds and not _sub_duties(view, node))):
        return lines
    return None


def _sub_duties(view, node):
    return [c for c in node.children if not labelled.label_of(view, *c.paras[0])]


def draft(walker, node, ctx, lines):
    """The drafts of a block: one for the block, or one for each of the duties that share its lines."""
    view, labels = walker.view, {}
    for name, start, end, _ in lines:
        inner = labelled.inline(view, start, end, True) if name != "content" else {}
        for k, spans in inner.items():
            labels.setdefault(k, []).extend(spans)
        cut = min((s for spans in inner.values() for s, _ in spans), default=None)
        if cut:
            before = max(view.rfind(";", start, cut), view.rfind(".", start, cut), view.rfind(",", start, cut))
            end = before if before > start else end
        labels.setdefault(name, []).append((start, end))
    content = [ln for ln in lines if ln[0] == "content"]
    free = [c for c in node.children if c.paras and not labelled.label_of(view, *c.paras[0])]
    duties = []
    for _, _, _, child in content:
        if child is not None:
            duties += [c for c in child.children if not labelled.label_of(view, *c.paras[0])]
    deep_free = [c for c in free if c.kind in ("num2", "num3", "letter", "paren") or find(walker, c) is not None]
    if deep_free and not content:
        below = Context(ctx.names, ctx.why, ctx.section, False, ctx.weak, ctx.topic)
        for c in free:
            walker.point(c, below)
        own = {k: v for k, v in labels.items() if k in ("lead", "coordinating", "deadline", "output")}
        for d in walker.drafts:
            if d.spans[0][0] >= node.start and d.spans[0][0] < deep_end(node):
                for k, v in own.items():
                    d.labels.setdefault(k, v)
        return
    if len(duties) > 1:
        for c in duties:
            walker.emit(c.path, ctx, [(c.start, deep_end(c))], labels=labels, siblings=len(duties), topic=walker.text_of(node))
        return
    only_items = [c for c in free if c.kind in ("dash", "plus")]
    if len(only_items) > 1 and not content and all(walker.verb_first(c) for c in only_items if c.content < c.end) \
            and len(walker.text_of(node)) < 160 and not re.search(r"bao\s+gồm|gồm|như\s+sau|cụ\s+thể", walker.text_of(node)):
        for c in only_items:
            walker.emit(c.path, ctx, [(c.start, deep_end(c))], labels=labels, siblings=len(only_items),
                        topic=walker.text_of(node))
        return
    start = node.start
    if content and content[0][3] is not None and content[0][3].kind not in ("dash", "plus") and len(walker.text_of(node)) < 90:
        start = content[0][3].start
    end = max([node.end, *[ln[2] for ln in lines], *[deep_end(c) for c in free]])
    walker.emit(node.path, ctx, [(start, end)], labels=labels, topic=walker.text_of(node))
