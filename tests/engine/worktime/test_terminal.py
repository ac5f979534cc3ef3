"""`openpar deadline` and `openpar calendar` as people type them."""

import json

import pytest

from openpar.cli import main


def said(capsys, *words):
    code = main(list(words))
    out = capsys.readouterr()
    return code, out.out + out.err


def test_a_deadline_is_one_line(capsys):
    assert said(capsys, "deadline", "add", "2024-04-26", "3wd") == (0, "hết thứ Bảy 04/05/2024\n")
    assert said(capsys, "deadline", "add", "28/01/2022 16:00", "8wh") == (0, "16:00 thứ Hai 07/02/2022\n")


def test_explain_shows_each_day_with_its_source(capsys):
    _, text = said(capsys, "deadline", "add", "2024-04-26", "3wd", "--explain")
    assert "3  thứ Bảy  04/05/2024  Làm bù cho thứ Hai 29/04  [Công văn 2450/VPCP-KGVX (2024)]" in text
    assert text.count("/2024  ") >= 9


def test_now_tells_elapsed_and_left(capsys):
    _, text = said(capsys, "deadline", "add", "2022-08-12T16:00", "8wh", "--now", "2022-08-15T08:30")
    assert "đã tính 2 giờ 30 phút làm việc, còn 5 giờ 30 phút làm việc" in text


def test_pauses_hours_and_own_days_can_be_typed(capsys):
    _, text = said(capsys, "deadline", "add", "2022-07-20", "5wd", "--pause", "2022-07-22T09:00..2022-07-26T10:00")
    assert "hết thứ Sáu 29/07/2022" in text
    _, text = said(capsys, "deadline", "add", "2022-08-10T08:00", "8wh", "--hours", "08:00-12:00", "--off", "2022-08-11")
    assert "12:00 thứ Sáu 12/08/2022" in text


def test_json_is_the_whole_account(capsys):
    _, text = said(capsys, "deadline", "add", "2024-04-26", "3wd", "--json")
    assert json.loads(text)["due_on"] == "2024-05-04"


def test_between_counts_the_last_day_and_not_the_first(capsys):
    code, text = said(capsys, "deadline", "between", "2024-04-26", "2024-05-04", "--explain")
    assert code == 0 and text.startswith("3 ngày làm việc") and "nghỉ lễ" in text


def test_a_rule_of_the_rulebook_can_be_named(capsys):
    _, text = said(capsys, "deadline", "add", "2026-07-01", "deadlines/complaint_acceptance", "--explain")
    assert "7 ngày làm việc" in text and "155/2026" in text


def test_a_year_on_one_screen(capsys):
    code, text = said(capsys, "calendar", "show", "2026")
    assert code == 0 and "Cả năm: 249 ngày làm việc" in text and "24*" in text and "10+" in text
    assert max(map(len, text.split("\n\n")[1].splitlines())) <= 100


def test_the_loaded_years_pass_their_check(capsys):
    code, text = said(capsys, "calendar", "check")
    assert code == 0 and "2027: khớp" in text


@pytest.mark.parametrize(("words", "hint"), [
    (("deadline", "add", "hôm qua", "3wd"), "Không đọc được ngày"), (("deadline", "add", "2024-04-26", "3xx"), "ví dụ 3wd"),
    (("deadline", "add", "2027-12-30", "9wd"), "năm 2028"), (("calendar", "show", "2030"), "năm 2030"),
    (("calendar", "show", "hai"), "bốn chữ số"),
    (("deadline", "add", "2024-04-26", "deadlines/khong_co"), "khong_co"),
    (("deadline", "add", "2024-04-26T25:00", "1wh"), "giờ"),
])
def test_mistakes_are_answered_in_words(capsys, words, hint):
    code, text = said(capsys, *words)
    assert code == 2 and hint in text and "Traceback" not in text
