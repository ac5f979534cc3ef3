"""Official reminder letters: the ones made, where each stands in the register of documents, and its Word file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openpar.core import drafting
from openpar.core.listing import Order, page
from openpar.core.pages import DOCX, answer_errors, download

from .. import papers
from ..models import Letter
from ..services import remind


def letters_for(actor):
    """The letters of the issuer's side that this person may see."""
    return Letter.objects.filter(Letter.reach(actor, "assignment.remind"))


@login_required
def letters(request):
    """The letters, newest first, each with its number or how far it has come."""
    found = page(
        letters_for(request.actor).select_related("organisation", "issuer", "made_by"),
        Order("moi", "", "", descending=True),
        request.GET.get("sau", ""),
    )
    issued = drafting.papers_of("tasks.letter", [x.pk for x in found.rows], request.actor)
    for letter in found.rows:
        letter.paper = issued.get(letter.pk)
        letter.may_draft = letter.paper is None and drafting.may_draft(request.actor, letter.issuer)
    return render(request, "tasks/letters.html", {"found": found})


@login_required
@require_POST
@answer_errors
def to_register(request, pk):
    """Draft one letter in the register."""
    letter = get_object_or_404(letters_for(request.actor), pk=pk)
    remind.to_register(letter, by=request.actor, at=request.at)
    messages.success(request, _("Đã lập dự thảo trong sổ văn bản đi. Trình ký, ký và phát hành tại đó."))
    return redirect("tasks:letters")


@login_required
def letter_docx(request, pk):
    """One letter as it was made."""
    letter = get_object_or_404(letters_for(request.actor).select_related("organisation", "issuer"), pk=pk)
    return download(
        papers.reminder_letter(letter), f"cong-van-don-doc-{letter.organisation.code}-{letter.pk}.docx", DOCX
    )
