"""The frameworks of the rulebook as pages: the shelf, a tree, what changed between two years."""

from django.shortcuts import render

from ..selectors import frameworks as shelf
from ..services import workbooks
from .downloads import XLSX, sent


def frameworks(request):
    """Every framework, by index."""
    return render(request, "indices/frameworks.html", {"shelf": shelf.shelf()})


def framework(request, index, name):
    """One tree: criteria, points, methods, sources, what is not known; its versions."""
    found = shelf.load_or_404(index, name)
    why, open_points = shelf.against(found)
    return render(request, "indices/framework.html", {
        "entry": shelf.entry(found), "index_name": shelf.index_name(index), "tree": shelf.tree(found),
        "refusals": why, "open_points": open_points, "versions": shelf.versions(found), "earlier": shelf.earlier(found)})


def diff(request):
    """What changed between two frameworks of one index, each in a sentence."""
    old, new = shelf.pair_or_404(request.GET.get("cu", ""), request.GET.get("moi", ""))
    changes, source = shelf.changes(old.ref, new.ref)
    return render(request, "indices/framework_diff.html", {
        "old": shelf.entry(old), "new": shelf.entry(new), "changes": changes, "source": source, "index_name": shelf.index_name(old.index)})


def tree_xlsx(request, index, name):
    """The whole tree as a workbook, to read or to load again."""
    found = shelf.load_or_404(index, name)
    return sent(workbooks.tree(found), XLSX, f"{index}-{name}.xlsx")


def template_xlsx(request, index, name):
    """An empty fact sheet; `don-vi` names up to fifty units, separated by semicolons."""
    found = shelf.load_or_404(index, name)
    units = [u.strip()[:200] for u in request.GET.get("don-vi", "").split(";") if u.strip()][:50] or ["Đơn vị A"]
    return sent(workbooks.template(found, units), XLSX, f"mau-{index}-{name}.xlsx")
