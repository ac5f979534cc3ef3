"""What each act of a card reads from its form, and the service that it calls."""

from django.contrib import messages
from django.utils.translation import gettext as _

from openpar.core.pages import whole, wholes
from openpar.engine.errors import BadInput

from ..forms import directives as forms
from ..models import Draft
from ..selectors import directives as selectors
from ..services import reshape
from ..services import review as acts
from .screen import UNTIL_CLEAR, day_of, edit_form, version_of


class Again(Exception):
    """A form with mistakes: shown again as typed."""

    def __init__(self, form, rows=None):
        super().__init__()
        self.form, self.rows = form, rows


def _answer(request, directive, draft):
    index, _sep, choice = request.POST.get("answer", "").partition(":")
    if None in (whole(index), whole(choice)):
        raise BadInput(_("Chọn một câu trả lời."), where="answer")
    acts.answer(draft, whole(index), whole(choice), version=version_of(request), by=request.actor, at=request.at)


def _edit(request, directive, draft):
    seen = selectors.review(directive, day_of(request))
    card = seen.card(draft.pk)
    form, rows = edit_form(card, request, request.POST), forms.TargetRows(request.POST, prefix="ct")
    if not (form.is_valid() and rows.is_valid()):
        raise Again(form, rows)
    given = form.given(card, acts.shown)
    was = draft.fields.get("targets", [])
    targets = forms.targets_of(rows, was)
    if [_target_key(t) for t in targets] != [_target_key(t) for t in was]:
        given["targets"] = targets
    if given:
        acts.edit(draft, given, version=version_of(request), by=request.actor, at=request.at)


def _split(request, directive, draft):
    point = whole(request.POST.get("point", ""))
    if point is None:
        raise BadInput(_("Chọn chỗ tách."), where="point")
    reshape.split(draft, point, version=version_of(request), by=request.actor, at=request.at)
    return "reload"


def _merge(request, directive, draft):
    ids = wholes(request.POST.getlist("others"))
    others = list(Draft.objects.filter(directive=directive, pk__in=ids))
    reshape.merge(draft, others, version=version_of(request), by=request.actor, at=request.at)
    return "reload"


def _drop(request, directive, draft):
    acts.drop(draft, request.POST.get("reason", ""), version=version_of(request), by=request.actor, at=request.at)
    messages.success(request, _("Đã bỏ “%(title)s”. Lấy lại được ở mục “Đã bỏ” cho đến khi giao.") % {"title": draft.title})
    return "reload"


def _restore(request, directive, draft):
    acts.restore(draft, version=version_of(request), by=request.actor, at=request.at)
    return "reload"


def _confirm(request, directive, draft):
    acts.confirm(draft, version=version_of(request), by=request.actor, at=request.at)


def _reopen(request, directive, draft):
    acts.reopen(draft, version=version_of(request), by=request.actor, at=request.at)


# act → (what it calls, the form it came from, whether the card stays open)
ACTS = {"tra-loi": (_answer, "", UNTIL_CLEAR), "xac-nhan": (_confirm, "", False), "hoi-lai": (_reopen, "", True), "sua": (_edit, "sua", True),
        "tach": (_split, "tach", True), "gop": (_merge, "gop", True), "bo": (_drop, "bo", False), "lay-lai": (_restore, "", True)}


def _target_key(t):
    return t.get("metric"), t.get("op"), str(t.get("value")), t.get("unit"), t.get("year")
