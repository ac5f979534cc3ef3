"""The short documents of tests/cases/directive_documents.yaml, each with all of its tasks."""

from pathlib import Path

import pytest
import yaml

from openpar.engine.directive import parse

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/directive_documents.yaml").read_text(encoding="utf-8"))


def told(task):
    """A task as the cases write it; what a task does not have is left out."""
    d = task.deadline
    when = None if d.kind == "none" else d.kind if d.kind == "event" or not d.value else f"{d.kind} {d.value}"
    row = {"id": task.id, "lead": [n.name for n in task.lead], "coordinating": [n.name for n in task.coordinating],
           "deadline": when,
           "targets": [f"{t.op} {t.value} {t.unit}" for t in task.targets], "report": task.report
           and [n.name for n in task.report.to],
           "refs": [r.number or r.title for r in task.legal_refs]}
    return {k: v for k, v in row.items() if v or k == "lead" or (k == "report" and v is not None)}


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_document(case):
    found = parse(case["text"])
    assert [told(t) for t in found.tasks] == case["tasks"]
    head = {"doc_type": found.doc_type, "number": found.number, "date": found.date and found.date.isoformat(),
            "issuer": found.issuer}
    assert {k: v for k, v in head.items() if v} == case.get("header", {})
