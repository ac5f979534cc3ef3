"""A chain of papers: each in a box, the newest on top, with an arrow from what a paper says of another one to that other one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from .svg import drawing, el, join, link, text

LINE, PAD, GAP, LANE = 18, 8, 16, 14


@dataclass(frozen=True, slots=True)
class Node:
    """A paper: what it is called, its address (none: only named), whether it is the one whose page this is."""

    key: str
    name: str
    url: str = ""
    note: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """One paper says something of another: "Thay thế"."""

    start: str
    words: str
    end: str


def in_order(nodes: Sequence[Node], ties: Sequence[Tie]) -> list[Node]:
    """What speaks stands above what it speaks of, else in the given order; a circle, should one be there, is broken anywhere.

    >>> a, b, c = Node("a", "A"), Node("b", "B"), Node("c", "C")
    >>> [n.key for n in in_order([a, b, c], [Tie("c", "", "a"), Tie("a", "", "b")])]
    ['c', 'a', 'b']
    """
    left, out = list(nodes), []
    while left:
        waiting = {t.end for t in ties if t.start in {n.key for n in left}}
        first = next((n for n in left if n.key not in waiting), left[0])
        left.remove(first)
        out.append(first)
    return out


def chain(nodes: Sequence[Node], ties: Sequence[Tie], *, sentence: str) -> SafeString:
    """The drawing, once for wide screens and once for phones; a box with an address opens its paper."""
    rows, links = in_order(nodes, ties), any(n.url for n in nodes)
    return join(drawing(width, height, sentence, marks, links=links, css=css, natural=True) for css, width, (height, marks) in (
        ("chart chart-own wide", 640, _drawn(rows, ties, 640)), ("chart chart-own only-phone", 330, _drawn(rows, ties, 330))))


def _drawn(rows, ties, width):
    lanes = [t for t in ties if t.start != t.end]
    left = 6 + LANE * min(len(lanes), 8)
    places, top = {}, 2
    said = {n.key: [t for t in lanes if t.start == n.key] for n in rows}
    for n in rows:
        high = 2 * PAD + LINE * (1 + bool(n.note) + len(said[n.key]))
        places[n.key] = (top, high)
        top += high + GAP
    marks = [mark for i, t in enumerate(lanes) if t.end in places for mark in _arrow(t, i % 8, left, places, said, rows)]
    for n in rows:
        y, high = places[n.key]
        room = int((width - left - 2 * PAD) / 6.6)
        words = [text(_cut(n.name, room), left + PAD, y + PAD + 13, css="t-strong")]
        if n.note:
            words.append(text(_cut(n.note, room), left + PAD, y + PAD + 13 + LINE))
        for k, t in enumerate(said[n.key]):
            words.append(text(_cut(f"{t.words}: {_name(rows, t.end)}", room), left + PAD, y + PAD + 13 + LINE * (1 + bool(n.note) + k)))
        box = el("rect", css="box box-here" if n.here else "box" if n.url else "box box-named", x=left, y=y, width=width - left - 2, height=high, rx=4)
        marks.append(link(n.url, n.name, box, *words, css="tile"))
    return top - GAP + 4, marks


def _arrow(tie, lane, left, places, said, rows):
    """From the line that says it, along its lane, to the box it speaks of."""
    start, end = places[tie.start], places[tie.end]
    note = next(bool(n.note) for n in rows if n.key == tie.start)
    y1 = start[0] + PAD + 9 + LINE * (1 + note + said[tie.start].index(tie))
    y2, x = end[0] + PAD + 9 + 3 * (lane % 3), left - 8 - LANE * lane
    yield el("path", css="tie", d=f"M{left} {y1}H{x}V{y2}H{left - 5}")
    yield el("path", css="tie-end", d=f"M{left} {y2}l-7 -4v8z")


def _name(rows, key):
    return next((n.name for n in rows if n.key == key), "")


def _cut(words, room):
    return words if len(words) <= room else words[:max(room - 1, 1)].rstrip() + "…"
