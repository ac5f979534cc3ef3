"""What every scoring method must pass: inside its range, monotone in its own direction, the float twin alike, with a reason."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpar.engine.errors import BadInput
from openpar.engine.index.arrays import ARRAYS
from openpar.engine.index.methods import METHODS

D = Decimal
EXAMPLES = {
    "yes_no": [{}, {"yes": D(4), "no": D(1)}],
    "bands": [{"bands": ((D("0.98"), D(4)), (D("0.9"), D("1.5")))},
              {"bands": ((D("0.02"), D(4)), (D("0.1"), D(1))), "better": "lower", "otherwise": D("0.5")}],
    "proportion": [{}, {"better": "lower"}, {"none_below": D("0.6")}],
    "full_at": [{"full_at": D("0.8")}, {"full_at": D("0.05"), "zero_at": D("0.3")}],
    "target": [{"target": D("0.9")}, {"target": D("0.2"), "base": D("0.9"), "none_below": D("0.5")}],
    "count_penalty": [{"each": D("0.25")}, {"each": D(2), "floor": D(1)}],
    "per_item": [{"each": D("0.5")}],
    "bonus": [{"each": D("0.5"), "cap": D(1)}],
    "deduction": [{"each": D("0.5"), "cap": D(1)}],
    "survey_share": [{"from_level": D(4)}],
    "survey_mean": [{"scale": (D(1), D(5))}],
    "survey_mean_zero": [{"scale": (D(1), D(5))}],
    "minmax": [{"anchors": (D("0.1"), D("0.9"))}, {"anchors": (D(0), D(1)), "points": (D(1), D(4)), "better": "lower"}],
    "theoretical": [{"range": (D(0), D(5))}, {"range": (D(0), D(5)), "better": "lower", "points": (D("0.25"), D(4))}],
    "record_mean": [{}],
    "points": [{}, {"least": D(0)}],
}
ALL = [(name, p) for name, ps in EXAMPLES.items() for p in ps]
TOP = D(4)


def domain(name, p):
    """Values that the method accepts."""
    if name == "yes_no":
        return st.booleans()
    if name in ("count_penalty", "per_item", "bonus", "deduction"):
        return st.integers(0, 30).map(D)
    high = {"survey_mean": 5, "survey_mean_zero": 5, "theoretical": 5, "record_mean": 4, "points": 4}.get(name, 1)
    return st.integers(0, 10_000 * high).map(lambda n: D(n) / 10_000)


def test_every_method_is_tried_here():
    assert set(EXAMPLES) | {"choice"} == set(METHODS)
    assert set(ARRAYS) == set(EXAMPLES)


@pytest.mark.parametrize(("name", "p"), ALL, ids=[f"{n}-{i}" for i, (n, _) in enumerate(ALL)])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_method(name, p, data):
    method, xs = METHODS[name], domain(name, p)
    a, b = sorted([data.draw(xs), data.draw(xs)])
    (low, why), (high, _) = method.function(a, p, TOP), method.function(b, p, TOP)
    least, most = method.extremes(p, TOP)
    assert least <= low <= most and least <= high <= most and why
    worse, better = (high, low) if method.direction(p) == "lower" else (low, high)
    assert worse <= better
    twin = ARRAYS[name](np.array([[float(a), float(b)]]), p, TOP)
    assert np.allclose(twin, [[float(low), float(high)]], atol=1e-9)


def test_choice_orders_by_share():
    p = {"grades": {"Tốt": D(1), "Khá": D("0.75"), "Kém": D(0)}}
    assert [METHODS["choice"].function(g, p, TOP)[0] for g in p["grades"]] == [4, 3, 0]


@pytest.mark.parametrize(("name", "p", "x"), [("theoretical", {"range": (D(0), D(1))}, D("1.01")), ("points", {}, D(5)),
                                              ("record_mean", {}, D("4.1"))])
def test_a_value_that_cannot_be_is_refused(name, p, x):
    with pytest.raises(BadInput, match="nằm ngoài"):
        METHODS[name].function(x, p, TOP)


def test_the_round_s_own_anchors_need_the_whole_round():
    with pytest.raises(BadInput, match="chấm mọi đơn vị cùng lúc"):
        METHODS["minmax"].function(D(1), {"anchors": "round"}, TOP)
