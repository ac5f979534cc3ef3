"""Signing on once: a provider of the province or the nation (OpenID Connect) says who somebody is; the platform says what they may do.

`provider` speaks the protocol, `people` finds whom the answer means. Off until `OPENPAR_OIDC_ISSUER` is set.
"""

from .people import account_of, unbind
from .provider import Identity, Provider, offered

__all__ = ["Identity", "Provider", "account_of", "offered", "unbind"]
