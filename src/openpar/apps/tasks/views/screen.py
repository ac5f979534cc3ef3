"""The review screen drawn: whole, or only the pieces that an act changed; and what every view of it asks of a request."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core.pages import status_of, whole
from openpar.engine.errors import BadInput

from ..forms import directives as forms
from ..selectors import directives as selectors
from ..services import reshape
from ..services import review as acts
from . import paper

MODES = ("sua", "tach", "gop", "bo")
FILTERS = ("chua-ro", "da-ro", "chua-han", "da-bo")
UNTIL_CLEAR = "until clear"  # the card stays open while something of it is unsure; then the next unsure one opens


def directive_of(request, pk):
    """The directive under review, or 404."""
    return get_object_or_404(selectors.under_review(request.actor), pk=pk)


def day_of(request):
    """The business day of the request."""
    return timezone.localtime(request.at).date()


def version_of(request):
    """The version of the draft that the page showed."""
    value = whole(request.POST.get("version", ""))
    if value is None:
        raise BadInput(_("Trang đã cũ. Tải lại rồi làm lại."), where="version")
    return value


def mode_of(value):
    """The form that a card opens with, or none."""
    return value if value in MODES else ""


def chosen_of(seen, value):
    """The card named in the address."""
    return seen.card(whole(value)) if value else None


def get(model, value):
    """A row chosen by its id, or None."""
    return model.objects.filter(pk=whole(value)).first()


def address_of(directive, draft_id=None, mode=""):
    """Where a card is on the screen."""
    base = reverse("tasks:review", args=[directive.pk])
    if draft_id is None:
        return base
    return f"{base}?mo={draft_id}" + (f"&che-do={mode}" if mode_of(mode) else "") + f"#nv{draft_id}"


def crumbs_to(directive, last):
    """The way back from a page of the review."""
    return [(_("Văn bản"), reverse("tasks:directives")), (str(directive), reverse("tasks:review", args=[directive.pk])), (last, "")]


def edit_form(card, request, data=None):
    """The form of every field of one draft."""
    leaders = selectors.leaders_of(card.draft.directive.issuer, day_of(request))
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
        context["form"] = form or edit_form(card, request)
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
    return paper.paragraphs(directive.text, seen.cards, lambda c: address_of(directive, c.draft.pk), opened=opened, headings=directive.outline,
                            touched=touched)


def page(request, seen, opened, mode, status=200, **extra):
    """The whole screen."""
    chosen = request.GET.get("loc", "")
    chosen = chosen if chosen in FILTERS else ""
    lists = {"chua-ro": seen.doubtful, "da-ro": seen.clear, "chua-han": seen.without_due, "da-bo": seen.dropped}
    shown = lists[chosen] if chosen else seen.doubtful + seen.clear
    if opened and opened not in shown:
        shown = [opened, *shown]
    context = _context(request, seen, opened, mode, lines=_lines(seen, opened), shown=shown, chosen=chosen, **extra)
    return render(request, "tasks/review.html", context, status=status)


def parts(request, seen, card, *, mode="", also=(), counters=True, status=200, error=None, form=None, rows=None, opened=True):
    """The pieces that changed: this card, others out of band, the counters, the lines of the text that these cards touch."""
    head = card if opened else also[0]
    context = _context(request, seen, head, mode, error=error, form=form, rows=rows, card=card, also=also, counters=counters,
                       lines=[p for p in _lines(seen, head, [card, *also]) if p.touched])
    return render(request, "tasks/_review_parts.html", context, status=status)


def reload(request, address):
    """Show the screen again: a redirect, which htmx is told to follow as a page."""
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def done(request, directive, draft, stays, outcome, wording=None):
    """What an act changed; `stays` says whether its card stays open: True, False or UNTIL_CLEAR."""
    seen = selectors.review(directive_of(request, directive.pk), day_of(request))
    card = seen.card(draft.pk)
    if stays == UNTIL_CLEAR:
        stays = card is not None and not card.clear
    following = card if stays and card and not card.draft.dropped else seen.next_doubtful(card.number if card else 0)
    if outcome == "reload" or card is None or not request.htmx:
        return reload(request, address_of(directive, following.draft.pk if following else None))
    same = [c for c in seen.cards if wording and c is not card and any(n.addressee.wording == wording for n in [*c.leads, *c.coordinating])]
    if following in (card, None):  # nothing is left to look at: the card stays open
        return parts(request, seen, card, also=same)
    return parts(request, seen, card, also=[following, *same], opened=False)


def refused(request, directive, row, mode, error, form=None, rows=None):
    """The same form with what was typed and why it was refused."""
    status = status_of(error) if error else 422
    seen = selectors.review(directive_of(request, directive.pk), day_of(request))
    card = seen.card(row.pk)
    if card is None:
        raise error
    if mode == "sua" and form is None:
        form, rows = edit_form(card, request, request.POST), forms.TargetRows(request.POST, prefix="ct")
    if request.htmx:
        return parts(request, seen, card, mode=mode, status=status, error=error, form=form, rows=rows)
    return page(request, seen, card, mode, status=status, error=error, form=form, rows=rows)
