"""Tables of an annex: rows with bars, tables spilled into one cell a line (with or without bars), and which column is what."""

import re
from dataclasses import dataclass, field

from .agencies import read_list
from .vocabulary import retone, words

Cell = tuple[int, int]


@dataclass(slots=True)
class Row:
    """A row as cells (spans), with the section it stands in; `label` is its number as written."""

    cells: dict
    label: str
    section: str
    section_label: str
    span: Cell
    table: int = 0
    carried: bool = False


@dataclass(slots=True)
class Tables:
    """All task tables of a text: their rows, the zones they cover, and remarks."""

    rows: list = field(default_factory=list)
    zones: list = field(default_factory=list)
    oddities: list = field(default_factory=list)


def _plain(text: str) -> str:
    return re.sub(r"[\s*_\\]+", " ", re.sub(r"\s*\([^()]*\)\s*$", "", text.strip(" *_|\\:.\u00a0"))).strip().lower()


def column(text: str) -> str | None:
    """What a column heading means: number, task, lead, coordinating, deadline, output, other; None if it is no heading."""
    word = _plain(retone(text))
    if not word or len(word) > 70:
        return None
    for name, phrases in words().sections["columns"].items():
        if word in phrases:
            return name
    if len(word) < 45:
        for name, test in (("coordinating", r"(?:đơn vị|cơ quan).*phối hợp|^phối hợp"),
                           ("lead", r"(?:đơn vị|cơ quan|phòng|bộ phận).*(?:chủ trì|thực hiện|đầu mối|tham mưu)|^chủ trì"),
                           ("deadline", r"(?:thời gian|thời hạn|tiến độ|lộ trình|thời điểm)"),
                           ("output", r"(?:sản phẩm|kết quả)"),
                           ("task", r"(?:nhiệm vụ|nội dung|công việc|giải pháp|hoạt động|đề án|tên văn bản)")):
            if re.search(test, word):
                return name
    return None


def _is_header(cells: list[str]) -> dict | None:
    """The columns of a header row by meaning; None if these cells are no header."""
    names = [column(c) for c in cells]
    got = {}
    for k, n in enumerate(names):
        if n and n not in got:
            got[n] = k
    useful = sum(1 for n in ("number", "task", "lead", "coordinating", "deadline", "output") if n in got)
    if useful >= 3 and ("lead" in got or "deadline" in got) and useful >= len([c for c in cells if c.strip()]) * 0.5:
        if "task" not in got:
            free = [k for k in range(len(cells)) if k not in got.values() and k > 0]
            if not free:
                return None
            got["task"] = free[0]
        return got
    return None


def _second_header(cells: list[str]) -> dict | None:
    """A second header row under a merged heading ("Cơ quan thực hiện" over "Chủ trì", "Phối hợp")."""
    names = {column(c): k for k, c in enumerate(cells) if c.strip(" *_")}
    return names if len(names) >= 2 and None not in names and "lead" in names else None


def find(view: str, lines) -> Tables:
    """All task tables in a text."""
    out = Tables()
    k = 0
    while k < len(lines):
        a, b = lines[k]
        line = view[a:b].strip()
        if line.count("|") >= 3 and len(line) > 3:
            k = _barred(view, lines, k, out)
        elif line and len(line) < 60 and column(line) in ("number", "task") and (got := _spilled(view, lines, k, out)):
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


def _section_of(text: str) -> tuple[str, str]:
    m = re.match(r"\W*(?:(?:Phần\s+)?([IVX]{1,5}|[A-HĐ])\s*[.)-]?)\s+(.*)", text.strip(" *_|"), re.S)
    return (m[1], m[2].strip()) if m else ("", text.strip(" *_|"))


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
        head = _is_header(texts)
        if head:
            header = head
        elif header and not rows and (second := _second_header(texts)):
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
                section_label, section_text = _section_of(" ".join(texts[i].strip(" *_") for i in filled))
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


def _spilled(view, lines, k, out) -> int | None:
    """One cell a line: the header first, then rows that begin with a number; returns the line after, None if this is no table."""
    tokens, stops = _tokens(view, lines, k)
    cells, pos = [], 0
    while pos < len(tokens) and len(cells) < 10:
        t = tokens[pos]
        if t == "|":
            if cells and tokens[pos:pos + 2] == ["|", "|"] and _is_header([view[a:b] for a, b in cells]):
                break
            pos += 1
            continue
        word = view[t[0]:t[1]].replace("\n", " ")
        nxt = tokens[pos + 1] if pos + 1 < len(tokens) else "|"
        if column(word) is None and nxt != "|" and len(word) < 30 and column(view[t[0]:nxt[1]].replace("\n", " ")):
            t, pos = (t[0], nxt[1]), pos + 1
        elif column(word) is None or len(word) > 70:
            break
        cells.append(t)
        pos += 1
    header = _is_header([view[a:b].replace("\n", " ") for a, b in cells])
    rows = _rows_of(view, tokens[pos:], header, len(cells), len(out.zones)) if header else []
    if not rows:
        return None
    out.oddities.append("Bảng bị trải dọc, mỗi ô một dòng; đã ghép lại theo số thứ tự và tên cột.")
    out.zones.append((lines[k][0], lines[stops - 1][1]))
    out.rows += rows
    return stops


