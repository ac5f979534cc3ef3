"""The audit table's own SQL: monthly partitions on PostgreSQL, and triggers that refuse any change or deletion on
both databases."""

from datetime import date

GUARDED = ("core_auditentry", "core_auditseal", "core_audithead", "core_accessentry", "core_accessseal")
REFUSAL = "nhat ky chi ghi them, khong sua, khong xoa"


def install_guard(connection) -> None:
    """Refuse UPDATE and DELETE on the trails (those whose tables are there yet). Whoever drops these triggers is found by `verify_audit`."""
    remove_guard(connection)
    tables = there(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE OR REPLACE FUNCTION openpar_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                           f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$")
        for table in tables:
            for act in ("update", "delete"):
                if connection.vendor == "postgresql":
                    cursor.execute(f"CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} FOR EACH ROW EXECUTE "
                                   f"FUNCTION openpar_refuse()")
                else:
                    cursor.execute(f"CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} BEGIN SELECT "
                                   f"RAISE(ABORT, '{REFUSAL}'); END")


def remove_guard(connection) -> None:
    """Take the triggers down: for a restore, and for tests that empty tables."""
    tables = there(connection)
    with connection.cursor() as cursor:
        for table in tables:
            for act in ("update", "delete"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{act}{on}")


def there(connection) -> list[str]:
    """The guarded tables that exist: migrations call this before the youngest of them is made."""
    found = connection.introspection.table_names()
    return [t for t in GUARDED if t in found]


def partition(model, schema_editor) -> None:
    """Turn the plain table into one partitioned by month of receipt; rows that are there move along. PostgreSQL only."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry RENAME TO core_auditentry_plain")
        cursor.execute("CREATE TABLE core_auditentry (LIKE core_auditentry_plain INCLUDING DEFAULTS INCLUDING IDENTITY) "
                       "PARTITION BY RANGE (received_at)")
        cursor.execute("CREATE TABLE core_auditentry_default PARTITION OF core_auditentry DEFAULT")
        cursor.execute("SELECT min(received_at)::date FROM core_auditentry_plain")
        first = cursor.fetchone()[0]
        cursor.execute("SELECT current_date")
        today = cursor.fetchone()[0]
        for month in months(first or today, today, ahead=3):
            make_partition(cursor, month)
        columns = ", ".join(f'"{f.column}"' for f in model._meta.local_fields)
        cursor.execute(f"INSERT INTO core_auditentry ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM "
                       f"core_auditentry_plain")
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM core_auditentry")
        cursor.execute("ALTER TABLE core_auditentry ALTER COLUMN id RESTART WITH %d" % cursor.fetchone()[0])
        cursor.execute("DROP TABLE core_auditentry_plain")
        cursor.execute("ALTER TABLE core_auditentry ADD PRIMARY KEY (id, received_at)")
        for statement in schema_editor._model_indexes_sql(model):
            cursor.execute(str(statement))


def months(first: date, last: date, ahead: int = 0) -> list[date]:
    """The first days of the months from one day's to another's, and some after.

    >>> months(date(2022, 11, 15), date(2022, 12, 1), ahead=1)
    [datetime.date(2022, 11, 1), datetime.date(2022, 12, 1), datetime.date(2023, 1, 1)]
    """
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1 + ahead
    return [date(m // 12, m % 12 + 1, 1) for m in range(start, end + 1)]


def make_partition(cursor, month: date) -> bool:
    """One month's partition, unless it is there or its rows already lie in the default one."""
    name, end = f"core_auditentry_{month:%Y_%m}", months(month, month, ahead=1)[1]
    cursor.execute("SELECT to_regclass(%s)", [name])
    if cursor.fetchone()[0]:
        return False
    cursor.execute("SELECT EXISTS (SELECT 1 FROM core_auditentry_default WHERE received_at >= %s AND received_at "
                   "< %s)", [month, end])
    if cursor.fetchone()[0]:
        return False
    # the day's first moment in UTC, whatever zone this session has
    cursor.execute(f"CREATE TABLE {name} PARTITION OF core_auditentry FOR VALUES FROM ('{month} 00:00+00') TO "
                   f"('{end} 00:00+00')")
    return True


def partitions_ahead(connection, today: date, ahead: int = 3) -> int:
    """Make the partitions of the coming months; how many were new. Nothing to do on SQLite."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        return sum(make_partition(cursor, m) for m in months(today, today, ahead))
