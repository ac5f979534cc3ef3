"""What the columns of a task table mean, and what a table is read into."""

import re
from dataclasses import dataclass, field

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


def is_header(cells: list[str]) -> dict | None:
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


def second_header(cells: list[str]) -> dict | None:
    """A second header row under a merged heading ("Cơ quan thực hiện" over "Chủ trì", "Phối hợp")."""
    names = {column(c): k for k, c in enumerate(cells) if c.strip(" *_")}
    return names if len(names) >= 2 and None not in names and "lead" in names else None


def section_of(text: str) -> tuple[str, str]:
    """The number and the words of a row that heads a part of a table ("II. Về dữ liệu"); no number where there is none."""
    m = re.match(r"\W*(?:(?:Phần\s+)?([IVX]{1,5}|[A-HĐ])\s*[.)-]?)\s+(.*)", text.strip(" *_|"), re.S)
    return (m[1], m[2].strip()) if m else ("", text.strip(" *_|"))
