"""The trail: append-only, chained, and every tampering found and named, on both databases."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from openpar.core import audit, audit_check, audit_table, sealing
from openpar.core.models import AuditEntry, AuditHead, AuditSeal
from tests.people import moment


@pytest.fixture
def trail(province, tmp_path, settings):
    """Thirty sealed acts."""
    settings.DATA_DIR = tmp_path
    for i in range(30):
        audit.record("tasks.assignment.receive", "tasks.assignment", i, by=province.actor("dung"), at=moment(),
                     reference=f"NV-2022-{i:04}",
                     from_state="assigned", to_state="received", reason="đã nhận",
                     changes={"progress": [0, i], "tỷ lệ": [None, 1.5]})
    assert sealing.seal() == 30
    return list(AuditEntry.objects.order_by("id"))


def findings(**more):
    return [(f.kind, f.entry_id) for f in audit_check.check(**more)]


def test_a_whole_trail_has_no_findings(trail, capsys):
    assert findings() == [] and sealing.seal() == 0
    call_command("verify_audit")
    assert "nguyên vẹn: 30" in capsys.readouterr().out


def test_a_changed_row_is_named(trail):
    AuditEntry.objects.filter(pk=trail[7].pk).update(reason="không nhận")
    AuditEntry.objects.filter(pk=trail[9].pk).update(changes={"progress": [0, 100]})
    assert findings() == [("changed", trail[7].pk), ("changed", trail[9].pk)]


@pytest.mark.parametrize("column, value", [("actor_id", 1), ("organisation_id", None), ("act", "x"), ("room", "x"),
                                           ("object_id", 99),
                                           ("reference", "x"), ("from_state", "x"), ("to_state", "x"),
                                           ("request_id", "x"), ("mac", "x"),
                                           ("at", timezone.now()), ("received_at", timezone.now() - timedelta(days=1))])
def test_no_column_can_be_changed_unseen(trail, column, value):
    AuditEntry.objects.filter(pk=trail[3].pk).update(**{column: value})
    assert ("changed", trail[3].pk) in findings()


def test_a_missing_row_is_named(trail):
    AuditEntry.objects.filter(pk=trail[12].pk).delete()
    assert findings() == [("missing", trail[12].pk)]
    with pytest.raises(CommandError, match="1 điểm"):
        call_command("verify_audit")


def test_an_inserted_row_is_named_even_when_the_sealer_took_it(trail):
    forged = trail[0]
    forged.pk, forged.reason, forged.received_at = None, "bịa", timezone.now()
    AuditEntry.objects.bulk_create([forged])
    AuditEntry.objects.filter(pk=forged.pk).update(mac="0" * 64)  # whoever writes by hand has no key
    assert findings() == [("inserted", forged.pk)]
    sealing.seal()
    assert findings() == [("inserted", forged.pk)]


def test_a_backdated_row_is_named(trail):
    old = trail[0]
    old.pk, old.received_at = None, timezone.now() - timedelta(days=30)
    AuditEntry.objects.bulk_create([old])
    sealing.seal()
    assert findings() == [("inserted", old.pk)]


def test_rewriting_the_seals_breaks_the_chain(trail):
    AuditSeal.objects.filter(entry_id=trail[5].pk).delete()
    AuditEntry.objects.filter(pk=trail[5].pk).delete()
    assert [k for k, _ in findings()] == ["chain"]


def test_cutting_the_tail_contradicts_the_exported_head(trail, tmp_path):
    tomorrow = timezone.now() + timedelta(days=1)
    assert sealing.keep_heads(tomorrow) == 1 and sealing.keep_heads(tomorrow) == 0
    assert len(sealing.export()) == 1 and sealing.export() == []
    assert findings() == []
    AuditSeal.objects.filter(entry_id__gt=trail[19].pk).delete()
    AuditEntry.objects.filter(pk__gt=trail[19].pk).delete()
    assert [k for k, _ in findings()] == ["head"]
    AuditHead.objects.all().delete()  # and if they hide that as well, the file still tells
    assert [k for k, _ in findings()] == ["head"]


def test_the_lag_is_the_age_of_the_oldest_unsealed_entry(trail, province):
    assert sealing.lag() == timedelta(0)
    audit.record("x", "y", 1, by=province.actor("dung"), at=moment())
    received = AuditEntry.objects.latest("pk").received_at
    assert timedelta(seconds=40) < sealing.lag(received + timedelta(seconds=45)) < timedelta(seconds=60)


def test_a_late_commit_is_sealed_too(trail, province):
    audit.record("x", "y", 1, by=province.actor("dung"), at=moment())
    audit.record("x", "y", 2, by=province.actor("dung"), at=moment())
    assert sealing.seal() == 2 and findings() == []


@pytest.fixture
def guarded(trail):
    audit_table.install_guard(connection)
    yield trail
    audit_table.remove_guard(connection)


@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("model", [AuditEntry, AuditSeal])
def test_the_database_itself_refuses_change_and_deletion(guarded, act, model):
    with pytest.raises(DatabaseError, match="khong sua"), transaction.atomic():
        row = model.objects.first()
        with connection.cursor() as cursor:
            table, column = model._meta.db_table, "reason" if model is AuditEntry else "digest"
            words = f"UPDATE {table} SET {column} = 'x'" if act == "update" else f"DELETE FROM {table}"
            cursor.execute(f"{words} WHERE id = %s", [row.pk])
    assert findings() == []


def test_writing_and_sealing_still_work_under_the_guard(guarded, province):
    audit.record("x", "y", 1, by=province.actor("dung"), at=moment())
    assert sealing.seal() == 1


@pytest.mark.database("postgresql")
def test_the_table_is_partitioned_by_month_and_partitions_are_made_ahead(trail):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM core_auditentry LIMIT 1")
        assert cursor.fetchone()[0] == f"core_auditentry_{timezone.now():%Y_%m}"
        assert audit_table.partitions_ahead(connection, timezone.now().date(), ahead=6) == 3
        assert audit_table.partitions_ahead(connection, timezone.now().date(), ahead=6) == 0
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'core_auditentry'")
        defs = " ".join(r[0] for r in cursor.fetchall())
        assert "room, object_id, id" in defs and "(received_at)" in defs and "(id, received_at)" in defs


@pytest.mark.database("postgresql")
def test_far_months_fall_into_the_default_partition(trail, province):
    row = audit.entry("x", "y", 1, by=province.actor("dung"), at=moment())
    row.received_at = timezone.now() + timedelta(days=900)
    row.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM core_auditentry WHERE id = %s", [row.pk])
        assert cursor.fetchone()[0] == "core_auditentry_default"
        assert not audit_table.make_partition(cursor, row.received_at.date().replace(day=1))


def test_reading_an_identity_leaves_its_own_trail(province):
    from openpar.core import access
    from openpar.core.models import AccessEntry
    from openpar.engine.errors import BadInput
    before = AuditEntry.objects.count()
    access.record("petitions.case", 5, ("họ tên", "địa chỉ"), reason="xác minh theo quyết định 5",
                  by=province.actor("dung"), at=moment())
    assert AccessEntry.objects.get().fields == "họ tên, địa chỉ" and AuditEntry.objects.count() == before
    with pytest.raises(BadInput):
        access.record("petitions.case", 5, ("họ tên",), reason=" ", by=province.actor("dung"), at=moment())
