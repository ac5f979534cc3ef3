""".docx: paragraphs with their automatic numbers rebuilt, tables with merged cells, tracked changes accepted."""

import unicodedata

from .numbering import number
from .rows import as_lines
from .source import SourceText, open_zip, part, xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SKIP = {W + "del", W + "moveFrom", W + "instrText", W + "footnoteReference", W + "delText", W + "pict", W + "fldData"}
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _val(node, name, default=None):
    child = node.find(W + name) if node is not None else None
    return child.get(W + "val", default) if child is not None else default


class Lists:
    """The numbering part: abstract lists, their instances, and the counters while the document is read."""

    def __init__(self, root, styles):
        self.abstract, self.instance, self.counters, self.styles = {}, {}, {}, styles
        self.broken = root is None
        if root is None:
            return
        for a in root.findall(W + "abstractNum"):
            levels = {}
            for lv in a.findall(W + "lvl"):
                levels[int(lv.get(W + "ilvl", 0))] = {"start": int(_val(lv, "start", "1") or 1),
                                                      "format": _val(lv, "numFmt", "decimal"),
                                                      "text": _val(lv, "lvlText", ""), "restart": _val(lv, "lvlRestart"),
                                                      "legal": lv.find(W + "isLgl") is not None}
            self.abstract[a.get(W + "abstractNumId")] = levels
        for n in root.findall(W + "num"):
            over = {int(o.get(W + "ilvl", 0)): _val(o, "startOverride") for o in n.findall(W + "lvlOverride")}
            self.instance[n.get(W + "numId")] = (_val(n, "abstractNumId"), {k: int(v) for k, v in over.items() if v})

    def label(self, num_id: str, level: int) -> str | None:
        """The label of the next paragraph of this list; None where the list is unknown."""
        if num_id not in self.instance:
            return None
        abstract, over = self.instance[num_id]
        levels = self.abstract.get(abstract, {})
        if level not in levels:
            return None
        key = (abstract, num_id) if over else (abstract, None)
        counts = self.counters.setdefault(key, {})
        for deeper in [k for k in counts if k > level]:
            if levels.get(deeper, {}).get("restart") != "0":
                del counts[deeper]
        counts[level] = counts[level] + 1 if level in counts else over.get(level, levels[level]["start"])
        for upper in range(level):
            counts.setdefault(upper, over.get(upper, levels.get(upper, {}).get("start", 1)))
        me = levels[level]
        if me["format"] == "bullet":
            return "-"
        text = me["text"] or ""
        for k in range(level + 1):
            kind = "decimal" if me["legal"] else levels.get(k, {}).get("format", "decimal")
            text = text.replace(f"%{k + 1}", number(counts.get(k, 1), kind))
        return text.strip()


def _style_lists(root):
    """The list that each paragraph style belongs to, through the styles it is based on."""
    found, based = {}, {}
    for s in root.findall(W + "style") if root is not None else ():
        name = s.get(W + "styleId")
        ppr = s.find(W + "pPr")
        num = ppr.find(W + "numPr") if ppr is not None else None
        if num is not None:
            found[name] = (_val(num, "numId"), int(_val(num, "ilvl", "0") or 0))
        based[name] = _val(s, "basedOn")

    def of(name, depth=0):
        return found.get(name) or (of(based[name], depth + 1) if depth < 20 and based.get(name) else None)
    return {name: of(name) for name in based}


