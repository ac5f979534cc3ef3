"""One-time passwords for people whom a file brought in: made when they are asked for, shown in one workbook, kept nowhere but hashed."""

import secrets
from dataclasses import dataclass
from operator import itemgetter

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import grants, opening
from openpar.core.actor import Actor
from openpar.core.listing import Cell, workbook
from openpar.core.models import ImportBatch, User
from openpar.engine.errors import BadInput, Refused

LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
LENGTH = 12
AT_ONCE = 100  # each is hashed slowly on purpose


@dataclass(frozen=True, slots=True)
class Given:
    """One line of the workbook: a person with a password, or why there is none."""

    full_name: str
    username: str
    office: str
    password: str
    words: str


def waiting(batch: ImportBatch):
    """People of this import who have never signed in and have no password yet."""
    made = batch.made.filter(room="core.user", new=True).values("object_id")
    return User.objects.filter(pk__in=made, is_active=True, last_login__isnull=True, password__startswith="!").order_by("name_key", "id")


@transaction.atomic
def give(batch: ImportBatch, *, by: Actor, at) -> list[Given]:
    """A password for one sign-in to the next hundred of them; whoever has a far-reaching role, or is proposed for one, gets none here.

    BadInput where nobody waits. The caller has asked for a fresh code of the second factor.
    """
    by.require("people.manage")
    out = []
    for user in waiting(batch).select_for_update(of=("self",)):
        if sum(1 for g in out if g.password) >= AT_ONCE:
            break
        try:
            grants.guard_account(user, by=by)
        except Refused:
            out.append(Given(user.full_name, user.username, _offices(user), "",
                             _("vai trò có quyền rộng: đặt mật khẩu qua thư điện tử hoặc lệnh reset_access")))
            continue
        word = "".join(secrets.choice(LETTERS) for _n in range(LENGTH))
        user.set_password(word)
        user.save(update_fields=["password"])
        opening.password_given(user, by=by, at=at)
        out.append(Given(user.full_name, user.username, _offices(user), word, _("đổi khi đăng nhập lần đầu")))
    if not any(g.password for g in out):
        raise BadInput(_("Không còn ai trong tệp này cần mật khẩu dùng một lần: đã có mật khẩu, đã đăng nhập, hoặc có vai trò quyền rộng."), where="password")
    return out


def book(given: list[Given], batch: ImportBatch) -> bytes:
    """The workbook to print and cut; it is not kept."""
    cells = [Cell(_("Họ và tên"), itemgetter(0), width=28), Cell(_("Tên đăng nhập"), itemgetter(1)), Cell(_("Cơ quan, đơn vị"), itemgetter(2), width=36),
             Cell(_("Mật khẩu dùng một lần"), itemgetter(3), width=22), Cell(_("Ghi chú"), itemgetter(4), width=44)]
    rows = [(g.full_name, g.username, g.office, g.password, g.words) for g in given]
    return workbook(_("Mật khẩu dùng một lần: %(name)s") % {"name": batch.file_name}, cells, rows,
                    [_("Trao riêng cho từng người rồi hủy tệp này. Mật khẩu chỉ dùng được một lần đăng nhập, sau đó phải đổi.")])


def _offices(user) -> str:
    return "; ".join(user.memberships.values_list("organisation__name", flat=True))
