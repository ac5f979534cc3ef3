"""Phần mềm kết nối: programs that use the API, for operators. A secret or token is shown once, on the answer that made it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.core import api_clients, roles, second_factor
from openpar.core.api_forms import ProgramForm, TokenForm
from openpar.core.models import ApiToken
from openpar.core.pages import answer_errors, on_form, private
from openpar.engine.errors import OpenParError


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def page(request):
    """The programs, and a form for one more."""
    request.actor.require(api_clients.ACT)
    form, secret, made, status = ProgramForm(request.POST or None, on=request.actor.on), "", None, 200
    if request.method == "POST":
        if asked := second_factor.wanted(request, back="core:api_clients"):
            return asked
        status = 422
        if form.is_valid():
            try:
                made, secret = api_clients.declare(**form.cleaned_data, by=request.actor, at=request.at)
                form, status = ProgramForm(on=request.actor.on), 200
                messages.success(request, _("Đã khai “%(name)s”. Phần mềm dùng được khi người vận hành khác duyệt ở trang Vai trò chờ duyệt. "
                                            "Chép khóa bên dưới ngay; khóa không hiện lại.") % {"name": made.user})
            except OpenParError as error:
                status = on_form(form, error)
    rows = list(api_clients.clients(request.actor))
    return private(render(request, "core/api_clients.html", {"rows": rows, "form": form, "secret": secret, "made": made}, status=status))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def one(request, pk):
    """One program: what it may do, its tokens; and a form for a token that lasts."""
    client = get_object_or_404(api_clients.clients(request.actor), pk=pk)
    form, secret, status = TokenForm(request.POST if "lam-the" in request.POST else None), "", 200
    if request.method == "POST":
        if asked := second_factor.wanted(request, back="core:api_clients"):
            return asked
        if "lam-the" in request.POST:
            status = 422
            if form.is_valid():
                try:
                    _row, secret = api_clients.make_token(client, **form.cleaned_data, by=request.actor, at=request.at)
                    form, status = TokenForm(), 200
                    messages.success(request, _("Đã làm thẻ. Chép thẻ bên dưới ngay; thẻ không hiện lại."))
                except OpenParError as error:
                    status = on_form(form, error)
        else:
            secret = _act(request, client)
            client = get_object_or_404(api_clients.clients(request.actor), pk=pk)
    tokens = list(client.tokens.order_by("-pk")[:50])
    return private(render(request, "core/api_client.html", {
        "client": client, "acts": [(a, roles.ACTS[a].title) for a in client.acts], "tokens": tokens, "form": form, "secret": secret,
        "real": timezone.now()}, status=status))


def _act(request, client) -> str:
    """Narrow, stop, or another secret, which is returned."""
    who = {"by": request.actor, "at": request.at}
    if "khoa-moi" in request.POST:
        secret = api_clients.new_secret(client, **who)
        messages.success(request, _("Đã đổi khóa; khóa cũ và mọi thẻ đã hết hiệu lực. Chép khóa mới bên dưới ngay; khóa không hiện lại."))
        return secret
    if "dung" in request.POST:
        api_clients.stop(client, **who)
        messages.success(request, _("Đã dừng “%(name)s”; mọi thẻ đã hết hiệu lực.") % {"name": client.user})
    elif "bot" in request.POST:
        api_clients.narrow(client, request.POST.getlist("acts"), **who)
        messages.success(request, _("Đã bớt quyền; có hiệu lực ngay."))
    return ""


@login_required
@require_POST
@answer_errors
def revoke(request, pk):
    """End one token."""
    request.actor.require(api_clients.ACT)
    token = get_object_or_404(ApiToken.objects.filter(client__isnull=False).select_related("client"), pk=pk)
    if asked := second_factor.wanted(request, back="core:api_clients"):
        return asked
    api_clients.revoke_token(token, by=request.actor, at=request.at)
    messages.success(request, _("Đã thu hồi thẻ."))
    return redirect("core:api_client", token.client_id)
