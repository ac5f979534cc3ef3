"""The Excel round trip of a round: download, dry run, save all or nothing. The file is handed back by the page of the dry run, never kept."""


from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from openpar.core.pages import on_form
from openpar.engine.errors import OpenParError

from ..forms.rounds import BookForm
from ..selectors import rounds as seen
from ..selectors.rounds_grid import STAGES
from ..services import rounds_excel
from .downloads import XLSX, sent


@login_required
def unit_book(request, pk):
    """The workbook of one unit."""
    found = seen.sheet_or_404(request.actor, pk)
    request.actor.require("sheet.score", found.organisation)
    return sent(rounds_excel.unit_book(found), XLSX, f"phieu-cham-{found.pk}.xlsx")


@login_required
def appraisal_book(request, pk):
    """The workbook of who appraises."""
    found = seen.graded_by(request.actor, pk)
    stage = request.GET.get("vong") if request.GET.get("vong") in STAGES else "appraisal1"
    return sent(rounds_excel.appraisal_book(found, stage, request.actor), XLSX, f"bang-cham-{found.pk}.xlsx")


@login_required
def unit_upload(request, pk):
    """A unit's workbook comes back."""
    found = seen.sheet_or_404(request.actor, pk)
    request.actor.require("sheet.score", found.organisation)
    return _upload(request, found.round, found.get_absolute_url(), only=found)


@login_required
def appraisal_upload(request, pk):
    """The appraiser's workbook comes back."""
    found = seen.graded_by(request.actor, pk)
    return _upload(request, found, f"{found.get_absolute_url()}bang/")


def _upload(request, round, back, only=None):
    form, status, context = BookForm(request.POST or None, request.FILES or None), 200, {}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reading = rounds_excel.read(round, form.name, form.bytes, by=request.actor, at=request.at, only=only)
                if request.POST.get("luu") and not reading.faults:
                    saved = rounds_excel.save(reading, by=request.actor, at=request.at)
                    messages.success(request, _("Đã lưu %(n)s ô từ tệp.") % {"n": saved})
                    return redirect(back)
                context = {"reading": reading, "kept": form.handed_back()}
                status = 422 if reading.faults else 200
            except OpenParError as error:
                status = on_form(form, error)
    return render(request, "indices/round_upload.html", {"round": round, "sheet": only, "back": back, "form": form if not context else BookForm(), **context},
                  status=status)
