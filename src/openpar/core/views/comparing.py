"""What of the rulebook nobody has compared with its document: the list, and the acts of the two who compare."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openpar.core import comparing, evidence, rulebook
from openpar.core.models import RuleConfirmation
from openpar.core.pages import answer_errors, status_of
from openpar.engine.errors import OpenParError

SHOWN = 100  # confirmations of the past


@login_required
@require_safe
@answer_errors
def unconfirmed(request):
    """What works but nobody has compared with its document, by kind; what waits for a second person; what was compared."""
    request.actor.require("rule.view")
    return _page(request)


def _page(request, refused=None, status=200):
    rows = comparing.waiting()
    groups = [{"kind": kind, "title": title, "rows": [i for i in rows if i.kind == kind]} for kind, title in comparing.KINDS.items()]
    done = [r for r in RuleConfirmation.objects.select_related("by", "approved_by", "file").order_by("-id")[:SHOWN] if r.counts]
    return render(request, "core/rules_unconfirmed.html", {
        "groups": [g for g in groups if g["rows"]], "proposed": comparing.proposed(), "done": done, "refused": refused or {},
        "may": request.actor.can("rule.approve"), "people": request.actor.people, "limits": evidence.limits_text()}, status=status)


@login_required
@require_POST
@answer_errors
def confirm(request):
    """Say that something was compared, and with what; the file that was compared may lie beside it."""
    name, digest, source = (request.POST.get(k, "") for k in ("name", "digest", "source"))
    if name not in rulebook.names() and not any(i.name == name for i in comparing.shipped()):
        raise Http404
    try:
        with transaction.atomic():
            row = comparing.confirm(name, digest, source=source, by=request.actor, at=request.at)
            if upload := request.FILES.get("file"):
                row.file = evidence.add_file("core.rule_confirmation", row.pk, upload, by=request.actor, at=request.at,
                                             organisation_id=request.actor.organisation_for("rule.approve"), title=row.source)
                row.save(update_fields=["file"])
    except OpenParError as error:
        if error.where not in ("source", "file"):
            raise
        return _page(request, {"digest": digest, "source": source, "message": error.message}, status_of(error))
    if row.counts:
        messages.success(request, _("Đã xác nhận. Dấu “chưa đối chiếu” được gỡ ở mọi nơi dùng giá trị này."))
    else:
        messages.success(request, _("Đã ghi. Dấu “chưa đối chiếu” được gỡ khi người thứ hai duyệt."))
    return redirect("core:rules_unconfirmed")


@login_required
@require_POST
@answer_errors
def decide(request, pk):
    """The second person approves what was compared, or sends it back with a reason."""
    request.actor.require("rule.approve")
    if not RuleConfirmation.objects.filter(pk=pk, needs_second=True).exists():
        raise Http404
    if request.POST.get("act") == "send_back":
        comparing.send_back(pk, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
        messages.success(request, _("Đã trả lại; nội dung trở về danh sách chờ đối chiếu."))
    else:
        comparing.approve(pk, by=request.actor, at=request.at)
        messages.success(request, _("Đã duyệt. Dấu “chưa đối chiếu” được gỡ ở mọi nơi dùng nội dung này."))
    return redirect("core:rules_unconfirmed")
