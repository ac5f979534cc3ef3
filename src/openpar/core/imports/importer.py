"""What a room says of one kind of import: its columns, how a row is judged, what is made of it. Rooms register here; no imports upward."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from openpar.core.actor import Actor
from openpar.core.models import Group, ImportedRow, Organisation
from openpar.core.register import Match, Register
from openpar.engine.sheets.heads import plain as heading
from openpar.engine.vietnamese import fold

from . import values

NEW, SAME, CHANGED, LEFT_OUT = "new", "same", "changed", "left_out"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template. `names` are other headings that people write for it; `kind` reads a cell; `carried` lets the value of a
    merged cell hold for every row it covers. `sample` are its values in the example, `labels` the words for values that are kept as codes."""

    key: str
    title: str
    names: tuple[str, ...] = ()
    kind: Callable = field(default_factory=values.text)
    required: bool = False
    hint: object = ""
    carried: bool = True
    width: int = 18
    sample: tuple = ()
    choices: tuple[str, ...] = ()
    labels: Mapping[str, Any] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading by which the column is known, as the reader of headings compares them."""
        return tuple(dict.fromkeys(heading(n) for n in (self.title, *self.names)))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about one row: in which column (empty: the row as a whole), what is there, what to do."""

    column: str
    shown: str
    words: str


class Row:
    """One row of a file: number in its program, values by column, what is wrong, what is remarkable, what becomes of it.

    `carried` names the columns whose value stands in a merged cell above; `existing` is what is there already, `made` what was made.
    """

    __slots__ = ("_at", "_values", "carried", "existing", "extra", "faults", "key", "made", "n", "outcome", "remarks")

    def __init__(self, n: int, at: dict, found: list):
        self.n, self._at, self._values = n, at, found
        self.faults: list[Fault] = []
        self.remarks: list[Fault] = []
        self.carried: tuple[str, ...] = ()
        self.outcome, self.key, self.existing, self.made, self.extra = NEW, "", None, [], None

    def __getitem__(self, key: str) -> Any:
        i = self._at.get(key)
        return None if i is None else self._values[i]

    def put(self, key: str, value: Any) -> None:
        """Another value for a column that the file has."""
        if (i := self._at.get(key)) is not None:
            self._values[i] = value

    def text(self, key: str) -> str:
        """The value as words; empty where there is none."""
        return values.plain(self[key])

    def wrong(self, column: str, words: str) -> None:
        """This row cannot be imported as it is."""
        self.faults.append(Fault(column, self.text(column)[:80], words))

    def remark(self, column: str, words: str) -> None:
        """Worth looking at; it does not keep the row out."""
        self.remarks.append(Fault(column, self.text(column)[:80], words))


