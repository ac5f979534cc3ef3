"""The frameworks of the rulebook as pages: the shelf, a tree, what changed between two years."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from ..forms.own import WithdrawForm
from ..selectors import frameworks as shelf
from ..selectors import own
from ..services import workbooks
from .downloads import XLSX, sent
from .own import acts


def frameworks(request):
    """Every framework, by index."""
    return render(request, "indices/frameworks.html", {"shelf": shelf.shelf(request.actor), "may_load": request.actor.can("rule.enter")})


def framework(request, index, name):
    """One tree: criteria, points, methods, sources, what is not known; its versions."""
    found, versions = shelf.with_versions(index, name, request.actor)
    why, open_points = shelf.against(found)
    row = own.row_or_404(request.actor, found.ref) if found.layer == "own" else None
    if row and not row.approved:
        why = [_("khung của cơ quan, chưa có người thứ hai đối chiếu và duyệt"), *why]
    return render(request, "indices/framework.html", {
        "row": row, "acts": acts(request, row) if row else {}, "withdraw_form": WithdrawForm(), "loaded": own.scores_for(request.actor, found.ref),
        "may_load": request.actor.can("rule.enter"), "entry": shelf.entry(found, row), "index_name": shelf.index_name(index), "tree": shelf.tree(found),
        "refusals": why, "open_points": open_points, "versions": versions,
        "earlier": shelf.earlier(found, versions)})


def diff(request):
    """What changed between two frameworks of one index, each in a sentence."""
    old, new = shelf.pair_or_404(request.GET.get("cu", ""), request.GET.get("moi", ""), request.actor)
    return render(request, "indices/framework_diff.html", {
        "old": shelf.entry(old), "new": shelf.entry(new), "walk": shelf.walk(old, new), "index_name": shelf.index_name(old.index)})


def tree_xlsx(request, index, name):
    """The whole tree as a workbook, to read or to load again."""
    found = shelf.load_or_404(index, name, request.actor)
    if found.layer == "own":
        found = own.as_loaded(own.row_or_404(request.actor, found.ref))
    return sent(workbooks.tree(found), XLSX, f"{index}-{name}.xlsx")


def template_xlsx(request, index, name):
    """An empty fact sheet; `don-vi` names up to fifty units, separated by semicolons."""
    found = shelf.load_or_404(index, name, request.actor)
    units = [u.strip()[:200] for u in request.GET.get("don-vi", "").split(";") if u.strip()][:50] or ["Đơn vị A"]
    return sent(workbooks.template(found, units), XLSX, f"mau-{index}-{name}.xlsx")
