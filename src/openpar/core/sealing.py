"""Sealing the trail: entries are chained in batches, the chain's head of each day is kept and written to a file of its own."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from . import clock
from .models import AuditEntry, AuditHead, AuditSeal
from .models.sealed import content, keyed

START = "0" * 64
BATCH = 2000
WINDOW = timedelta(days=2)  # longer than any transaction: an older row without a seal was not written by the platform


def digest_of(entry) -> str:
    """What the seal says of an entry: its place, its content and its own mark."""
    return keyed(str(entry.pk).encode() + content(entry) + entry.mac.encode())


def link(before: str, entry_id: int, digest: str) -> str:
    """The next link of the chain."""
    return keyed(f"{before}|{entry_id}|{digest}".encode())


def unsealed():
    """Entries that wait for their seal."""
    rows = AuditEntry.objects.filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk"))))
    last = AuditSeal.objects.order_by("-id").values_list("sealed_at", flat=True).first()
    return rows.filter(received_at__gt=last - WINDOW) if last else rows


def seal() -> int:
    """Seal what waits; how many entries. One sealer at a time; safe to run twice."""
    count = 0
    while done := _batch():
        count += done
    return count


@transaction.atomic
def _batch() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(718227)")
            if not cursor.fetchone()[0]:
                return 0
    rows = list(unsealed().order_by("id")[:BATCH])
    chain, real, seals = AuditSeal.objects.order_by("-id").values_list("chain", flat=True).first() or START, timezone.now(), []
    for row in rows:
        digest = digest_of(row)
        chain = link(chain, row.pk, digest)
        seals.append(AuditSeal(entry_id=row.pk, sealed_at=real, digest=digest, chain=chain))
    AuditSeal.objects.bulk_create(seals, batch_size=500)
    return len(rows)


def lag(real: datetime | None = None) -> timedelta:
    """How long the oldest unsealed entry has waited; shown to the operator, and never above a minute while the worker runs."""
    oldest = unsealed().aggregate(at=Min("received_at"))["at"]
    return (real or timezone.now()) - oldest if oldest else timedelta(0)


def keep_heads(real: datetime | None = None) -> int:
    """A head for each finished day since the last one; how many were new."""
    today = timezone.localtime(real or timezone.now()).date()
    last = AuditHead.objects.order_by("-day").values_list("day", flat=True).first()
    first = AuditSeal.objects.order_by("id").values_list("sealed_at", flat=True).first()
    if first is None:
        return 0
    day, made = (last + timedelta(days=1)) if last else timezone.localtime(first).date(), 0
    while day < today:
        row = AuditSeal.objects.filter(sealed_at__lt=clock.at_time(day, 0) + timedelta(days=1)).order_by("-id").first()
        if row:
            AuditHead.objects.get_or_create(day=day, defaults={"seal_id": row.pk, "chain": row.chain})
            made += 1
        day += timedelta(days=1)
    return made


def head_line(head: AuditHead) -> str:
    """One day as a line of the exported file."""
    return f"{head.day.isoformat()} {head.seal_id} {head.chain}"


def export_folder() -> Path:
    """Where the job writes heads, to be copied where the platform cannot write."""
    return Path(settings.DATA_DIR) / "audit"


def export(folder: Path | None = None) -> list[Path]:
    """Append the heads that are not yet in the year's file; the files that grew."""
    folder, grown = folder or export_folder(), []
    folder.mkdir(parents=True, exist_ok=True)
    for year in sorted({d.year for d in AuditHead.objects.values_list("day", flat=True)}):
        path = folder / f"audit-heads-{year}.txt"
        have = read_heads(path)
        new = [h for h in AuditHead.objects.filter(day__year=year).order_by("day") if h.day not in have]
        if new:
            with path.open("a", encoding="ascii") as file:
                file.writelines(head_line(h) + "\n" for h in new)
            grown.append(path)
    return grown


def read_heads(path: Path) -> dict[date, tuple[int, str]]:
    """{day: (seal, chain)} of an exported file."""
    if not path.exists():
        return {}
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines() if line.strip())
    return {date.fromisoformat(day): (int(seal_id), chain) for day, seal_id, chain in rows}
