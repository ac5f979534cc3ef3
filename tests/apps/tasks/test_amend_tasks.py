"""After issuing: correct, withdraw, merge, replace, add an organisation. Each with a reason, each told, nothing erased."""

from datetime import date

import pytest

from openpar.apps.tasks.models import Assignment, Report, Task
from openpar.apps.tasks.services import amend, work
from openpar.apps.tasks.services import issue as giving
from openpar.core import clock, deadlines
from openpar.core.models import AuditEntry, Deadline, OutboxMessage
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.people import moment

from .giving import give
from .intake_texts import TEXT, browser, issued, made_ready, taken

pytestmark = pytest.mark.django_db


def by(province, who="lan"):
    return {"by": province.actor(who), "at": moment()}


def told(topic):
    return [m.payload["text"] for m in OutboxMessage.objects.filter(topic=topic).order_by("id")]


def test_a_new_day_moves_every_open_part_and_keeps_the_old_one(province):
    part = give(province, "stc syt")
    task = part.task
    done = task.assignments.get(organisation=province.syt)
    Assignment.objects.filter(pk=done.pk).update(state="accepted", open=False)
    amend.correct(task, {"due_type": "date", "due_on": date(2022, 10, 7)}, "Chờ hướng dẫn.", version=task.version, **by(province))
    part.refresh_from_db()
    done.refresh_from_db()
    assert part.due_at == part.deadline.due_at == clock.end_of(date(2022, 10, 7))
    assert part.deadline.changes[-1]["why"] == "Chờ hướng dẫn." and done.due_at == clock.end_of(date(2022, 9, 6))
    assert not deadlines.differing(Assignment).exists()
    [text] = told("tasks.corrected")
    assert task.code in text and "thời hạn" in text and "Chờ hướng dẫn." in text


def test_a_day_becomes_a_cycle_and_back(province):
    part = give(province)
    task = amend.correct(part.task, {"due_type": "cycle", "cycle": "month", "report_day": 28, "due_on": None}, "Theo dõi thường xuyên.",
                         version=part.task.version, **by(province))
    report = Report.objects.get(assignment=part)
    part.refresh_from_db()
    assert part.due_at is None and part.due_type == "cycle" and report.due_at == clock.end_of(date(2022, 8, 28))
    amend.correct(task, {"due_type": "date", "due_on": date(2022, 12, 1), "cycle": "", "report_day": None}, "Chốt ngày.", version=task.version,
                  **by(province))
    report.refresh_from_db()
    part.refresh_from_db()
    assert report.state == "dropped" and not report.deadline.open and part.due_at == clock.end_of(date(2022, 12, 1))


def test_the_columns_that_lists_filter_by_follow_a_correction(province):
    part = give(province)
    amend.correct(part.task, {"field": "Y tế", "leader": province.pho, "title": "Tên mới"}, "Sửa.", version=part.task.version, **by(province))
    part.refresh_from_db()
    assert (part.field, part.leader, part.deadline.title) == ("Y tế", province.pho, "Tên mới")
    entry = AuditEntry.objects.get(act="tasks.task.correct")
    assert entry.changes["title"][1] == "Tên mới" and entry.reason == "Sửa."


def test_figures_are_replaced_with_their_trail(province):
    task = give(province, targets=({"metric": "tỷ lệ", "op": ">=", "value": 80, "unit": "%"},)).task
    amend.correct(task, {"targets": [{"metric": "tỷ lệ", "op": ">=", "value": "90", "unit": "%", "year": 2022}]}, "Nâng chỉ tiêu.",
                  version=task.version, **by(province))
    assert [str(t.value.normalize()) for t in task.targets.all()] == ["9E+1"]


def test_every_act_needs_a_reason_and_a_fresh_page(province):
    task = give(province).task
    for act in (lambda: amend.correct(task, {"title": "x"}, " ", version=task.version, **by(province)),
                lambda: amend.withdraw(task, "", version=task.version, **by(province)),
                lambda: amend.add_organisation(task, province.syt, "lead", "", **by(province)),
                lambda: amend.withdraw_part(task.assignments.get(), "", **by(province))):
        with pytest.raises(BadInput, match="lý do"):
            act()
    with pytest.raises(BadInput, match="Chưa có gì thay đổi"):
        amend.correct(task, {"title": task.title}, "Sửa.", version=task.version, **by(province))
    amend.correct(task, {"title": "Tên mới"}, "Sửa.", version=task.version, **by(province))
    with pytest.raises(Conflict, match="vừa được người khác"):
        amend.withdraw(task, "Thôi.", version=task.version, **by(province))


