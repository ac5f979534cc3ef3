"""What waits to be signed and what waits to be sealed and sent: read in turn, then done in one act."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from openpar.core import offices
from openpar.core.once import first_sending
from openpar.core.pages import answer_errors, whole, wholes

from .. import services
from ..selectors import waiting_for

ACTS = {"ky": ("sign", services.sign_many, gettext_lazy("Ký số các văn bản đã chọn")),
        "phat-hanh": ("issue", services.issue_many, gettext_lazy("Đóng dấu, phát hành các văn bản đã chọn"))}
SHOWN = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def queue(request):
    """Both lists of this person, and the act over those that were ticked."""
    if request.method == "POST" and request.POST.get("viec") in ACTS:
        with transaction.atomic():
            first = first_sending(request)
        if first:
            _do(request, *ACTS[request.POST["viec"]][:2])
        else:
            messages.info(request, _("Phiếu này đã được gửi trước đó nên không làm lần nữa. Văn bản nào còn trong danh sách thì chưa làm."))
        return redirect("documents:queue")
    groups = [(slug, step, words, list(waiting_for(request.actor, step)[:SHOWN])) for slug, (step, _do_it, words) in ACTS.items()
              if request.actor.can({"sign": "paper.sign", "issue": "paper.number"}[step])]
    for _slug, step, _words, rows in groups:
        for d in rows if step == "sign" else ():
            d.signed_under = offices.lines_of(request.actor.standing.delegation) if request.actor.standing and request.actor.standing.delegation else d.lines
    return render(request, "documents/queue.html", {"groups": groups, "take_places": request.actor.places_for("paper.sign", "paper.number")})


def _do(request, step, do):
    ids = wholes(request.POST.getlist("ids"))
    done = do(ids, by=request.actor, at=request.at, versions={pk: whole(request.POST.get(f"v{pk}", "")) for pk in ids})
    if n := len(done.rows):
        names = "; ".join(d.number for d in done.rows)
        messages.success(request, (ngettext("Đã ký %(n)s văn bản: %(names)s.", "Đã ký %(n)s văn bản: %(names)s.", n) if step == "sign" else ngettext(
            "Đã phát hành %(n)s văn bản: %(names)s.", "Đã phát hành %(n)s văn bản: %(names)s.", n)) % {"n": n, "names": names})
    for words in dict.fromkeys(done.refused.values()):
        messages.error(request, words)
