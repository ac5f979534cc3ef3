"""Serving a piece of evidence: after the row filter of its own room, always as an attachment."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from openpar.core import evidence as service
from openpar.core import evidence_zip
from openpar.core.models import Evidence
from openpar.core.pages import answer_errors, private
from openpar.core.rooms import ROOMS


@login_required
@require_safe
@answer_errors
def evidence(request, pk):
    """The file for those whom its room lets see it; everybody else learns nothing, not even that it exists."""
    room = ROOMS.get(Evidence.objects.filter(pk=pk).values_list("room", flat=True).first())
    if room is None or room.evidence is None:
        raise Http404
    row = get_object_or_404(room.evidence(request.actor).select_related("blob"), pk=pk)
    if row.kind == Evidence.Kind.LINK:
        return redirect(row.url)
    if row.blob_id is None:
        raise Http404
    response = FileResponse(service.open_file(row), as_attachment=True, filename=service.download_name(row),
                            content_type=row.content_type or "application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"  # even if a browser shows it, nothing in it runs
    return private(response)


@login_required
@require_safe
@answer_errors
def together(request, room, owner):
    """All files of one thing that this person may see, as one zip."""
    found = ROOMS.get(room)
    rows = found.evidence(request.actor).filter(owner_id=owner,
                                                blob__isnull=False).select_related("blob") if found and found.evidence else ()
    pieces = [("", row) for row in rows]
    if not pieces:
        raise Http404
    response = FileResponse(evidence_zip.pack(pieces), as_attachment=True, filename=f"minh-chung-{owner}.zip",
                            content_type="application/zip")
    return private(response)
