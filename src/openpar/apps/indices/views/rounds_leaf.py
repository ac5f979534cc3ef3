"""One criterion of a sheet: every stream with what it came from, and the forms of the stream that this person writes now."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from openpar.core.once import first_sending
from openpar.core.pages import on_form
from openpar.engine.errors import OpenParError

from .. import rules
from ..forms.rounds import EntryForm, ProofForm, entry_initial
from ..selectors import rounds as seen
from ..selectors import rounds_framework as shelf
from ..selectors import rounds_leaf, rounds_streams
from ..services import rounds_cells, rounds_sheets


@login_required
def leaf(request, pk, code):
    """One criterion: the rule, every stream with its author, evidence; a POST writes the open stream, or adds evidence to it."""
    found = seen.sheet_with_points_or_404(request.actor, pk, code)
    page = rounds_leaf.leaf_or_404(found, code, seen.sides_of(request.actor, found))
    stream = rounds_streams.writes(request.actor, found, page.criterion)
    adds = bool(stream) or (seen.holds(request.actor, "sheet.score", found) and found.state in (rules.S.SCORING, rules.S.SUBMITTED, rules.S.APPRAISED))
    says = request.method == "POST" and "stream" in request.POST
    asked = request.POST.get("stream", "") if says and request.POST.get("stream") in rules.STREAMS else stream
    entry = next((e for e in page.entries if e.stream == asked), None)
    said = EntryForm(request.POST if says else None, framework=shelf.frozen(found.round), criterion=page.criterion, stream=asked,
                     initial=entry_initial(entry, asked)) if asked else None
    proof = ProofForm(*((request.POST, request.FILES) if request.method == "POST" and not says else (None, None)))
    status = 200
    if request.method == "POST":
        status = 422
        form, does = (said, _say) if says and said else (proof, _prove)
        if form.is_valid():
            try:
                with transaction.atomic():
                    does(request, found, code, form)
                return redirect("indices:sheet_leaf", pk, code)
            except rounds_cells.BadCells as error:
                newer = error.faults[0].newer
                status = 422 if newer is None else 409
                form.add_error(None, error.faults[0].words)
                if newer is not None:  # the newer value stands on the page now; saving again writes over it, on purpose
                    form.data = {**form.data.dict(), "version": str(newer.version)}
            except OpenParError as error:
                status = on_form(form, error)
    proofs = rounds_leaf.proofs(request.actor, found, code)
    before, after = rounds_streams.neighbours(request.actor, found, code)
    return render(request, "indices/sheet_leaf.html", {
        "sheet": found, "leaf": page, "streams": rounds_streams.rows(page.criterion, page.entries, proofs, stream or (asked if says else "")),
        "form": proof, "said": said, "adds": adds, "before": before, "after": after,
        "whole": seen.sheets_for(request.actor).filter(pk=found.pk).exists()}, status=status)


def _say(request, sheet, code, form):
    given = form.cleaned_data["said"]
    cell = rounds_cells.Cell(sheet.pk, code, form.cleaned_data["stream"], given["points"], given["absent"], given["comment"], given["version"],
                             given["inputs"])
    written = rounds_cells.write([cell], by=request.actor, at=request.at)
    messages.success(request, _("Đã lưu.") if written else _("Không có gì thay đổi."))


def _prove(request, sheet, code, form):
    if first_sending(request):
        rounds_sheets.add_proof(sheet, code, by=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, _("Đã thêm minh chứng."))
    else:
        messages.info(request, _("Minh chứng này đã được thêm."))
