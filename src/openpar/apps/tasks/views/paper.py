"""The text of a directive as safe HTML: each read word marked by what it says, each task by its number."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# who wins where two marks want the same words; `css` carries both the colour and the shape of the underline
ORDER = ("doubt", "when", "who", "co", "what", "law")


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked passage, and the page it leads to."""

    start: int
    end: int
    kind: str
    href: str
    target: str = ""  # id of the card


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text. `start` is its offset; `on` while it belongs to the open card."""

    start: int
    html: SafeString
    heading: bool = False
    on: bool = False
    touched: bool = False


class TaskCard:
    """An issued task seen as a card, so that its text is marked the same way."""

    asks, leads, coordinating = (), (), ()

    def __init__(self, task, number):
        self.draft, self.number = _TaskDraft(task), number


class _TaskDraft:
    def __init__(self, task):
        self.pk, self.spans, self.fields = task.pk, task.spans, {"refs": task.legal_refs}


def marks_of(cards, address) -> list[Mark]:
    """The marks of these cards, none over another. `address(card)` is where a mark leads."""
    wanted = []
    for c in cards:
        f, href, target = c.draft.fields, address(c), f"nv{c.draft.pk}"

        def add(kind, span, href=href, target=target):
            if span:
                wanted.append(Mark(span[0], span[1], kind, href, target))

        for _i, q in c.asks:
            add("doubt", q.get("span"))
        for n in c.leads:
            add("doubt" if n.blocking or n.unsure else "who", n.addressee.span)
        for n in c.coordinating:
            add("doubt" if n.unsure else "co", n.addressee.span)
        add("when", (f.get("deadline") or {}).get("span"))
        for span in (f.get("report") or {}).get("spans") or ():
            add("co", span)
        for t in f.get("targets", []):
            add("what", t.get("span"))
        for r in f.get("refs", []):
            add("law", r.get("span"))
    wanted.sort(key=lambda m: (ORDER.index(m.kind), m.start))
    starts: list[int] = []
    placed: list[Mark] = []
    for m in wanted:
        at = bisect_left(starts, m.start)
        if m.end > m.start and (at == 0 or placed[at - 1].end <= m.start) and (at == len(placed) or m.end <= placed[at].start):
            starts.insert(at, m.start)
            placed.insert(at, m)
    return placed


def paragraphs(text: str, cards, address, *, opened=None, headings=(), touched=(), numbers=True) -> list[Paragraph]:
    """The text line by line. `opened` is the open card; `touched` are cards whose paragraphs must be drawn again."""
    marks = marks_of(cards, address)
    ends: dict[int, list] = {}
    for c in cards if numbers else ():
        if c.draft.spans:
            ends.setdefault(_end(text, c.draft.spans[-1][1]), []).append(c)
    heads = sorted(h["span"][0] for h in headings)
    inside = [tuple(s) for c in cards for s in c.draft.spans]
    own = [tuple(s) for s in opened.draft.spans] if opened else []
    redrawn = [s for c in touched for s in [*c.draft.spans, *_names(c)]]
    mark_starts, out, at = [m.start for m in marks], [], 0
    end_points = sorted(ends)
    for line in text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        if not line.strip():
            continue
        first = max(bisect_right(mark_starts, start) - 1, 0)
        here = [m for m in marks[first:bisect_left(mark_starts, end)] if m.end > start]
        refs = [(p, ends[p]) for p in end_points[bisect_right(end_points, start):bisect_right(end_points, end)]]
        head = bisect_left(heads, start) < bisect_left(heads, end) and len(line) < 240 and not _covers(inside, start, end)
        out.append(Paragraph(start, _line(text, start, end, here, refs, address), head, _covers(own, start, end),
                             _covers(redrawn, start, end)))
    return out


def _covers(spans, start, end):
    return any(s < end and e > start for s, e in spans)


def _names(card):
    return [n.addressee.span for n in [*card.leads, *card.coordinating] if n.addressee.span]


def _end(text, end):
    while end > 0 and text[end - 1:end].isspace():
        end -= 1
    return end


def _line(text, start, end, marks, refs, address):
    """One line: marks as links, then the number of each task that ends here."""
    cuts = sorted([(max(m.start, start), 0, m) for m in marks] + [(p, 1, cards) for p, cards in refs], key=lambda c: (c[0], c[1]))
    out, at = [], start
    for place, what, thing in cuts:
        if what == 0:
            stop = min(thing.end, end)
            out.append(escape(text[at:place]))
            first = format_html(' id="t{}"', thing.start) if thing.start >= start else ""
            out.append(format_html('<a class="hl hl-{}" href="{}" data-card="{}"{}>{}</a>', thing.kind, thing.href, thing.target, first,
                                   text[place:stop]))
            at = max(at, stop)
        else:
            place = max(place, at)
            out.append(escape(text[at:place]))
            at = place
            for c in thing:
                out.append(format_html('<a class="ref" href="{}" data-card="nv{}" aria-label="{}">{}</a>', address(c), c.draft.pk,
                                       _("Nhiệm vụ dự thảo số %(n)s") % {"n": c.number}, c.number))
    out.append(escape(text[at:end]))
    return mark_safe("".join(str(x) for x in out))
