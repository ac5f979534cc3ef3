"""Uncertainty of the score and robustness of the design: known answers, and each blind to the other's doubts."""

from decimal import Decimal

import numpy as np
import pytest

from openpar.engine.errors import BadInput
from openpar.engine.index import Fact, FactSet, load, score_all
from openpar.engine.index.robustness import design, study
from openpar.engine.index.uncertainty import simulate
from openpar.engine.index.vector import plan
from tests.engine.index.small import leaf, tree

SURVEY = {"method": "survey_share", "from_level": 4}
TWO = tree(leaf("a", 50, SURVEY, by="survey"), leaf("b", 50, SURVEY, by="survey"), total=100)


def rng():
    """The same draws in every test."""
    return np.random.default_rng(1)


def unit(a, b, se):
    """Two survey shares with one standard error."""
    return {"a": Fact(value=Decimal(str(a)), se=se), "b": Fact(value=Decimal(str(b)), se=se)}


def test_independent_errors_add_up_as_they_should():
    """50 points × SE 0.02, twice: sqrt(2) points."""
    u = simulate(TWO, FactSet.of({"A": unit(0.6, 0.5, 0.02)}), rng(), replicates=40_000)
    assert u.units[0].se == pytest.approx(2**0.5, rel=0.02) and u.units[0].mean == pytest.approx(55, abs=0.05)
    assert (u.units[0].low, u.units[0].high) == pytest.approx((55 - 1.645 * 2**0.5, 55 + 1.645 * 2**0.5), abs=0.08)


@pytest.mark.parametrize(("rho", "se"), [(1.0, 2.0), (-1.0, 0.0), (0.5, 3**0.5)])
def test_covariance_inside_a_unit_counts(rho, se):
    """var = 50² (s² + s² + 2ρs²) with s = 0.02."""
    cov = {"A": (("a", "b"), 0.0004 * np.array([[1, rho], [rho, 1]]))}
    u = simulate(TWO, FactSet.of({"A": unit(0.6, 0.5, None)}), rng(), replicates=40_000, covariance=cov)
    assert u.units[0].se == pytest.approx(se, rel=0.02, abs=1e-6)
    assert "sai số điều tra có hiệp phương sai trong đơn vị" in u.sources and not u.assumed


def test_a_matrix_that_cannot_be_a_covariance_is_refused():
    with pytest.raises(BadInput, match="không âm"):
        simulate(TWO, FactSet.of({"A": unit(0.6, 0.5, None)}), rng(), covariance={"A": (("a", "b"), [[1, 2], [2, 1]])})


def test_an_assumed_error_is_labelled():
    facts = FactSet.of({"A": {"a": "0.6", "b": {5: 30, 3: 70}}})
    u = simulate(TWO, facts, rng(), replicates=2_000, assumed_se={"a": 0.02})
    assert any("sai số chuẩn giả định 0.02" in a for a in u.assumed)
    assert any("mẫu ngẫu nhiên đơn giản" in a for a in u.assumed)


def test_ranks_and_the_chance_of_moving_up():
    """Two equal units change places half the time; a third far behind never moves."""
    u = simulate(TWO, FactSet.of({"A": unit(0.6, 0.5, 0.01), "B": unit(0.55, 0.55, 0.01), "C": unit(0.1, 0.1, 0.01)}), rng())
    a, b, c = u.units
    assert (a.rank, b.rank, c.rank) == (1.5, 1.5, 3) and (c.rank_low, c.rank_high) == (3, 3) and c.moving_up == 0
    assert a.moving_up == pytest.approx(0.5, abs=0.03) and u.above[0, 1] == pytest.approx(0.5, abs=0.03)
    assert np.allclose(u.above + u.above.T, 1)
    last_year = simulate(TWO, FactSet.of({"A": unit(0.6, 0.5, 0.01), "B": unit(0.3, 0.3, 0.01)}), rng(),
                         reference={"A": 2, "B": 1})
    assert last_year.units[0].moving_up == 1 and last_year.units[1].moving_up == 0


