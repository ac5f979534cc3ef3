"""What the review makes of a text: duties of every week and of several days a year, groups with exceptions, names by the register."""

from datetime import date

import pytest

from openpar.apps.tasks.models import Addressee, Report, Task
from openpar.apps.tasks.selectors.cards import due_words, review
from openpar.apps.tasks.services import recurring
from openpar.core import organisations
from openpar.core.actor import system_actor
from openpar.core.models import OrganisationAlias
from openpar.core.register import Register
from openpar.engine.vietnamese import fold
from tests.people import SINCE

from .giving import day
from .intake_texts import DAY, browser, drafts, issued, taken

pytestmark = pytest.mark.django_db
HEAD = """ỦY BAN NHÂN DÂN TỈNH LAI CHÂU
Số: 07/CT-UBND
Lai Châu, ngày 22 tháng 8 năm 2022
CHỈ THỊ
Về việc chấn chỉnh kỷ luật báo cáo
Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:
"""


def asked_about_time(draft):
    return [q["title"] for q in draft.doubts if q["field"] == "deadline"]


@pytest.mark.parametrize("words, cycle, on, said", [
    ("hằng tuần", "week", None, "báo cáo hằng tuần"), ("vào thứ Sáu hằng tuần", "week", 6, "báo cáo hằng tuần, thứ Sáu"),
    ("hàng tuần, trước thứ Năm", "week", 5, "báo cáo hằng tuần, thứ Năm")])
def test_a_weekly_duty_is_a_cycle_and_no_question(province, words, cycle, on, said):
    [draft] = drafts(taken(province, HEAD + f"1. Sở Y tế báo cáo tình hình dịch bệnh {words}.\n"))
    assert (draft.due_type, draft.cycle, draft.report_day, due_words(draft), asked_about_time(draft)) == ("cycle", cycle, on, said, [])


def test_its_reports_are_owed_on_that_day_of_each_week(province):
    given = issued(province, HEAD + "1. Sở Y tế báo cáo Ủy ban nhân dân tỉnh tình hình dịch bệnh vào thứ Năm hằng tuần.\n")
    report = Report.objects.get(assignment__task=given.tasks[0])
    assert (report.period_from, report.period_to, report.due_at.astimezone().date()) == (date(2022, 8, 22), date(2022, 8, 29), date(2022, 8, 25))
    assert recurring.open_periods(day(2022, 9, 12)) == 3
    page = browser(province, "yen").get(f"/phan-viec/{report.assignment_id}/").content.decode()
    assert "tuần 34/2022" in page.lower() and "tuần 37/2022" in page.lower()


def test_a_weekday_outside_the_week_is_refused(province):
    form = {"issuer": province.ubnd_tinh.pk, "title": "Việc", "due_type": "cycle", "cycle": "week", "report_day": "12", "lead": "Sở Y tế"}
    answer = browser(province).post("/nhiem-vu/moi/", form)
    assert answer.status_code == 422 and "từ 2 (thứ Hai) đến 7 (thứ Bảy)" in answer.content.decode()


def test_several_days_a_year_come_again_each_in_its_turn(province):
    given = issued(province, HEAD + "1. Sở Y tế tổng hợp kết quả, báo cáo Ủy ban nhân dân tỉnh trước ngày 15/6 và 15/12 hằng năm.\n")
    [task] = given.tasks
    assert (task.due_on, task.recurring, task.yearly_days) == (date(2022, 12, 15), True, ["06-15", "12-15"])
    assert due_words(task) == "15/12/2022, hằng năm vào 15/6, 15/12"
    assert "Lặp lại hằng năm: 15/6, 15/12" in browser(province).get(task.get_absolute_url()).content.decode()
    at = day(2024, 1, 2)
    recurring.open_occurrences(at, system_actor(at.date()))
    assert [t.due_on for t in Task.objects.order_by("id")] == [date(2022, 12, 15), date(2023, 6, 15), date(2023, 12, 15), date(2024, 6, 15)]


def test_four_days_a_year_are_no_question_either(province):
    [draft] = drafts(taken(province, HEAD + "1. Sở Y tế báo cáo trước ngày 25/3, 25/6, 25/9 và 25/12 hằng năm.\n"))
    assert draft.fields["yearly_days"] == ["03-25", "06-25", "09-25", "12-25"] and draft.due_on == date(2022, 9, 25) and not asked_about_time(draft)


@pytest.mark.parametrize("words", ["Các sở, ban, ngành tỉnh, trừ Sở Y tế và Sở Nội vụ", "Các sở, ban, ngành tỉnh (trừ Sở Y tế, Sở Nội vụ)",
                                   "Các sở, ban, ngành tỉnh, ngoại trừ Sở Nội vụ và Sở Y tế"])
