"""Identities: kept encrypted in the room that received them, shown masked, revealed with a reason that stays.

AES-256-GCM, bound to the thing it belongs to, so that a row copied to another thing does not open. Keys come from the environment;
the first encrypts, all decrypt, and `manage.py rotate_identity_keys` moves rows to the first.
"""

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass, fields

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput
from openpar.engine.vietnamese import nfc

from . import access, audit, sealed_values
from .actor import Actor
from .models import ApiAnswer, Identity, Webhook

MASK = "•"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody; empty where nothing was given. `number` is the citizen's id, a passport or a tax code."""

    name: str = ""
    number: str = ""
    born_on: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


FIELDS = tuple(f.name for f in fields(Person))


@transaction.atomic
def keep(room: str, object_id: int, person: Person, *, kind: str = Identity.Kind.PERSON, by: Actor, at) -> Identity:
    """Keep or correct the identity behind one thing. The trail names the fields that changed and shows none of them."""
    person = Person(**{k: nfc(v).strip() for k, v in asdict(person).items()})
    _check(person, kind)
    row = Identity.objects.select_for_update().filter(room=room, object_id=object_id).first()
    before = _open(row) if row else Person()
    row = row or Identity(room=room, object_id=object_id, created_at=timezone.now())
    row.kind = kind
    _seal(row, person)
    row.save()
    changes = audit.changed(asdict(before), asdict(person), personal=FIELDS)
    audit.record("identity.keep", room, object_id, by=by, at=at, changes=changes)
    return row


def masked(row: Identity) -> dict[str, str]:
    """What a list may show: enough to tell two apart, not enough to find the person.

    A name keeps its first word, a number its last three characters; see `mask`.
    """
    return {name: mask(name, value) for name, value in asdict(_open(row)).items() if value}


def mask(field: str, value: str) -> str:
    """One value, masked by what it is.

    >>> mask("name", "Lò Thị Hoa"), mask("number", "012345678901"), mask("email", "hoa@vd.vn")
    ('Lò ••• •••', '•••••••••901', 'h•••@vd.vn')
    """
    if field == "name":
        first, *rest = value.split() or [""]
        return " ".join([first, *(MASK * 3 for _word in rest)])
    if field == "email":
        name, at, domain = value.partition("@")
        return name[:1] + MASK * 3 + at + domain
    if field == "address":
        return MASK * 3 + ", " + value.rpartition(",")[2].strip() if "," in value else MASK * 3
    if field == "born_on":
        return MASK * 3 + value[-4:]
    return MASK * max(len(value) - 3, 3) + value[-3:] if len(value) > 6 else MASK * 6


def reveal(row: Identity, names, *, reason: str, by: Actor, at) -> dict[str, str]:
    """The asked fields in clear, after who read which of them, and why, has been written down."""
    names = [n for n in FIELDS if n in set(names)]
    if not names:
        raise BadInput(_("Chọn ít nhất một thông tin cần xem."), where="names")
    access.record(row.room, row.object_id, names, reason=reason, by=by, at=at)
    person = asdict(_open(row))
    return {n: person[n] for n in names}


def same_number(room: str, number: str):
    """The things of a room whose person has exactly this number. The caller's selector decides which of them may be seen."""
    return Identity.objects.filter(room=room, number_index=_index("number", number)) if number.strip() else Identity.objects.none()


def same_phone(room: str, phone: str):
    """The things of a room whose person has exactly this telephone number, however it is spaced."""
    return Identity.objects.filter(room=room, phone_index=_index("phone", phone)) if phone.strip() else Identity.objects.none()


@transaction.atomic
def forget(room: str, object_id: int, *, by: Actor, at, reason: str) -> int:
    """Destroy the identity behind a thing whose keeping period is over; how many rows went."""
    if not reason.strip():
        raise BadInput(_("Ghi căn cứ hủy thông tin cá nhân."), where="reason")
    gone, _rows = Identity.objects.filter(room=room, object_id=object_id).delete()
    if gone:
        audit.record("identity.forget", room, object_id, by=by, at=at, reason=reason.strip())
    return gone


def rotate(batch: int = 500) -> int:
    """Encrypt all rows anew that another than the first key has sealed, secrets of subscribers too, in small transactions; how many.
    Safe to run twice."""
    first, done = sealed_values.keys()[0][0], 0
    while True:
        with transaction.atomic():
            rows = list(Identity.objects.select_for_update(skip_locked=True).exclude(key_id=first).order_by("pk")[:batch])
            for row in rows:
                _seal(row, _open(row))
            Identity.objects.bulk_update(rows, ["sealed", "key_id", "number_index", "phone_index"])
        done += len(rows)
        if len(rows) < batch:
            return done + _rotate_webhooks(first)


@transaction.atomic
def _rotate_webhooks(first: str) -> int:
    old = [h for h in Webhook.objects.select_for_update() if {sealed_values.key_of(s) for s in (h.secret, h.old_secret) if s} != {first}]
    for hook in old:
        hook.secret = sealed_values.seal("webhook", sealed_values.open_sealed("webhook", hook.secret))
        hook.old_secret = hook.old_secret and sealed_values.seal("webhook", sealed_values.open_sealed("webhook", hook.old_secret))
    Webhook.objects.bulk_update(old, ["secret", "old_secret"])
    ApiAnswer.objects.filter(body__startswith="sealed:").delete()  # a program that asks again is told that it has subscribed
    return len(old)


def _check(person, kind):
    if not person.name:
        raise BadInput(_("Ghi họ tên hoặc tên tổ chức."), where="name")
    digits = re.sub(r"\s", "", person.number)
    if kind == Identity.Kind.PERSON and digits.isdigit() and len(digits) not in (9, 12):
        raise BadInput(_("Số định danh có 12 chữ số (chứng minh cũ 9 chữ số); số vừa nhập có %(n)s.") % {"n": len(digits)},
                       where="number")


def _seal(row: Identity, person: Person) -> None:
    row.sealed = sealed_values.seal(_place(row), json.dumps(asdict(person), ensure_ascii=False))
    row.key_id = sealed_values.key_of(row.sealed)
    row.number_index = _index("number", person.number) if person.number else ""
    row.phone_index = _index("phone", person.phone) if person.phone else ""


def _open(row: Identity) -> Person:
    return Person(**json.loads(sealed_values.open_sealed(_place(row), row.sealed)))


def _place(row) -> str:
    """What the seal is bound to: a row moved to another thing does not open."""
    return f"{row.room}/{row.object_id}"


def _index(field: str, value: str) -> str:
    """The keyed digest of a number without its blanks, points and hyphens, in the installation's index key."""
    plain = re.sub(r"[\s.\-]", "", nfc(value)).upper()
    if field == "phone":
        plain = re.sub(r"^(\+84|0084)", "0", plain)
    key = hashlib.sha256(b"index" + settings.IDENTITY_INDEX_KEY.encode()).digest()
    return hmac.new(key, f"{field}:{plain}".encode(), hashlib.sha256).hexdigest()