class Reader:
    """Walks the body once."""

    def __init__(self, lists, style_lists):
        self.lists, self.style_lists = lists, style_lists
        self.deleted = self.inserted = self.hidden = self.unnumbered = 0

    def text(self, node) -> str:
        """The visible text of a paragraph or cell part."""
        out = []
        for child in node:
            tag = child.tag
            if tag in (W + "pPr", W + "rPr"):
                continue
            if tag in (W + "del", W + "moveFrom"):
                self.deleted += 1
            if tag in SKIP or tag == FALLBACK:
                continue
            if tag in (W + "ins", W + "moveTo"):
                self.inserted += 1
            if tag == W + "r" and (rp := child.find(W + "rPr")) is not None and rp.find(W +
                "vanish") is not None and _val(rp, "vanish", "1") not in ("0", "false"):
                self.hidden += 1
                continue
            if tag == W + "t":
                out.append(child.text or "")
            elif tag == W + "tab":
                out.append(" ")
            elif tag in (W + "br", W + "cr"):
                out.append("\n")
            elif tag == W + "noBreakHyphen":
                out.append("-")
            elif tag == W + "p":
                out.append(self.text(child) + "\n")
            elif tag == W + "tbl":
                out.append("\n".join(self.table(child)) + "\n")
            elif len(child):
                out.append(self.text(child))
        return "".join(out)

    def paragraph(self, p) -> str | None:
        """A paragraph with its automatic number; None if nothing of it is left."""
        ppr = p.find(W + "pPr")
        mark_deleted = ppr is not None and (rp := ppr.find(W + "rPr")) is not None and rp.find(W + "del") is not None
        text = self.text(p).strip()
        if mark_deleted and not text:
            return None
        num = ppr.find(W + "numPr") if ppr is not None else None
        found = None
        if num is not None:
            found = (_val(num, "numId"), int(_val(num, "ilvl", "0") or 0))
        elif ppr is not None:
            found = self.style_lists.get(_val(ppr, "pStyle"))
        if not text or not found or found[0] in (None, "0"):
            return text
        label = self.lists.label(*found)
        if label is None:
            self.unnumbered += 1
            return text
        return f"{label} {text}" if label else text

    def table(self, tbl) -> list[str]:
        """A table's lines; a cell merged downwards stands in every row that it covers."""
        rows, above = [], {}
        for tr in tbl.iter(W + "tr"):
            if (trp := tr.find(W + "trPr")) is not None and trp.find(W + "del") is not None:
                self.deleted += 1
                continue
            row, k = [], 0
            for tc in tr.findall(W + "tc"):
                pr = tc.find(W + "tcPr")
                span = int(_val(pr, "gridSpan", "1") or 1)
                merge = pr.find(W + "vMerge") if pr is not None else None
                text = "\n".join(x for x in (self.paragraph(p) for p in tc.iter(W + "p")) if x)
                if merge is not None and merge.get(W + "val") != "restart":
                    text = above.get(k, "")
                elif merge is not None:
                    above[k] = text
                row += [text] + [""] * (span - 1)
                k += span
            rows.append(row)
        return as_lines(rows)

    def body(self, node, lines):
        """All blocks below a node, into lines."""
        for child in node:
            if child.tag == W + "p":
                if (text := self.paragraph(child)) is not None:
                    lines.append(text)
            elif child.tag == W + "tbl":
                lines += self.table(child)
            elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
                self.body(child, lines)


def read(data: bytes, name: str) -> SourceText:
    """A .docx file."""
    box = open_zip(data, name, "word/document.xml")
    names = box.namelist()
    styles = xml(part(box, "word/styles.xml", name), name) if "word/styles.xml" in names else None
    numbers = xml(part(box, "word/numbering.xml", name), name) if "word/numbering.xml" in names else None
    reader = Reader(Lists(numbers, styles), _style_lists(styles))
    root = xml(part(box, "word/document.xml", name), name)
    lines = []
    body = root.find(W + "body")
    reader.body(body if body is not None else root, lines)
    notes = []
    if reader.deleted:
        notes.append(f"Đã bỏ qua {reader.deleted} chỗ xóa đang theo dõi thay đổi (track changes).")
    if reader.inserted:
        notes.append(f"Đã nhận {reader.inserted} chỗ chèn đang theo dõi thay đổi (track changes).")
    if reader.hidden:
        notes.append(f"Đã bỏ qua {reader.hidden} đoạn chữ ẩn.")
    if reader.unnumbered:
        notes.append(f"{reader.unnumbered} đoạn thuộc danh sách tự động nhưng tệp thiếu phần đánh số; đọc như đoạn thường.")
    text = unicodedata.normalize("NFC", "\n".join(lines))
    if not text.strip():
        notes.append("Tệp không có chữ nào; có thể nội dung là ảnh.")
    return SourceText(text, "docx", notes, scanned=not text.strip() and any(n.startswith("word/media/") for n in names))
