"""Snapshots: fact tables as Parquet by month, each file named by its digest, and a manifest whose own digest names them all.

Only months that changed are written again, whenever the change came; what an older manifest names stays where it is, so that a
score can be recomputed to the last digit. `python -m openpar.engine.metrics.snapshot` takes one in a process of its own (the
order as JSON on standard input): DuckDB carries its own SQLite, and in a process that also has the file open by Python it would drop
that lock. Such a process never opens the database otherwise.
"""

import fcntl
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import BadInput, NotLoaded
from ..worktime.periods import Period
from .registry import Metric

MANIFESTS, LATEST, WITHOUT = "manifests", "latest", "khong-ngay"


@dataclass(frozen=True, slots=True)
class Source:
    """One fact table: SQL that yields its rows, the columns in order, and the day column whose month is the partition. `id` orders rows."""

    name: str
    sql: str
    columns: tuple[str, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a snapshot did: its id, and how many months were written, kept as they were, or emptied."""

    id: str
    written: int
    kept: int
    gone: int


@dataclass(frozen=True)
class Snapshot:
    """One snapshot on disk."""

    folder: Path
    id: str
    manifest: Mapping[str, Any]

    @property
    def known_until(self) -> date:
        """The first day of which it does not yet know everything."""
        return date.fromisoformat(self.manifest["known_until"])

    def files(self, table: str) -> list[str]:
        """The files of a table, in order of month."""
        return [str(self.folder / p["file"]) for p in self._parts(table)]

    def _parts(self, table: str) -> list[Mapping[str, Any]]:
        about = self.manifest["tables"].get(table)
        if about is None:
            raise NotLoaded(f"Bản chụp {self.id[:12]} không có bảng {table}.", where=table)
        return [p for _month, p in sorted(about["partitions"].items())]

    def rows(self, table: str) -> int:
        """How many facts a table holds."""
        return sum(p["rows"] for p in self.manifest["tables"][table]["partitions"].values())

    def check(self) -> list[str]:
        """The files that are missing or not as they were written; empty where the snapshot is whole."""
        return [p["file"] for t in self.manifest["tables"].values() for p in t["partitions"].values()
                if not (self.folder / p["file"]).is_file() or _digest(self.folder / p["file"]) != p["sha256"]]

    def _read(self, con: Any, name: str, parts: list[Mapping[str, Any]]) -> Any:
        for part in parts:
            if not _intact(self.folder, part):
                raise NotLoaded(f"Bản chụp {self.id[:12]} có tệp bị thiếu hoặc đã thay đổi ({part['file']}), nên không tính từ bản chụp này. "
                                "Người vận hành khôi phục thư mục số liệu từ bản sao lưu, hoặc chụp lại.", where="snapshot")
        return _table(con, name, [str(self.folder / p["file"]) for p in parts])

    def tables(self, con: Any, metrics: Iterable[Metric] = (), periods: Iterable[Period] = ()) -> dict[str, Any]:
        """Its fact tables as Ibis tables of a connection (DuckDB or Spark); a table without a single fact is left out.

        Where `metrics` and `periods` are named, only their tables, and of those only the months in which a row that they count can lie:
        the manifest knows the first and the last day of every column of each month.
        """
        asked, spans = list(metrics), list(periods)
        if not asked or not spans:
            return {name: self._read(con, name, self._parts(name)) for name in self.manifest["tables"] if self.rows(name)}
        first, end = min(p.start for p in spans).isoformat(), max(p.end for p in spans).isoformat()
        found = {}
        for name in self.manifest["tables"]:
            events = {(m.on, m.kind) for m in asked if m.table == name}
            parts = self._parts(name)
            if events and any(p["rows"] for p in parts):
                near = [p for p in parts if any(_near(p.get("days", {}), on, kind, first, end) for on, kind in events)] or parts[:1]
                found[name] = self._read(con, name, near)
        return found


_INTACT: dict[tuple[str, int, int], str] = {}  # (file, its moment of change, its size) → digest: each is read through once a process


def _intact(folder: Path, part: Mapping[str, Any]) -> bool:
    """Whether a month's file is there as it was written."""
    path = folder / part["file"]
    try:
        seen = path.stat()
    except OSError:
        return False
    key = (str(path), seen.st_mtime_ns, seen.st_size)
    if key not in _INTACT:
        _INTACT[key] = _digest(path)
    return _INTACT[key] == part["sha256"]


def _table(con: Any, name: str, files: list[str]) -> Any:
    """Files as one table. Ibis gives Spark one path only, so there the session itself reads them."""
    if con.name != "pyspark":
        return con.read_parquet(files)
    from pyspark.sql import SparkSession
    view = f"{name}_{hashlib.sha256(' '.join(files).encode()).hexdigest()[:16]}"
    SparkSession.active().read.parquet(*files).createOrReplaceTempView(view)
    return con.table(view)


def _near(days: Mapping[str, list[str]], on: str, kind: str, first: str, end: str) -> bool:
    """Whether a month with these days can hold a row of the event inside [first, end); a stock counts what began earlier, too."""
    if on not in days:
        return True  # a month written before the manifest named its days
    low, high = days[on] or ("9999", "")
    return low < end and (kind == "stock" or high >= first)


def opened(folder: Path, id: str | None = None) -> Snapshot | None:
    """A snapshot by its id or the beginning of it, else the latest; None where none was taken yet."""
    if id is None:
        pointer = folder / LATEST
        if not pointer.is_file():
            return None
        id = pointer.read_text(encoding="utf-8").strip()
    found = sorted((folder / MANIFESTS).glob(f"{id}*.json")) if id.isalnum() else []
    if len(found) != 1:
        raise NotLoaded(f"Không có đúng một bản chụp {id}. Xem các bản chụp ở trang Số liệu.", where="snapshot")
    manifest = json.loads(found[0].read_text(encoding="utf-8"))
    return Snapshot(folder, found[0].stem, manifest)


def take(folder: Path, sources: Iterable[Source], con: Any, known_until: date, since: str = "") -> Taken:
    """Write what changed since the latest snapshot; the sources are read through an open DuckDB connection.

    With `since` (a month such as "2022-12") the sources yield only that month and later ones, and earlier months stay as they are.
    """
    with _alone(folder):
        before = opened(folder)
        tables, count = {}, {"written": 0, "kept": 0, "gone": 0}
        for source in sources:
            old = before.manifest["tables"].get(source.name, {}).get("partitions", {}) if before else {}
            tables[source.name] = {"columns": list(source.columns), "partitions": _partitions(folder, source, con, old, count, since)}
        manifest = {"format": 1, "known_until": known_until.isoformat(), "tables": tables}
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1)
        id = hashlib.sha256(text.encode()).hexdigest()
        _put(folder / MANIFESTS / f"{id}.json", text.encode())
        _put(folder / LATEST, id.encode())
        return Taken(id, **count)


