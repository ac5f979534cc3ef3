"""What was passed down ends with what it was passed down from: at all depths, with the reason, each told, nothing finished undone."""

from datetime import date

import pytest

from openpar.apps.tasks.models import Assignment, Directive, Report, Task
from openpar.apps.tasks.selectors.touched import together, touched_by
from openpar.apps.tasks.services import amend, appraise, contests, extensions, pass_down, work
from openpar.core import organisations
from openpar.core.models import AuditEntry, Deadline, Membership, User
from openpar.engine.errors import Refused
from tests.people import SINCE

from .giving import fresh, give, moment, told, trail

pytestmark = pytest.mark.django_db
WHY = "Văn bản mới thay thế."


@pytest.fixture
def village(province):
    """A unit below the commune, so that work is passed down twice."""
    made = organisations.add(code="ban_1", name="Bản Mù Cả 1", short_name="Bản 1", kind="other", parent=province.mu_ca, valid_from=SINCE)
    user = User.objects.create(username="ban", full_name="Lỳ Văn Bản")
    Membership.objects.create(user=user, organisation=made, role="head", valid_from=SINCE)
    return made


def chain(province, village, to="muong_te", **changes):
    """The district's part, its task for two communes, and one commune's task for its village."""
    top = give(province, to, **changes)
    top = top.task.assignments.get(organisation=province.muong_te)
    work.receive(top, by=province.actor("te"), at=moment())
    child = pass_down.pass_down(top, [province.mu_ca, province.ta_tong], by=province.actor("te"), at=moment())
    middle = child.assignments.get(organisation=province.mu_ca)
    work.receive(middle, by=province.actor("ca"), at=moment())
    grandchild = pass_down.pass_down(middle, [village], by=province.actor("ca"), at=moment())
    return top, child, grandchild


def over(*tasks):
    """Whether all these tasks and what they owed have ended."""
    return (not Task.objects.filter(pk__in=[t.pk for t in tasks], state="active").exists()
            and not Assignment.objects.filter(task__in=tasks, open=True).exists() and not Deadline.objects.filter(open=True).exists())


def test_a_withdrawn_part_takes_its_descendants_along(province, village):
    top, child, grandchild = chain(province, village)
    amend.withdraw_part(top, WHY, by=province.actor("lan"), at=moment())
    assert over(child, grandchild)
    assert {p.state for p in Assignment.objects.all()} == {"cancelled"} and Task.objects.get(pk=top.task_id).state == "active"
    assert len(told("tasks.withdraw")) == 3 and all(WHY in m.payload["text"] and top.task.code in m.payload["text"] for m in told("tasks.withdraw"))
    for task in (child, grandchild):
        entry = AuditEntry.objects.filter(room="tasks.task", object_id=task.pk).latest("id")
        assert (entry.act, entry.reason, entry.actor, entry.to_state) == ("tasks.task.withdraw", WHY, province.lan, "withdrawn")
        assert trail(task.assignments.first())[-1] == "tasks.assignment.cancel"


def test_so_does_a_withdrawn_task_and_a_withdrawn_directive(province, village):
    top, child, grandchild = chain(province, village)
    amend.withdraw(top.task, WHY, version=top.task.version, by=province.actor("lan"), at=moment())
    assert over(top.task, child, grandchild)
    changes = AuditEntry.objects.get(act="tasks.task.withdraw", object_id=top.task_id, room="tasks.task").changes
    assert (changes["below_tasks"], changes["below_parts"]) == (2, 3)


def test_a_directive_ends_with_the_tasks_passed_down_from_its_own(province, village):
    directive = Directive.objects.create(issuer=province.ubnd_tinh, title="Chỉ thị", text="x", state="issued", created_at=moment())
    top, child, grandchild = chain(province, village, directive=directive)
    amend.withdraw_directive(directive, WHY, by=province.actor("lan"), at=moment())
    assert over(top.task, child, grandchild)


def test_an_amending_directive_asks_only_about_its_own_tasks_and_ends_those_below(province, village):
    old = Directive.objects.create(issuer=province.ubnd_tinh, title="Chỉ thị", text="x", state="issued", created_at=moment())
    new = Directive.objects.create(issuer=province.ubnd_tinh, title="Chỉ thị mới", text="x", state="issued", created_at=moment(), amends=old)
    top, child, grandchild = chain(province, village, directive=old)
    kept = give(province, "stc", directive=new)
    amend.replace(old, new, {top.task_id: kept.task_id}, WHY, by=province.actor("lan"), at=moment())
    old.refresh_from_db()
    assert old.state == "replaced" and {t.state for t in Task.objects.filter(pk__in=(child.pk, grandchild.pk))} == {"withdrawn"}
    assert "được thay bằng" in told("tasks.withdraw")[0].payload["text"]


