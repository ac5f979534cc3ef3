"""Kết nối: systems that are told of events, for the operator. The secret of a new one is shown once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Min, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.core import webhooks
from openpar.core.forms import WebhookForm
from openpar.core.models import Webhook
from openpar.core.pages import answer_errors, on_form
from openpar.engine.errors import BadInput


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def page(request):
    """Who subscribes, what waits, what went wrong last; and a form for one more."""
    request.actor.require(webhooks.ACT)
    form, secret, status = WebhookForm(request.POST or None, on=timezone.localtime(request.at).date()), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                hook, secret = webhooks.subscribe(**form.cleaned_data, by=request.actor, at=request.at)
                form, status = WebhookForm(on=timezone.localtime(request.at).date()), 200
                messages.success(request, _("Đã thêm kết nối “%(name)s”. Chép khóa ký bên dưới ngay bây giờ; khóa không hiện lại.") % {
                    "name": hook.name})
            except BadInput as error:
                status = on_form(form, error)
    return _page(request, form, secret, status)


def _page(request, form, secret="", status=200):
    waiting = Q(deliveries__done_at__isnull=True)
    rows = Webhook.objects.select_related("organisation").annotate(
        waiting=Count("deliveries", filter=waiting), oldest=Min("deliveries__message__created_at", filter=waiting),
        error=Max("deliveries__last_error", filter=waiting), sent=Max("deliveries__done_at")).order_by("name", "id")
    return render(request, "core/webhooks.html", {"form": form, "rows": rows, "secret": secret}, status=status)


@login_required
@require_POST
@answer_errors
def renew(request, pk):
    """A new secret, shown once."""
    request.actor.require(webhooks.ACT)
    hook = get_object_or_404(Webhook, pk=pk)
    secret = webhooks.renew(hook, by=request.actor, at=request.at)
    messages.success(request, _("“%(name)s” có khóa ký mới. Chép khóa bên dưới ngay bây giờ; khóa không hiện lại. Trong 24 giờ sự kiện mang cả hai chữ ký.") % {
        "name": hook.name})
    return _page(request, WebhookForm(on=timezone.localtime(request.at).date()), secret)


@login_required
@require_POST
@answer_errors
def switch(request, pk):
    """Stop or go on."""
    request.actor.require(webhooks.ACT)
    hook, active = get_object_or_404(Webhook, pk=pk), request.POST.get("chay") == "1"
    if webhooks.switch(hook, active, by=request.actor, at=request.at):
        messages.success(request, (_("“%(name)s” chạy tiếp; sự kiện chờ được gửi ở lượt tới.") if active
                                   else _("“%(name)s” đã dừng; sự kiện chờ được giữ lại.")) % {"name": hook.name})
    return redirect("core:webhooks")
