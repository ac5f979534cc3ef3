"""A digest of the words of each directive, so that the same text from another kind of file is recognised; filled for those that are kept."""

import hashlib
import re
import unicodedata

from django.db import migrations, models


def fill(apps, schema_editor):
    """Directives are few (hundreds a year): one by one, only those with words."""
    rows = apps.get_model("tasks", "Directive").objects.filter(words_digest="").exclude(text="").only("text")
    for row in rows.iterator(chunk_size=100):
        if kept := re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", row.text)).casefold():
            row.words_digest = hashlib.sha256(kept.encode()).hexdigest()
            row.save(update_fields=["words_digest"])


class Migration(migrations.Migration):

    dependencies = [("tasks", "0008_sent_as")]

    operations = [
        migrations.AddField("directive", "words_digest", models.CharField(blank=True, db_index=True, default="", max_length=64), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
