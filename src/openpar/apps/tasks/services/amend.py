"""After issuing: correct, withdraw, merge, replace, add an organisation. Each with a reason, everyone told, nothing erased."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from openpar.core import audit, clock, deadlines, outbox
from openpar.core.actor import Actor
from openpar.core.models import Organisation
from openpar.core.moving import move
from openpar.engine.errors import BadInput, Conflict
from openpar.web.wording import official_date

from .. import rules
from ..models import Assignment, Directive, Report, Target, Task
from . import create, pass_down, telling
from .ending import SETTLED, Below, close, drop_reports, end_below, end_parts
from .review import check_due

PLAIN = ("title", "field", "leader", "product", "report_to", "priority", "section")
DUE = ("due_type", "due_on", "cycle", "report_day")


@transaction.atomic
def correct(task: Task, given: dict, reason: str, *, version: int, by: Actor, at) -> Task:
    """Correct a task: name, field, leader, product, report, due columns, targets. Open parts and their deadlines follow; each organisation is told."""
    need(reason)
    if "title" in given and not given["title"].strip():
        raise BadInput(_("Nhiệm vụ chưa có tên. Ghi tên nhiệm vụ."), where="title")
    check_due(given)
    fresh = hold(task, version=version, by=by)
    before = {k: getattr(fresh, k) for k in (*PLAIN, *DUE)}
    for key, value in given.items():
        if key in (*PLAIN, *DUE):
            setattr(fresh, key, value)
    _tidy_due(fresh, given)
    changes = audit.changed(before, {k: getattr(fresh, k) for k in before})
    if "targets" in given:
        changes["targets"] = [[str(t) for t in fresh.targets.all()], [t["metric"] for t in given["targets"]]]
        fresh.targets.all().delete()
        Target.objects.bulk_create([Target(task=fresh, **create._target(t)) for t in given["targets"]])
    if not changes:
        raise BadInput(_("Chưa có gì thay đổi."), where="title")
    fresh.version += 1
    fresh.save()
    parts = list(fresh.assignments.exclude(state__in=SETTLED).select_related("organisation", "task"))
    copies = {k: getattr(fresh, f"{k}_id" if k == "leader" else k) for k in ("field", "section", "due_type", "leader")}
    fresh.assignments.exclude(state=rules.A.CANCELLED).update(**{"leader_id" if k == "leader" else k: v for k, v in copies.items()})
    if "title" in changes:
        deadlines.rename("tasks.assignment", [p.pk for p in parts], fresh.title)
    if changes.keys() & set(DUE):
        _change_due(fresh, parts, before, reason, by=by, at=at)
    _record("correct", fresh, by=by, at=at, reason=reason, changes=changes)
    outbox.announce([telling.to_organisation("tasks.corrected", p, "%(code)s được điều chỉnh (%(what)s): %(why)s" % {
        "code": fresh.code, "what": ", ".join(_words(changes, fresh)), "why": reason}) for p in parts], by=by, at=at)
    return fresh


@transaction.atomic
def withdraw_part(assignment: Assignment, reason: str, *, by: Actor, at) -> Assignment:
    """One organisation no longer has a part in a task, nor has anybody to whom it passed that part down; the task goes on for the others."""
    need(reason)
    row = move(assignment, rules.ASSIGNMENT, "cancel", by=by, at=at, reason=reason, fields={"open": False},
               tell=lambda p: [telling.to_organisation("tasks.withdrawn", p, "%(code)s được thu hồi: %(why)s" % {"code": p.task.code, "why": reason})])
    close([row.pk], by=by, at=at, reason=reason)
    end_below([row.pk], f"phần việc của {row.organisation.label} trong {row.task.code} được thu hồi", reason, by=by, at=at)
    pass_down.roll_up([row])
    return row


@transaction.atomic
def withdraw(task: Task, reason: str, *, version: int, by: Actor, at) -> Task:
    """The whole task is taken back from everybody who still works on it or below it. What was finished stays finished."""
    need(reason)
    fresh = hold(task, version=version, by=by)
    return _end(fresh, Task.State.WITHDRAWN, "withdraw", reason, by=by, at=at,
                words="%(code)s được thu hồi: %(why)s" % {"code": fresh.code, "why": reason})


@transaction.atomic
def withdraw_directive(directive: Directive, reason: str, *, by: Actor, at) -> Directive:
    """Every task of a directive is taken back."""
    need(reason)
    fresh = move(directive, rules.DIRECTIVE, "withdraw", by=by, at=at, reason=reason)
    for task in active_of(directive):
        _end(task, Task.State.WITHDRAWN, "withdraw", reason, by=by, at=at,
             words="%(code)s được thu hồi cùng %(what)s: %(why)s" % {"code": task.code, "what": fresh, "why": reason})
    return fresh


@transaction.atomic
def merge_tasks(task: Task, into: Task, reason: str, *, version: int, by: Actor, at) -> Task:
    """This task becomes part of another: its open parts end, and organisations that the other lacks get a part there."""
    need(reason)
    if task.pk == into.pk:
        raise BadInput(_("Không gộp một nhiệm vụ vào chính nó. Chọn nhiệm vụ khác."), where="into")
    first, second = sorted((task, into), key=lambda t: t.pk)  # one order of locks for everybody
    held = {t.pk: hold(t, version=version if t.pk == task.pk else None, by=by) for t in (first, second)}
    source, target = held[task.pk], held[into.pk]
    if source.issuer_id != target.issuer_id:
        raise BadInput(_("Hai nhiệm vụ do hai cơ quan giao. Chỉ gộp nhiệm vụ của cùng một cơ quan."), where="into")
    have = set(target.assignments.exclude(state=rules.A.CANCELLED).values_list("organisation_id", flat=True))
    open_parts = [p for p in source.assignments.exclude(state__in=SETTLED).select_related("organisation") if p.organisation_id not in have]
    _end(source, Task.State.MERGED, "merge", reason, by=by, at=at, merged_into=target,
         words="%(code)s được gộp vào %(into)s “%(title)s”: %(why)s" % {"code": source.code, "into": target.code, "title": target.title, "why": reason})
    fresh = create.new_parts(target, [p.organisation for p in open_parts if p.part == create.LEAD],
                             [p.organisation for p in open_parts if p.part != create.LEAD], at=at)
    create.start_parts(fresh, by=by, at=at)
    _record("absorb", target, by=by, at=at, reason=reason, changes={"merged": source.code, "added": len(fresh)})
    return target


@transaction.atomic
def add_organisation(task: Task, organisation: Organisation, part: str, reason: str, *, by: Actor, at) -> Assignment:
    """One organisation more has a part in a task, with the task's deadline."""
    need(reason)
    fresh = hold(task, by=by)
    refuse_second(fresh, organisation, where="organisation")
    lead = part == create.LEAD
    parts = create.new_parts(fresh, [organisation] if lead else [], [] if lead else [organisation], at=at)
    try:
        with transaction.atomic():
            create.start_parts(parts, by=by, at=at)
    except IntegrityError:
        raise Conflict(_("Chưa lưu được. Đơn vị này vừa được người khác thêm. Tải lại để xem.")) from None
    _record("add_organisation", fresh, by=by, at=at, reason=reason, changes={"organisation": organisation.name, "part": part})
    return parts[0]


