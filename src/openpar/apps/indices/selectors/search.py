"""What the search box finds in this room: index frameworks, the figures of the catalogue, and rounds that the person may see."""

from django.urls import reverse

from openpar.core.actor import Actor
from openpar.core.rooms import Hit
from openpar.core.searching import all_in
from openpar.engine.index.library import catalogue, load, names

from . import own
from .facts_catalogue import ROOM_WORDS
from .frameworks import index_name
from .rounds import rounds_for


def find_frameworks(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Frameworks by index, title, code or year; the installation's own for those who may read them."""
    if not actor.user_id:
        return []
    every = [*(load(name) for name in names()), *(own.framework_of(row) for row in own.frameworks_for(actor))]
    return [Hit(f.title, reverse("indices:framework", args=f.ref.split("/", 1)), f"{index_name(f.index)}, {f.year}")
            for f in every if all_in(words, index_name(f.index), f.title, f.ref, str(f.year))][:limit]


def find_figures(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Figures of the catalogue by code or title."""
    if not actor.can("fact.view"):
        return []
    return [Hit(about["title"], reverse("indices:fact", args=[code]), f"{code}, {ROOM_WORDS.get(about['room'], about['room'])}")
            for code, about in catalogue().items() if all_in(words, code, about["title"])][:limit]


def find_rounds(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Rounds of scoring by title or year, newest first."""
    return [Hit(r.title, reverse("indices:round", args=[r.pk]), f"{r.keeper.label}, {r.get_state_display().lower()}")
            for r in rounds_for(actor).select_related("keeper").order_by("-id")[:500] if all_in(words, r.title, str(r.year))][:limit]
