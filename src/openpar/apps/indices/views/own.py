"""The installation's own frameworks and earlier years' scores: load, look, approve, take back, download as they came."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openpar.core.pages import on_form
from openpar.engine.errors import OpenParError

from ..forms.own import ScoresForm, TreeForm, WithdrawForm
from ..models import OwnFramework, OwnScores
from ..selectors import frameworks as shelf
from ..selectors import own
from ..services import frameworks as services
from .downloads import sent


@login_required
def load_tree(request):
    """A workbook becomes the installation's framework, "chưa đối chiếu" until a second person approves it."""
    request.actor.require("rule.enter")
    form, status = TreeForm(), 200
    if request.method == "POST":
        form, status = TreeForm(request.POST, request.FILES), 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                row = services.load_framework(name=file.name, data=file.read(), about=form.about(), source=form.cleaned_data["source"],
                                              by=request.actor, at=request.at)
                messages.success(request, _("Đã nạp khung. Khung được dùng chính thức sau khi người thứ hai đối chiếu và duyệt."))
                return redirect("indices:framework", *row.ref.split("/"))
            except OpenParError as error:
                status = on_form(form, error)
    return render(request, "indices/own_tree.html", {"form": form}, status=status)


@login_required
def load_scores(request, index, name):
    """The scored trees of an earlier year."""
    request.actor.require("rule.enter")
    framework = shelf.load_or_404(index, name, request.actor)
    form, status = ScoresForm(initial={"year": framework.year}), 200
    if request.method == "POST":
        form, status = ScoresForm(request.POST, request.FILES), 422
        if form.is_valid():
            d = form.cleaned_data
            try:
                row = services.load_scores(framework, year=d["year"], name=d["file"].name, data=d["file"].read(), kind=d["kind"],
                                           source=d["source"], by=request.actor, at=request.at)
                messages.success(request, _("Đã nạp kết quả của %(n)s đơn vị.") % {"n": row.units})
                return redirect("indices:own_scores", index, name, row.year)
            except OpenParError as error:
                status = on_form(form, error)
    return render(request, "indices/own_scores_new.html", {"form": form, "entry": shelf.entry(framework)}, status=status)


def scores(request, index, name, year):
    """A loaded year: ranking and one unit's tree."""
    framework = shelf.load_or_404(index, name, request.actor)
    row = own.scores_or_404(request.actor, framework, year)
    return render(request, "indices/own_scores.html", {
        "entry": shelf.entry(framework), "row": row, "scoring": own.scored(framework, row, request.GET.get("don-vi", "")),
        "acts": acts(request, row), "withdraw_form": WithdrawForm()})


def acts(request, row) -> dict:
    """What this person may do with a loaded thing."""
    approves = request.actor.can("rule.approve")
    mine = bool(request.actor.user_id) and row.entered_by_id == request.actor.user_id
    return {"approve": approves and not mine and row.approved_at is None, "waits": mine and row.approved_at is None,
            "withdraw": approves or (mine and row.approved_at is None)}


def _row(request, index, name, year):
    """The row that an act is about: the scores of a year where one is named, else the framework itself."""
    ref = f"{index}/{name}"
    if year is None:
        return own.row_or_404(request.actor, ref)
    return own.scores_or_404(request.actor, shelf.load_or_404(index, name, request.actor), year)


def _back(index, name, year):
    return redirect("indices:framework", index, name) if year is None else redirect("indices:own_scores", index, name, year)


@login_required
@require_POST
def approve(request, index, name, year=None):
    """The second person's yes."""
    services.approve(_row(request, index, name, year), by=request.actor, at=request.at)
    messages.success(request, _("Đã duyệt: đã đối chiếu với văn bản."))
    return _back(index, name, year)


@login_required
@require_POST
def withdraw(request, index, name, year=None):
    """Taken back, with a reason."""
    row, form = _row(request, index, name, year), WithdrawForm(request.POST)
    services.withdraw(row, reason=form.data.get("reason", ""), by=request.actor, at=request.at)
    messages.success(request, _("Đã rút. Đợt đánh giá đã mở vẫn giữ bản của mình."))
    return redirect("indices:frameworks") if year is None else redirect("indices:framework", index, name)


def file(request, index, name, year=None):
    """The file as it came."""
    row = _row(request, index, name, year)
    kind = OwnFramework if year is None else OwnScores
    data = kind.objects.filter(pk=row.pk).values_list("file", flat=True).first()
    if data is None:
        raise Http404(row.pk)
    return sent(bytes(data), "application/octet-stream", row.file_name)
