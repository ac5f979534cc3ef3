"""Tables of an annex: rows with bars here, spilled tables in spilled.py, the meaning of columns in columns.py."""

import re

from .columns import Cell, Row, Tables, column, is_header, second_header, section_of
from .spilled import spilled


def find(view: str, lines) -> Tables:
    """All task tables in a text."""
    out = Tables()
    k = 0
    while k < len(lines):
        a, b = lines[k]
        line = view[a:b].strip()
        if line.count("|") >= 3 and len(line) > 3:
            k = _barred(view, lines, k, out)
        elif line and len(line) < 60 and column(line) in ("number", "task") and (got := spilled(view, lines, k, out)):
            k = got
        else:
            k += 1
    return out


def _split_cells(view, a, b) -> list[Cell]:
    start, cells = a, []
    bars = [p for p in range(a, b) if view[p] == "|" and (p == a or view[p - 1] != "\\")]
    text = view[a:b]
    if text.lstrip().startswith("|"):
        start = bars[0] + 1
        bars = bars[1:]
    for p in bars:
        cells.append((start, p))
        start = p + 1
    if view[start:b].strip():
        cells.append((start, b))
    return cells


def _barred(view, lines, k, out) -> int:
    """Rows with bars from line k on; returns the line after the table."""
    first, header, section, label = k, None, "", ""
    rows = []
    index = len(out.zones)
    while k < len(lines):
        a, b = lines[k]
        line = view[a:b].strip()
        if not line:
            if k + 1 < len(lines) and view[lines[k + 1][0]:lines[k + 1][1]].strip().startswith("|"):
                k += 1
                continue
            break
        if "|" not in line:
            goes_on = k + 1 < len(lines) and "|" in view[lines[k + 1][0]:lines[k + 1][1]]
            if line and header and rows and goes_on and not line.startswith(("#", "Nơi nhận")):
                k += 1
                continue
            break
        if re.fullmatch(r"[|\s:\-=+]+", line):
            k += 1
            continue
        cells = _split_cells(view, a, b)
        texts = [view[c:d] for c, d in cells]
        head = is_header(texts)
        if head:
            header = head
        elif header and not rows and (second := second_header(texts)):
            header |= second
        elif header:
            filled = [i for i, t in enumerate(texts) if t.strip(" *_\\")]
            body = [i for i in filled if i != header.get("number")]
            number = texts[header["number"]].strip(" *_.)\\") if "number" in header and header["number"] < len(texts) else ""
            meaning = [i for i in body if i in (header.get("lead"), header.get("deadline"), header.get("coordinating"))]
            if not filled or not re.search(r"[^\W_]", line):
                pass
            elif len(body) <= 1 and not meaning and rows and _follows(number, rows[-1].label):
                # A cell merged downwards that the conversion left blank: the row above says who and when.
                above = {n: c for n, c in rows[-1].cells.items() if n in ("lead", "coordinating", "deadline")}
                rows.append(Row(above | {n: cells[i] for n, i in header.items() if i < len(cells) and texts[i].strip()},
                                number, section, label,
                                (a + len(view[a:b]) - len(view[a:b].lstrip()), a + len(view[a:b].rstrip())), index, True))
            elif len(body) <= 1 and not meaning:
                section_label, section_text = section_of(" ".join(texts[i].strip(" *_") for i in filled))
                if re.search(r"[^\W\d_]{3}", section_text):
                    section, label = section_text, number if re.fullmatch(r"[IVX]+|[A-Z]|\d+(?:\.\d+)*",
                        number) else section_label
                elif rows or re.search(r"…|\.{4}", line):
                    out.oddities.append("Bảng có dòng bị lược (\"…\"); các dòng sau giữ nguyên số.")
                    section, label = "", "?"
            elif len(filled) <= 3 and re.fullmatch(r"[\d() =+x/]+", "".join(texts[i].strip() for i in filled)):
                pass
            else:
                rows.append(Row({n: cells[i] for n, i in header.items() if i < len(cells)}, number, section, label,
                                (a + len(view[a:b]) - len(view[a:b].lstrip()), a + len(view[a:b].rstrip())), index))
        k += 1
    if header:
        out.zones.append((lines[first][0], lines[k - 1][1]))
        out.rows += _fill_merged(view, rows)
        return k
    return first + 1


def _follows(number: str, last: str) -> bool:
    return number.isdecimal() and last.isdecimal() and int(number) == int(last) + 1


def _fill_merged(view, rows):
    return [r for r in rows if "task" in r.cells and re.search(r"\w", view[r.cells["task"][0]:r.cells["task"][1]])]
