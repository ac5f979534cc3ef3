"""Identities: unreadable in the database, masked in lists, revealed with a reason, found by their whole number, keys rotated."""

import pytest
from django.core.management import call_command
from django.db import connection

from openpar.core import identity
from openpar.core.identity import Person
from openpar.core.models import AccessEntry, AuditEntry, Identity
from openpar.engine.errors import BadInput, OpenParError
from tests.people import moment

HOA = Person(name="Lò Thị Hoa", number="012345678901", phone="0912 345 678", email="hoa@vd.vn", address="Bản Mù Cả, xã Mù Cả")


def keep(province, n=1, person=HOA):
    return identity.keep("try", n, person, by=province.actor("lan"), at=moment())


def everything_stored() -> str:
    """All that the database holds of identities and their trail, as text."""
    out = []
    with connection.cursor() as cursor:
        for table in ("core_identity", "core_auditentry", "core_accessentry"):
            cursor.execute(f"SELECT * FROM {table}")
            out += [bytes(v).decode("latin-1") if isinstance(v, (bytes, memoryview)) else str(v) for row in cursor.fetchall() for v in row]
    return " ".join(out)


def test_nothing_of_it_can_be_read_in_the_database_or_the_trail(province):
    keep(province)
    keep(province, person=Person(name="Lò Thị Hoa", number="012345678902"))
    stored = everything_stored()
    for secret in ("Thị Hoa", "012345678901", "012345678902", "0912 345", "Mù Cả", "hoa@vd"):
        assert secret not in stored, secret
    entry = AuditEntry.objects.filter(act="identity.keep").latest("id")
    assert set(entry.changes) == {"number", "phone", "email", "address"}


def test_lists_show_masks(province):
    assert identity.masked(keep(province)) == {
        "name": "Lò ••• •••", "number": "•••••••••901", "phone": "•••••••••678", "email": "h•••@vd.vn", "address": "•••, xã Mù Cả"}


def test_revealing_needs_a_reason_and_leaves_who_what_why(province):
    row, lan = keep(province), province.actor("lan")
    for reason, names in ((" ", ["name"]), ("Mời họp", [])):
        with pytest.raises(BadInput):
            identity.reveal(row, names, reason=reason, by=lan, at=moment())
    assert not AccessEntry.objects.exists()
    assert identity.reveal(row, ["phone", "name", "x"], reason="Mời đến nhận kết quả", by=lan, at=moment()) == {
        "name": "Lò Thị Hoa", "phone": "0912 345 678"}
    entry = AccessEntry.objects.get()
    assert (entry.actor, entry.fields, entry.reason) == (province.lan, "name, phone", "Mời đến nhận kết quả")


def test_the_same_number_is_found_however_it_is_written_and_a_part_of_it_is_not(province):
    row = keep(province)
    keep(province, 2, Person(name="Người khác", number="012345678999", phone="0987654321"))
    for given in ("012345678901", "012 345 678 901", "012.345.678.901"):
        assert [i.pk for i in identity.same_number("try", given)] == [row.pk]
    for given in ("+84912345678", "0912-345-678", "0084 912345678"):
        assert [i.pk for i in identity.same_phone("try", given)] == [row.pk]
    assert not identity.same_number("try", "0123456789").exists() and not identity.same_number("other", "012345678901").exists()
    assert not identity.same_number("try", " ").exists()


def test_a_row_moved_to_another_thing_does_not_open(province):
    row = keep(province)
    Identity.objects.filter(pk=row.pk).update(object_id=9)
    row.refresh_from_db()
    with pytest.raises(OpenParError, match="giải mã"):
        identity.masked(row)


def test_keys_are_rotated_and_the_old_one_can_go(province, settings):
    settings.IDENTITY_KEYS = ["cu"]
    rows = [keep(province, n) for n in range(5)]
    settings.IDENTITY_KEYS = ["moi", "cu"]
    assert identity.masked(rows[0])["name"] == "Lò ••• •••"
    assert identity.rotate(batch=2) == 5 and identity.rotate() == 0
    settings.IDENTITY_KEYS = ["moi"]
    for row in Identity.objects.all():
        assert identity.masked(row)["number"].endswith("901")
    assert identity.same_number("try", HOA.number).count() == 5
    call_command("rotate_identity_keys")


def test_a_removed_key_is_said_and_never_guessed(province, settings):
    row = keep(province)
    settings.IDENTITY_KEYS = ["khac"]
    with pytest.raises(OpenParError, match="khóa đã bị gỡ"):
        identity.reveal(row, ["name"], reason="Kiểm tra", by=province.actor("lan"), at=moment())


def test_without_keys_nothing_is_kept_and_the_operator_is_told_what_to_do(province, settings):
    settings.IDENTITY_KEYS = []
    with pytest.raises(OpenParError, match="khóa mã hóa"):
        keep(province)
    assert not Identity.objects.exists()


def test_a_wrong_citizen_number_is_refused_with_its_length(province):
    with pytest.raises(BadInput, match="số vừa nhập có 11"):
        keep(province, person=Person(name="A", number="01234567890"))
    with pytest.raises(BadInput, match="họ tên"):
        keep(province, person=Person(number="012345678901"))


def test_a_forgotten_identity_is_gone_and_its_reason_stays(province):
    keep(province)
    with pytest.raises(BadInput, match="căn cứ"):
        identity.forget("try", 1, by=province.actor("lan"), at=moment(), reason="")
    assert identity.forget("try", 1, by=province.actor("lan"), at=moment(), reason="Hết thời hạn lưu giữ") == 1
    assert not Identity.objects.exists() and AuditEntry.objects.filter(act="identity.forget").get().reason == "Hết thời hạn lưu giữ"
