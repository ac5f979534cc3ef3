"""The report of one period; a decision on a request for time from a list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openpar.core.pages import DOCX, download, status_of
from openpar.engine.errors import OpenParError
from openpar.web import wording
from openpar.web.wording import official_date

from .. import papers
from ..forms.issuer import AnswerForm
from ..forms.work import PeriodReportForm
from ..models import Assignment, Extension
from ..selectors.acts import may
from ..selectors.assignments import PartPage, extensions_for, reports_for
from ..services import extensions, reports
from . import faces
from .work import SEEN_WITH, page_for


@login_required
@require_safe
def result_docx(request, pk):
    """The final report that counts, as a paper under the lines in which it was sent; for those who work with the people concerned."""
    page = page_for(request, pk)
    sent = page.final_reports
    if not sent or not page.named:
        raise Http404
    part = Assignment.objects.select_related("organisation__parent", "issuer", "task", "directive").get(pk=page.part.pk)
    return download(papers.result_report(part, sent[0]), f"bao-cao-{part.task.code}-{part.organisation.code}.docx", DOCX)


@login_required
def report(request, pk):
    """The report of one period: written and sent by the organisation, answered by the issuer."""
    row = get_object_or_404(reports_for(request.actor).filter(final=False).select_related(
        *(f"assignment__{n}" for n in SEEN_WITH), "drafted_by", "sent_by", "appraised_by"), pk=pk)
    page = PartPage(request.actor, request.at, row.assignment)
    can = {"work": may(request.actor, row.assignment, "assignment.work") and row.state in reports.WRITABLE,
           "speak": may(request.actor, row.assignment, "assignment.speak") and row.state in reports.WRITABLE,
           "appraise": may(request.actor, row.assignment, "assignment.appraise") and row.state == "sent"}
    posted = request.POST if request.method == "POST" else None
    initial = {"body": row.body, "progress": row.progress, "version": row.version}
    # what was typed decides which form comes back: somebody else may have sent or answered the report meanwhile
    answers = can["appraise"] if posted is None else not {"gui", "luu"} & set(posted)
    form = AnswerForm(posted) if answers else PeriodReportForm(posted, initial=initial)
    status = 422 if posted else 200
    if posted is not None and form.is_valid():
        try:
            messages.success(request, _report_act(row, form.cleaned_data, posted, request))
            return redirect("tasks:report", row.pk)
        except OpenParError as error:
            field = {"reason": "answer"}.get(error.where, error.where)
            form.add_error(field if field in form.fields else None, error.message)
            status = status_of(error)
    title = wording.report_period(row.assignment.task.cycle, row.period_from) if row.assignment.task.cycle else ""
    context = {"report": row, "part": row.assignment, "task": row.assignment.task, "form": form, "can": can, "title": title,
               "shown": faces.period(row, request.at), "named": page.named, "hidden": row.state in ("due", "draft") and not page.inside,
               "crumbs": [(row.assignment.task.code, row.assignment.get_absolute_url()),
                          (_("Báo cáo %(period)s") % {"period": title}, "")]}
    return render(request, "tasks/assignment_report.html", context, status=status)


def _report_act(row, d, posted, request):
    who = {"by": request.actor, "at": request.at}
    if "gui" in posted:
        reports.send(row, **who, body=d.get("body", ""), progress=d.get("progress"), version=d.get("version"))
        return _("Đã gửi báo cáo kỳ.")
    if "luu" in posted:
        reports.draft(row, **who, body=d.get("body", ""), progress=d.get("progress"), version=d.get("version"))
        return _("Đã lưu dự thảo báo cáo kỳ.")
    if "tra-lai" in posted:
        reports.return_(row, **who, reason=d.get("answer", ""))
        return _("Đã trả lại báo cáo kỳ.")
    reports.accept(row, **who, answer=d.get("answer", ""))
    return _("Đã chấp nhận báo cáo kỳ.")


@login_required
@require_POST
def extension_decide(request, pk):
    """Grant or refuse one request from a list; errors come back as a message there."""
    row = get_object_or_404(Extension.objects.filter(Extension.reach(request.actor, "assignment.extend")), pk=pk)
    try:
        if request.POST.get("quyet-dinh") == "grant":
            row = extensions.grant(row, by=request.actor, at=request.at, answer=request.POST.get("reason", ""))
            messages.success(request, _("Đã đồng ý gia hạn đến %(day)s.") % {"day": official_date(row.granted_due_on)})
        else:
            extensions.refuse(row, by=request.actor, at=request.at, reason=request.POST.get("reason", ""))
            messages.success(request, _("Đã trả lời không đồng ý gia hạn."))
    except OpenParError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(back(request, row.assignment.get_absolute_url()))


@login_required
def extension(request, pk):
    """Where a deadline about an extension leads: the part, with the decision opened for those who may decide."""
    row = get_object_or_404(extensions_for(request.actor).select_related("assignment"),
                            pk=pk)
    decide = row.state == "pending" and Extension.objects.filter(Extension.reach(request.actor, "assignment.extend"),
                                                                 pk=pk).exists()
    return redirect("tasks:assignment_decide_extension", row.assignment_id) if decide else redirect(row.assignment)


def back(request, otherwise: str) -> str:
    """The address a form came from, on this site only."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if safe else otherwise
