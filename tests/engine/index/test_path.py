"""The cheapest path: optimal on small trees by trying everything, exact at the border, honest where it cannot answer."""

import itertools
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpar.engine.errors import BadInput, NotLoaded, Refused
from openpar.engine.index import FactSet, load, score, score_all
from openpar.engine.index.levers import Lever, Option, levers, read_levers, write_levers
from openpar.engine.index.path import changed, cheapest
from tests.engine.index.small import leaf, tree

pytest.importorskip("highspy")
D = Decimal


def priced(framework, facts, efforts):
    """The levers of a unit with these efforts, in order."""
    it = iter(efforts)
    return [Lever(v.code, v.title, v.now, tuple(Option(o.value, D(next(it)), False) for o in v.options), v.criteria, v.points)
            for v in levers(framework, facts, "A")]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_least_effort_by_trying_everything(data):
    """Four criteria, up to three levels each: no combination that reaches the target costs less."""
    n = data.draw(st.integers(2, 4))
    criteria = []
    for i in range(n):
        top = data.draw(st.integers(2, 8))
        criteria.append(leaf(str(i), top, {"method": "bands", "bands": [["0.9", top], ["0.6", D(top) / 2], ["0.3", D(top) / 4]]}))
    f = tree(*criteria, total=sum(c["max"] for c in criteria))
    facts = FactSet.of({"A": {str(i): data.draw(st.sampled_from(["0.1", "0.4", "0.7", "0.95"])) for i in range(n)}})
    count = sum(len(v.options) for v in levers(f, facts, "A"))
    found = priced(f, facts, data.draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)))
    goal = D(data.draw(st.integers(0, int(f.total))))
    best = None
    for combo in itertools.product(*[[None, *v.options] for v in found]):
        moves = [(v, o) for v, o in zip(found, combo, strict=True) if o]
        if score(f, changed(facts, "A", moves), "A").value >= goal:
            effort = sum((o.effort for _, o in moves), D(0))
            best = effort if best is None else min(best, effort)
    path = cheapest(f, facts, "A", levers_=found, points=goal)
    assert path.possible == (best is not None)
    if path.possible:
        assert path.effort == best and path.reached >= goal
        assert path.reached == score(f, changed(facts, "A", [(s.lever, s.option) for s in path.steps]), "A").value


def test_most_points_within_a_budget_by_trying_everything():
    f = tree(*[leaf(str(i), i + 2, {"method": "proportion"}) for i in range(4)], total=14)
    facts = FactSet.of({"A": {str(i): "0.2" for i in range(4)}})
    found = priced(f, facts, [1, 2, 4, 7, 1, 3, 4, 5, 2, 3, 6, 7, 1, 4, 5, 9])
    path = cheapest(f, facts, "A", levers_=found, budget=8)
    best = max(score(f, changed(facts, "A", moves), "A").value
               for combo in itertools.product(*[[None, *v.options] for v in found])
               for moves in [[(v, o) for v, o in zip(found, combo, strict=True) if o]] if sum(o.effort for _, o in moves) <= 8)
    assert path.reached == best and path.effort <= 8


DEMO = load("demo/department-2022")


def full(share):
    """Facts for every criterion of the demonstration framework."""
    row = {}
    for c in DEMO.leaves():
        m = c.rule.method
        lower = c.rule.how.direction(c.rule.params) == "lower"
        row[c.fact_code] = {"yes_no": True, "choice": "Đầy đủ", "count_penalty": 1, "per_item": 1, "survey_mean_zero": 4}.get(
            m, 1 - share if lower else share)
    return row


def test_a_class_on_the_published_figure_is_reached_at_the_edge_of_rounding():
    """Class from 90 on a figure with two decimals: 89.995 is enough, and the plan is not asked for more."""
    f = tree(leaf("1", 100, {"method": "points"}), total=100,
             settings={"classes": [{"name": "Tốt", "min": 90}], "class_on": "published"})
    facts = FactSet.of({"A": {"1": 80}})
    lever = Lever("1", "Một", D(80), (Option(D("89.994"), D(1)), Option(D("89.995"), D(2)), Option(D(90), D(3))), ("1",))
    path = cheapest(f, facts, "A", levers_=[lever], klass="Tốt")
    assert path.effort == 2
    assert score_all(f, changed(facts, "A", [(path.steps[0].lever, path.steps[0].option)])).units["A"].klass == "Tốt"