@transaction.atomic
def replace(old: Directive, new: Directive, choices: dict[int, int | str], reason: str, *, by: Actor, at) -> Directive:
    """An amending directive takes over: for each active task of the old one, the new task's id, "withdraw" or "keep".

    The old directive is replaced when no task of it is kept.
    """
    need(reason)
    if new.amends_id != old.pk or new.state != Directive.State.ISSUED:
        raise BadInput(_("Văn bản mới chưa được giao, hoặc không phải là văn bản thay thế của văn bản này."), where="new")
    by.require("directive.issue", old.issuer)
    tasks = active_of(old)
    missing = [t.code for t in tasks if t.pk not in choices]
    if missing:
        raise BadInput(_("Chưa chọn cách xử lý cho: %(codes)s.") % {"codes": ", ".join(missing)}, where="choices")
    targets = {t.pk: t for t in Task.objects.filter(directive=new)}
    for task in tasks:
        choice = choices[task.pk]
        if choice == "withdraw":
            _end(task, Task.State.WITHDRAWN, "withdraw", reason, by=by, at=at,
                 words="%(code)s được thu hồi theo %(what)s: %(why)s" % {"code": task.code, "what": new, "why": reason})
        elif choice != "keep":
            if (target := targets.get(choice)) is None:
                raise BadInput(_("Nhiệm vụ thay cho %(code)s không thuộc văn bản mới.") % {"code": task.code}, where="choices")
            _end(task, Task.State.REPLACED, "replace", reason, by=by, at=at, merged_into=target,
                 words="%(code)s được thay bằng %(new)s theo %(what)s" % {"code": task.code, "new": target.code, "what": new})
    if any(choices[t.pk] == "keep" for t in tasks):
        audit.record("tasks.directive.amend", "tasks.directive", old, by=by, at=at, reason=reason, changes={"by": str(new)}, organisation_id=old.issuer_id)
        return old
    return move(old, rules.DIRECTIVE, "replace", by=by, at=at, reason=reason, changes={"by": str(new)})


