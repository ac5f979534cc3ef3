"""Tables as text: rows with bars, merged cells carried down, and letterheads (two cells side by side) as plain lines."""

import re


def clean(text: str) -> str:
    """A cell's text on one line, without bars."""
    return re.sub(r"\s+", " ", text.replace("|", "/")).strip()


def as_lines(rows: list[list[str]]) -> list[str]:
    """A table of cell texts as lines: three or more columns become "| a | b |", fewer become one line a cell."""
    if not rows:
        return []
    width = max(len(r) for r in rows)
    if width >= 3:
        return ["| " + " | ".join(clean(c) for c in r + [""] * (width - len(r))) + " |" for r in rows
                if any(c.strip() for c in r)]
    return [line for r in rows for c in r for line in c.split("\n") if line.strip()]


def spread(cells: list[tuple[str, int, int]], carried: dict[int, tuple[str, int]]) -> list[str]:
    """One row from (text, columns, rows) cells, with what merged cells above carry into it.

    >>> carried = {}
    >>> spread([("1", 1, 1), ("Sở A", 1, 2)], carried), spread([("2", 1, 1)], carried)
    (['1', 'Sở A'], ['2', 'Sở A'])
    """
    out, k, left = [], 0, list(cells)
    while left or k in carried:
        if k in carried:
            text, more = carried.pop(k)
            out.append(text)
            if more > 1:
                carried[k] = (text, more - 1)
            k += 1
            continue
        text, columns, rows = left.pop(0)
        for extra in range(max(1, columns)):
            out.append(text if not extra else "")
            if rows > 1:
                carried[k] = (text if not extra else "", rows - 1)
            k += 1
    return out