def test_a_rank_holds_the_others_fixed_and_says_so():
    facts = FactSet.of({"A": full(0.7), "B": full(0.9), "C": full(0.95)})
    path = cheapest(DEMO, facts, "A", rank=2)
    after = score_all(DEMO, changed(facts, "A", [(s.lever, s.option) for s in path.steps]))
    assert after.units["A"].rank <= 2 and any("giữ nguyên điểm của các đơn vị khác" in n for n in path.notes)


def test_a_rank_needs_every_score():
    facts = FactSet.of({"A": full(0.7), "B": {}})
    with pytest.raises(NotLoaded, match="còn thiếu: B"):
        cheapest(DEMO, facts, "A", rank=1)
    with pytest.raises(BadInput, match="Hạng 9 không có"):
        cheapest(DEMO, FactSet.of({"A": full(0.7), "B": full(0.8)}), "A", rank=9)


def test_a_target_out_of_reach_shows_how_far_it_goes():
    path = cheapest(DEMO, FactSet.of({"A": full(0.7)}), "A", points=101)
    assert not path.possible and path.reached == 100 and any("chỉ tới" in n for n in path.notes)


def test_a_target_already_met_asks_for_nothing():
    path = cheapest(DEMO, FactSet.of({"A": full(1)}), "A", points=50)
    assert path.possible and path.steps == () and path.effort == 0


def test_what_does_not_apply_or_is_locked_is_not_proposed():
    row = full(0.7) | {"petitions.feedback_on_time_share": None}
    facts = FactSet.of({"A": row})
    codes = {v.code for v in levers(DEMO, facts, "A")}
    assert "petitions.feedback_on_time_share" in codes  # not measured can be measured
    locked = [Lever(v.code, v.title, v.now, v.options, v.criteria, locked=True) for v in levers(DEMO, facts, "A")]
    assert cheapest(DEMO, facts, "A", levers_=locked, points=99).steps == ()


def test_trees_that_do_not_add_up_are_refused():
    for more, facts in (({"compose": {"how": "geometric", "floor": 1}}, {"1": 5, "2": 5}),
                        ({"compose": {"how": "sum", "cap": 15}}, {})):
        f = tree(leaf("1", 10, {"method": "points"}), leaf("2", 10, {"method": "points"}),
                 total=10 if "geo" in str(more) else 20, **more)
        with pytest.raises(Refused, match="không cộng được"):
            cheapest(f, FactSet.of({"A": facts}), "A", points=9)
    with pytest.raises(Refused, match=r"so với các đơn vị khác|còn thiếu"):
        cheapest(load("ddci/template-district-2022"), FactSet.of({"A": {}}), "A", points=9)


def test_one_target_at_a_time():
    with pytest.raises(BadInput, match="đúng một đích"):
        cheapest(DEMO, FactSet.of({"A": full(0.7)}), "A", points=9, percent=9)


def test_edited_levers_come_back(tmp_path):
    facts = FactSet.of({"A": full(0.7)})
    found = levers(DEMO, facts, "A")
    write_levers(found, tmp_path / "l.xlsx")
    assert read_levers(tmp_path / "l.xlsx", found) == found
    rows = "Mã,Mức,Công sức,Khóa\ntasks.on_time_share,95 %,7,\nprocedures.on_time_share,98 %,1,x\n"
    (tmp_path / "l.csv").write_text(rows, encoding="utf-8")
    edited = {v.code: v for v in read_levers(tmp_path / "l.csv", found)}
    assert edited["tasks.on_time_share"].options == (Option(D("0.95"), D(7), False),)
    assert edited["procedures.on_time_share"].locked
    (tmp_path / "l.csv").write_text("Mã,Mức,Công sức\nnope,1,1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="dòng 2: mã nope"):
        read_levers(tmp_path / "l.csv", found)


def test_points_given_by_hand_can_be_raised_too():
    facts = FactSet.of({}, {"A": {str(i): 1 for i in range(1, 10)}})
    path = cheapest(load("quality-61/unit-2019"), facts, "A", klass="Tốt")
    assert path.possible and path.reached >= 12 and all(s.lever.points for s in path.steps)


def test_the_solver_is_silent():
    code = ("from openpar.engine.index import *; from openpar.engine.index.path import cheapest; "
            "cheapest(load('demo/department-2022'), FactSet.of({'A': {'tasks.on_time_share': '0.5'}}), 'A', points=4)")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == ""
