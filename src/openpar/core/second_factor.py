"""A wrong one-time code counts like a wrong password: five lock the account, in the database and so for every process."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as Shipped
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class AuthenticateForm(Shipped):
    """The page that asks for the code at login; a locked account is told so, even with the right code."""

    def clean_code(self) -> str:
        if not AxesProxyHandler.is_allowed(context.request, {"username": self.user.username}):
            context.request.axes_locked_out = True  # the middleware answers with the page of locked accounts
            raise ValidationError(_("Đã nhập sai quá nhiều lần. Đợi 15 phút rồi đăng nhập lại."))
        return super().clean_code()

    def _emit_authentication_failed(self, authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        user_login_failed.send(sender=__name__, credentials={"username": self.user.username}, request=context.request)
