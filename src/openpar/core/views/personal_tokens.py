"""Thẻ cá nhân: the tokens that a person made for programs of the own. A token is shown once, on the answer that made it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.core import accounts, personal_tokens, roles, second_factor
from openpar.core.api_forms import PersonalTokenForm
from openpar.core.pages import answer_errors, on_form, private
from openpar.engine.errors import OpenParError

SHOWN = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def page(request):
    """My tokens, and a form for one more where I have a role that a token may use."""
    offered = personal_tokens.lendable(request.actor) if not request.actor.standing else {}
    form, secret, status = PersonalTokenForm(request.POST or None, offered=offered), "", 200
    if request.method == "POST":
        if asked := _shown_again(request):
            return asked
        status = 422
        if form.is_valid():
            try:
                proved = accounts.has_second_factor(request.user) or bool(second_factor.by_provider(request, request.user))
                _row, secret = personal_tokens.make(**form.said(), second_factor=proved, by=request.actor, at=request.at)
                form, status = PersonalTokenForm(offered=offered), 200
                messages.success(request, _("Đã làm thẻ. Chép thẻ bên dưới ngay; thẻ không hiện lại."))
            except OpenParError as error:
                status = on_form(form, error)
    rows = list(personal_tokens.tokens_of(request.user)[:SHOWN])
    for row in rows:
        row.words = [roles.ACTS[a].title if a in roles.ACTS else roles.OWN_ACTS.get(a, a) for a in row.acts]
    return private(render(request, "core/personal_tokens.html", {
        "rows": rows, "form": form if offered else None, "secret": secret, "real": timezone.now(), "turn": request.user.access_turn}, status=status))


@login_required
@require_POST
@answer_errors
def revoke(request, pk):
    """End one of my own tokens. Nothing is asked again for that: closing a way in is always easy."""
    token = get_object_or_404(personal_tokens.tokens_of(request.user), pk=pk)
    personal_tokens.revoke(token, by=request.actor, at=request.at)
    messages.success(request, _("Đã thu hồi thẻ."))
    return redirect("core:personal_tokens")


def _shown_again(request):
    """None for whoever showed who they are a short while ago: with a code where there is one, or has to be, else with the password."""
    must = accounts.must_use_second_factor(request.user, request.actor)
    if must or accounts.has_second_factor(request.user) or second_factor.by_provider(request, request.user):
        return second_factor.wanted(request, back="core:personal_tokens")
    return second_factor.password_wanted(request, back="core:personal_tokens")
