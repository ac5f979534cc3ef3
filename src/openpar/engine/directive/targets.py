"""Figures that a task must reach, apart from figures that only describe its scope."""

import re
from functools import lru_cache

from .values import Target
from .vocabulary import alternatives, words

_TIME_UNIT = re.compile(r"(?:ngày|tháng|năm|giờ|lần|phút|tuần|quý|kỳ|tuổi)\b", re.I)


@lru_cache(maxsize=1)
def patterns():
    """Compile rulebook/phrases/targets.yaml once."""
    t = words().targets
    op = {k: alternatives(v) for k, v in t["op"].items()}
    figure = r"(?P<n>\d{1,3}(?:\.\d{3})*(?:,\d+)?|\d+(?:[.,]\d+)?)"
    spelled = "|".join(t["numbers"])
    return {
        "percent": re.compile(rf"{figure}\s*(?:%|phần\s+trăm)(?!\w)", re.I),
        "count": re.compile(rf"(?P<op>ít\s+nhất|tối\s+thiểu|không\s+dưới|tối\s+đa|không\s+quá)\s+(?:là\s+|có\s+|"
                            rf"từ\s+)?(?:{figure}|(?P<w>{spelled}))\s+(?P<unit>[^\W\d_]+(?:\s[^\W\d_]+)?)", re.I),
        "compare": re.compile(r"(?P<op>cao\s+hơn|thấp\s+hơn|vượt)\s+(?:so\s+với\s+)?(?:cùng\s+kỳ\s+)?năm\s+(?:trước|"
                              r"20\d\d)(?!\w)", re.I),
        "ops": [(k, re.compile(rf"(?:{op[k]})\s*(?:ít\s+nhất\s+)?$", re.I)) for k in ("<=", "<", ">=", ">", "~", "=")],
        "need": re.compile(rf"(?:{alternatives(t['need'])})(?!\w)", re.I),
    }


def _number(text: str) -> float | int:
    """The value of a Vietnamese figure: dot for thousands, comma for decimals.

    >>> _number("1.250"), _number("86,81")
    (1250, 86.81)
    """
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def _op(before: str) -> str:
    for name, pattern in patterns()["ops"]:
        if pattern.search(before):
            return name
    return "="


def find(view: str, i: int, j: int, cited=()) -> list[Target]:
    """The targets in a passage.

    >>> [(t.op, t.value, t.unit) for t in find("bảo đảm trên 30% đơn vị được kiểm tra", 0, 37)]
    [('>', 30, '%')]
    """
    p, out = patterns(), []
    year = re.compile(r"năm\s+(20\d\d)").search(view, i, j)
    by = int(year[1]) if year else None
    for m in p["percent"].finditer(view, i, j):
        if any(a <= m.start() < b for a, b in cited):
            continue
        before = view[max(i, m.start() - 70):m.start()]
        clause = re.split(r"[;.]\s", before)[-1]
        op = _op(before.rstrip() + " " if before else "") if before else "="
        full = m["n"] == "100"
        if not full and not p["need"].search(clause) and op == "=":
            continue
        if full and not p["need"].search(clause + view[m.start():m.end()]):
            continue
        more = re.compile(r"\s+trở\s+lên").match(view, m.end(), j)
        if full:
            op = "="
        metric = _metric(view, m.end(), j) or _subject(view, i, m.start())
        out.append(Target(metric, ">=" if more else op, _number(m["n"]), "%", by, (m.start(), m.end()),
                          "Có mức phải đạt trong câu", True))
    for m in p["count"].finditer(view, i, j):
        if _TIME_UNIT.match(m["unit"]) or "%" in view[m.start():m.end() + 2]:
            continue
        value = _number(m["n"]) if m["n"] else words().targets["numbers"][m["w"].lower()]
        op = "<=" if re.match(r"tối\s+đa|không\s+quá", m["op"], re.I) else ">="
        out.append(Target(m["unit"], op, value, m["unit"], by, (m.start(), m.end()), "Có số lượng tối thiểu hoặc tối đa",
                          False))
    for m in p["compare"].finditer(view, i, j):
        op = "<" if m["op"].lower().startswith("thấp") else ">"
        out.append(Target(view[max(i, m.start() - 60):m.start()].split(";")[-1].strip(" ,"), op, None, "", by,
                          (m.start(), m.end()),
                          "So với kỳ trước, không có con số", False))
    return sorted(out, key=lambda t: t.span)


def _metric(view, i, j):
    """What the percentage is of: the words that follow it, to the next stop; nothing where they only say when."""
    m = re.compile(r"\s*([^,.;()\n]{4,90})").match(view, i, j)
    words_after = m[1].strip() if m else ""
    return "" if _WHEN.match(words_after) else words_after


_WHEN = re.compile(r"(?:(?:trong|đến|vào|hết|trước|cuối|tính|ngay|từ)\s+)*(?:năm|quý|tháng|ngày|giai\s+đoạn)(?!\w)", re.I)


def _subject(view, i, j):
    """What the clause before a percentage is about, without the words that ask for it.

    >>> _subject("Đôn đốc khắc phục kiến nghị, bảo đảm đạt trên ", 0, 46)
    'Đôn đốc khắc phục kiến nghị'
    """
    start = max(i, j - 160)
    clause = re.split(r"[;.]\s|\n", view[start:j])[-1]
    if start > i and len(clause) == j - start:
        clause = clause.partition(" ")[2]
    said = _NUMBERED.sub("", _asking().sub("", clause)).strip(" ,:(")
    return said if len(said) <= 120 else "… " + said[-120:].partition(" ")[2]


_NUMBERED = re.compile(r"^\s*(?:[a-zđ]\)|\d{1,2}(?:\.\d+)*[.)]|[-–+*])\s+")


@lru_cache(maxsize=1)
def _asking():
    t = words().targets
    ask = "|".join([alternatives(t["need"]), *(alternatives(v) for v in t["op"].values()), "đạt", "là", "tỷ\\s+lệ"])
    return re.compile(rf"(?:[\s,:]*(?<!\w)(?:{ask})(?!\w))+[\s,:]*$", re.I)
