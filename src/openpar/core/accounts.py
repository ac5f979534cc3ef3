"""Signing in: who may open an account, and who must use a second factor."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """No registration: accounts are made by the operator or an import."""

    def is_open_for_signup(self, request):
        return False
