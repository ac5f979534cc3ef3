"""What a room tells the house about itself: its name, its pages, how its evidence and its rows may be seen. No imports upward."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """One find of the search: what it is called, where it is, and what else helps to recognise it."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """`page` is the url name of one object's page (takes pk).

    `evidence(actor)` gives a queryset of Evidence, `search(actor, words, limit)` a list of Hit (words are folded, all must fit);
    both start from who asks. `records` names, for a fact table, `rows(actor, ids)`: a Hit for each of these facts that the person may see.
    """

    code: str
    title: object
    page: str | None = None
    evidence: Callable | None = None
    search: Callable | None = None
    duties: dict | None = None  # duty code → words for "Việc của tôi"
    views: tuple = ()  # acts, one of which opens the things on which its duties lie
    indexed: tuple = ()  # ((model, column of folded text), …) that core.fulltext indexes
    facts: tuple = ()  # the fact tables it exports for measuring, see core.facts
    acts: dict | None = None  # act of the trail → words
    keys: dict | None = None  # what an entry of the trail says has changed → words
    records: dict | None = None  # fact table → the records behind its rows


ROOMS: dict[str, Room] = {}


def read_by(actor) -> list[str]:
    """The rooms with duties whose things the actor may open at all."""
    return [room.code for room in ROOMS.values() if any(actor.can(act) for act in room.views)]


def register(room: Room) -> Room:
    """Called from the room's AppConfig.ready()."""
    ROOMS[room.code] = room
    return room
