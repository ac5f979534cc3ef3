""".html: the visible text, lists with their numbers, tables with merged cells; menus, scripts and styles left out."""

import re
import unicodedata
from html.parser import HTMLParser

from .numbering import number
from .plain import decode
from .rows import as_lines, spread
from .source import SourceText

BLOCK = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "article", "blockquote",
         "ul", "ol", "dd", "dt", "hr", "center", "form", "main"}
HIDDEN = {"script", "style", "noscript", "template", "nav", "footer", "aside", "svg", "button", "select", "iframe", "head"}
VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source", "track"}


def _whole(text: str | None) -> int | None:
    """A number of an attribute as anybody writes it; None for anything else, however long."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,5}", text) else None


class Reader(HTMLParser):
    """Collects lines; tables are kept apart until they close."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.hidden: list[str] = []
        self.lists: list[list] = []
        self.tables: list[dict] = []

    def _out(self) -> list[str]:
        return self.tables[-1]["cell"] if self.tables and self.tables[-1]["cell"] is not None else self.lines

    def _break(self):
        out = self._out()
        if out and out[-1].strip() and not re.fullmatch(r"\s*(?:-|\w{1,5}[.)])\s*", out[-1]):
            out.append("")

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if self.hidden:
            if tag not in VOID:
                self.hidden.append(tag)
            return
        if tag in HIDDEN or re.search(r"display\s*:\s*none", a.get("style") or ""):
            if tag not in VOID:
                self.hidden.append(tag)
            return
        if tag in BLOCK:
            self._break()
        if tag in ("ol", "ul"):
            start = a.get("start") or "1"
            self.lists.append([tag, a.get("type") or "1", int(start) - 1 if re.fullmatch(r"\d{1,6}", start) else 0])
        elif tag == "li":
            self._item(a)
        elif tag == "table":
            self.tables.append({"rows": [], "row": None, "carried": {}, "cell": None, "span": (1, 1)})
        elif tag == "tr" and self.tables:
            self._close_row()
            self.tables[-1]["row"] = []
        elif tag in ("td", "th") and self.tables:
            self._close_cell()
            t = self.tables[-1]
            t["row"] = t["row"] if t["row"] is not None else []
            t["cell"], t["span"] = [""], tuple(min(50, _whole(a.get(k)) or 1) for k in ("colspan", "rowspan"))

    def _item(self, a):
        out = self._out()
        if not self.lists or self.lists[-1][0] == "ul":
            out[-1] += "- "
            return
        top = self.lists[-1]
        asked = _whole(a.get("value"))
        top[2] = top[2] + 1 if asked is None else asked
        out[-1] += number(top[2], top[1]) + (") " if top[1] in ("a", "A") else ". ")

    def handle_startendtag(self, tag, attrs):
        if tag in VOID or tag in BLOCK:
            if not self.hidden and tag in BLOCK:
                self._break()
            return
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.hidden:
            if tag in self.hidden:
                while self.hidden and self.hidden.pop() != tag:
                    pass
            return
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        elif tag in ("td", "th") and self.tables:
            self._close_cell()
        elif tag == "tr" and self.tables:
            self._close_row()
        elif tag == "table" and self.tables:
            self._close_row()
            t = self.tables.pop()
            out = self._out()
            if out[-1].strip():
                out.append("")
            out[-1:] = [*as_lines(t["rows"]), ""]
            return
        if tag in BLOCK:
            self._break()

    def _close_cell(self):
        t = self.tables[-1]
        if t["cell"] is not None:
            t["row"].append(("\n".join(x.strip() for x in t["cell"] if x.strip()), *t["span"]))
            t["cell"] = None

    def _close_row(self):
        self._close_cell()
        t = self.tables[-1]
        if t["row"]:
            t["rows"].append(spread(t["row"], t["carried"]))
        t["row"] = None

    def handle_data(self, data):
        if not self.hidden:
            self._out()[-1] += re.sub(r"\s+", " ", data)

    def close_all(self):
        """Tables that the page never closed still count."""
        while self.tables:
            self.hidden.clear()
            self.handle_endtag("table")


def read(data: bytes, name: str) -> SourceText:
    """An .html file."""
    m = re.search(rb"charset=[\"']?([\w-]+)", data[:3000])
    text, notes = decode(data)
    if m and m[1].lower() not in (b"utf-8", b"utf8"):
        try:
            text, notes = data.decode(m[1].decode()), []
        except (LookupError, UnicodeDecodeError):
            pass
    reader = Reader()
    reader.feed(text)
    reader.close()
    reader.close_all()
    lines = [re.sub(r"[ \t]+", " ", x).strip() for x in reader.lines]
    out = unicodedata.normalize("NFC", "\n".join(x for x in lines if x))
    if not out:
        notes.append("Trang không có chữ nào.")
    return SourceText(out, "html", notes)
