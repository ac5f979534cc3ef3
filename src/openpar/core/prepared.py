"""A question that is asked all the time, with the SQL that Django writes for it kept.

Who asks is read anew for every request and inside every act, and the frame of every page counts what waits. Writing such a statement
costs Django forty times what the database needs to answer it; the queryset stays the only place that says what is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection
from django.db.models import Count, IntegerField, QuerySet, Value
from django.db.models.query import get_related_populators

MOMENT = datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC)  # the mark for a moment
LISTS = 16  # a list that is longer has its statement written every time, so that few are kept


class Prepared:
    """A queryset over marks: `values_list` for rows, `values` for dicts, model instances (with `select_related`, without annotations) for objects.

    `build(**marks)` makes the queryset; every value that changes from call to call is one of `marks`, each a value that occurs nowhere
    else in it: a date, a moment, a whole number or a text. A mark `()` stands for a list of whole numbers; one statement is kept for each length.
    A text may also be the beginning of what is searched for (`startswith`); it then holds no %, _ or backslash.
    What is not a mark (a constant of the room) is written into the statement's values once.

    >>> Prepared(lambda who: User.objects.filter(pk=who).values_list("username"), who=-1).rows(who=7)  # doctest: +SKIP
    [('lan',)]
    """

    def __init__(self, build: Callable, **marks):
        self.build, self.marks, self.written = build, marks, {}
        self.lists = [name for name, mark in marks.items() if mark == ()]

    def rows(self, **values) -> list[tuple]:
        """The rows of one statement, with these values for the marks (all of them)."""
        return self._ask(values)[1]

    def dicts(self, **values) -> list[dict]:
        """The same rows by name."""
        statement, rows = self._ask(values)
        return [dict(zip(statement.names, row, strict=True)) for row in rows]

    def objects(self, **values) -> list:
        """The same rows as instances of the model."""
        statement, rows = self._ask(values)
        return [statement.instance(row) for row in rows]

    def count(self, **values) -> int:
        """The only number of the only row: what `counted` asks."""
        return self.rows(**values)[0][0]

    def _ask(self, values):
        values |= {name: sorted(values[name]) for name in self.lists}
        key = connection.vendor, *(len(values[name]) for name in self.lists)
        statement = self.written.get(key) or self._write(key)
        return statement, statement.answer(_flat(values))

    def _write(self, key):
        lists = {name: [-1000 * (i + 1) - j for j in range(n)] for i, (name, n) in enumerate(zip(self.lists, key[1:], strict=True))}
        statement = Statement(self.build(**self.marks | lists), _flat(self.marks | lists))
        if statement.unused:
            raise ValueError(f"{', '.join(sorted(map(str, statement.unused)))}: the query asks nothing of these marks.")
        if all(n <= LISTS for n in key[1:]):
            self.written[key] = statement
        return statement


class Statement:
    """What Django wrote for one queryset over marks, and how it reads the answer."""

    def __init__(self, queryset: QuerySet, marks: dict):
        """`marks` are {name or place: the value that stands for it}; `unused` are those of which the query asks nothing."""
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        places = {mark: place for place, mark in marks.items()}
        self.slots = [(places.get(p), p) for p in params]
        for i, (place, p) in enumerate(self.slots):
            if not place and isinstance(p, str) and p.endswith("%") and p[:-1] in places:
                self.slots[i] = _Beginning(places[p[:-1]]), p
        self.unused = set(marks) - {getattr(place, "place", place) for place, _p in self.slots}
        columns = [c for c, _sql, _name in compiler.select]
        # whole numbers are whole numbers on every database
        self.converters = [(i, *found) for i, found in compiler.get_converters(columns).items()
                           if not isinstance(columns[i].output_field, IntegerField)]
        query = queryset.query
        self.names = list(query.selected or (*query.values_select, *query.annotation_select))
        if info := compiler.klass_info:
            start, end = info["select_fields"][0], info["select_fields"][-1] + 1
            self.model, self.columns = info["model"], slice(start, end)
            self.attributes = [c.target.attname for c in columns[self.columns]]
            self.related = get_related_populators(info, compiler.select, connection.alias)

    def answer(self, ready: dict) -> list[tuple]:
        """The rows for these values, as Django would hand them over."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [_value(ready, place) if place else constant for place, constant in self.slots])
            rows = cursor.fetchall()
        return [self._converted(row) for row in rows] if self.converters else rows

    def _converted(self, row):
        row = list(row)
        for i, converters, column in self.converters:
            for convert in converters:
                row[i] = convert(row[i], column, connection)
        return tuple(row)

    def instance(self, row):
        """One row as an instance, with what was read beside it."""
        found = self.model.from_db(connection.alias, self.attributes, row[self.columns])
        for related in self.related:
            related.populate(row, found)
        return found


def counted(queryset: QuerySet) -> QuerySet:
    """How many rows a queryset has, as a queryset of one row with one number."""
    return together(queryset, number=Count("*")).values_list("number")


def together(queryset: QuerySet, **sums) -> QuerySet:
    """What `aggregate` asks, as a queryset of one row."""
    return queryset.order_by().annotate(every=Value(1)).values("every").annotate(**sums).values(*sums)


@dataclass(frozen=True, slots=True)
class _Beginning:
    """A slot for a text that what is searched for begins with (path LIKE '1.2.%')."""

    place: object


def _value(ready: dict, place):
    if not isinstance(place, _Beginning):
        return ready[place]
    text = ready[place.place]
    if any(sign in text for sign in "%_\\"):
        raise ValueError(f"{text!r} would be read as a pattern.")
    return f"{text}%"


def _flat(values: dict) -> dict:
    """{name, or (name, place in the list): value as the database takes it}."""
    out = {}
    for name, value in values.items():
        if isinstance(value, list):
            out |= {(name, i): _adapted(each) for i, each in enumerate(value)}
        else:
            out[name] = _adapted(value)
    return out


def _adapted(value):
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
