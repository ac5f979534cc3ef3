"""What is kept of a dry run: figures, faults and remarks, the first rows as they were understood, and what becomes of each row."""

import hashlib

from django.utils.translation import gettext as _

from openpar.core.models import Group, ImportBatch
from openpar.core.outbox import kept_words
from openpar.engine.sheets import letter

from . import importer as offered
from . import reading
from .importer import Context, Importer

KEPT = 500  # faults and remarks kept with the dry run; the workbook of faults has all


def _shown(importer: Importer, row: offered.Row, key: str) -> str:
    """A value of the preview: in the words of its column where it is kept as a code."""
    column, said = importer.column(key), row.text(key)
    with kept_words():
        return str(column.labels.get(said, said) if column else said)[:120]


def outcomes(found: reading.Read) -> str:
    """What becomes of each row, as a digest: what a person said yes to."""
    return hashlib.sha256(repr([(r.n, r.outcome) for r in found.rows]).encode()).hexdigest()[:32]


def in_words(counts: dict) -> str:
    """The figures of a dry run in one sentence."""
    return _("%(new)s dòng mới, %(changed)s dòng sửa cái đã có, %(same)s dòng đã có, %(left_out)s dòng bỏ qua") % {
        k: counts.get(k, 0) for k in ("new", "changed", "same", "left_out")}


def keep(row: ImportBatch, importer: Importer, found: reading.Read, context: Context) -> None:
    """The dry run, as the page shows it."""
    places = {k: letter(c) for k, c in found.head.columns.items()}
    titles = {c.key: c.title for c in importer.columns}

    def lines(kind):
        out, total = [], 0
        for r in found.rows:
            for f in getattr(r, kind):
                total += 1
                if len(out) < KEPT:
                    out.append([r.n, places.get(f.column, ""), titles.get(f.column, ""), f.shown, f.words])
        return out, total
    faults, many = lines("faults")
    remarks, said = lines("remarks")
    row.counts = reading.counts(found) | {"faults": many, "remarks_all": said}
    row.report = {
        "faults": faults, "remarks": remarks, "about": [*found.remarks, *context.remarks], "sheets": found.sheets,
        "columns": [[c, letter(c), label[:120], found.examples.get(c, [])] for c, label in sorted(found.head.labels.items())],
        "names": [{"words": w, "note": m.note, "rows": reading.spans(n), "candidates": [
            [f"{'g' if isinstance(c, Group) else 'o'}:{c.pk}", c.name] for c in m.candidates[:8]]} for w, (m, n) in list(context.unknown.items())[:200]],
        "preview": [[r.n, "bad" if r.faults else r.outcome, [_shown(importer, r, k) for k in list(found.head.columns)[:8]]] for r in found.rows[:30]],
        "preview_heads": [str(titles[k]) for k in list(found.head.columns)[:8]],
        "lacking": [str(titles[k]) for k in found.lacking], "judged": outcomes(found)}
    row.version += 1
    row.save()
