"""What a monitor asks: is it alive, is it ready, and the figures that tell an operator that something stands still.

Text format of Prometheus. Counts and ages only; nothing of a person, an organisation or a document.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Max, Min
from django.utils import timezone

from . import quotas, sealing
from .jobs import JOBS
from .models import JobRun, OutboxMessage


def readings() -> Iterator[tuple[str, str, dict, float]]:
    """(name, help, labels, value), with a constant number of queries."""
    now = timezone.now()
    waiting = OutboxMessage.objects.filter(done_at__isnull=True, dead=False).aggregate(n=Count("id"), oldest=Min("created_at"))
    yield "openpar_outbox_waiting", "messages not delivered yet", {}, waiting["n"]
    yield "openpar_outbox_oldest_seconds", "age of the oldest of them", {}, _age(now, waiting["oldest"])
    yield "openpar_outbox_dead", "messages given up", {}, OutboxMessage.objects.filter(dead=True).count()
    yield "openpar_audit_lag_seconds", "age of the oldest audit entry without a seal", {}, sealing.lag(now).total_seconds()
    yield "openpar_files_kept_bytes", "bytes of uploaded files, as counted", {}, quotas.kept_by_all()
    yield "openpar_files_fullest_share", "part of its quota that the fullest organisation keeps", {}, max((r.share for r in quotas.fullest(1)), default=0)
    last = dict(JobRun.objects.filter(ok=True).values_list("name").annotate(at=Max("finished_at")))
    failed = dict(JobRun.objects.filter(ok=False, started_at__gt=now - timedelta(days=1)).values_list("name").annotate(n=Count("id")))
    for name in sorted(JOBS):
        yield "openpar_job_failed_last_day", "failed runs of a job in 24 hours", {"job": name}, failed.get(name, 0)
    for name in sorted(JOBS):
        if name in last:
            yield "openpar_job_succeeded_seconds_ago", "time since a job last succeeded", {"job": name}, _age(now, last[name])


def text() -> str:
    """The readings as a monitor scrapes them."""
    lines, told = [], set()
    for name, words, labels, value in readings():
        if name not in told:
            lines += [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
            told.add(name)
        shown = "{" + ",".join(f'{k}="{v}"' for k, v in labels.items()) + "}" if labels else ""
        lines.append(f"{name}{shown} {value:g}")
    return "\n".join(lines) + "\n"


def _age(now, then) -> float:
    return max((now - then).total_seconds(), 0) if then else 0
