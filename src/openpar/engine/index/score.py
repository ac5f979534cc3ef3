"""Score one unit by one framework: every number with its rule, inputs, source and parts; every gap with its reason and bounds."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ..errors import BadInput
from ..results import Absent, Explained
from .compose import HOW, combine, weighed
from .facts import STAGES, Fact, FactSet
from .framework import Criterion, Framework
from .library import catalogue
from .words import ABSENT, number

Seen = Mapping[str, tuple[Decimal, Decimal]]
ZERO = Decimal(0)


def score(framework: Framework, facts: FactSet, unit: str, seen: Seen | None = None) -> Explained:
    """The whole tree of one unit. `inputs` of every node hold max, low, high and applicable (points, or None if unknown).

    `seen` gives the round's least and greatest fact of criteria that are scored against the round (`round.py` finds them).

    >>> from openpar.engine.index.library import load
    >>> facts = FactSet.of({"Lai Châu": {"entry": 10, "land": 10}})
    >>> result = score(load("pci/province-2013"), facts, "Lai Châu")
    >>> str(result.value), result.complete, result.inputs["low"] < result.inputs["high"]
    ('10.00', False, True)
    """
    return _node(framework, framework.root, facts, unit, seen or {}, False)


def _node(fw, c: Criterion, facts, unit, seen, refuse) -> Explained:
    refuse = refuse or c.not_applicable == "refuse"
    if c.leaf:
        return _leaf(fw, c, facts, unit, seen, refuse)
    parts = tuple(_node(fw, child, facts, unit, seen, refuse) for child in c.children)
    given = facts.given(unit, c.code) if c.code else None
    if given and all(p.absent for p in parts):
        return replace(_given(fw, c, given, facts.get(unit, c.fact_code)), parts=parts)
    if c.compose.how == "pooled":
        return _pooled(fw, c, facts, unit, parts)
    return _composed(c, parts, given)


def _inputs(c: Criterion, low, high, applicable, **more) -> dict:
    return {"code": c.code, "max": c.max, "low": low, "high": high, "applicable": applicable,
            **{k: v for k, v in more.items() if v not in (None, "")}}


def _missing(c: Criterion, why: Absent, reason: str, rule="", **more) -> Explained:
    if why == Absent.NOT_APPLICABLE:
        return Explained(None, reason, rule, c.source, _inputs(c, None, None, ZERO, **more), absent=why, label=c.label)
    low, high = c.extremes() or (None, None)
    inputs = _inputs(c, low, high, c.max if c.kind == "core" else ZERO, **more)
    return Explained(None, reason, rule, c.source, inputs, absent=why, label=c.label, complete=False)


def _leaf(fw, c: Criterion, facts: FactSet, unit, seen, refuse) -> Explained:
    fact, given = facts.get(unit, c.fact_code), facts.given(unit, c.code)
    if given:
        return _given(fw, c, given, fact, seen)
    if c.rule is None:
        return _missing(c, Absent.RULE_UNKNOWN, "chưa có quy tắc chấm" + (f": {c.note}" if c.note else ""))
    why = fact.why_absent()
    if why == Absent.NOT_APPLICABLE and refuse:
        return _missing(c, Absent.NOT_MEASURED, "ghi “không áp dụng”, nhưng khung không cho phép ở tiêu chí này; coi là chưa đo",
                        c.rule.method, metric=c.fact_code)
    if why:
        text = "mẫu số bằng 0: không áp dụng" if not fact.absent and why == Absent.NOT_APPLICABLE else ABSENT[why]
        return _missing(c, why, f"{text}{': ' + fact.note if fact.note else ''}", c.rule.method, metric=c.fact_code)
    return by_rule(fw, c, fact, seen)


def by_rule(fw: Framework, c: Criterion, fact: Fact, seen: Seen | None = None) -> Explained:
    """The points that the rule of one criterion gives for one fact, explained."""
    how, params = c.rule.how, dict(c.rule.params)
    if params.get("anchors") == "round" and c.code in (seen or {}):
        params["seen"] = seen[c.code]
    try:
        x = how.reduce(fact, params)
        points, reason = how.function(x, params, c.max, catalogue().get(c.metric, {}).get("unit", ""))
    except BadInput as error:
        raise BadInput(f"{c.label}: {error.message}", where=c.fact_code) from None
    more = {"value": x, "metric": c.fact_code, "numerator": fact.numerator, "denominator": fact.denominator,
            "answers": fact.answers and sum(fact.answers.values()), "direction": c.direction, "fact_source": fact.source}
    if fact.evidence is False and fw.settings.no_evidence == "zero":
        points, reason = min(points, ZERO), f"không có minh chứng: 0 điểm (nếu có: {reason})"
    elif fact.evidence is False:
        reason, more["needs_explanation"] = f"{reason}; không có minh chứng, phải giải trình", True
    applicable = c.max if c.kind == "core" else ZERO
    inputs = _inputs(c, points, points, applicable, **more)
    return Explained(points, reason, c.rule.method, c.source or fw.source, inputs, label=c.label)


def _given(fw, c: Criterion, given, fact: Fact, seen=None) -> Explained:
    stage, points = given
    low, high = c.extremes() or (None, None)
    if low is not None and not low <= points <= high:
        raise BadInput(f"{c.label}: {number(points)} điểm ({STAGES[stage]}) nằm ngoài {number(low)}–{number(high)}. "
                       "Sửa điểm hoặc so lại điểm tối đa.", where=c.code)
    reason, more = f"điểm {STAGES[stage]}: {number(points)}", {"stage": stage}
    if c.leaf and c.rule and not fact.why_absent():
        ruled = by_rule(fw, c, fact, seen)
        more["by_rule"] = ruled.value
        if ruled.value != points:
            reason += f"; theo quy tắc là {number(ruled.value, 4)} ({ruled.reason})"
    applicable = c.max if c.kind == "core" else ZERO
    inputs = _inputs(c, points, points, applicable, **more)
    return Explained(points, reason, "given", c.source or fw.source, inputs, label=c.label)


def _pooled(fw, c: Criterion, facts, unit, parts) -> Explained:
    own = facts.get(unit, c.fact_code)
    if own.why_absent():
        answers: dict[str, int] = {}
        for leaf in c.leaves():
            for level, n in (facts.get(unit, leaf.fact_code).answers or {}).items():
                answers[level] = answers.get(level, 0) + n
        if not answers:
            why = {p.absent for p in parts}
            return replace(_missing(c, why.pop() if len(why) == 1 else Absent.NOT_MEASURED,
                                    "chưa có câu trả lời nào để gộp"), parts=parts)
        own = Fact(answers=answers)
    ruled = by_rule(fw, c, own)
    # A question that was not asked has no answers to pool; one that was not measured leaves the total open.
    # Answers still to come can move a pooled mean anywhere, so the bounds are those of the whole.
    whole = all(p.absent in (None, Absent.NOT_ASKED, Absent.NOT_APPLICABLE) and (p.complete or p.absent) for p in parts) \
        or not facts.get(unit, c.fact_code).why_absent()
    low, high = (ruled.value, ruled.value) if whole else c.extremes()
    reason = ruled.reason
    if own.answers:
        reason = f"gộp {len(parts)} phần, {number(sum(own.answers.values()))} câu trả lời: {reason}"
    return replace(ruled, reason=reason, parts=parts, complete=whole, inputs={**ruled.inputs, "low": low, "high": high})


def _composed(c: Criterion, parts, given) -> Explained:
    present = [(child, p) for child, p in zip(c.children, parts, strict=True) if p.value is not None]
    applicable = [(child, p) for child, p in zip(c.children, parts, strict=True) if p.absent != Absent.NOT_APPLICABLE]
    if not applicable:
        return replace(_missing(c, Absent.NOT_APPLICABLE, "mọi phần đều không áp dụng"), parts=parts)
    notes = []
    used = applicable
    if c.missing == "exclude" and len(present) < len(applicable):
        have = Decimal(len(present)) / len(applicable)
        if not present or have < c.minimum_available:
            return replace(_missing(c, Absent.NOT_MEASURED, f"chỉ có {len(present)}/{len(applicable)} phần có số liệu, "
                                    f"khung đòi ít nhất {number(c.minimum_available * 100)} %"), parts=parts)
        notes.append(f"tính trên {len(present)}/{len(applicable)} phần có số liệu, theo khung")
        used = present
    if not present:
        why = {p.absent for _, p in used}
        return replace(_missing(c, why.pop() if len(why) == 1 else Absent.NOT_MEASURED, "chưa phần nào có điểm"), parts=parts)
    if c.compose.how == "geometric" and len(present) < len(used):
        return replace(_missing(c, Absent.NOT_MEASURED, "bình quân nhân chưa tính được khi còn thiếu phần"), parts=parts)
    full = weighed(c, c.children, [ch.max if ch.kind == "core" else ZERO for ch in c.children])
    usable = weighed(c, [u[0] for u in used], [p.inputs["applicable"] for _, p in used])
    scale, reach = (Decimal(1), Decimal(1)), c.max
    if c.compose.how != "geometric" and full and usable != full:
        reach = None if usable is None or c.max is None else c.max * usable / full
        if usable and (c.not_applicable == "rescale" or c.missing == "exclude"):
            scale, reach = (full, usable), c.max
            if c.missing != "exclude":
                notes.append(f"quy đổi × {number(full)}/{number(usable)} vì có phần không áp dụng")
    value, low, high = (_mix(c, used, key, scale) for key in ("value", "low", "high"))
    complete = all(p.value is not None and p.complete for _, p in used)
    reason = _reason(c, value, present, used, complete, low, high, notes)
    if given and given[1] != value:
        reason += f"; điểm {STAGES[given[0]]} ghi {number(given[1])}, lệch {number(given[1] - value)}"
    inputs = _inputs(c, low, high, reach)
    return Explained(value, reason, c.compose.how, c.source, inputs, parts, label=c.label, complete=complete)


def _mix(c: Criterion, used, key, scale):
    """The node's value, or a bound of it, over the parts that count; an unknown bound stays unknown."""
    pairs = [(ch, p.value if key == "value" else p.inputs[key]) for ch, p in used]
    if key == "value":
        pairs = [(ch, v) for ch, v in pairs if v is not None]
    elif any(v is None for _, v in pairs):
        return None
    return combine(c, [ch for ch, _ in pairs], [v for _, v in pairs], scale)


def _reason(c, value, present, used, complete, low, high, notes) -> str:
    text = f"{HOW[c.compose.how]} {len(present)} phần = {number(value, 4).rstrip('0').rstrip(',')}"
    if c.max is not None:
        text += f" / {number(c.max)}"
    if not complete:
        span = f", nằm trong {number(low, 4)}–{number(high, 4)}" if low is not None and high is not None else ", chưa biết khoảng"
        open_parts = len(used) - len(present)
        text += f"; chưa đủ: {f'{open_parts} phần' if open_parts else 'bên trong còn phần'} chưa có điểm{span}"
    return "; ".join([text, *notes])
