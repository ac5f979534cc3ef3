"""The bars of the reference set, where that is here."""

import os
from pathlib import Path

import pytest

from openpar.engine.directive import parse

SHARED = Path(os.environ.get("OPENPAR_SHARED") or Path(__file__).resolve().parents[4] / "shared")


@pytest.mark.needs("shared")
def test_the_open_set_meets_its_bars(capsys):
    from evals.directive import run
    assert run(SHARED), capsys.readouterr().out[-900:]


def test_a_doubt_is_a_question_with_other_readings():
    task = parse("1. Sở Y tế\na) Phối hợp với Sở Nội vụ kiểm tra việc khám bệnh.").tasks[0]
    doubt = task.doubts[0]
    assert doubt.field == "lead" and doubt.question == "Sở Y tế chủ trì hay chỉ phối hợp với Sở Nội vụ?"
    assert doubt.alternatives == (("Sở Nội vụ", ["Sở Nội vụ"]),)
    assert not task.sure_of("lead") and task.sure_of("deadline")


def cut_at(text, width):
    """The text with its lines cut at blanks: the same length, so that every label still holds."""
    out, at = list(text), 0
    for line in text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        while not line.startswith(("|", "#")) and end - start > width:
            blank = text.rfind(" ", start + 5, start + width)
            if blank < 0:
                break
            out[blank] = "\n"
            start = blank + 1
    return "".join(out)


@pytest.mark.needs("shared")
@pytest.mark.parametrize("width", [64, 96])
def test_lines_cut_by_width_change_little(width):
    import json

    from evals.directive import scorer
    from openpar.engine.directive.schema import as_labels
    folder = SHARED / "directives"
    score = scorer(folder)
    total = score.Tally()
    for file in sorted(folder.glob("*.txt")):
        gold = json.loads((folder / f"{file.stem}.tasks.json").read_text(encoding="utf-8"))
        total.add(score.score_doc(gold, as_labels(parse(cut_at(file.read_bytes().decode(), width)), file.name), 0.5))
    got = total.as_dict()
    assert got["detection"]["f1"] >= 0.95 and got["lead"]["accuracy"] >= 0.93 and got["deadline"]["accuracy"] >= 0.95
