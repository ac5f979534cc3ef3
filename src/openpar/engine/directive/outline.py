"""The tree of numbered points: 1., 2.1., I., a) … d) đ) e), (1), dashes and plus signs, at line starts and inside long lines.

Nothing is renumbered: labels are copied, jumps become oddities.
"""

import re
from dataclasses import dataclass, field

from .agencies import read_list
from .name_words import UPPER, is_verb_at

ALPHABET = ["a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y"]
ROMAN = {r: n for n, r in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII",
                                     "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX"], 1)}

_START = re.compile(
    r"[ *_#>]*(?:(?P<part>(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục|ĐIỀU|Điều)\s+(?:thứ\s+)?(?P<partno>[IVX]+|\d{1,2}|nhất|hai|"
    r"ba)\s*[.:-]?)(?=\s|$)"
    r"|(?P<roman>[IVX]{1,6})\s?(?:[.)]|\s-)(?=\s|$)|(?P<capital>[A-HĐ])\s?[.)](?=\s)"
    r"|(?P<num>\d{1,2}(?:\.\d{1,2}){0,3})\s?[.)](?=\s|[A-ZĐ]|$)|(?P<num2>\d{1,2}(?:\.\d{1,2}){1,3})(?=\s+[^\W\d_])"
    r"|(?P<letter>[a-zđ](?:\d)?)\s?[.)](?=\s|[A-ZĐ])|\((?P<paren>\d{1,2}|[a-zđ]|[ivx]{1,4})\)(?=\s)|(?P<dash>[-–*])(?=\s"
    r"|[A-ZĐ])|(?P<plus>\+)(?=\s|[A-ZĐ]))\s*")
# A list that begins right after its heading, in a text that lost its line ends: "2. Sở Y tế a) …", "3. Sở Xây dựng - Tham mưu …".
_CITES = re.compile(r"(?:Điều|Khoản|khoản|số|Mục|mục|Phụ lục)\s*$")
_AFTER_HEADING = re.compile(rf"\s+(?:(?P<letter>a)\)|(?P<num>\d{{1,2}}(?:\.\d{{1,2}}){{1,2}}|\d{{1,2}})\.|(?P<dash>-)|"
                            rf"\((?P<paren>1)\))(?=\s+[{UPPER}“\"])\s+")
_INLINE = re.compile(
    rf"(?:(?<=[.;:…”\")/\]])|(?<=[{UPPER}]{{2}})|(?<=\b[Yy]êu cầu)|(?<=\b[Mm]ục"
    rf" đích))\s+(?:(?P<roman>[IVX]{{1,5}})\.(?=\s+[{UPPER}]{{2}})|"
    rf"(?P<num>\d{{1,2}}(?:\.\d{{1,2}}){{0,3}})\.(?=\s+[{UPPER}“\"])"
    rf"|(?P<letter>[a-zđ])\)(?=\s+[{UPPER}“\"])|(?P<dash>-)(?=\s+[{UPPER}])|(?P<plus>\+)(?=\s+[{UPPER}])|"
    rf"\((?P<paren>\d)\)(?=\s+[{UPPER}]))\s+")


@dataclass(slots=True, eq=False)
class Node:
    """A point of the document: its marker, its own paragraphs (spans; the first starts at the marker) and what stands below."""

    kind: str
    label: str
    start: int
    content: int
    paras: list = field(default_factory=list)
    children: list = field(default_factory=list)
    parent: "Node | None" = None
    number: tuple = ()
    path: str = ""

    @property
    def end(self) -> int:
        return self.paras[-1][1] if self.paras else self.content


def _kind(m) -> tuple[str, str, tuple]:
    g = m.groupdict()
    if g.get("part"):
        return "part", g["part"].strip(" .:-"), (ROMAN.get(g["partno"], 0)
                                                 or (int(g["partno"]) if g["partno"].isdigit() else 0),)
    if g.get("roman"):
        return "roman", g["roman"], (ROMAN.get(g["roman"], 0),)
    if g.get("capital"):
        return "capital", g["capital"], (ord(g["capital"]),)
    number = g.get("num") or g.get("num2")
    if number:
        parts = tuple(int(x) for x in number.split("."))
        return f"num{len(parts)}", number, parts
    if g.get("letter"):
        letter = g["letter"][0]
        return "letter", g["letter"], (ALPHABET.index(letter) if letter in ALPHABET else 99,)
    if g.get("paren"):
        return "paren", f"({g['paren']})", (int(g["paren"]) if g["paren"].isdigit() else 0,)
    return ("dash", "-", ()) if g.get("dash") else ("plus", "+", ())


