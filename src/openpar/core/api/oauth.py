"""The token endpoint: client credentials (RFC 6749, section 4.4) and revocation (RFC 7009). The other grants are for people, who sign in.

Errors here are those of the RFC, `{"error": "invalid_client"}`, since clients of OAuth2 read these and no problem documents.
"""

import base64
import binascii
from urllib.parse import unquote_plus

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from openpar.core import api_clients, rates

WRONG, WRONG_SECONDS = 10, 15 * 60  # wrong secrets for one program from one address
ASKED, ASKED_SECONDS = 60, 60  # tokens for one program
ONCE = ("grant_type", "scope", "client_id", "client_secret", "token")  # a parameter is sent once or not at all


@csrf_exempt
@require_POST
def token(request):
    """A token for an hour against the program's secret, for all that is declared or for the acts in `scope`."""
    client, refused = _program(request)
    if refused:
        return refused
    kind = request.POST.get("grant_type", "")
    if kind != "client_credentials":
        return _error("unsupported_grant_type", "only client_credentials") if kind else _error("invalid_request", "grant_type is missing")
    scope = request.POST.get("scope", "").split() or client.acts
    if set(scope) - set(client.acts):
        return _error("invalid_scope", "not declared for this client: " + " ".join(sorted(set(scope) - set(client.acts)))[:300])
    if rates.too_many(f"api-token:{client.pk}", ASKED, ASKED_SECONDS):
        return _error("temporarily_unavailable", "too many tokens; keep one for its hour", 429, {"Retry-After": str(ASKED_SECONDS)})
    by = api_clients.actor_of(client, timezone.localtime(request.at).date(), request_id=request.request_id)
    row, secret = api_clients.exchange(client, scope, by=by, at=request.at)
    return JsonResponse({"access_token": secret, "token_type": "Bearer", "expires_in": api_clients.GRANTED_SECONDS, "scope": " ".join(row.acts)},
                        headers={"Pragma": "no-cache"})


@csrf_exempt
@require_POST
def revoke(request):
    """The program gives one of its tokens back; an unknown one is as good as given back."""
    client, refused = _program(request)
    if refused:
        return refused
    if not request.POST.get("token"):
        return _error("invalid_request", "token is missing")
    api_clients.give_back(client, request.POST["token"])
    return JsonResponse({})


def _program(request):
    """(program, None) for whoever shows its secret, else (None, the answer)."""
    if request.GET or any(len(request.POST.getlist(p)) > 1 for p in ONCE):
        return None, _error("invalid_request", "parameters are sent once, in the body")
    client_id, secret = credentials(request)
    wrong = f"api:{api_clients.digest(client_id)[:16]}:{request.META.get('REMOTE_ADDR', '')}"
    if rates.reached(wrong, WRONG):
        return None, _error("temporarily_unavailable", "too many wrong secrets", 429, {"Retry-After": str(WRONG_SECONDS)})
    client = api_clients.holder(client_id, secret)
    if client is None or not api_clients.in_force(client, timezone.localtime(request.at).date()):
        rates.too_many(wrong, WRONG, WRONG_SECONDS)
        return None, _error("invalid_client", "unknown, not approved, expired or stopped", 401, {"WWW-Authenticate": 'Basic realm="OpenPAR"'})
    request.api_client = client.client_id
    return client, None


def credentials(request) -> tuple[str, str]:
    """(id, secret) from HTTP Basic, else from the body (section 2.3.1)."""
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    try:
        name, _colon, secret = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return unquote_plus(name), unquote_plus(secret)


def _error(code: str, words: str, status: int = 400, headers=None) -> JsonResponse:
    return JsonResponse({"error": code, "error_description": words}, status=status, headers=headers or {})
