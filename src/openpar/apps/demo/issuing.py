"""The demo's directive, taken in, reviewed and issued as an officer of the reform office would do it."""

from datetime import date
from pathlib import Path

from openpar.apps.tasks.selectors import directives as seen
from openpar.apps.tasks.services import intake, issue, review
from openpar.apps.tasks.services import reshape as drafts
from openpar.core import clock

TEXTS = Path(__file__).parent / "texts"
# Which field, supervised by whom, by the number of the clause.
FIELD_OF = {
    "1": "Nội chính",
    "2.1": "Nội chính",
    "2.2": "Nội chính",
    "2.3": "Nội chính",
    "2.4": "Kinh tế",
    "2.5": "Kinh tế",
    "2.6": "Kinh tế",
    "2.7": "Kinh tế",
    "2.8": "Kinh tế",
    "2.9": "Văn hoá - Xã hội",
    "2.10": "Văn hoá - Xã hội",
    "2.11": "Nội chính",
    "2.12": "Kinh tế",
    "2.13": "Nội chính",
    "2.14": "Kinh tế",
    "2.15": "Văn hoá - Xã hội",
    "3": "Nội chính",
}
# What the officer gave to tasks for which the document names no day.
DUE = {
    "1.b": {"due_type": "date", "due_on": date(2022, 8, 31)},
    "1.d": {"due_type": "cycle", "cycle": "quarter", "report_day": 25},
    "1.g": {"due_type": "date", "due_on": date(2022, 9, 15)},
    "1.i": {"due_type": "cycle", "cycle": "quarter", "report_day": 20},
    "1.k": {"due_type": "date", "due_on": date(2022, 11, 30)},
    "2.9.a": {"due_type": "cycle", "cycle": "quarter", "report_day": 25},
    "2.13.b": {"due_type": "date", "due_on": date(2022, 10, 15)},
    "2.13.c": {"due_type": "date", "due_on": date(2022, 9, 30)},
    "2.12.b": {"due_type": "date", "due_on": date(2022, 12, 1)},
    "2.14": {"due_type": "cycle", "cycle": "quarter", "report_day": 20},
    "2.15": {"due_type": "cycle", "cycle": "month", "report_day": 25},
    "2.1.e": {"due_type": "none"},
    "3.b": {"due_type": "none"},
    "2.7.b": {"due_type": "none"},
}
OTHERWISE = (
    {"due_type": "date", "due_on": date(2022, 10, 31)},
    {"due_type": "date", "due_on": date(2022, 11, 30)},
    {"due_type": "date", "due_on": date(2022, 12, 15)},
    {"due_type": "date", "due_on": date(2022, 9, 30)},
    {"due_type": "cycle", "cycle": "quarter", "report_day": 15},
)


def take_in(name: str, *, by, at, issuer):
    """The file as it would be uploaded."""
    return intake.take_in(by=by, at=at, issuer=issuer, file=(f"{name}.txt", (TEXTS / f"{name}.txt").read_bytes()))


def settle(directive, people, *, by, at) -> None:
    """Answer every doubt as proposed, name what the register did not know, give days and cycles, fields and leaders."""
    day = clock.timezone.localtime(at).date()
    for card in seen.review(directive, day).cards:
        if not card.clear:
            review.confirm(card.draft, version=card.draft.version, by=by, at=at)
    spare = 0
    for card in seen.review(directive, day).cards:
        if not card.has_due:
            given = DUE.get(card.draft.path)
            if given is None:
                given, spare = OTHERWISE[spare % len(OTHERWISE)], spare + 1
            drafts.set_many(directive, [card.draft.pk], given, by=by, at=at)
    sections: dict[str, list[int]] = {}
    for card in seen.review(directive, day).cards:
        parts = card.draft.path.split(".")
        key = ".".join(parts[:2]) if parts[0] == "2" else parts[0]
        sections.setdefault(key, []).append(card.draft.pk)
    for key, ids in sections.items():
        field = FIELD_OF.get(key, "Nội chính")
        leader = people["phochutich"] if field == "Kinh tế" else people["chutich"]
        drafts.set_many(directive, ids, {"field": field, "leader": leader.pk}, by=by, at=at)


def issue_all(directive, *, by, at):
    """Issue in one act; what stops it is named, since a demo that issues half would hide a fault."""
    day = clock.timezone.localtime(at).date()
    stops = [c for c in issue.checks(seen.review(directive, day), day) if c.stops and not c.met]
    if stops:
        raise RuntimeError("; ".join(f"{c.text} {[card.draft.path for card in c.cards][:5]}" for c in stops))
    return issue.issue(directive, by=by, at=at)
