"""Links that keep the query, sorting, filters as chips, pages."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from openpar.core.listing import Page
from openpar.web import lists, samples
from openpar.web.faces import Column


@pytest.fixture
def at():
    return lambda query="": {"request": RequestFactory().get(f"/viec/{query}")}


def render(name, context):
    return Template('{% load openpar %}{% include "web/' + name + '" %}').render(Context(context))


def test_one_parameter_is_replaced_and_the_others_stay(at):
    assert lists.query(at("?q=đất&trang=3"), trang=4) == "?q=%C4%91%E1%BA%A5t&trang=4"
    assert lists.query(at("?q=a&trang=3"), trang=None) == "?q=a"


def test_a_name_with_a_hyphen_is_given_as_a_pair(at):
    text = '{% load openpar %}{% query "don-vi" 7 trang=None %}'
    assert Template(text).render(Context(at("?trang=3&don-vi=1"))) == "?don-vi=7"


def test_removing_a_filter_starts_again_at_the_first_page(at):
    assert lists.without(at("?q=a&trang=3&sau=x&xep=han"), "q") == "?xep=han"


def test_a_head_sorts_up_then_down(at):
    assert lists.sorting(at(), Column("Hạn", "han")) == {"href": "?xep=han", "aria": "", "icon": ""}
    assert lists.sorting(at("?xep=han"), Column("Hạn", "han"))["href"] == "?xep=-han"
    assert lists.sorting(at("?xep=-han"), Column("Hạn", "han"))["aria"] == "descending"


def test_the_filter_bar_shows_what_is_active_and_keeps_the_order(at):
    page = render("_filters.html", at("?q=rừng&trang-thai=overdue&xep=han&trang=2") | {"selects": samples.SELECTS})
    assert "“rừng”" in page and "Quá hạn" in page and "Xóa bộ lọc" in page
    assert '<input type="hidden" name="xep" value="han">' in page
    assert 'name="trang"' not in page


def test_a_page_says_where_it_is(at):
    page = render("_pager.html", at("?q=a") | {"rows": Paginator(range(1284), 50).page(1)})
    assert "Dòng 1 đến 50 trong 1.284" in page
    assert "?q=a&amp;trang=2" in page and "Trước" not in page and 'aria-current="page"' in page


def test_a_list_by_cursor_says_how_many_it_counted(at):
    page = render("_pager.html", at("?q=a") | {"rows": Page([1, 2], "abc", True, 64)})
    assert "64 dòng" in page and "sau=abc" in page and "Trang đầu" not in page
    assert "Hơn 10.000 dòng" in render("_pager.html", at() | {"rows": Page([1], "", False, None)})
