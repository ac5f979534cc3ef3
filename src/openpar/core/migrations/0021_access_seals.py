"""Who read whose identity is guarded and sealed like the trail of acts."""

import openpar.core.models.sealed
from django.conf import settings
from django.db import migrations, models
from openpar.core import audit_table
from openpar.core.models.sealed import content, keyed


def forwards(apps, schema_editor):
    """What was read before gets its mark now; from here on the database refuses any change."""
    entries = apps.get_model("core", "AccessEntry").objects
    for row in entries.filter(mac="").iterator(1000):
        entries.filter(pk=row.pk).update(mac=keyed(content(row)))
    # the test runner empties tables between tests; the tests of the guard install it themselves
    if not settings.TESTING:
        audit_table.install_guard(schema_editor.connection)


def unguarded(apps, schema_editor):
    audit_table.remove_guard(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0020_rule_confirmations'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_id', models.BigIntegerField(unique=True)),
                ('sealed_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('chain', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'niêm nhật ký xem danh tính',
                'verbose_name_plural': 'niêm nhật ký xem danh tính',
            },
        ),
        migrations.RunPython(unguarded, migrations.RunPython.noop),
        migrations.AddField(
            model_name='accessentry',
            name='mac',
            field=openpar.core.models.sealed.MacField(default='', editable=False, max_length=64),
        ),
        migrations.RunPython(forwards, unguarded),
    ]
