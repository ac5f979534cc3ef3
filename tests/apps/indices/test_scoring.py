"""A facts file is scored in memory and every point says why; nothing is kept, and a faulty file is refused in words."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.engine.index.library import load
from tests.apps.indices.test_papi_pages import words

PATH = "/chi-so/demo/department-2022/cham/"
HEAD = "Đơn vị,Mã,Giá trị,Tử số,Mẫu số,Trạng thái\n"
FACTS = HEAD + ("Sở A,tasks.on_time_share,0.96,,,\nSở A,tasks.plan_completion,,0,0,\nSở A,1.1,,,,không áp dụng\n"
                "Sở A,tasks.returned_share,0.5,,,\nSở A,1.9,,,,không công bố\nSở B,tasks.on_time_share,0.5,,,\n")


def post(client, text=FACTS, name="so-lieu.csv", **more):
    return client.post(PATH, {"file": SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text), **more})


def row(answer, code):
    """The words of one criterion's row."""
    found = re.search(rf'<tr class="[^"]*" id="tc-{re.escape(code)}">.*?</tr>', answer.content.decode(), re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group(0)))


def test_every_point_has_its_reason(client, db):
    answer = post(client)
    assert answer.status_code == 200
    said = row(answer, "1.3")
    assert "96 %, mức từ 95 %: 3 điểm" in said and "3,00" in said and "−1,00" in said
    assert "theo khoảng" in said and "tasks.on_time_share" in said


def test_absent_kinds_and_zero_are_apart(client, db):
    answer = post(client)
    assert "Không áp dụng" in row(answer, "1.1") and "mẫu số bằng 0: không áp dụng" in row(answer, "1.2")
    assert "Chưa đo" in row(answer, "1.5") and "0,00" in row(answer, "1.4")
    assert "−" not in row(answer, "1.5")  # not measured is not lost


def test_an_incomplete_total_shows_its_bounds_and_has_no_rank(client, db):
    said = words(post(client))
    assert re.search(r"Chưa đủ số liệu: nằm trong [\d,]+ đến [\d,]+", said)
    assert "2/2 đơn vị chưa đủ số liệu" in said and "Không chính thức" in said


def test_another_unit_is_a_button_away_without_the_file_being_kept(client, db, django_assert_num_queries, settings, tmp_path):
    first = post(client).content.decode()
    kept = dict(re.findall(r'<input type="hidden" name="(kept|kept_name|kind)" value="([^"]*)">', first))
    with django_assert_num_queries(0):
        answer = client.post(PATH, {**kept, "don_vi": "Sở B"})
    assert "<h1>Sở B</h1>" in answer.content.decode() and "0,00" in row(answer, "1.3")


def test_the_scored_tree_comes_down_and_runs_nothing(client, db):
    answer = post(client, HEAD + '"=HYPERLINK(""http://x"")",tasks.on_time_share,0.96,,,\n', tai="1")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Kết quả", "Giải thích", "Ghi chú"]
    cells = [c for sheet in book for r in sheet.iter_rows() for c in r]
    assert not [c for c in cells if c.data_type == "f" or c.hyperlink]
    reasons = {r[1]: (r[3], r[6]) for r in book["Giải thích"].iter_rows(values_only=True)}
    assert reasons["1.3"] == (3, "96 %, mức từ 95 %: 3 điểm")
    assert any("minh hoạ" in str(r[1]) for r in book["Ghi chú"].iter_rows(values_only=True))


def test_a_filled_in_sheet_is_scored(client, db):
    book = openpyxl.load_workbook(io.BytesIO(client.get("/chi-so/demo/department-2022/mau.xlsx?don-vi=Sở A").content))
    sheet = book["Số liệu"]
    for r in sheet.iter_rows(min_row=2):
        if r[1].value == "tasks.on_time_share":
            r[6].value = 1
    out = io.BytesIO()
    book.save(out)
    assert "4,00" in row(post(client, out.getvalue(), "so-lieu.xlsx"), "1.3")


def test_published_points_are_shown_as_given(client, db):
    text = "Đơn vị," + ",".join(c.code for c in load("quality-61/unit-2019").leaves()) + "\nSở A" + ",2" * 9 + "\n"
    answer = client.post("/chi-so/quality-61/unit-2019/cham/", {"file": SimpleUploadedFile("diem.csv", text.encode()), "kind": "points"})
    said = words(answer)
    assert "18,000 trên 18 điểm" in said and "Xuất sắc" in said


@pytest.mark.parametrize("name, data, says", [
    ("a.pdf", b"%PDF-1.4", "không thuộc loại được nhận"), ("a.xlsx", b"not a workbook", "a.xlsx"), ("a.csv", b"", "không có nội dung"),
    ("a.csv", "x,y\n1,2\n", "không thấy dòng tiêu đề"), ("a.csv", HEAD, "không có đơn vị nào"),
    ("a.csv", HEAD + "Sở A,tasks.on_time_share,1e999999,,,\n", "số quá lớn"),
    ("a.csv", HEAD + "Sở A,tasks.on_time_share,0.9,1,,\n", "có tử số thì phải có mẫu số"),
    ("a.csv", HEAD + "Sở A,tasks.on_time_share,abc,,,\n", "abc"),
    ("a.csv", HEAD + "".join(f"Đơn vị {i},1.1,có,,,\n" for i in range(201)), "tối đa 200")])
def test_a_faulty_file_is_refused_in_words(client, db, name, data, says):
    answer = post(client, data, name)
    assert answer.status_code == 422
    assert says in words(answer), words(answer)[500:1500]


@pytest.mark.parametrize("kept", ["!!!", "", "AAAA"])
def test_what_is_handed_back_broken_is_refused(client, db, kept):
    assert client.post(PATH, {"kept": kept, "kept_name": "a.csv"}).status_code == 422


def test_names_from_a_file_stay_text(client, db):
    text = post(client, HEAD + '"<script>alert(1)</script>",tasks.on_time_share,0.9,,,\n').content.decode()
    assert "<script>alert" not in text


def test_a_name_with_a_path_stays_in_its_folder(client, db):
    from openpar.apps.indices.services.facts_file import read
    assert read("../../../etc/so-lieu.csv", FACTS.encode()).units == ("Sở A", "Sở B")
