"""A question that is asked all the time, with the SQL that Django writes for it kept.

Who asks is read anew for every request and inside every act. Writing that statement cost Django forty times what the database needs
to answer it; the queryset stays the only place that says what is asked.
"""

from collections.abc import Callable
from datetime import date

from django.db import connection


class Prepared:
    """A `values_list` queryset over marks, whose rows come as plain tuples.

    `build(**marks)` makes the queryset; every value that changes from call to call is one of `marks`, each a value that occurs nowhere
    else in it: a date or a whole number. What is not a mark (a constant of the room) is written into the statement's values once.

    >>> Prepared(lambda who: User.objects.filter(pk=who).values_list("username"), who=-1).rows(who=7)  # doctest: +SKIP
    [('lan',)]
    """

    def __init__(self, build: Callable, **marks):
        self.build, self.marks, self.written = build, marks, {}

    def rows(self, **values) -> list[tuple]:
        """The rows of one statement, with these values for the marks (all of them)."""
        sql, slots = self.written.get(connection.vendor) or self._write()
        ready = {name: _adapted(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(sql, [ready[name] if name else constant for name, constant in slots])
            return cursor.fetchall()

    def _write(self):
        sql, params = self.build(**self.marks).query.get_compiler(connection=connection).as_sql()
        names = {_adapted(mark): name for name, mark in self.marks.items()}
        slots = [(names.get(p), p) for p in params]
        if unused := set(self.marks) - {name for name, _p in slots}:
            raise ValueError(f"{', '.join(sorted(unused))}: the query asks nothing of these marks.")
        self.written[connection.vendor] = sql, slots
        return sql, slots


def _adapted(value):
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
