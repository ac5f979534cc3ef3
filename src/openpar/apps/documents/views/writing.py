"""Forms with several fields: an outgoing draft, an arrival from outside, a bút phê."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.core.models import Organisation
from openpar.core.once import first_sending
from openpar.core.pages import answer_errors, on_form, status_of, whole
from openpar.engine.errors import BadInput, OpenParError
from openpar.web.forms import name_files

from .. import forms, from_file, kinds, services
from ..selectors import documents_for

BOTH = ["GET", "POST"]


@login_required
@require_http_methods(BOTH)
@answer_errors
def draft_new(request):
    """A new outgoing document."""
    request.actor.require("document.draft")
    answers = _answered(request)
    given, status, error = forms.DraftForm.answering(answers, _today(request)) if answers else {}, 200, ""
    if "doc" in request.POST:  # a file to read the fields from; nothing is kept yet
        try:
            given |= {k: v for k, v in _read(request).items() if v or not answers}  # an answer keeps what the file leaves open
        except OpenParError as problem:
            error, status = problem.message, status_of(problem)
    form = forms.DraftForm(request.POST if request.method == "POST" and "doc" not in request.POST else None, offices=_offices(request, "document.draft"),
                           on=_today(request), initial={
                               "organisation": request.actor.organisation_id, "signer": "", "place": "Lai Châu",
                               "kind": request.GET.get("loai") if request.GET.get("loai") in kinds.KINDS else "cong_van",
                               **given})
    def save():
        return services.make_draft(form.draft(), organisation=form.cleaned_data["organisation"], answers=answers, by=request.actor, at=request.at)
    return _answer(request, form, _("Soạn văn bản trả lời") if answers else _("Soạn văn bản đi"), "out", save, new=True,
                   template="documents/draft_new.html", context={"read_error": error, "answers": answers}, status=status)


def _answered(request):
    """The arrival that the new document answers, where one is named."""
    asked = request.POST.get("tra-loi") or request.GET.get("tra-loi") or ""
    return get_object_or_404(documents_for(request.actor).select_related("organisation", "source__organisation"), pk=whole(asked) or 0,
                             direction="in") if asked else None


def _read(request) -> dict:
    upload = request.FILES.get("file")
    if upload is None:
        raise BadInput(_("Chọn tệp dự thảo."), where="file")
    given = from_file.read(upload, _today(request))
    messages.info(request, _("Đã đọc “%(name)s” vào các ô dưới. Xem lại từng ô rồi bấm Lưu; chưa có gì được lưu.") % {"name": upload.name})
    return given


@login_required
@require_http_methods(BOTH)
@answer_errors
def draft_edit(request, pk):
    """Change a draft that is not submitted."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation"), pk=pk, direction="out")
    request.actor.require("document.draft", row.organisation)
    form = forms.DraftForm(request.POST or None, offices=Organisation.objects.filter(pk=row.organisation_id), on=_today(request),
                           initial=forms.DraftForm.of(row))
    return _answer(request, form, _("Sửa dự thảo"), "out", lambda: services.edit(row, form.draft(), by=request.actor, at=request.at), context={"document": row})


@login_required
@require_http_methods(BOTH)
@answer_errors
def arrival_new(request):
    """A document that came on paper or by another system."""
    request.actor.require("document.receive")
    form = forms.ArrivalForm(request.POST or None, request.FILES or None, offices=_offices(request, "document.receive"), on=_today(request),
                             initial={"organisation": request.actor.organisation_id})
    return _answer(request, form, _("Tiếp nhận văn bản đến"), "in", lambda: services.receive(
        **form.given(), by=request.actor, at=request.at), new=True)


@login_required
@require_http_methods(BOTH)
@answer_errors
def assign(request, pk):
    """Bút phê."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation"), pk=pk, direction="in")
    request.actor.require("document.assign", row.organisation)
    form = forms.AssignForm(request.POST or None, document=row, on=_today(request))
    return _answer(request, form, _("Phân công xử lý (bút phê)"), "in", lambda: services.assign(
        row, **form.cleaned_data, by=request.actor, at=request.at), context={"document": row})


def _answer(request, form, title, book, save, *, new=False, template="documents/form.html", context=None, status=200):
    """Show the form, or save and go to the document; a refusal keeps what was typed. The form of a `new` document counts once."""
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    row = save() if not new or first_sending(request) else None
            except OpenParError as error:
                status = on_form(form, error)
            else:
                if row is None:
                    messages.info(request, _("Văn bản này đã được lưu; mở trong sổ bên dưới."))
                    return redirect(f"documents:{book}")
                messages.success(request, _("Đã lưu “%(what)s”.") % {"what": row.title})
                return redirect("documents:document", row.pk)
        name_files(form)
    name = _("Sổ văn bản đi") if book == "out" else _("Sổ văn bản đến")
    about = (context or {}).get("document")
    return render(request, template, {"form": form, "title": title, **(context or {}), "crumbs": [
        (name, reverse(f"documents:{book}")), *([(str(about), reverse("documents:document", args=[about.pk]))] if about else []), (title, "")]},
        status=status)


def _today(request):
    return timezone.localtime(request.at).date()


def _offices(request, act):
    return Organisation.objects.filter(pk__in={m.organisation_id for m, _scope in request.actor.held(act)}).order_by("name_key")