@pytest.mark.parametrize("who", ["dung", "minh", "pho", "giam_sat"])
def test_only_the_office_that_gave_it_amends_it(province, who):
    task = give(province).task
    with pytest.raises(Refused):
        amend.withdraw(task, "Thôi.", version=task.version, **by(province, who))
    client = browser(province, who)
    assert client.get(f"/nhiem-vu/{task.pk}/dieu-chinh/").status_code == 404
    assert client.post(f"/nhiem-vu/{task.pk}/dieu-chinh/thu-hoi/", {"thu-reason": "x", "version": 1}).status_code == 404
    assert client.post(f"/phan-viec/{task.assignments.get().pk}/thu-hoi/", {"reason": "x"}).status_code == 404


def test_one_organisation_is_released_and_the_others_go_on(province):
    part = give(province, "stc syt", due_on=None, due_type="cycle", cycle="month", report_day=28)
    other = part.task.assignments.get(organisation=province.syt)
    amend.withdraw_part(part, "Không thuộc chức năng.", **by(province))
    part.refresh_from_db()
    assert part.state == "cancelled" and not part.open
    assert not Deadline.objects.filter(organisation=province.stc, open=True).exists()
    assert Deadline.objects.filter(organisation=province.syt, open=True).count() == 2
    assert told("tasks.withdrawn") == [f"{part.task.code} được thu hồi: Không thuộc chức năng."]
    with pytest.raises((Conflict, Refused)):
        amend.withdraw_part(part, "Lần nữa.", **by(province))
    assert other.state == "assigned"


def test_a_withdrawn_task_keeps_what_was_finished(province):
    part = give(province, "stc syt")
    done = part.task.assignments.get(organisation=province.syt)
    Assignment.objects.filter(pk=done.pk).update(state="accepted", open=False)
    amend.withdraw(part.task, "Trùng văn bản khác.", version=part.task.version, **by(province))
    assert {a.organisation.code: a.state for a in part.task.assignments.all()} == {"stc": "cancelled", "syt": "accepted"}
    with pytest.raises((Conflict, Refused)):
        work.receive(part, by=province.actor("dung"), at=moment())


def test_merging_gives_the_missing_organisations_a_part_in_the_other(province):
    source, target = give(province, "stc syt").task, give(province, "stc").task
    amend.merge_tasks(source, target, "Trùng.", version=source.version, **by(province))
    source.refresh_from_db()
    assert (source.state, source.merged_into) == ("merged", target)
    assert {a.organisation.code for a in target.assignments.all()} == {"stc", "syt"}
    with pytest.raises(BadInput, match="chính nó"):
        amend.merge_tasks(target, target, "x", version=target.version, **by(province))


def test_an_organisation_joins_once(province):
    task = give(province).task
    part = amend.add_organisation(task, province.syt, "coordinating", "Cần phối hợp.", **by(province))
    assert part.part == "coordinating" and part.due_at == clock.end_of(date(2022, 9, 6)) and part.deadline.open
    with pytest.raises(BadInput, match="đang có phần việc"):
        amend.add_organisation(task, province.syt, "lead", "Lại.", **by(province))


def test_an_amending_directive_replaces_task_by_task(province):
    old = issued(province)
    new = giving.issue(made_ready(province, taken(province, TEXT.replace("07/", "09/"), amends=old.directive)), **by(province))
    first, second, third, fourth = old.tasks
    with pytest.raises(BadInput, match="Chưa chọn"):
        amend.replace(old.directive, new.directive, {first.pk: "keep"}, "Thay.", **by(province))
    choices = {first.pk: new.tasks[0].pk, second.pk: "withdraw", third.pk: new.tasks[2].pk, fourth.pk: "withdraw"}
    amend.replace(old.directive, new.directive, choices, "Thay bằng chỉ thị mới.", **by(province))
    old.directive.refresh_from_db()
    states = dict(Task.objects.filter(directive=old.directive).values_list("pk", "state"))
    assert states == {first.pk: "replaced", second.pk: "withdrawn", third.pk: "replaced", fourth.pk: "withdrawn"}
    assert old.directive.state == "replaced" and Task.objects.get(pk=first.pk).merged_into == new.tasks[0]
    assert any("được thay bằng" in t for t in told("tasks.replace"))


def test_a_directive_of_which_something_is_kept_stays_in_force(province):
    old = issued(province)
    new = giving.issue(made_ready(province, taken(province, TEXT.replace("07/", "09/"), amends=old.directive)), **by(province))
    amend.replace(old.directive, new.directive, {t.pk: "keep" for t in old.tasks}, "Bổ sung.", **by(province))
    old.directive.refresh_from_db()
    assert old.directive.state == "issued"


