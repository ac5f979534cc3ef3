"""Taking and opening snapshots of this installation's fact tables, and how long they are kept."""

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from openpar.engine.errors import BadInput
from openpar.engine.metrics import snapshot as store
from openpar.engine.metrics.snapshot import Snapshot, Taken

from .facts import fact_tables

DAYS, BATCH, MINUTES = 30, 20_000, 60
ARROW = {"id": "int64", "whole": "int64", "yes": "bool_", "day": "date32", "code": "string"}


def folder() -> Path:
    """Where snapshots live."""
    return Path(settings.FACTS_DIR)


def latest() -> Snapshot | None:
    """The newest snapshot, or None before the first."""
    return store.opened(folder())


def take(on: date) -> Taken:
    """A snapshot that knows everything before the day `on`; SQLite is read by a separate process."""
    tables = fact_tables()
    return _from_sqlite(tables, on) if connection.vendor == "sqlite" else _from_postgresql(tables, on)


def _from_sqlite(tables, on) -> Taken:
    order = {"sqlite": str(connection.settings_dict["NAME"]), "folder": str(folder()), "known_until": on.isoformat(), "sources": [
        {"name": s.name, "sql": s.sql, "columns": s.columns, "anchor": s.anchor} for s in (t.source("sqlite") for t in tables.values())]}
    done = subprocess.run([sys.executable, "-m", "openpar.engine.metrics.snapshot"], input=json.dumps(order), capture_output=True, text=True,
                          timeout=MINUTES * 60, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines()
        raise BadInput(f"Chưa chụp được số liệu: {words[-1] if words else done.returncode}", where="snapshot")
    return Taken(**json.loads(done.stdout))


def _from_postgresql(tables, on) -> Taken:
    """Rows come through the platform's own connection, in batches; DuckDB only sees them in memory."""
    import pyarrow as pa
    con = store.connection()
    try:
        sources = []
        for table in tables.values():
            source, schema = table.source("postgresql"), pa.schema([(n, getattr(pa, ARROW[k])()) for n, (k, _m) in table.columns.items()])
            names, batches = ", ".join(f'"{c}"' for c in source.columns), []
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {names} FROM ({source.sql}) AS facts")
                while rows := cursor.fetchmany(BATCH):
                    columns = zip(*rows, strict=True)
                    batches.append(pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema))
            con.register(f"in_{source.name}", pa.Table.from_batches(batches, schema))
            sources.append(store.Source(source.name, f"SELECT * FROM in_{source.name}", source.columns, source.anchor))
        return store.take(folder(), sources, con, on)
    finally:
        con.close()


def prune(used: Iterable[str], on: date) -> int:
    """Keep what a score names, the last of each of thirty days and the last of each month; delete the rest."""
    newest: dict[str, tuple[float, str]] = {}
    for path in (folder() / store.MANIFESTS).glob("*.json"):
        made = path.stat().st_mtime
        day = datetime.fromtimestamp(made, tz=timezone.get_default_timezone()).date()
        for slot in ([day.isoformat()] if day > on - timedelta(days=DAYS) else []) + [f"{day:%Y-%m}"]:
            newest[slot] = max(newest.get(slot, (0.0, "")), (made, path.stem))
    return store.prune(folder(), {*used, *(name for _made, name in newest.values())})
