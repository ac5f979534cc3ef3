"""Finding words among a million rows: one door, an index of each database behind it.

A room names the columns of folded text (`Room.indexed`); `ensure`, after every `migrate`, gives each its index: a FTS5 table kept by
triggers on SQLite, a GIN index on PostgreSQL over every word and every beginning of it (`FUNCTION`), since reading all words with one
beginning costs that index tens of milliseconds. Both change in the transaction that changes the row, whatever wrote it.
Words fit from their beginning; a number or symbol ("123/UBND-KSTT") fits as it is written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, transaction
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from .rooms import ROOMS

APART = "-/._@:#&=?~+"  # parts words, where PostgreSQL's own reader would see a path, a host or a signed number
BEGINS, LONGEST = "zq", 6  # PostgreSQL's mark of a beginning, which no word of ours has, and the longest beginning that is indexed
# What it costs is told to the planner: it is not to be asked of every row where the index knows.
FUNCTION = r"""CREATE OR REPLACE FUNCTION openpar_words(text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE plain text := translate($1, '%(apart)s', '%(space)s');
BEGIN
  RETURN to_tsvector('simple'::regconfig, plain || ' ' || regexp_replace(plain, '\m(\w\w)(\w?)(\w?)(\w?)(\w?)\w*',
    '%(mark)s\1 %(mark)s\1\2 %(mark)s\1\2\3 %(mark)s\1\2\3\4 %(mark)s\1\2\3\4\5', 'g'));
END $$""" % {"apart": APART, "space": " " * len(APART), "mark": BEGINS}
SHORT = 2  # a single letter fits as a word of its own only: as a beginning it fits nearly everything


@dataclass(frozen=True, slots=True)
class Index:
    """The full-text index of one column of folded text; `name` is its table (SQLite) or index (PostgreSQL)."""

    table: str
    column: str

    @property
    def name(self) -> str:
        return f"{self.table}_words"


def indexes() -> list[Index]:
    """Every index that the rooms ask for."""
    found = dict.fromkeys(pair for room in ROOMS.values() for pair in room.indexed)
    return [Index(apps.get_model(label)._meta.db_table, column) for label, column in found]


def tokens(word: str) -> list[str]:
    """The parts of a folded word that an index knows.

    >>> tokens("123/ubnd-kstt"), tokens("hoa"), tokens("...")
    (['123', 'ubnd', 'kstt'], ['hoa'], [])
    """
    return re.findall(r"[^\W_]+", word)


def newest(rows: QuerySet, column: str, words: list[str], limit: int, *, within: Sequence[Q] = ()) -> list:
    """Of these rows, those whose column has every word, the latest written first; at most `limit`."""
    return list(matching(rows, column, words, newest_first=True, within=within)[:limit])


def matching(rows: QuerySet, column: str, words: list[str], *, newest_first: bool = False, within: Sequence[Q] = ()) -> QuerySet:
    """The rows whose column has every word; none where the words say nothing.

    `within` names the reasons for which a row is among these, each a condition that an index answers: where they are many, PostgreSQL
    then meets each with the words in its indexes, instead of asking every row that has the words.
    """
    asked = [parts for w in words if (parts := tokens(w))]
    if not asked:
        return rows.none()
    table = rows.model._meta.db_table
    index, vendor = Index(table, column), connections[rows.db].vendor
    rows = rows.filter(*(Q(**{f"{column}__contains": w}) for w in words if len(tokens(w)) > 1))
    if vendor == "postgresql":
        fit = _fits(column, _query(asked, _begins, " & "))
        if within:
            first, *others = (rows.model._default_manager.filter(condition, fit).order_by().values("pk") for condition in within)
            rows = rows.filter(pk__in=first.union(*others, all=True) if others else first)
        else:
            rows = rows.filter(fit)
        # not `-pk`: read backwards by that index, a rare word would be looked for in every row
        return rows.order_by((F("pk") + 0).desc()) if newest_first else rows
    if index.name not in _tables(rows.db):  # an SQLite without FTS5: the slow way, the same rows
        rows = rows.filter(*(Q(**{f"{column}__contains": part}) for parts in asked for part in parts))
        return rows.order_by("-pk") if newest_first else rows
    said = _query(asked, '"{}"*'.format, " ", '"{}"'.format)
    if not newest_first:
        return rows.extra(where=[f'"{table}"."id" IN (SELECT rowid FROM "{index.name}" WHERE "{index.name}" MATCH %s)'], params=[said])
    # the index leads and is read backwards, so that twenty rows are twenty rows' work however many fit
    return rows.extra(tables=[index.name], where=[f'"{index.name}" MATCH %s', f'"{index.name}".rowid = "{table}"."id"'], params=[said]).order_by().extra(
        order_by=[f"-{index.name}.rowid"])


def ensure(using: str = "default", *, again: bool = False) -> list[str]:
    """Give every column its index; `again` builds those that are there anew. The names of those that were built.

    A table that a migration copied (SQLite) has lost its triggers: its index is built again, as is one of another column.
    """
    connection, built = connections[using], []
    tables = set(connection.introspection.table_names())
    for index in indexes():
        if index.table not in tables:
            continue
        made = _on_postgresql(connection, index, again) if connection.vendor == "postgresql" else _on_sqlite(connection, index, again)
        if made:
            built.append(index.name)
    _KNOWN.pop(using, None)
    if connection.vendor == "sqlite":
        _tables(using)  # known from here on, so that no page asks
    return built


def ensure_after_migrate(using="default", **_given) -> None:
    """Called after `migrate`: indexes are part of the schema."""
    ensure(using)


_KNOWN: dict[str, frozenset[str]] = {}


def _tables(using) -> frozenset[str]:
    """The FTS tables that are there; read once a process."""
    if using not in _KNOWN:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%!_words' ESCAPE '!'")
            found = frozenset(row[0] for row in cursor.fetchall())
        if not found:
            return found  # asked before the first migrate: ask again
        _KNOWN[using] = found
    return _KNOWN[using]


def _fits(column, query) -> Func:
    vector, asked = Func(F(column), function="openpar_words"), Func(Value(query), template="to_tsquery('simple', %(expressions)s)")
    return Func(vector, asked, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())


def _begins(part) -> str:
    return f"{BEGINS}{part}" if len(part) <= LONGEST else f"{part}:*"


def _query(asked, beginning, also, whole=str) -> str:
    """All parts of all words, each as a beginning; of a number with its symbol the digits alone, since the column is compared with it
    besides and a part such as "ubnd" fits nearly every row."""
    wanted: dict[str, bool] = {}  # part → whether it must be the whole word
    for parts in asked:
        for n, part in enumerate(parts, start=1):
            last, several = n == len(parts), len(parts) > 1
            if several and ((last and len(part) < SHORT) or (not part.isdigit() and any(p.isdigit() for p in parts[:-1]))):
                continue
            wanted[part] = wanted.get(part, False) or not last or len(part) < SHORT
    return also.join(whole(p) if exact else beginning(p) for p, exact in wanted.items())


def _vector(index, alias) -> str:
    return f'openpar_words("{alias}"."{index.column}")'


def _on_postgresql(connection, index, again) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT i.indisvalid, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = %s AND "
                       "pg_table_is_visible(c.oid)", [index.name])
        there = cursor.fetchone()
        if there and there[0] and re.search(rf"\b{index.column}\b", there[1].partition("openpar_words")[2]) and not again:
            return False
        cursor.execute(FUNCTION)
        apart = "" if connection.in_atomic_block else "CONCURRENTLY"  # a large table stays writable while it is indexed
        if there:
            cursor.execute(f'DROP INDEX {apart} "{index.name}"')
        cursor.execute(f'CREATE INDEX {apart} "{index.name}" ON "{index.table}" USING gin ({_vector(index, index.table)}) WITH (fastupdate = off)')
        cursor.execute(f'ANALYZE "{index.table}"')
    return True


def _on_sqlite(connection, index, again) -> bool:
    table, fts, column = index.table, index.name, index.column
    gone = f"INSERT INTO \"{fts}\"(\"{fts}\", rowid, \"{column}\") VALUES ('delete', old.id, old.\"{column}\");"
    come = f'INSERT INTO "{fts}"(rowid, "{column}") VALUES (new.id, new."{column}");'
    triggers = {
        f"{fts}_come": f'AFTER INSERT ON "{table}" BEGIN {come} END',
        f"{fts}_gone": f'AFTER DELETE ON "{table}" BEGIN {gone} END',
        f"{fts}_told": f'AFTER UPDATE OF "{column}" ON "{table}" WHEN old."{column}" IS NOT new."{column}" BEGIN {gone} {come} END'}
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'")
        if cursor.fetchone() is None:
            return False
        cursor.execute("SELECT sql FROM sqlite_master WHERE name IN (%s, %s, %s, %s)", [fts, *triggers])
        there = [sql for (sql,) in cursor.fetchall() if f'"{column}"' in sql]
        if len(there) == 4 and not again:
            return False
        for name in triggers:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
        cursor.execute(f'DROP TABLE IF EXISTS "{fts}"')
        cursor.execute(f"CREATE VIRTUAL TABLE \"{fts}\" USING fts5(\"{column}\", content='{table}', content_rowid='id', "
                       "tokenize='unicode61', prefix='2 3')")
        for name, body in triggers.items():
            cursor.execute(f'CREATE TRIGGER "{name}" {body}')
        cursor.execute(f"INSERT INTO \"{fts}\"(\"{fts}\") VALUES ('rebuild')")
    return True
