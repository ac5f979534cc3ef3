"""Public failures of comparable products, replayed. The names are the ids of the case log."""

import random
from decimal import Decimal

import numpy as np
import pytest

from openpar.engine.errors import Refused
from openpar.engine.index import Fact, FactSet, score, score_all
from openpar.engine.index.composite import normalise
from openpar.engine.index.excel_out import write_round
from openpar.engine.index.ranking import average_ranks, rank_correlation, ranks
from openpar.engine.index.tables import read_rows
from openpar.engine.index.text import text
from openpar.engine.results import Absent
from tests.engine.index.small import leaf, tree


def test_case_IX_01():
    """Lower is better: none late is full, all late is nothing, and the direction stands beside the criterion."""
    late = tree(leaf("1", 10, {"method": "proportion", "better": "lower"}), total=10)
    result = score_all(late, FactSet.of({"Không trễ": {"1": 0}, "Trễ hết": {"1": 1}}))
    assert [s.total for s in result.units.values()] == [10, 0]
    assert late["1"].direction == "thấp hơn tốt hơn"
    assert result.units["Không trễ"].explained.parts[0].inputs["direction"] == "thấp hơn tốt hơn"


@pytest.mark.parametrize(("rank_on", "places"), [("exact", [1, 2, 3]), ("published", [1, 1, 3])])
def test_case_IX_02(rank_on, places):
    """Rounding before ranking makes false ties; the framework says which figure ranks."""
    one = tree(leaf("1", 100, {"method": "points"}), total=100, settings={"rank_on": rank_on, "decimals": 2})
    result = score_all(one, FactSet.of({"A": {"1": "80.004"}, "B": {"1": "80.001"}, "C": {"1": 10}}))
    assert [s.rank for s in result.units.values()] == places
    assert [str(s.published) for s in result.units.values()] == ["80.00", "80.00", "10.00"]
    assert "80,004" in text(result.units["A"].explained) and "80,001" in text(result.units["B"].explained)


def test_case_IX_03():
    """An indicator that is the same everywhere gets its defined score; its weight does not wander; the note says so."""
    flat = tree(leaf("1", 10, {"method": "minmax", "anchors": "round", "points": [1, 10], "when_constant": 5.5}),
                leaf("2", 10, {"method": "minmax", "anchors": "round", "points": [1, 10]}), total=20)
    result = score_all(flat, FactSet.of({f"Huyện {i}": {"1": 1, "2": i} for i in range(8)}))
    assert {s.explained.parts[0].value for s in result.units.values()} == {Decimal("5.5")}
    assert [result.units[f"Huyện {i}"].total for i in (0, 7)] == [Decimal("6.5"), Decimal("15.5")]
    assert any("cả 8 đơn vị cùng giá trị" in w for w in result.warnings)
    for how in ("minmax", "rank", "zscore", "best"):
        z = normalise(np.ones((8, 1)), how, [1])
        assert np.isfinite(z).all() and np.ptp(z) == 0


def test_case_IX_04():
    """One bad indicator and one missing: by default the total is open; averaging what is left needs a stated minimum."""
    rules = [leaf("1", 10, {"method": "points"}), leaf("2", 10, {"method": "points"})]
    bad_one = FactSet.of({"A": {"1": 1}})
    plain = score(tree(*rules, total=10, compose="mean"), bad_one, "A")
    assert not plain.complete and (plain.inputs["low"], plain.inputs["high"]) == (Decimal("0.5"), Decimal("5.5"))
    strict = score(tree(*rules, total=10, compose="mean", missing="exclude", minimum_available=0.75), bad_one, "A")
    assert strict.absent == Absent.NOT_MEASURED and "ít nhất 75 %" in strict.reason
    loose = score(tree(*rules, total=10, compose="mean", missing="exclude", minimum_available=0.5), bad_one, "A")
    assert loose.value == 1 and "1/2 phần" in loose.reason


@pytest.mark.parametrize(("no_evidence", "points"), [("explain", 4), ("zero", 0)])
def test_case_IX_04_no_evidence(no_evidence, points):
    """No evidence is its own rule, never mixed with no data."""
    one = tree(leaf("1", 4, {"method": "yes_no"}), leaf("2", 1, {"method": "yes_no"}), total=5,
               settings={"no_evidence": no_evidence})
    e = score(one, FactSet.of({"A": {"1": Fact(value=True, evidence=False)}}), "A")
    first, second = e.parts
    assert first.value == points and "minh chứng" in first.reason
    assert bool(first.inputs.get("needs_explanation")) == (no_evidence == "explain")
    assert second.absent == Absent.NOT_MEASURED


