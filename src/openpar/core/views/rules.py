"""The rulebook as officials see it: every value with its source and grade, what nobody has confirmed, and the
office's own entries."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openpar.core import comparing, evidence, rulebook, rules
from openpar.core.forms import RuleEntryForm
from openpar.core.models import RuleEntry
from openpar.core.pages import answer_errors, next_of, on_form
from openpar.core.searching import words_of
from openpar.engine.errors import NotLoaded, OpenParError
from openpar.engine.vietnamese import fold


@login_required
@require_safe
@answer_errors
def index(request):
    """All parameters with the value of today."""
    request.actor.require("rule.view")
    rows, words = [], words_of(request.GET.get("q", ""))
    for name in rulebook.names():
        p = rulebook.parameter(name)
        try:
            now = p.on(request.actor.on)
        except NotLoaded:
            now = None
        if all(w in fold(f"{p.title} {p.title_en} {name} {now.source if now else ''}") for w in words):
            rows.append({"name": name, "title": rules.title_words(p), "unit": rules.unit_words(p.unit), "now": now,
                         "value": now and rules.value_words(now.value)})
    waiting = [{"e": e, "title": rules.title_words(rulebook.parameter(e.name)),
                "words": rules.value_words(e.value)} for e in RuleEntry.objects.filter(
        approved_at__isnull=True, withdrawn_at__isnull=True).select_related("entered_by").order_by("id")]
    return render(request, "core/rules.html", {"rows": rows, "waiting": waiting, "unconfirmed": len(comparing.waiting()), "proposed": len(comparing.proposed()),
                                               "may_enter": request.actor.can("rule.enter"),
                                               "may_approve": request.actor.can("rule.approve")})


@login_required
@answer_errors
def rule(request, name):
    """One parameter: all its values through time, and the form for an own one."""
    request.actor.require("rule.view")
    if name not in rulebook.names():
        raise Http404
    form, status = RuleEntryForm(request.POST or None, request.FILES or None, limits=evidence.limits_text()), 200
    if request.method == "POST" and form.is_valid():
        try:
            _enter(request, name, form.cleaned_data)
            messages.success(request, _("Đã nhập. Giá trị có hiệu lực sau khi người thứ hai duyệt."))
            return redirect("core:rule", name=name)
        except OpenParError as error:
            status = on_form(form, error)
    elif request.method == "POST":
        status = 422
    p = rulebook.parameter(name)
    form.fields["value"].help_text = rules.value_hint(p)
    values = [{"v": v, "words": rules.value_words(v.value)} for v in sorted(p.values, key=lambda v: v.valid_from,
            reverse=True)]
    entries = RuleEntry.objects.filter(name=name).select_related("entered_by", "approved_by", "organisation",
                                                                 "file").order_by("-id")
    for e in entries:
        e.words = rules.value_words(e.value)
    return render(request, "core/rule.html", {"name": name, "title": rules.title_words(p), "values": values, "entries": entries, "form": form,
                                              "may_enter": request.actor.can("rule.enter"),
                                              "may_approve": request.actor.can("rule.approve"),
                                              "me": request.actor.user_id, "unit": rules.unit_words(p.unit)}, status=status)


def _enter(request, name, data):
    from django.db import transaction
    upload = data.pop("file")
    with transaction.atomic():
        row = rules.enter(name, data.pop("value"), by=request.actor, at=request.at, **data)
        if upload:
            row.file = evidence.add_file("core.rule", row.pk, upload, by=request.actor, at=request.at,
                                         organisation_id=request.actor.organisation_for("rule.enter"), title=row.source)
            row.save(update_fields=["file"])


@login_required
@require_POST
@answer_errors
def decide(request, pk):
    """The second person approves, or an approved value is withdrawn."""
    request.actor.require("rule.approve")
    if not RuleEntry.objects.filter(pk=pk).exists():
        raise Http404
    if request.POST.get("act") == "withdraw":
        row = rules.withdraw(pk, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
        messages.success(request, _("Đã rút giá trị."))
    else:
        row = rules.approve(pk, by=request.actor, at=request.at)
        messages.success(request, _("Đã duyệt. Giá trị có hiệu lực từ %(day)s.") % {"day": f"{row.valid_from:%d/%m/%Y}"})
    return redirect(next_of(request, f"/quy-tac/{row.name}/"))


@login_required
@require_safe
@answer_errors
def export(request):
    """The installation's own layer as a YAML file."""
    request.actor.require("rule.view")
    answer = HttpResponse(rules.export(), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="quy-tac-rieng.yaml"'
    return answer
