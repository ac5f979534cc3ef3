"""The command as an analyst meets it: every subcommand runs, speaks Vietnamese, and says what is not official."""

import json

import pytest

from openpar.cli import main
from openpar.engine.index import load

DEMO = "demo/commune-2022"


@pytest.fixture
def facts(tmp_path):
    """Two years of facts for three communes."""
    paths = []
    for year, share in ((2021, "0,91"), (2022, "0,96")):
        lines = ["Đơn vị;Mã;Giá trị;Phân bố trả lời"]
        for u, unit in enumerate(("Xã A", "Xã B", "Xã C")):
            for c in load(DEMO).leaves():
                m = c.rule.method
                value = {"yes_no": "có", "choice": "Đầy đủ", "count_penalty": str(u), "per_item": "1", "survey_mean_zero": "4",
                         "survey_share": ""}.get(m, share if c.direction.startswith("cao") else "0,04")
                lines.append(f"{unit};{c.fact_code};{value};{'5:3 4:4 3:3' if m == 'survey_share' else ''}")
        path = tmp_path / f"{year}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        paths.append(str(path))
    return paths


def run(capsys, *argv):
    """Exit code, standard output, standard error."""
    code = main(list(argv))
    out = capsys.readouterr()
    return code, out.out, out.err


def test_score(capsys, facts, tmp_path):
    code, out, _ = run(capsys, "index", "score", DEMO, facts[1], "-o", str(tmp_path / "r.xlsx"))
    assert code == 0 and "Xã A" in out and "Không phải kết quả chính thức: khung minh hoạ" in out
    assert (tmp_path / "r.xlsx").exists()
    code, out, _ = run(capsys, "index", "score", DEMO, facts[1], "--json")
    data = json.loads(out)
    assert data["official"] is False and [r["rank"] for r in data["units"]] == [1, 2, 3] and data["digest"]


def test_explain_and_gaps(capsys, facts):
    _, out, _ = run(capsys, "index", "explain", DEMO, facts[1], "--unit", "xa b", "--code", "1.3")
    assert out.startswith("1.3 Nhiệm vụ cấp trên giao hoàn thành đúng hạn: 3,75/5 — 96 %, mức từ 95 %")
    _, out, _ = run(capsys, "index", "explain", DEMO, facts[1], "--unit", "Xã B", "--gaps")
    assert "mất" in out.splitlines()[0]
    code, _, err = run(capsys, "index", "explain", DEMO, facts[1], "--unit", "Xã Z")
    assert code == 2 and "Không có đơn vị “Xã Z”" in err


def test_diff(capsys, facts):
    _, out, _ = run(capsys, "index", "diff", DEMO, facts[0], facts[1], "--unit", "Xã A")
    assert "do số liệu +" in out and "do quy tắc 0" in out and "91 % → 96 %" in out


def test_whatif(capsys, facts):
    _, out, _ = run(capsys, "index", "whatif", DEMO, facts[1], "--unit", "Xã A", "--set", "tasks.on_time_share=99 %")
    assert "96 %, mức từ 95 %" in out and "99 %, mức từ 98 %" in out
    _, out, _ = run(capsys, "index", "whatif", DEMO, facts[1], "--unit", "Xã A", "--under", "demo/district-2022")
    assert "cấp huyện" in out
    code, _, err = run(capsys, "index", "whatif", DEMO, facts[1], "--unit", "Xã A", "--set", "nope=1")
    assert code == 2 and "“nope”" in err


def test_simulate_keeps_two_views(capsys, facts):
    _, out, _ = run(capsys, "index", "simulate", DEMO, facts[1], "--replicates", "200")
    assert out.startswith("Độ chắc của điểm (quy tắc giữ nguyên)") and "Giả định" in out and "trọng số" not in out
    _, out, _ = run(capsys, "index", "simulate", DEMO, facts[1], "--replicates", "200", "--design")
    assert out.startswith("Độ vững của thiết kế (số liệu giữ nguyên)") and "sai số" not in out
    _, out, _ = run(capsys, "index", "simulate", DEMO, facts[1], "--replicates", "50", "--json")
    assert json.loads(out)["view"] == "score"


def test_path(capsys, facts, tmp_path):
    pytest.importorskip("highspy")
    _, out, _ = run(capsys, "index", "path", DEMO, facts[1], "--unit", "Xã C", "--to-class", "Tốt", "--json")
    assert json.loads(out)["possible"] is True
    _, out, _ = run(capsys, "index", "path", DEMO, facts[1], "--unit", "Xã C", "--to-rank", "1")
    assert "giữ nguyên điểm của các đơn vị khác" in out
    sheet = str(tmp_path / "l.xlsx")
    run(capsys, "index", "path", DEMO, facts[1], "--unit", "Xã C", "--write-levers", sheet)
    _, out, _ = run(capsys, "index", "path", DEMO, facts[1], "--unit", "Xã C", "--budget", "2", "--levers", sheet)
    assert "công sức" in out


def test_template_and_check_text(capsys, tmp_path):
    _, out, _ = run(capsys, "index", "template", DEMO, str(tmp_path / "t.xlsx"), "--units", "Xã A; Xã B")
    assert "2 đơn vị" in out
    text = tmp_path / "t.txt"
    text.write_text("Năm 2021, PAPI xếp thứ 30/63.", encoding="utf-8")
    code, out, _ = run(capsys, "index", "check-text", str(text), "--unit", "Lai Châu")
    assert code == 1 and "chỉ 60 đơn vị" in out


def test_rulebook(capsys, tmp_path):
    code, out, _ = run(capsys, "rulebook", "list")
    assert code == 0 and "demo/commune-2022" in out
    code, out, _ = run(capsys, "rulebook", "check")
    assert code == 0 and "0 chỗ phải sửa" in out
    assert run(capsys, "rulebook", "check", "par-index/province-2017", "--strict")[0] == 1
    _, out, _ = run(capsys, "rulebook", "show", "service-766/any-2025")
    assert "chưa có quy tắc" in out and "Không chính thức" in out
    _, out, _ = run(capsys, "rulebook", "diff", "papi/province-2016", "papi/province-2018")
    assert "Tổng điểm: 60 → 80" in out
    _, out, _ = run(capsys, "rulebook", "crosswalk", "papi/province-2011", "papi/province-2016")
    assert "Ban thanh tra nhân dân chuyển từ 3.2 sang 3.3" in out
    book, file = str(tmp_path / "t.xlsx"), str(tmp_path / "t.yaml")
    run(capsys, "rulebook", "export", DEMO, book)
    code, out, _ = run(capsys, "rulebook", "import", book, "-o", file)
    assert code == 0 and run(capsys, "rulebook", "diff", DEMO, file)[1] == "Không có khác biệt.\n"


@pytest.mark.parametrize("argv", [("index",), ("rulebook",)])
def test_alone_it_shows_what_there_is(capsys, argv):
    assert "VIỆC" in run(capsys, *argv)[1]