def _tokens(view, lines, k):
    """Cells and bars from line k to the end of the table. Between bars a cell may run over several lines."""
    barred = any(view[a:b].strip() == "|" for a, b in lines[k + 1:k + 6])
    tokens, pos, last = [], k, k
    while pos < len(lines):
        a, b = lines[pos]
        line = view[a:b].strip()
        if re.match(r"N[ơo]i\s+nhận|PHỤ\s+LỤC|(?:TM|KT|TL)\.\s?[A-Z]", line):
            break
        if line == "|":
            tokens.append("|")
        elif line:
            cell = (a, a + len(view[a:b].rstrip()))
            if barred and tokens and tokens[-1] != "|":
                tokens[-1] = (tokens[-1][0], cell[1])
            else:
                tokens.append(cell)
            last = pos + 1
        pos += 1
    return tokens, last


def _rows_of(view, tokens, header, width, index):
    """Group spilled cells into rows: a row starts at its number; a lone text between rows is a section."""
    barred = "|" in tokens
    numbered = "number" in header
    groups, current, section, label, expect, bars = [], None, "", "", None, 0
    out = []
    for t in tokens:
        if t == "|":
            bars += 1
            continue
        text = view[t[0]:t[1]].strip(" *_|")
        number = re.fullmatch(r"\(?(\d{1,3}(?:\.\d{1,2})*)[.)]?", text)
        roman = re.match(r"[IVX]{1,5}(?:\s*[.)-]\s|\s*[.)]?$)", text)
        if numbered and number and (current is None or len(current["cells"]) >= min(3, width - 1)):
            current = {"label": number[1], "cells": [(t, 0)], "section": section, "sl": label, "start": t[0]}
            groups.append(current)
        elif roman and (current is None or len(current["cells"]) >= min(3, width - 1)):
            label, section = _section_of(text) if len(text) > 5 else (text.strip(" .)"), "")
            current = None
            expect = "section" if len(text) <= 5 else None
        elif expect == "section":
            section, expect = text, None
        elif current is not None:
            current["cells"].append((t, bars))
        bars = 0
    for g in groups:
        cells = _align(view, g["cells"], header, width, barred)
        if "task" in cells:
            out.append(Row(cells, g["label"], g["section"], g["sl"], (g["start"], max(c[1] for c in cells.values())), index))
    del expect
    return out


def _align(view, cells, header, width, barred):
    """Give spilled cells their columns: by bars where there are any, else by count, else by what they look like."""
    by_index = {}
    if barred:
        column_no = 0
        for n, (c, bars) in enumerate(cells):
            column_no = 0 if n == 0 else column_no + max(1, bars)
            if bars == 0 and n and column_no - 1 in by_index:
                column_no -= 1
                by_index[column_no] = (by_index[column_no][0], c[1])
            else:
                by_index[min(column_no, width - 1)] = c
    elif len(cells) == width:
        by_index = {n: c for n, (c, _) in enumerate(cells)}
    else:
        return _by_look(view, [c for c, _ in cells], header)
    return {n: by_index[i] for n, i in header.items() if i in by_index}


def _by_look(view, cells, header):
    """No bars and a wrong count: the first text is the task, agency lists are lead then coordinating, a time is the deadline."""
    out = {"number": cells[0]}
    rest = cells[1:]
    wanted = [n for n in ("lead", "coordinating") if n in header]
    for c in rest:
        text = view[c[0]:c[1]].strip()
        if "task" not in out:
            out["task"] = c
            continue
        names = read_list(view, c[0], c[1])
        if names and names[1] >= c[1] - 2 and wanted:
            out[wanted.pop(0)] = c
        elif "deadline" in header and re.search(r"20\d\d|[Tt]háng|[Qq]uý|[Tt]hường xuyên|[Hh][ằà]ng|[Tt]rước|[Tt]heo",
                                                text) and len(text) < 80:
            out["deadline"] = c
        elif not names and "lead" not in out:
            out["task"] = (out["task"][0], c[1])
        elif "output" in header and "output" not in out:
            out["output"] = c
    return out
