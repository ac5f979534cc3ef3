"""The sentences of tests/cases/index.yaml."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from openpar.engine.index import FactSet, load, score
from openpar.engine.index.text import part
from openpar.engine.results import Absent
from tests.engine.index.small import leaf, tree

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "index.yaml").read_text(encoding="utf-8"))
WORDS = {"không áp dụng": Absent.NOT_APPLICABLE}


def one_rule(case):
    """A framework of one criterion."""
    kind = {"bonus": "bonus", "deduction": "deduction"}.get(case["rule"]["method"], "core")
    return tree(leaf("1", case["max"], case["rule"], kind=kind), total=case["max"])


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_sentence(case):
    framework = one_rule(case) if "rule" in case else load(case["framework"])
    facts = case["facts"] if "facts" in case else {"1": case["fact"]}
    facts = {k: WORDS.get(v, v) if isinstance(v, str) else v for k, v in facts.items()}
    result = score(framework, FactSet.of({"Sở A": facts}), "Sở A")
    for code, points in case["points"].items():
        node = part(result, code)
        assert node.value == (None if points is None else Decimal(str(points))), node.reason
        assert node.reason and (node.value is None) == (node.absent is not None)
    for code, why in case.get("absent", {}).items():
        assert part(result, code).absent == why
