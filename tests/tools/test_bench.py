"""The bench runner: every row has every field, the ratio says how much better ours is, a wrong answer fails the run."""

import json

import pytest

from bench import run as bench


def test_a_ratio_above_one_means_ours_is_better():
    quick = bench.complete({"id": "A", "what": "x", "ours": 200.0, "unit": "per second", "peer": "p", "peer_value": 100.0})
    short = bench.complete({"id": "B", "what": "x", "ours": 2.0, "unit": "ms", "peer": "p", "peer_value": 4.0})
    assert (quick["ratio"], short["ratio"]) == (2.0, 2.0)


def test_a_row_that_lacks_something_is_refused():
    with pytest.raises(SystemExit, match="lacks what"):
        bench.complete({"id": "A", "ours": 1, "unit": "ms"})


def test_only_the_asked_file_is_imported(tmp_path, monkeypatch, capsys):
    (tmp_path / "bad.py").write_text("IDS = ('Z1',)\nraise RuntimeError('must not be imported')\n")
    monkeypatch.setattr(bench, "HERE", tmp_path)
    assert bench.main(["--only", "A1", "--out", str(tmp_path / "bench.json")]) == 1
    assert "nothing measured A1" in capsys.readouterr().err


def test_a_wrong_answer_fails_the_run(tmp_path, monkeypatch):
    (tmp_path / "fixed.py").write_text("IDS = ('A1',)\n")
    row = {"id": "A1", "what": "x", "ours": 1.0, "unit": "s", "peer": "p", "peer_value": 1.0, "correct": False}
    monkeypatch.setattr(bench, "HERE", tmp_path)
    monkeypatch.setattr(bench.importlib, "import_module", lambda name: type("M", (), {"run": staticmethod(lambda only: [row])}))
    assert bench.main(["--out", str(tmp_path / "bench.json")]) == 1
    assert set(json.loads((tmp_path / "bench.json").read_text())[0]) == set(bench.FIELDS)
