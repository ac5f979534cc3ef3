"""Fact tables: which rows a room exports for measuring, by the day of which event. Never personal data: only listed kinds of columns.

A room names its tables in `Room(facts=...)`. The SQL speaks to both databases; `<day x>` is the local day of a moment.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from openpar.engine.errors import RuleError
from openpar.engine.metrics.snapshot import Source

from .rooms import ROOMS

# a surrogate key, a count, yes or no, a local day, a value of a short list
KINDS = {"id": "BIGINT", "whole": "BIGINT", "yes": "BOOLEAN", "day": "DATE", "code": "VARCHAR"}


@dataclass(frozen=True, slots=True)
class FactTable:
    """`columns`: name → (kind, meaning). `anchor` is the day column whose month is the partition; `id` is always a column.

    `words`: column → {code: what people call it}.
    """

    name: str
    title: object
    columns: dict[str, tuple[str, object]]
    anchor: str
    sql: str
    words: dict = field(default_factory=dict)

    def source(self, vendor: str) -> Source:
        """The table for one kind of database ("sqlite" is read through DuckDB). SQLite keeps yes and no as numbers, so every kind is cast."""
        cast = ", ".join(f'CAST("{name}" AS {KINDS[kind]}) AS "{name}"' for name, (kind, _meaning) in self.columns.items())
        return Source(self.name, f"SELECT {cast} FROM ({dialect(self.sql, vendor)}) AS facts", tuple(self.columns), self.anchor)


def dialect(sql: str, vendor: str) -> str:
    """The SQL with `<day x>` and `<moment x>` in the words of a database.

    >>> dialect("SELECT <day a.due_at> AS due_on", "postgresql")
    "SELECT CAST(a.due_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS DATE) AS due_on"
    """
    if vendor == "postgresql":
        day, moment = rf"CAST(\1 AT TIME ZONE '{settings.TIME_ZONE}' AS DATE)", r"\1"
    else:
        minutes = int(datetime(2022, 1, 1, tzinfo=timezone.get_default_timezone()).utcoffset().total_seconds() // 60)
        day, moment = rf"CAST(CAST(\1 AS TIMESTAMP) + INTERVAL {minutes} MINUTE AS DATE)", r"CAST(\1 AS TIMESTAMP)"
    return re.sub(r"<moment ([\w.]+)>", moment, re.sub(r"<day ([\w.]+)>", day, sql))


def fact_tables() -> dict[str, FactTable]:
    """Every fact table of every room, by name."""
    found: dict[str, FactTable] = {}
    for room in ROOMS.values():
        for table in room.facts:
            strange = sorted({k for k, _meaning in table.columns.values()} - set(KINDS))
            if strange or "id" not in table.columns or table.columns.get(table.anchor, ("",))[0] != "day":
                raise RuleError(f"Bảng {table.name}: cột lạ {strange}, hoặc thiếu id, hoặc {table.anchor} không phải ngày.", where=table.name)
            if found.setdefault(table.name, table) is not table:
                raise RuleError(f"Hai phân hệ cùng đặt tên bảng {table.name}.", where=table.name)
    return found
