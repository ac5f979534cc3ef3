"""The operator's page: what runs without a person, what waits, what failed. No content of tasks or messages."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from openpar.core import audit, delivery, jobs, quotas, scanner, sealing
from openpar.core.models import JobRun, OutboxMessage
from openpar.core.pages import answer_errors, next_of, retold, wholes


@login_required
@require_safe
@answer_errors
def page(request):
    """Jobs with their last run, the queue, dead letters, the seal's lag, the scanner's state."""
    request.actor.require("jobs.view")
    from django_q.models import OrmQ
    latest = JobRun.objects.order_by().values("name").annotate(m=Max("pk")).values("m")
    last = {r.name: r for r in JobRun.objects.filter(pk__in=latest)}
    rows = [{"job": j, "last": last.get(j.name), "every": _every(j)} for j in jobs.JOBS.values()]
    waiting = OutboxMessage.objects.filter(done_at__isnull=True, dead=False)
    lag = sealing.lag().total_seconds()
    return render(request, "core/jobs.html", {
        "rows": rows, "queue": OrmQ.objects.count(), "waiting": waiting.count(),
        "oldest": waiting.order_by("created_at").first(),
        "retrying": waiting.filter(attempts__gt=0).count(),
        "dead": OutboxMessage.objects.filter(dead=True).order_by("-id")[:50],
        "nobody": OutboxMessage.objects.filter(last_error=delivery.NOBODY).order_by("-id")[:20],
        "running": JobRun.objects.filter(finished_at__isnull=True), "failed": JobRun.objects.filter(Q(ok=False))[:20],
        "lag": round(lag), "lag_late": lag > 60, "scanner": scanner.address(), "real": timezone.now(),
        "kept": quotas.kept_by_all() / quotas.MB, "fullest": quotas.fullest(), "limits": {
            "file": settings.UPLOAD_LIMIT_MB, "person": settings.UPLOAD_PERSON_DAY_MB, "organisation": settings.UPLOAD_ORGANISATION_MB}})


def _every(job):
    if job.at:
        return _("hằng ngày lúc %(hour)s") % {"hour": f"{job.at:%H:%M}"}
    if not job.every:
        return _("khi được gọi")
    seconds = int(job.every.total_seconds())
    if seconds < 60:
        return ngettext("mỗi %(n)s giây", "mỗi %(n)s giây", seconds) % {"n": seconds}
    return ngettext("mỗi %(n)s phút", "mỗi %(n)s phút", seconds // 60) % {"n": seconds // 60}


@login_required
@require_POST
@answer_errors
def run(request):
    """Run one job now, by hand."""
    request.actor.require("jobs.view")
    name = request.POST.get("job", "")
    if name not in jobs.JOBS:
        raise Http404
    row = jobs.run(name, at=request.at)
    audit.record("jobs.run", "core.job", None, by=request.actor, at=request.at, reference=name)
    said = retold(row.message)
    if row.ok:
        messages.success(request, _("Đã chạy: %(said)s") % {"said": said or _("xong")})
    else:
        messages.error(request, _("Việc nền bị lỗi: %(said)s") % {"said": said})
    return redirect(next_of(request, reverse("core:jobs")))


@login_required
@require_POST
@answer_errors
def revive(request):
    """Try dead letters again."""
    request.actor.require("jobs.view")
    ids = wholes(request.POST.getlist("id"))
    done = sum(delivery.revive(pk) for pk in ids)
    audit.record("jobs.revive", "core.outbox", None, by=request.actor, at=request.at, changes={"messages": [None, ids]})
    messages.success(request, ngettext("%(n)s thư được gửi lại ở lượt tới.", "%(n)s thư được gửi lại ở lượt tới.", done) % {"n": done})
    return redirect("core:jobs")
