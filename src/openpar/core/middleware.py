"""Puts the actor and the business moment on each request, keeps accounts behind a password of their own and the sensitive roles
behind a second factor, answers engine errors."""

import uuid

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import OperationalError
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from openpar.engine.errors import Conflict, OpenParError, Refused

from . import accounts, clock, logs, pages, second_factor, security_keys
from .actor import actor_for


class ActorMiddleware:
    """request.at (business moment, read once), request.actor (lazy), request.request_id."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex
        logs.REQUEST.set(request.request_id)
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            return HttpResponseBadRequest()  # no text of ours holds a NUL, and PostgreSQL refuses it in the middle of a query
        request.__class__ = _with_actor(request.__class__)
        response = self._place_is_gone(request) or self.get_response(request)
        response["X-Request-Id"] = request.request_id
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        if request.user.is_authenticated and "Cache-Control" not in response:
            pages.private(response)  # what one person may see is kept by no browser and no proxy
        return response

    def process_view(self, request, view, args, kwargs):
        """A text that no database keeps is refused before any view looks at it. What programs send has its own doorkeepers."""
        if request.method == "POST" and not request.path.startswith("/api/") and any(
                "\x00" in text for name, texts in request.POST.lists() for text in (name, *texts)):
            return pages.unkeepable(request)
        return None

    def _place_is_gone(self, request):
        """Somebody stood in for another one and no longer may: back to the own place, and nothing sent from the old one is done."""
        if not request.user.is_authenticated or not request.session.get("standing_in") or request.actor.standing:
            return None
        del request.session["standing_in"]
        words = _("Ủy quyền hoặc việc làm thay đã kết thúc. Bạn đang làm việc của mình.")
        if request.method in ("GET", "HEAD"):
            messages.info(request, words)
            return None
        return pages.answer(request, Refused(_("%(words)s Việc vừa gửi chưa được làm.") % {"words": words}, where="standing"))

    def process_exception(self, request, exception):
        """An error that a view did not put on its own form still becomes its sentence, never a bare failure."""
        if isinstance(exception, OperationalError) and crowded(exception):
            exception = Conflict(_("Chưa lưu được vì nhiều người cùng lưu một lúc. Quay lại và gửi lần nữa."))
        return pages.answer(request, exception) if isinstance(exception, OpenParError) else None


class OwnPasswordMiddleware:
    """Whoever signed in with a password that somebody else gave sees nothing but the page that changes it."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.open = {reverse(n) for n in ("account_logout", "account_change_password", "account_set_password")}
        self.under = ("/giao-dien/", "/static/", "/suc-khoe/")

    def __call__(self, request):
        user = request.user
        if (user.is_authenticated and user.must_change_password and request.path not in self.open
                and not request.path.startswith(self.under)):
            after = f"?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}" if request.method in ("GET", "HEAD") else ""
            return HttpResponseRedirect(reverse("account_change_password") + after)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Whoever holds a sensitive role sees nothing but the pages that enrol a code generator or a security key until one is enrolled."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.open = {reverse(n) for n in ("account_logout", "account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn",
                                          "mfa_index", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")}
        self.no_codes, self.keys = reverse("mfa_deactivate_totp"), f"{reverse('mfa_list_webauthn')}keys/"
        self.under = ("/giao-dien/", "/static/", "/suc-khoe/")

    def __call__(self, request):
        user = request.user
        # Who has a given password first changes it, on the one page that the middleware above leaves open.
        free = request.path in self.open or request.path.startswith(self.under) or (
            user.is_authenticated and user.must_change_password)
        if user.is_authenticated and not free and accounts.must_use_second_factor(user, request.actor):
            if not accounts.has_second_factor(user) and not second_factor.by_provider(request, user):
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
            if self.leaves_nothing(request):
                return pages.answer(request, Refused(_("Vai trò này bắt buộc dùng xác thực hai lớp nên không tắt được.")))
        return self.get_response(request)

    def leaves_nothing(self, request) -> bool:
        """Whether this address takes away the only second factor that the person has."""
        if request.path == self.no_codes:
            return security_keys.is_last(request.user)
        key = request.path.removeprefix(self.keys).removesuffix("/remove/")
        return request.path == f"{self.keys}{key}/remove/" and key.isdecimal() and security_keys.is_last(request.user, int(key.lstrip("0")[:18] or 0))


def crowded(error) -> bool:
    """Whether the database gave this request up for the sake of another one: nothing of it was kept, and it may be sent again."""
    return getattr(error.__cause__, "sqlstate", "") in ("40001", "40P01", "55P03") or "locked" in str(error)


_CLASSES: dict = {}


def _with_actor(base):
    if base not in _CLASSES:
        _CLASSES[base] = type(f"Acting{base.__name__}", (_Acting, base), {})
    return _CLASSES[base]


class _Acting:
    @property
    def at(self):
        if "_at" not in self.__dict__:
            self._at = clock.now()
        return self._at

    @property
    def actor(self):
        if "_actor" not in self.__dict__:
            self._actor = actor_for(self.user, timezone.localtime(self.at).date(),
                                    organisation_id=self.session.get("acting_organisation"), request_id=self.request_id,
                                    standing_in=self.session.get("standing_in", ""))
        return self._actor
