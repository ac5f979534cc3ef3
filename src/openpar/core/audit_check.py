"""Checking the trail against its seals, heads and exported heads: each changed, missing or inserted row is named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db.models import Exists, OuterRef
from django.utils import timezone

from . import sealing
from .models import AuditEntry, AuditHead, AuditSeal
from .models.sealed import content, keyed

GRACE = timedelta(minutes=5)
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `kind` is changed, missing, inserted, chain or head."""

    kind: str
    entry_id: int | None
    words: str


def check(folder: Path | None = None, real=None, since: AuditHead | None = None) -> Iterator[Finding]:
    """Every finding, in order of the chain; nothing for a whole trail.

    With `since` only what was sealed after that day's head is read again; rows without a seal and the heads are compared all the same.
    """
    yield from _chain(since)
    yield from _strangers(real or timezone.now(), since)
    yield from _heads(folder or sealing.export_folder())


def _chain(since):
    chain, last, broken = (since.chain, since.seal_id, False) if since else (sealing.START, 0, False)
    while seals := list(AuditSeal.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        entries = AuditEntry.objects.in_bulk([s.entry_id for s in seals])
        for s in seals:
            row = entries.get(s.entry_id)
            if row is None:
                yield Finding("missing", s.entry_id, f"Dòng nhật ký số {s.entry_id} đã bị xóa (niêm số {s.pk}).")
            elif sealing.digest_of(row) != s.digest:
                yield Finding("changed", s.entry_id, f"Dòng nhật ký số {s.entry_id} ({row.act}) đã bị sửa sau khi niêm.")
            if sealing.link(chain, s.entry_id, s.digest) != s.chain and not broken:
                broken = True  # after the first break every later link differs too; one finding says it
                yield Finding("chain", s.entry_id,
                              f"Chuỗi niêm đứt tại niêm số {s.pk}: có niêm bị xóa, thêm hoặc sửa trước đó.")
            chain, last = s.chain, s.pk


def _strangers(real, since):
    """Rows that the platform did not write: no mark of its key, or no seal long after they claim to have been received."""
    without = AuditEntry.objects.filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk"))))
    for row in without.order_by("pk").iterator(CHUNK):
        if row.mac != keyed(content(row)):
            yield Finding("inserted", row.pk, f"Dòng nhật ký số {row.pk} ({row.act}) không do hệ thống ghi.")
        elif row.received_at < real - GRACE:
            yield Finding("inserted", row.pk,
                          f"Dòng nhật ký số {row.pk} ({row.act}) đã cũ mà không có niêm: chèn thêm, hoặc bộ niêm ngừng chạy.")
    seals = AuditSeal.objects.filter(pk__gt=since.seal_id) if since else AuditSeal.objects.all()
    sealed = AuditEntry.objects.filter(pk__in=seals.values("entry_id"))
    for row in sealed.order_by("pk").iterator(CHUNK):
        if row.mac != keyed(content(row)):
            seal = AuditSeal.objects.get(entry_id=row.pk)
            if sealing.digest_of(row) == seal.digest:  # sealed as it stands, yet never written by us
                yield Finding("inserted", row.pk, f"Dòng nhật ký số {row.pk} ({row.act}) không do hệ thống ghi.")


def _heads(folder):
    heads = {h.day: (h.seal_id, h.chain) for h in AuditHead.objects.all()}
    chains = dict(AuditSeal.objects.filter(pk__in=[s for s, _ in heads.values()]).values_list("pk", "chain"))
    for day, (seal_id, chain) in sorted(heads.items()):
        if chains.get(seal_id) != chain:
            yield Finding("head", None, f"Mốc ngày {day:%d/%m/%Y} không khớp chuỗi niêm: niêm số {seal_id} bị xóa hoặc sửa.")
    for path in sorted(folder.glob("audit-heads-*.txt")) if folder.exists() else ():
        for day, told in sealing.read_heads(path).items():
            if heads.get(day) != told:
                yield Finding("head", None, f"Mốc ngày {day:%d/%m/%Y} trong {path.name} khác mốc trong cơ sở dữ liệu.")
