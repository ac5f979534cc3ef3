"""What the shared partials show, as plain values: any room fills one in and every page shows it alike."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext, ngettext, pgettext

from . import wording


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as `_deadline.html` shows it.

    `left` counts working days still to run, today included; `late` counts working days since the due moment.
    `minutes` of working time replaces days on the last day. `before` is the due date that an extension replaced.
    """

    at: datetime | date | None
    status: str = "on_track"
    now: datetime | date | None = None
    left: int | None = None
    late: int | None = None
    minutes: int | None = None
    before: date | None = None
    times_extended: int = 0
    note: str = ""
    unverified: bool = False

    @property
    def is_today(self) -> bool:
        return bool(self.at and self.now and wording.day_of(self.at) == wording.day_of(self.now))

    @property
    def moment(self) -> str:
        if self.at is None:
            return ""
        if self.is_today and isinstance(self.at, datetime):
            return gettext("Hôm nay, %(time)s") % {"time": wording.clock_time(self.at)}
        return wording.moment(self.at)

    @property
    def words(self) -> str:
        """What is left, in words.

        >>> Due(date(2022, 9, 6), now=date(2022, 8, 24), left=8).words
        'còn 8 ngày làm việc, kể cả hôm nay'
        >>> Due(date(2022, 8, 12), "overdue", now=date(2022, 8, 24), late=8).words
        'quá 8 ngày làm việc'
        """
        if self.note:
            return self.note
        if self.late is not None:
            return wording.days_left(-self.late) if self.late else gettext("vừa quá hạn")
        if self.is_today:
            if self.minutes:
                return gettext("còn %(time)s") % {"time": wording.minutes(self.minutes)}
            return pgettext("deadline", "hôm nay")
        if self.left:
            return gettext("%(left)s, kể cả hôm nay") % {"left": wording.days_left(self.left)}
        return ""

    @property
    def short(self) -> str:
        """What is left, for a narrow list: the days are working days there too, said once by the page.

        >>> Due(date(2022, 9, 6), now=date(2022, 8, 24), left=8).short, Due(date(2022, 8, 12), "overdue", late=8).short
        ('còn 8 ngày', 'quá 8 ngày')
        """
        if self.note or self.is_today or not (self.late or self.left):
            return self.words
        if self.late:
            return ngettext("quá %(n)s ngày", "quá %(n)s ngày", self.late) % {"n": wording.number(self.late)}
        return ngettext("còn %(n)s ngày", "còn %(n)s ngày", self.left) % {"n": wording.number(self.left)}


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the clock: `kind` is counted, off, paused, due, start or plain; `note` is "Ngày 3", "Quốc khánh", …"""

    on: date
    kind: str = "plain"
    note: str = ""
    today: bool = False

    @property
    def css(self) -> str:
        names = {"counted": "counted", "off": "off", "paused": "pause", "due": "dueday"}
        return " ".join(filter(None, (names.get(self.kind, ""), "today" if self.today else "")))


@dataclass(frozen=True, slots=True)
class Clock:
    """A week grid of days, with the rule, its source and the changes of the due date below it."""

    days: tuple[Day, ...]
    rule: str = ""
    source: str = ""
    source_url: str = ""
    changes: tuple[str, ...] = ()
    unverified: bool = False
    label: str = ""

    @property
    def heads(self) -> tuple[str, ...]:
        return wording.SHORT_DAYS_EN if wording.english() else wording.SHORT_DAYS

    @property
    def lead(self) -> range:
        """Empty cells before the first day, so that Monday stays in its column."""
        return range(self.days[0].on.weekday() if self.days else 0)


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence: a file, a link, or an official document with number and date."""

    title: str
    url: str = ""
    kind: str = "file"  # file, link, document
    number: str = ""
    on: date | None = None
    issuer: str = ""
    ending: str = ""
    size: int | None = None
    signed: bool = False
    note: str = ""
    remove_url: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline: what happened, when, who; `mark` is done, now, late, pause or empty."""

    title: str
    at: datetime | date | None = None
    who: str = ""
    text: str = ""
    mark: str = ""
    url: str = ""
    now: datetime | None = None

    @property
    def when(self) -> str:
        return wording.when(self.at, self.now)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter select."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A select of the filter bar: its query parameter, its name, and the word for "any"."""

    name: str
    label: str
    options: tuple[Option, ...]
    any_label: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column head: `key` makes it sortable through ?sort=key, `number` right-aligns it."""

    label: str
    key: str = ""
    number: bool = False
    hidden: bool = False
    extra: dict = field(default_factory=dict)
