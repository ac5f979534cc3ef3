"""Charts: well-formed, without style attributes, with a role and a sentence; marks are links; text is escaped."""

import re
from xml.etree import ElementTree

import pytest

from openpar.web import charts, sample_charts
from openpar.web.charts.bars import Bar
from openpar.web.charts.columns import Column
from openpar.web.charts.heat import Cell, Row
from openpar.web.charts.lines import Break, Series, runs
from openpar.web.charts.svg import el
from openpar.web.charts.tiles import Tile

EVIL = '<script>alert("x")</script> & "Sở"'


def tree(markup):
    """The markup as XML; HTML's only named entity is put back first."""
    return ElementTree.fromstring(f"<div>{str(markup).replace('&nbsp;', ' ')}</div>")


@pytest.fixture(scope="module")
def drawn():
    return sample_charts.drawn()


@pytest.mark.parametrize("name", sorted(sample_charts.drawn()))
def test_every_chart_is_well_formed_and_has_no_style(name, drawn):
    for node in tree(drawn[name]).iter():
        assert "style" not in node.attrib
        assert not any(a.startswith("on") for a in node.attrib)


@pytest.mark.parametrize("name", ["columns", "line", "small", "dots", "tiles"])
def test_every_drawing_has_a_role_and_a_sentence(name, drawn):
    for svg in tree(drawn[name]).iter("svg"):
        assert svg.get("role") in ("img", "group")
        assert len(svg.get("aria-label")) > 10
        assert bool(svg.findall(".//a")) == (svg.get("role") == "group")


@pytest.mark.parametrize("name", ["columns", "line"])
def test_wide_and_phone_are_drawn_apart(name, drawn):
    assert [s.get("class") for s in tree(drawn[name]).iter("svg")] == ["chart wide", "chart only-phone"]


def test_marks_lead_to_their_lists_and_say_what_they_are(drawn):
    links = tree(drawn["columns"]).findall("./svg[1]//a")
    assert [a.get("href") for a in links] == [f"#tuan-{i}" for i in range(9)]
    assert links[-1].get("aria-label") == "Tuần đến 24/8: 64"
    assert "Sở Tài nguyên và Môi trường, 1.c Cắt giảm thủ tục: 4 quá hạn trên 5 việc" in drawn["heat"]


@pytest.mark.parametrize(
    "markup",
    [
        charts.bar_list([Bar(EVIL, 1, EVIL, EVIL)], caption=EVIL, name=EVIL, unit=EVIL),
        charts.columns([Column(EVIL, 3, EVIL, EVIL)], sentence=EVIL),
        charts.line(
            [Series(EVIL, [(2020, 1), (2021, 2)], True, {2021: EVIL})],
            sentence=EVIL,
            low=0,
            high=3,
            step=1,
            breaks=[Break(2021, EVIL)],
        ),
        charts.tile_grid([Tile(EVIL, 0, 0, 1, EVIL, EVIL)], sentence=EVIL),
        charts.heat_table([EVIL], [Row(EVIL, [Cell(1, 2, EVIL)], EVIL)], caption=EVIL, unit=EVIL, foot=Row(EVIL, [None])),
        charts.waterfall(3, [Bar(EVIL, 1, EVIL)], caption=EVIL, total_label=EVIL, rest_label=EVIL),
        charts.dot_strip([1, 2], 1, name=EVIL, unit_name=EVIL),
    ],
)
def test_names_cannot_carry_markup(markup):
    assert "<script" not in markup
    tree(markup)


def test_a_missing_year_and_a_changed_method_break_the_line():
    points = [(2014, 1.0), (2015, 2.0), (2016, None), (2017, 3.0), (2018, 4.0)]
    assert runs(points, breaks=[2018]) == [[(2014, 1.0), (2015, 2.0)], [(2017, 3.0)], [(2018, 4.0)]]


def test_not_measured_is_hatched_and_zero_is_not():
    assert "na" in charts.meter(None) and "rect" not in charts.meter(None)
    assert 'width="0.00"' in charts.meter(0)
    assert "fna" in charts.columns([Column("a", None), Column("b", 0)], sentence="Có tuần chưa đo")


def test_the_waterfall_ends_where_the_losses_leave_it():
    rows = re.findall(
        r'<td class="n">(.*?)</td>',
        charts.waterfall(10, [Bar("a", 2.5), Bar("b", 4)], caption="c", total_label="t", rest_label="r"),
    )
    assert [re.sub("<.*?>", "", r) for r in rows] == [
        "10,00",
        "−4,00",
        "−2,50",
        "<b>3,50</b>".replace("<b>", "").replace("</b>", ""),
    ]


def test_empty_charts_do_not_fail():
    assert charts.columns([], sentence="Chưa có tuần nào")
    assert charts.dot_strip([], None, name="Điểm", unit_name="Lai Châu")
    assert charts.small_line([], sentence="", low=0, high=1) == ""
    assert charts.bar_list([], caption="c", name="n", unit="u")
    assert charts.status_strip([])


def test_a_style_attribute_is_refused():
    with pytest.raises(ValueError, match=r"style\.css"):
        el("rect", style="fill:red")


def test_things_that_are_counted_have_no_halves():
    drawn = str(charts.columns([Column("1", 0), Column("2", 1)], sentence="x"))
    assert "0,5" not in drawn and ">1<" in drawn
    assert "0,5" in str(charts.columns([Column("1", 0.5), Column("2", 1.25)], sentence="x"))


def test_a_phone_shows_the_three_sections_of_a_unit_with_the_most():
    cells = [Cell(1, 5, "#a"), Cell(4, 5, "#b"), None, Cell(0, 5, "#d"), Cell(1, 5, "#e"), Cell(2, 5, "#f")]
    markup = charts.heat_table(list("abcdef"), [Row("Sở A", cells, "#u")], caption="c", unit="Đơn vị")
    worst = [td.find("a") for td in tree(markup).iter("td") if td.get("class") == "worst"]
    assert [(a.get("data-label"), a.text) for a in worst] == [("a", "1"), ("b", "4"), ("f", "2")]
