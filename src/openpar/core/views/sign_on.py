"""Signing on through the provider: to it and back. Where none is configured these addresses do not exist."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openpar.core import pages, second_factor, sign_on
from openpar.engine.errors import NotLoaded, OpenParError

KEPT = "sign_on"  # where the session keeps what belongs to the attempt under way


@require_safe
@never_cache
def start(request):
    """To the provider. A link, not a form: the policy of our pages lets no form lead to another site."""
    if not sign_on.offered():
        raise Http404
    try:
        address, kept = sign_on.Provider().begin(request.build_absolute_uri(reverse("core:sign_on_back")), again="lai" in request.GET)
    except OpenParError as error:
        return refused(request, error)
    request.session[KEPT] = kept | {"next": pages.next_of(request)}
    return HttpResponseRedirect(address)


@require_safe
@never_cache
def back(request):
    """The provider's answer: checked, used once, and the person is signed in as with a password, second factor included."""
    if not sign_on.offered():
        raise Http404
    kept = request.session.pop(KEPT, None)
    try:
        identity = sign_on.Provider().finish(request.GET, kept)
        user = sign_on.account_of(identity, at=request.at, on=timezone.localtime(request.at).date())
    except OpenParError as error:
        return refused(request, error)
    details = {"provider": identity.issuer, second_factor.BY_PROVIDER: identity.second_factor or None}
    if request.user.is_authenticated and request.user.pk == user.pk:
        record_authentication(request, user, "socialaccount", **details)
        return HttpResponseRedirect(kept["next"])
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    record_authentication(request, user, "socialaccount", **details)
    return perform_login(request, Login(user=user, redirect_url=kept["next"]))


def refused(request, error):
    """What was not possible, and the two ways on: again, or by password."""
    status = 503 if isinstance(error, NotLoaded) else pages.status_of(error)
    return render(request, "account/sign_on_refused.html", {"reason": error.message}, status=status)
