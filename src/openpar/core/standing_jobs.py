"""The jobs of the ground floor."""

from datetime import timedelta
from itertools import chain, islice

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openpar.engine.errors import OpenParError

from . import access_seals, api_clients, audit_check, audit_table, blobs, delivery, digest, jobs, sealing, webhooks
from .imports import batches
from .jobs import job
from .models import AccessSeal, AuditHead, AuditSeal, JobRun
from .quotas import recount

SAID = 20  # findings that a run names


@job("outbox.deliver", _("Chuyển thông báo"), every=timedelta(minutes=1))
def deliver(at):
    """Messages written with acts reach their people."""
    return f"{delivery.deliver()} thông báo"


@job("webhooks.send", _("Gửi sự kiện cho hệ thống kết nối"), every=timedelta(seconds=30))
def send_events(at):
    """Events reach the systems that subscribed; one that is down is tried again, less and less often."""
    return f"{webhooks.send_all()} sự kiện"


@job("mail.digest", _("Thư tổng hợp hằng ngày"), every=timedelta(minutes=15))
def daily_letter(at):
    """Once a person and working day; every quarter of an hour looks again, so that a mail server's pause loses none."""
    return f"{digest.send_all(at)} thư"


@job("house.sweep", _("Dọn tệp và bản ghi không còn dùng"), at="02:30")
def sweep(at):
    """What an upload cut off half-way left behind, and old records of runs; what organisations keep is counted anew."""
    real = timezone.now()
    recount()
    files, runs = blobs.sweep(real - timedelta(days=1)), jobs.forget(real) + webhooks.forget(real) + api_clients.sweep(real)
    return f"{files} tệp, {runs} bản ghi"


@job("imports.apply", _("Nhập dữ liệu từ tệp đã xác nhận"), every=timedelta(minutes=1))
def bring_in(at):
    """Large files that somebody has confirmed, oldest first."""
    return f"{batches.apply_queued(at)} tệp"


@job("audit.seal", _("Niêm nhật ký"), every=timedelta(seconds=30))
def seal(at):
    """Twice a minute, so that no entry waits longer than a minute for its seal."""
    return f"{access_seals.seal() + sealing.seal()} dòng"


@job("audit.head", _("Xuất mốc niêm theo ngày"), at="00:10")
def head(at):
    """The head of each finished day goes into a file; the coming months' partitions are made."""
    access_seals.seal()
    sealing.seal()
    made = sealing.keep_heads()
    sealing.export()
    parts = audit_table.partitions_ahead(connection, timezone.now().date())
    return f"{made} mốc" + (f", {parts} phân vùng mới" if parts else "")


WHOLE, WHOLE_EVERY = "Nguyên vẹn:", timedelta(days=7)


@job("audit.verify", _("Đối chiếu nhật ký với niêm"), at="03:10")
def verify(at):
    """Every night what was sealed since the last good night is compared with its seals and the exported heads, once a week and whenever
    somebody asks for it the whole trail; what does not fit makes the run fail, and says so."""
    since = compared_until(timezone.now()) if jobs.turn_running() else None
    found = list(islice(chain(audit_check.check(since=since), access_seals.check()), SAID + 1))
    if found:
        more = " …" if len(found) > SAID else ""
        raise OpenParError("Nhật ký không nguyên vẹn. " + " ".join(f.words for f in found[:SAID]) + more)
    if since:
        fresh = AuditSeal.objects.filter(pk__gt=since.seal_id).count()
        return f"Phần mới từ mốc ngày {since.day:%d/%m/%Y} nguyên vẹn: {fresh} dòng; toàn bộ được đối chiếu mỗi tuần"
    return f"{WHOLE} {AuditSeal.objects.count()} dòng đã niêm, {AccessSeal.objects.count()} lần xem danh tính"


def compared_until(real) -> AuditHead | None:
    """The day's head from which it is enough to compare; None where the whole trail is due: no good whole run for a week, or the last
    run failed."""
    runs = JobRun.objects.filter(name="audit.verify", finished_at__isnull=False).order_by("-finished_at")
    last = runs.first()
    if last is None or not last.ok or not runs.filter(ok=True, message__startswith=WHOLE, finished_at__gt=real - WHOLE_EVERY).exists():
        return None
    return AuditHead.objects.filter(day__lt=timezone.localtime(last.started_at).date()).order_by("-day").first()
