"""The scale that an annex writes in words ("Từ 80% đến dưới 100%: 0,5") as a proposed rule, for a person to confirm."""

import re
from decimal import Decimal
from typing import Any

from ..errors import BadInput
from ..vietnamese import fold
from .facts import decimal
from .parse import UNKNOWN

_NUMBER = r"\d+(?:[.,]\d+)?"
_LINE = re.compile(rf"^[-+•*\s]*(?P<text>.+?)\s*(?::|=|→|–>|->)\s*(?P<points>{_NUMBER})\s*(?:điểm|đ)?\s*\.?\s*$", re.I)
_FROM = re.compile(rf"^(?:[a-z ]*?)(?:>=|≥)?\s*({_NUMBER})\s*(%|tro len)[^\d]*$")
_RANGE = re.compile(rf"^(?:tu |dat |ty le )*({_NUMBER})\s*%?\s*(?:-|–|den)\s*(?:duoi\s*)?{_NUMBER}\s*(%?)")
_BELOW = re.compile(rf"^(?:dat )?(?:duoi|<|khong dat|it hon)\s*({_NUMBER})?\s*(%?)")


def propose_rule(lines: list[str], top: Any) -> tuple[Any, str]:
    """A rule as plain data and a sentence on how sure it is; "unknown" where the words are not understood.

    >>> propose_rule(["Từ 95% trở lên: 1", "Từ 80% đến dưới 95%: 0,5", "Dưới 80%: 0"], 1)[0]["bands"]
    [[Decimal('0.95'), Decimal('1')], [Decimal('0.8'), Decimal('0.5')]]
    """
    lines = [line.strip() for block in lines for line in str(block).splitlines() if line.strip()]
    try:
        top = decimal(top)
    except BadInput:
        return UNKNOWN, "chưa biết điểm tối đa nên chưa đề xuất được cách chấm."
    if not lines:
        return UNKNOWN, "không có thang điểm."
    if any("ty le" in fold(x) and "diem toi da" in fold(x) for x in lines) or any("cong thuc" in fold(x) for x in lines):
        return {"method": "proportion", "confidence": "D"}, "đề xuất chấm theo tỷ lệ × điểm tối đa; xem có mức sàn không."
    pairs = [(m.group("text"), decimal(m.group("points"))) for m in map(_LINE.match, lines) if m]
    if len(pairs) < 2:
        return UNKNOWN, "không hiểu thang điểm; giữ nguyên văn, chọn cách chấm bằng tay."
    rest = len(lines) - len(pairs)
    tail = f" {rest} dòng không đọc được." if rest else ""
    rule = _bands(pairs, top) or _yes_no(pairs, top) or _choice(pairs, top)
    if rule is None:
        return UNKNOWN, f"mức cao nhất trong thang điểm không bằng điểm tối đa {top}; so lại.{tail}"
    names = {"bands": "theo khoảng", "yes_no": "có/không", "choice": "theo mức xếp loại"}
    why = f"đề xuất chấm {names[rule['method']]} từ {len(pairs)} dòng.{tail} So với văn bản rồi xác nhận."
    return {**rule, "confidence": "D"}, why


def _bands(pairs, top) -> dict | None:
    bands, otherwise = [], None
    for text, points in pairs:
        word = fold(text)
        if m := _BELOW.match(word):
            otherwise = points
        elif m := _RANGE.match(word) or _FROM.match(word):
            bands.append([_scaled(m.group(1), m.group(2)), points])
        else:
            return None
    bands.sort(key=lambda b: -b[0])
    earned = [b[1] for b in bands]
    if not bands or earned[0] != top or earned != sorted(earned, reverse=True) or len({b[0] for b in bands}) < len(bands):
        return None
    return {"method": "bands", "bands": bands, **({"otherwise": otherwise} if otherwise else {})}


def _scaled(number: str, percent: str) -> Decimal:
    return decimal(number) / 100 if percent == "%" else decimal(number)


def _yes_no(pairs, top) -> dict | None:
    if len(pairs) != 2 or {p for _, p in pairs} != {top, Decimal(0)}:
        return None
    words = {fold(t).split()[0]: p for t, p in pairs}
    if words.get("khong") == 0 or words.get("chua") == 0:
        return {"method": "yes_no"}
    return None


def _choice(pairs, top) -> dict | None:
    if not top or max(p for _, p in pairs) != top:
        return None
    return {"method": "choice", "grades": {t: p / top for t, p in pairs}}
