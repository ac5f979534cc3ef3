"""How parents are made of their children: sum, weights, mean, geometric, calibrated. (Pooled answers: `score.py`.)

One table serves the exact score (Decimal) and the bounds; the float twins for simulation are in `vector.py`.
"""

from collections.abc import Sequence
from decimal import Decimal

from ..errors import Refused

HOW = {"sum": "cộng", "weights": "bình quân gia quyền", "mean": "bình quân cộng", "geometric": "bình quân nhân",
       "pooled": "gộp mọi câu trả lời", "calibrated": "hiệu chỉnh về khoảng điểm"}


def share(node, child) -> Decimal:
    """What one point of this child adds to its parent before `times`; always as of the whole node."""
    if node.compose.how in ("weights", "calibrated"):
        return child.weight
    if node.compose.how == "mean":
        return Decimal(1) / len(node.children)
    return Decimal(1)


def weighed(node, children, values: Sequence[Decimal | None]) -> Decimal | None:
    """The shares times these values, added up; None where a value is unknown."""
    if any(v is None for v in values):
        return None
    return sum((share(node, c) * v for c, v in zip(children, values, strict=True)), Decimal(0))


def combine(node, children, values: Sequence[Decimal], scale: tuple[Decimal, Decimal] = (Decimal(1), Decimal(1))) -> Decimal:
    """The parent's value from its children's values; `children` may be fewer than all. `scale` is (whole, what applies)."""
    c = node.compose
    # Multiplied before it is divided, so that 6.5 of 13 rescaled to 18 is 9 and not 9 and a hair.
    result = geometric(node, values) if c.how == "geometric" else weighed(node, children, values) * scale[0] / scale[1]
    if c.how == "calibrated":
        result = c.low + (c.high - c.low) * result
    result *= c.times
    return min(result, c.cap) if c.cap is not None else result


def geometric(node, values: Sequence[Decimal]) -> Decimal:
    """The geometric mean; a value at or below zero is lifted to the stated floor, or refused where none is stated."""
    floor = node.compose.floor
    if floor is None and any(v <= 0 for v in values):
        raise Refused(f"{node.label}: bình quân nhân cần mọi điểm thành phần lớn hơn 0. "
                      "Khung phải ghi mức sàn (floor) hoặc dùng cách tổng hợp khác.", where=node.code)
    product = Decimal(1)
    for v in values:
        product *= max(v, floor) if floor is not None else v
    return product ** (Decimal(1) / len(values))


def extremes(node, parts: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    """The least and greatest value of a node whose children lie between these; every way of composing is monotone."""
    if node.compose.how == "pooled":
        return Decimal(0), node.max if node.max is not None else max(p[1] for p in parts)
    low = [p[0] for p in parts]
    if node.compose.how == "geometric" and node.compose.floor is None and min(low) <= 0:
        return Decimal(0), combine(node, node.children, [p[1] for p in parts])
    return combine(node, node.children, low), combine(node, node.children, [p[1] for p in parts])
