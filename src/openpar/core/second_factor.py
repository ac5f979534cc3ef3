"""One-time codes: a wrong one counts like a wrong password (five lock the account), a right one opens once in the whole
installation, and acts that change who is who ask for one of the last quarter of an hour.

All of it lives in the database and in real time, so that any number of processes agree.
"""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as ShippedAtLogin
from allauth.mfa.base.forms import ReauthenticateForm as ShippedAgain
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage as ShippedStage
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from . import accounts

RECENT = 15 * 60  # seconds a code stays fresh for opening a guarded page
TO_SAVE = 60 * 60  # and for saving what was opened in time: a long form is not thrown away
BY_PROVIDER = "second_factor"  # in the record of a sign-on whose provider asked for a second factor in a trusted way


def spend(authenticator: Authenticator, code: str) -> bool:
    """Use up the time step of a code; False when it, or a later one, has been used. Call with the row locked."""
    secret, typed = decrypt(authenticator.data["secret"]), "".join(code.split())
    now = list(yield_hotp_counters_from_time())  # and the step before: the clock may have ticked since the code was found right
    step = next((s for s in (*now, now[0] - 1) if format_hotp_value(hotp_value(secret, s)) == typed), None)
    if step is None or step <= authenticator.data.get("spent", -1):
        return False
    authenticator.data["spent"] = step
    authenticator.save(update_fields=["data"])
    return True


class _Once:
    """The rows of the person's code generator and recovery codes are locked while a code is checked and used up."""

    def clean_code(self) -> str:
        if not AxesProxyHandler.is_allowed(context.request, {"username": self.user.username}):
            context.request.axes_locked_out = True  # the middleware answers with the page of locked accounts
            raise ValidationError(_("Đã nhập sai quá nhiều lần. Đợi 15 phút rồi đăng nhập lại."))
        wrong = None
        with transaction.atomic():  # a refusal is raised after it, so that its count is kept
            list(Authenticator.objects.select_for_update().filter(user=self.user).order_by("pk"))
            try:
                code = super().clean_code()
                if self.authenticator.type == Authenticator.Type.TOTP:
                    self.authenticator.refresh_from_db(fields=["data"])
                    if not spend(self.authenticator, code):
                        wrong = ValidationError(_("Mã này đã dùng rồi. Đợi ứng dụng hiện mã mới (tối đa 30 giây) rồi nhập."))
            except ValidationError as error:
                wrong = error
        if wrong:
            raise wrong
        return code

    def _emit_authentication_failed(self, authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        user_login_failed.send(sender=__name__, credentials={"username": self.user.username}, request=context.request)


class AuthenticateForm(_Once, ShippedAtLogin):
    """The page that asks for the code at login; a locked account is told so, even with the right code."""


class ReauthenticateForm(_Once, ShippedAgain):
    """The page that asks for the code again before a guarded act."""


class AuthenticateStage(ShippedStage):
    """Between the first step and the session: a code, unless the provider that signed the person on has asked for as much."""

    def _should_handle(self, request) -> bool:
        return super()._should_handle(request) and not by_provider(request, self.login.user)


def by_provider(request, user) -> float:
    """When the person last gave a second factor at a provider that the installation trusts and that signed this session on; 0 for never."""
    return max((r[BY_PROVIDER] for r in get_authentication_records(request, user) if r.get(BY_PROVIDER)), default=0)


def last_code(request) -> float:
    """When this session last gave a second factor, here or at a trusted provider, in seconds of real time; 0 for never."""
    codes = (r.get("at", 0) for r in get_authentication_records(request, request.user) if r.get("method") == "mfa")
    return max((by_provider(request, request.user), *codes))


def just_signed_in(request) -> bool:
    """Whether this session showed who it is within the time that asking again would buy: by a code where the person has a second factor,
    else by a password or at the provider."""
    records = [r for r in get_authentication_records(request, request.user) if r.get("at")]
    own = accounts.has_second_factor(request.user)
    shown = last_code(request) if own else max((r["at"] for r in records), default=0)
    return time.time() - shown < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def password_wanted(request, back: str):
    """None when the session gave a password (or came from the provider) recently, else the answer that asks for it; then to the page `back`."""
    if just_signed_in(request) or (request.user.has_usable_password() and did_recently_reauthenticate(request)):
        return None
    after = {REDIRECT_FIELD_NAME: reverse(back)}
    if request.user.has_usable_password():
        messages.info(request, _("Việc này cần biết chắc là bạn. Nhập lại mật khẩu, rồi làm lại."))
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode(after)}")
    return HttpResponseRedirect(f"{reverse('core:sign_on')}?{urlencode(after | {'lai': 1})}")


def wanted(request, back: str = ""):
    """None when the session gave a code recently enough for this request, else the answer that asks for one.

    Afterwards the person is at the page named by `back`, or at the same address, opened anew.
    """
    reading = request.method in ("GET", "HEAD")
    own, provided = accounts.has_second_factor(request.user), by_provider(request, request.user)
    if own or provided:
        if time.time() - last_code(request) < (RECENT if reading else TO_SAVE):
            return None
        if not reading:
            messages.warning(request, _("Chưa lưu: đã quá một giờ từ lần nhập mã gần nhất. Nhập mã rồi làm lại."))
        # The page is opened anew: a form kept in the session would run later without the checks of a request.
        after = {REDIRECT_FIELD_NAME: reverse(back) if back else request.get_full_path()}
        if own:
            typed = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists()
            return HttpResponseRedirect(f"{reverse('mfa_reauthenticate' if typed else 'mfa_reauthenticate_webauthn')}?{urlencode(after)}")
        return HttpResponseRedirect(f"{reverse('core:sign_on')}?{urlencode(after | {'lai': 1})}")
    messages.info(request, _("Việc này cần xác thực hai lớp. Đăng ký ứng dụng tạo mã, rồi mở lại trang."))
    return HttpResponseRedirect(reverse("mfa_activate_totp"))
