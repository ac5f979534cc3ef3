"""Official reminder letters: the ones made, each as a Word file."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render

from openpar.core.listing import Order, page

from .. import papers
from ..models import Letter
from .leader import DOCX
from .lists import download


def letters_for(actor):
    """The letters of the issuer's side that this person may see."""
    return Letter.objects.filter(Letter.reach(actor, "assignment.remind"))


@login_required
def letters(request):
    """The letters, newest first."""
    found = page(
        letters_for(request.actor).select_related("organisation", "made_by"),
        Order("moi", "", "", descending=True),
        request.GET.get("sau", ""),
    )
    return render(request, "tasks/letters.html", {"found": found})


@login_required
def letter_docx(request, pk):
    """One letter as it was made."""
    letter = get_object_or_404(letters_for(request.actor).select_related("organisation", "issuer"), pk=pk)
    return download(
        papers.reminder_letter(letter), f"cong-van-don-doc-{letter.organisation.code}-{letter.pk}.docx", DOCX
    )
