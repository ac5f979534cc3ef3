"""Partitions the audit table by month on PostgreSQL and lets neither database change or delete its rows."""

from django.conf import settings
from django.db import migrations

from openpar.core import audit_table


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        audit_table.partition(apps.get_model("core", "AuditEntry"), schema_editor)
    # the test runner empties tables between tests; the tests of the guard install it themselves
    if not settings.TESTING:
        audit_table.install_guard(schema_editor.connection)


def backwards(apps, schema_editor):
    audit_table.remove_guard(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("core", "0004_audit_mac")]
    operations = [migrations.RunPython(forwards, backwards)]
