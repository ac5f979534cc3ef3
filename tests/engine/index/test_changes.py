"""Why did a score change: facts and rules apart; crosswalks; the same facts under another year's rules."""

from decimal import Decimal

import pytest

from openpar.engine.errors import NotLoaded, RuleError
from openpar.engine.index import FactSet, load
from openpar.engine.index.changes import rescore, rule_changes, why_changed
from openpar.engine.index.crosswalk import crosswalk, propose, read
from openpar.engine.index.text import part
from openpar.engine.results import Absent
from tests.engine.index.small import leaf, tree

OLD = tree(leaf("1", 6, {"method": "proportion"}, metric="tasks.on_time_share"), leaf("2", 4, {"method": "yes_no"}), total=10)
NEW = tree(leaf("1", 4, {"method": "bands", "bands": [[0.9, 4], [0.5, 1]]}, metric="tasks.on_time_share"),
           leaf("2", 4, {"method": "yes_no"}), leaf("3", 2, {"method": "yes_no"}, title="Hoàn toàn khác"), total=10, year=2023)


def test_facts_and_rules_add_up_to_the_change():
    before = FactSet.of({"A": {"tasks.on_time_share": "0.5", "2": True}})
    after = FactSet.of({"A": {"tasks.on_time_share": "0.9", "2": False, "3": True}})
    c = why_changed(OLD, before, NEW, after, "A")
    assert (c.before.value, c.between.value, c.after.value) == (7, Decimal("5.4"), 6)
    assert c.by_facts == Decimal("-1.6") and c.by_rules == Decimal("0.6")
    assert c.by_facts + c.by_rules == c.after.value - c.before.value
    row = next(r for r in c.rows if r.after_code == "1")
    assert (row.by_facts, row.by_rules) == (Decimal("2.4"), Decimal("-1.4")) and row.fact == "50 % → 90 %"
    assert next(r for r in c.rows if r.after_code == "3").kind == "new"


def test_the_same_rules_leave_nothing_to_the_rules():
    facts = FactSet.of({"A": {"tasks.on_time_share": 1, "2": True}})
    c = why_changed(OLD, facts, OLD, facts, "A")
    assert (c.by_facts, c.by_rules, c.rows) == (0, 0, ())


def test_an_open_total_is_not_taken_apart():
    c = why_changed(OLD, FactSet.of({"A": {"2": True}}), OLD, FactSet.of({"A": {"tasks.on_time_share": 1, "2": True}}), "A")
    assert c.by_facts is None and "chưa tách được" in c.notes[0]


def test_rule_changes_are_sentences():
    found = rule_changes(OLD, NEW)
    assert "1 điểm tối đa: 6 → 4" in found and "1 cách chấm: theo tỷ lệ → theo khoảng" in found
    assert any(x.startswith("Mới: 3 Hoàn toàn khác (2 điểm)") for x in found)
    assert rule_changes(OLD, OLD) == []


def test_papi_codes_that_change_their_meaning_are_not_carried():
    """3.3 of 2018 (access to justice) is not 3.3 of 2016 (inspection boards); 1.1 is 1.1."""
    facts = FactSet.of({"X": {"D1.1": "1.2", "D3.3": "2", "D2.2": "1.5"}})
    e = rescore(facts, load("papi/province-2018"), load("papi/province-2016"), "X")
    assert part(e, "D1.1").value == Decimal("1.2")
    assert part(e, "D3.3").absent == part(e, "D2.1").absent == part(e, "D2.2").absent == Absent.NOT_MEASURED


def test_a_proposed_crosswalk_says_so_and_follows_metrics():
    walk = propose(load("demo/department-2022"), load("demo/district-2022"))
    assert all(k.proposed for k in walk.links) and "xác nhận" in walk.source
    assert walk.back("1.10").before == ("1.9",) and walk.back("1.8").kind == "new"
    with pytest.raises(NotLoaded, match="hai chỉ số khác nhau"):
        crosswalk(load("pci/province-2013"), load("papi/province-2011"))


@pytest.mark.parametrize(("change", "sentence"), [
    ({"from": ["D9"], "to": [], "kind": "dropped"}, "mã D9 không có trong papi/province-2011"),
    ({"from": ["D1"], "to": ["D1"], "kind": "twisted"}, "loại “twisted” không có"),
])
def test_a_faulty_crosswalk_says_where(change, sentence):
    data = {"from": "papi/province-2011", "to": "papi/province-2016", "source": "x", "changes": [change]}
    with pytest.raises(RuleError, match=sentence):
        read(data, load("papi/province-2011"), load("papi/province-2016"), "x.yaml")
