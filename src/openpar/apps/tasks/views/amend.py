"""After issuing: one page per task to correct, withdraw, merge, add an organisation; and one to lay an old directive beside its new one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.core.pages import answer_errors, on_form, whole
from openpar.core.register import Register
from openpar.engine.errors import BadInput, OpenParError
from openpar.engine.vietnamese import fold

from ..forms import directives as forms
from ..models import Assignment, Directive, Task
from ..selectors import directives as selectors
from ..selectors.cards import due_words
from ..selectors.touched import together, touched_by
from ..services import amend as acts
from .trail import events_of


@login_required
@require_GET
@answer_errors
def task_amend(request, pk):
    """Everything that may be changed about an issued task, with its history."""
    return _page(request, get_object_or_404(selectors.to_amend(request.actor), pk=pk))


@login_required
@require_POST
@answer_errors
def task_act(request, pk, act):
    """One of the acts of the page; a refusal shows the page again as it was filled in."""
    task = get_object_or_404(selectors.to_amend(request.actor), pk=pk)
    form, rows = FORMS[act](request, task)
    if not form.is_valid() or (rows is not None and not rows.is_valid()):
        return _page(request, task, act, form, rows, status=422)
    try:
        said = ACTS[act](request, task, form.cleaned_data, form, rows)
    except OpenParError as error:
        return _page(request, task, act, form, rows, status=on_form(form, error))
    messages.success(request, said)
    return redirect("tasks:task_amend", pk)


@login_required
@require_POST
@answer_errors
def part_withdraw(request, pk):
    """One organisation's part is taken back."""
    part = get_object_or_404(Assignment.objects.filter(Assignment.reach(request.actor, "directive.issue")).select_related("task", "organisation"), pk=pk)
    acts.withdraw_part(part, request.POST.get("reason", ""), by=request.actor, at=request.at)
    messages.success(request, _("Đã thu hồi phần việc của %(name)s và báo cho đơn vị.") % {"name": part.organisation.name})
    return redirect("tasks:task_amend", part.task_id)


@login_required
@require_POST
@answer_errors
def directive_withdraw(request, pk):
    """Every task of a directive is taken back."""
    row = get_object_or_404(Directive.objects.filter(Directive.reach(request.actor, "directive.issue")).select_related("issuer"), pk=pk)
    acts.withdraw_directive(row, request.POST.get("reason", ""), by=request.actor, at=request.at)
    messages.success(request, _("Đã thu hồi %(what)s và báo cho các đơn vị.") % {"what": row})
    return redirect("tasks:directive", pk)


