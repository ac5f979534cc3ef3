"""What must hold for any facts: better facts never cost points, units are strangers to each other, gaps stay where they are."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from openpar.engine.index import FactSet, load, score, score_all
from openpar.engine.index.text import part
from openpar.engine.results import Absent

FRAMEWORK = load("demo/department-2022")
LEAVES = FRAMEWORK.leaves()


def value(c):
    """A fact that this criterion accepts."""
    method = c.rule.method
    if method == "yes_no":
        return st.booleans()
    if method == "choice":
        return st.sampled_from(list(c.rule.params["grades"]))
    if method in ("count_penalty", "per_item"):
        return st.integers(0, 8).map(Decimal)
    return st.integers(1000, 5000).map(lambda n: Decimal(n) / 1000) if method == "survey_mean_zero" \
        else st.integers(0, 1000).map(lambda n: Decimal(n) / 1000)


def better(c, old, new):
    """Is the new fact at least as good as the old one?"""
    if c.rule.method == "choice":
        grades = c.rule.params["grades"]
        return grades[new] >= grades[old]
    return new <= old if c.rule.how.direction(c.rule.params) == "lower" else new >= old


FACTS = st.fixed_dictionaries({c.fact_code: st.one_of(st.just(Absent.NOT_MEASURED), value(c)) for c in LEAVES})


@settings(max_examples=40, deadline=None)
@given(FACTS, st.data())
def test_a_better_fact_never_costs_points(facts, data):
    c = data.draw(st.sampled_from([c for c in LEAVES if not isinstance(facts[c.fact_code], Absent)] or [LEAVES[0]]))
    new = data.draw(value(c))
    old = facts[c.fact_code]
    if isinstance(old, Absent) or not better(c, old, new):
        return
    before = score(FRAMEWORK, FactSet.of({"A": facts}), "A")
    after = score(FRAMEWORK, FactSet.of({"A": {**facts, c.fact_code: new}}), "A")
    assert after.value >= before.value and after.inputs["high"] >= before.inputs["high"]


@settings(max_examples=15, deadline=None)
@given(st.lists(FACTS, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_permuting_units_permutes_results(rows, rng):
    table = {f"U{i}": row for i, row in enumerate(rows)}
    mixed = dict(rng.sample(list(table.items()), len(table)))
    one, two = score_all(FRAMEWORK, FactSet.of(table)), score_all(FRAMEWORK, FactSet.of(mixed))
    for u in table:
        a, b = one.units[u], two.units[u]
        assert (a.total, a.rank, a.klass) == (b.total, b.rank, b.klass)


@settings(max_examples=40, deadline=None)
@given(FACTS, st.sampled_from(LEAVES))
def test_an_unmeasured_criterion_never_changes_another(facts, c):
    before = score(FRAMEWORK, FactSet.of({"A": facts}), "A")
    after = score(FRAMEWORK, FactSet.of({"A": {**facts, c.fact_code: Absent.NOT_MEASURED}}), "A")
    for other in LEAVES:
        if other.code != c.code:
            assert part(after, other.code).value == part(before, other.code).value


@settings(max_examples=40, deadline=None)
@given(FACTS, st.data())
def test_the_bounds_hold_whatever_the_gaps_turn_out_to_be(facts, data):
    """Fill the gaps with anything: the total lies between the bounds that were shown."""
    e = score(FRAMEWORK, FactSet.of({"A": facts}), "A")
    filled = {c.fact_code: data.draw(value(c)) if isinstance(facts[c.fact_code], Absent) else facts[c.fact_code] for c in LEAVES}
    whole = score(FRAMEWORK, FactSet.of({"A": filled}), "A")
    assert whole.complete and e.inputs["low"] <= whole.value <= e.inputs["high"]
