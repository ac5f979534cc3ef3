"""Score a facts file by a framework, explain every point, keep nothing."""

from django.shortcuts import render

from openpar.engine.errors import BadInput, OpenParError

from ..forms.scoring import ScoreForm
from ..selectors import frameworks as shelf
from ..selectors import scoring
from ..services import facts_file, workbooks
from .downloads import XLSX, sent
from .said import on_form


def score(request, index, name):
    """The form; below it the ranking and one unit's tree. `tai` sends the scored round as a workbook instead."""
    framework = shelf.load_or_404(index, name, request.actor)
    form = ScoreForm(request.POST or None, request.FILES or None) if request.method == "POST" else ScoreForm()
    context = {"entry": shelf.entry(framework), "index_name": shelf.index_name(index), "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                result = _scored(framework, form, request.POST.get("don_vi", ""))
                if request.POST.get("tai"):
                    return sent(workbooks.scored(result.round), XLSX, f"diem-{index}-{name}.xlsx")
                context |= {"scoring": result, "kept": form.handed_back(), "form": ScoreForm()}
                status = 200
            except OpenParError as error:
                status = on_form(form, error)
    return render(request, "indices/score.html", context, status=status)


def _scored(framework, form, unit):
    facts = facts_file.read(form.name, form.bytes, points=form.cleaned_data.get("kind") == "points")
    try:
        return scoring.run(framework, facts, unit)
    except ArithmeticError:
        raise BadInput("Có số mà quy tắc không tính được (quá lớn, hoặc chia cho 0). Kiểm tra lại tệp.", where="file") from None
