"""A facts file studied in memory: why it changed, what if, how sure, how robust, the cheapest way; what was typed stays, nothing is kept."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.engine.index.library import load
from tests.apps.indices.test_papi_pages import words

PATH = "/chi-so/demo/department-2022/"
HEAD = "Đơn vị,Mã,Giá trị,Sai số chuẩn\n"
FACTS = HEAD + "Sở A,tasks.on_time_share,0.96,\nSở A,tasks.returned_share,0.5,\nSở B,tasks.on_time_share,0.5,\nSở B,tasks.returned_share,0.4,\n"
POINTS = "Đơn vị," + ",".join(str(i) for i in range(1, 10)) + "\nSở A" + ",2" * 8 + ",1\nSở B" + ",1" * 9 + "\nSở C" + ",2" * 4 + ",1" * 5 + "\n"


def sent(client, page, text=FACTS, base=PATH, **more):
    files = {k: SimpleUploadedFile("so-lieu.csv", v.encode()) for k, v in {"file": text, **{k: more.pop(k) for k in ("before",) if k in more}}.items()}
    return client.post(f"{base}{page}/", {**files, **more})


def kept(answer):
    return dict(re.findall(r'<input type="hidden" name="(kept|kept_name|kind)" value="([^"]*)">', answer.content.decode()))


@pytest.mark.parametrize("page", ["vi-sao-doi", "neu-thi", "do-chac", "do-vung", "duong-di"])
def test_every_study_opens_and_refuses_a_missing_file_in_words(client, db, page):
    assert client.get(f"{PATH}{page}/").status_code == 200
    answer = client.post(f"{PATH}{page}/", {})
    assert answer.status_code == 422 and "Chưa có tệp" in words(answer)
    assert client.get(f"/chi-so/demo/nope/{page}/").status_code == 404


def test_facts_and_rules_are_kept_apart(client, db):
    said = words(sent(client, "vi-sao-doi", before=FACTS.replace("0.96", "0.5")))
    assert "50 % → 96 % 0,00 3,00 +3,00" in said and "Cùng một khung: không có gì đổi do quy tắc" in said
    assert re.search(r"Kỳ trước: 0,00 Chưa đủ số liệu: nằm trong [\d,]+ đến [\d,]+", said)


def test_the_same_facts_under_two_years_change_by_rules_alone(client, db):
    text = "Đơn vị,Mã,Giá trị\nX,D1.1,1\nX,D3.3,2\n"
    said = words(sent(client, "vi-sao-doi", text, base="/chi-so/papi/province-2018/", under="papi/province-2016"))
    assert "Cùng một tệp số liệu: không có gì đổi do số liệu" in said
    assert "∅ → D3.3 Tiếp cận dịch vụ tư pháp 2 mới" in said and "không có điểm không phải là 0" in said


@pytest.mark.parametrize("more, says", [({}, "Chọn tệp kỳ trước"), ({"before": FACTS.replace("Sở", "Huyện")}, "không có đơn vị nào chung"),
                                        ({"under": "papi/province-2016"}, "Khung của kỳ trước")])
def test_what_cannot_be_compared_is_said(client, db, more, says):
    answer = sent(client, "vi-sao-doi", **more)
    assert answer.status_code == 422 and says in words(answer)


def test_what_if_says_the_new_score_and_why_and_keeps_what_was_typed(client, db):
    answer = sent(client, "neu-thi", **{"so.tasks.on_time_share": "197/200"})
    said = words(answer)
    assert "96 %, mức từ 95 %: 3 điểm → 98,5 %, mức từ 98 %: 4 điểm 3,00 4,00 +1,00" in said
    assert "thay đổi +1,00" in said and 'name="so.tasks.on_time_share" value="197/200"' in answer.content.decode()
    # the same page again, from what it carries
    again = words(client.post(f"{PATH}neu-thi/", {**kept(answer), "don_vi": "Sở B", "so.tasks.on_time_share": "98 %"}))
    assert "Sở B: nếu số liệu khác đi" in again and "+4,00" in again


def test_what_was_not_measured_makes_no_difference_in_points(client, db):
    said = words(sent(client, "neu-thi", **{"so.tasks.plan_completion": "100 %"}))
    assert "không so được" in said and "thay đổi +" not in said


@pytest.mark.parametrize("typed, says", [("abc", "không phải là số"), ("1e999", "quá lớn"), ("5/-1", "âm"), ("1/x", "không phải là số")])
def test_a_value_that_cannot_be_read_is_said_beside_its_box(client, db, typed, says):
    answer = sent(client, "neu-thi", **{"so.tasks.on_time_share": typed})
    assert answer.status_code == 422 and says in words(answer)
    assert f'value="{typed}" maxlength="120"' in answer.content.decode() and 'aria-invalid="true"' in answer.content.decode()


def test_points_given_by_hand_are_changed_as_points(client, db):
    more = {"base": "/chi-so/quality-61/unit-2019/", "kind": "points"}
    said = words(sent(client, "neu-thi", POINTS, **more, **{"so.9": "2"}))
    assert "thay đổi +1,000" in said or "thay đổi +1,00" in said
    assert "Điểm phải từ 0 đến 2" in words(sent(client, "neu-thi", POINTS, **more, **{"so.9": "3"}))


def test_the_same_seed_draws_the_same_intervals_and_assumed_errors_are_called_assumed(client, db):
    more = {"hoi": "1", "replicates": "500", "seed": "7", "se": "tasks.on_time_share = 0,05"}
    one, two = (words(sent(client, "do-chac", **more)) for _ in range(2))
    assert one == two and "số gieo 7" in one and "sai số chuẩn giả định" in one
    assert "Độ chắc của điểm" in one and "chuẩn hóa:" not in one  # nothing about the design


def test_covariance_inside_a_unit_is_read(client, db):
    cov = "Sở A; tasks.on_time_share; tasks.on_time_share; 0,01\nSở A; tasks.on_time_share; tasks.returned_share; 0"
    assert "hiệp phương sai trong đơn vị" in words(sent(client, "do-chac", covariance=cov, hoi="1"))
    assert "Dòng 1: ghi" in words(sent(client, "do-chac", covariance="Sở A; x", hoi="1"))


def test_the_design_is_studied_without_errors_of_facts(client, db):
    said = words(sent(client, "do-vung", POINTS, base="/chi-so/quality-61/unit-2019/", kind="points"))
    assert "Sở A 1 1–1" in said and "Yếu tố nào làm đổi hạng" in said and "Bỏ từng tiêu chí" in said and "Khoảng điểm" not in said


def test_a_file_too_large_for_one_request_is_simulated_less_often_and_said_so(client, db, monkeypatch):
    from openpar.apps.indices.selectors import chances
    monkeypatch.setattr(chances, "MOST", 2 * len(load("demo/department-2022").leaves()) * 200)
    assert "Đã chạy 200 lần thay vì 1.000 lần" in words(sent(client, "do-chac"))
    monkeypatch.setattr(chances, "MOST", 10)
    assert "quá lớn để mô phỏng" in words(sent(client, "do-chac"))


def test_the_cheapest_way_is_a_list_of_steps_and_a_workbook(client, db):
    answer = sent(client, "duong-di", target="points", to="5", tim="1")
    said = words(answer)
    assert "Để đạt 5 điểm" in said and "giả định" in said and "không có tổ hợp nào ít công hơn" in said
    book = openpyxl.load_workbook(io.BytesIO(sent(client, "duong-di", target="points", to="5", tai="1").content))
    rows = [r for r in book.active.iter_rows(values_only=True) if any(r)]
    assert any("tới 5 điểm" in str(c) for r in rows for c in r) and rows[-1][0].startswith("8.") and rows[-1][1] == "chưa đo"


def test_levels_and_effort_are_edited_and_locked(client, db):
    levels = {"muc.tasks.on_time_share": "98 % = 0,1"}
    said = words(sent(client, "duong-di", target="points", to="4", tim="1", **levels))
    assert "96,00 % 98,00 % +1,00 0,10" in said
    locked = words(sent(client, "duong-di", target="points", to="4", tim="1", **levels, **{"khoa.tasks.on_time_share": "1"}))
    assert "98,00 % +1,00" not in locked
    wrong = sent(client, "duong-di", target="points", to="5", **{"muc.tasks.on_time_share": "98 % nhanh"})
    assert wrong.status_code == 422 and "ghi mức = công sức" in words(wrong) and 'value="98 % nhanh"' in wrong.content.decode()


def test_a_rank_is_a_target_only_where_everybody_is_scored_and_the_others_are_held(client, db):
    assert "Đích theo hạng cần điểm đủ của mọi đơn vị" in words(sent(client, "duong-di", target="rank", to="1"))
    more = {"base": "/chi-so/quality-61/unit-2019/", "kind": "points", "don_vi": "Sở C"}
    said = words(sent(client, "duong-di", POINTS, target="rank", to="1", **more))
    assert "Để đạt hạng 1" in said and "Giữ nguyên điểm của các đơn vị khác" in said
    assert "Hạng 9 không có" in words(sent(client, "duong-di", POINTS, target="rank", to="9", **more))
    assert "Xuất sắc" in words(sent(client, "duong-di", POINTS, target="klass", to="Tốt nhất", **more))


@pytest.mark.parametrize("to", ["abc", "1e30", "∞"])
def test_a_target_that_is_no_number_is_refused(client, db, to):
    answer = sent(client, "duong-di", target="points", to=to, tim="1")
    assert answer.status_code == 422 and f'value="{to}"' in answer.content.decode()


def test_nothing_is_asked_of_the_database(client, db, django_assert_num_queries):
    first = sent(client, "neu-thi")
    with django_assert_num_queries(0):
        client.post(f"{PATH}duong-di/", {**kept(first), "don_vi": "Sở B"})
