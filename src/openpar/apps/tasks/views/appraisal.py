"""What waits for the issuer: reports to appraise, extensions to decide; the follow-up list; acts over several rows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from openpar.core.listing import page
from openpar.core.once import first_sending
from openpar.core.pages import wholes
from openpar.engine.errors import OpenParError

from ..forms.issuer import BulkForm
from ..models import Assignment, Extension, Report
from ..selectors import bulk as selected
from ..selectors import lists
from ..selectors.rows import rows_of
from ..services import appraise, extensions, remind, reports
from . import faces
from .reports import back

PAGE = 100
# act: its words on the button, what it is about, the right it needs
BULK = {
    "accept": (gettext_lazy("Chấp nhận kết quả"), Assignment, "assignment.appraise"),
    "return": (gettext_lazy("Trả lại"), Assignment, "assignment.appraise"),
    "remind": (gettext_lazy("Đôn đốc"), Assignment, "assignment.remind"),
    "escalate": (gettext_lazy("Báo cáo vượt cấp"), Assignment, "assignment.remind"),
    "letters": (gettext_lazy("Lập công văn đôn đốc"), Assignment, "assignment.remind"),
    "grant": (gettext_lazy("Đồng ý gia hạn"), Extension, "assignment.extend"),
    "refuse": (gettext_lazy("Không đồng ý gia hạn"), Extension, "assignment.extend"),
    "accept_reports": (gettext_lazy("Chấp nhận báo cáo kỳ"), Report, "assignment.appraise"),
}
AGAIN = ("remind", "escalate", "letters")  # nothing but the form itself keeps these from being done twice


@login_required
def queue(request):
    """Everything that waits for this person's decision as issuer, oldest first."""
    actor = request.actor
    parts = Assignment.objects.filter(Assignment.reach(actor, "assignment.appraise"), state="submitted", open=True)
    sent = Report.objects.filter(Report.reach(actor, "assignment.appraise"), state="sent", final=False)
    asked = Extension.objects.filter(Extension.reach(actor, "assignment.extend"), state="pending")
    contested = Assignment.objects.filter(Assignment.reach(actor, "assignment.settle"), state="contested", open=True)
    with_part = ("assignment__task", "assignment__organisation")
    context = {
        "rows": list(rows_of(parts.select_related("task", "organisation").order_by("submitted_at", "pk")[:PAGE], request.at)),
        "sent": [faces.period(r, request.at) for r in sent.select_related(*with_part).order_by("sent_at", "pk")[:PAGE]],
        "asked": asked.select_related(*with_part).order_by("asked_at", "pk")[:PAGE], "causes": extensions.CAUSES,
        "contested": contested.select_related("task", "organisation").order_by("pk")[:PAGE], "limit": PAGE,
        "counts": {"rows": parts.count(), "sent": sent.count(), "asked": asked.count(), "contested": contested.count()}}
    context["empty"] = not any(context["counts"].values())
    context["part_acts"], context["report_acts"], context["extension_acts"] = (
        buttons(actor, codes) for codes in (("accept", "return"), ("accept_reports",), ("grant", "refuse")))
    return render(request, "tasks/follow_queue.html", context)


@login_required
def follow(request):
    """The work that this person's organisation has given and that is not finished, by deadline, with acts over several rows."""
    filters = lists.Filters.of(request.GET)
    seen = lists.assignments_for(request.actor, "task.view")
    rows = lists.filtered(seen if filters.status else seen.filter(open=True), filters, request.at)
    found = page(lists.with_rows(rows), lists.ORDERS["han"], request.GET.get("sau", ""))
    context = {"rows": list(rows_of(found.rows, request.at)), "found": found, "filters": filters, "labels": lists.STATUS_LABELS,
               "acts": buttons(request.actor, ("remind", "escalate", "letters", "accept", "return"))}
    return render(request, "tasks/follow.html", context)


def buttons(actor, codes):
    """The buttons below a list, by what this person may do."""
    return [{"name": "viec", "value": c, "label": BULK[c][0]} for c in codes if actor.can(BULK[c][2])]


