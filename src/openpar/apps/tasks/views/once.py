"""Whether a request is the first sending of its form."""

from ..services.once import content_of, first_time


def first_sending(request, *, guarded: bool = False) -> bool:
    """Take the form's word, or its content where it has none; `guarded` acts cannot be doubled anyway, so only a word counts."""
    content = "" if guarded else content_of(request.user.pk, request.path, request.POST.lists(),
                                            [(name, f.name, f.size) for name, files in request.FILES.lists() for f in files])
    return first_time(request.POST.get("luot", ""), request.at, content)
