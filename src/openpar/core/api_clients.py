"""Programs that ask for an organisation: declared by one operator, in force when another one approves, stopped by either at once.

Secrets and tokens have 256 random bits, so a plain digest keeps them; they are shown once and never again.
"""

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Refused

from . import api_limits, audit, grants, roles
from .actor import Actor, actor_for
from .models import ApiAnswer, ApiClient, ApiToken, Membership, Organisation, RoleGrant, User
from .organisations import valid_on
from .prepared import MOMENT, Prepared

ACT = grants.ACT
ROLE = "api_client"
GRANTED_SECONDS = 3600  # a token against the secret
LONGEST_DAYS = 366  # a token made by an operator
KEEP_ANSWERS, KEEP_DEAD_TOKENS = timedelta(days=7), timedelta(days=30)


@transaction.atomic
def declare(*, name: str, organisation: Organisation, purpose: str, contact: str, acts, valid_until: date | None = None, by: Actor,
            at) -> tuple[ApiClient, str]:
    """A new program and its secret, which is shown this once. It opens nothing until a second operator approves its role."""
    by.require(ACT)
    acts = sorted(set(acts))
    if not acts or set(acts) - set(roles.ROLES[ROLE].rights):
        raise BadInput(_("Chọn ít nhất một việc mà phần mềm được làm."), where="acts")
    if not name.strip():
        raise BadInput(_("Ghi tên phần mềm."), where="name")
    client_id, secret = f"opc_{secrets.token_hex(8)}", _new("ops")
    user = User(username=client_id, full_name=name.strip(), digest_by_mail=False)
    user.set_unusable_password()
    user.save()
    client = ApiClient.objects.create(user=user, organisation=organisation, client_id=client_id, secret_digest=digest(secret),
                                      purpose=purpose.strip(), contact=contact.strip(), acts=acts, created_by=by.user, created_at=at)
    audit.record("api.declare", "core.api_client", client, by=by, at=at, reference=client_id, organisation_id=organisation.pk,
                 changes={"name": [None, user.full_name], "acts": [None, acts], "purpose": [None, client.purpose]})
    grants.give(Membership(user=user, organisation=organisation, role=ROLE, title=name.strip()[:200], valid_from=by.on, valid_until=valid_until),
                by=by, at=at)
    return client, secret


@transaction.atomic
def narrow(client: ApiClient, acts, *, by: Actor, at) -> ApiClient:
    """Take acts away, at once. Nothing is added: a program that needs more is declared anew and approved by two."""
    by.require(ACT)
    client = ApiClient.objects.select_for_update().get(pk=client.pk)
    acts = sorted(set(acts))
    if set(acts) - set(client.acts):
        raise Refused(_("Không thêm việc cho phần mềm đã khai. Khai phần mềm mới với đủ việc cần làm để hai người cùng duyệt."), where="acts")
    if not acts:
        raise BadInput(_("Giữ ít nhất một việc, hoặc dừng phần mềm."), where="acts")
    audit.record("api.narrow", "core.api_client", client, by=by, at=at, reference=client.client_id, organisation_id=client.organisation_id,
                 changes=audit.changed({"acts": client.acts}, {"acts": acts}))
    client.acts = acts
    client.save(update_fields=["acts"])
    return client


@transaction.atomic
def stop(client: ApiClient, *, by: Actor, at) -> bool:
    """From now on it gets no answer; whether it was running. It is never started again."""
    by.require(ACT)
    real = timezone.now()
    done = bool(ApiClient.objects.filter(pk=client.pk, stopped_at__isnull=True).update(stopped_at=real))
    if done:
        ApiToken.objects.filter(client=client, revoked_at__isnull=True).update(revoked_at=real)
        audit.record("api.stop", "core.api_client", client, by=by, at=at, reference=client.client_id, organisation_id=client.organisation_id)
    return done


@transaction.atomic
def new_secret(client: ApiClient, *, by: Actor, at) -> str:
    """Another secret, shown once; the one before and every token end now."""
    by.require(ACT)
    _running(client)
    secret = _new("ops")
    ApiClient.objects.filter(pk=client.pk).update(secret_digest=digest(secret))
    ApiToken.objects.filter(client=client, revoked_at__isnull=True).update(revoked_at=timezone.now())
    audit.record("api.secret", "core.api_client", client, by=by, at=at, reference=client.client_id, organisation_id=client.organisation_id)
    return secret


@transaction.atomic
def make_token(client: ApiClient, *, name: str, days: int, acts=None, by: Actor, at) -> tuple[ApiToken, str]:
    """A token for a program that cannot ask for one by itself, for at most a year; shown once. Not before its role is in force."""
    by.require(ACT)
    _running(client)
    if not name.strip():
        raise BadInput(_("Ghi tên thẻ để sau này biết thẻ đặt ở đâu."), where="name")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput(_("Thẻ có hạn từ 1 đến %(n)s ngày.") % {"n": LONGEST_DAYS}, where="days")
    if not in_force(client, by.on):
        raise Refused(_("Phần mềm này chưa được người vận hành thứ hai duyệt, hoặc đã hết hạn."), where="client")
    row, token = grant(client, client.acts if acts is None else acts, timedelta(days=days), name=name.strip(), created_by=by.user)
    audit.record("api.token_make", "core.api_client", client, by=by, at=at, reference=client.client_id, organisation_id=client.organisation_id,
                 changes={"token": [None, row.pk], "name": [None, row.name], "days": [None, days]})
    return row, token


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor, at) -> bool:
    """The token opens nothing any more; whether it still did."""
    by.require(ACT)
    done = bool(ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()))
    if done:
        audit.record("api.token_revoke", "core.api_client", token.client, by=by, at=at, reference=token.client.client_id,
                     organisation_id=token.client.organisation_id, changes={"token": [token.pk, None]})
    return done


