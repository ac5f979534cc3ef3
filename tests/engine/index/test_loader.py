"""The strict loader: each fault its own sentence, saying where and what to do."""

import copy

import pytest

from openpar.engine.errors import NotLoaded, RuleError
from openpar.engine.index import catalogue, find, load, names, parse
from openpar.engine.index.checks import findings, metrics, overlaps, refusals
from openpar.engine.index.library import check_all
from openpar.engine.rulebook import load_yaml

GOOD = {"index": "thu", "level": "unit", "year": 2022, "title": "Khung thử", "source": "tự đặt", "total": 10, "criteria": [
    {"code": "1", "title": "Một", "max": 6, "criteria": [
        {"code": "1.1", "title": "Một một", "max": 4, "metric": "tasks.on_time_share",
         "score": {"method": "bands", "bands": [[0.98, 4], [0.95, 3]]}},
        {"code": "1.2", "title": "Một hai", "max": 2, "score": {"method": "yes_no"}}]},
    {"code": "2", "title": "Hai", "max": 4, "score": {"method": "proportion"}}]}


def bad(change):
    """The good framework with one fault."""
    data = copy.deepcopy(GOOD)
    change(data)
    return data


FAULTS = {
    "unknown key": (lambda d: d["criteria"][1].update(maxx=4), r"thu/x\.yaml#2: khóa lạ “maxx”"),
    "missing key": (lambda d: d["criteria"][1].pop("title"), r"#2: thiếu khóa “title”"),
    "children that do not add up": (lambda d: d["criteria"][0].update(max=5), r"#1: .*cộng lại được 6, nhưng ghi 5"),
    "total that does not add up": (lambda d: d.update(total=12), r"#total: .*cộng lại được 10, nhưng ghi 12"),
    "a code twice": (lambda d: d["criteria"][1].update(code="1.1"), r"#1\.1: mã này có hai lần"),
    "a code that is a number": (lambda d: d["criteria"][1].update(code=2), r"phải để trong dấu nháy"),
    "an unknown method": (lambda d: d["criteria"][1].update(score={"method": "magic"}), r"#2: chưa có cách chấm “magic”"),
    "a parameter the method lacks": (lambda d: d["criteria"][1].update(score={"method": "full_at"}), r"#2: thiếu khóa “full_at”"),
    "bands in the wrong order": (
        lambda d: d["criteria"][0]["criteria"][0].update(score={"method": "bands", "bands": [[0.95, 3], [0.98, 4]]}),
        r"#1\.1: các mức phải xếp từ tốt nhất"),
    "a better band with fewer points": (
        lambda d: d["criteria"][0]["criteria"][0]["score"].update(otherwise=3.5),
        r"mức tốt hơn không được ít điểm hơn"),
    "a best band that is not the maximum": (
        lambda d: d["criteria"][0]["criteria"][0].update(score={"method": "bands", "bands": [[0.98, 3], [0.95, 2]]}),
        r"mức tốt nhất cho 3 điểm, nhưng điểm tối đa là 4"),
    "a rule above children": (lambda d: d["criteria"][0].update(score={"method": "yes_no"}),
                              r"#1: có tiêu chí con thì không chấm trực tiếp"),
    "a word outside its list": (lambda d: d.update(status="done"), r"status “done” không dùng được"),
    "a correction without a reason": (lambda d: d.update(revision=2), r"phải ghi lý do"),
    "a negative maximum": (lambda d: d["criteria"][1].update(max=-4), r"#2: điểm tối đa -4 nhỏ hơn 0"),
    "a maximum in words": (lambda d: d["criteria"][1].update(max="bốn"), r"“bốn” không phải là số"),
    "classes out of order": (lambda d: d.update(settings={"classes": [{"name": "Khá", "min": 5}, {"name": "Tốt", "min": 8}]}),
                             r"xếp từ cao xuống thấp"),
    "years backwards": (lambda d: d.update(until=2021), r"năm áp dụng 2022–2021 không hợp lệ"),
    "weights without weights": (lambda d: d.update(compose="weights"), r"ghi weight|tổng hợp thành"),
}


def test_the_good_one_loads():
    assert parse(GOOD, "thu/x").total == 10


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name):
    change, sentence = FAULTS[name]
    with pytest.raises(RuleError, match=sentence):
        parse(bad(change), "thu/x")


def test_a_doubled_key_says_both_lines():
    with pytest.raises(RuleError, match="written twice, in lines 1 and 3"):
        load_yaml("index: a\nlevel: b\nindex: c\n", "x.yaml")


def test_a_metric_nobody_offers_names_the_nearest():
    f = parse(bad(lambda d: d["criteria"][0]["criteria"][0].update(metric="tasks.ontime_share")), "thu/x")
    [finding] = metrics(f, catalogue())
    assert "tasks.ontime_share" in finding.text and "tasks.on_time_share" in finding.text and finding.stops


def test_overlapping_versions_say_how_to_end_the_first():
    one, two = parse(GOOD, "thu/a"), parse({**GOOD, "year": 2023}, "thu/b")
    [finding] = overlaps([two, one])
    assert "năm 2023 cũng thuộc thu/a" in finding.text and "until: 2022" in finding.text
    ended = parse({**GOOD, "until": 2022}, "thu/a")
    assert not overlaps([ended, two])
    replaced = parse({**GOOD, "status": "replaced"}, "thu/a")
    assert not overlaps([replaced, two])


def test_a_mismatch_beside_an_unknown_rule_is_a_finding():
    """The tree loads, shows and adds up; it is never official."""
    def change(d):
        d["criteria"][0]["max"] = 5
        d["criteria"][1]["score"] = "unknown"
    f = parse(bad(change), "thu/x")
    assert any("cộng lại được 6, nhưng ghi 5" in x.text for x in findings(f))
    assert {"1 tiêu chí chưa có quy tắc chấm"} < set(refusals(f))


def test_the_shipped_rulebook_has_nothing_to_correct():
    assert [str(f) for f in check_all() if f.stops] == []
    assert len(names()) >= 30


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(NotLoaded, match="demo/department-2022"):
        load("demo/departmet-2022")


def test_the_installation_s_own_entry_wins():
    own = {"demo/department-2022": {**GOOD, "title": "Của tỉnh"}}
    f = load("demo/department-2022", own)
    assert (f.title, f.layer) == ("Của tỉnh", "own") and load("demo/department-2022").layer == "shipped"
    assert f.digest != load("demo/department-2022").digest
    assert find("thu", "unit", 2022, own=own).title == "Của tỉnh"
    with pytest.raises(NotLoaded, match="thu/unit cho năm 2022"):
        find("thu", "unit", 2022)
