"""Whom an identity means: one existing account, found by the configured claim, then held by the provider's own id of the person.

No account is made and no role given by signing on.
"""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from openpar.core import audit, grants
from openpar.core.actor import actor_for
from openpar.core.models import ApiClient, SignOnIdentity, User
from openpar.core.opening import SIGN_ON_BOUND, SIGN_ON_OFF
from openpar.engine.errors import Conflict, Refused

from .provider import Identity


@transaction.atomic
def account_of(identity: Identity, *, at, on) -> User:
    """The active account of this identity; the first time it is bound to the claim's account, later the claim is not asked.

    A Refused says why nobody was found: no account, more than one, an address that the provider did not verify, a deactivated
    account, an account that is bound to another identity.
    """
    held = SignOnIdentity.objects.select_related("user").filter(issuer=identity.issuer, subject=identity.subject).first()
    user = held.user if held else _by_claim(identity)
    if not user.is_active:
        raise Refused(_("Tài khoản này đã ngừng hoạt động. Liên hệ người quản trị của đơn vị nếu vẫn cần dùng."))
    if held is None:
        try:
            with transaction.atomic():
                held = SignOnIdentity.objects.create(user=user, issuer=identity.issuer, subject=identity.subject, bound_at=at)
        except IntegrityError:
            raise Conflict(_("Tài khoản này đã gắn với một danh tính khác của hệ thống đăng nhập một lần. Nhờ người quản trị gỡ liên kết cũ.")) from None
        audit.record("people.sign_on_bind", "core.user", user, by=actor_for(user, on), at=at, changes={
            "issuer": [None, identity.issuer], "subject": [None, audit.keyed(identity.subject)]})
        grants.told_of_access(user, SIGN_ON_BOUND, by=actor_for(user, on), at=at)
    _void_one_time_password(user, at=at, on=on)
    return user


@transaction.atomic
def unbind(user: User, *, by, at) -> bool:
    """Take the binding away, so that the next sign-on finds the account by the claim again; the person is told."""
    if not SignOnIdentity.objects.filter(user=user).delete()[0]:
        return False
    audit.record("people.sign_on_unbind", "core.user", user, by=by, at=at)
    grants.told_of_access(user, SIGN_ON_OFF, by=by, at=at)
    return True


def _by_claim(identity: Identity) -> User:
    claim, match = settings.OIDC["claim"], settings.OIDC["match"]
    value = identity.claims.get(claim)
    if not isinstance(value, str) or not value.strip():
        raise Refused(_("Hệ thống đăng nhập một lần không cho biết “%(claim)s” của bạn nên không tìm được tài khoản. Báo người quản trị.") % {"claim": claim})
    if match == "email" and not _proved(identity, value.strip()):
        raise Refused(_("Thư điện tử của bạn chưa được xác minh ở hệ thống đăng nhập một lần. Xác minh ở đó rồi đăng nhập lại."))
    found = list(User.objects.select_for_update().filter(
        **{f"{match}__iexact" if match == "email" else match: value.strip()}).exclude(pk__in=ApiClient.objects.values("user"))[:2])
    if len(found) != 1:
        raise Refused(_("Danh tính này chưa ứng với đúng một tài khoản của hệ thống. Nhờ người quản trị của đơn vị kiểm tra tên đăng nhập, thư điện tử."))
    return found[0]


def _proved(identity: Identity, address: str) -> bool:
    """Whether the provider has verified that this address is the person's: its word is about the claim `email`, whatever claim is used here."""
    verified = identity.claims.get("email")
    return (identity.claims.get("email_verified") in (True, "true") and isinstance(verified, str)
            and verified.strip().casefold() == address.casefold())


def _void_one_time_password(user: User, *, at, on) -> None:
    """A password that an operator knows dies with the first sign-on: the person has shown who they are without it."""
    if user.must_change_password:
        user.set_unusable_password()
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        audit.record("people.password_void", "core.user", user, by=actor_for(user, on), at=at)
