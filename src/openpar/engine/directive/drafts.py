"""What walking the tree hands over: drafts of tasks, and what the points above say to the points below."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Draft:
    """A task before its fields are read: where it stands, its spans, who is addressed above it, and its own lines."""

    path: str
    section: str
    spans: list
    heading: list = field(default_factory=list)
    heading_why: str = ""
    labels: dict = field(default_factory=dict)
    kind: str = "duty"
    nobody: bool = False
    row: Any = None
    siblings: int = 1
    subject: list | None = None
    topic: str = ""
    parent: int = 0
    marked: bool = False


@dataclass(slots=True)
class Context:
    """What the points above say: addressees and how they were named, the top heading, and whether duties may stand here."""

    names: list = field(default_factory=list)
    why: str = ""
    section: str = ""
    skip: bool = False
    weak: bool = False
    topic: str = ""
    parent: int = 0
