"""Who asks: the bearer token names a program or a person, and an organisation; a route names the acts it needs."""

from functools import wraps

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from openpar.core import api_clients, personal_tokens, roles
from openpar.engine.errors import Refused


class Bearer(HttpBearer):
    """A token in the Authorization header. Cookies open nothing here, so no other site can ride on somebody's session."""

    openapi_scheme = "bearer"

    def __call__(self, request):
        if "_api_token" not in request.__dict__:  # asked by the idempotency guard first, then by the route
            request._api_token = super().__call__(request)
        return request._api_token

    def authenticate(self, request, token):
        row = api_clients.opened_by(token)
        if row is None:
            return None
        today = timezone.localtime(request.at).date()
        actor = (api_clients.actor_of(row.client, today, acts=row.acts, request_id=request.request_id) if row.client_id
                 else personal_tokens.actor_of(row, today, request_id=request.request_id))
        if actor is None or not actor.memberships:
            return None
        request._actor, request.api_client = actor, row.client.client_id if row.client_id else f"token-{row.pk}"
        return row


BEARER = Bearer()


def needs(*acts: str):
    """Decorator of a route: the program must hold one of these acts; said so in the OpenAPI document. None means that any token will do."""
    def decorate(view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            require(request.actor, *acts)
            return view(request, *args, **kwargs)
        wrapped.acts = acts
        return wrapped
    return decorate


def require(actor, *acts: str) -> None:
    """A Refused that names the acts, unless one is held."""
    if acts and not any(actor.can(a) for a in acts):
        raise Refused(_("Thẻ này không có quyền: %(acts)s. Người vận hành khai quyền cho phần mềm; thẻ cá nhân thì làm thẻ mới có việc này.") % {
            "acts": "; ".join(f"{roles.ACTS[a].title} ({a})" for a in acts)}, where="scope")
