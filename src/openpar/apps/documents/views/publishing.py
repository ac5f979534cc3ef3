"""Published documents: the public list, one of them with its copy; and, inside, publishing a copy and taking it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openpar.core import evidence, listing
from openpar.core.pages import answer_errors
from openpar.core.searching import words_of

from .. import forms, services
from ..selectors import documents_for, public_name, published
from .beside import answer_form

NEWEST = listing.Order("moi", gettext_lazy("Mới nhất"), "published_at", descending=True)


@require_safe
@answer_errors
def index(request):
    """The documents that are published, newest first."""
    rows, asked = published(), request.GET.get("q", "").strip()[:200]
    for word in words_of(asked):
        rows = rows.filter(fold__contains=word)
    return render(request, "documents/published.html", {"rows": listing.page(rows, NEWEST, request.GET.get("sau", ""), size=30), "asked": asked})


@require_safe
@answer_errors
def one(request, pk):
    """One published document: what it is, who made the copy, what was taken out."""
    row = get_object_or_404(published(), pk=pk)
    return render(request, "documents/published_one.html", {"row": row, "document": row.document})


@require_safe
@answer_errors
def copy(request, pk):
    """The copy, under a name that says nothing but its number."""
    row = get_object_or_404(published(), pk=pk)
    response = FileResponse(evidence.open_file(row.copy), filename=public_name(row), content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def publish(request, pk):
    """Upload the copy that a person made for the public."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation"), pk=pk, direction="out")
    request.actor.require("paper.number", row.organisation)
    form = forms.PublishForm(request.POST, request.FILES) if request.method == "POST" else forms.PublishForm(initial={"title": row.title})
    return answer_form(request, row, form, _("Công bố bản sao"), lambda: services.publish(row, **form.cleaned_data, by=request.actor, at=request.at),
                       _("Đã công bố. Bản gốc vẫn ở trong sổ, chỉ người có quyền xem."), "documents/publish.html")


@login_required
@require_POST
@answer_errors
def unpublish(request, pk):
    """Take the copy off the public pages."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation"), pk=pk)
    services.end_publication(get_object_or_404(published(), document=row), reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    messages.success(request, _("Đã thôi công bố; trang và tệp công khai không còn mở được."))
    return redirect("documents:document", pk)