def test_a_gap_is_drawn_between_its_bounds_and_has_no_rank_to_leave():
    u = simulate(TWO, FactSet.of({"A": {"a": "0.6"}, "B": {"a": "0.5", "b": "0.5"}}), rng(), replicates=20_000)
    assert u.units[0].low == pytest.approx(32.5, abs=0.5) and u.units[0].high == pytest.approx(77.5, abs=0.5)
    assert np.isnan(u.units[0].moving_up) and "số liệu thiếu" in u.sources[0]


def test_differences_between_appraisals_are_drawn():
    points = {"A": {"a": {"self": Decimal(40), "appraisal1": Decimal(20)}, "b": {"self": Decimal(30)}}}
    u = simulate(TWO, FactSet({}, points), rng(), replicates=10_000, appraisals=True)
    assert u.units[0].mean == pytest.approx(60, abs=0.5) and u.units[0].se == pytest.approx(10, rel=0.02)


def test_nothing_to_doubt_gives_the_score_itself():
    u = simulate(TWO, FactSet.of({"A": {"a": "0.6", "b": "0.5"}}), rng(), replicates=100)
    assert (u.units[0].low, u.units[0].high, u.units[0].se) == (55, 55, 0) and u.sources == ()


@pytest.mark.parametrize("name", ["demo/department-2022", "ddci/template-district-2022", "papi/province-2021"])
def test_the_float_plan_agrees_with_the_exact_score(name):
    """Constant parts, rescaling, means and round anchors come out of the arrays as they come out of the Decimals."""
    f, draw = load(name), np.random.default_rng(3)
    table = {}
    for k in range(6):
        row = {}
        for c in f.leaves():
            low, high = map(float, c.extremes())
            row[c.fact_code] = round(float(draw.uniform(low, high) if c.rule.method == "points" else draw.uniform(1, 5)
                                           if c.rule.method == "survey_mean_zero" else draw.integers(0, 2)), 4)
            if c.rule.method == "choice":
                row[c.fact_code] = list(c.rule.params["grades"])[k % 2]
        table[f"U{k}"] = row
    if name.startswith("demo"):
        table["U1"]["petitions.feedback_on_time_share"] = Fact(numerator=Decimal(0), denominator=Decimal(0))
    facts = FactSet.of(table)
    result = score_all(f, facts)
    assert np.allclose(plan(result, facts).total({})[0], [float(s.total) for s in result.units.values()], atol=1e-9)


FACTS = FactSet.of({f"U{i}": {"a": v, "b": w} for i, (v, w) in enumerate([(0.9, 0.2), (0.2, 0.9), (0.6, 0.6), (0.1, 0.1)])})


def test_the_design_view_never_touches_facts():
    """Standard errors change nothing here; the dominated unit is last under every design."""
    noisy = FactSet.of({u: {c: Fact(value=f.value, se=0.5) for c, f in r.items()} for u, r in FACTS.facts.items()})
    one, two = (study(TWO, facts, rng(), replicates=500) for facts in (FACTS, noisy))
    assert np.array_equal(one.low, two.low) and np.array_equal(one.high, two.high) and one.factors == two.factors
    assert (one.low[3], one.high[3]) == (4, 4) and "số liệu giữ nguyên" in one.notes[0]


def test_geometric_mean_prefers_the_balanced_unit_and_removing_a_criterion_shows():
    r = study(TWO, FACTS, rng(), replicates=500, spread=0, normalisations=("anchored",), aggregations=("geometric",))
    assert r.median[2] == 1
    assert {x["code"] for x in r.removed} == {"a", "b"} and all(x["mean_shift"] > 0 for x in r.removed)


def test_weights_alone_move_nothing_when_they_do_not_vary():
    r = study(TWO, FACTS, rng(), replicates=200, spread=0, normalisations=("anchored",), aggregations=("arithmetic",))
    assert r.factors == {"trọng số": 0, "chuẩn hóa": 0, "tổng hợp": 0} and np.array_equal(r.low, r.high)


def test_criteria_with_gaps_are_left_out_by_name():
    holes = FACTS.having("U0", {"b": None})
    d = design(TWO, holes)
    assert d.codes == ("a",) and d.dropped == ("b Tiêu chí b",)
