"""Rows that fit a condition which is put together anew each time, with one kept statement for each shape of condition.

An act asks which rows a person may move: the same few shapes (these ids, these states, of these organisations), always other numbers.
Only what is known is kept: a condition with anything but plain values and lists of whole numbers is written by Django each time.
"""

from collections.abc import Callable

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from .prepared import LISTS, Statement

FIRST_MARK = 2_000_000_011  # fits every column of whole numbers; conditions hold such numbers as values only, never as constants
SHAPES = 256  # with more, the room asks something else than shapes


class _Unknown(Exception):
    """A condition that is not kept."""


class Conditioned:
    """Instances by a condition: `build(condition)` makes the queryset, and says nothing else that changes.

    >>> Conditioned(lambda q: User.objects.filter(q)).objects(Q(pk__in=[7, 9]))  # doctest: +SKIP
    [<User: lan>]
    """

    def __init__(self, build: Callable):
        self.build, self.kept = build, {}

    def objects(self, condition: Q) -> list:
        """The instances, as `list(build(condition))` has them."""
        values: list[int] = []
        try:
            shape, marked = _read(condition, values)
            statement = self._statement(shape, marked, len(values))
        except (_Unknown, EmptyResultSet):
            return list(self.build(condition))
        return [statement.instance(row) for row in statement.answer(dict(enumerate(values, 1)))]

    def one(self, condition: Q):
        """The instance that fits; the model's DoesNotExist where none does."""
        for found in self.objects(condition):
            return found
        raise self.build(condition).model.DoesNotExist(f"Nothing fits {condition}.")

    def _statement(self, shape, marked, n):
        key = connection.vendor, shape
        if key not in self.kept:
            if len(self.kept) >= SHAPES:
                self.kept.clear()
            queryset = self.build(marked)
            if queryset.query.annotations:
                raise _Unknown  # an instance of a kept statement has its columns alone
            self.kept[key] = Statement(queryset, {i: FIRST_MARK + i for i in range(1, n + 1)})
        return self.kept[key]


def _read(condition: Q, values: list[int]) -> tuple[tuple, Q]:
    """The shape of a condition, and the condition with a mark for each whole number, which is put into `values`."""
    shapes, marked = [], []
    for child in condition.children:
        if isinstance(child, Q):
            shape, copy = _read(child, values)
        elif isinstance(child, tuple):
            kind, value = _value(child[1], values)
            shape, copy = (child[0], kind), (child[0], value)
        else:
            raise _Unknown  # an expression
        shapes.append(shape)
        marked.append(copy)
    out = Q(*marked, _connector=condition.connector, _negated=condition.negated)
    return (condition.connector, condition.negated, tuple(shapes)), out


def _value(value, values: list[int]):
    """(what of a value is the shape, the value or its marks)."""
    if type(value) is int:
        return int, _mark(value, values)
    if value is None or isinstance(value, bool | str):
        return (type(value), value), value
    if isinstance(value, list | tuple | set | frozenset):
        each = list(value)
        if all(type(v) is int for v in each) and 0 < len(each) <= LISTS:
            each = sorted(set(each))
            return (int, len(each)), [_mark(v, values) for v in each]
        if all(isinstance(v, str) for v in each):
            return tuple(map(str, each)), each
    raise _Unknown


def _mark(value: int, values: list[int]) -> int:
    if not 0 <= value < FIRST_MARK:  # the rare number that a column may not hold is Django's to judge
        raise _Unknown
    values.append(value)
    return FIRST_MARK + len(values)
