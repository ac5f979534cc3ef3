"""Scoring methods: small named functions from one reduced fact to points, each with its reason in words.

Every method takes (x, p, top, unit): the fact as one value, the parameters of the framework (numbers are Decimal), the
criterion's maximum, and the unit for the sentence. It returns (points, reason). Float twins for simulation: `arrays.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..errors import BadInput
from ..vietnamese import fold
from .facts import Fact
from .words import number as num
from .words import percent, rounded, shown

ZERO, ONE = Decimal(0), Decimal(1)
YES, NO = {"co", "yes", "true", "dat", "1"}, {"khong", "no", "false", "khong dat", "0"}


def clamp(x: Decimal, low: Decimal = ZERO, high: Decimal = ONE) -> Decimal:
    """x held inside [low, high]."""
    return min(max(x, low), high)


def _said(x, unit="", *limits) -> str:
    """A number inside a sentence; the exact one stays in the result and in what is exported."""
    return shown(rounded(x, limits) if isinstance(x, Decimal) else x, unit)


# ---- from a fact to one value -------------------------------------------------------------------------------------

def as_number(fact: Fact, p: Mapping) -> Decimal:
    """The fact as a number: a value, or numerator over denominator."""
    x = fact.number()
    if x is None:
        raise BadInput(f"“{fact.value if fact.answers is None else dict(fact.answers)}” không phải là số mà cách chấm này cần.")
    return x


def as_yes(fact: Fact, p: Mapping) -> bool:
    """The fact as yes or no: true/false, 1/0, có/không, đạt/không đạt."""
    word = fold(str(fact.value if fact.number() is None else int(fact.number()) if fact.number() in (0, 1) else fact.number()))
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadInput(f"“{fact.value}” không phải là có/không.")


def as_grade(fact: Fact, p: Mapping) -> str:
    """The fact as one of the named grades, whatever its accents and case."""
    by_fold = {fold(name): name for name in p["grades"]}
    if (word := fold(str(fact.value))) in by_fold:
        return by_fold[word]
    raise BadInput(f"“{fact.value}” không phải là một mức trong: {', '.join(p['grades'])}.")


def share_from_level(fact: Fact, p: Mapping) -> Decimal:
    """Share of answers at or above a level of the scale (top-two-box: 4 of 5)."""
    if not fact.answers:
        return as_number(fact, p)
    counts = {Decimal(level): n for level, n in fact.answers.items()}
    return Decimal(sum(n for level, n in counts.items() if level >= p["from_level"])) / Decimal(sum(counts.values()))


def mean_of_answers(fact: Fact, p: Mapping) -> Decimal:
    """Mean level over answers, or mean points over records; each answer or record counts once."""
    if not fact.answers:
        return as_number(fact, p)
    counts = {Decimal(level): n for level, n in fact.answers.items()}
    return sum((level * n for level, n in counts.items()), ZERO) / Decimal(sum(counts.values()))


# ---- from one value to points -------------------------------------------------------------------------------------

def yes_no(x, p, top, unit=""):
    """Có: full points (or `yes`); không: 0 (or `no`)."""
    points = p.get("yes", top) if x else p.get("no", ZERO)
    return points, f"{'có' if x else 'không'}: {num(points)} điểm"


def choice(x, p, top, unit=""):
    """A named grade earns its share of the maximum."""
    points = top * p["grades"][x]
    return points, f"mức “{x}”: {percent(p['grades'][x])} của {num(top)} điểm"


def bands(x, p, top, unit=""):
    """The first band whose limit is reached gives its points; `better: lower` reads limits as "at most"."""
    lower, limits = p.get("better") == "lower", [limit for limit, _points in p["bands"]]
    for limit, points in p["bands"]:
        if (x <= limit) if lower else (x >= limit):
            return points, f"{_said(x, unit, *limits)}, mức {'đến' if lower else 'từ'} {shown(limit, unit)}: {num(points)} điểm"
    points = p.get("otherwise", ZERO)
    limit = p["bands"][-1][0]
    return points, f"{_said(x, unit, *limits)}, {'trên' if lower else 'dưới'} {shown(limit, unit)}: {num(points)} điểm"


def proportion(x, p, top, unit=""):
    """Share × maximum; `better: lower` takes 1 − share; below `none_below` nothing is earned."""
    share = ONE - clamp(x) if p.get("better") == "lower" else clamp(x)
    if share < p.get("none_below", ZERO):
        return ZERO, f"{_said(share, 'share', p['none_below'])} dưới mức tối thiểu {percent(p['none_below'])}: 0 điểm"
    lead = f"1 − {_said(clamp(x), 'share', ZERO, ONE)}" if p.get("better") == "lower" else _said(share, "share", ZERO, ONE)
    return share * top, f"{lead} × {num(top)} điểm"


def full_at(x, p, top, unit=""):
    """A straight line from `zero_at` (default 0) to full points at `full_at`; the line may fall (lower is better)."""
    zero, full = p.get("zero_at", ZERO), p["full_at"]
    part = clamp((x - zero) / (full - zero))
    if part == 1:
        return top, f"{_said(x, unit, full)}, đạt mức tối đa {shown(full, unit)}: {num(top)} điểm"
    return part * top, f"{_said(x, unit, full)} so với mức tối đa {shown(full, unit)}: {num(part * top, 4)} điểm"


def target(x, p, top, unit=""):
    """Attainment of a target counted from a base; below `none_below` of the way nothing is earned."""
    base = p.get("base", ZERO)
    part = clamp((x - base) / (p["target"] - base))
    points = ZERO if part < p.get("none_below", ZERO) else part * top
    return points, f"{_said(x, unit, p['target'])}, đạt {percent(part, 2)} mục tiêu {shown(p['target'], unit)}: {num(points, 4)} điểm"


def count_penalty(x, p, top, unit=""):
    """Full points less `each` for every occurrence, not below `floor`."""
    points = max(top - p["each"] * x, p.get("floor", ZERO))
    return points, f"{num(x)} lần × {num(p['each'])} điểm trừ, từ {num(top)} còn {num(points)} điểm"


def per_item(x, p, top, unit=""):
    """`each` points an item, up to the maximum."""
    points = clamp(p["each"] * x, ZERO, top)
    return points, f"{num(x)} × {num(p['each'])} điểm, tối đa {num(top)}: {num(points)} điểm"


def bonus(x, p, top, unit=""):
    """Points on top of the total, up to `cap`."""
    points = clamp(p["each"] * x, ZERO, p["cap"])
    return points, f"cộng {num(x)} × {num(p['each'])}, tối đa {num(p['cap'])}: {num(points)} điểm"


def deduction(x, p, top, unit=""):
    """Points taken off the total, at most `cap`."""
    points = -clamp(p["each"] * x, ZERO, p["cap"])
    return points, f"trừ {num(x)} × {num(p['each'])}, tối đa {num(p['cap'])}: {num(points)} điểm"


def survey_share(x, p, top, unit=""):
    """Share of answers at or above `from_level` × maximum."""
    return clamp(x) * top, f"{percent(x, 2)} trả lời từ mức {num(p['from_level'])} × {num(top)} điểm"


def survey_mean(x, p, top, unit=""):
    """Mean of the scale over its top level × maximum (5 levels: mean / 5)."""
    part = clamp(x / p["scale"][1])
    return part * top, f"trung bình {num(x, 4)} / {num(p['scale'][1])} × {num(top)} điểm"


def survey_mean_zero(x, p, top, unit=""):
    """Zero-based mean: (mean − lowest) / (highest − lowest) × maximum."""
    low, high = p["scale"]
    part = clamp((x - low) / (high - low))
    return part * top, f"(trung bình {num(x, 4)} − {num(low)}) / {num(high - low)} × {num(top)} điểm"


def span_of(p, top) -> tuple[Decimal, Decimal]:
    """The points that the worst and the best value earn: `points: [lo, hi]`, else from 0 to the maximum."""
    low, high = p.get("points") or (ZERO, top)
    return low, high


def minmax(x, p, top, unit=""):
    """Min–max on anchors: fixed ones of the framework, or the least and greatest of the round (`anchors: round`).

    All units equal: every unit gets `when_constant` (default full points), by rule and said so; the weight stays.
    """
    low, high = span_of(p, top)
    if "seen" not in p and p["anchors"] == "round":
        raise BadInput("Cách chấm này so với nhỏ nhất và lớn nhất của cả đợt: hãy chấm mọi đơn vị cùng lúc.")
    worst, best = p["seen"] if p["anchors"] == "round" else p["anchors"]
    if worst == best:
        points = p.get("when_constant", high)
        return points, f"mọi đơn vị cùng {_said(x, unit)}: {num(points)} điểm theo quy tắc của khung"
    if p.get("better") == "lower":
        worst, best = best, worst
    part = clamp((x - worst) / (best - worst))
    name = "của đợt" if p["anchors"] == "round" else "cố định"
    return low + (high - low) * part, f"{_said(x, unit)} trong khoảng {name} {_said(worst, unit)}–{_said(best, unit)} (kém–tốt)"


def theoretical(x, p, top, unit=""):
    """PAPI's kind: the value on its theoretical range, never on what was seen. Outside the range is an error."""
    least, most = p["range"]
    if not least <= x <= most:
        raise BadInput(f"{num(x)} nằm ngoài khoảng lý thuyết {num(least)}–{num(most)}.")
    part = (most - x if p.get("better") == "lower" else x - least) / (most - least)
    low, high = span_of(p, top)
    return low + (high - low) * part, f"{_said(x, unit)} trên khoảng lý thuyết {num(least)}–{num(most)}"


