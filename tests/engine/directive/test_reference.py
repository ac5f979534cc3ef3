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
