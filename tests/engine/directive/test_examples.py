"""Every example sentence of rulebook/phrases/*.yaml is a test: who adds a phrase shows what it changes."""

import pytest

from openpar.engine.directive import agencies, deadlines, parse, references, reports, targets
from openpar.engine.directive.surface import surface
from openpar.engine.directive.vocabulary import words

YEAR = 2022


def examples(name):
    return [pytest.param(e, id=e["text"][:60]) for e in getattr(words(), name)["examples"]]


def view(text):
    return surface(text).view


@pytest.mark.parametrize("example", examples("agencies"))
def test_names(example):
    v = view(example["text"])
    assert [n.name for n in agencies.read_list(v, 0, len(v))[0]] == example["names"]


@pytest.mark.parametrize("example", [*examples("verbs"), *examples("sections")])
def test_tasks(example):
    tasks = parse(example["text"], year=YEAR).tasks
    assert len(tasks) == example["tasks"]
    assert [[n.name for n in t.lead] for t in tasks] == example.get("lead", [[n.name for n in t.lead] for t in tasks])
    assert [{"kind": t.deadline.kind, "value": t.deadline.value} for t in tasks] == example.get(
        "deadline", [{"kind": t.deadline.kind, "value": t.deadline.value} for t in tasks])


@pytest.mark.parametrize("example", examples("deadlines"))
def test_deadline(example):
    v, wanted = view(example["text"]), example["deadline"]
    if ":" in example["text"]:
        found = deadlines.of_cell(v, v.index(":") + 1, len(v), YEAR)
    else:
        cited = references.spans_of(references.find(v, 0, len(v)), v, len(v))
        found, _ = deadlines.choose(v, 0, len(v), YEAR, cited)
    assert found.kind == wanted["kind"]
    if "value" in wanted:
        assert found.value == (wanted["value"] and str(wanted["value"]))


@pytest.mark.parametrize("example", examples("targets"))
def test_targets(example):
    v = view(example["text"])
    assert [{"op": t.op, "value": t.value, "unit": t.unit} for t in targets.find(v, 0, len(v))] == example["targets"]


@pytest.mark.parametrize("example", examples("reports"))
def test_report(example):
    v = view(example["text"])
    report, *_ = reports.find(v, 0, len(v), YEAR)
    assert (report and [n.name for n in report.to]) == example["to"]


@pytest.mark.parametrize("example", examples("documents"))
def test_references(example):
    v = view(example["text"])
    found = [{"type": r.type, "number": r.number, "title": r.title, "date": r.date, "issuer": r.issuer}
             for r in references.find(v, 0, len(v))]
    assert len(found) == len(example["refs"])
    for got, wanted in zip(found, example["refs"], strict=True):
        assert {k: got[k] for k in wanted} == {k: str(v) if k == "date" else v for k, v in wanted.items()}
