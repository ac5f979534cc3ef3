"""Thẻ cá nhân: a person lets a program of the own act with the own roles in one organisation, for some acts, for at most a year.

Never more than the person may do on the day of the request, never in another one's place, and never what is done in person.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Refused

from . import audit, roles
from .actor import Actor, actor_for
from .api_clients import LONGEST_DAYS, _new, digest
from .models import ApiToken, Organisation
from .outbox import Audience, Told, announce, kept_words

ROOM = "core.personal_token"
MOST = 20  # running tokens of one person


def lendable(actor: Actor) -> dict[Organisation, list[str]]:
    """{organisation: acts} that this person may put into a token today: the own roles, without what is done in person.

    >>> lendable(Actor(None, None))
    {}
    """
    out: dict = {}
    for m in actor.own:
        out.setdefault(m.organisation_id, set()).update(a for a in roles.ROLES[m.role].rights if roles.by_token(a))
    where = Organisation.objects.in_bulk(out)
    return {where[pk]: [a for a in roles.ACTS if a in acts] + list(roles.OWN_ACTS) for pk, acts in out.items()}


@transaction.atomic
def make(*, name: str, organisation: Organisation, acts, days: int, second_factor: bool, by: Actor, at) -> tuple[ApiToken, str]:
    """A token and its text, which is shown this once; the person is told, as of every new way into the account."""
    acts = sorted(set(acts))
    if by.standing:
        raise Refused(_("Đang làm thay người khác thì không làm thẻ. Về việc của mình rồi làm thẻ."), where="standing")
    allowed = next((a for o, a in lendable(by).items() if o.pk == organisation.pk), None)
    if allowed is None:
        raise Refused(_("Bạn không có vai trò ở cơ quan này."), where="organisation")
    if not acts or set(acts) - set(allowed):
        raise BadInput(_("Chọn ít nhất một việc, trong những việc bạn được làm ở cơ quan này."), where="acts")
    if not name.strip():
        raise BadInput(_("Ghi tên thẻ để sau này biết thẻ đặt ở đâu."), where="name")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput(_("Thẻ có hạn từ 1 đến %(n)s ngày.") % {"n": LONGEST_DAYS}, where="days")
    real = timezone.now()
    if running(by.user).count() >= MOST:
        raise Refused(_("Bạn đã có %(n)s thẻ còn hạn. Thu hồi thẻ không dùng nữa rồi làm thẻ mới.") % {"n": MOST}, where="name")
    token = _new("opp")
    row = ApiToken.objects.create(person=by.user, organisation=organisation, turn=by.user.access_turn, second_factor=second_factor, name=name.strip(),
                                  digest=digest(token), acts=acts, created_by=by.user, created_at=real, expires_at=real + timedelta(days=days))
    audit.record("token.make", ROOM, row, by=by, at=at, reference=row.name, organisation_id=organisation.pk, changes={
        "acts": [None, acts], "days": [None, days]})
    with kept_words():
        announce([Told("people.access", f"user-{by.user_id}", _("Một thẻ cá nhân “%(name)s” vừa được làm cho tài khoản này. Nếu không phải bạn, "
                                                                "thu hồi thẻ và đổi mật khẩu ngay.") % {"name": row.name}, "",
                       (Audience(user_id=by.user_id),))], by=by, at=at)
    return row, token


def tokens_of(user):
    """The person's own tokens, newest first."""
    return ApiToken.objects.filter(person=user).select_related("organisation").order_by("-id")


def running(user):
    """Those that still open something."""
    return tokens_of(user).filter(revoked_at__isnull=True, expires_at__gt=timezone.now(), turn=user.access_turn)


@transaction.atomic
def revoke(token: ApiToken, *, by: Actor, at) -> bool:
    """The token opens nothing any more; whether it still did. Only its own person ends it here."""
    if token.person_id is None or token.person_id != by.user_id:
        raise Refused(_("Đây không phải thẻ của bạn."), where="token")
    done = bool(ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()))
    if done:
        audit.record("token.revoke", ROOM, token, by=by, at=at, reference=token.name, organisation_id=token.organisation_id)
    return done


def actor_of(token: ApiToken, on, *, request_id: str = "") -> Actor | None:
    """The person as who asks through this token; None where a role of the day demands a second factor and the token was made without one."""
    from . import accounts
    acts = frozenset(a for a in token.acts if roles.by_token(a))
    actor = actor_for(token.person, on, organisation_id=token.organisation_id, request_id=request_id, within=acts)
    return None if accounts.must_use_second_factor(token.person, actor) and not token.second_factor else actor
