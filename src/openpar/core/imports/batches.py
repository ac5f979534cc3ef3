"""The course of one import: a file is taken in and tried, corrected as often as wanted, then all of it comes in or nothing does."""

import hashlib
import io
import logging
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core import audit, evidence, filetypes
from openpar.core.actor import Actor, actor_for
from openpar.core.models import Evidence, Group, ImportBatch, ImportedRow, JobRun, Organisation, OrganisationAlias
from openpar.core.outbox import kept_words
from openpar.engine.errors import BadInput, Conflict, OpenParError
from openpar.engine.vietnamese import fold

from . import dry_run, reading
from . import importer as offered
from .importer import IMPORTERS, Context, Importer

log = logging.getLogger(__name__)
ROOM = "core.import"
AT_ONCE = 400  # no kind brings in more rows while the person waits; more are a job
MEGABYTES = 30
State = ImportBatch.State


class Outdated(Conflict):
    """What a person said yes to is no longer what would come in: the world changed since the file was tried."""


def importer_of(batch: ImportBatch) -> Importer:
    """What kind of import this is."""
    return IMPORTERS[batch.kind]


def offices(importer: Importer, actor: Actor):
    """The organisations for which this person may import this kind."""
    ids = {m.organisation_id for m, _scope in actor.held(importer.act)}
    return Organisation.objects.filter(pk__in=ids).order_by("name_key")


def take_in(kind: str, upload, *, organisation: Organisation, by: Actor, at) -> ImportBatch:
    """Keep an uploaded file and try it; nothing of it is brought in. The same file again is the import that is there.

    BadInput where it cannot be read, has no headings, or holds state secrets: then it is not kept.
    """
    importer = IMPORTERS[kind]
    by.require(importer.act, organisation)
    name = filetypes.clean_name(str(getattr(upload, "name", "") or "tep"))
    stream = getattr(upload, "file", upload) or upload
    stream.seek(0)
    data = stream.read(MEGABYTES * 1024 * 1024 + 1)
    if len(data) > MEGABYTES * 1024 * 1024:
        raise BadInput(_("Tệp nặng quá %(limit)s MB. Chia thành nhiều tệp.") % {"limit": MEGABYTES}, where="file")
    filetypes.check(name, io.BytesIO(data))
    found = reading.read(importer, name, data)  # before the transaction: nobody waits for a file that is slow to open
    with transaction.atomic():
        return _keep_new(importer, found, name, data, organisation, by, at)


def _keep_new(importer, found, name, data, organisation, by, at) -> ImportBatch:
    kind, digest = importer.code, hashlib.sha256(data).hexdigest()
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # the same file sent twice at once is seen by the second
    if had := ImportBatch.objects.filter(kind=kind, organisation=organisation, digest=digest).exclude(
            state__in=(State.DISCARDED, State.FAILED)).order_by("-id").first():
        return had
    batch = ImportBatch.objects.create(kind=kind, organisation=organisation, file_name=name, digest=digest, sheet=found.sheet,
                                       head=[found.head.first, found.head.last], mapping=found.head.columns, created_by=by.user, created_at=at)
    evidence.add_file(ROOM, batch.pk, _named(io.BytesIO(data), name), by=by, at=at, organisation_id=organisation.pk)
    dry_run.keep(batch, importer, found, judged(batch, importer, found, by=by, at=at))
    audit.record("import.take_in", ROOM, batch, by=by, at=at, organisation_id=organisation.pk,
                 changes={"file": [None, name], "kind": [None, kind], "digest": [None, digest], "counts": [None, batch.counts]})
    return batch


def bytes_of(batch: ImportBatch) -> bytes:
    """The file as it came."""
    row = Evidence.objects.select_related("blob").get(room=ROOM, owner_id=batch.pk)
    with evidence.open_file(row) as stream:
        return stream.read()


def read_again(batch: ImportBatch) -> reading.Read:
    """The file as this batch understands it now."""
    return reading.read(importer_of(batch), batch.file_name, bytes_of(batch), sheet=batch.sheet if not batch.file_name.lower().endswith(
        (".csv", ".txt")) else "", head=batch.head, mapping=batch.mapping, skip_hidden=bool(batch.options.get("skip_hidden")))


def judged(batch: ImportBatch, importer: Importer, found: reading.Read, *, by: Actor, at) -> Context:
    """Judge what was read: `found.rows` say afterwards what each becomes."""
    with kept_words():
        source = _("nhập từ %(name)s") % {"name": batch.file_name}
    context = Context(batch.organisation, by, at, timezone.localtime(at).date(), source, batch.options, batch.pk)
    if found.lacking:  # nothing can be said of rows without them
        return context
    if importer.tidy:
        found.rows = importer.tidy(found.rows, context)
    importer.judge(found.rows, context)
    for words, (match, numbers) in context.unknown.items():
        for row in (r for r in found.rows if r.n in set(numbers) and not any(words in f.words for f in r.faults)):
            row.faults.append(offered.Fault("", "", (match.note or _("Chưa rõ đơn vị.")) + " " + _(
                "Chọn đơn vị cho “%(words)s” ở mục Tên chưa rõ, hoặc sửa trong tệp.") % {"words": words[:80]}))
    return context


