"""How many working days are left until a day that somebody is typing; the page asks while they type, and works without."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from ..forms.days import DueDateField, left_words


@login_required
@require_GET
def left(request):
    """The words for ?ngay=, as plain text; nothing where it is no day yet."""
    try:
        day = DueDateField(required=False).clean(request.GET.get("ngay", ""))
    except ValidationError:
        day = None
    words = left_words(day, timezone.localtime(request.at).date()) if day else ""
    return HttpResponse(words, content_type="text/plain; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"})
