"""Security keys and passkeys (WebAuthn): a second factor that cannot be given away on a false page, or the whole sign-in.

allauth and fido2 speak the protocol; here is what the house adds: its names, answers that are refused instead of breaking a page,
and what follows when a factor comes or goes.
"""

import struct

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as shipped
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import audit, opening

MAIN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes stand in for one of these, never alone
BROKEN = (AttributeError, LookupError, TypeError, ValueError, struct.error)  # what the parsers of made-up answers raise


class Adapter(DefaultMFAAdapter):
    """How keys and their owner are named where the browser shows them."""

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": f"OpenPAR {settings.PROVINCE}"}

    def _get_user_identifier(self, user):
        return user.username

    def generate_authenticator_name(self, user, type):
        """"Khóa 2": a name to begin with, which the person may change."""
        return _("Khóa %(n)s") % {"n": Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}


class Credential(forms.JSONField):
    """What a key answered: one object, of the size of one. Endless brackets and endless numbers are no answer."""

    widget = forms.HiddenInput
    LONGEST = 20_000

    def to_python(self, value):
        try:
            found = super().to_python(value) if len(str(value or "")) <= self.LONGEST else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ValidationError(_refused())
        return found

    def bound_data(self, data, initial):
        """An answer is good once: a page that is shown again begins without one."""
        return None

    def prepare_value(self, value):
        return ""


class _Checked(forms.Form):
    """An answer that is no answer of a key is refused with a sentence; a locked account stays locked."""

    credential = Credential()

    def clean_credential(self):
        user = getattr(self, "user", None)
        if user is not None and not AxesProxyHandler.is_allowed(context.request, {"username": user.username}):
            context.request.axes_locked_out = True
            raise ValidationError(_("Đã nhập sai quá nhiều lần. Đợi 15 phút rồi đăng nhập lại."))
        try:
            return super().clean_credential()
        except BROKEN:
            raise ValidationError(_refused()) from None


def _refused():
    return _("Khóa này không được nhận. Thử lại, hoặc dùng cách khác.")


class AuthenticateForm(_Checked, shipped.AuthenticateWebAuthnForm):
    """The second step of signing in, by a key."""


class ReauthenticateForm(_Checked, shipped.ReauthenticateWebAuthnForm):
    """A key again, before a guarded act."""


class LoginForm(_Checked, shipped.LoginWebAuthnForm):
    """The whole sign-in by a passkey, which has asked for a finger, a face or a PIN."""


class AddForm(shipped.AddWebAuthnForm):
    """A new key of the person."""

    name = forms.CharField(label=gettext_lazy("Tên khóa"), required=False, max_length=60)
    passwordless = forms.BooleanField(label=gettext_lazy("Khóa truy cập: đăng nhập không cần mật khẩu"), required=False, help_text=gettext_lazy(
        "Chỉ cần khóa này là đăng nhập được; khóa phải hỏi vân tay, khuôn mặt hoặc mã PIN."))
    credential = Credential()

    def clean(self):
        try:
            return super().clean()
        except BROKEN:
            raise ValidationError(_refused()) from None


class RenameForm(shipped.EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=gettext_lazy("Tên khóa"), max_length=60)


def is_last(user, authenticator_pk=None) -> bool:
    """Whether the person would be without a second factor after removing this one (the code generator when no key is named)."""
    left = Authenticator.objects.filter(user=user, type__in=MAIN)
    left = left.exclude(pk=authenticator_pk) if authenticator_pk else left.exclude(type=Authenticator.Type.TOTP)
    return not left.exists()


def came(sender, request, user, authenticator, **kwargs) -> None:
    """A factor was enrolled by its owner: it is in the trail. Told by allauth."""
    audit.record("people.second_factor_add", "core.user", user, by=request.actor, at=request.at, changes={"type": [None, authenticator.type]})


@transaction.atomic
def went(sender, request, user, authenticator, **kwargs) -> None:
    """A factor was removed by its owner: it is in the trail, and every other session ends. Told by allauth."""
    audit.record("people.second_factor_remove", "core.user", user, by=request.actor, at=request.at, changes={"type": [authenticator.type, None]})
    if authenticator.type in MAIN:
        opening.end_sessions(user, but=request.session.session_key)
        user.refresh_from_db(fields=["access_turn"])
        update_session_auth_hash(request, user)
        opening.list_session(request)