@login_required
@require_http_methods(["GET", "POST"])
@answer_errors
def directive_replace(request, pk):
    """Old tasks beside those of the amending directive: replaced, withdrawn or kept, one choice each."""
    old = get_object_or_404(Directive.objects.filter(Directive.reach(request.actor, "directive.issue")).select_related("issuer"), pk=pk)
    new = old.amended_by.filter(state=Directive.State.ISSUED).order_by("-id").first()
    if new is None:
        raise BadInput(_("Chưa có văn bản thay thế đã giao. Tải văn bản mới lên từ trang văn bản này, rà soát và giao trước."))
    before, after = (list(Task.objects.filter(directive=d, parent=None, state=Task.State.ACTIVE).order_by("id")) for d in (old, new))
    found = touched_by(Assignment.objects.filter(task__in=before))
    of_task = _by_task(before, found)
    chosen = {t.pk: request.POST.get(f"viec-{t.pk}", "") for t in before} if request.method == "POST" else _guess(before, after)
    form, status = forms.ReasonForm(request.POST or None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                choices = {pk: c if c in ("withdraw", "keep") else whole(c) for pk, c in chosen.items() if c in ("withdraw", "keep") or whole(c)}
                acts.replace(old, new, choices, form.cleaned_data["reason"], by=request.actor, at=request.at)
            except OpenParError as error:
                status = on_form(form, error)
            else:
                messages.success(request, _("Đã xử lý %(n)s nhiệm vụ của văn bản cũ và báo cho các đơn vị.") % {"n": len(before)})
                return redirect("tasks:directive", pk)
    return render(request, "tasks/directive_replace.html", {
        "old": old, "new": new, "rows": [(t, chosen[t.pk], of_task[t.pk].words, due_words(t)) for t in before],
        "after": [(str(t.pk), t, due_words(t)) for t in after], "form": form, "crumbs": [
            (_("Văn bản"), reverse("tasks:directives")), (str(old), reverse("tasks:directive", args=[pk])), (_("Đối chiếu với văn bản thay thế"), "")]},
        status=status)


def _by_task(tasks, found):
    """What each of these tasks would end, of what each part would."""
    out = {t.pk: together(()) for t in tasks}
    for pk, task in Assignment.objects.filter(pk__in=found).values_list("pk", "task"):
        out[task].take_in(found[pk])
    return out


def _guess(before, after):
    """Proposed choices: the new task whose name shares most words, where it shares more than half; else to be chosen."""
    words = {t.pk: set(fold(t.title).split()) for t in [*before, *after]}
    out = {}
    for t in before:
        best = max(after, key=lambda n: len(words[n.pk] & words[t.pk]), default=None)
        close = best and len(words[best.pk] & words[t.pk]) * 2 > len(words[t.pk] | words[best.pk])
        out[t.pk] = str(best.pk) if close else ""
    return out


def _correct_form(request, task, data=None):
    leaders = selectors.leaders_of(task.issuer, timezone.localtime(request.at).date())
    initial = {k: getattr(task, k) for k in ("title", "due_type", "due_on", "cycle", "report_day", "field", "leader", "priority", "product", "report_to")}
    return forms.TaskForm(data, leaders=leaders, initial=initial, prefix="sua")


def _targets(task, data=None):
    if data is not None:
        return forms.TargetRows(data, prefix="ct")
    return forms.TargetRows(initial=[{"metric": t.metric, "op": t.op, "value": t.value, "unit": t.unit, "year": t.year} for t in task.targets.all()],
                            prefix="ct")


def _reasoned(request, task):
    form = _correct_form(request, task, request.POST)
    form.fields["reason"] = forms.ReasonForm.base_fields["reason"]
    return form, _targets(task, request.POST)


FORMS = {"sua": _reasoned, "thu-hoi": lambda r, t: (forms.ReasonForm(r.POST, prefix="thu"), None),
         "gop": lambda r, t: (forms.MergeTaskForm(r.POST, prefix="gop"), None),
         "them-don-vi": lambda r, t: (forms.AddOrganisationForm(r.POST, prefix="them"), None)}


def _version(request):
    value = whole(request.POST.get("version", ""))
    if value is None:
        raise BadInput(_("Trang đã cũ. Tải lại rồi làm lại."))
    return value


def _correct(request, task, data, form, rows):
    given = form.plain()
    given = {k: v for k, v in given.items() if v != getattr(task, k)}
    if "due_type" in given or given.keys() & {"due_on", "cycle", "report_day"}:
        given |= form.due()
    was = [(t.metric, t.op, t.value, t.unit, t.year) for t in task.targets.all()]
    now = [(d["metric"], d["op"], d["value"], d["unit"], d["year"]) for d in (f.cleaned_data for f in rows) if d.get("metric")]
    if was != now:
        given["targets"] = forms.targets_of(rows)
    acts.correct(task, given, data["reason"], version=_version(request), by=request.actor, at=request.at)
    return _("Đã điều chỉnh %(code)s và báo cho các đơn vị.") % {"code": task.code}


def _withdraw(request, task, data, form, rows):
    acts.withdraw(task, data["reason"], version=_version(request), by=request.actor, at=request.at)
    return _("Đã thu hồi %(code)s và báo cho các đơn vị.") % {"code": task.code}


def _merge(request, task, data, form, rows):
    into = selectors.to_amend(request.actor).filter(code__iexact=data["into"].strip()).first()
    if into is None:
        raise BadInput(_("Không có nhiệm vụ mang mã “%(code)s”. Ghi đúng mã, ví dụ NV-2022-0012.") % {"code": data["into"]}, where="into")
    acts.merge_tasks(task, into, data["reason"], version=_version(request), by=request.actor, at=request.at)
    return _("Đã gộp %(code)s vào %(into)s và báo cho các đơn vị.") % {"code": task.code, "into": into.code}


def _add(request, task, data, form, rows):
    on = timezone.localtime(request.at).date()
    found = selectors.organisations_named([data["name"]], Register(on), on, "name")
    for organisation in found:
        acts.add_organisation(task, organisation, data["part"], data["reason"], by=request.actor, at=request.at)
    return _("Đã thêm %(names)s vào %(code)s.") % {"names": ", ".join(o.name for o in found), "code": task.code}


ACTS = {"sua": _correct, "thu-hoi": _withdraw, "gop": _merge, "them-don-vi": _add}


def _page(request, task, act="", form=None, rows=None, status=200):
    given = {act: form} if form is not None else {}
    correct = given.get("sua")
    if correct is None:
        correct = _correct_form(request, task)
        correct.fields["reason"] = forms.ReasonForm.base_fields["reason"]
    parts = list(task.assignments.select_related("organisation").order_by("part", "organisation__name_key", "id"))
    found = touched_by(task.assignments)
    for p in parts:
        p.below_words = found[p.pk].below_words
    return render(request, "tasks/task_amend.html", {
        "task": task, "parts": parts, "correct": correct, "rows": rows or _targets(task), "open_act": act, "touched": together(found.values()),
        "withdraw": given.get("thu-hoi") or forms.ReasonForm(prefix="thu"), "merge": given.get("gop") or forms.MergeTaskForm(prefix="gop"),
        "add": given.get("them-don-vi") or forms.AddOrganisationForm(prefix="them"), "fields": selectors.fields_of(task.issuer),
        "events": events_of(selectors.history("tasks.task", task.pk), request.at), "active": task.state == Task.State.ACTIVE, "crumbs": [
            (_("Nhiệm vụ"), reverse("tasks:tasks")), (task.code, reverse("tasks:task", args=[task.pk])), (_("Điều chỉnh"), "")]}, status=status)
