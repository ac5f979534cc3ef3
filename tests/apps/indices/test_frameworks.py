"""Frameworks as pages: every one opens, shows what is not known, and comes down as a workbook that reads back."""

import io

import openpyxl
import pytest

from openpar.engine.index.excel_in import read_tree
from openpar.engine.index.library import load, names
from tests.apps.indices.test_papi_pages import words


def test_the_shelf_names_every_framework(client, db):
    text = client.get("/chi-so/").content.decode()
    assert all(f'href="/chi-so/{n}/"' in text for n in names())
    assert "chưa có cây tiêu chí" in text and "chưa đối chiếu" in text


@pytest.mark.parametrize("name", names())
def test_every_framework_has_a_page(client, db, name):
    said = words(client.get(f"/chi-so/{name}/"))
    framework = load(name)
    assert all(c.title in said for c in list(framework.root.walk())[1:8])
    assert ("Chưa có quy tắc" in said) == bool(framework.unknown_rules())


def test_an_illustration_says_that_it_is_no_document(client, db):
    said = words(client.get("/chi-so/demo/department-2022/"))
    assert "Chưa dùng để chấm chính thức khung minh hoạ, không phải văn bản" in said
    assert "từ 98 %: 4; từ 95 %: 3; từ 90 %: 1,5" in said and "tasks.on_time_share" in said
    assert "không có điểm khi dưới: 70 %" in said


def test_two_years_side_by_side(client, db):
    said = words(client.get("/chi-so/so-sanh/?cu=papi/province-2016&moi=papi/province-2018"))
    assert "Tổng điểm: 60 → 80" in said and "Mới:" in said


@pytest.mark.parametrize("path", ["/chi-so/demo/nope/", "/chi-so/x/y/", "/chi-so/demo/nope/cham/", "/chi-so/demo/nope/cay.xlsx",
                                  "/chi-so/so-sanh/", "/chi-so/so-sanh/?cu=papi/province-2016&moi=pci/province-2013",
                                  "/chi-so/so-sanh/?cu=../../etc&moi=x"])
def test_what_does_not_exist_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_the_tree_comes_down_and_reads_back(client, db, tmp_path):
    path = tmp_path / "tree.xlsx"
    path.write_bytes(client.get("/chi-so/demo/department-2022/cay.xlsx").content)
    back = read_tree(path).framework()
    assert [c.code for c in back.leaves()] == [c.code for c in load("demo/department-2022").leaves()]


def test_the_sheet_to_fill_in_names_the_units_and_runs_nothing(client, db):
    answer = client.get("/chi-so/demo/department-2022/mau.xlsx", {"don-vi": "=1+1; Sở A"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert {"'=1+1", "Sở A"} <= {c.value for c in cells}
    assert not [c for c in cells if c.data_type == "f"]


@pytest.mark.parametrize("path, queries", [("/chi-so/", 1), ("/chi-so/demo/department-2022/", 2), ("/chi-so/par-index/province-2024/", 2),
                                           ("/chi-so/demo/department-2022/cham/", 0)])
def test_the_pages_ask_the_database_only_for_what_the_installation_loaded(client, db, django_assert_num_queries, path, queries):
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)
