"""The statement checker: anybody pastes a sentence and sees what the published data say. Nothing is kept."""

from django.shortcuts import render

from ..forms.checker import CheckForm
from ..selectors import checker

EXAMPLES = ("PAPI 2021 Lai Châu xếp thứ 30/63.", "Chỉ số SIPAS của Lai Châu năm 2021 tăng 2,67% so với năm 2020.")


def check(request):
    """The form, and below it one card a statement."""
    form = CheckForm(request.POST or None, initial={"text": request.GET.get("cau", "")[:5000]})
    context = {"form": form, "examples": EXAMPLES}
    if form.is_valid():
        data = form.cleaned_data
        context["unit"], context["checked"] = checker.check(data["text"], data["unit"], data["year"], data["source"])
    return render(request, "indices/check.html", context, status=422 if form.is_bound and not form.is_valid() else 200)