def test_who_reads_the_old_directive_or_task_is_led_to_what_replaced_it(province):
    old = issued(province)
    new = giving.issue(made_ready(province, taken(province, TEXT.replace("07/", "09/"), amends=old.directive)), **by(province))
    first, *rest = old.tasks
    lan, dung = browser(province), browser(province, "dung")
    assert f'href="/nhiem-vu/{first.pk}/dieu-chinh/"' in lan.get(f"/nhiem-vu/{first.pk}/").content.decode(), "the office corrects it from here"
    page = dung.get(f"/nhiem-vu/{first.pk}/")
    assert page.status_code == 200 and "dieu-chinh" not in page.content.decode()
    amend.replace(old.directive, new.directive, {first.pk: new.tasks[0].pk} | {t.pk: "keep" for t in rest}, "Thay.", **by(province))
    for reader in (lan, dung):
        page = reader.get(f"/van-ban/{old.directive.pk}/").content.decode()
        assert f'sửa đổi bởi <a href="/van-ban/{new.directive.pk}/">Chỉ thị 09/CT-UBND</a>' in page
    page = lan.get(f"/nhiem-vu/{first.pk}/").content.decode()
    assert "<dt>Đã được thay bằng</dt>" in page and "Đã gộp vào" not in page and "dieu-chinh" not in page


def test_the_pages_of_amending_do_it_and_keep_what_was_typed(province):
    old, client = issued(province), browser(province)
    task = old.tasks[0]
    page = f"/nhiem-vu/{task.pk}/dieu-chinh/"
    data = {"sua-title": "Tên đang gõ dở", "sua-due_type": "date", "sua-due_on": "30/11/2022", "sua-priority": "1", "sua-reason": "",
            "version": task.version, "ct-TOTAL_FORMS": 0, "ct-INITIAL_FORMS": 0}
    assert client.get(page).status_code == 200
    refused = client.post(page + "sua/", data)
    assert refused.status_code == 422 and "Tên đang gõ dở" in refused.content.decode()
    assert client.post(page + "sua/", data | {"sua-reason": "Sửa tên."}).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.due_on, task.priority) == ("Tên đang gõ dở", date(2022, 11, 30), 1)
    assert client.post(page + "sua/", data | {"sua-reason": "Trang cũ."}).status_code == 409
    assert client.post(page + "them-don-vi/", {"them-name": "UBND huyện Sìn Hồ", "them-part": "lead", "them-reason": "Thêm."}).status_code == 302
    assert client.post(page + "them-don-vi/", {"them-name": "Sở Lạ", "them-part": "lead", "them-reason": "Thêm."}).status_code == 422
    assert client.post(page + "gop/", {"gop-into": "NV-1", "gop-reason": "x", "version": task.version}).status_code == 422
    assert task.assignments.filter(organisation=province.sin_ho).exists()
    part = task.assignments.get(organisation=province.sin_ho)
    assert client.post(f"/phan-viec/{part.pk}/thu-hoi/", {"reason": "Nhầm."}).status_code == 302
    assert "Sửa tên." in client.get(page).content.decode()
    assert client.get(f"/van-ban/{old.directive.pk}/doi-chieu/").status_code == 422
    new = giving.issue(made_ready(province, taken(province, TEXT.replace("07/", "09/"), amends=old.directive)), **by(province))
    compare = f"/van-ban/{old.directive.pk}/doi-chieu/"
    assert client.get(compare).status_code == 200
    assert client.post(compare, {"reason": "Thay."} | {f"viec-{t.pk}": "withdraw" for t in old.tasks[1:]}).status_code == 422
    assert client.post(compare, {"reason": "Thay."} | {f"viec-{t.pk}": "withdraw" for t in old.tasks}).status_code == 302
    assert client.post(f"/van-ban/{new.directive.pk}/thu-hoi/", {"reason": "Hủy."}).status_code == 302
    assert not Task.objects.filter(state="active").exists() and not Deadline.objects.filter(open=True).exists()


def test_the_page_of_a_directive_asks_the_same_number_of_questions_for_few_tasks_and_many(province, django_assert_max_num_queries):
    from .intake_texts import long_text
    for n in (5, 50):
        directive = issued(province, long_text(n), again=True).directive
        client = browser(province)
        with django_assert_max_num_queries(26):
            assert client.get(f"/van-ban/{directive.pk}/").status_code == 200
        with django_assert_max_num_queries(26):
            assert client.get("/van-ban/").status_code == 200


def test_the_page_that_compares_names_the_old_and_the_new_day(province):
    old = issued(province)
    giving.issue(made_ready(province, taken(province, TEXT.replace("07/", "09/").replace("30/9/2022", "14/10/2022"), amends=old.directive)), **by(province))
    page = browser(province).get(f"/van-ban/{old.directive.pk}/doi-chieu/").content.decode()
    assert "Hạn: 29/9/2022." in page or "Hạn: 30/9/2022." in page
    assert "(14/10/2022) Rà soát" in page or "(13/10/2022) Rà soát" in page
