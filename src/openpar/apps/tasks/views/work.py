"""The page of one part of work and every act on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openpar.core import clock
from openpar.core.once import first_sending
from openpar.core.pages import status_of
from openpar.engine.errors import BadInput, Conflict, OpenParError, Refused
from openpar.web.forms import name_files
from openpar.web.wording import official_date

from ..forms.work import FORMS
from ..selectors import timeline
from ..selectors.acts import ACTS, may, offers, why_not
from ..selectors.assignments import PartPage, assignments_for, evidence_for, strip
from ..selectors.clock_face import face_of
from ..selectors.rows import due_face
from ..services import appraise, contests, extensions, pass_down, remind, reports, work
from . import faces

AGAIN = ("progress", "evidence", "remind", "escalate")  # nothing but the form itself keeps these from being done twice
SEEN_WITH = ("task__directive", "task__leader", "organisation", "issuer", "handler", "sub_unit", "deadline")


def page_for(request, pk) -> PartPage:
    """The part, if this person may see it; a foreign id is not found."""
    part = get_object_or_404(assignments_for(request.actor).select_related(*SEEN_WITH), pk=pk)
    return PartPage(request.actor, request.at, part)


@login_required
def assignment(request, pk):
    """One part of work."""
    return show(request, page_for(request, pk))


@login_required
def act(request, pk, code):
    """One act: its form on the page, or the act itself; what was typed stays on every refusal."""
    page = page_for(request, pk)
    form_class = FORMS[code]
    if request.method != "POST":
        return show(request, page, code, form_class(page=page))
    form, status = form_class(request.POST, request.FILES, page=page), 422
    if form.is_valid():
        try:
            with transaction.atomic():
                again = not first_sending(request, guarded=code not in AGAIN)
                message = "" if again else HANDLERS[code](page.part, form, request)
        except OpenParError as error:
            form.add_error(error.where if error.where in form.fields else None, error.message)
            status, page = status_of(error), page_for(request, pk)
            form.show_again(page)
        else:
            messages.add_message(request, messages.INFO if again else messages.SUCCESS, message or _("Việc này đã được ghi."))
            return redirect(page.part)
    name_files(form)
    return show(request, page, code, form, status)


def show(request, page, code="", form=None, status=200):
    """The page, perhaps with one act opened."""
    part = page.part
    due, _days = due_face(part.due_at, page.status, page.now)
    granted = [e for e in page.extensions if e.state == "granted"]
    grid, sentence = face_of(part, page.now)
    has_below = page.inside and pass_down.below(part.organisation, clock.timezone.localtime(page.now).date()).exists()
    offered = offers(page, has_below=has_below)
    context = {
        "page_of": page, "part": part, "task": part.task, "status": page.status, "due": due, "grid": grid, "sentence": sentence,
        "extended": len(granted), "late_grant": next((e for e in granted if e.asked_late), None),
        "possible": sorted((o for o in offered if o.possible), key=lambda o: not o.act.main),
        "refused": [o for o in offered if not o.possible],
        "form": form, "act": ACTS.get(code),
        "why_not": why_not(page, ACTS[code]) if code and not form.is_bound else "", "events": timeline.of_part(page),
        "causes": extensions.CAUSES,
        "proofs": faces.proofs(page.evidence, removable=may(request.actor, part, "assignment.work") and part.open),
        "strip": strip(page.children), "done_children": sum(c.status.startswith("done") for c in page.children),
        "owed_children": sum(c.status != "cancelled" for c in page.children),
        "periods": [faces.period(r, page.now) for r in page.periods], "complete": reports.complete(page.periods, page.now),
        "crumbs": [(_("Nhiệm vụ"), faces.address("tasks:tasks")), (part.task.code, part.task.get_absolute_url()),
                   (part.organisation.label, "")]}
    return render(request, "tasks/assignment.html", context, status=status)


def _receive(part, form, request):
    work.receive(part, by=request.actor, at=request.at)
    if not may(request.actor, part, "assignment.assign"):
        return _("Đã tiếp nhận. Thủ trưởng phân công người xử lý.")
    return _("Đã tiếp nhận. Phân công người xử lý để bắt đầu.")


def _assign(part, form, request):
    d = form.cleaned_data
    row = work.assign(part, by=request.actor, at=request.at, person=d["person"], sub_unit=d["sub_unit"],
                      inner_due_on=d["inner_due_on"],
                      instruction=d["instruction"], seen=d["seen"] or None)
    return _("Đã phân công cho %(who)s.") % {"who": row.handler or row.sub_unit}


def _progress(part, form, request):
    d = form.cleaned_data
    work.update_progress(part, by=request.actor, at=request.at, percent=d["percent"], note=d["note"], values=form.values())
    return _("Đã cập nhật tiến độ %(n)s%%.") % {"n": d["percent"]}


def _evidence(part, form, request):
    d = form.cleaned_data
    work.add_evidence(part, by=request.actor, at=request.at, **d)
    return _("Đã thêm minh chứng.")


def _report(part, form, request):
    d = form.cleaned_data
    if "gui" not in request.POST:
        work.draft_report(part, by=request.actor, at=request.at, body=d["body"], version=d["version"])
        return _("Đã lưu dự thảo báo cáo.")
    work.submit(part, by=request.actor, at=request.at, body=d["body"], no_evidence_reason=d.get("no_evidence_reason", ""),
                confirm_children=d.get("confirm_children", False), version=d["version"])
    return _("Đã gửi báo cáo đến %(who)s để thẩm định.") % {"who": part.issuer}


def _take_back(part, form, request):
    work.take_back(part, by=request.actor, at=request.at, reason=form.cleaned_data["reason"])
    return _("Đã rút báo cáo về. Hạn cũ tiếp tục chạy.")


def _contest(part, form, request):
    d = form.cleaned_data
    contests.contest(part, by=request.actor, at=request.at, reason=d["reason"], proposed=d["proposed"])
    told = _("Đã gửi ý kiến đến %(who)s. Hạn vẫn chạy cho đến khi có trả lời.") if part.due_at else _("Đã gửi ý kiến đến %(who)s.")
    return told % {"who": part.issuer}


def _withdraw_contest(part, form, request):
    contests.withdraw(part, by=request.actor, at=request.at, reason=form.cleaned_data["reason"])
    return _("Đã rút ý kiến và tiếp nhận. Phân công người xử lý để bắt đầu.")


def _extend(part, form, request):
    d = form.cleaned_data
    asked = extensions.ask(part, by=request.actor, at=request.at, due_on=d["due_on"], cause=d["cause"], reason=d["reason"])
    return _("Đã gửi đề nghị gia hạn đến %(who)s. Hạn cũ %(day)s vẫn chạy cho đến khi có quyết định.") % {
        "who": part.issuer, "day": official_date(asked.old_due_on)}


def _pending(part):
    found = part.extensions.filter(state="pending").first()
    if found is None:
        raise Conflict(_("Không còn đề nghị gia hạn nào chờ quyết định; có thể vừa được xử lý. Tải lại để xem."))
    return found


def _withdraw_extension(part, form, request):
    extensions.withdraw(_pending(part), by=request.actor, at=request.at)
    return _("Đã rút đề nghị gia hạn.")


def _decide_extension(part, form, request):
    d, pending = form.cleaned_data, _pending(part)
    if request.POST.get("quyet-dinh") == "grant":
        row = extensions.grant(pending, by=request.actor, at=request.at, due_on=d["due_on"], answer=d["answer"])
        return _("Đã đồng ý gia hạn đến %(day)s.") % {"day": official_date(row.granted_due_on)}
    if not d["answer"].strip():
        raise BadInput(_("Ghi lý do không đồng ý gia hạn."), where="answer")
    extensions.refuse(pending, by=request.actor, at=request.at, reason=d["answer"])
    return _("Đã trả lời không đồng ý gia hạn.")


def _settle(part, form, request):
    d, who = form.cleaned_data, {"by": request.actor, "at": request.at, "reason": form.cleaned_data["reason"]}
    if d["outcome"] == "keep":
        contests.keep(part, **who)
        return _("Đã giữ nguyên việc giao cho %(who)s.") % {"who": part.organisation}
    if d["outcome"] == "move":
        contests.reassign(part, d["to"], **who)
        return _("Đã chuyển phần việc cho %(who)s.") % {"who": d["to"]}
    contests.cancel(part, **who)
    return _("Đã thu hồi phần việc.")


def _pass_down(part, form, request):
    d, chosen = form.cleaned_data, form.chosen()
    task = pass_down.pass_down(part, chosen, by=request.actor, at=request.at, title=d["title"], text=d["text"],
                               due_on=d["due_on"])
    return _("Đã giao %(code)s cho %(n)s đơn vị.") % {"code": task.code, "n": len(chosen)}


def _accept(part, form, request):
    appraise.accept(part, by=request.actor, at=request.at, **form.cleaned_data)
    return _("Đã chấp nhận kết quả.")


def _return(part, form, request):
    appraise.return_(part, by=request.actor, at=request.at, **form.cleaned_data)
    return _("Đã trả lại báo cáo. Hạn cũ tiếp tục chạy.")


def _reopen(part, form, request):
    d = form.cleaned_data
    row = appraise.reopen(part, by=request.actor, at=request.at, reason=d["reason"], due_on=d["due_on"] if d.get("day") == "new" else None)
    if row.due_at is None:
        return _("Đã mở lại phần việc.")
    return _("Đã mở lại phần việc, hạn %(day)s.") % {"day": official_date(row.due_at)}


def _remind(part, form, request):
    _reached(remind.remind(part, by=request.actor, at=request.at, **form.cleaned_data))
    return _("Đã đôn đốc %(who)s.") % {"who": part.organisation}


def _escalate(part, form, request):
    _reached(remind.escalate(part, by=request.actor, at=request.at, **form.cleaned_data))
    return _("Đã báo cáo vượt cấp.")


def _reached(moved):
    if not moved.rows:
        raise Refused(next(iter(moved.refused.values())))


HANDLERS = {"receive": _receive, "assign": _assign, "report": _report, "progress": _progress, "evidence": _evidence,
            "pass_down": _pass_down,
            "extend": _extend, "withdraw_extension": _withdraw_extension, "contest": _contest, "withdraw_contest": _withdraw_contest, "take_back": _take_back,
            "accept": _accept,
            "return": _return, "decide_extension": _decide_extension, "settle": _settle, "remind": _remind, "escalate": _escalate,
            "reopen": _reopen}


@login_required
@require_POST
def remove_evidence(request, pk):
    """Take a piece of evidence off a part that is still open."""
    row = get_object_or_404(evidence_for(request.actor), pk=pk)
    page = page_for(request, row.owner_id)
    work.remove_evidence(page.part, row, by=request.actor, at=request.at)
    messages.success(request, _("Đã gỡ minh chứng “%(title)s”.") % {"title": row.title})
    return redirect(page.part)
