"""Ủy quyền và nghỉ: who acts for whom, giving and ending that, and taking somebody's place for the session."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openpar.core import absences, audit, delegations, evidence, offices, roles, second_factor
from openpar.core.actor import actor_for
from openpar.core.models import Organisation
from openpar.core.pages import answer_errors, next_of, on_form, whole
from openpar.core.standing_forms import AbsenceForm, DelegationForm
from openpar.engine.errors import OpenParError, Refused

SHOWN = 200


class Line:
    """One delegation or absence as the page shows it."""

    def __init__(self, row, actor, today):
        self.row, self.status = row, row.status_on(today)
        self.delegated = hasattr(row, "acts")
        self.from_, self.to = (row.giver, row.taker) if self.delegated else (row.person, row.substitute)
        self.acts = [roles.ACTS[a].title for a in row.acts if a in roles.ACTS] if self.delegated else ()
        self.lines = offices.lines_of(row) if self.delegated else ()
        self.mine = actor.user_id in (self.from_.pk, self.to.pk)
        self.living = self.status in ("running", "coming")
        self.key = f"{'d' if self.delegated else 'a'}{row.pk}"
        self.taken = self.status == "running" and self.to.pk == actor.user_id and not actor.standing and any(
            s.key == self.key and s.best in ("", s.key) for s in actor.stand_ins)


def _today(request):
    return timezone.localtime(request.at).date()


@login_required
@require_safe
@answer_errors
def page(request):
    """The own delegations and absences, and those of the organisations watched over."""
    actor, today = request.actor, _today(request)
    lines = [Line(r, actor, today) for r in (*delegations.delegations_for(actor)[:SHOWN], *absences.absences_for(actor)[:SHOWN])]
    order = {"running": 0, "coming": 1, "ended": 2, "over": 2}
    lines.sort(key=lambda line: (order[line.status], -line.row.valid_until.toordinal(), line.key))
    return render(request, "core/standing.html", {
        "groups": [(_("Của tôi"), [x for x in lines if x.mine]), (_("Của cơ quan"), [x for x in lines if not x.mine])],
        "oversees": actor.can(delegations.OVERSEE) and not actor.standing, "places": _places(actor)})


def _places(actor):
    return {m.organisation_id: m.organisation_name for m in actor.own}


def _place(request) -> Organisation:
    """The organisation that the form is about: the one asked for, else the one acted for."""
    if request.actor.standing:
        raise Refused(_("Người được ủy quyền không được ủy quyền lại, cũng không báo nghỉ thay. Trở về làm việc của mình trước."), where="standing")
    held, wanted = _places(request.actor), whole(request.GET.get("co-quan", ""))
    if not held:
        raise Refused(_("Bạn chưa có vai trò tại cơ quan nào nên chưa có việc để ủy quyền."), where="standing")
    if wanted and wanted not in held:
        raise Http404
    return Organisation.objects.get(pk=wanted or (request.actor.organisation_id if request.actor.organisation_id in held else next(iter(held))))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def give(request):
    """Give acts of one's own to another person."""
    organisation = _place(request)
    form = DelegationForm(request.POST or None, request.FILES or None, by=request.actor, organisation=organisation, on=_today(request),
                          limits=evidence.limits_text())
    return _form(request, form, organisation, delegations.give, _("Ủy quyền cho người khác"), _("Ủy quyền"),
                 _("Đã ghi ủy quyền. Hai người đều được báo."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def leave(request):
    """Say that somebody is away, and who looks after the work."""
    organisation = _place(request)
    form = AbsenceForm(request.POST or None, by=request.actor, organisation=organisation, on=_today(request))
    return _form(request, form, organisation, absences.report, _("Báo nghỉ, đi công tác"), _("Báo nghỉ"),
                 _("Đã ghi. Trong thời gian nghỉ, người làm thay thấy việc; hai người đều được báo."))


def _form(request, form, organisation, service, title, act, done):
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                service(**form.given(), by=request.actor, at=request.at)
            except OpenParError as error:
                status = on_form(form, error)
            else:
                messages.success(request, done)
                return redirect("core:standing")
    return render(request, "core/standing_form.html", {
        "form": form, "title": title, "act": act, "organisation": organisation, "places": _places(request.actor)}, status=status)


@login_required
@require_POST
@answer_errors
def end_delegation(request, pk):
    """End a delegation now."""
    return _end(request, pk, delegations.delegations_for, delegations.end, _("Đã kết thúc ủy quyền."))


@login_required
@require_POST
@answer_errors
def end_absence(request, pk):
    """Back earlier, or called off."""
    return _end(request, pk, absences.absences_for, absences.end, _("Đã kết thúc thời gian nghỉ; việc trở về từ hôm nay."))


def _end(request, pk, seen, service, told):
    """End one of the rows that this person sees, and say so."""
    if not seen(request.actor).filter(pk=pk).exists():
        raise Http404
    service(pk, reason=request.POST.get("ly_do", ""), by=request.actor, at=request.at)
    messages.success(request, told)
    return redirect("core:standing")


@login_required
@require_POST
@answer_errors
def stand_in(request):
    """Take somebody's place for the session, or come back to the own one. A far-reaching place asks for a one-time code first."""
    key = request.POST.get("thay", "")
    if not key:
        request.session.pop("standing_in", None)
        messages.info(request, _("Bạn đang làm việc của mình."))
        return redirect(next_of(request))
    place = next((s for s in request.actor.stand_ins if s.key == key), None)
    if place is None:
        raise Http404
    if place.far and (asked := second_factor.wanted(request, back="core:standing")):
        return asked
    request.session["standing_in"] = key
    actor = actor_for(request.user, request.actor.on, request_id=request.request_id, standing_in=key)
    audit.record("session.stand_in", "core.user", place.person.pk, by=actor, at=request.at, organisation_id=place.organisation_id)
    messages.success(request, _("Đang làm thay %(who)s. Mọi việc bạn làm ghi cả hai tên.") % {"who": place.person})
    return redirect(next_of(request))
