"""What stands beside a document: its files, and the documents it concerns."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.core.once import first_sending
from openpar.core.pages import answer_errors, on_form, whole
from openpar.core.searching import words_of
from openpar.engine.errors import OpenParError
from openpar.web.forms import name_files

from .. import forms, services
from ..models import Relation
from ..selectors import documents_for, files_for, related_candidates

BOTH = ["GET", "POST"]


@login_required
@require_http_methods(BOTH)
@answer_errors
def files(request, pk):
    """Add scans and annexes."""
    row = _own(request, pk)
    request.actor.require("document.draft" if row.direction == "out" else "document.receive", row.organisation)
    form = forms.FilesForm(request.POST, request.FILES) if request.method == "POST" else forms.FilesForm()
    return answer_form(request, row, form, _("Thêm tệp"), lambda: services.attach(
        row, form.cleaned_data["file"], by=request.actor, at=request.at), _("Đã thêm tệp."))


@login_required
@require_POST
@answer_errors
def file_drop(request, pk, file):
    """Take away a file that was added by mistake."""
    row = _own(request, pk)
    piece = get_object_or_404(files_for(request.actor), pk=file, owner_id=row.pk)
    services.detach(row, piece, by=request.actor, at=request.at)
    messages.success(request, _("Đã gỡ tệp “%(what)s”.") % {"what": piece.title})
    return redirect("documents:document", pk)


@login_required
@require_http_methods(BOTH)
@answer_errors
def relate(request, pk):
    """Find another document by number or words, or only name it, and say what it is to this one."""
    row = _own(request, pk)
    request.actor.require("document.draft", row.organisation)
    asked = (request.POST.get("q") or request.GET.get("q") or "").strip()[:200]
    found = related_candidates(request.actor, row, [w for w in words_of(asked) if w])
    chosen = whole(request.POST.get("other", ""))
    if chosen and chosen not in {d.pk for d in found}:
        found = [*found, *documents_for(request.actor).filter(pk=chosen)]
    form = forms.RelateForm(request.POST if request.method == "POST" else None, found=found)

    def save():
        given = form.cleaned_data
        services.relate(row, given["kind"], other=given.get("other"), named=given["named"], by=request.actor, at=request.at)
    return answer_form(request, row, form, _("Ghi quan hệ văn bản"), save, _("Đã ghi quan hệ văn bản."), "documents/relate.html",
                   {"asked": asked, "found": found})


@login_required
@require_POST
@answer_errors
def relation_drop(request, pk, relation):
    """Take away a relation that was written by mistake."""
    row = _own(request, pk)
    services.unrelate(get_object_or_404(Relation.objects.select_related("document__organisation", "other"), pk=relation, document=row),
                      by=request.actor, at=request.at)
    messages.success(request, _("Đã bỏ quan hệ văn bản."))
    return redirect("documents:document", pk)


def _own(request, pk):
    return get_object_or_404(documents_for(request.actor).select_related("organisation"), pk=pk)


def answer_form(request, row, form, title, save, done, template="documents/form.html", context=None):
    """Show a form beside a document, or save it once and go back there; a refusal keeps what was typed."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    if first_sending(request):
                        save()
            except OpenParError as error:
                status = on_form(form, error)
            else:
                messages.success(request, done)
                return redirect("documents:document", row.pk)
        name_files(form)
    book = "out" if row.direction == "out" else "in"
    return render(request, template, {"form": form, "title": title, "document": row, **(context or {}), "crumbs": [
        (_("Sổ văn bản đi") if book == "out" else _("Sổ văn bản đến"), reverse(f"documents:{book}")),
        (str(row), reverse("documents:document", args=[row.pk])), (title, "")]}, status=status)
