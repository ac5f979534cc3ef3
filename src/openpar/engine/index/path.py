"""The cheapest path to a target: which levers to move, how far, for the least effort. Solved by HiGHS, proven by re-scoring.

Every gain comes from re-scoring the unit with that one fact changed, so the plan and the score can never disagree. Only trees
whose total is a plain sum of its criteria are solved; others are refused rather than answered wrongly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from ..errors import BadInput, NotLoaded, Refused
from ..results import Explained
from .compose import HOW
from .facts import FactSet
from .framework import Framework
from .levers import Lever, Option, levers
from .round import score_all
from .score import score
from .words import number

TINY = Decimal("1e-15")


@dataclass(frozen=True, slots=True)
class Step:
    """One lever moved: from, to, points gained in the total, effort, and why the points follow."""

    lever: Lever
    option: Option
    gain: Decimal
    reason: str

    def __str__(self) -> str:
        mark = " (giả định)" if self.option.assumed else ""
        return (f"{self.lever.title}: {self.lever.shown(self.lever.now)} → {self.lever.shown(self.option.value)}, "
                f"+{number(self.gain, 2)} điểm, công sức {number(self.option.effort, 2)}{mark}")


@dataclass(frozen=True, slots=True)
class Path:
    """A plan for one unit. `possible` is False when all levers together fall short; then the steps show how far they go."""

    unit: str
    target: str
    needed: Decimal
    now: Decimal
    steps: tuple[Step, ...]
    effort: Decimal
    reached: Decimal
    possible: bool
    after: Explained
    notes: tuple[str, ...]


def threshold(framework: Framework, facts: FactSet, unit: str, *, points=None, percent=None, klass: str | None = None,
              rank: int | None = None) -> tuple[Decimal, str, list[str]]:
    """The exact total that a target asks for, its sentence, and what was assumed."""
    asked = [k for k, v in {"points": points, "percent": percent, "klass": klass, "rank": rank}.items() if v is not None]
    if len(asked) != 1:
        raise BadInput("Chọn đúng một đích: điểm, phần trăm, xếp loại hoặc hạng.", where="target")
    settings, e = framework.settings, score(framework, facts, unit)
    reach = e.inputs["applicable"] or framework.total
    if points is not None:
        return Decimal(str(points)), f"{number(points)} điểm", []
    if percent is not None:
        return Decimal(str(percent)) * reach / 100, f"{number(percent)} %", []
    if klass is not None:
        limits = dict(settings.classes)
        if klass not in limits:
            raise BadInput(f"Khung không có loại “{klass}”. Các loại: {', '.join(limits) or 'không có'}.", where="class")
        limit = limits[klass]
        if settings.class_on == "published":
            limit = _before_rounding(limit, settings)
        return limit * reach / 100 if settings.class_value == "percent" else limit, f"loại {klass}", []
    result = score_all(framework, facts)
    others = [s for u, s in result.units.items() if u != unit]
    if gaps := [s.unit for s in others if not s.complete]:
        raise NotLoaded(f"Đích theo hạng cần điểm đủ của mọi đơn vị; còn thiếu: {', '.join(gaps[:5])}"
                        f"{' …' if len(gaps) > 5 else ''}.", where="rank")
    if not 1 <= rank <= len(others) + 1:
        raise BadInput(f"Hạng {rank} không có: đang có {len(others) + 1} đơn vị.", where="rank")
    by_percent = settings.class_value == "percent"
    published = settings.rank_on == "published"
    keys = sorted(((s.published_percent if published else s.percent) if by_percent else (s.published if published else s.total)
                   for s in others), reverse=True)
    if len(keys) < rank:
        return Decimal(0), f"hạng {rank}", ["giữ nguyên điểm của các đơn vị khác"]
    bar = keys[rank - 1]
    if settings.ties == "max":
        bar += Decimal(1).scaleb(-settings.decimals if published else -12)
    bar = _before_rounding(bar, settings) if published else bar
    return bar * reach / 100 if by_percent else bar, f"hạng {rank}", ["giữ nguyên điểm của các đơn vị khác; họ cũng có thể tăng"]


def _before_rounding(limit: Decimal, settings) -> Decimal:
    """The least exact value that is published at or above the limit."""
    unit = Decimal(1).scaleb(-settings.decimals)
    shown = limit.quantize(unit, ROUND_CEILING)
    return shown if settings.rounding == "down" else shown - unit / 2 + (TINY if settings.rounding == "half_even" else 0)


def additive(framework: Framework, facts: FactSet, unit: str) -> None:
    """Refuse a tree whose total is not the sum of what single facts bring."""
    for c in framework.root.walk():
        if c.compose.how in ("geometric", "pooled") or c.compose.cap is not None:
            raise Refused(f"{c.label}: cách tổng hợp {HOW[c.compose.how]}{' có trần' if c.compose.cap is not None else ''} "
                          "không cộng được theo từng số liệu; chưa tìm được đường rẻ nhất cho khung này.", where=c.code)
        if c.rule and c.rule.params.get("anchors") == "round":
            raise Refused(f"{c.label}: chấm so với các đơn vị khác trong đợt; điểm của đơn vị này đổi thì mốc cũng đổi, "
                          "chưa tìm được đường rẻ nhất cho khung này.", where=c.code)
        if c.missing == "exclude" and not c.leaf and any(facts.get(unit, x.fact_code).why_absent() for x in c.leaves()):
            raise Refused(f"{c.label}: tính trên phần có số liệu; bổ sung số liệu còn thiếu trước khi tìm đường.", where=c.code)


def changed(facts: FactSet, unit: str, moves: Sequence[tuple[Lever, Option]]) -> FactSet:
    """The facts after these moves."""
    new = facts.having(unit, {v.code: o.value for v, o in moves if not v.points})
    raised = {v.code: {"published": o.value} for v, o in moves if v.points}
    if not raised:
        return new
    row = {**new.points.get(unit, {}), **raised}
    return FactSet(new.facts, {**new.points, unit: row}, new.name)


def cheapest(framework: Framework, facts: FactSet, unit: str, *, levers_: Sequence[Lever] | None = None, budget=None,
             **target) -> Path:
    """The least effort that reaches a target (points=, percent=, klass= or rank=), or the most points within `budget`.

    >>> from openpar.engine.index.library import load
    >>> facts = FactSet.of({"A": {"tasks.on_time_share": "0.91", "procedures.on_time_share": "0.96"}})
    >>> path = cheapest(load("demo/department-2022"), facts, "A", points=7)
    >>> path.possible, path.reached >= 7, len(path.steps)
    (True, True, 1)
    """
    additive(framework, facts, unit)
    if budget is not None:
        needed, words, notes = Decimal(0), f"nhiều điểm nhất trong công sức {number(budget)}", []
    else:
        needed, words, notes = threshold(framework, facts, unit, **target)
    base = score(framework, facts, unit)
    now = base.value if base.value is not None else base.inputs["low"] or Decimal(0)
    if not base.complete:
        notes.append("tổng hiện tại chưa đủ: phần chưa đo tính là chưa có điểm, và là một việc có thể làm")
    moves = _moves(framework, facts, unit, levers(framework, facts, unit) if levers_ is None else levers_, now)
    if any(o.assumed for _, o, _ in moves):
        notes.append("công sức là giả định (1 = khép hết khoảng cách của một tiêu chí); hãy sửa theo thực tế")
    reach = now + sum((g for *_, g in _all_best(moves)), Decimal(0))
    possible = reach >= needed
    if budget is None and possible:
        chosen = _solve(moves, needed - now, None)
    elif budget is not None:
        chosen = _solve(moves, None, Decimal(str(budget)))
    else:
        chosen = _all_best(moves)
        notes.append(f"mọi việc cộng lại chỉ tới {number(reach, 2)} điểm, cần {number(needed, 2)}")
    after = score(framework, changed(facts, unit, [(v, o) for v, o, _ in chosen]), unit)
    reached = after.value if after.value is not None else now
    if abs(reached - now - sum((g for *_, g in chosen), Decimal(0))) > Decimal("1e-12"):
        raise Refused("Điểm sau khi chấm lại không bằng tổng các phần tăng; khung này không cộng được theo từng số liệu.",
                      where=unit)
    steps = tuple(sorted((Step(v, o, g, _reason(after, v)) for v, o, g in chosen), key=lambda s: (-s.gain, s.lever.code)))
    effort = sum((s.option.effort for s in steps), Decimal(0))
    return Path(unit, words, needed, now, steps, effort, reached, possible, after, tuple(notes))


def _moves(framework, facts, unit, found: Sequence[Lever], now) -> list[tuple[Lever, Option, Decimal]]:
    moves = []
    for lever in found:
        for option in lever.options:
            if lever.locked:
                continue
            e = score(framework, changed(facts, unit, [(lever, option)]), unit)
            gain = (e.value if e.value is not None else now) - now
            if gain > 0:
                moves.append((lever, option, gain))
    return moves


def _reason(after: Explained, lever: Lever) -> str:
    return "; ".join(e.reason for e in after.walk() if e.inputs.get("code") in lever.criteria)


def _all_best(moves):
    best: dict[str, tuple] = {}
    for m in moves:
        if m[0].code not in best or (m[2], -m[1].effort) > (best[m[0].code][2], -best[m[0].code][1].effort):
            best[m[0].code] = m
    return list(best.values())


def _solve(moves, needed: Decimal | None, budget: Decimal | None):
    """Choose at most one option of each lever: least effort for `needed` more points, or most points within `budget`."""
    if needed is not None and needed <= 0:
        return []
    if not moves:
        return []
    gains, efforts = [m[2] for m in moves], [m[1].effort for m in moves]
    short = Decimal(0)
    for _ in range(8):
        if needed is not None:
            picked = milp(efforts, gains, needed + short, [m[0].code for m in moves], minimise=True)
        else:
            picked = milp(gains, efforts, budget - short, [m[0].code for m in moves], minimise=False)
        chosen = [moves[i] for i in picked]
        total = sum(((g if needed is not None else e.effort) for _, e, g in chosen), Decimal(0))
        if (needed is not None and total >= needed) or (budget is not None and total <= budget):
            return chosen
        # The solver works in floats: ask for a hair more until the exact sum holds.
        short += abs((needed if needed is not None else budget) - total) + Decimal("1e-9")
    raise Refused("Bộ giải không cho nghiệm đúng sau 8 lần; báo lỗi kèm tệp số liệu.", where="path")


def milp(objective: Sequence[Decimal], row: Sequence[Decimal], bound: Decimal, groups: Sequence[str], *,
         minimise: bool) -> list[int]:
    """Binary choice, at most one per group: minimise the objective with row ≥ bound, or maximise it with row ≤ bound."""
    try:
        import highspy
    except ImportError:
        raise NotLoaded("Tìm đường rẻ nhất cần bộ giải HiGHS: pip install openpar[path].", where="highspy") from None
    import numpy as np

    n, names = len(objective), list(dict.fromkeys(groups))
    members = [[i for i, g in enumerate(groups) if g == name] for name in names]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, 1 + len(names)
    lp.col_cost_ = np.array([float(v) for v in objective])
    lp.col_lower_, lp.col_upper_ = np.zeros(n), np.ones(n)
    inf = highspy.kHighsInf
    lp.row_lower_ = np.array([float(bound) if minimise else -inf] + [-inf] * len(names))
    lp.row_upper_ = np.array([inf if minimise else float(bound)] + [1.0] * len(names))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, n, *map(len, members)])
    lp.a_matrix_.index_ = np.concatenate([np.arange(n), *map(np.array, members)]).astype(np.int32)
    lp.a_matrix_.value_ = np.concatenate([[float(v) for v in row], np.ones(n)])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * n
    lp.sense_ = highspy.ObjSense.kMinimize if minimise else highspy.ObjSense.kMaximize
    class Quiet(highspy.Highs):
        # The solver greets on standard output while it is being made, which would spoil --json.
        def enableCallbacks(self):
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    solver = Quiet()
    for key, value in {"output_flag": False, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-9, "mip_feasibility_tolerance": 1e-9,
                       "primal_feasibility_tolerance": 1e-9, "time_limit": 60.0, "random_seed": 1}.items():
        solver.setOptionValue(key, value)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        state = solver.modelStatusToString(solver.getModelStatus())
        raise Refused(f"Bộ giải dừng ở trạng thái {state}; không có nghiệm được chứng minh.", where="path")
    return [i for i, v in enumerate(solver.getSolution().col_value) if v > 0.5]
