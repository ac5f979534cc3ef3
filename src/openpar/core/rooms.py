"""What a room tells the house about itself: its name, its pages, how its evidence and its rows may be seen. No imports upward."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """`page` is the url name of one object's page (takes pk). `evidence(actor)` and `search(actor, text, limit)` start from who asks."""

    code: str
    title: object
    page: str | None = None
    evidence: Callable | None = None
    search: Callable | None = None
    duties: dict | None = None  # duty code → words for "Việc của tôi"


ROOMS: dict[str, Room] = {}


def register(room: Room) -> Room:
    """Called from the room's AppConfig.ready()."""
    ROOMS[room.code] = room
    return room