def _partitions(folder, source, con, old, count, since) -> dict:
    names = ", ".join(f'"{c}"' for c in source.columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE _facts AS SELECT {names} FROM ({source.sql})")
    types = con.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '_facts' ORDER BY column_index").fetchall()
    kinds, dated = ",".join(f"{name} {kind}" for name, kind in types), [name for name, kind in types if kind == "DATE"]
    bounds = "".join(f', min("{c}")::VARCHAR, max("{c}")::VARCHAR' for c in dated)
    month = f"coalesce(strftime(\"{source.anchor}\", '%Y-%m'), '{WITHOUT}')"
    found = {name: part for name, part in old.items() if since and name < since}
    for name, rows, one, other, *ends in con.execute(f"SELECT {month}, count(*), bit_xor(hash({names})), sum(hash({names}, 1)::HUGEINT){bounds} "
                                                     "FROM _facts GROUP BY 1 ORDER BY 1").fetchall():
        days = {c: [low, high] if low else [] for c, low, high in zip(dated, ends[::2], ends[1::2], strict=True)}
        mark = hashlib.sha256(f"{con.execute('SELECT version()').fetchone()[0]}|{kinds}|{rows}|{one}|{other}".encode()).hexdigest()
        had = old.get(name)
        if had and had["fingerprint"] == mark and _intact(folder, had):
            found[name], count["kept"] = {**had, "days": days}, count["kept"] + 1
            continue
        place = folder / source.name / name
        place.mkdir(parents=True, exist_ok=True)
        fresh = place / f".{os.getpid()}.parquet"
        con.execute(f"COPY (SELECT {names} FROM _facts WHERE {month} = '{name}' ORDER BY id) TO '{_quoted(fresh)}' (FORMAT parquet, COMPRESSION zstd)")
        digest = _digest(fresh)
        file = place / f"{digest[:32]}.parquet"
        os.replace(fresh, file)
        found[name] = {"file": str(file.relative_to(folder)), "sha256": digest, "rows": rows, "fingerprint": mark, "days": days}
        count["written"] += 1
    count["gone"] += len(set(old) - set(found))
    con.execute("DROP TABLE _facts")
    return found


def prune(folder: Path, keep: Iterable[str]) -> int:
    """Delete the manifests that nobody keeps and the files that no manifest names; how many manifests went. The latest always stays."""
    if opened(folder) is None:
        return 0
    with _alone(folder):
        latest, wanted = (folder / LATEST).read_text(encoding="utf-8").strip(), tuple(k for k in keep if k)
        gone, named = 0, set()
        for path in (folder / MANIFESTS).glob("*.json"):
            if path.stem != latest and not (wanted and path.stem.startswith(wanted)):
                path.unlink()
                gone += 1
                continue
            for table in json.loads(path.read_text(encoding="utf-8"))["tables"].values():
                named |= {p["file"] for p in table["partitions"].values()}
        for file in folder.glob("*/*/*.parquet"):
            if str(file.relative_to(folder)) not in named:
                file.unlink()
    return gone


def connection(**settings: Any):
    """A DuckDB connection that downloads nothing."""
    import duckdb
    return duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", **settings})


def attach_sqlite(con: Any, path: str) -> None:
    """Read an SQLite file through DuckDB's extension, loaded from its wheel. Only for a process that never opens the file through Python."""
    import importlib.resources

    place = importlib.resources.files("duckdb_extension_sqlite_scanner")
    found = sorted(str(p) for p in Path(str(place)).rglob("*.duckdb_extension"))
    if not found:
        raise NotLoaded("Thiếu phần mở rộng sqlite_scanner của DuckDB. Cài lại gói openpar[facts].", where="duckdb")
    con.execute(f"LOAD '{_quoted(found[0])}'")
    con.execute(f"ATTACH '{_quoted(path)}' AS live (TYPE sqlite, READ_ONLY)")
    con.execute("USE live")


def _quoted(path) -> str:
    return str(path).replace("'", "''")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(data)
    os.replace(fresh, path)


@contextmanager
def _alone(folder: Path):
    """One writer at a time in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput("Một bản chụp khác đang được ghi. Chờ vài phút rồi thử lại.", where="snapshot") from None
        yield


def main() -> int:
    """Take the snapshot that standard input orders; the answer is JSON."""
    order = json.load(sys.stdin)
    con = connection()
    try:
        attach_sqlite(con, order["sqlite"])
        taken = take(Path(order["folder"]), [Source(s["name"], s["sql"], tuple(s["columns"]), s["anchor"]) for s in order["sources"]], con,
                     date.fromisoformat(order["known_until"]))
    except BadInput as error:
        print(error.message, file=sys.stderr)
        return 2
    finally:
        con.close()
    json.dump({"id": taken.id, "written": taken.written, "kept": taken.kept, "gone": taken.gone}, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
