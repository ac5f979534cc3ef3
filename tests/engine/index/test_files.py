"""Office files in and out: facts in three layouts, whole trees, a ministry's annex, scored rounds; faults named by row."""

import csv
from decimal import Decimal

import pytest
import xlsxwriter
import yaml

from openpar.engine.errors import BadInput, NotLoaded, Unreadable
from openpar.engine.index import FactSet, load, names, parse, score_all
from openpar.engine.index.checks import findings, refusals
from openpar.engine.index.excel_in import read_tree
from openpar.engine.index.excel_out import write_round, write_template, write_tree
from openpar.engine.index.fact_files import read_facts, unused
from openpar.engine.index.scale_text import propose_rule
from openpar.engine.index.tables import read_rows
from openpar.engine.index.yaml_out import write_yaml
from openpar.engine.results import Absent


def sheet(path, rows, name="Sheet1"):
    """A workbook of these rows."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(name)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                page.write(r, c, value)
    book.close()
    return path


@pytest.mark.parametrize("name", names())
def test_every_tree_goes_out_and_comes_back_the_same(name, tmp_path):
    f = load(name)
    write_tree(f, tmp_path / "t.xlsx")
    g = read_tree(tmp_path / "t.xlsx").framework()
    assert g.root == f.root and g.settings == f.settings
    for field in ("index", "level", "year", "until", "variant", "jurisdiction", "title", "status", "source", "confidence",
                  "example", "note"):
        assert getattr(g, field) == getattr(f, field)


@pytest.mark.parametrize("name", ["demo/commune-2022", "ddci/template-district-2022", "sipas/province-2023"])
def test_an_imported_tree_is_written_as_a_rulebook_file(name, tmp_path):
    write_tree(load(name), tmp_path / "t.xlsx")
    write_yaml(read_tree(tmp_path / "t.xlsx").data, tmp_path / "t.yaml")
    g = parse(yaml.safe_load((tmp_path / "t.yaml").read_text(encoding="utf-8")), "t")
    assert g.root == load(name).root


ANNEX = [
    ["BỘ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH"], [],
    ["STT", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa", "Ghi chú"],
    ["1", "CHỈ ĐẠO ĐIỀU HÀNH", "3,5"],
    ["1.1", "Kế hoạch", 1],
    [None, "Ban hành kịp thời: 1"],
    [None, "Không kịp thời: 0"],
    ["1.2", "Hoàn thành kế hoạch", 1.5],
    [None, "Hoàn thành 100% kế hoạch: 1,5"],
    [None, "Từ 80% - dưới 100%: 0,75"],
    [None, "Dưới 80%: 0"],
    ["1.3", "Sáng kiến", 1],
    [None, "Mô tả không có thang điểm"],
    ["2", "THỦ TỤC", 4],
    ["2.1", "Hồ sơ đúng hạn", 2],
    [None, "Từ 95% trở lên", 2],
    [None, "Từ 90% đến dưới 95%", 1],
    [None, "Dưới 90%", 0],
    ["2.2", "Công khai", 2],
    [None, "Tính theo công thức: [Tỷ lệ % x điểm tối đa]/100%"],
    [None, "Tổng cộng", 7.5]]


def test_a_ministry_s_annex_becomes_a_draft_that_is_not_official(tmp_path):
    draft = read_tree(sheet(tmp_path / "annex-2022.xlsx", ANNEX))
    f = draft.framework()
    assert (f.total, f["1"].max, [c.code for c in f.leaves()]) == (Decimal("7.5"), Decimal("3.5"),
                                                                   ["1.1", "1.2", "1.3", "2.1", "2.2"])
    assert [c.rule and c.rule.method for c in f.leaves()] == ["yes_no", "bands", None, "bands", "proportion"]
    assert f["1.2"].rule.params["bands"] == ((Decimal(1), Decimal("1.5")), (Decimal("0.8"), Decimal("0.75")))
    assert "Từ 80% - dưới 100%: 0,75" in f["1.2"].scale_text
    assert f.status == "draft" and any("4 quy tắc chấm chưa đối chiếu" in r for r in refusals(f))
    assert any("1.3" in text and "không hiểu thang điểm" in text for _, text in draft.notes)


def test_an_annex_that_does_not_add_up_is_read_and_reported(tmp_path):
    rows = [list(r) for r in ANNEX]
    rows[3][2] = 4
    f = read_tree(sheet(tmp_path / "annex.xlsx", rows)).framework()
    assert any("cộng lại được 3,5, nhưng ghi 4" in x.text and x.stops for x in findings(f))


@pytest.mark.parametrize(("rows", "sentence"), [
    ([["a", "b"], [1, 2]], "không thấy dòng tiêu đề"),
    ([["STT", "Tiêu chí", "Điểm tối đa"], ["1.1", "A", 1], ["1.1", "B", 1]], "dòng 3: mã 1.1 có hai lần"),
])
def test_a_faulty_annex_says_where(tmp_path, rows, sentence):
    with pytest.raises(BadInput, match=sentence):
        read_tree(sheet(tmp_path / "x.xlsx", rows))


def test_areas_in_roman_numbers_keep_criteria_apart(tmp_path):
    rows = [["TT", "Nội dung", "Điểm tối đa"], ["I", "MỘT", 2], ["1", "A", 2], ["II", "HAI", 3], ["1", "B", 3]]
    f = read_tree(sheet(tmp_path / "x.xlsx", rows)).framework()
    assert [c.code for c in f.root.walk()] == ["", "I", "I.1", "II", "II.1"] and f.total == 5


@pytest.mark.parametrize(("lines", "method"), [
    (["Đạt 100%: 2", "Từ 70% đến dưới 100%: 1", "Dưới 70%: 0"], "bands"), (["Có: 2", "Không có: 0"], "yes_no"),
    (["Tốt: 2", "Khá: 1", "Yếu: 0"], "choice"), (["Tỷ lệ x điểm tối đa"], "proportion"), (["Theo hướng dẫn riêng"], None),
    (["Tốt: 3", "Khá: 1"], None), ([], None),
])
def test_scales_in_words_are_only_proposed(lines, method):
    rule, why = propose_rule(lines, 2)
    assert (rule if rule == "unknown" else rule["method"]) == (method or "unknown") and why
    assert rule == "unknown" or rule["confidence"] == "D"


LONG = [["Đơn vị", "Mã", "Giá trị", "Tử số", "Mẫu số", "Phân bố trả lời", "Trạng thái", "Điểm", "Vòng", "Minh chứng",
         "Sai số chuẩn"],
        ["Sở A", "tasks.on_time_share", None, 19, 20], ["Sở A", "4.2", "có", None, None, None, None, None, None, "không"],
        ["Sở A", "surveys.satisfaction_share", None, None, None, "5:2 4:5 3:3"], ["Sở A", "6.1", None, None, None, None,
                                                                                  "không áp dụng"],
        ["Sở A", "7.8", None, None, None, None, None, "0,5", "tự chấm"], ["Sở A", "7.8", None, None, None, None, None, 1,
                                                                          "thẩm định lần 1"],
        ["Sở A", "surveys.officials_mean", "3,5", None, None, None, None, None, None, None, "0,1"], ["Sở B",
                                                                                                     "tasks.on_time_share"]]


def test_the_long_layout_keeps_every_kind_of_news_apart(tmp_path):
    facts = read_facts(sheet(tmp_path / "f.xlsx", LONG))
    a = facts.facts["Sở A"]
    assert a["tasks.on_time_share"].number() == Decimal("0.95") and a["4.2"].evidence is False
    assert a["surveys.satisfaction_share"].answers == {"5": 2, "4": 5, "3": 3} and a["6.1"].absent == Absent.NOT_APPLICABLE
    assert facts.points["Sở A"]["7.8"] == {"self": Decimal("0.5"), "appraisal1": Decimal(1)}
    assert a["surveys.officials_mean"].se == 0.1 and facts.units == ("Sở A", "Sở B")
    result = score_all(load("demo/department-2022"), facts)
    assert result.units["Sở B"].total is None and not result.units["Sở B"].complete


def test_csv_parquet_and_xlsx_give_the_same_facts(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq
    rows = [["Đơn vị", "Mã", "Giá trị"], ["Sở A", "tasks.on_time_share", "0,96"], ["Sở B", "tasks.on_time_share", "91 %"]]
    with (tmp_path / "f.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    pq.write_table(pa.table({"unit": ["Sở A", "Sở B"], "code": ["tasks.on_time_share"] * 2, "value": [0.96, 0.91]}),
                   tmp_path / "f.parquet")
    sheet(tmp_path / "f.xlsx", rows)
    sets = [read_facts(tmp_path / f"f.{kind}").facts for kind in ("csv", "parquet", "xlsx")]
    values = [{u: r["tasks.on_time_share"].value for u, r in s.items()} for s in sets]
    assert values[0] == values[1] == values[2] == {"Sở A": Decimal("0.96"), "Sở B": Decimal("0.91")}


def test_last_year_s_scored_tree_comes_in_both_ways_round(tmp_path):
    down = sheet(tmp_path / "down.xlsx",
                 [["STT", "Tiêu chí", "Điểm tối đa", "Sở A", "Sở B"], ["1", "Một", 2, 2, "1,5"], ["2", "Hai", 2, 1, None]])
    across = sheet(tmp_path / "across.xlsx", [["Đơn vị", "1", "2"], ["Sở A", 2, 1], ["Sở B", 1.5, None]])
    one, two = (read_facts(p, points=True, stage="appraisal1").points for p in (down, across))
    assert one == two == {"Sở A": {"1": {"appraisal1": 2}, "2": {"appraisal1": 1}}, "Sở B": {"1": {"appraisal1": Decimal("1.5")}}}


@pytest.mark.parametrize(("row", "sentence"), [
    (["Sở A", "x", "không rõ", 1, 2], "chỉ ghi một trong"), (["Sở A", "x", None, 1, None], "có tử số thì phải có mẫu số"),
    (["Sở A", None, 1], "thiếu mã"), ([None, "x", 1], "thiếu đơn vị"), (["Sở A", "x", 1, None, None, None, "không hỏi"],
                                                                        "vừa có giá trị vừa ghi"),
    (["Sở A", "x", None, None, None, "5-20"], "mức:số phiếu"), (["Sở A", "x", None, None, None, None, "đang chờ"],
                                                                "trạng thái “đang chờ”"),
    (["Sở A", "x", None, None, None, None, None, "nhiều"], "không phải là số"),
    (["Sở A", "x", None, None, None, None, None, 1, "vòng 9"], "vòng “vòng 9” không có"),
])
def test_a_faulty_row_is_named(tmp_path, row, sentence):
    with pytest.raises(BadInput, match="1 lỗi, chưa nhận dòng nào") as error:
        read_facts(sheet(tmp_path / "f.xlsx", [LONG[0], row]))
    assert "dòng 2" in error.value.message and sentence in error.value.message


def test_a_fact_twice_names_both_rows(tmp_path):
    with pytest.raises(BadInput, match="dòng 3: Sở A, x đã có ở dòng 2"):
        read_facts(sheet(tmp_path / "f.xlsx", [LONG[0], ["Sở A", "x", 1], ["Sở A", "x", 2]]))


def test_files_that_are_not_what_they_say(tmp_path):
    (tmp_path / "f.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "f.doc").write_bytes(b"x")
    (tmp_path / "f.csv").write_bytes("Đơn vị".encode("utf-16-le"))
    for name in ("f.xlsx", "f.doc", "f.csv"):
        with pytest.raises((Unreadable, BadInput)):
            read_facts(tmp_path / name)
    with pytest.raises(NotLoaded):
        read_facts(tmp_path / "none.xlsx")


def test_the_template_is_read_back_as_units_without_facts(tmp_path):
    write_template(load("demo/commune-2022"), ["Xã A", "Xã B"], tmp_path / "t.xlsx")
    facts = read_facts(tmp_path / "t.xlsx")
    assert facts.units == ("Xã A", "Xã B") and unused(load("demo/commune-2022"), facts) == []


def test_a_code_nobody_asks_for_is_said():
    assert unused(load("demo/commune-2022"), FactSet.of({"A": {"tasks.ontime": 1}})) == ["tasks.ontime"]


def test_a_round_goes_out_with_reasons_and_no_formula_runs(tmp_path):
    result = score_all(load("demo/commune-2022"), FactSet.of({"=1+1": {"tasks.on_time_share": "0.96"}}))
    write_round(result, tmp_path / "r.xlsx")
    rows = read_rows(tmp_path / "r.xlsx", "Kết quả")
    assert rows[1][0] == "'=1+1" and rows[1][5] == "chưa"
    reasons = read_rows(tmp_path / "r.xlsx", "Giải thích")
    assert any(r[5] == "chưa đo" for r in reasons) and any("mức từ 95 %" in str(r[6]) for r in reasons)
    assert ["Không chính thức",
            "khung minh hoạ, không phải văn bản"] in [r[:2] for r in read_rows(tmp_path / "r.xlsx", "Ghi chú")]
