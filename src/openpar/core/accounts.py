"""Signing in: who may open an account, and who must use a second factor."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.vietnamese import fold

from . import audit, clock, roles
from .actor import Actor, actor_for


class Adapter(DefaultAccountAdapter):
    """No registration: accounts are made by the operator or an import."""

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        """The step that asks for a code is our own, which knows of a provider's second factor."""
        return [f"openpar.core.second_factor.{s.rsplit('.', 1)[1]}" if s.endswith(".AuthenticateStage") else s
                for s in super().get_login_stages()]

    def clean_password(self, password, user=None):
        """A new password is another one than the old: one that somebody else knows is not kept by typing it again."""
        if user is not None and user.pk and user.has_usable_password() and user.check_password(password):
            raise ValidationError(_("Chọn mật khẩu khác với mật khẩu đang dùng."))
        return super().clean_password(password, user)

    @transaction.atomic
    def set_password(self, user, password):
        """The person's own choice, by the old password or by the letter to the own address; it is in the trail."""
        user.must_change_password = False  # nobody else knows it
        super().set_password(user, password)
        at = clock.now()
        audit.record("people.password_change", "core.user", user, by=actor_for(user, timezone.localtime(at).date()), at=at)


def name_tried(request, credentials=None) -> str:
    """The user name of a login attempt, as the lock-out counts it: the login form and the code that checks it name
    it differently."""
    name = (credentials or {}).get("username") or (request.POST.get("login") if request is not None else "") or ""
    return fold(name)[:150]


def must_use_second_factor(user, actor: Actor) -> bool:
    """Staff, whoever holds a role marked sensitive today, and whoever stands in for somebody with a far-reaching role."""
    return bool(user.is_staff or user.is_superuser or any(roles.ROLES[m.role].sensitive for m in actor.own)
                or any(s.far for s in actor.stand_ins))


def has_second_factor(user) -> bool:
    """Whether a code generator or a security key is enrolled; one query."""
    from allauth.mfa.models import Authenticator
    return Authenticator.objects.filter(user=user, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)).exists()


def enrol(user, secret: str | None = None) -> str:
    """Enrol a code generator for a person and return its secret: for demo people and tests, whose secrets are printed."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    secret = secret or generate_totp_secret()
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    return secret


def forget_second_factor(user) -> int:
    """Take a lost code generator and its recovery codes away; the person enrols anew at the next visit."""
    from allauth.mfa.models import Authenticator
    return Authenticator.objects.filter(user=user).delete()[0]
