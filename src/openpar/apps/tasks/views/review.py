"""The review screen: the text on the left, the drafts on the right; every act a plain POST, of which htmx draws only what changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
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
from . import paper

MODES = ("sua", "tach", "gop", "bo")
FILTERS = ("chua-ro", "da-ro", "chua-han", "da-bo")


@login_required
@require_GET
@answer_errors
def review(request, pk):
    """The whole screen; ?mo= opens a card, ?che-do= its form, ?loc= filters."""
    directive = get_object_or_404(selectors.directives(request.actor), pk=pk)
    if directive.state != directive.State.DRAFT or not directive.text:
        return redirect("tasks:directive", pk)
    directive = _directive(request, pk)
    seen = selectors.review(directive, _on(request))
    opened = _chosen(seen, request.GET.get("mo"))
    if opened is None and not request.GET.get("loc"):
        opened = next(iter(seen.doubtful), None)
    return _page(request, seen, opened, _mode(request.GET.get("che-do")))


@login_required
@require_GET
@answer_errors
def card(request, pk, draft):
    """One card, opened; a plain request gets the whole screen with it open."""
    directive = _directive(request, pk)
    if not request.htmx:
        return redirect(_address(directive, draft, request.GET.get("che-do")))
    seen = selectors.review(directive, _on(request))
    chosen = seen.card(draft)
    if chosen is None:
        raise Http404
    mode = _mode(request.GET.get("che-do"))
    closing = _chosen(seen, request.GET.get("truoc"))
    return _parts(request, seen, chosen, mode=mode, also=[closing] if closing and closing.draft.pk != draft else [], counters=False)


@login_required
@require_POST
@answer_errors
def act(request, pk, draft, act):
    """One act on one draft."""
    if act not in ACTS:
        raise Http404
    directive = _directive(request, pk)
    row = get_object_or_404(Draft.objects.select_related("directive__issuer"), directive=directive, pk=draft)
    call, mode, stays = ACTS[act]
    try:
        done = call(request, directive, row)
    except _Again as again:
        return _refused(request, directive, row, mode, None, again.form, again.rows)
    except OpenParError as error:
        return _refused(request, directive, row, mode, error)
    return _done(request, directive, row, stays, done)


@login_required
@require_POST
@answer_errors
def add(request, pk):
    """A draft from a passage: by its offsets (a selection), or by its first and last words."""
    directive = _directive(request, pk)
    try:
        start, end = request.POST.get("start", ""), request.POST.get("end", "")
        if None not in (whole(start), whole(end)):
            span = whole(start), whole(end)
        else:
            span = reshape.find_passage(directive.text, request.POST.get("first", ""), request.POST.get("last", ""))
        draft = reshape.add(directive, *span, by=request.actor, at=request.at)
    except OpenParError as error:
        seen = selectors.review(directive, _on(request))
        return _page(request, seen, None, "", status=status_of(error), add_error=error.message,
                     add_typed={k: request.POST.get(k, "") for k in ("first", "last")})
    messages.success(request, _("Đã thêm nhiệm vụ “%(title)s”.") % {"title": draft.title})
    return _reload(request, _address(directive, draft.pk))


@login_required
@require_http_methods(["GET", "POST"])
@answer_errors
def name(request, pk, addressee):
    """Who some words mean: search, choose, remember."""
    directive = _directive(request, pk)
    row = get_object_or_404(Addressee.objects.select_related("draft__directive__issuer", "organisation", "group"), draft__directive=directive,
                            pk=addressee)
    words, error, status = request.GET.get("q", row.wording), "", 200
    if request.method == "POST":
        try:
            chosen = request.POST.get("choose", "")
            kind, _sep, value = chosen.partition(":")
            acts.name(row, organisation=_get(Organisation, value) if kind == "organisation" else None,
                      group=_get(Group, value) if kind == "group" else None, as_text=kind == "text",
                      remember=bool(request.POST.get("remember")), version=_version(request), by=request.actor, at=request.at)
        except OpenParError as problem:
            error, status, words = problem.message, status_of(problem), request.POST.get("q", words)
        else:
            return _done(request, directive, row.draft, True, None, row.wording)
    organisations, groups = selectors.candidates(words, acts.register_day(directive, request.at))
    context = {"directive": directive, "addressee": row, "draft": row.draft, "words": words, "organisations": organisations, "groups": groups,
               "error": error, "may_remember": request.actor.can("organisation.manage"), "back": _address(directive, row.draft_id),
               "crumbs": _crumbs(directive, _("Xác định đơn vị"))}
    template = "tasks/_review_name.html" if request.htmx else "tasks/review_name.html"
    return render(request, template, context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@answer_errors
def bulk(request, pk):
    """Every draft by section, to give many of them a day, a cycle, a field, a leader or a priority in one act."""
    directive = _directive(request, pk)
    seen = selectors.review(directive, _on(request))
    only_missing = request.GET.get("loc") == "chua-han"
    data = request.POST if request.method == "POST" else None
    form = forms.BulkForm(data, leaders=selectors.leaders_of(directive.issuer, _on(request)), prefix="dat")
    picked = set(wholes(request.POST.getlist("ids")))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                n = reshape.set_many(directive, sorted(picked), form.given(), by=request.actor, at=request.at)
            except OpenParError as error:
                form.add_error(error.where if error.where in form.fields else None, error.message)
                status = status_of(error)
            else:
                messages.success(request, ngettext("Đã đặt cho %(n)s nhiệm vụ.", "Đã đặt cho %(n)s nhiệm vụ.", n) % {"n": n})
                return redirect(request.get_full_path())
    sections = [(s, [c for c in cards if not (only_missing and c.has_due)]) for s, cards in seen.sections]
    return render(request, "tasks/review_bulk.html", {
        "directive": directive, "seen": seen, "sections": [x for x in sections if x[1]], "form": form, "picked": picked, "only_missing": only_missing,
        "fields": selectors.fields_of(directive.issuer), "crumbs": _crumbs(directive, _("Hạn và phân công theo mục"))}, status=status)


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
    directive = _directive(request, pk)
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
    seen = selectors.review(directive, _on(request))
    checks = giving.checks(seen, _on(request))
    return render(request, "tasks/review_issue.html", {
        "directive": directive, "seen": seen, "checks": checks, "ready": all(c.met or not c.stops for c in checks), "summary": giving.summary(seen),
        "may": request.actor.can_for("directive.issue", directive.issuer), "error": error, "crumbs": _crumbs(directive, _("Giao nhiệm vụ"))},
        status=status)


def given_words(given) -> str:
    """"Đã giao 60 nhiệm vụ cho 30 đơn vị."."""
    return _("Đã giao %(tasks)s nhiệm vụ cho %(organisations)s đơn vị.") % {"tasks": len(given.tasks), "organisations": given.organisations}


class _Again(Exception):
    """A form with mistakes: shown again as typed."""

    def __init__(self, form, rows=None):
        super().__init__()
        self.form, self.rows = form, rows


def _answer(request, directive, draft):
    index, _sep, choice = request.POST.get("answer", "").partition(":")
    if None in (whole(index), whole(choice)):
        raise BadInput(_("Chọn một câu trả lời."), where="answer")
    acts.answer(draft, whole(index), whole(choice), version=_version(request), by=request.actor, at=request.at)


def _edit(request, directive, draft):
    seen = selectors.review(directive, _on(request))
    card = seen.card(draft.pk)
    form, rows = _edit_form(card, request, request.POST), forms.TargetRows(request.POST, prefix="ct")
    if not (form.is_valid() and rows.is_valid()):
        raise _Again(form, rows)
    given = form.given(card, acts.shown)
    was = draft.fields.get("targets", [])
    targets = forms.targets_of(rows, was)
    if [_target_key(t) for t in targets] != [_target_key(t) for t in was]:
        given["targets"] = targets
    if given:
        acts.edit(draft, given, version=_version(request), by=request.actor, at=request.at)


def _split(request, directive, draft):
    point = whole(request.POST.get("point", ""))
    if point is None:
        raise BadInput(_("Chọn chỗ tách."), where="point")
    reshape.split(draft, point, version=_version(request), by=request.actor, at=request.at)
    return "reload"


def _merge(request, directive, draft):
    ids = wholes(request.POST.getlist("others"))
    others = list(Draft.objects.filter(directive=directive, pk__in=ids))
    reshape.merge(draft, others, version=_version(request), by=request.actor, at=request.at)
    return "reload"


def _drop(request, directive, draft):
    acts.drop(draft, request.POST.get("reason", ""), version=_version(request), by=request.actor, at=request.at)
    return "reload"


def _restore(request, directive, draft):
    acts.restore(draft, version=_version(request), by=request.actor, at=request.at)
    return "reload"


def _confirm(request, directive, draft):
    acts.confirm(draft, version=_version(request), by=request.actor, at=request.at)


def _reopen(request, directive, draft):
    acts.reopen(draft, version=_version(request), by=request.actor, at=request.at)


# act → (what it calls, the form it came from, whether the card stays open)
ACTS = {"tra-loi": (_answer, "", True), "xac-nhan": (_confirm, "", False), "hoi-lai": (_reopen, "", True), "sua": (_edit, "sua", True),
        "tach": (_split, "tach", True), "gop": (_merge, "gop", True), "bo": (_drop, "bo", False), "lay-lai": (_restore, "", True)}


def _directive(request, pk):
    return get_object_or_404(selectors.under_review(request.actor), pk=pk)


def _on(request):
    return timezone.localtime(request.at).date()


def _version(request):
    value = whole(request.POST.get("version", ""))
    if value is None:
        raise BadInput(_("Trang đã cũ. Tải lại rồi làm lại."), where="version")
    return value


def _mode(value):
    return value if value in MODES else ""


def _chosen(seen, value):
    return seen.card(whole(value)) if value else None


def _get(model, value):
    return model.objects.filter(pk=whole(value)).first()


def _address(directive, draft_id=None, mode=""):
    base = reverse("tasks:review", args=[directive.pk])
    if draft_id is None:
        return base
    return f"{base}?mo={draft_id}" + (f"&che-do={mode}" if _mode(mode) else "") + f"#nv{draft_id}"


def _crumbs(directive, last):
    return [(_("Văn bản"), reverse("tasks:directives")), (str(directive), reverse("tasks:review", args=[directive.pk])), (last, "")]


def _target_key(t):
    return t.get("metric"), t.get("op"), str(t.get("value")), t.get("unit"), t.get("year")


def _edit_form(card, request, data=None):
    leaders = selectors.leaders_of(card.draft.directive.issuer, _on(request))
    return forms.DraftForm(data, leaders=leaders, initial=forms.DraftForm.initial_of(card, acts.shown))


def _keys(card):
    """Questions of the open card with their keys 1 to 9, and names that are not sure."""
    out, key = [], 1
    for index, q in card.asks:
        answers = []
        for choice, a in enumerate(q["alternatives"]):
            answers.append({"name": "answer", "value": f"{index}:{choice}", "label": a["label"], "key": key if key < 10 else None})
            key += 1
        out.append({"question": q, "answers": answers})
    return out


def _open_context(request, seen, card, mode, error=None, form=None, rows=None):
    """What the open card needs beside itself."""
    if card is None:
        return {}
    context = {"opened": card, "mode": mode, "questions": _keys(card), "error": error.message if error else "", "typed": request.POST}
    if mode == "sua":
        context["form"] = form or _edit_form(card, request)
        context["rows"] = rows or forms.TargetRows(initial=[{k: t.get(k) for k in ("metric", "op", "value", "unit", "year")}
                                                            for t in card.draft.fields.get("targets", [])], prefix="ct")
        context["fields"] = selectors.fields_of(seen.directive.issuer)
    if mode == "tach":
        context["points"] = reshape.points(card.draft)
    if mode == "gop":
        at = next((i for i, c in enumerate(seen.cards) if c.draft.pk == card.draft.pk), 0)
        context["others"] = [c for c in seen.cards[max(0, at - 4):at + 12] if c.draft.pk != card.draft.pk]
        context["following"] = seen.cards[at + 1] if at + 1 < len(seen.cards) else None
    return context


def _context(request, seen, opened, mode, **extra):
    directive = seen.directive
    return {"directive": directive, "seen": seen, "crumbs": [(_("Văn bản"), reverse("tasks:directives")), (directive.title, "")],
            **_open_context(request, seen, opened, mode, extra.pop("error", None), extra.pop("form", None), extra.pop("rows", None)), **extra}


def _lines(seen, opened, touched=()):
    directive = seen.directive
    return paper.paragraphs(directive.text, seen.cards, lambda c: _address(directive, c.draft.pk), opened=opened, headings=directive.outline,
                            touched=touched)


def _page(request, seen, opened, mode, status=200, **extra):
    chosen = request.GET.get("loc", "")
    chosen = chosen if chosen in FILTERS else ""
    lists = {"chua-ro": seen.doubtful, "da-ro": seen.clear, "chua-han": seen.without_due, "da-bo": seen.dropped}
    shown = lists[chosen] if chosen else seen.doubtful + seen.clear
    if opened and opened not in shown:
        shown = [opened, *shown]
    context = _context(request, seen, opened, mode, lines=_lines(seen, opened), shown=shown, chosen=chosen, **extra)
    return render(request, "tasks/review.html", context, status=status)


def _parts(request, seen, card, *, mode="", also=(), counters=True, status=200, error=None, form=None, rows=None, opened=True):
    """The pieces that changed: this card, others out of band, the counters, the lines of the text that these cards touch."""
    head = card if opened else also[0]
    context = _context(request, seen, head, mode, error=error, form=form, rows=rows, card=card, also=also, counters=counters,
                       lines=[p for p in _lines(seen, head, [card, *also]) if p.touched])
    return render(request, "tasks/_review_parts.html", context, status=status)


def _reload(request, address):
    """Show the screen again: a redirect, which htmx is told to follow as a page."""
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def _done(request, directive, draft, stays, done, wording=None):
    seen = selectors.review(_directive(request, directive.pk), _on(request))
    card = seen.card(draft.pk)
    following = card if stays and card and not card.draft.dropped else seen.next_doubtful(card.number if card else 0)
    if done == "reload" or card is None or not request.htmx:
        return _reload(request, _address(directive, following.draft.pk if following else None))
    same = [c for c in seen.cards if wording and c is not card and any(n.addressee.wording == wording for n in [*c.leads, *c.coordinating])]
    if following in (card, None):  # nothing is left to look at: the card stays open
        return _parts(request, seen, card, also=same)
    return _parts(request, seen, card, also=[following, *same], opened=False)


def _refused(request, directive, row, mode, error, form=None, rows=None):
    """The same form with what was typed and why it was refused."""
    status = status_of(error) if error else 422
    seen = selectors.review(_directive(request, directive.pk), _on(request))
    card = seen.card(row.pk)
    if card is None:
        raise error
    if mode == "sua" and form is None:
        form, rows = _edit_form(card, request, request.POST), forms.TargetRows(request.POST, prefix="ct")
    if request.htmx:
        return _parts(request, seen, card, mode=mode, status=status, error=error, form=form, rows=rows)
    return _page(request, seen, card, mode, status=status, error=error, form=form, rows=rows)
