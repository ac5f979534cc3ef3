"""The tile grid: one equal tile a province (or district) instead of a map, shaded by group, so that area says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from .svg import drawing, el, link, text


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit at a column and row; `group` 1 (low) to 4 (high) or None where nothing was published; `said` is its sentence."""

    name: str
    column: int
    row: int
    group: int | None
    said: str
    url: str = ""
    here: bool = False


def two_lines(name: str) -> tuple[str, str]:
    """A name cut for a tile of two short lines.

    >>> two_lines("Lai Châu"), two_lines("Thừa Thiên-Huế"), two_lines("TP. Hồ Chí Minh"), two_lines("Sìn Hồ")
    (('Lai', 'Châu'), ('TT-', 'Huế'), ('TP.', 'HCM'), ('Sìn', 'Hồ'))
    """
    words = name.replace("-", " ").split()
    if len(words) < 2:
        return name, ""
    if len(words) == 2:
        return words[0], words[1]
    if words[0].endswith("."):
        return words[0], "".join(w[0] for w in words[1:])
    return "".join(w[0] for w in words[:-1]) + "-", words[-1]


def tile_grid(tiles: Sequence[Tile], *, sentence: str) -> SafeString:
    """The grid; every tile is a link when it has an address, and carries its sentence."""
    wide, high, gap = 40, 36, 2
    marks = []
    for t in sorted(tiles, key=lambda t: (t.row, t.column)):
        x, y, key = t.column * wide, t.row * high, t.group or "na"
        box = el("rect", css=f"f{key}", x=x, y=y, width=wide - gap, height=high - gap, rx=2)
        marks.append(link(t.url, t.said, box, css="tile"))
        for word, down in zip(two_lines(t.name), (14.5, 27), strict=True):
            if word:
                marks.append(text(word, x + (wide - gap) / 2, y + down, css=f"tile-name x{key}", anchor="middle"))
        if t.here:
            marks.append(el("rect", css="here", x=x + 1, y=y + 1, width=wide - gap - 2, height=high - gap - 2, rx=2))
    columns, rows = max(t.column for t in tiles) + 1, max(t.row for t in tiles) + 1
    return drawing(
        columns * wide, rows * high, sentence, marks, links=any(t.url for t in tiles), css="chart chart-own", natural=True
    )