def grant(client: ApiClient, acts, life: timedelta, *, name: str = "", created_by=None) -> tuple[ApiToken, str]:
    """A row and the token itself. The acts are among the declared ones; the caller writes the trail."""
    token, real = _new("opt"), timezone.now()
    row = ApiToken.objects.create(client=client, digest=digest(token), name=name, acts=sorted(set(acts) & set(client.acts)), created_by=created_by,
                                  created_at=real, expires_at=real + life)
    return row, token


@transaction.atomic
def exchange(client: ApiClient, acts, *, by: Actor, at) -> tuple[ApiToken, str]:
    """A token for an hour, to a program that has just shown its secret."""
    row, token = grant(client, acts, timedelta(seconds=GRANTED_SECONDS))
    audit.record("api.token", "core.api_client", client, by=by, at=at, reference=client.client_id, organisation_id=client.organisation_id,
                 changes={"token": [None, row.pk], "acts": [None, row.acts]})
    return row, token


def give_back(client: ApiClient, token: str) -> bool:
    """The program ends one of its own tokens; whether it still counted."""
    return bool(ApiToken.objects.filter(client=client, digest=digest(token), revoked_at__isnull=True).update(revoked_at=timezone.now()))


def holder(client_id: str, secret: str) -> ApiClient | None:
    """The running program that holds this secret."""
    client = ApiClient.objects.filter(client_id=client_id.replace(chr(0), '')[:40], stopped_at__isnull=True).select_related("user", "organisation").first()
    fits = hmac.compare_digest(client.secret_digest if client else "0" * 64, digest(secret))
    return client if client and fits and client.user.is_active else None


def _opened(digest, real):
    program = Q(client__isnull=False, client__stopped_at__isnull=True, client__user__is_active=True)
    person = Q(person__is_active=True, person__must_change_password=False, person__access_turn=F("turn"))
    return ApiToken.objects.filter(program | person, digest=digest, revoked_at__isnull=True, expires_at__gt=real).select_related(
        "client__user", "client__organisation", "person", "organisation")


OPENED = Prepared(_opened, digest="a digest", real=MOMENT)


def opened_by(token: str) -> ApiToken | None:
    """The token's row, while it counts. Its use is written down once an hour."""
    real = timezone.now()
    row = next(iter(OPENED.objects(digest=digest(token), real=real)), None)
    if row and (row.used_at is None or row.used_at < real - timedelta(hours=1)):
        ApiToken.objects.filter(pk=row.pk).update(used_at=real)
    return row


def actor_of(client: ApiClient, on: date, *, acts=None, request_id: str = "") -> Actor:
    """The program as who asks: its role of the day within its declared acts, and within those of its token."""
    return actor_for(client.user, on, organisation_id=client.organisation_id, request_id=request_id,
                     within=frozenset(client.acts if acts is None else acts))


def in_force(client: ApiClient, on: date) -> bool:
    """Whether two operators gave it its role and the role's days have come and not passed."""
    return client.stopped_at is None and Membership.objects.filter(valid_on(on), user_id=client.user_id, role=ROLE).exists()


def clients(actor: Actor):
    """All programs for operators, newest first, each with `given` (its role counts today) and `waiting` (for the second operator)."""
    if not actor.can(ACT):
        return ApiClient.objects.none()
    mine = Q(user=OuterRef("user"), role=ROLE)
    return ApiClient.objects.select_related("user", "organisation", "created_by").annotate(
        given=Exists(Membership.objects.filter(mine, valid_on(actor.on))),
        waiting=Exists(RoleGrant.objects.filter(mine, state=RoleGrant.State.WAITING))).order_by("-pk")


def sweep(real) -> int:
    """Forget kept answers after a week and dead tokens after a month; how many."""
    dead = Q(expires_at__lt=real - KEEP_DEAD_TOKENS) | Q(revoked_at__lt=real - KEEP_DEAD_TOKENS)
    return (ApiAnswer.objects.filter(at__lt=real - KEEP_ANSWERS).delete()[0] + ApiToken.objects.filter(dead).delete()[0]
            + api_limits.forget(real.timestamp()))


def digest(secret: str) -> str:
    """What is kept of a secret.

    >>> digest("x")[:8]
    '2d711642'
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _new(kind: str) -> str:
    """A secret that scanners of leaked files recognise by its beginning."""
    return f"{kind}_{secrets.token_urlsafe(32)}"


def _running(client):
    if ApiClient.objects.filter(pk=client.pk, stopped_at__isnull=False).exists():
        raise Refused(_("Phần mềm này đã dừng. Khai phần mềm mới."), where="client")