@dataclass
class Context:
    """For whom, by whom and when rows are judged or made; names that a person has settled; remarks about the file as a whole."""

    organisation: Organisation
    by: Actor
    at: datetime
    on: date
    source: str  # "tep.xlsx", as marked on everything that is made
    options: dict = field(default_factory=dict)
    batch_id: int | None = None
    unknown: dict[str, tuple[Match, list[int]]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    extra: dict = field(default_factory=dict)  # what judging found out for applying
    progress: Callable = lambda done, total: None
    _registers: dict = field(default_factory=dict)
    _codes: dict = field(default_factory=dict)
    _matches: dict = field(default_factory=dict)
    _said: dict = field(default_factory=dict)

    def register(self, on: date) -> Register:
        """The register of a day, read once."""
        if on not in self._registers:
            self._registers[on] = Register(on)
        return self._registers[on]

    def settled(self, words: str) -> Organisation | Group | str | None:
        """What a person said these words mean: an organisation, a group, "" for nobody; None where nobody has said."""
        choice = self.options.get("names", {}).get(fold(words))
        if choice is None:
            return None
        if choice not in self._said:
            kind, _sep, pk = choice.partition(":")
            self._said[choice] = "" if kind == "-" else (Organisation if kind == "o" else Group).objects.filter(pk=int(pk)).first()
        return self._said[choice]

    def look(self, words: str, on: date | None = None) -> Organisation | Group | str | None:
        """Whom these words name: by code, by any name of the register, or as a person has said; None where it is not sure."""
        said = self.settled(words)
        if said is not None:
            return said
        day = on or self.on
        if day not in self._codes:
            from openpar.core.organisations import valid_on
            self._codes[day] = {o.code: o for o in Organisation.objects.filter(valid_on(day)).select_related("parent")}
        if words in self._codes[day]:
            return self._codes[day][words]
        match = self._match(words, day)
        return (match.organisation or match.group) if match and match.sure and not match.excluded else None

    def resolve(self, words: str, row: Row, on: date | None = None) -> Organisation | Group | str | None:
        """As `look`; what is not sure becomes a question to the person."""
        found = self.look(words, on)
        if found is None:
            self.unknown.setdefault(words, (self._match(words, on or self.on), []))[1].append(row.n)
        return found

    def _match(self, words: str, day: date) -> Match:
        key = (words, day)
        if key not in self._matches:
            self._matches[key] = self.register(day).resolve(words)
        return self._matches[key]


@dataclass(frozen=True)
class Importer:
    """One kind of import. `judge(rows, context)` adds faults and says what each row becomes; `apply(rows, context)` makes it, inside one
    transaction, and puts (room, id, label) into `row.made`. `act` is the right it takes; `needs_organisation` that it takes it there.
    `options` are extra choices offered beside the file: (key, function that gives the form field)."""

    code: str
    title: object
    about: object
    act: str
    columns: tuple[Column, ...]
    judge: Callable[[list[Row], Context], None]
    apply: Callable[[list[Row], Context], None]
    needs_organisation: bool = False
    steps: tuple = ()  # sentences of the sheet of instructions
    options: tuple = ()
    limit: int = 60_000  # rows of one file; the job that brings them in has ten minutes
    at_once: int = 400  # rows that are brought in while the person waits
    groups_named: bool = False  # whether a name may be settled as a group
    guarded: bool = False  # asks for a fresh code of the second factor, as the back office does
    tidy: Callable[[list[Row], Context], list[Row]] | None = None  # before judging: rows that only head a part, rows that belong together

    @property
    def needed(self) -> tuple[str, ...]:
        """Keys of the columns without which nothing can be read."""
        return tuple(c.key for c in self.columns if c.required)

    def column(self, key: str) -> Column | None:
        """A column by its key."""
        return next((c for c in self.columns if c.key == key), None)

    def words(self) -> dict[str, tuple[str, ...]]:
        """Headings by column."""
        return {c.key: c.headings for c in self.columns}


IMPORTERS: dict[str, Importer] = {}


def register(importer: Importer) -> Importer:
    """Called when the room starts."""
    IMPORTERS[importer.code] = importer
    return importer


def known(kind: str, keys: Sequence[str]) -> dict[str, ImportedRow]:
    """What was imported before under these keys of the old system, newest last."""
    out: dict[str, ImportedRow] = {}
    wanted = [k for k in dict.fromkeys(keys) if k]
    for start in range(0, len(wanted), 500):
        for row in ImportedRow.objects.filter(kind=kind, key__in=wanted[start:start + 500], new=True).order_by("id"):
            out[row.key] = row
    return out


def twice(rows: Sequence[Row], same: Callable[[Row], Any]) -> None:
    """A record that stands in the file a second time: left out where everything in it is the same, a fault where it is not."""
    seen: dict[str, Row] = {}
    for row in rows:
        if not row.key or row.faults:
            continue
        first = seen.setdefault(row.key, row)
        if first is row:
            continue
        if same(first) == same(row):
            row.outcome = LEFT_OUT
            row.remark("", _("trùng hoàn toàn với dòng %(n)s; chỉ nhập một lần") % {"n": first.n})
        else:
            row.wrong("", _("cùng mã, số với dòng %(n)s nhưng nội dung khác; giữ một dòng đúng") % {"n": first.n})
