"""Who read whose identity is append-only, sealed, and every tampering found and named, on both databases."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from openpar.core import access, access_seals, audit_check, audit_table, jobs, sealing
from openpar.core.models import AccessEntry, AccessSeal, AuditEntry, User
from tests.people import moment


@pytest.fixture
def readings(province, tmp_path, settings):
    """Five sealed readings."""
    settings.DATA_DIR = tmp_path
    for i in range(5):
        access.record("petitions.case", i + 1, ("họ tên",), reason="xác minh", by=province.actor("dung"), at=moment())
    assert access_seals.seal() == 5 and access_seals.seal() == 0 and sealing.seal() == 1
    return list(AccessEntry.objects.order_by("id"))


def found():
    return [(f.kind, f.entry_id) for f in access_seals.check()]


def test_a_whole_trail_has_no_findings_and_its_end_stands_in_the_trail_of_acts(readings, capsys):
    assert found() == []
    told = AuditEntry.objects.get(act=access_seals.ACT)
    assert told.changes["chain"][1] == AccessSeal.objects.order_by("-id").first().chain and told.object_id == readings[-1].pk
    call_command("verify_audit")
    assert "5 lần xem danh tính" in capsys.readouterr().out


@pytest.mark.parametrize(("column", "value"), [("reason", "x"), ("fields", "x"), ("object_id", 99), ("room", "x"), ("request_id", "x"), ("mac", "x"),
                                               ("organisation_id", None), ("at", timezone.now()), ("received_at", timezone.now())])
def test_no_column_can_be_changed_unseen(readings, column, value):
    AccessEntry.objects.filter(pk=readings[2].pk).update(**{column: value})
    assert ("changed", readings[2].pk) in found()
    with pytest.raises(CommandError, match="1 điểm"):
        call_command("verify_audit")


def test_the_reader_cannot_be_made_another_one(readings, province):
    AccessEntry.objects.filter(pk=readings[1].pk).update(actor=User.objects.get(username="lan"))
    assert found() == [("changed", readings[1].pk)]


def test_a_deleted_row_is_named(readings):
    AccessEntry.objects.filter(pk=readings[3].pk).delete()
    assert found() == [("missing", readings[3].pk)]


def test_the_end_cut_off_with_its_seals_contradicts_the_trail_of_acts(readings):
    AccessSeal.objects.filter(entry_id=readings[-1].pk).delete()
    AccessEntry.objects.filter(pk=readings[-1].pk).delete()
    assert found() == [("head", readings[-1].pk)]


def test_a_row_slipped_in_is_named(readings, province):
    row = AccessEntry.objects.create(at=moment(), received_at=timezone.now(), actor=province.dung, room="petitions.case", object_id=1, fields="x",
                                     reason="x")
    AccessEntry.objects.filter(pk=row.pk).update(mac="0" * 64)
    assert found() == [("inserted", row.pk)]


def test_the_job_of_the_seals_and_the_one_of_every_night_look_at_it_too(readings, province):
    access.record("petitions.case", 9, ("họ tên",), reason="xác minh", by=province.actor("dung"), at=moment())
    jobs.run("audit.seal")
    assert AccessSeal.objects.count() == 6 and jobs.run("audit.verify").ok
    AccessEntry.objects.filter(pk=readings[0].pk).update(reason="khác")
    assert not jobs.run("audit.verify").ok and list(audit_check.check()) == []


@pytest.fixture
def guarded(readings):
    audit_table.install_guard(connection)
    yield readings
    audit_table.remove_guard(connection)


@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("model", [AccessEntry, AccessSeal])
def test_the_database_itself_refuses_change_and_deletion(guarded, act, model):
    row = model.objects.first()
    with pytest.raises(DatabaseError, match="khong sua"), transaction.atomic(), connection.cursor() as cursor:
        table, column = model._meta.db_table, "reason" if model is AccessEntry else "digest"
        cursor.execute((f"UPDATE {table} SET {column} = 'x'" if act == "update" else f"DELETE FROM {table}") + " WHERE id = %s", [row.pk])
    assert found() == []


def test_reading_and_sealing_still_work_under_the_guard(guarded, province):
    access.record("petitions.case", 9, ("họ tên",), reason="xác minh", by=province.actor("dung"), at=moment())
    assert access_seals.seal() == 1 and found() == []