def test_a_merged_task_ends_what_was_passed_down_from_it(province, village):
    top, child, grandchild = chain(province, village)
    into = give(province, "stc")
    amend.merge_tasks(top.task, into.task, WHY, version=top.task.version, by=province.actor("lan"), at=moment())
    assert {t.state for t in Task.objects.filter(pk__in=(child.pk, grandchild.pk))} == {"withdrawn"}
    assert into.task.assignments.filter(organisation=province.muong_te, open=True).exists()


def test_an_objection_that_ends_a_part_ends_what_hangs_on_it(province, village):
    top, child, grandchild = chain(province, village)
    Assignment.objects.filter(pk=top.pk).update(state="received")
    contests.contest(fresh(top), by=province.actor("te"), at=moment(), reason="Không thuộc chức năng của huyện.")
    contests.cancel(fresh(top), by=province.actor("lan"), at=moment(), reason=WHY)
    assert over(child, grandchild)


def test_what_was_finished_below_stays_finished_and_what_was_asked_for_is_answered(province, village):
    top, child, grandchild = chain(province, village, due_on=date(2022, 9, 20))
    done = child.assignments.get(organisation=province.ta_tong)
    Assignment.objects.filter(pk=done.pk).update(state="accepted", open=False)
    Deadline.objects.filter(pk=done.deadline_id).update(open=False)
    middle = child.assignments.get(organisation=province.mu_ca)
    request = extensions.ask(middle, by=province.actor("ca"), at=moment(), due_on=date(2022, 9, 30), cause="waiting", reason="Chờ.")
    amend.withdraw_part(top, WHY, by=province.actor("lan"), at=moment())
    request.refresh_from_db()
    assert fresh(done).state == "accepted" and (request.state, request.answer) == ("refused", WHY) and over(child, grandchild)


def test_reports_of_a_cycle_are_owed_no_more_below(province, village):
    top, _child, _grandchild = chain(province, village, due_on=None, due_type="cycle", cycle="month")
    assert Report.objects.filter(state="due").count() == 4
    amend.withdraw_part(top, WHY, by=province.actor("lan"), at=moment())
    assert set(Report.objects.values_list("state", flat=True)) == {"dropped"}


def test_who_may_not_end_the_part_ends_nothing_below_it(province, village):
    top, child, _grandchild = chain(province, village)
    with pytest.raises(Refused):
        amend.withdraw_part(top, WHY, by=province.actor("ca"), at=moment())
    assert Assignment.objects.filter(open=True).count() == 4 and child.assignments.first().state != "cancelled"


def test_a_district_releases_one_commune_and_its_own_progress_follows(province, village):
    top, child, grandchild = chain(province, village)
    done = child.assignments.get(organisation=province.ta_tong)
    work.receive(done, by=_head(province.ta_tong), at=moment())
    work.submit(done, by=_head(province.ta_tong), at=moment(), body="Xong.", no_evidence_reason="Bàn giao trực tiếp.")
    appraise.accept(done, by=province.actor("te"), at=moment(), quality="good")
    assert fresh(top).progress == 50
    amend.withdraw_part(child.assignments.get(organisation=province.mu_ca), WHY, by=province.actor("te"), at=moment())
    assert fresh(top).progress == 100 and Task.objects.get(pk=grandchild.pk).state == "withdrawn"


def _head(organisation):
    from openpar.core.actor import actor_for
    user, _new = User.objects.get_or_create(username=f"truong_{organisation.code}")
    Membership.objects.get_or_create(user=user, organisation=organisation, role="head", valid_from=SINCE)
    return actor_for(user, moment().date())


def test_before_the_act_the_page_says_whom_it_touches(province, village, client, django_assert_num_queries):
    top, _child, _grandchild = chain(province, village, to="muong_te stc")
    roots = Assignment.objects.filter(task=top.task)
    with django_assert_num_queries(4):  # the parts, then one for each depth and the empty one below
        found = touched_by(roots)
    seen = together(found.values())
    assert (seen.parts, len(seen.organisations), len(seen.below_tasks), seen.below_parts, len(seen.below_organisations)) == (2, 2, 2, 3, 3)
    assert found[top.pk].below_parts == 3
    client.force_login(province.lan)
    page = client.get(f"/nhiem-vu/{top.task_id}/dieu-chinh/").content.decode()
    assert "2 phần việc của 2 đơn vị" in page and "Kèm 2 nhiệm vụ giao tiếp với 3 phần việc của 3 đơn vị cấp dưới" in page