def change(batch: ImportBatch, *, by: Actor, at, version: int, sheet: str | None = None, head: list | None = None, mapping: dict | None = None,
           options: dict | None = None) -> ImportBatch:
    """Understand the file differently: another sheet, other heading rows or columns, other choices; and try it again."""
    with transaction.atomic():
        row = _open(batch, by, version)
        importer = importer_of(row)
        if sheet is not None and sheet != row.sheet:
            row.sheet, row.head, row.mapping = sheet, [], None
        elif head and head != row.head:
            if not 1 <= head[0] <= head[1] <= head[0] + 5 <= 200:
                raise BadInput(_("Dòng tiêu đề phải liền nhau, nhiều nhất sáu dòng, trong 200 dòng đầu."), where="head")
            row.head, row.mapping = head, None
        elif mapping is not None:
            if len(set(mapping.values())) < len(mapping):
                raise BadInput(_("Hai mục cùng lấy một cột. Mỗi cột chỉ dùng cho một mục."), where="mapping")
            row.mapping = mapping
        if options is not None:
            row.options = {**row.options, **options}
        found = read_again(row) if row.mapping is not None else reading.read(
            importer, row.file_name, bytes_of(row), sheet=row.sheet, head=row.head or None, skip_hidden=bool(row.options.get("skip_hidden")))
        row.head, row.mapping, row.sheet = [found.head.first, found.head.last], found.head.columns, found.sheet
        dry_run.keep(row, importer, found, judged(row, importer, found, by=by, at=at))
        return row


def name(batch: ImportBatch, settled: dict[str, str], *, remember: bool, by: Actor, at, version: int) -> ImportBatch:
    """Say whom words mean: {words: "o:12", "g:3" or "-" for nobody}. `remember` adds them to the register as other names."""
    with transaction.atomic():
        names = dict(batch.options.get("names", {}))
        for words, chosen in settled.items():
            kind, _sep, pk = chosen.partition(":")
            target = {"o": Organisation, "g": Group}.get(kind)
            if chosen != "-" and (target is None or not pk.isdecimal() or not target.objects.filter(pk=int(pk[:18])).exists()):
                raise BadInput(_("Chọn đơn vị trong danh sách."), where="names")
            names[fold(words)] = chosen
            if remember and kind == "o":
                by.require("organisation.manage")
                OrganisationAlias.objects.get_or_create(organisation_id=int(pk), text=words[:300])
        return change(batch, by=by, at=at, version=version, options={"names": names})


def confirm(batch: ImportBatch, *, by: Actor, at, version: int) -> ImportBatch:
    """Bring it in: now where it is small, else by the job of the minute. Refused while a row is wrong."""
    with transaction.atomic():
        row = _open(batch, by, version)
        if row.counts.get("bad"):
            raise BadInput(_("Tệp còn %(n)s dòng sai; chưa dòng nào được nhập. Sửa tệp rồi tải lên lại, hoặc chỉnh cột và tên ở trang này.") % {
                "n": row.counts["bad"]}, where="file")
        if not row.counts.get("new") and not row.counts.get("changed"):
            raise BadInput(_("Tệp không có dòng mới nào để nhập."), where="file")
        row.state, row.applied_by, row.version = State.QUEUED, by.user, row.version + 1
        row.save()
        audit.record("import.confirm", ROOM, row, by=by, at=at, organisation_id=row.organisation_id, from_state=State.CHECKED,
                     to_state=State.QUEUED, changes={"counts": [None, row.counts]})
        if row.counts["rows"] > min(AT_ONCE, importer_of(row).at_once):
            return row
        try:
            with transaction.atomic():
                return _apply(row, by=by, at=at)
        except Outdated as error:
            outdated = error
        row.state, row.applied_by = State.CHECKED, None
        found = read_again(row)
        dry_run.keep(row, importer_of(row), found, judged(row, importer_of(row), found, by=by, at=at))
        audit.record("import.outdated", ROOM, row, by=by, at=at, organisation_id=row.organisation_id, from_state=State.QUEUED,
                     to_state=row.state, changes={"counts": [None, row.counts]})
    raise outdated  # what was tried anew stays


