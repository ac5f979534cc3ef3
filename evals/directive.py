"""Directives: our reading of the open reference texts against their labels, and whether "sure" means right."""

import importlib.util
import json
import os
import sys
import tempfile
from pathlib import Path

from openpar.engine.directive import parse
from openpar.engine.directive.schema import as_labels

FIELDS = {"lead": "score_lead", "coordinating": "score_coord", "deadline": "score_deadline", "targets": "score_targets",
          "report": "score_report",
          "legal_refs": "score_refs"}
BARS = {"detection": 0.95, "lead": 0.93, "coordinating": 0.85, "deadline": 0.95, "report": 0.90, "legal_refs": 0.95}
SURE = 0.97


def scorer(folder: Path):
    """The reference scorer of the label set, as a module."""
    spec = importlib.util.spec_from_file_location("directive_score", folder / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predictions(folder: Path) -> dict[str, dict]:
    """Our labels for every text of the folder, by its stem."""
    return {f.stem: as_labels(parse(f.read_bytes().decode("utf-8")), f.name) for f in sorted(folder.glob("*.txt"))}


def calibration(score, folder: Path, ours: dict) -> dict:
    """For each field: how often a field marked sure, or unsure, is right and wrong, over matched tasks."""
    out = {k: {(s, r): 0 for s in (True, False) for r in (True, False)} for k in FIELDS}
    for stem, pred in ours.items():
        gold = json.loads((folder / f"{stem}.tasks.json").read_text(encoding="utf-8"))
        for i, j, _ in score.match(gold["tasks"], pred["tasks"], 0.5):
            g, p = gold["tasks"][i], pred["tasks"][j]
            for name, function in FIELDS.items():
                got = getattr(score, function)(g, p)
                right = got[0] if name in ("deadline", "report") else got[1] == got[2] == 0
                out[name][p["sure"][name], bool(right)] += 1
    return out


def run(shared: Path, args=()) -> bool:
    """Print the figures; true when every bar is met."""
    folder = Path(shared) / "directives"
    score, ours = scorer(folder), predictions(folder)
    with tempfile.TemporaryDirectory() as box:
        for stem, labels in ours.items():
            (Path(box) / f"{stem}.tasks.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
        common = ["--gold", str(folder), "--pred", box]
        print("Directives, open set\n")
        score.main([*common, *[a for a in args if a.startswith("--errors")]])
        print("\nThe same without the labels' alternatives (--strict)\n")
        score.main([*common, "--strict"])
        total = score.Tally()
        for stem, labels in ours.items():
            gold = json.loads((folder / f"{stem}.tasks.json").read_text(encoding="utf-8"))
            total.add(score.score_doc(gold, labels, 0.5))
    print("\nIs \"sure\" right?  (fields of matched tasks)\n")
    print(f"{'field':14}{'sure, right':>13}{'sure, wrong':>13}{'sure right %':>14}{'unsure, right':>15}{'unsure, wrong':>15}")
    table = calibration(score, folder, ours)
    table["all"] = {key: sum(v[key] for v in table.values()) for key in table["lead"]}
    for name, c in table.items():
        n = c[True, True] + c[True, False]
        share = f"{100 * c[True, True] / n:.1f}" if n else "-"
        print(f"{name:14}{c[True, True]:13}{c[True, False]:13}{share:>14}{c[False, True]:15}{c[False, False]:15}")
    got = total.as_dict()
    figures = {"detection": got["detection"]["f1"],
               **{k: got[k]["f1"] if k == "legal_refs" else got[k]["accuracy"] for k in BARS if k != "detection"}}
    n = table["all"]
    figures["sure"] = n[True, True] / max(1, n[True, True] + n[True, False])
    print()
    met = True
    for name, bar in {**BARS, "sure": SURE}.items():
        ok = (figures[name] or 0) >= bar
        met = met and ok
        print(f"{'met ' if ok else 'MISSED'} {name}: {figures[name]:.3f} (bar {bar})")
    return met


if __name__ == "__main__":
    place = Path(os.environ.get("OPENPAR_SHARED") or Path(__file__).resolve().parents[1].parent / "shared")
    if not (place / "directives").is_dir():
        print("SKIPPED: the reference set is not here. Put it beside the repository as ../shared, or name it in "
              "OPENPAR_SHARED.")
        raise SystemExit(0)
    raise SystemExit(0 if run(place, sys.argv[1:]) else 1)