def record_mean(x, p, top, unit=""):
    """Mean points over single records, such as dossiers; the records' points were given by their own rule."""
    if not ZERO <= x <= top:
        raise BadInput(f"trung bình {num(x)} điểm nằm ngoài 0–{num(top)}.")
    return x, f"trung bình {num(x, 4)} điểm trên các hồ sơ"


def points(x, p, top, unit=""):
    """The fact is the published score itself; it must lie in the criterion's range."""
    least = p.get("least", ZERO)
    slack = p.get("slack", ZERO)
    if not least - slack <= x <= top + slack:
        raise BadInput(f"{num(x)} điểm nằm ngoài {num(least)}–{num(top)}.")
    return x, f"điểm công bố {num(x)}"


@dataclass(frozen=True, slots=True)
class Method:
    """A scoring method: its function, how a fact is reduced, which parameters it needs and may have, and which way is better."""

    function: Callable
    title: str
    reduce: Callable[[Fact, Mapping], Any] = as_number
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    better: str = "higher"

    def direction(self, p: Mapping) -> str:
        """"higher" or "lower": which way of the fact is better. Shown beside every criterion."""
        if self.function is full_at:
            return "lower" if p["full_at"] < p.get("zero_at", ZERO) else "higher"
        if self.function is target:
            return "lower" if p["target"] < p.get("base", ZERO) else "higher"
        return p.get("better", self.better)

    def extremes(self, p: Mapping, top: Decimal) -> tuple[Decimal, Decimal]:
        """The fewest and the most points this rule can give."""
        if self.function is bonus:
            return ZERO, p["cap"]
        if self.function is deduction:
            return -p["cap"], ZERO
        if self.function in (minmax, theoretical):
            return span_of(p, top)
        if self.function is points:
            return p.get("least", ZERO), top
        return ZERO, top


