"""Which row of a sheet names its columns, under titles, over several rows, in anybody's wording; and where the data begin."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..vietnamese import fold
from .book import Grid

WITHIN = 40  # rows looked at
DEPTH = 3  # heading rows that belong together
PREFIX = 7  # letters that the beginning of a longer heading must share with a name


@dataclass(slots=True)
class Found:
    """The headings: numbers of the first and last heading row (as the program counts), the words over each column, which column (from 0)
    holds what, and the row in which the data begin."""

    first: int
    last: int
    labels: dict[int, str] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    data: int = 0


def letter(column: int) -> str:
    """The name of a column.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    out, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def plain(label: Any) -> str:
    """A heading without what people add to it: accents, case, brackets, marks.

    >>> plain("Đơn vị chủ trì (*):"), plain("Số,\\nký hiệu")
    ('don vi chu tri', 'so ky hieu')
    """
    text = fold(re.sub(r"\([^()]*\)", " ", str(label)))
    return " ".join(re.sub(r"[^\w/%]+", " ", text).split())


def find_head(grid: Grid, words: Mapping[str, Sequence[str]], need: Sequence[str]) -> Found | None:
    """The heading rows in which most of these columns are named, all needed ones among them where there is such a row.

    `words` are the names of each column as `plain` writes them. None where no row names two columns (or the only one that is needed).
    """
    top = _spread(grid)
    best, found = (0, 0, 0, 0), None
    for last in range(len(top)):
        for depth in range(1, min(DEPTH, last + 1) + 1):
            rows = top[last - depth + 1:last + 1]
            if depth > 1 and not _belongs(grid, last - depth + 1, last):
                break
            columns = _match(rows, words)
            score = (sum(n in columns for n in need), len(columns), -depth, -last)
            if len(columns) >= min(2, len(words)) and score > best:
                labels = _labels(rows)
                best, found = score, Found(last - depth + 2, last + 1, labels, columns)
    if found:
        _upwards(grid, top, found)
        found.data = found.last + 1
        while found.data <= min(len(grid.rows), found.last + 2) and _numbering(grid.rows[found.data - 1]):
            found.data += 1
    return found


def _upwards(grid: Grid, top, found: Found) -> None:
    """The rows above from which a merged heading reaches into these belong to the headings too."""
    reach = [r1 + 1 for (r1, _c1), (r2, _c2) in grid.merged if r1 + 1 < found.first <= r2 + 1]
    if reach and found.last - min(reach) < DEPTH:
        found.first = min(reach)
        rows = top[found.first - 1:found.last]
        found.labels = _labels(rows)


def head_at(grid: Grid, first: int, last: int, words: Mapping[str, Sequence[str]]) -> Found:
    """The headings of rows that a person named."""
    rows = _spread(grid, max(last, WITHIN))[first - 1:last]
    labels = _labels(rows)
    return Found(first, last, labels, _match(rows, words), last + 1)


def _spread(grid: Grid, within: int = WITHIN) -> list[list[Any]]:
    """The top rows with merged headings repeated over the columns and rows they cover."""
    rows = [list(r) for r in grid.rows[:within]]
    width = max(map(len, rows), default=0)
    rows = [r + [None] * (width - len(r)) for r in rows]
    for (r1, c1), (r2, c2) in grid.merged:
        if r1 < len(rows) and c1 < width:
            for r in range(r1, min(r2 + 1, len(rows))):
                for c in range(c1, min(c2 + 1, width)):
                    rows[r][c] = rows[r1][c1]
    return rows


def _belongs(grid: Grid, first: int, last: int) -> bool:
    """Whether rows (from 0) may be one heading: a merged heading reaches over two of them, or the upper row has words over empty places below."""
    if any(r1 >= first and r1 <= last and (r2 > r1 or c2 > c1) for (r1, c1), (r2, c2) in grid.merged):
        return True
    upper, lower = grid.rows[first], grid.rows[last]
    return bool(grid.merged == [] and len([v for v in upper if v]) > 1 and any(
        upper[c] and not (lower[c] if c < len(lower) else None) for c in range(len(upper))))


def _labels(rows) -> dict[int, str]:
    """The words over each column that has some."""
    return {c: words for c in range(max(map(len, rows), default=0)) if (words := _joined(rows, c))}


def _joined(rows, column) -> str:
    parts = [str(r[column])[:500] for r in rows if column < len(r) and r[column] is not None]
    return " ".join(dict.fromkeys(" ".join(p.split()) for p in parts))


def _match(rows, words) -> dict[str, int]:
    """Which column holds what: first by a whole name, over all rows or the lowest one, then by the beginning of a longer heading."""
    whole: list[dict[str, list[int]]] = [{} for _ in range(DEPTH + 1)]  # columns by their name; one list a way of reading a column
    begun: list[dict[str, list[int]]] = [{} for _ in range(DEPTH + 1)]
    for c in range(max(map(len, rows), default=0)):
        cells = [str(r[c]) for r in rows if c < len(r) and r[c] is not None]
        tried = dict.fromkeys(_bare(p) for p in (_joined(rows, c), *reversed(cells)) if p)
        for level, label in enumerate([p for p in tried if p and len(p) < 90][:DEPTH + 1]):
            whole[level].setdefault(label, []).append(c)
            for at, letter_ in enumerate(label):
                if letter_ == " " and at >= PREFIX:
                    begun[level].setdefault(label[:at], []).append(c)
    out: dict[str, int] = {}
    taken: set[int] = set()
    for levels in (whole, begun):
        for by_name in levels:
            for key, names in words.items():
                if key not in out and (hit := next((c for name in names for c in by_name.get(name, ()) if c not in taken), None)) is not None:
                    out[key] = hit
                    taken.add(hit)
    return out


@lru_cache(maxsize=16_384)
def _bare(label: str) -> str:
    """`plain`, kept, since a heading is read in every group of rows it may belong to; what is longer than any heading is none."""
    return plain(label) if len(label) < 500 else ""


def _numbering(row) -> bool:
    """A row that only numbers the columns: 1 2 3, (1) (2) (3), A B 1 2."""
    cells = [re.sub(r"\.0$", "", str(v)).strip("()[]") for v in row if v is not None]
    numbers = [int(c) for c in cells if c.isdecimal() and len(c) < 3]
    return len(cells) > 2 and len(numbers) >= len(cells) - 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
