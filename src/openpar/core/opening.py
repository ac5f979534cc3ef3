"""Opening somebody's account: whoever gives another person a password, or takes a second factor away, leaves it in the trail,
tells the person, and ends what is open. A password that somebody else knows is good for one sign-in: it is changed before all else.

A password itself is never written anywhere but, hashed, in its place.
"""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import accounts, audit, grants
from .actor import Actor
from .models import AuditEntry, CalendarFeed, SignOnIdentity, User

PASSWORD_SET = _("Người quản trị đã đặt lại mật khẩu của bạn; hãy đổi khi đăng nhập. Nếu bạn không yêu cầu, báo ngay cho đơn vị.")
PASSWORD_OFF = _("Người quản trị đã tắt đăng nhập bằng mật khẩu của bạn. Nếu bạn không yêu cầu, báo ngay cho đơn vị.")
FACTOR_OFF = _("Người quản trị đã gỡ xác thực hai lớp của bạn. Nếu bạn không yêu cầu, báo ngay cho đơn vị.")
SIGN_ON_OFF = _("Người quản trị đã gỡ liên kết đăng nhập một lần của bạn; lần tới hệ thống tìm lại tài khoản. Nếu bạn không yêu cầu, báo ngay cho đơn vị.")
SIGN_ON_BOUND = _("Tài khoản của bạn vừa được gắn với một danh tính đăng nhập một lần. Nếu không phải bạn đăng nhập, báo ngay cho đơn vị.")
NAME_SET = _("Người quản trị đã đổi tên đăng nhập hoặc thư điện tử của bạn. Nếu bạn không yêu cầu, báo ngay cho đơn vị.")
RESET = _("Mật khẩu và xác thực hai lớp của bạn đã được đặt lại trên máy chủ. Nếu bạn không yêu cầu, báo ngay cho đơn vị.")
RESET_OF = _("Mật khẩu và xác thực hai lớp của %(who)s đã được đặt lại bằng lệnh trên máy chủ. Lý do: %(reason)s")


@transaction.atomic
def password_given(user: User, *, by: Actor, at) -> None:
    """Write down that a password was just set in the back office; somebody else's must be changed at the next sign-in.

    Call in the transaction that saved the password. For the own account only the trail is written.
    """
    usable, own = user.has_usable_password(), user.pk == by.user_id
    if not own:
        User.objects.filter(pk=user.pk).update(must_change_password=usable)
        end_sessions(user)
        _close_feeds(user)
    audit.record("people.password_set", "core.user", user, by=by, at=at, changes={"must_change": [None, usable and not own],
                                                                                   "usable": [None, usable]})
    grants.told_of_access(user, PASSWORD_SET if usable else PASSWORD_OFF, by=by, at=at) if not own else None


@transaction.atomic
def take_second_factor(user: User, *, by: Actor, at) -> None:
    """Take a lost code generator, its recovery codes and security keys away; the person enrols anew at the next sign-in."""
    accounts.forget_second_factor(user)
    end_sessions(user)
    audit.record("people.forget_second_factor", "core.user", user, by=by, at=at)
    grants.told_of_access(user, FACTOR_OFF, by=by, at=at)


@transaction.atomic
def reset(user: User, password: str, *, reason: str, shell: str, by: Actor, at) -> None:
    """A password for one sign-in and no second factor, from the server's shell; the person and every operator are told.

    `shell` names the account of the machine from which it was done; it goes into the trail with the reason.
    """
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    accounts.forget_second_factor(user)
    SignOnIdentity.objects.filter(user=user).delete()  # every way in that somebody else may have opened is closed
    end_sessions(user)
    _close_feeds(user)
    audit.record("people.reset_access", "core.user", user, by=by, at=at, reason=reason,
                 changes={"from": [None, "shell"], "shell_user": [None, shell]})
    grants.told_of_access(user, RESET, by=by, at=at)
    others = sorted({*grants.operators(by.on)} - {user.pk})
    grants.told_of_access(user, RESET_OF, {"who": user, "reason": reason}, to=others, by=by, at=at)


def _close_feeds(user: User) -> None:
    """The address of a calendar is a key of its own; whoever may have had the account may have copied it."""
    CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())


OPENED = {"operator.add": _("Tài khoản do %(who)s lập"), "people.password_set": _("Mật khẩu do %(who)s đặt"),
          "operator.change": _("Tên đăng nhập hoặc thư điện tử do %(who)s đổi"),
          "people.forget_second_factor": _("Xác thực hai lớp do %(who)s gỡ"),
          "people.reset_access": _("Mật khẩu và xác thực hai lớp đặt lại trên máy chủ")}


def opened_by_others(users: list[int]) -> dict[int, list[AuditEntry]]:
    """For each of these people, the last time each way into the account was opened by somebody else; oldest first, one query.

    Whoever approves a far-reaching role sees by whom the account might be used.
    """
    rows = AuditEntry.objects.filter(room="core.user", object_id__in=users, act__in=OPENED).exclude(actor_id=F("object_id")).filter(
        ~Q(act="operator.change") | Q(changes__has_any_keys=["username", "email"])).select_related("actor").order_by("received_at", "id")
    last: dict[int, dict[str, AuditEntry]] = {}
    for row in rows:
        said = last.setdefault(row.object_id, {})
        said.pop(row.act, None)
        said[row.act] = row
    return {pk: list(said.values()) for pk, said in last.items()}


def end_sessions(user: User, but: str = "") -> None:
    """Every session of this person ends with its next request, and is gone from the person's list; in every process at once.

    The session of the key `but` stays in the list; whoever keeps it gives it the new hash.
    """
    from allauth.usersessions.models import UserSession
    User.objects.filter(pk=user.pk).update(access_turn=F("access_turn") + 1)
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()


def list_session(request) -> None:
    """Put the present session, whose key has changed, back into the person's list."""
    from allauth.usersessions.models import UserSession
    UserSession.objects.create_from_request(request)
