"""Giving tasks: the one way in which a task, its parts, their deadlines, its trail and its messages come to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core import audit, clock, deadlines, outbox
from openpar.core.actor import Actor
from openpar.core.models import Organisation, User
from openpar.engine.errors import BadInput

from ..models import Addressee, Assignment, Directive, Report, Target, Task
from ..origins import FROM_DIRECTIVE, KINDS, Origin
from . import numbering, periods

LEAD, COORDINATING = Addressee.Part.LEAD, Addressee.Part.COORDINATING


@dataclass(frozen=True)
class NewTask:
    """One task to give: what, by whom, to whom, until when.

    `due_type` is "date" (with `due_on`), "cycle" (with `cycle`, and a final `due_on` where there is one) or "none", said on purpose.
    `targets` are dicts of metric, op, value, unit, year. `parent` is the assignment that is passed down. `origin` is what led to the task.
    """

    title: str
    issuer: Organisation
    text: str = ""
    directive: Directive | None = None
    clause: str = ""
    section: str = ""
    spans: Sequence = ()
    leads: Sequence[Organisation] = ()
    coordinating: Sequence[Organisation] = ()
    coordinating_text: str = ""
    due_type: str = ""
    due_on: date | None = None
    due_text: str = ""
    cycle: str = ""
    report_day: int | None = None
    recurring: bool = False
    yearly_days: Sequence[str] = ()
    report_to: str = ""
    product: str = ""
    field: str = ""
    leader: User | None = None
    legal_refs: Sequence = ()
    targets: Sequence[dict] = ()
    parent: Assignment | None = None
    origin: Origin = FROM_DIRECTIVE
    priority: int = 0
    occurrence_of: Task | None = None


@transaction.atomic
def create_tasks(specs: Sequence[NewTask], *, by: Actor, at) -> list[Task]:
    """Give these tasks: all or none, in a constant number of statements. BadInput names the task that cannot be given and why."""
    specs = list(specs)
    if not specs:
        return []
    for spec in specs:
        check(spec)
    for act, organisation in {(_right(s), _giver(s)) for s in specs}:
        by.require(act, organisation)
    day = timezone.localtime(at).date()
    tasks = [_task(s, code, by=by, at=at) for s, code in zip(specs, numbering.take(day.year, len(specs)), strict=True)]
    Task.objects.bulk_create(tasks, batch_size=200)
    Target.objects.bulk_create([Target(task=t, **_target(x)) for s, t in zip(specs, tasks, strict=True) for x in s.targets], batch_size=200)
    parts = [p for s, t in zip(specs, tasks, strict=True) for p in new_parts(t, s.leads, s.coordinating, at=at)]
    start_parts(parts, by=by, at=at)
    organisations = {t.pk: sorted(p.organisation.label for p in parts if p.task_id == t.pk) for t in tasks} if len(tasks) < 2 else _labels(parts)
    audit.record_many([audit.entry("tasks.task.issue", "tasks.task", t, by=by, at=at, to_state=t.state,
                                   changes={"organisations": organisations[t.pk], "due_type": t.due_type, "due_on": t.due_on and t.due_on.isoformat(),
                                            "cycle": t.cycle}, organisation_id=t.issuer_id) for t in tasks])
    return tasks


def check(spec: NewTask) -> None:
    """BadInput in words where the task cannot be given as it is."""
    where = spec.title.strip() or spec.clause or "(chưa có tên)"
    if not spec.title.strip():
        raise BadInput(_("Nhiệm vụ chưa có tên. Ghi tên nhiệm vụ."), where="title")
    if len(spec.title) > 300:
        raise BadInput(_("Tên nhiệm vụ “%(title)s…” dài %(length)s chữ cái; tối đa 300. Rút gọn tên, nội dung để ở nguyên văn.") % {
                         "title": spec.title[:60], "length": len(spec.title)}, where="title")
    if not spec.leads:
        raise BadInput(_("Nhiệm vụ “%(where)s” chưa có đơn vị chủ trì. Chọn ít nhất một đơn vị.") % {
                         "where": where}, where="leads")
    if spec.due_type not in Task.DueType.values:
        raise BadInput(_("Nhiệm vụ “%(where)s” chưa có thời hạn. Đặt ngày hạn, kỳ báo cáo, hoặc chọn rõ “Không thời hạn”.") % {
                         "where": where}, where="due_type")
    if spec.due_type == "date" and spec.due_on is None:
        raise BadInput(_("Nhiệm vụ “%(where)s” có hạn cuối nhưng chưa có ngày. Ghi ngày hạn.") % {
                         "where": where}, where="due_on")
    if spec.due_type == "cycle" and spec.cycle not in Task.Cycle.values:
        raise BadInput(_("Nhiệm vụ “%(where)s” báo cáo theo kỳ nhưng chưa chọn kỳ. Chọn tuần, tháng, quý, sáu tháng hoặc năm.") % {
                         "where": where}, where="cycle")
    if spec.origin.kind not in KINDS:
        raise BadInput(_("Nhiệm vụ “%(where)s” có nguồn gốc không rõ: %(kind)s.") % {"where": where, "kind": spec.origin.kind}, where="origin")
    if spec.cycle == "week" and spec.report_day is not None and not 2 <= spec.report_day <= 7:
        raise BadInput(_("Kỳ tuần: ngày báo cáo là số của thứ, từ 2 (thứ Hai) đến 7 (thứ Bảy)."), where="report_day")
    if spec.report_day is not None and not 1 <= spec.report_day <= 31:
        raise BadInput(_("Ngày báo cáo trong kỳ là từ 1 đến 31; số vừa ghi là %(report_day)s.") % {
                         "report_day": spec.report_day}, where="report_day")


def new_parts(task: Task, leads, coordinating, *, at) -> list[Assignment]:
    """Unsaved parts of a task, one per organisation; who leads does not also coordinate."""
    part = dict.fromkeys(coordinating, COORDINATING)
    part = {**dict.fromkeys(leads, LEAD), **{o: p for o, p in part.items() if o not in set(leads)}}
    return [Assignment(task=task, organisation=o, part=p, issuer_id=task.issuer_id, directive_id=task.directive_id, section=task.section,
                       field=task.field, leader_id=task.leader_id, due_type=task.due_type, assigned_at=at) for o, p in part.items()]


def start_parts(parts: Sequence[Assignment], *, by: Actor, at) -> None:
    """Save the parts, start their deadlines, owe the first report of a cycle, write the trail, tell each organisation once."""
    if not parts:
        return
    Assignment.objects.bulk_create(parts, batch_size=200)
    deadlines.start_many(parts, [deadline_of(p, at=at) for p in parts])
    owe_reports([p for p in parts if p.due_type == "cycle" and p.part == LEAD], at=at)
    audit.record_many([audit.entry("tasks.assignment.issue", "tasks.assignment", p, by=by, at=at, reference=p.task.code, to_state=p.state,
                                   changes={"part": p.part}, organisation_id=p.issuer_id) for p in parts])
    outbox.announce(_messages(parts), by=by, at=at)


def deadline_of(part: Assignment, *, at) -> dict:
    """The deadline of one part, as core starts it: first owed is to receive it. Due at the end of the day written."""
    task = part.task
    rule = {"rule": {"date": "fixed_day", "cycle": "report_cycle", "none": "no_deadline"}[task.due_type], "text": task.due_text,
            "source": _source(task)}
    return {"organisation_id": part.organisation_id, "room": "tasks.assignment", "object_id": part.pk, "duty": "receive", "reference": task.code,
            "title": task.title, "started_at": at, "due_at": clock.end_of(task.due_on) if task.due_on else None, "rule": rule}


def owe_reports(parts: Sequence[Assignment], *, at) -> list[Report]:
    """The first progress report of each part of a task with a cycle, each with its own deadline."""
    if not parts:
        return []
    day, owed = timezone.localtime(at).date(), {}
    for p in parts:
        owed.setdefault((p.task.cycle, p.task.report_day), None)
    owed = {key: periods.first_owed(*key, day) for key in owed}
    when = [owed[p.task.cycle, p.task.report_day] for p in parts]
    reports = [Report(assignment=p, period_from=w.start, period_to=w.end, state=Report.State.DUE) for p, w in zip(parts, when, strict=True)]
    Report.objects.bulk_create(reports, batch_size=200)
    deadlines.start_many(reports, [
        {"organisation_id": r.assignment.organisation_id, "room": "tasks.report", "object_id": r.pk, "duty": "progress_report",
         "reference": r.assignment.task.code, "title": f"Báo cáo {w.title}: {r.assignment.task.title}"[:500], "started_at": at,
         "due_at": clock.end_of(w.due_on), "rule": {"rule": "report_cycle", "cycle": r.assignment.task.cycle, "source": _source(r.assignment.task)}}
        for r, w in zip(reports, when, strict=True)])
    return reports


def _right(spec):
    return "assignment.pass_down" if spec.parent else "directive.issue"


def _giver(spec):
    return spec.parent.organisation if spec.parent else spec.issuer


def _task(spec, code, *, by, at):
    return Task(code=code, directive=spec.directive, clause=spec.clause, section=spec.section, title=spec.title.strip(), text=spec.text,
                spans=list(spec.spans), issuer=spec.issuer, leader=spec.leader, field=spec.field, priority=spec.priority, product=spec.product,
                report_to=spec.report_to, due_type=spec.due_type, due_on=spec.due_on if spec.due_type != "none" else None,
                due_text=spec.due_text,
                cycle=spec.cycle if spec.due_type == "cycle" or spec.recurring else "", report_day=spec.report_day if spec.due_type == "cycle" else None,
                recurring=spec.recurring, yearly_days=list(spec.yearly_days), occurrence_of=spec.occurrence_of, legal_refs=list(spec.legal_refs),
                coordinating_text=spec.coordinating_text, parent=spec.parent, **_origin(spec.origin), issued_at=at, created_by=by.user)


def _origin(origin):
    return {"origin": origin.kind, "origin_id": origin.id, "origin_label": origin.label[:300], "origin_page": origin.page, "origin_args": list(origin.args)}


def _target(data):
    return {"metric": data.get("metric", "")[:300], "op": data.get("op") or "=", "value": data.get("value"), "unit": (data.get("unit") or "")[:40],
            "year": data.get("year"), "metric_code": data.get("metric_code", "")}


def _labels(parts):
    out: dict = {}
    for p in parts:
        out.setdefault(p.task_id, []).append(p.organisation.label)
    return out


def _source(task):
    return str(task.directive) if task.directive_id else ""


def _messages(parts):
    """One message per organisation, however many parts it got."""
    by_organisation: dict = {}
    for p in parts:
        by_organisation.setdefault(p.organisation_id, []).append(p)
    for organisation_id, own in by_organisation.items():
        task = own[0].task
        source = f" theo {_source(task)}" if task.directive_id else ""
        if len(own) == 1:
            text, url = f"Nhiệm vụ mới {task.code}{source}: {task.title}", _page("tasks:assignment", own[0].pk)
        else:
            text, url = f"{len(own)} nhiệm vụ mới{source}: {task.code} và {len(own) - 1} nhiệm vụ khác", _page("tasks:my_work")
        yield outbox.Told("tasks.assigned", f"tasks.organisation:{organisation_id}", text[:500], url,
                          (outbox.Audience(organisation_id),), {"assignments": [p.pk for p in own]})


def _page(name, *args):
    """The address of a page; nothing while that part of the room is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
