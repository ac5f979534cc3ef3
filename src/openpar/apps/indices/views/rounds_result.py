"""The result of a round: the public page, its workbook, the decision as a Word file, corrections, and the values that the decision printed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openpar.core.pages import on_form, whole
from openpar.engine.errors import OpenParError

from .. import papers
from ..forms.rounds import PrintedForm, ReviseForm
from ..selectors import rounds as seen
from ..selectors import rounds_framework as shelf
from ..selectors import rounds_result as results
from ..services import rounds_result
from .downloads import XLSX, sent

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def published(request):
    """Every published round; for everybody."""
    return render(request, "indices/results.html", {"rounds": results.published_rounds()})


def _page(request, pk, status=200, **forms):
    shown = results.published_or_404(pk, whole(request.GET.get("lan", "")))
    manages = results.may_manage(request.actor, shown.round) and shown.newest
    if manages:
        leaves = shelf.leaves(shown.framework)
        units = [(r.organisation_id, r.organisation.label) for r in shown.rows]
        forms = {"revise": ReviseForm(units=units, leaves=leaves, initial={"version": shown.round.version}),
                 "print_form": PrintedForm(rows=shown.rows, initial={"number": shown.result.decision_number, "on": shown.result.decision_on}), **forms}
    return render(request, "indices/result.html", {"shown": shown, "lines": shown.lines(), "heat": results.heat(shown), "history": results.history(shown),
                                                   "manages": manages, **forms},
                  status=status)


def result(request, pk):
    """The published result, for everybody; `lan` opens an earlier one."""
    return _page(request, pk)


def result_xlsx(request, pk):
    """The same as a workbook, with the points of every criterion."""
    from openpar.core.listing import workbook
    shown = results.published_or_404(pk, whole(request.GET.get("lan", "")))
    notes = [shown.round.title, shown.round.framework_ref, *shown.result.notes, _("Ô trống là chưa đo hoặc không áp dụng, không phải 0.")]
    return sent(workbook(_("Kết quả đánh giá"), results.columns(shown), shown.lines(), notes), XLSX, f"ket-qua-{pk}-{shown.result.revision}.xlsx")


@login_required
def decision(request, pk):
    """The decision as a Word file: of the published result, or of what has been settled so far."""
    found = seen.run_by(request.actor, pk)
    return sent(papers.decision_now(found, request.at), DOCX, f"quyet-dinh-{pk}.docx")


@login_required
@require_POST
def revise(request, pk):
    """Correct one point of a published result, with the reason."""
    shown = results.published_or_404(pk)
    request.actor.require("round.manage", shown.round.keeper)
    form, status = ReviseForm(request.POST, units=[(r.organisation_id, r.organisation.label) for r in shown.rows], leaves=shelf.leaves(shown.framework)), 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            points, absent = data["points"]
            made = rounds_result.revise(shown.round, unit=data["unit"], code=data["code"], points=points, absent=absent, reason=data["reason"],
                                        version=data["version"], by=request.actor, at=request.at)
            messages.success(request, _("Đã công bố kết quả đính chính lần %(n)s; kết quả trước vẫn xem được.") % {"n": made.revision})
            return redirect("indices:result", pk)
        except OpenParError as error:
            status = on_form(form, error)
    return _page(request, pk, status, revise=form)


@login_required
@require_POST
def printed(request, pk):
    """Write what the signed decision printed beside what was computed."""
    shown = results.published_or_404(pk)
    request.actor.require("round.manage", shown.round.keeper)
    form, status = PrintedForm(request.POST, rows=shown.rows), 422
    if form.is_valid():
        try:
            rounds_result.print_values(shown.result, number=form.cleaned_data["number"], on=form.cleaned_data["on"], printed=form.values(),
                                       by=request.actor, at=request.at)
            messages.success(request, _("Đã ghi trị số của quyết định."))
            return redirect("indices:result", pk)
        except OpenParError as error:
            status = on_form(form, error)
    return _page(request, pk, status, print_form=form)
