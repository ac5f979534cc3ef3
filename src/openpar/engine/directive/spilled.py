"""Tables spilled into one cell a line, with bars between the cells or without."""

import re

from .agencies import read_list
from .columns import Row, column, is_header, section_of


def spilled(view, lines, k, out) -> int | None:
    """One cell a line: the header first, then rows that begin with a number; returns the line after, None if this is no table."""
    tokens, stops = _tokens(view, lines, k)
    cells, pos = [], 0
    while pos < len(tokens) and len(cells) < 10:
        t = tokens[pos]
        if t == "|":
            if cells and tokens[pos:pos + 2] == ["|", "|"] and is_header([view[a:b] for a, b in cells]):
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
    header = is_header([view[a:b].replace("\n", " ") for a, b in cells])
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
    tokens: list = []
    pos = last = k
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
            label, section = section_of(text) if len(text) > 5 else (text.strip(" .)"), "")
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
