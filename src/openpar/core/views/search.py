"""One search box over every room."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openpar.core import searching
from openpar.core.pages import private


@login_required
@require_safe
def search(request):
    """What this person may see and what fits every word."""
    text = request.GET.get("q", "").strip()[:200]
    found = searching.search(request.actor, text) if text else []
    return private(render(request, "core/search.html", {"text": text, "found": found, "limit": searching.LIMIT,
                                                        "count": sum(len(h) for _, h in found)}))
