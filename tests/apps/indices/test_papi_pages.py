"""The public PAPI pages show the published figures, groups, withheld provinces and breaks, without asking the database."""

import re
from html import unescape

import pytest

from openpar.apps.indices.selectors import explorer, province
from openpar.apps.indices.selectors.papi import book

pytestmark = pytest.mark.database("sqlite")  # the pages ask no database; `db` only says so by counting


def words(answer) -> str:
    """The page as a reader sees it: no tags, one blank between words."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_the_explorer_opens_for_everybody_on_the_last_year(client, db):
    said = words(client.get("/papi/"))
    assert "PAPI: Lai Châu và các tỉnh" in said
    assert "Năm 2024 Lai Châu đạt 43,48 điểm, giảm 0,14." in said
    assert "trong 61 tỉnh được công bố" in said
    assert "Trách nhiệm giải trình với người dân (−0,29" in said.replace("( ", "(")


def test_a_year_shows_who_was_withheld(client, db):
    answer = client.get("/papi/?nam=2021")
    said = words(answer)
    assert "30 trong 60 tỉnh được công bố" in said
    assert "Năm 2021 không công bố:" in said
    for name in ("Bắc Giang", "Bắc Ninh", "Quảng Ninh"):
        assert f"{name}: không công bố" in answer.content.decode()
    assert "Không công bố (3)" in said


def test_every_province_has_a_tile_and_a_row(client, db):
    text = client.get("/papi/?nam=2016").content.decode()
    assert text.count('class="tile"') == 63
    assert all(text.count(f"/papi/{p.slug}/?nam=2016") >= 2 for p in book().provinces.values())


def test_a_dimension_shows_its_sub_dimensions(client, db):
    said = words(client.get("/papi/?nam=2021&nd=D5"))
    assert "3 nội dung thành phần, 2021" in said
    assert "5.1 Chứng thực, xác nhận" in said and "5.2" not in said


def test_a_content_that_was_not_asked_that_year_says_so(client, db):
    assert "Năm 2015 không có nội dung 7; đang xem tổng điểm." in words(client.get("/papi/?nam=2015&nd=D7"))


@pytest.mark.parametrize("path", ["/papi/?nam=2010", "/papi/?nam=abc", "/papi/?nam=²", "/papi/?nd=D99", "/papi/?tinh=atlantis", "/papi/atlantis/",
                                  "/papi/lai-chau/?nam=1999", "/papi/lai-chau/2021/D99/", "/papi/lai-chau/2015/D7/",
                                  "/papi/lai-chau/1999/TOTAL/", "/papi/papi.csv?nam=1", "/papi/papi.xlsx?tinh=x"])
def test_what_does_not_exist_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_a_province_says_where_it_lost_and_gained(client, db):
    said = words(client.get("/papi/lai-chau/?nam=2024"))
    assert "So với năm trước và với 13 tỉnh cùng vùng" in said
    assert "2023" in said and "43,62" in said and "43,48" in said
    sheet = province.sheet(book().province("Lai Châu"), 2024)
    assert sum(s.change for s in sheet.steps) == sheet.total.cell.value - sheet.start
    assert all(b.apart < 0 for b in sheet.behind) and all(b.apart > 0 for b in sheet.ahead)


def test_a_sum_that_changed_is_not_compared(client, db):
    said = words(client.get("/papi/lai-chau/?nam=2018"))
    assert "Không so được với năm 2017: Tổng từ sáu nội dung (6–60) thành tám nội dung (8–80)." in said
    assert "2018: Tổng từ sáu nội dung" in said
    assert province.sheet(book().province("Lai Châu"), 2018).steps == []


def test_a_province_that_was_withheld_has_a_page_that_says_so(client, db):
    said = words(client.get("/papi/vinh-phuc/"))
    assert "không được công bố" in said and "61 trong 63 tỉnh, thành phố được công bố." in said
    assert "Không công bố các năm:" in said


def test_every_province_and_year_has_a_page(client, db):
    """Not one of them breaks: withheld ones, the first year, years without two dimensions."""
    tables = book()
    asked = [(p, y) for i, p in enumerate(tables.provinces.values()) for y in tables.years if (i + y) % 9 == 0]
    asked += [(p, y) for y in tables.years for p in (tables.provinces[c] for c in tables.withheld(y))]
    assert len(asked) > 90
    for p, y in asked:
        assert client.get(f"/papi/{p.slug}/?nam={y}").status_code == 200, (p.name, y)


def test_a_figure_opens_its_source_and_its_arithmetic(client, db):
    said = words(client.get("/papi/lai-chau/2021/TOTAL/"))
    assert "42,335739 điểm" in said and "Thang 8 đến 80." in said
    assert "30 trong 60 tỉnh được công bố." in said
    assert "papi.org.vn" in said and "Không so được: Tổng đổi cùng nội dung 5." in said
    said = words(client.get("/papi/lai-chau/2024/D1.1/"))
    assert "1,033711 − 0,926207 = +0,107504" in said


def test_the_numbers_of_a_page_lead_to_figures_that_exist(client, db):
    text = client.get("/papi/?nam=2021&nd=D3&tinh=bac-giang").content.decode()
    links = {unescape(x) for x in re.findall(r'href="(/papi/[a-z-]+/\d{4}/[^"]+)"', text)}
    assert len(links) > 60
    for link in sorted(links)[::7]:
        assert client.get(link).status_code == 200, link


def test_lines_follow_the_question_and_break_where_it_changed(db):
    board = explorer.board(2024, "D2", book().province("Lai Châu"))
    poor = next(m for m in board.multiples if m.name.startswith("2.2"))
    assert poor.breaks and poor.breaks[0][0] == 2018


@pytest.mark.parametrize("path", ["/papi/", "/papi/lai-chau/", "/papi/lai-chau/2021/TOTAL/", "/papi/kiem-tra/", "/papi/papi.csv"])
def test_the_pages_ask_the_database_nothing(client, db, django_assert_num_queries, path):
    client.get(path)
    with django_assert_num_queries(0):
        client.get(path)


def test_in_english_the_contents_have_english_names(client, db, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    said = words(client.get("/papi/"))
    assert "In 2024 Lai Châu scored 43.48 points, down 0.14." in said
    assert "Vertical accountability" in said and "Trách nhiệm" not in said


def test_no_page_has_a_style_attribute(client, db):
    for path in ("/papi/", "/papi/lai-chau/", "/papi/lai-chau/2021/TOTAL/", "/papi/kiem-tra/"):
        assert not re.search(r"\sstyle=", client.get(path).content.decode())


def test_a_province_stands_beside_those_of_its_kind_or_beside_chosen_ones_kept_in_the_address(client, db):
    kind, chosen = client.get("/papi/lai-chau/?nam=2021"), client.get("/papi/lai-chau/?nam=2021&voi=ha-noi&voi=da-nang")
    assert "tỉnh cùng vùng" in words(kind) and "với 2 tỉnh đã chọn" in words(chosen)
    assert "So với trung vị các tỉnh đã chọn" in words(chosen)
    text = chosen.content.decode()
    assert text.count('<input type="hidden" name="voi"') == 2  # another year keeps the choice
    assert 'value="ha-noi" checked' in text and 'value="son-la" checked' not in text
    assert client.get("/papi/lai-chau/?voi=khong-co").status_code == 404
    assert "cùng vùng" in words(client.get("/papi/lai-chau/?nam=2021&voi=lai-chau"))  # beside itself is beside nobody


def test_scales_have_no_dust_of_thirds():
    from openpar.engine.index.papi import papi
    book = papi()
    ends = {str(e) for y in book.years for c in book.codes(y) for e in (book.cell(y, 12, c).low, book.cell(y, 12, c).high)}
    assert {"80", "60", "10", "1", "0.25", "2.5"} <= ends and max(map(len, ends)) <= 11