def apply_queued(at) -> int:
    """Bring in what waits, oldest first; how many files. One that fails leaves nothing behind and says why."""
    done = 0
    for pk in list(ImportBatch.objects.filter(state=State.QUEUED).order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                row = ImportBatch.objects.select_for_update(of=("self",)).select_related("organisation", "applied_by").filter(
                    pk=pk, state=State.QUEUED).first()
                if row is None:
                    continue
                _apply(row, by=actor_for(row.applied_by, timezone.localtime(at).date(), organisation_id=row.organisation_id), at=at)
                done += 1
        except Exception as error:
            log.exception("Import %s failed", pk)
            words = error.message if isinstance(error, OpenParError) else f"{type(error).__name__}"
            ImportBatch.objects.filter(pk=pk, state=State.QUEUED).update(
                state=State.FAILED, message=_("Chưa dòng nào được nhập. %(why)s") % {"why": words})
    return done


def discard(batch: ImportBatch, *, by: Actor, at, version: int) -> ImportBatch:
    """Leave a file that was only tried; its bytes go, the line in the list stays."""
    with transaction.atomic():
        row = _open(batch, by, version, states=(State.CHECKED, State.FAILED))
        before = row.state
        row.state, row.version, row.report = State.DISCARDED, row.version + 1, {}
        row.save()
        for kept in Evidence.objects.filter(room=ROOM, owner_id=row.pk):
            evidence.remove(kept, by=by, at=at)
        audit.record("import.discard", ROOM, row, by=by, at=at, organisation_id=row.organisation_id, from_state=before, to_state=row.state)
        return row


def _open(batch: ImportBatch, by: Actor, version: int, states=(State.CHECKED,)) -> ImportBatch:
    row = ImportBatch.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=batch.pk)
    by.require(importer_of(row).act, row.organisation)
    if row.state not in states:
        raise Conflict(_("Tệp này đang ở trạng thái “%(state)s”; không sửa được nữa. Tải lại để xem.") % {"state": row.get_state_display()})
    if row.version != version:
        raise Conflict(_("Chưa lưu được. Lần nhập này vừa được người khác sửa. Tải lại để xem bản mới."))
    return row


def _apply(row: ImportBatch, *, by: Actor, at) -> ImportBatch:
    importer = importer_of(row)
    by.require(importer.act, row.organisation)
    found = read_again(row)
    context = judged(row, importer, found, by=by, at=at)
    now = reading.counts(found)
    if now["bad"]:
        raise Outdated(_("Danh mục đã thay đổi từ lúc kiểm tra: %(n)s dòng nay không nhập được. Xem lại lần nhập này.") % {"n": now["bad"]}, where="file")
    if row.report.get("judged", dry_run.outcomes(found)) != dry_run.outcomes(found):
        raise Outdated(_("Dữ liệu đã thay đổi từ lúc kiểm tra. Lúc ấy: %(then)s. Nay: %(now)s. Chưa dòng nào được nhập; xem kết quả kiểm tra mới rồi "
                         "bấm nhập lại.") % {"then": dry_run.in_words(row.counts), "now": dry_run.in_words(now)}, where="file")
    context.progress = _reporter()
    wanted = [r for r in found.rows if r.outcome in (offered.NEW, offered.CHANGED)]
    with kept_words():
        importer.apply(wanted, context)
    ImportedRow.objects.bulk_create([
        ImportedRow(batch=row, row=r.n, kind=row.kind, key=r.key[:100], new=True, room=room, object_id=pk, label=label[:300])
        for r in wanted for room, pk, label in r.made] + [
        ImportedRow(batch=row, row=r.n, kind=row.kind, key=r.key[:100], new=False, room=r.existing[0], object_id=r.existing[1], label=r.existing[2][:300])
        for r in found.rows if r.outcome == offered.SAME and r.existing], batch_size=500)
    row.state, row.applied_by, row.applied_at, row.counts, row.version = State.APPLIED, by.user, at, now, row.version + 1
    row.message = ""
    row.save()
    audit.record("import.apply", ROOM, row, by=by, at=at, organisation_id=row.organisation_id, from_state=State.QUEUED, to_state=row.state,
                 changes={"counts": [None, now], "digest": [None, row.digest]})
    return row


def _reporter():
    """How far the rows are. While the transaction is open others see it on PostgreSQL, by a connection of its own; SQLite has one writer,
    so there it shows when the act ends."""
    from openpar.core.jobs import _RUN
    run = _RUN.get()
    if run is None:
        return lambda done, total: None

    def report(done, total):
        run.done, run.total = done, total
        if connection.vendor == "postgresql" and (done % 200 == 0 or done == total):
            _say_apart(run.pk, done, total)
    return report


def _say_apart(pk, done, total):
    with _beside() as other, other.cursor() as cursor:
        cursor.execute(f"UPDATE {JobRun._meta.db_table} SET done = %s, total = %s WHERE id = %s", [done, total, pk])


@contextmanager
def _beside():
    other = connection.copy()
    try:
        yield other
    finally:
        other.close()


def _named(stream, name):
    stream.name = name
    return stream


__all__ = ["apply_queued", "change", "confirm", "discard", "importer_of", "judged", "name", "offices", "read_again", "take_in"]