def hold(task: Task, *, by: Actor, version: int | None = None) -> Task:
    """The task, locked, while it is active and this person may change it; Conflict where somebody else changed it first."""
    by.require("directive.issue", task.issuer)
    fresh = Task.objects.select_for_update(of=("self",)).select_related("issuer", "directive").get(pk=task.pk)
    if fresh.state != Task.State.ACTIVE:
        raise Conflict(_("Chưa lưu được. Nhiệm vụ này đang ở trạng thái “%(state)s”. Tải lại để xem bản mới.") % {"state": fresh.get_state_display()})
    if version is not None and fresh.version != version:
        raise Conflict(_("Chưa lưu được. Nhiệm vụ này vừa được người khác điều chỉnh. Tải lại để xem bản mới."))
    return fresh


def need(reason: str) -> None:
    """Every correction says why."""
    if not reason.strip():
        raise BadInput(_("Ghi lý do. Lý do được gửi cho các đơn vị và giữ trong diễn biến."), where="reason")


def active_of(directive: Directive) -> list[Task]:
    """The tasks that a directive gave and that are in force, locked; what was passed down from them follows them."""
    return list(Task.objects.select_for_update(of=("self",)).filter(directive=directive, parent=None, state=Task.State.ACTIVE).order_by("pk"))


def refuse_second(task: Task, organisation: Organisation, *, where: str) -> None:
    """BadInput where an organisation already has a part in a task; a part that was withdrawn does not count."""
    live = task.assignments.filter(organisation=organisation).exclude(state=rules.A.CANCELLED).first()
    if live is not None:
        raise BadInput(_("%(name)s đang có phần việc trong nhiệm vụ này (vai trò %(part)s, trạng thái “%(state)s”). Một đơn vị chỉ có một phần "
                         "việc; chọn đơn vị khác.") % {"name": organisation.name, "part": str(live.get_part_display()).lower(),
                                                       "state": live.get_state_display()}, where=where)


def _end(task, state, act, reason, *, by, at, words, merged_into=None):
    task.state, task.merged_into, task.version = state, merged_into, task.version + 1
    task.save(update_fields=["state", "merged_into", "version"])
    parts = list(task.assignments.values_list("pk", "state"))
    below = Below()
    if going := [pk for pk, at_state in parts if at_state not in SETTLED]:
        end_parts(going, reason, topic=f"tasks.{act}", words=lambda p: words, by=by, at=at)
    if parts:
        below = end_below([pk for pk, _state in parts], words.partition(": ")[0], reason, by=by, at=at)
    pass_down.roll_up([Assignment(task=task)])
    _record(act, task, by=by, at=at, reason=reason, to_state=state, changes={**({"into": merged_into.code} if merged_into else {}), **below.as_changes()})
    return task


def _change_due(task, parts, before, reason, *, by, at):
    """The due moment of every open part follows; a new cycle owes its first report, an old one owes no more."""
    due_at = clock.end_of(task.due_on) if task.due_on else None
    for p in parts:
        if p.deadline_id and p.due_at != due_at:
            deadlines.change_due(Assignment, p.deadline_id, due_at, at=at, why=reason)
    if (before["due_type"], before["cycle"], before["report_day"]) != (task.due_type, task.cycle, task.report_day):
        if before["due_type"] == "cycle":
            drop_reports([p.pk for p in parts], by=by, at=at, reason=reason)
        if task.due_type == "cycle":
            leads = [p for p in parts if p.part == create.LEAD]
            taken = set(Report.objects.filter(assignment__in=leads, final=False).values_list("assignment", "period_from"))
            owed = create.periods.first_owed(task.cycle, task.report_day, clock.timezone.localtime(at).date())
            create.owe_reports([p for p in leads if (p.pk, owed.start) not in taken], at=at)


def _tidy_due(task, given):
    if "due_type" in given:
        task.due_on = task.due_on if task.due_type == "date" else None
        task.cycle = task.cycle if task.due_type == "cycle" or task.recurring else ""
        task.report_day = task.report_day if task.due_type == "cycle" else None


def _record(act, task, *, by, at, reason, to_state="", changes=None):
    audit.record(f"tasks.task.{act}", "tasks.task", task, by=by, at=at, reason=reason, to_state=to_state, changes=changes,
                 organisation_id=task.issuer_id)


def _words(changes, task):
    names = {"title": "tên", "field": "lĩnh vực", "leader": "lãnh đạo", "product": "sản phẩm", "report_to": "báo cáo",
             "priority": "ưu tiên", "section": "phần", "targets": "chỉ tiêu"}
    with outbox.kept_words():
        due = f"thời hạn: {official_date(task.due_on)}" if task.due_on else "thời hạn"
    return dict.fromkeys(names.get(k, due) for k in changes)
