""".odt: paragraphs, headings and lists with their numbers rebuilt, tables, tracked deletions left out."""

import unicodedata

from ...errors import Unreadable
from .numbering import number
from .rows import as_lines, spread
from .source import SourceText, open_zip, part, xml

T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
B = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
S = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"  # noqa: E741


def _levels(roots):
    """List styles as {name: {level: (kind, prefix, suffix, start, shown levels)}}."""
    out = {}
    for root in roots:
        for style in root.iter(T + "list-style"):
            levels = {}
            for lv in style:
                level = int(lv.get(T + "level", 1))
                kind = "bullet" if lv.tag == T + "list-level-style-bullet" else lv.get(S + "num-format", "")
                levels[level] = (kind, lv.get(S + "num-prefix", ""), lv.get(S + "num-suffix", ""),
                                 int(lv.get(T + "start-value", 1)), int(lv.get(T + "display-levels", 1)))
            out[style.get(S + "name")] = levels
    return out


class Reader:
    """Walks the text once."""

    def __init__(self, levels):
        self.levels, self.deleted, self.last = levels, 0, {}

    def text(self, node) -> str:
        """The visible text of a paragraph."""
        out = [node.text or ""]
        for child in node:
            if child.tag == T + "s":
                out.append(" " * int(child.get(T + "c", 1)))
            elif child.tag == T + "tab":
                out.append(" ")
            elif child.tag == T + "line-break":
                out.append("\n")
            elif child.tag not in (T + "note", T + "change", O + "annotation", T + "tracked-changes"):
                out.append(self.text(child))
            out.append(child.tail or "")
        return "".join(out)

    def items(self, node, lines, style, level, counts):
        """A list: every item's first paragraph carries the number."""
        style = node.get(T + "style-name") or style
        if level == 1 and node.get(T + "continue-numbering") == "true":
            counts = self.last.get(style, counts)
        here = self.levels.get(style, {}).get(level, ("1", "", ".", 1, 1))
        counts = {k: v for k, v in counts.items() if k < level} | ({level: counts[level]} if level == 1
                                                                   and level in counts else {})
        for item in node:
            if item.tag not in (T + "list-item", T + "list-header"):
                continue
            label = ""
            if item.tag == T + "list-item":
                start = item.get(T + "start-value")
                counts[level] = int(start) if start else counts.get(level, here[3] - 1) + 1
                label = self._label(style, level, counts)
            first = True
            for child in item:
                if child.tag in (T + "p", T + "h"):
                    text = self.text(child).strip()
                    lines.append(f"{label} {text}" if first and label and text else text)
                    first = False
                elif child.tag == T + "list":
                    self.items(child, lines, style, level + 1, counts)
        self.last[style] = counts

    def _label(self, style, level, counts):
        kind, before, after, _, shown = self.levels.get(style, {}).get(level, ("1", "", ".", 1, 1))
        if kind == "bullet":
            return "-"
        if not kind:
            return ""
        numbers = [number(counts.get(k, 1), self.levels.get(style, {}).get(k, ("1",))[0] or "1")
                   for k in range(max(1, level - shown + 1), level + 1)]
        return before + ".".join(numbers) + after

    def table(self, node) -> list[str]:
        """A table's lines."""
        rows, carried = [], {}
        for tr in node.iter(B + "table-row"):
            cells = []
            for tc in tr:
                if tc.tag == B + "table-cell":
                    inner = []
                    self.body(tc, inner)
                    cells.append(("\n".join(inner), int(tc.get(B + "number-columns-spanned", 1)),
                                  int(tc.get(B + "number-rows-spanned", 1))))
            rows.append(spread(cells, carried))
        return as_lines(rows)

    def body(self, node, lines):
        """All blocks below a node, into lines."""
        for child in node:
            if child.tag in (T + "p", T + "h"):
                lines.append(self.text(child).strip())
            elif child.tag == T + "list":
                self.items(child, lines, None, 1, {})
            elif child.tag == B + "table":
                lines += self.table(child)
            elif child.tag == T + "tracked-changes":
                self.deleted += sum(1 for _ in child.iter(T + "deletion"))
            elif child.tag in (T + "section", T + "index-body"):
                self.body(child, lines)


def read(data: bytes, name: str) -> SourceText:
    """An .odt file."""
    box = open_zip(data, name, "content.xml")
    if "META-INF/manifest.xml" in box.namelist() and b"encryption-data" in part(box, "META-INF/manifest.xml", name):
        raise Unreadable(f"Tệp {name} có mật khẩu. Hãy bỏ mật khẩu rồi nạp lại.", where=name)
    root = xml(part(box, "content.xml", name), name)
    roots = [root] + ([xml(part(box, "styles.xml", name), name)] if "styles.xml" in box.namelist() else [])
    reader, lines = Reader(_levels(roots)), []
    body = root.find(f"{O}body/{O}text")
    reader.body(body if body is not None else root, lines)
    notes = [f"Đã bỏ qua {reader.deleted} chỗ xóa đang theo dõi thay đổi."] if reader.deleted else []
    text = unicodedata.normalize("NFC", "\n".join(lines))
    if not text.strip():
        notes.append("Tệp không có chữ nào; có thể nội dung là ảnh.")
    return SourceText(text, "odt", notes, scanned=not text.strip() and any(n.startswith("Pictures/") for n in box.namelist()))