@login_required
@require_POST
def bulk(request):
    """One act over the selected rows: asks what it needs, then does it for all of them, or for none and names what has changed."""
    code = request.POST.get("viec", "")
    if code not in BULK:
        raise Http404
    home = back(request, reverse("tasks:follow"))
    ids = wholes([*request.POST.getlist("ids"), *request.POST.getlist("chon")])[:1000]
    rows = _rows(request, code, ids)
    if not rows:
        messages.error(request, _("Chưa chọn dòng nào. Đánh dấu các dòng cần xử lý rồi bấm lại."))
        return HttpResponseRedirect(home)
    confirmed = "xac-nhan" in request.POST
    form = BulkForm(request.POST if confirmed else None, act=code)
    left, status = {r.pk: why for r in rows if (why := selected.why_not(r, code))}, 422 if confirmed else 200
    if confirmed and form.is_valid():
        try:
            with transaction.atomic():
                if not first_sending(request, guarded=code not in AGAIN):
                    messages.info(request, _("Việc này đã được ghi."))
                    return HttpResponseRedirect(home)
                rows = list(_rows(request, code, ids, lock=True))
                if left := selected.changed(rows, ids, set(request.POST.getlist("moc")), code):
                    raise Changed
                return _done(request, code, rows, form.cleaned_data, home)
        except Changed as several:
            left, status, rows = several.refused or left, 409, _rows(request, code, ids)
            form.add_error(None, _("Chưa làm gì: %(n)s dòng đã thay đổi từ khi trang này được mở. Xem lý do bên dưới; bấm lại để làm với các "
                                   "dòng còn đánh dấu.") % {"n": len(left)})
        except OpenParError as error:
            form.add_error(None, error.message)
    lines = [(selected.part_of(r), r, selected.mark_of(r), left.get(r.pk, "")) for r in rows]
    return render(request, "tasks/follow_bulk.html", {
        "form": form, "code": code, "label": BULK[code][0], "next": home, "model": BULK[code][1].__name__.lower(),
        "lines": [x for x in lines if not x[3]], "left": [x for x in lines if x[3]], "gone": len(left.keys() - {r.pk for r in rows})}, status=status)


class Changed(Exception):
    """Rows that are no longer what the page showed: id → why. Nothing is done then."""

    def __init__(self, refused=None):
        super().__init__()
        self.refused = refused or {}


def _rows(request, code, ids, lock=False):
    """The chosen rows that this person may treat so, in one order of locks for everybody."""
    _label, model, right = BULK[code]
    join = ("task", "organisation") if model is Assignment else ("assignment__task", "assignment__organisation")
    rows = model.objects.filter(model.reach(request.actor, right), pk__in=ids).select_related(*join).order_by("pk")
    return list(rows.select_for_update(of=("self",)) if lock else rows)


def _done(request, code, rows, d, home):
    ids, who = [r.pk for r in rows], {"by": request.actor, "at": request.at}
    if code == "letters":
        letters = remind.letters_for(rows, **who, note=d["text"])
        messages.success(request, ngettext("Đã lập %(n)s công văn đôn đốc.", "Đã lập %(n)s công văn đôn đốc.", len(letters))
                         % {"n": len(letters)})
        return HttpResponseRedirect(faces.address("tasks:letters") or home)
    moved = {
        "accept": lambda: appraise.accept_many(ids, **who, quality=d["quality"], answer=d["text"]),
        "return": lambda: appraise.return_many(ids, **who, reason=d["text"]),
        "remind": lambda: remind.remind_many(ids, **who, note=d["text"]),
        "escalate": lambda: remind.escalate_many(ids, **who, note=d["text"]),
        "grant": lambda: extensions.grant_many(ids, **who, answer=d["text"]),
        "refuse": lambda: extensions.refuse_many(ids, **who, reason=d["text"]),
        "accept_reports": lambda: reports.accept_many(ids, **who, answer=d["text"]),
    }[code]()
    if moved.refused:
        raise Changed(moved.refused)
    messages.success(request, ngettext("%(act)s: đã xử lý %(n)s phần việc.", "%(act)s: đã xử lý %(n)s phần việc.", len(moved.rows))
                     % {"act": BULK[code][0], "n": len(moved.rows)})
    return HttpResponseRedirect(home)
