"""The list of parts, my work and the leader's page: who sees what, stable pages, equal figures, files that open."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from openpar.apps.tasks.models import Assignment
from openpar.apps.tasks.selectors import leader, lists, my_work
from openpar.apps.tasks.services import appraise, remind, work
from openpar.core.listing import page
from openpar.core.models import Deadline
from openpar.engine.vietnamese import nfc

from .giving import asked, day, fresh, give, moment, received, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client, province):
    def as_person(name):
        client.force_login(province.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_person


def shown(answer):
    return [(r.row.organisation.code, r.status) for r in answer.context["rows"]]


def sheet(answer):
    from openpyxl import load_workbook

    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    return [[c.value for c in row] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()]


def document(answer):
    from docx import Document

    assert answer.status_code == 200
    doc = Document(io.BytesIO(answer.content))
    return "\n".join(
        [*(p.text for p in doc.paragraphs), *(c.text for t in doc.tables for r in t.rows for c in r.cells)]
    )


# -- who sees what ----------------------------------------------------------------------------------------------------------


def test_case_PM_03_lists_counts_search_and_workbook_pass_the_same_row_filter(sign_in, province):
    give(province, "stc", title="Việc của Tài chính")
    give(province, "muong_te", title="Việc của Mường Tè")
    for name, codes in (
        ("lan", {"stc", "muong_te"}),
        ("dung", {"stc"}),
        ("te", {"muong_te"}),
        ("minh", set()),
        ("khach", set()),
    ):
        client = sign_in(name)
        assert {c for c, _ in shown(client.get(reverse("tasks:tasks")))} == codes, name
        rows = sheet(client.get(reverse("tasks:tasks_xlsx")))
        assert len([r for r in rows if r[0] and str(r[0]).startswith("NV-")]) == len(codes), name
        found = client.get(reverse("tasks:tasks"), {"q": "viec cua", "don-vi": province.muong_te.pk})
        assert {c for c, _ in shown(found)} == codes & {"muong_te"}, name


def test_an_officer_sees_what_is_in_their_hands_and_a_clerk_what_the_organisation_has(sign_in, province):
    part = received(province, give(province, "stc"))
    assert my_work.mine(province.actor("minh")).count() == 0
    work.assign(part, by=province.actor("dung"), at=moment(), person=province.users["minh"])
    assert my_work.mine(province.actor("minh")).count() == 1
    assert my_work.mine(province.actor("van_thu")).count() == 1
    assert my_work.mine(province.actor("yen")).count() == 0


def test_the_issuers_duties_wait_with_the_office_and_the_chairman(province):
    submitted(province, give(province, "stc"))
    for name in ("lan", "chu_tich"):
        assert [d.duty for d in my_work.mine(province.actor(name))] == ["appraise"], name
    assert my_work.mine(province.actor("te")).count() == 0


def test_the_leaders_page_is_not_found_for_those_without_the_right(sign_in, province):
    assert sign_in("minh").get(reverse("tasks:leader")).status_code == 404
    assert sign_in("chu_tich").get(reverse("tasks:leader")).status_code == 200


# -- pages and order --------------------------------------------------------------------------------------------------------


def test_case_AP_01_every_row_once_in_every_order_though_all_share_one_due_moment(province):
    part = give(province, "stc")
    Assignment.objects.bulk_create(
        [
            Assignment(
                task=give(province, "syt").task,
                organisation=province.snv,
                issuer=province.ubnd_tinh,
                due_type="date",
                due_at=part.due_at if i % 3 else None,
                assigned_at=part.assigned_at,
            )
            for i in range(40)
        ]
    )
    everything = set(Assignment.objects.values_list("pk", flat=True))
    for order in lists.ORDERS.values():
        seen, cursor = [], ""
        while True:
            found = page(Assignment.objects.all(), order, cursor, size=7)
            seen += [r.pk for r in found.rows]
            cursor = found.next_cursor
            if not cursor:
                break
        assert len(seen) == len(everything) and set(seen) == everything, order.code


def test_a_broken_cursor_or_filter_is_the_first_page_never_an_error(sign_in, province):
    give(province, "stc")
    client = sign_in("lan")
    for bad in (
        {"sau": "xyz"},
        {"sau": "W10"},
        {"don-vi": "9" * 40},
        {"tu": "31/02/2022"},
        {"xep": "?"},
        {"trang-thai": "la"},
        {"q": "x" * 9000},
    ):
        assert client.get(reverse("tasks:tasks"), bad).status_code == 200, bad


def test_case_TX_02_decomposed_words_without_accents_and_old_tones_find_the_same_task(sign_in, province):
    give(province, "stc", title=nfc("Hoà giải tranh chấp đất đai ở bệnh viện"))
    client = sign_in("lan")
    for words in ("hoa giai", "HÒA GIẢI", "be\u0302\u0323nh vie\u0302\u0323n", "dat dai"):
        assert len(shown(client.get(reverse("tasks:tasks"), {"q": words}))) == 1, words


def test_case_TX_06_a_field_with_vietnamese_letters_and_a_slash_works_as_a_link_and_after_copying(sign_in, province):
    from urllib.parse import quote, urlencode

    give(province, "stc", field="Đất đai/Nhà ở")
    give(province, "syt", field="Y tế")
    client = sign_in("lan")
    for link in (urlencode({"linh-vuc": "Đất đai/Nhà ở"}), "linh-vuc=" + quote("Đất đai/Nhà ở", safe="/")):
        assert [c for c, _ in shown(client.get(reverse("tasks:tasks") + "?" + link))] == ["stc"], link
    page_of_leader = sign_in("chu_tich").get(reverse("tasks:leader")).content.decode()
    assert quote("Đất đai/Nhà ở", safe="/") in page_of_leader


def test_case_DT_05_a_range_of_days_takes_the_whole_last_day_and_nothing_beyond(province):
    for d in (date(2022, 8, 31), date(2022, 9, 1), date(2022, 9, 30), date(2022, 10, 1)):
        give(province, "stc", due_on=d)
    chosen = lists.filtered(
        Assignment.objects.all(), lists.Filters.of({"tu": "01/9/2022", "den": "30/9/2022", "trang-thai": ""}), moment()
    )
    from django.utils import timezone

    assert sorted(timezone.localtime(a.due_at).day for a in chosen) == [1, 30]


def test_what_is_not_finished_comes_first_and_everything_on_request(sign_in, province):
    part = submitted(province, give(province, "stc"))
    appraise.accept(part, by=province.actor("lan"), at=moment(), quality="good")
    give(province, "syt")
    client = sign_in("lan")
    assert len(shown(client.get(reverse("tasks:tasks")))) == 1
    assert len(shown(client.get(reverse("tasks:tasks"), {"trang-thai": ""}))) == 2


@pytest.mark.parametrize("name", ["tasks:tasks", "tasks:my_work", "tasks:leader"])
def test_a_page_asks_the_same_number_of_questions_for_few_rows_and_many(
    sign_in, province, name, django_assert_max_num_queries
):
    client = sign_in("chu_tich")
    counts = []
    for rows in (3, 30):
        for i in range(rows):
            part = give(
                province, ("stc", "syt", "muong_te", "sin_ho")[i % 4], due_on=date(2022, 8, 25) + timedelta(days=i)
            )
            if i % 3 == 0:
                submitted(
                    province,
                    part,
                    who={"stc": "dung", "syt": "yen", "muong_te": "te", "sin_ho": "ho"}[part.organisation.code],
                    clerk={"stc": "dung", "syt": "yen", "muong_te": "te", "sin_ho": "ho"}[part.organisation.code],
                )
        client.get(reverse(name))
        with django_assert_max_num_queries(40) as asked_for:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(asked_for))
    assert counts[1] <= counts[0] + 1, counts


# -- my work ----------------------------------------------------------------------------------------------------------------


def test_case_DT_01_due_today_is_today_all_day_and_late_from_the_next_first_minute(province):
    give(province, "stc", due_on=date(2022, 8, 24))
    rows = list(Deadline.objects.filter(open=True))
    for now, head in (
        (day(2022, 8, 24, 0, 1), "today"),
        (day(2022, 8, 24, 23, 59), "today"),
        (day(2022, 8, 25, 0, 0), "overdue"),
    ):
        assert [k for k, v in my_work.sections(rows, now).items() if v] == [head], now


def test_my_work_lists_every_due_thing_by_deadline_with_what_is_owed(sign_in, province):
    give(province, "stc", due_on=date(2022, 9, 30), title="Việc xa")
    give(province, "stc", due_on=date(2022, 8, 26), title="Việc gần")
    give(province, "stc", due_on=None, title="Việc không hạn")
    answer = sign_in("dung").get(reverse("tasks:my_work"))
    groups = {g["code"]: [i.row.title for i in g["items"]] for g in answer.context["groups"]}
    assert groups == {"week": ["Việc gần"], "later": ["Việc xa"], "none": ["Việc không hạn"]}
    assert all(i.duty and i.url for g in answer.context["groups"] for i in g["items"])
    assert len(sheet(sign_in("dung").get(reverse("tasks:my_work_xlsx")))) == 2 + 1 + 3
    found = sign_in("dung").get(reverse("tasks:my_work"), {"q": "viec gan"})
    assert [i.row.title for g in found.context["groups"] for i in g["items"]] == ["Việc gần"]


# -- the leader's page ------------------------------------------------------------------------------------------------------


def test_each_figure_equals_the_list_behind_it(sign_in, province):
    late = give(province, "stc", due_on=date(2022, 8, 19), at=moment(date(2022, 8, 1)))
    give(province, "syt", due_on=date(2022, 8, 26))
    submitted(province, give(province, "muong_te"), who="te", clerk="te")
    back = submitted(province, give(province, "sin_ho", due_on=date(2022, 12, 1)), who="ho", clerk="ho")
    appraise.return_(back, by=province.actor("lan"), at=moment(), reason="Thiếu số liệu")
    answer = sign_in("chu_tich").get(reverse("tasks:leader"))
    figures = answer.context["figures"]
    for name, status in (("late", "overdue"), ("waiting", "awaiting_appraisal"), ("returned", "returned")):
        listed = sign_in("chu_tich").get(answer.context["urls"][status])
        assert figures[name] == listed.context["found"].total == 1, name
    assert figures["soon"] == sign_in("chu_tich").get(answer.context["urls"]["due_week"]).context["found"].total == 1
    assert fresh(late).organisation.label in answer.content.decode()


def test_this_fortnight_against_the_last_counts_by_the_days_on_which_things_happened(province):
    for ago, kept in ((3, True), (5, False), (18, True)):
        due = moment().date() - timedelta(days=ago + (1 if kept else 6))
        part = give(province, "stc", due_on=due, at=moment(date(2022, 7, 1)))
        sent = moment() - timedelta(days=ago + (2 if kept else 1))
        submitted(province, part, at=sent)
        appraise.accept(fresh(part), by=province.actor("lan"), at=moment() - timedelta(days=ago), quality="good")
    got = leader.figures(leader.Scope(province.actor("chu_tich"), moment()))
    assert (got["done"], got["on_time"], got["share"], got["share_before"]) == (2, 1, 0.5, 1.0)


def test_late_work_of_past_weeks_is_counted_as_it_was_then(province):
    part = give(province, "stc", due_on=date(2022, 8, 5), at=moment(date(2022, 7, 1)))
    give(province, "syt", due_on=date(2022, 8, 10), at=moment(date(2022, 7, 1)))
    submitted(province, part, at=moment(date(2022, 8, 16)))
    appraise.accept(fresh(part), by=province.actor("lan"), at=moment(date(2022, 8, 17)), quality="good")
    weeks = leader.board(leader.Scope(province.actor("chu_tich"), moment())).weeks
    by_day = {end.date(): n for end, n in weeks}
    assert by_day[date(2022, 8, 5)] == 0 and by_day[date(2022, 8, 12)] == 2 and by_day[date(2022, 8, 19)] == 1
    assert weeks[-1][1] == 1


def test_a_pending_extension_is_decided_on_the_spot_and_the_page_comes_back(sign_in, province):
    request = asked(province, received(province, give(province, "stc")))
    client = sign_in("chu_tich")
    assert "16/9/2022" in client.get(reverse("tasks:leader")).content.decode()
    answer = client.post(
        reverse("tasks:extension_decide", args=[request.pk]), {"quyet-dinh": "grant", "next": reverse("tasks:leader")}
    )
    assert answer.status_code == 302 and answer["Location"] == reverse("tasks:leader")
    request.refresh_from_db()
    assert request.state == "granted"


def test_tasks_without_a_final_day_are_counted_apart(province):
    give(province, "stc", due_type="cycle", due_on=None, cycle="month", report_day=20)
    give(province, "syt", due_on=None)
    early = leader.figures(leader.Scope(province.actor("chu_tich"), moment()))
    assert early["undated"] == 1 and early["periods"] == {"all": 1, "short": 0, "full": 1} and early["late"] == 0
    late = leader.figures(leader.Scope(province.actor("chu_tich"), day(2022, 10, 25)))
    assert late["periods"] == {"all": 1, "short": 1, "full": 0} and late["late"] == 0


# -- papers and files -------------------------------------------------------------------------------------------------------


def test_case_EX_07_words_that_look_like_formulas_are_inert_in_the_workbook(sign_in, province):
    part = received(province, give(province, "stc", title='=HYPERLINK("http://a","b")'))
    work.update_progress(part, by=province.actor("dung"), at=moment(), percent=10, note="@SUM(1)")
    from openpyxl import load_workbook

    answer = sign_in("lan").get(reverse("tasks:tasks_xlsx"))
    cells = [c for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for c in row if c.value]
    assert {c.value for c in cells} >= {'=HYPERLINK("http://a","b")', "@SUM(1)"}
    assert not [c for c in cells if c.data_type == "f"]


def test_the_reminder_letter_names_its_organisation_and_its_late_work_and_is_kept_from_others(sign_in, province):
    part = give(province, "stc", due_on=date(2022, 8, 12), at=moment(date(2022, 7, 1)), title="Báo cáo tài sản công")
    [letter] = remind.letters_for([part], by=province.actor("lan"), at=moment(), note="Khẩn trương thực hiện.")
    text = document(sign_in("lan").get(reverse("tasks:letter_docx", args=[letter.pk])))
    for words in (
        "Kính gửi: Sở Tài chính",
        "Báo cáo tài sản công",
        part.task.code,
        "12/8/2022",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ):
        assert words in text
    for name in ("dung", "te", "khach"):
        assert sign_in(name).get(reverse("tasks:letter_docx", args=[letter.pk])).status_code == 404, name


def test_the_follow_up_report_says_the_figures_of_the_page(sign_in, province):
    give(province, "stc", due_on=date(2022, 8, 12), at=moment(date(2022, 7, 1)), title="Báo cáo tài sản công")
    text = document(sign_in("chu_tich").get(reverse("tasks:follow_docx")))
    assert "1 phần việc chưa hoàn thành" in text and "Báo cáo tài sản công" in text
    assert sign_in("minh").get(reverse("tasks:follow_docx")).status_code == 404


# -- organisations as they were, as they are --------------------------------------------------------------------------------


def test_lists_show_organisations_as_they_were_or_as_they_are_and_a_split_is_never_guessed(sign_in, province):
    from openpar.core import organisations
    from openpar.core.models import Succession

    new = organisations.add(
        code="snnmt",
        name="Sở Nông nghiệp và Môi trường",
        kind="department",
        parent=province.ubnd_tinh,
        valid_from=date(2022, 8, 1),
    )
    Succession.objects.create(
        predecessor=province.syt, successor=new, what="all", on=date(2022, 8, 1), document="NQ 01"
    )
    for to in ("snv", "stc"):
        Succession.objects.create(
            predecessor=province.sin_ho,
            successor=province.organisations[to],
            what="function",
            on=date(2022, 8, 1),
            document="NQ 02",
        )
    for to in ("syt", "sin_ho", "stc"):
        give(province, to, due_on=date(2022, 8, 12), at=moment(date(2022, 7, 1)))
    for ended in (province.syt, province.sin_ho):
        type(ended).objects.filter(pk=ended.pk).update(valid_until=date(2022, 7, 31))
    client = sign_in("chu_tich")
    then = client.get(reverse("tasks:tasks"))
    assert [r.unit for r in then.context["rows"]] == ["Sở Y tế", "UBND huyện Sìn Hồ", "Sở Tài chính"]
    now = client.get(reverse("tasks:tasks"), {"ten-don-vi": "hien-nay"})
    assert [r.unit for r in now.context["rows"]] == [
        "Sở Nông nghiệp và Môi trường (khi giao: Sở Y tế)",
        "UBND huyện Sìn Hồ (đã chia tách, chưa có quy tắc kế thừa)",
        "Sở Tài chính",
    ]
    chosen = client.get(reverse("tasks:tasks"), {"ten-don-vi": "hien-nay", "don-vi": new.pk})
    assert shown(chosen) == [("syt", "overdue")]
    board = client.get(reverse("tasks:leader"), {"ten-don-vi": "hien-nay"})
    assert "Sở Nông nghiệp và Môi trường" in board.content.decode()
    assert board.context["unruled"] == ["UBND huyện Sìn Hồ"]
