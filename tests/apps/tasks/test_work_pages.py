"""The pages of this room: who sees what, acts through forms, words kept on a refusal, a constant number of questions."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.apps.tasks.models import Assignment, Letter, Reminder, Task
from openpar.apps.tasks.selectors.acts import ACTS, may
from openpar.apps.tasks.services import contests, extensions, pass_down, reports, work
from openpar.core.models import AuditEntry, Evidence

from .giving import asked, day, fresh, give, moment, received, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client, province):
    def as_person(name):
        client.force_login(province.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client
    return as_person


def url(part, code=""):
    return reverse(f"tasks:assignment_{code}", args=[part.pk]) if code else reverse("tasks:assignment", args=[part.pk])


def page(client, part, code=""):
    answer = client.get(url(part, code))
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_sees_the_part_that_is_theirs_and_a_foreign_id_is_not_found(sign_in, province):
    part = received(province, give(province))
    seen = {name: sign_in(name).get(url(part)).status_code for name in province.users}
    assert {n for n, code in seen.items() if code == 200} == {"lan", "chu_tich", "pho", "dung", "van_thu", "giam_sat"}
    assert seen.pop("van_hanh") == 302  # an operator sets up a second factor first, and has no content then either
    assert {code for n, code in seen.items() if code != 200} == {404}
    assert sign_in("dung").get(reverse("tasks:assignment", args=[999999])).status_code == 404


def test_every_act_of_a_foreign_part_is_not_found(sign_in, province):
    part = received(province, give(province))
    client = sign_in("yen")
    for code in ACTS:
        assert client.get(url(part, code)).status_code == 404 and client.post(url(part, code)).status_code == 404


def test_the_page_says_where_it_comes_from_and_how_its_days_are_counted(sign_in, province):
    part = received(province, give(province, at=day(2022, 8, 19), text="b) Tăng cường đôn đốc.", clause="2.6.b"),
                    day(2022, 8, 22))
    text = page(sign_in("dung"), part)
    for words in ("10 ngày làm việc kể từ ngày giao 19/8/2022", "còn 8 ngày làm việc", "Quốc khánh", "Ngày 10, hạn",
                  "b) Tăng cường đôn đốc.",
                  "Hạn chưa đổi lần nào", "Tiếp nhận", "Báo cáo hoàn thành"):
        assert words in text
    assert " style=" not in text and "<script>" not in text


def test_acts_that_are_not_possible_say_why(sign_in, province):
    part = received(province, give(province))
    work.assign(part, by=province.actor("dung"), at=moment(), person=province.minh)
    text = page(sign_in("minh"), part)
    assert "Đề nghị gia hạn" in text and "Việc này thuộc về Thủ trưởng đơn vị." in text
    assert url(part, "extend") + "#viec" not in text and url(part, "progress") + "#viec" in text


@pytest.mark.parametrize("code", sorted(ACTS))
def test_every_act_opens_with_its_form_for_those_who_see_the_part(sign_in, province, code):
    part = received(province, give(province, targets=({"metric": "Tỷ lệ", "op": ">", "value": Decimal(90), "unit": "%"},)))
    asked(province, part)
    for who in ("dung", "lan"):
        text, act = page(sign_in(who), part, code), ACTS[code]
        possible = part.state in act.states and may(province.actor(who), part,
                                                    act.right) and code != "extend"  # one is asked already
        assert ("<form method=\"post\" action=\"" + url(part, code) + "#viec\"" in text) == possible
        assert possible or "Chưa làm được việc này lúc này." in text


def test_what_was_typed_stays_when_an_extension_cannot_be(sign_in, province):
    part = received(province, give(province))
    answer = sign_in("dung").post(url(part, "extend"), {"due_on": "01/9/2022", "cause": "waiting", "reason": "Chờ <b>Sở Y "
                                                                                                             "tế</b>."})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Hạn mới phải sau hạn cũ (06/9/2022)." in text
    assert 'value="01/9/2022"' in text and "Chờ &lt;b&gt;Sở Y tế&lt;/b&gt;." in text
    answer = sign_in("dung").post(url(part, "extend"), {"due_on": "31/9/2022", "cause": "waiting", "reason": "x"})
    assert answer.status_code == 422 and "Không có ngày 31/9/2022" in answer.content.decode()
    assert not part.extensions.exists()


def test_a_double_click_is_one_act(sign_in, province):
    part = give(province)
    client = sign_in("van_thu")
    assert client.post(url(part, "receive")).status_code == 302
    again = client.post(url(part, "receive"))
    assert again.status_code == 409 and "Chưa lưu được" in again.content.decode()
    assert AuditEntry.objects.filter(act="tasks.assignment.receive").count() == 1
    data = {"due_on": "16/9/2022", "cause": "waiting", "reason": "Chờ."}
    assert [sign_in("dung").post(url(part, "extend"), data).status_code for _ in range(2)] == [302, 409]


def test_a_form_sent_twice_is_one_act(sign_in, province):
    import re
    part = received(province, give(province))
    for who, code, data, count in (("dung", "evidence", {"url": "https://a.vn/1", "level": "internal"}, Evidence.objects.count),
                                   ("lan", "remind", {"note": "Gấp."}, Reminder.objects.count)):
        client = sign_in(who)
        word = re.search(r'name="luot" value="(\w+)"', page(client, part, code))[1]
        assert [client.post(url(part, code), data | {"luot": word}).status_code for _ in range(2)] == [302, 302] and count() == 1
    client, data = sign_in("lan"), {"viec": "letters", "ids": [part.pk]}
    word = re.search(r'name="luot" value="(\w+)"', client.post(reverse("tasks:bulk"), data).content.decode())[1]
    for _ in range(2):
        client.post(reverse("tasks:bulk"), data | {"xac-nhan": "1", "text": "", "luot": word})
    assert Letter.objects.count() == 1
    # a refused form keeps its word for the next try
    word = re.search(r'name="luot" value="(\w+)"', page(sign_in("dung"), part, "evidence"))[1]
    answers = [sign_in("dung").post(url(part, "evidence"), {"url": u, "level": "internal", "luot": word}).status_code
               for u in ("javascript:x", "https://a.vn/2")]
    assert answers == [422, 302] and Evidence.objects.count() == 2


def test_a_person_without_the_right_is_refused_on_the_page(sign_in, province):
    part = give(province)
    answer = sign_in("giam_sat").post(url(part, "receive"))
    assert answer.status_code == 403 and "Văn thư" in answer.content.decode() and fresh(part).state == "assigned"


def test_a_part_goes_from_receipt_to_acceptance_through_pages_only(sign_in, province):
    part = give(province, targets=({"metric": "Tỷ lệ", "op": ">", "value": Decimal(90), "unit": "%"},))
    sign_in("van_thu").post(url(part, "receive"))
    sign_in("dung").post(url(part, "assign"),
                         {"person": province.minh.pk, "inner_due_on": "01/9/2022", "instruction": "Làm ngay."})
    target = part.task.targets.get()
    officer = sign_in("minh")
    officer.post(url(part, "progress"),
                 {"percent": "80", "note": "Gần xong.", f"target_{target.pk}_num": "57", f"target_{target.pk}_den": "69"})
    assert "82,61%" in page(officer, part)
    officer.post(url(part, "evidence"),
                 {"file": SimpleUploadedFile("ket-qua.txt", "Kết quả".encode()), "title": "Kết quả", "level": "internal"})
    officer.post(url(part, "report"), {"body": "Đã xong 57 trên 69.", "luu": "1"})
    assert officer.post(url(part, "report"), {"body": "Đã xong.", "version": "1", "gui": "1"}).status_code == 403
    head = sign_in("dung")
    assert "Đã xong 57 trên 69." in page(head, part, "report")
    assert head.post(url(part, "report"), {"body": "Đã xong 57 trên 69.", "version": "1", "gui": "1"}).status_code == 302
    issuer = sign_in("lan")
    assert part.task.title in issuer.get(reverse("tasks:appraisal")).content.decode()
    assert issuer.post(url(part, "accept"), {"quality": "good", "answer": "Tốt."}).status_code == 302
    part = fresh(part)
    assert (part.state, part.quality, part.handler) == ("accepted", "good", province.minh)
    assert Evidence.objects.get().owner_id == part.pk and "Hoàn thành đúng hạn" in page(issuer, part)


def test_sending_without_proof_asks_for_the_reason(sign_in, province):
    part = received(province, give(province))
    answer = sign_in("dung").post(url(part, "report"), {"body": "Đã xong việc.", "gui": "1"})
    assert answer.status_code == 422 and "Đã xong việc." in answer.content.decode() and fresh(part).state == "received"
    assert sign_in("dung").post(url(part, "report"), {"body": "Đã xong việc.", "luu": "1"}).status_code == 302


def test_a_district_passes_down_to_a_group_and_sees_the_strip(sign_in, province):
    part = give(province, "muong_te")
    work.receive(part, by=province.actor("te"), at=moment())
    client = sign_in("te")
    text = page(client, part, "pass_down")
    assert "UBND cấp xã" in text and "Tất cả đơn vị trực thuộc (2)" in text and "Pa Tần" not in text
    answer = client.post(url(part, "pass_down"), {"scope": "all", "title": "Việc của xã", "due_on": "07/9/2022"})
    assert answer.status_code == 422 and "muộn hơn hạn" in answer.content.decode() and "Việc của xã" in answer.content.decode()
    client.post(url(part, "pass_down"), {"scope": "all", "title": "Việc của xã", "due_on": "01/9/2022"})
    assert "0 trên 2 phần việc hoàn thành" in page(client, part)
    child = Task.objects.get(parent=part)
    assert client.get(child.get_absolute_url()).status_code == 200
    assert sign_in("ho").get(child.get_absolute_url()).status_code == 404
    answer = sign_in("te").post(url(part, "report"), {"body": "Xong.", "no_evidence_reason": "Bản giấy.", "gui": "1"})
    assert answer.status_code == 422 and "confirm_children" in answer.content.decode()


def test_a_contest_is_settled_on_the_page(sign_in, province):
    part = give(province)
    sign_in("dung").post(url(part, "contest"), {"reason": "Không phải việc của sở.", "proposed": province.syt.pk})
    issuer = sign_in("lan")
    assert issuer.post(url(part, "settle"), {"outcome": "move", "to": "", "reason": "Chuyển."}).status_code == 422
    assert issuer.post(url(part, "settle"), {"outcome": "move", "to": province.syt.pk, "reason": "Chuyển."}).status_code == 302
    assert Assignment.objects.get(organisation=province.syt).state == "assigned"


def test_the_report_of_a_period_is_sent_and_answered_on_its_page(sign_in, province):
    part = received(province, give(province, due_on=None, due_type="cycle", cycle="month", report_day=25))
    address = reverse("tasks:report", args=[part.reports.get().pk])
    assert [sign_in(n).get(address).status_code for n in ("dung", "lan", "yen", "minh")] == [200, 200, 404, 404]
    assert sign_in("dung").post(address, {"body": "", "gui": "1"}).status_code == 422
    assert sign_in("dung").post(address, {"body": "Đã làm 3 việc.", "progress": "40", "gui": "1"}).status_code == 302
    issuer = sign_in("lan")
    assert "Đã làm 3 việc." in issuer.get(address).content.decode()
    assert issuer.post(address, {"answer": "", "tra-lai": "1"}).status_code == 422
    assert issuer.post(address, {"answer": "Tốt.", "nhan": "1"}).status_code == 302
    assert part.reports.get().state == "accepted" and "Đủ kỳ" in page(sign_in("dung"), part)


def test_a_report_sent_in_time_is_not_called_late_afterwards(sign_in, province):
    from openpar.core import clock
    part = received(province, give(province, due_on=None, due_type="cycle", cycle="month", report_day=25))
    reports.send(part.reports.get(), by=province.actor("dung"), at=moment(), body="Đã làm 3 việc.")
    with clock.fixed(day(2022, 9, 12)):
        text = sign_in("lan").get(reverse("tasks:report", args=[part.reports.get().pk])).content.decode()
    assert "25/8/2022" in text and "ngày làm việc" not in text


def test_a_draft_is_not_shown_outside_the_organisation(sign_in, province):
    part = received(province, give(province, due_on=None, due_type="cycle", cycle="month", report_day=25))
    reports.draft(part.reports.get(), by=province.actor("dung"), at=moment(), body="Bản nháp kín.")
    work.draft_report(part, by=province.actor("dung"), at=moment(), body="Dự thảo kín.")
    work.assign(part, by=province.actor("dung"), at=moment(), person=province.minh, instruction="Bút phê kín.")
    for address in (url(part), reverse("tasks:report", args=[part.reports.get(final=False).pk])):
        text = sign_in("lan").get(address).content.decode()
        assert "kín" not in text


def test_restricted_proof_stays_inside(sign_in, province):
    part = received(province, give(province))
    for level in ("public", "internal", "restricted"):
        work.add_evidence(part, by=province.actor("dung"), at=moment(), url=f"https://a.vn/{level}", title=f"Tệp {level}",
                          level=level)
    seen = {who: {level for level in ("public", "internal", "restricted") if f"https://a.vn/{level}" in page(sign_in(who), part)}
            for who in ("dung", "lan", "giam_sat")}
    assert seen == {"dung": {"public", "internal", "restricted"}, "lan": {"public", "internal"}, "giam_sat": {"public"}}


def test_an_extension_is_decided_from_a_list_and_from_its_deadline(sign_in, province):
    first, second = (asked(province, received(province, give(province))) for _ in range(2))
    client = sign_in("lan")
    assert client.get(reverse("tasks:extension", args=[first.pk])).url == url(first.assignment, "decide_extension")
    client.post(reverse("tasks:extension_decide", args=[first.pk]), {"quyet-dinh": "grant", "next": "/theo-doi/"})
    answer = client.post(reverse("tasks:extension_decide", args=[second.pk]),
                         {"quyet-dinh": "refuse", "next": "https://evil.vn/"})
    assert answer.url == second.assignment.get_absolute_url()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("granted", "pending")
    assert sign_in("dung").post(reverse("tasks:extension_decide", args=[second.pk]), {"quyet-dinh": "grant"}).status_code == 404


def test_the_task_keeps_every_change_of_a_deadline(sign_in, province):
    part = received(province, give(province))
    extensions.grant(asked(province, part), by=province.actor("lan"), at=moment())
    for who in ("lan", "dung"):
        text = sign_in(who).get(part.task.get_absolute_url()).content.decode()
        assert "Hạn 06/9/2022, sau đó 16/9/2022: Gia hạn theo đề nghị ngày 24/8/2022" in text


def test_letters_are_made_for_the_selected_rows(sign_in, province):
    ids = [give(province).pk, give(province, "syt").pk]
    sign_in("lan").post(reverse("tasks:bulk"), {"viec": "letters", "chon": ids, "text": "Gấp.", "xac-nhan": "1"})
    assert Letter.objects.count() == 2 and Reminder.objects.count() == 2


def test_the_follow_up_list_shows_only_what_the_own_office_gave(sign_in, province):
    ours, theirs = give(province), give(province, "mu_ca", issuer=province.muong_te, who="te")
    text = sign_in("lan").get(reverse("tasks:follow")).content.decode()
    assert ours.task.code in text and theirs.task.code not in text
    assert theirs.task.code in sign_in("te").get(reverse("tasks:follow")).content.decode()
    assert "Không có việc nào cần theo dõi" in sign_in("khach").get(reverse("tasks:follow")).content.decode()


def filled(province, n):
    """A part of a district with `n` of everything around it."""
    part = give(province, "muong_te stc syt", at=day(2022, 8, 1))
    part = part.task.assignments.get(organisation=province.muong_te)
    work.receive(part, by=province.actor("te"), at=moment())
    for i in range(n):
        work.add_evidence(part, by=province.actor("te"), at=moment(), url=f"https://a.vn/{i}")
        work.update_progress(part, by=province.actor("te"), at=moment(), percent=i)
        give(province)
        submitted(province, give(province))
        asked(province, received(province, give(province)), due_on=date(2022, 10, 1))
        contests.contest(give(province), by=province.actor("dung"), at=moment(), reason="Không phải.")
    pass_down.pass_down(part, [province.mu_ca, province.ta_tong], by=province.actor("te"), at=moment())
    return part


@pytest.mark.parametrize("n", [3, 12])
def test_pages_ask_the_same_few_questions_for_few_and_many_rows(sign_in, province, django_assert_max_num_queries, n):
    part = filled(province, n)
    for who, address, limit in (("te", url(part), 26), ("lan", url(part), 25), ("lan", part.task.get_absolute_url(), 20),
                                ("lan", reverse("tasks:appraisal"), 22), ("lan", reverse("tasks:follow"), 17)):
        client = sign_in(who)
        with django_assert_max_num_queries(limit):
            assert client.get(address).status_code == 200
