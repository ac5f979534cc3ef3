"""Sealing who read whose identity: a hash chain beside that of the acts, whose end each batch writes into the trail of acts.

The two trails are read by different people, so they are kept apart; whoever changes, deletes or slips in a row of this one, or cuts its
chain short, is found here, and whoever rewrites the whole chain contradicts a sealed entry of the other trail.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from . import audit, clock, sealing
from .actor import system_actor
from .audit_check import CHUNK, GRACE, Finding
from .models import AccessEntry, AccessSeal, AuditEntry
from .models.sealed import content, keyed

ACT, ROOM = "access.seal", "core.access"
LOCK = 718228


def waiting():
    """Readings without a seal."""
    return AccessEntry.objects.filter(~Exists(AccessSeal.objects.filter(entry_id=OuterRef("pk"))))


def seal() -> int:
    """Seal what waits; how many readings. One sealer at a time; safe to run twice."""
    count = 0
    while done := _batch():
        count += done
    return count


@transaction.atomic
def _batch() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
    rows = list(waiting().order_by("id")[:sealing.BATCH])
    if not rows:
        return 0
    before = AccessSeal.objects.order_by("-id").values_list("chain", flat=True).first() or sealing.START
    chain, real, seals = before, timezone.now(), []
    for row in rows:
        digest = sealing.digest_of(row)
        chain = sealing.link(chain, row.pk, digest)
        seals.append(AccessSeal(entry_id=row.pk, sealed_at=real, digest=digest, chain=chain))
    AccessSeal.objects.bulk_create(seals, batch_size=500)
    at = clock.now()
    audit.record(ACT, ROOM, rows[-1].pk, by=system_actor(timezone.localtime(at).date()), at=at, changes={
        "chain": [before, chain], "rows": [None, len(rows)]})
    return len(rows)


def check(real=None) -> Iterator[Finding]:
    """Every finding, in order of the chain; nothing for a whole trail."""
    real, ends = real or timezone.now(), {}
    chain, last, broken = sealing.START, 0, False
    while seals := list(AccessSeal.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        entries = AccessEntry.objects.in_bulk([s.entry_id for s in seals])
        for s in seals:
            row = entries.get(s.entry_id)
            if row is None:
                yield Finding("missing", s.entry_id, f"Dòng số {s.entry_id} của nhật ký xem danh tính đã bị xóa.")
            elif sealing.digest_of(row) != s.digest:
                yield Finding("changed", s.entry_id, f"Dòng số {s.entry_id} của nhật ký xem danh tính đã bị sửa sau khi niêm.")
            if sealing.link(chain, s.entry_id, s.digest) != s.chain and not broken:
                broken = True
                yield Finding("chain", s.entry_id, f"Chuỗi niêm của nhật ký xem danh tính đứt tại niêm số {s.pk}.")
            chain, last = s.chain, s.pk
            ends[s.entry_id] = s.chain
    for row in AccessEntry.objects.order_by("pk").iterator(CHUNK):
        if row.mac != keyed(content(row)):
            if row.pk not in ends:
                yield Finding("inserted", row.pk, f"Dòng số {row.pk} của nhật ký xem danh tính không do hệ thống ghi.")
        elif row.pk not in ends and row.received_at < real - GRACE:
            yield Finding("inserted", row.pk, f"Dòng số {row.pk} của nhật ký xem danh tính đã cũ mà không có niêm: chèn thêm, hoặc bộ niêm ngừng chạy.")
    for told in AuditEntry.objects.filter(act=ACT, room=ROOM).order_by("pk").iterator(CHUNK):
        if ends.get(told.object_id) != told.changes.get("chain", [None, None])[1]:
            yield Finding("head", told.object_id, f"Niêm của nhật ký xem danh tính đến dòng số {told.object_id} không còn khớp nhật ký việc số {told.pk}.")