def test_case_IX_05():
    """Order of criteria and of units changes nothing."""
    rng = random.Random(5)
    criteria = [leaf(str(i), i + 1, {"method": "proportion"}) for i in range(12)]
    facts = {f"U{k}": {str(i): round(rng.random(), 4) for i in range(12)} for k in range(9)}
    first = score_all(tree(*criteria, total=78), FactSet.of(facts))
    for _ in range(5):
        mixed = dict(rng.sample(list(facts.items()), 9))
        again = score_all(tree(*rng.sample(criteria, 12), total=78),
                          FactSet.of({u: dict(rng.sample(list(r.items()), 12)) for u, r in mixed.items()}))
        for u, s in again.units.items():
            assert (s.total, s.rank) == (first.units[u].total, first.units[u].rank)


def test_case_IX_06():
    """A geometric mean with a zero is refused, or floored where the framework says so; each criterion keeps its own method."""
    rules = [leaf("1", 10, {"method": "points"}), leaf("2", 10, {"method": "proportion", "better": "lower"})]
    facts = FactSet.of({"A": {"1": 0, "2": 0}})
    with pytest.raises(Refused, match="lớn hơn 0"):
        score(tree(*rules, total=10, compose="geometric"), facts, "A")
    floored = score(tree(*rules, total=10, compose={"how": "geometric", "floor": "0.1"}), facts, "A")
    assert floored.value == 1 and [p.rule for p in floored.parts] == ["points", "proportion"]


def test_case_IX_08():
    """Not applicable leaves numerator and denominator; nothing exceeds the published maximum."""
    rules = [leaf("1", 6, {"method": "proportion"}), leaf("2", 4, {"method": "proportion"})]
    facts = FactSet.of({"A": {"1": 1, "2": Fact(numerator=Decimal(0), denominator=Decimal(0))}, "B": {"1": 1, "2": 1}})
    left = score_all(tree(*rules, total=10), facts)
    assert left.units["A"].total == 6 and left.units["A"].percent == 100 and left.units["A"].complete
    scaled = score_all(tree(*rules, total=10, settings={"not_applicable": "rescale"}), facts)
    assert scaled.units["A"].total == 10 and scaled.units["A"].total <= scaled.framework.total
    assert "quy đổi" in scaled.units["A"].explained.reason
    refused = score_all(tree(*rules, total=10, settings={"not_applicable": "refuse"}), facts)
    assert not refused.units["A"].complete and "không cho phép" in refused.units["A"].explained.parts[1].reason


def test_case_IX_09(tmp_path):
    """One function for every face: data, text and Excel agree on 500 random trees, and with a sum by hand to 1e-12."""
    rng = random.Random(9)
    for n in range(500):
        areas, facts, by_hand = [], {}, 0.0
        for a in range(rng.randint(1, 4)):
            criteria = []
            for k in range(rng.randint(1, 5)):
                top, x = rng.randint(1, 20) / 4, round(rng.random(), 3)
                criteria.append(leaf(f"{a}.{k}", top, {"method": "proportion"}))
                facts[f"{a}.{k}"] = x
                by_hand += top * x
            areas.append({"code": str(a), "title": "Lĩnh vực", "max": sum(c["max"] for c in criteria), "criteria": criteria})
        fw = tree(*areas, total=sum(a["max"] for a in areas))
        result = score_all(fw, FactSet.of({"A": facts}))
        total = result.units["A"].total
        assert abs(float(total) - by_hand) < 1e-12
        assert Decimal(result.units["A"].explained.as_data()["value"]) == total
        if n % 100 == 0:
            write_round(result, tmp_path / "r.xlsx")
            rows = read_rows(tmp_path / "r.xlsx", "Giải thích")
            assert abs(rows[1][3] - float(total)) < 1e-12


def test_case_IX_10():
    """1, 2, 2, 4 unless the framework says otherwise."""
    facts = FactSet.of({u: {"1": v} for u, v in {"A": 9, "B": 8, "C": 8, "D": 7}.items()})
    for ties, places in {"standard": [1, 2, 2, 4], "max": [1, 3, 3, 4], "dense": [1, 2, 2, 3],
                         "average": [1, 2.5, 2.5, 4]}.items():
        one = tree(leaf("1", 10, {"method": "points"}), total=10, settings={"ties": ties})
        assert [s.rank for s in score_all(one, facts).units.values()] == places
    default = tree(leaf("1", 10, {"method": "points"}), total=10)
    assert [r["rank"] for r in score_all(default, facts).table()] == [1, 2, 2, 4]


def test_case_IX_11():
    """Rank statistics use average ranks; shuffling the input changes nothing."""
    rng = np.random.default_rng(11)
    a, b = rng.integers(0, 6, 40).astype(float), rng.integers(0, 6, 40).astype(float)
    order = rng.permutation(40)
    assert np.array_equal(average_ranks(a)[order], average_ranks(a[order]))
    assert rank_correlation(a, b) == pytest.approx(rank_correlation(a[order], b[order]), abs=1e-15)
    assert average_ranks(a).tolist() == ranks(list(a), "average")
