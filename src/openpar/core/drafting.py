"""The door to the register of documents for the rooms below it: what they want numbered and issued is drafted there.

The register stands above the rooms that write (tasks do not know it), so it installs itself here. Without one nothing is drafted, and
a room's papers stay files to download.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from .actor import Actor
from .models import Organisation


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that a room wants issued: the thing it belongs to (`room`, `object_id`), and what it says.

    `annex` is a table on pages of its own: {"title", "heads", "rows", "widths"}.
    """

    room: str
    object_id: int
    kind: str  # of documents: "cong_van", "bao_cao" …
    title: str
    body: tuple[str, ...]
    place: str
    to: tuple[str, ...] = ()
    recipients: tuple[Organisation, ...] = ()
    others: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    mode: str = ""
    annex: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The document of a thing in the register: number, day and state in words; its address for those who may see it."""

    number: str
    on: date | None
    state: str
    url: str = ""
    name: str = ""


class Register(Protocol):
    """What the room that keeps the register offers."""

    def may_draft(self, actor: Actor, organisation: Organisation) -> bool: ...

    def draft(self, wanted: Wanted, *, organisation: Organisation, by: Actor, at) -> None: ...

    def papers_of(self, room: str, ids: list[int], actor: Actor) -> dict[int, Found]: ...


_installed: list[Register] = []


def install(register: Register) -> None:
    """Called once, when the room of the register is ready."""
    _installed[:] = [register]


def may_draft(actor: Actor, organisation: Organisation) -> bool:
    """Whether this person drafts papers of this organisation, and there is a register to draft them in."""
    return bool(_installed) and _installed[0].may_draft(actor, organisation)


def draft(wanted: Wanted, *, organisation: Organisation, by: Actor, at) -> None:
    """Draft the paper in the register; a thing that has a living draft or document there keeps it. Raises Refused without the right."""
    if _installed:
        _installed[0].draft(wanted, organisation=organisation, by=by, at=at)


def papers_of(room: str, ids: Iterable[int], actor: Actor) -> dict[int, Found]:
    """{thing: its document}, for things that this person was found to see; a constant number of queries."""
    wanted = list(ids)
    return _installed[0].papers_of(room, wanted, actor) if _installed and wanted else {}
