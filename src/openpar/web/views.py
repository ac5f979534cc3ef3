"""The room's own pages: the page of components and the pages of errors."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import guides, samples, status


def components(request):
    """Every shared partial on one page: what a page is built of, and the visual test. Demo installations and staff only."""
    user = getattr(request, "user", None)
    if not (getattr(settings, "DEMO", False) or settings.DEBUG or getattr(user, "is_staff", False)):
        raise Http404
    form = samples.ExtensionForm(samples.BAD_INPUT)
    form.is_valid()
    return render(request, "web/components.html", samples.context(request) | {"form": form, "fresh": samples.ExtensionForm()})


@require_safe
def help_page(request):
    """How to work here: a short guide for one's own role first, the other roles, the keys, and what every mark means."""
    own, others = guides.guides_for(request.actor if request.user.is_authenticated else None)
    return render(request, "web/help.html", {
        "own": own, "others": others, "everybody": guides.EVERYBODY, "keys": guides.KEYS,
        "statuses": {k: f for k, f in status.FACES.items() if f.when}, "doing": {k: f for k, f in status.FACES.items() if not f.when},
        "absents": status.ABSENT, "clock": guides.sample_clock()})


def _error(code, exception):
    """The sentence of an error page: what our own errors say; never the words of an exception nobody wrote for people."""
    from openpar.engine.errors import OpenParError
    cause = exception if isinstance(exception, OpenParError) else getattr(exception, "__cause__", None)
    return {"reason": cause.message if isinstance(cause, OpenParError) else "", "code": code}


def error_400(request, exception=None):
    return render(request, "400.html", _error(400, exception), status=400)


def error_403(request, exception=None):
    return render(request, "403.html", _error(403, exception), status=403)


def error_404(request, exception=None):
    return render(request, "404.html", _error(404, exception), status=404)


def error_409(request, exception=None):
    """Somebody else was first; what was typed is still in the page before."""
    return render(request, "409.html", _error(409, exception) | {"back": request.path}, status=409)


def error_500(request):
    return render(request, "500.html", {"request_id": getattr(request, "request_id", "")}, status=500)
