"""What a view answers when something is not possible: the sentence of the error on a page with the right status,
never a bare failure."""

import re
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Conflict, NotLoaded, OpenParError, Refused, RuleError

STATUS = ((Conflict, 409), (Refused, 403), (BadInput, 422), (NotLoaded, 422), (RuleError, 422))
SECRET = re.compile("password|csrf|secret|code|token", re.IGNORECASE)  # in the name of a field
TEMPLATES = {409: "409.html", 403: "403.html", 422: "400.html"}
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def status_of(error: OpenParError) -> int:
    """The HTTP status of an error.

    >>> status_of(Conflict("…")), status_of(BadInput("…"))
    (409, 422)
    """
    return next((code for kind, code in STATUS if isinstance(error, kind)), 422)


def answer(request, error: OpenParError) -> HttpResponse:
    """The page that says the error's own sentence, with a way back to where the person was."""
    status = status_of(error)
    return render(request, TEMPLATES[status], {"reason": error.message, "back": back_of(request)}, status=status)


def unkeepable(request) -> HttpResponse:
    """The page that refuses a text with a character that is kept nowhere; such a text comes from a broken copy or from a program."""
    return render(request, TEMPLATES[422], {"reason": _(
        "Chữ vừa gửi có ký tự không lưu được (ký tự NUL). Gõ lại, hoặc dán lại dưới dạng văn bản thuần; chưa có gì thay đổi."),
        "back": back_of(request), "typed": typed_in(request)}, status=400)


def typed_in(request) -> list[str]:
    """The words that somebody typed into the form, without what cannot be kept, to be copied from the page; nothing that is a secret."""
    return [clean for name, texts in request.POST.lists() if not SECRET.search(name) for text in texts
            if len((clean := text.replace("\x00", "")).split()) > 1]


def answer_errors(view):
    """Decorator: an engine error raised by a service becomes its page. (The middleware does the same for undecorated
    views.)"""
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except OpenParError as error:
            return answer(request, error)
    return wrapped


def on_form(form, error: OpenParError) -> int:
    """Put the sentence beside the field it names (or on top) so that what was typed stays; the status to answer with."""
    where = error.where if error.where in getattr(form, "fields", {}) else None
    form.add_error(where, error.message)
    return status_of(error)


def retold(text: str) -> str:
    """A sentence that was kept in Vietnamese, in the reader's language: the look of the house knows how, and pages reach it by a template."""
    return render_to_string("core/retold.txt", {"text": text})


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Bytes as an attachment with a plain name."""
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"',
                                                                  "X-Content-Type-Options": "nosniff"})


def back_of(request) -> str:
    """The page of this site the person came from, else the page itself."""
    from django.utils.http import url_has_allowed_host_and_scheme
    came = request.META.get("HTTP_REFERER", "")
    return came if url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure()) else request.path


def next_of(request, default: str = "/") -> str:
    """Where a form wants to go back to, never another site."""
    from django.utils.http import url_has_allowed_host_and_scheme
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else default


def whole(text: str) -> int | None:
    """A whole number as our own pages write it (an id, a version, a place in a text); None for anything else, however long.

    >>> whole("12"), whole("²"), whole("9" * 30), whole("")
    (12, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def wholes(texts) -> list[int]:
    """The whole numbers among these, each once, in their order.

    >>> wholes(["3", "x", "1", "3"])
    [3, 1]
    """
    return list(dict.fromkeys(n for n in map(whole, texts) if n is not None))


def private(response: HttpResponse) -> HttpResponse:
    """Personal pages are not kept by browsers or proxies."""
    patch_cache_control(response, private=True, no_store=True)
    return response
