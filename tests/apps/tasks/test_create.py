"""create_tasks: tasks, parts, deadlines, first reports, the trail and the messages, all or none."""

from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.tasks.models import Assignment, Report, Target, Task
from openpar.apps.tasks.services import NewTask, Origin, create_tasks
from openpar.core import clock, deadlines
from openpar.core.models import AuditEntry, Deadline, OutboxMessage
from openpar.engine.errors import BadInput, Refused
from tests.people import moment

pytestmark = pytest.mark.django_db


def new(province, **changes):
    given = {"title": "Kiểm tra cải cách hành chính", "issuer": province.ubnd_tinh, "leads": (province.stc,), "due_type": "date",
             "due_on": date(2022, 9, 6)} | changes
    return NewTask(**given)


def create(province, *specs, who="lan"):
    return create_tasks(specs, by=province.actor(who), at=moment())


def test_a_task_with_a_day_starts_a_deadline_for_each_organisation(province):
    [task] = create(province, new(province, leads=(province.stc, province.syt), coordinating=(province.snv, province.stc)))
    parts = {p.organisation.code: p for p in task.assignments.select_related("organisation", "deadline")}
    assert {code: p.part for code, p in parts.items()} == {"stc": "lead", "syt": "lead", "snv": "coordinating"}
    for part in parts.values():
        assert part.due_at == part.deadline.due_at == clock.end_of(date(2022, 9, 6))
        assert (part.deadline.room, part.deadline.object_id, part.deadline.duty) == ("tasks.assignment", part.pk, "receive")
        assert part.deadline.organisation_id == part.organisation_id and part.deadline.open
    assert not deadlines.differing(Assignment).exists()


def test_codes_run_within_a_year_without_a_gap(province):
    first = create(province, new(province), new(province))
    with pytest.raises(BadInput):
        create(province, new(province), new(province, title=" "))
    later = create(province, new(province))
    assert [t.code for t in first + later] == ["NV-2022-0001", "NV-2022-0002", "NV-2022-0003"]


def test_a_cycle_owes_its_first_report_to_the_lead(province):
    [task] = create(province, new(province, due_type="cycle", due_on=None, cycle="quarter", report_day=20, coordinating=(province.syt,)))
    report = Report.objects.select_related("deadline").get()
    assert report.assignment.organisation == province.stc and report.state == "due" and not report.final
    assert (report.period_from, report.period_to) == (date(2022, 7, 1), date(2022, 10, 1))
    assert report.due_at == clock.end_of(date(2022, 9, 20)) == report.deadline.due_at
    assert (report.deadline.room, report.deadline.duty, report.deadline.object_id) == ("tasks.report", "progress_report", report.pk)
    assert task.assignments.filter(due_at=None).count() == 2


def test_a_report_day_that_has_passed_belongs_to_the_next_period(province):
    create(province, new(province, due_type="cycle", due_on=None, cycle="month", report_day=24))
    assert Report.objects.get().due_at == clock.end_of(date(2022, 9, 24))


def test_no_deadline_is_said_on_purpose(province):
    [task] = create(province, new(province, due_type="none", due_on=None))
    part = task.assignments.get()
    assert part.due_at is None and part.deadline.due_at is None and part.deadline.open


def test_targets_and_the_columns_that_lists_filter_by_are_kept(province):
    [task] = create(province, new(province, field="Tài chính", section="II", leader=province.pho, targets=(
        {"metric": "tỷ lệ hồ sơ trực tuyến", "op": ">=", "value": Decimal("80"), "unit": "%", "year": 2022},)))
    part = task.assignments.get()
    assert (part.field, part.section, part.leader, part.issuer) == ("Tài chính", "II", province.pho, province.ubnd_tinh)
    assert Target.objects.get().value == 80


@pytest.mark.parametrize("change, says", [
    ({"title": ""}, "chưa có tên"),
    ({"leads": ()}, "chưa có đơn vị chủ trì"),
    ({"due_type": ""}, "chưa có thời hạn"),
    ({"due_on": None}, "chưa có ngày"),
    ({"due_type": "cycle", "cycle": ""}, "chưa chọn kỳ"),
    ({"due_type": "cycle", "cycle": "month", "report_day": 40}, "từ 1 đến 31"),
])
def test_what_is_missing_is_named_and_nothing_is_given(province, change, says):
    with pytest.raises(BadInput, match=says):
        create(province, new(province), new(province, **change))
    assert not Task.objects.exists() and not OutboxMessage.objects.exists() and not AuditEntry.objects.exists()


@pytest.mark.parametrize("who", ["minh", "van_thu", "giam_sat", "dung", "khach"])
def test_who_may_not_issue_is_refused(province, who):
    with pytest.raises(Refused, match="giao nhiệm vụ"):
        create(province, new(province), who=who)


def test_a_head_gives_tasks_of_its_own_organisation(province):
    [task] = create(province, new(province, issuer=province.stc, leads=(province.stc_ns,), origin=Origin("own")), who="dung")
    assert task.issuer == province.stc and task.origin == "own"


def test_a_part_is_passed_down_by_its_organisation(province):
    [task] = create(province, new(province, leads=(province.muong_te,)))
    parent = task.assignments.get()
    [child] = create(province, new(province, issuer=province.muong_te, leads=(province.mu_ca, province.ta_tong), parent=parent), who="te")
    assert child.parent == parent and child.assignments.count() == 2
    with pytest.raises(Refused):
        create(province, new(province, issuer=province.muong_te, leads=(province.mu_ca,), parent=parent), who="ho")


def test_the_trail_and_one_message_per_organisation(province):
    tasks = create(province, new(province), new(province, leads=(province.stc, province.syt)))
    assert AuditEntry.objects.filter(act="tasks.task.issue", actor=province.lan).count() == 2
    assert AuditEntry.objects.filter(act="tasks.assignment.issue").count() == 3
    messages = {m.subject: m.payload for m in OutboxMessage.objects.all()}
    assert set(messages) == {f"tasks.organisation:{province.stc.pk}", f"tasks.organisation:{province.syt.pk}"}
    finance = messages[f"tasks.organisation:{province.stc.pk}"]
    assert finance["text"].startswith("2 nhiệm vụ mới") and tasks[0].code in finance["text"]
    assert finance["audiences"] == [{"organisation": province.stc.pk, "roles": ["head", "clerk"], "user": None}]


def test_the_number_of_statements_does_not_grow(province, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        create(province, *[new(province, leads=(province.stc, province.syt), due_type="cycle", due_on=None, cycle="month",
                               targets=({"metric": "m", "op": "=", "value": 1},)) for _ in range(60)])
    assert Deadline.objects.count() == 240
