"""On an English page what the product says is English, and the words of people and of documents inside it are marked as Vietnamese."""

from datetime import date

import pytest
from django.utils.translation import override

from openpar.engine import rulebook
from openpar.engine.worktime import load_calendar
from openpar.engine.worktime.loading import loaded_years, year_file
from openpar.web.retelling import MARKED, kept, retold


def test_a_title_inside_a_kept_sentence_is_marked_and_the_sentence_is_not():
    with override("en"):
        said = kept("Nhiệm vụ mới NV-2022-0012: Rà soát <hồ sơ>")
    assert said == 'New task NV-2022-0012: <span lang="vi">Rà soát &lt;hồ sơ&gt;</span>'


def test_what_nobody_named_is_marked_whole_and_safe():
    with override("en"):
        assert kept("Ghi chú <riêng>") == '<span lang="vi">Ghi chú &lt;riêng&gt;</span>'
    assert kept("Ghi chú <riêng>") == "Ghi chú <riêng>", "left to the page to escape"


def test_a_sentence_inside_a_sentence_is_said_too():
    with override("en"):
        said = kept("Đôn đốc NV-2022-0012, hạn 24/08/2022: Rà soát hồ sơ. Quá hạn 3 ngày làm việc.")
    assert said.endswith("</span>. Overdue, working days: 3.") and said.count("<span") == 1


@pytest.mark.parametrize("year", loaded_years("vn"))
def test_every_reason_of_a_day_off_or_worked_is_said_in_english(year):
    data = year_file("vn", year)
    for row in (*data["days_off"], *data["days_worked"]):
        reason = load_calendar().day(row["day"]).reason
        with override("en"):
            for words in (reason, reason.split(" (")[0].split(", ")[0]):
                assert not MARKED.search(retold(words)), (row["day"], retold(words))


def test_weekly_rest_and_ordinary_days_are_said_in_english():
    with override("en"):
        assert retold(load_calendar().day(date(2022, 8, 27)).reason) == "Saturday, weekly rest"
        assert retold(load_calendar().day(date(2022, 8, 26)).reason) == "Working day"


def test_every_shipped_rule_has_an_english_title():
    names = [f"deadlines/{p.stem}" for p in (rulebook.ROOT / "deadlines").glob("*.yaml")]
    bare = [n for n in names if not (english := rulebook.parameter(n).title_en) or MARKED.search(english)]
    assert names and not bare, f"give these a title_en: {bare}"