METHODS: dict[str, Method] = {
    "yes_no": Method(yes_no, "có/không", as_yes, may=("yes", "no")),
    "choice": Method(choice, "theo mức xếp loại", as_grade, ("grades",)),
    "bands": Method(bands, "theo khoảng", needs=("bands",), may=("otherwise", "better")),
    "proportion": Method(proportion, "theo tỷ lệ", may=("better", "none_below")),
    "full_at": Method(full_at, "theo tỷ lệ, đủ điểm từ một mức", needs=("full_at",), may=("zero_at",)),
    "target": Method(target, "theo mức đạt mục tiêu", needs=("target",), may=("base", "none_below")),
    "count_penalty": Method(count_penalty, "trừ theo số lần", needs=("each",), may=("floor",), better="lower"),
    "per_item": Method(per_item, "điểm mỗi việc, có trần", needs=("each",)),
    "bonus": Method(bonus, "điểm cộng có trần", needs=("each", "cap")),
    "deduction": Method(deduction, "điểm trừ có trần", needs=("each", "cap"), better="lower"),
    "survey_share": Method(survey_share, "tỷ lệ trả lời từ mức", share_from_level, ("from_level",)),
    "survey_mean": Method(survey_mean, "trung bình thang đo", mean_of_answers, ("scale",)),
    "survey_mean_zero": Method(survey_mean_zero, "trung bình thang đo, gốc 0", mean_of_answers, ("scale",)),
    "minmax": Method(minmax, "min–max", needs=("anchors",), may=("points", "better", "when_constant")),
    "theoretical": Method(theoretical, "khoảng lý thuyết", needs=("range",), may=("points", "better")),
    "record_mean": Method(record_mean, "trung bình trên hồ sơ", mean_of_answers),
    "points": Method(points, "điểm công bố", may=("least", "slack")),
}
