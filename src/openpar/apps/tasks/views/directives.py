"""Taking in a directive, the list of directives, one directive with its tasks; and a task without a directive."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.core import drafting, listing
from openpar.core.models import Evidence, Organisation
from openpar.core.moving import move
from openpar.core.once import first_sending
from openpar.core.pages import answer_errors, on_form, whole
from openpar.core.register import Register
from openpar.core.searching import fits, words_of
from openpar.engine.errors import BadInput, OpenParError
from openpar.web import faces, wording
from openpar.web.forms import name_files
from openpar.web.status import FACES

from .. import rules
from ..forms import directives as forms
from ..models import Assignment, Directive
from ..origins import Origin
from ..selectors import directives as selectors
from ..selectors.touched import together, touched_by
from ..services import NewTask, create_tasks, intake, review
from . import paper
from .lists import parts_url, xlsx_answer
from .trail import events_of

NEWEST = listing.Order("moi", gettext_lazy("Mới nhất"), "created_at", descending=True)
EXPORT_LIMIT = 10_000


@login_required
@require_GET
@answer_errors
def directives(request):
    """Directives, newest first, with how far their tasks are."""
    rows, state = _found(request)
    page = listing.page(selectors.with_counts(rows), NEWEST, request.GET.get("sau", ""), size=30)
    _with_progress(request, page.rows)
    select = faces.Select("trang-thai", _("Trạng thái"), tuple(faces.Option(v, label, v == state) for v, label in Directive.State.choices),
                          _("Mọi trạng thái"))
    return render(request, "tasks/directives.html", {"rows": page, "selects": [select], "may_draft": request.actor.can("directive.draft")})


CELLS = (
    listing.Cell(gettext_lazy("Loại văn bản"), lambda d: d.doc_type, width=16), listing.Cell(gettext_lazy("Số, ký hiệu"), lambda d: d.number, width=20),
    listing.Cell(gettext_lazy("Ngày ban hành"), lambda d: d.issued_on, "day", 14), listing.Cell(gettext_lazy("Trích yếu"), lambda d: d.title, width=70),
    listing.Cell(gettext_lazy("Cơ quan"), lambda d: d.issuer.name, width=36),
    listing.Cell(gettext_lazy("Trạng thái"), lambda d: d.get_state_display(), width=18),
    listing.Cell(gettext_lazy("Giao lúc (giờ Việt Nam)"), lambda d: d.issued_at, "moment", 18),
    listing.Cell(gettext_lazy("Nhiệm vụ"), lambda d: d.draft_count if d.state == Directive.State.DRAFT else d.task_count, "number", 10),
    listing.Cell(gettext_lazy("Phần việc"), lambda d: d.all, "number", 10),
    listing.Cell(gettext_lazy("Phần việc đã xong"), lambda d: d.done, "number", 12),
)


@login_required
@require_GET
@answer_errors
def directives_xlsx(request):
    """The same directives as a workbook."""
    rows, _state = _found(request)
    found = list(selectors.with_counts(rows).order_by("-created_at", "-id")[:EXPORT_LIMIT])
    _with_progress(request, found)
    notes = [_("Số liệu đến %(moment)s, giờ Việt Nam") % {"moment": wording.moment(request.at)}]
    return xlsx_answer(listing.workbook(_("Danh sách văn bản"), CELLS, found, notes), f"van-ban-{request.at:%Y%m%d-%H%M}.xlsx")


def _with_progress(request, rows):
    """How many parts of each directive are done, of all that this person sees: all of them, or the own parts only."""
    ids = [d.pk for d in rows]
    whole_seen = selectors.whole_among(request.actor, ids)
    counts = selectors.progress(whole_seen)
    if own := [pk for pk in ids if pk not in whole_seen]:
        counts |= selectors.progress(own, selectors.own_parts(request.actor))
    for d in rows:
        d.done, d.all = selectors.done_of(counts.get(d.pk, {}))


def _found(request):
    """The directives asked for, and the state chosen."""
    rows = selectors.directives(request.actor)
    if words := words_of(request.GET.get("q", "")):
        rows = rows.filter(fits("title_fold", words))
    state = request.GET.get("trang-thai", "")
    if state in Directive.State.values:
        rows = rows.filter(state=state)
    else:
        rows = rows.exclude(state=Directive.State.DISCARDED)
    return rows, state


@login_required
@require_http_methods(["GET", "POST"])
@answer_errors
def new(request):
    """Upload a file or paste a text; ?thay= names the directive that it amends."""
    request.actor.require("directive.draft")
    issuers = _offices(request)
    amends = None
    if wanted := request.GET.get("thay", ""):
        own = selectors.directives(request.actor).filter(Directive.reach(request.actor, "directive.draft"))  # what others issued is only read
        amends = get_object_or_404(own, pk=whole(wanted) or 0, state=Directive.State.ISSUED)
    form = forms.UploadForm(request.POST or None, request.FILES or None, issuers=issuers)
    earlier, status = None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                directive = intake.take_in(by=request.actor, at=request.at, issuer=form.cleaned_data["issuer"], file=form.given_file(),
                                           text=form.cleaned_data["text"], again=form.cleaned_data["again"], amends=amends)
            except intake.SameFile as same:
                earlier, status = same.earlier, 409
                form.add_error(None, same.message)
            except OpenParError as error:
                status = on_form(form, error)
            else:
                return redirect("tasks:review" if directive.text else "tasks:directive", directive.pk)
        name_files(form)
    return render(request, "tasks/directive_new.html", {
        "form": form, "earlier": earlier, "amends": amends, "crumbs": [(_("Văn bản"), reverse("tasks:directives")), (_("Tải văn bản lên"), "")]},
        status=status)


@login_required
@require_GET
@answer_errors
def directive(request, pk):
    """One directive: its text with its tasks, each with a strip of its parts; while it is a draft, the way to its review.

    Who has a part in it reads the text with the own tasks only.
    """
    row = get_object_or_404(selectors.directives(request.actor), pk=pk)
    whole_seen = selectors.sees_whole(request.actor, row)
    tasks = selectors.tasks_of(row, request.at, only=None if whole_seen else selectors.own_parts(request.actor))
    for t in tasks:
        t.parts = [p | {"url": parts_url(t, p["status"])} for p in t.parts]
    cards = [paper.TaskCard(t, n) for n, t in enumerate(tasks, start=1)]
    may_issue = request.actor.can_for("directive.issue", row.issuer)
    lines = paper.paragraphs(row.text, cards, lambda c: reverse("tasks:task", args=[c.draft.pk]), headings=row.outline) if row.text else []
    files = [faces.Proof(e.title, reverse("core:evidence", args=[e.pk]), size=e.blob.size if e.blob else None, ending=row.source_kind)
             for e in Evidence.objects.filter(room="tasks.directive", owner_id=row.pk).select_related("blob")] if _inside(request, row) else []
    touched = together(touched_by(Assignment.objects.filter(directive=row, task__parent=None, task__state="active")).values()) if (
        may_issue and row.state == Directive.State.ISSUED) else None
    amending = list(selectors.directives(request.actor).filter(amends=row, issued_at__isnull=False).order_by("issued_at", "pk"))
    return render(request, "tasks/directive.html", {
        "directive": row, "touched": touched, "whole_seen": whole_seen,
        "amends_seen": row.amends_id and selectors.directives(request.actor).filter(pk=row.amends_id).exists(),
        "tasks": tasks, "lines": lines, "files": files, "may_issue": may_issue,
        "may_draft": request.actor.can_for("directive.draft", row.issuer), "inside": _inside(request, row),
        "events": events_of(selectors.history("tasks.directive", row.pk), request.at) if _inside(request, row) else [],
        "amending": amending, "to_compare": may_issue and any(a.state == Directive.State.ISSUED for a in amending), "head_form": forms.HeadForm(instance=row),
        "strip_faces": FACES, "issued_paper": drafting.papers_of("tasks.directive", [row.pk], request.actor).get(row.pk),
        "crumbs": [(_("Văn bản"), reverse("tasks:directives")), (str(row), "")]})


@login_required
@require_POST
@answer_errors
def paste(request, pk):
    """The words of a directive whose file could not be read."""
    row = get_object_or_404(selectors.under_review(request.actor), pk=pk)
    intake.read(row, request.POST.get("text", ""), by=request.actor, at=request.at)
    return redirect("tasks:review", pk)


@login_required
@require_http_methods(["GET", "POST"])
@answer_errors
def head(request, pk):
    """What the document says of itself, corrected by hand while it is under review."""
    row = get_object_or_404(selectors.under_review(request.actor), pk=pk)
    form = forms.HeadForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid():
        review.correct_head(row, form.cleaned_data, by=request.actor, at=request.at)
        messages.success(request, _("Đã lưu thông tin văn bản."))
        return redirect("tasks:review" if row.text else "tasks:directive", pk)
    return render(request, "tasks/directive_head.html", {"form": form, "directive": row, "crumbs": [
        (_("Văn bản"), reverse("tasks:directives")), (str(row), reverse("tasks:review", args=[pk])), (_("Thông tin văn bản"), "")]},
        status=422 if form.is_bound else 200)


@login_required
@require_POST
@answer_errors
def discard(request, pk):
    """Throw a draft directive away, with a reason; it stays in the trail."""
    row = get_object_or_404(selectors.under_review(request.actor), pk=pk)
    reason = request.POST.get("reason", "")
    if not reason.strip():
        raise BadInput(_("Ghi lý do bỏ bản nháp."), where="reason")
    move(row, rules.DIRECTIVE, "discard", by=request.actor, at=request.at, reason=reason)
    messages.success(request, _("Đã bỏ bản nháp “%(what)s”.") % {"what": row})
    return redirect("tasks:directives")


@login_required
@require_http_methods(["GET", "POST"])
@answer_errors
def task_new(request):
    """One task by hand, for offices that give work without a directive."""
    request.actor.require("directive.issue")
    issuers = _offices(request, "directive.issue")
    on = timezone.localtime(request.at).date()
    leaders = selectors.leaders_of_any(issuers, on)
    form = forms.NewTaskForm(request.POST or None, issuers=issuers, leaders=leaders)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    task = _create(request, form, on) if first_sending(request) else None
            except OpenParError as error:
                status = on_form(form, error)
            else:
                if task is None:
                    messages.info(request, _("Việc này đã được ghi."))
                    return redirect("tasks:tasks")
                messages.success(request, _("Đã giao nhiệm vụ %(code)s.") % {"code": task.code})
                return redirect("tasks:task", task.pk)
    return render(request, "tasks/task_new.html", {"form": form, "fields": selectors.fields_of(issuers[0]) if issuers else [], "crumbs": [
        (_("Nhiệm vụ"), reverse("tasks:tasks")), (_("Giao nhiệm vụ"), "")]}, status=status)


def _create(request, form, on):
    register, data = Register(on), form.cleaned_data
    leads, coordinating = (selectors.organisations_named(data[k], register, on, k) for k in ("lead", "coordinating"))
    [task] = create_tasks([NewTask(issuer=data["issuer"], text=data["text"], leads=leads, coordinating=coordinating, origin=Origin("own"), **form.plain())],
                          by=request.actor, at=request.at)
    return task


def _offices(request, act="directive.draft"):
    """The organisations in whose name this person may do this, the one acted for first."""
    ids = {m.organisation_id for m, _scope in request.actor.held(act)}
    rows = Organisation.objects.filter(pk__in=ids)
    return sorted(rows, key=lambda o: (o.pk != request.actor.organisation_id, o.name_key))


def _inside(request, row):
    """Whether this person sees the file and the trail, and not only what is published."""
    return any(request.actor.can_for(a, row.issuer) for a in ("directive.draft", "directive.issue", "task.view"))

