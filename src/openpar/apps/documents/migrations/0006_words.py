"""The words of each document, for full-text search: number, abstract, body, signer. Filled for those that are kept, a batch at a time."""

from django.db import migrations

import openpar.core.models.named
from openpar.engine.vietnamese import fold

AT_ONCE = 500


def fill(apps, schema_editor):
    """Rows are written in small batches, each in a transaction of its own; what is filled already is left alone."""
    model, last = apps.get_model("documents", "Document"), 0
    while rows := list(model.objects.filter(pk__gt=last, words="").select_related("source").order_by("pk")[:AT_ONCE]):
        for d in rows:
            body = d.body or (d.source.body if d.source_id else [])
            d.words = fold(" ".join((d.number, d.title, d.author, d.signer, " ".join(body))))[:20_000]
        model.objects.bulk_update(rows, ["words"], batch_size=AT_ONCE)
        last = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("documents", "0005_publication")]

    operations = [
        migrations.AddField("document", "words", openpar.core.models.named.FoldField(
            default="", editable=False, max_length=20000, source="number title author signer body_words")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