def test_a_group_is_read_without_those_it_leaves_out(province, words):
    directive = taken(province, HEAD + f"1. {words}: rà soát thủ tục hành chính trước ngày 30/9/2022.\n")
    [card] = review(directive, DAY).cards
    assert [o.code for o in card.organisations[0]] == ["stc"] and not card.unsure
    assert card.leads[0].text.startswith("Các sở, ban, ngành tỉnh, trừ Sở ")
    client = browser(province)
    form = {"version": card.draft.version, "title": "Tên khác", "lead": words, "due_type": "date", "due_on": "30/9/2022", "priority": "0",
            "ct-TOTAL_FORMS": "0", "ct-INITIAL_FORMS": "0"}
    assert f">\n{words}</textarea>" in client.get(f"/van-ban/{directive.pk}/ra-soat/?mo={card.draft.pk}&che-do=sua").content.decode()
    assert client.post(f"/van-ban/{directive.pk}/ra-soat/{card.draft.pk}/sua/", form).status_code == 302
    assert [o.code for o in review(directive, DAY).cards[0].organisations[0]] == ["stc"]  # saving the form loses nobody's exception


def test_an_exception_that_nobody_knows_is_asked_about(province):
    directive = taken(province, HEAD + "1. Các sở, ban, ngành tỉnh, trừ Trung tâm Lạ: rà soát thủ tục hành chính trước ngày 30/9/2022.\n")
    [card] = review(directive, DAY).cards
    assert card.unsure and not Addressee.objects.get(draft=card.draft).sure


def test_a_task_by_hand_takes_the_same_words(province):
    form = {"issuer": province.ubnd_tinh.pk, "title": "Việc", "due_type": "none", "lead": "các sở, ban, ngành tỉnh, trừ Sở Y tế"}
    assert browser(province).post("/nhiem-vu/moi/", form).status_code == 302
    assert {p.organisation.code for p in Task.objects.get().assignments.all()} == {"snv", "stc"}


def test_names_with_the_province_or_a_branch_are_found(province):
    bank = organisations.add(code="nhnn", name="Ngân hàng Nhà nước chi nhánh tỉnh", short_name="NHNN", kind="other", parent=None, valid_from=SINCE)
    OrganisationAlias.objects.create(organisation=province.syt, text="Sở Y tế tỉnh", text_fold=fold("Sở Y tế tỉnh"))
    directive = taken(province, HEAD + "1. UBND các huyện, thành phố trên địa bàn tỉnh rà soát hộ nghèo trước ngày 30/9/2022.\n"
                      "2. Ngân hàng Nhà nước (chi nhánh tỉnh) kiểm tra tín dụng trước ngày 30/9/2022.\n")
    first, second = review(directive, DAY).cards
    assert {o.code for o in first.organisations[0]} == {"muong_te", "sin_ho"} and [o.pk for o in second.organisations[0]] == [bank.pk]
    register = Register(DAY)
    for words in ("các sở, ban, ngành của tỉnh", "UBND các huyện, thành phố trên địa bàn toàn tỉnh", "UBND cấp xã trong tỉnh"):
        assert register.resolve(words).group, words


def test_a_line_that_says_where_the_text_was_found_is_no_line_of_it(province):
    directive = taken(province, "# source: congbao.example.vn\n" + HEAD + "1. Sở Y tế rà soát thủ tục trước ngày 30/9/2022.\n")
    assert directive.text.startswith("ỦY BAN") and "source" not in directive.title
    assert any("congbao.example.vn" in str(o) for o in directive.oddities)


def test_that_line_gives_what_a_text_without_a_head_does_not_say_of_itself(province):
    body = "Năm 2021, cùng với sự nỗ lực của các cấp, công tác cải cách hành chính đã đạt được những kết quả quan trọng.\n1. Sở Y tế rà soát thủ tục.\n"
    directive = taken(province, "# source: Chỉ thị năm 2022 của Chủ tịch UBND tỉnh Lai Châu - Chỉ thị nâng cao Chỉ số PAPI\n" + body)
    assert (directive.doc_type, directive.title) == ("Chỉ thị", "Chỉ thị nâng cao Chỉ số PAPI")
    assert len(taken(province, "Mở đầu rất dài, " * 60 + "\n1. Sở Y tế rà soát.\n").title) < 200


def test_a_figure_with_its_year_is_named_by_what_it_is_about(province):
    [draft] = drafts(taken(province, HEAD + "1. Sở Tài chính đôn đốc khắc phục kiến nghị sau kiểm toán, bảo đảm đạt trên 90% trong năm 2022.\n"))
    [target] = draft.fields["targets"]
    assert (target["op"], target["value"], target["year"]) == (">", "90", 2022) and target["metric"].endswith("kiến nghị sau kiểm toán")
