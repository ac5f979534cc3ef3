"""The review screen: the text on the left, the drafts on the right; every act a plain POST, of which htmx draws only what changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.core.models import Group, Organisation
from openpar.core.pages import answer_errors, status_of, whole, wholes
from openpar.engine.errors import BadInput, Conflict, OpenParError

from ..forms import directives as forms
from ..models import Addressee, Draft
from ..selectors import directives as selectors
from ..services import issue as giving
from ..services import reshape
from ..services import review as acts
from . import screen
from .review_acts import ACTS, Again


@login_required
@require_GET
@answer_errors
def review(request, pk):
    """The whole screen; ?mo= opens a card, ?che-do= its form, ?loc= filters."""
    directive = get_object_or_404(selectors.directives(request.actor), pk=pk)
    if directive.state != directive.State.DRAFT or not directive.text:
        return redirect("tasks:directive", pk)
    directive = screen.directive_of(request, pk)
    seen = selectors.review(directive, screen.day_of(request))
    opened = screen.chosen_of(seen, request.GET.get("mo"))
    if opened is None and not request.GET.get("loc"):
        opened = next(iter(seen.doubtful), None)
    return screen.page(request, seen, opened, screen.mode_of(request.GET.get("che-do")))


@login_required
@require_GET
@answer_errors
def card(request, pk, draft):
    """One card, opened; a plain request gets the whole screen with it open."""
    directive = screen.directive_of(request, pk)
    if not request.htmx:
        return redirect(screen.address_of(directive, draft, request.GET.get("che-do")))
    seen = selectors.review(directive, screen.day_of(request))
    chosen = seen.card(draft)
    if chosen is None:
        raise Http404
    mode = screen.mode_of(request.GET.get("che-do"))
    closing = screen.chosen_of(seen, request.GET.get("truoc"))
    return screen.parts(request, seen, chosen, mode=mode, also=[closing] if closing and closing.draft.pk != draft else [], counters=False)


@login_required
@require_POST
@answer_errors
def act(request, pk, draft, act):
    """One act on one draft."""
    if act not in ACTS:
        raise Http404
    directive = screen.directive_of(request, pk)
    row = get_object_or_404(Draft.objects.select_related("directive__issuer"), directive=directive, pk=draft)
    call, mode, stays = ACTS[act]
    try:
        done = call(request, directive, row)
    except Again as again:
        return screen.refused(request, directive, row, mode, None, again.form, again.rows)
    except OpenParError as error:
        return screen.refused(request, directive, row, mode, error)
    return screen.done(request, directive, row, stays, done)


@login_required
@require_POST
@answer_errors
def add(request, pk):
    """A draft from a passage: by its offsets (a selection), or by its first and last words."""
    directive = screen.directive_of(request, pk)
    try:
        start, end = request.POST.get("start", ""), request.POST.get("end", "")
        if None not in (whole(start), whole(end)):
            span = whole(start), whole(end)
        else:
            span = reshape.find_passage(directive.text, request.POST.get("first", ""), request.POST.get("last", ""))
        draft = reshape.add(directive, *span, by=request.actor, at=request.at)
    except OpenParError as error:
        seen = selectors.review(directive, screen.day_of(request))
        return screen.page(request, seen, None, "", status=status_of(error), add_error=error.message,
                     add_typed={k: request.POST.get(k, "") for k in ("first", "last")})
    messages.success(request, _("Đã thêm nhiệm vụ “%(title)s”.") % {"title": draft.title})
    return screen.reload(request, screen.address_of(directive, draft.pk))


@login_required
@require_http_methods(["GET", "POST"])
@answer_errors
def name(request, pk, addressee):
    """Who some words mean: search, choose, remember."""
    directive = screen.directive_of(request, pk)
    row = get_object_or_404(Addressee.objects.select_related("draft__directive__issuer", "organisation", "group"), draft__directive=directive,
                            pk=addressee)
    words, error, status = request.GET.get("q", row.wording), "", 200
    if request.method == "POST":
        try:
            chosen = request.POST.get("choose", "")
            kind, _sep, value = chosen.partition(":")
            acts.name(row, organisation=screen.get(Organisation, value) if kind == "organisation" else None,
                      group=screen.get(Group, value) if kind == "group" else None, as_text=kind == "text",
                      remember=bool(request.POST.get("remember")), version=screen.version_of(request), by=request.actor, at=request.at)
        except OpenParError as problem:
            error, status, words = problem.message, status_of(problem), request.POST.get("q", words)
        else:
            return screen.done(request, directive, row.draft, screen.UNTIL_CLEAR, None, row.wording)
    organisations, groups = selectors.candidates(words, acts.register_day(directive, request.at))
    context = {"directive": directive, "addressee": row, "draft": row.draft, "words": words, "organisations": organisations, "groups": groups,
               "error": error, "may_remember": request.actor.can("organisation.manage"), "back": screen.address_of(directive, row.draft_id),
               "crumbs": screen.crumbs_to(directive, _("Xác định đơn vị"))}
    template = "tasks/_review_name.html" if request.htmx else "tasks/review_name.html"
    return render(request, template, context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@answer_errors
def bulk(request, pk):
    """Every draft by section, to give many of them a day, a cycle, a field, a leader or a priority in one act."""
    directive = screen.directive_of(request, pk)
    seen = selectors.review(directive, screen.day_of(request))
    only_missing = request.GET.get("loc") == "chua-han"
    data = request.POST if request.method == "POST" else None
    form = forms.BulkForm(data, leaders=selectors.leaders_of(directive.issuer, screen.day_of(request)), prefix="dat")
    picked = set(wholes(request.POST.getlist("ids")))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                n = reshape.set_many(directive, sorted(picked), form.given(), by=request.actor, at=request.at, versions=_versions(request))
            except OpenParError as error:
                form.add_error(error.where if error.where in form.fields else None, error.message)
                status = status_of(error)
            else:
                messages.success(request, ngettext("Đã đặt cho %(n)s nhiệm vụ.", "Đã đặt cho %(n)s nhiệm vụ.", n) % {"n": n})
                return redirect(request.get_full_path())
    sections = [(s, [c for c in cards if not (only_missing and c.has_due)]) for s, cards in seen.sections]
    return render(request, "tasks/review_bulk.html", {
        "directive": directive, "seen": seen, "sections": [x for x in sections if x[1]], "form": form, "picked": picked, "only_missing": only_missing,
        "fields": selectors.fields_of(directive.issuer), "crumbs": screen.crumbs_to(directive, _("Hạn và phân công theo mục"))}, status=status)


def _versions(request):
    """Draft id → the version that the page showed; None where the page said none."""
    pairs = [text.partition(".")[::2] for text in request.POST.getlist("moc")]
    return {whole(pk): whole(version) for pk, version in pairs} or None


@login_required
@require_http_methods(["GET", "POST"])
@answer_errors
def issue(request, pk):
    """What is checked, what will be given, and the one act that gives it."""
    directive = get_object_or_404(selectors.directives(request.actor), pk=pk)
    if directive.state != directive.State.DRAFT:
        if request.method == "POST":
            raise Conflict(_("Văn bản này đang ở trạng thái “%(state)s”. Không giao lần thứ hai.") % {"state": directive.get_state_display()})
        return redirect("tasks:directive", pk)
    directive = screen.directive_of(request, pk)
    error, status = "", 200
    if request.method == "POST":
        try:
            given = giving.issue(directive, by=request.actor, at=request.at)
        except BadInput as problem:
            error, status = problem.message, 422
        else:
            messages.success(request, given_words(given))
            if directive.amends_id:
                return redirect("tasks:directive_replace", directive.amends_id)
            return redirect("tasks:directive", pk)
    seen = selectors.review(directive, screen.day_of(request))
    checks = giving.checks(seen, screen.day_of(request))
    return render(request, "tasks/review_issue.html", {
        "directive": directive, "seen": seen, "checks": checks, "ready": all(c.met or not c.stops for c in checks), "summary": giving.summary(seen),
        "may": request.actor.can_for("directive.issue", directive.issuer), "error": error, "crumbs": screen.crumbs_to(directive, _("Giao nhiệm vụ"))},
        status=status)


def given_words(given) -> str:
    """"Đã giao 60 nhiệm vụ cho 30 đơn vị."."""
    return _("Đã giao %(tasks)s nhiệm vụ cho %(organisations)s đơn vị.") % {"tasks": len(given.tasks), "organisations": given.organisations}