def deep_end(node: Node) -> int:
    """Where the last point below a node ends."""
    return deep_end(node.children[-1]) if node.children else node.end


class Outline:
    """Builds the tree paragraph by paragraph."""

    def __init__(self, view: str):
        self.view = view
        self.root = Node("root", "", 0, 0)
        self.stack = [self.root]
        self.oddities: list[str] = []
        self.inline = 0

    def open(self, kind):
        """The open node of this kind, if any."""
        return next((n for n in reversed(self.stack) if n.kind == kind), None)

    def annex(self, start: int) -> None:
        """What follows stands in an annex: a part of its own, so that nothing is read as the end of the body."""
        node = Node("part", "PL", start, start, [[start, start]], parent=self.root, path="PL")
        self.root.children.append(node)
        self.stack = [self.root, node]

    def _fits(self, kind, number, before) -> bool:
        """May a marker in the middle of a line start a point here? Only where it continues what is open, or begins a list."""
        last = self.open(kind)
        colon = before.rstrip().endswith(":")
        capital = bool(re.search(rf"[{UPPER}]{{2}}\s*$", before))
        if kind == "roman":
            return number[0] == 1 if not last else number[0] in (last.number[0] + 1, last.number[0] + 2)
        if kind.startswith("num"):
            if last and number[:-1] == last.number[:-1] and number[-1] == last.number[-1] + 1:
                return True
            if len(number) > 1:
                up = self.open(f"num{len(number) - 1}")
                return bool(up and up.number == number[:-1] and number[-1] == 1)
            if number == (1,):
                roman = self.open("roman")
                return colon or capital or bool(roman and roman is self.stack[-1])
            return False
        if kind == "letter":
            if last and 0 < number[0] - last.number[0] <= 3:
                return True
            return number[0] == 0 and (colon or self.stack[-1].kind.startswith("num"))
        if kind == "paren":
            return bool(last and number[0] - last.number[0] in (1, 2) and number[0])
        if kind in ("dash", "plus"):
            return colon or self.stack[-1].kind == kind
        return False

    def add(self, a: int, b: int) -> None:
        """One paragraph: its marker if it starts with one, then the points inside the line."""
        view = self.view
        m = _START.match(view, a, b)
        if m and not self._false_start(m, b):
            self._push(m, m.start() + (len(m[0]) - len(m[0].lstrip(" *_#>"))))
            start = m.end()
            self.stack[-1].paras.append([self.stack[-1].start, b])
        else:
            start = a
            self.stack[-1].paras.append([a, b])
        pos = start
        while (m := self._next_inline(pos, b)):
            kind, _label, number = _kind(m)
            begin = m.start() + len(m[0]) - len(m[0].lstrip())
            before = view[max(a, m.start() - 60):m.start()]
            if (m.re is _INLINE and not self._fits(kind, number, before)) or _CITES.search(before):
                pos = m.end()
                continue
            self.stack[-1].paras[-1][1] = m.start()
            self._push(m, begin)
            self.inline += 1
            self.stack[-1].paras.append([begin, b])
            pos = m.end()

    def _next_inline(self, pos, b):
        """The next marker inside the line that may start a point: after a stop, or right after a heading."""
        view, m = self.view, _INLINE.search(self.view, pos, b)
        node = self.stack[-1]
        if node is self.root or (pos > node.content + 4 and node.paras[-1][0] != node.start):
            return m
        limit = min(b, node.content + 170, m.start() if m else b)
        for h in _AFTER_HEADING.finditer(view, node.content, limit):
            if h.start() >= pos and self._heads(node, h):
                return h
        return m

    def _heads(self, node, h) -> bool:
        """Is the text from a point's marker to here its heading, and does this marker begin what stands below it?"""
        text = self.view[node.content:h.start()].strip()
        kind, _, number = _kind(h)
        got = read_list(self.view, node.content, h.start())
        addressed = bool(got and not self.view[got[1]:h.start()].strip(" :.*_"))
        if len(text) < 4 or (re.search(r"[.;]\s", text) and not addressed):
            return False
        if kind == "letter" or kind == "paren":
            return node.kind.startswith("num") or node.kind == "roman"
        if kind == "dash":
            return addressed and is_verb_at(self.view[h.end()].lower() + self.view[h.end() + 1:h.end() + 48], 0, True)
        last = self.open(kind)
        follows = number[-1] == 1 if len(number) > 1 and len(number) == len(node.number) + 1 and number[:-1] == node.number else \
            bool(last and last is node and number[:-1] == node.number[:-1] and number[-1] == node.number[-1] + 1)
        return follows and (addressed or len(number) > 1 or not is_verb_at(text[0].lower() + text[1:48], 0))

    def _false_start(self, m, b) -> bool:
        kind, _, number = _kind(m)
        if kind == "letter" and number == (99,):
            return True
        text = self.view[m.end():min(b, m.end() + 40)]
        if kind == "num1" and re.match(r"\d", text):
            return True
        return bool(kind == "num2" and re.match(r"(?:tỷ|triệu|%|ha|km|m2)", text))

    def _push(self, m, start):
        kind, label, number = _kind(m)
        capital = self.open("capital") if kind == "roman" and label in "CDILV" else None
        if capital and number[0] != self._next_roman() and ord(label) == capital.number[0] + 1:
            kind, number = "capital", (ord(label),)
        while len(self.stack) > 1 and not self._may_hold(self.stack[-1], kind, number):
            self.stack.pop()
        parent = self.stack[-1]
        last = next((c for c in reversed(parent.children) if c.kind == kind), None)
        node = Node(kind, label, start, m.end(), parent=parent, number=number)
        self._note_jump(parent, last, node)
        if kind in ("dash", "plus"):
            node.number = (sum(1 for c in parent.children if c.kind == kind) + 1,)
        own = {"dash": f"-{node.number[0]}" if node.number else "-", "plus": f"+{node.number[0]}" if node.number
               else "+"}.get(kind, label)
        base = parent.path
        if kind.startswith("num") and len(number) > 1:
            above = parent
            while above.parent and above.kind.startswith("num"):
                above = above.parent
            base = above.path
        node.path = f"{base}.{own}" if base else own
        parent.children.append(node)
        self.stack.append(node)

    def _next_roman(self):
        last = self.open("roman")
        return last.number[0] + 1 if last else 1

    def _may_hold(self, node, kind, number) -> bool:
        """Can `node` be the parent of a new point of this kind? Not when it, or one above it, is of the same kind."""
        if any(n.kind == kind for n in self.stack[1:]):
            return False if node.kind == kind else not any(n.kind == kind for n in self._path(node))
        order = {"part": 0, "capital": 1, "roman": 2, "num1": 3, "num2": 4, "num3": 5, "num4": 6, "letter": 7, "paren": 7,
                 "dash": 8, "plus": 9}
        if kind.startswith("num") and len(number) > 1:
            return order[node.kind] < order[kind] and not (node.kind.startswith("num")
                                                           and number[:len(node.number)] != node.number)
        return order.get(node.kind, 0) < order[kind] or {node.kind, kind} == {"letter", "paren"} or (kind in ("num1",)
            and node.kind in ("letter",) and number == (1,))

    @staticmethod
    def _path(node):
        while node and node.parent:
            yield node
            node = node.parent

    def _note_jump(self, parent, last, node):
        if last and node.number and last.number and node.kind in ("letter", "num1", "num2", "roman",
                                                                  "paren") and node.number[-1] > last.number[-1] + 1:
            self.oddities.append(f"Đánh số nhảy từ {last.path or last.label} sang {node.label}; giữ nguyên số trong văn bản.")
        elif last and node.number and last.number and node.kind in ("letter", "num1",
                                                                    "roman") and node.number[-1] <= last.number[-1]:
            self.oddities.append(f"Số {node.label} đứng sau {last.label} cùng cấp; giữ nguyên số trong văn bản.")
