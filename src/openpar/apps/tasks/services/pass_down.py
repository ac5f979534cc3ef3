"""A district hands its part on to its communes: child tasks whose progress rolls up."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from openpar.core import audit, clock
from openpar.core.actor import Actor
from openpar.core.models import Organisation
from openpar.core.moving import move
from openpar.core.organisations import valid_on
from openpar.engine.errors import BadInput
from openpar.web.wording import official_date

from .. import rules
from ..models import Assignment, Task
from .create import NewTask, create_tasks
from .guard import held


def below(organisation: Organisation, on: date):
    """The organisations directly under one, to which its parts can be passed; its own divisions are handed work, not tasks."""
    return Organisation.objects.filter(valid_on(on), parent=organisation).exclude(kind="division")


@transaction.atomic
def pass_down(assignment, organisations: Sequence[Organisation], *, by: Actor, at, title: str = "", text: str = "",
              due_on: date | None = None) -> Task:
    """One child task for these organisations, due no later than the part itself."""
    row, today = held(assignment, "assignment.pass_down", by=by, states=rules.WORKING,
                      what=_("giao tiếp")), clock.timezone.localtime(at).date()
    chosen = {o.pk for o in organisations}
    if not chosen:
        raise BadInput(_("Chưa chọn đơn vị nào để giao tiếp. Chọn ít nhất một đơn vị cấp dưới."), where="organisations")
    if chosen - set(below(row.organisation, today).values_list("pk", flat=True)):
        raise BadInput(_("Chỉ giao tiếp được cho đơn vị trực thuộc %(organisation)s.") % {
                         "organisation": row.organisation}, where="organisations")
    already = list(Organisation.objects.filter(pk__in=Assignment.objects.filter(
        task__parent=row, organisation_id__in=chosen,
        task__state=Task.State.ACTIVE).exclude(state=rules.A.CANCELLED).values("organisation_id")))
    if already:
        raise BadInput(_("Đã giao tiếp việc này cho %(already)s. Bỏ các đơn vị đó khỏi danh sách.") % {
                         "already": ', '.join(o.label for o in already)},
                       where="organisations")
    legal = row.due_at and clock.timezone.localtime(row.due_at).date()
    due_on = due_on or legal
    if legal and due_on > legal:
        raise BadInput(_("Hạn giao cho cấp dưới (%(due_on)s) muộn hơn hạn của chính đơn vị (%(legal)s). Chọn ngày không muộn "
                         "hơn.") % {"due_on": official_date(due_on), "legal": official_date(legal)}, where="due_on")
    if due_on and due_on != legal and due_on < today:
        raise BadInput(_("Hạn %(due_on)s đã qua. Chọn từ hôm nay trở đi.") % {"due_on": official_date(due_on)}, where="due_on")
    if row.state == rules.A.RECEIVED:
        row = move(row, rules.ASSIGNMENT, "start", by=by, at=at)
    task = row.task
    cycle = task.cycle if not due_on else ""
    [child] = create_tasks([NewTask(
        title=(title.strip() or task.title)[:300], issuer=row.organisation, text=text.strip() or task.text,
        directive=task.directive,
        clause=task.clause, section=task.section, spans=task.spans, leads=tuple(organisations),
        due_type="date" if due_on else "cycle" if cycle else "none", due_on=due_on, cycle=cycle, report_day=task.report_day
        if cycle else None,
        field=task.field, product=task.product, legal_refs=task.legal_refs, parent=row, origin=task.came_from,
        targets=[{"metric": t.metric, "op": t.op, "value": t.value, "unit": t.unit, "year": t.year, "metric_code": t.metric_code}
                 for t in task.targets.all()])], by=by, at=at)
    audit.record("tasks.assignment.pass_down", "tasks.assignment", row, by=by, at=at, reason=text.strip(),
                 organisation_id=row.organisation_id,
                 changes={"task": child.code, "organisations": sorted(o.label for o in organisations), "due_on": due_on
                          and due_on.isoformat()})
    roll_up(Assignment.objects.filter(task=child).select_related("task"))
    return child


def roll_up(parts: Iterable[Assignment]) -> None:
    """The progress of the parts from which these were passed down: the share of child parts accepted, in whole percent."""
    parents = {p.task.parent_id for p in parts if p.task.parent_id}
    if not parents:
        return
    counts = Assignment.objects.filter(task__parent_id__in=parents, task__state=Task.State.ACTIVE).exclude(
        state=rules.A.CANCELLED).order_by().values("task__parent_id").annotate(n=Count("id"),
                                                                               done=Count("id", filter=Q(state=rules.A.ACCEPTED)))
    rows = [Assignment(pk=c["task__parent_id"], progress=100 * c["done"] // c["n"]) for c in counts]
    for row in rows:
        Assignment.objects.filter(pk=row.pk, open=True).exclude(state=rules.A.SUBMITTED).update(progress=row.progress)
