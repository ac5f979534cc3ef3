"""Backup and restore of a whole installation in one file: every row and every file, from SQLite or PostgreSQL, into either.

The file is a tar: `manifest.json` (last, so that a cut-off file is known), one `tables/<table>.jsonl.gz` a table in the order of its
key, and the files of evidence and papers under their digest. A table's digest is taken over its rows as written, so a restored copy
is proven identical by writing it once more. Sessions are left out: people sign in again.
"""

import base64
import gzip
import hashlib
import io
import json
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import storages
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

import openpar
from openpar.engine.errors import BadInput

from . import audit_table, blobs
from .models import Blob, User

FORMAT = 1
# Sessions end with a restore. The worker's queue, schedules and results hold Python objects, which no backup may bring in: `schedule`
# writes the schedules again, and every job of the platform finds by itself what is left to do.
LEFT_OUT = {"django_session", "usersessions_usersession", "django_q_ormq", "django_q_schedule", "django_q_task"}
BATCH = 2000


def tables() -> list[type[models.Model]]:
    """Every table of the platform and its libraries that is kept, in the order in which they are written."""
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted((m for m in found if m._meta.db_table not in LEFT_OUT), key=lambda m: m._meta.db_table)


def backup(path: Path, say=lambda words: None) -> dict:
    """Write everything to `path`, as it stands at one moment; the manifest. People may go on working meanwhile."""
    part = path.with_name(path.name + ".part")
    with tarfile.open(part, "w") as tar, _one_moment():
        manifest = {"format": FORMAT, "openpar": openpar.__version__, "database": connection.vendor, "made_at": timezone.now().isoformat(),
                    "schema": _schema(), "tables": {}, "files": {}}
        for model in tables():
            say(model._meta.db_table)
            with tempfile.TemporaryFile() as out:
                rows, digest = _write(model, out)
                manifest["tables"][model._meta.db_table] = {"rows": rows, "sha256": digest}
                _add(tar, f"tables/{model._meta.db_table}.jsonl.gz", out)
        for blob in Blob.objects.order_by("pk").iterator(BATCH):
            with storages["evidence"].open(blobs.path_of(blob)) as stream:
                manifest["files"][blobs.path_of(blob)] = blob.digest
                _add(tar, "files/" + blobs.path_of(blob), stream)
        _add(tar, "manifest.json", io.BytesIO(json.dumps(manifest, ensure_ascii=False, indent=1).encode()))
    part.replace(path)
    return manifest


def restore(path: Path, say=lambda words: None) -> dict:
    """Fill an empty, migrated database and the file store from a backup, then prove the copy identical. All or nothing.

    Raises BadInput where the file is damaged or of another version of the schema, where the database is not empty, and where a
    table or a file does not come out as it went in.
    """
    with _opened(path) as tar:
        manifest = _manifest(tar)
        _check_schema(manifest)
        if User.objects.exists():
            raise BadInput("Cơ sở dữ liệu đích đã có người dùng. Phục hồi vào một cơ sở dữ liệu trống vừa chạy migrate.", where="database")
        with transaction.atomic():
            known = {m._meta.db_table: m for m in tables()}
            _empty(known.values())
            for name in manifest["tables"]:
                say(name)
                with gzip.open(tar.extractfile(f"tables/{name}.jsonl.gz")) as stream:
                    _read(known[name], stream)
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), list(known.values())):
                    cursor.execute(statement)
            _restore_files(tar, manifest)
            if wrong := differences(manifest):
                raise BadInput("Bản phục hồi khác bản sao lưu ở: " + ", ".join(wrong) + ". Chưa có gì được ghi.", where="database")
    return manifest


def damaged(path: Path) -> tuple[dict, list[str]]:
    """The manifest of a backup, and its tables and files that are not as the manifest says; nothing but the file is read."""
    with _opened(path) as tar:
        manifest = _manifest(tar)
        wanted = {f"tables/{name}.jsonl.gz": told["sha256"] for name, told in manifest["tables"].items()}
        wanted |= {"files/" + name: digest for name, digest in manifest["files"].items()}
        wrong = []
        for name, digest in wanted.items():
            try:
                with tar.extractfile(name) as packed:
                    found = _digest_of(gzip.GzipFile(fileobj=packed) if name.startswith("tables/") else packed)
            except (KeyError, OSError, EOFError, zlib.error, tarfile.TarError):
                found = ""
            if found != digest:
                wrong.append(name)
    return manifest, wrong


def differences(manifest: dict) -> list[str]:
    """The tables and files of this installation that are not as the manifest says; empty where the copy is identical."""
    wrong = []
    for model in tables():
        told = manifest["tables"].get(model._meta.db_table)
        rows, digest = _write(model, None)
        if told is None or told != {"rows": rows, "sha256": digest}:
            wrong.append(model._meta.db_table)
    for name, digest in manifest["files"].items():
        if not storages["evidence"].exists(name) or _digest_of(storages["evidence"].open(name)) != digest:
            wrong.append(name)
    return wrong


@contextmanager
def _one_moment():
    """A transaction in which every table is seen as at its beginning."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _columns(model):
    return model._meta.concrete_fields


def _lines(model) -> Iterator[bytes]:
    fields = _columns(model)
    names = [f.attname for f in fields]
    yield json.dumps(names).encode() + b"\n"
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(BATCH):
        yield json.dumps([_plain(v) for v in row], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _write(model, out) -> tuple[int, str]:
    """(rows, digest) of a table; its lines go to `out`, packed, where one is given."""
    digest, rows = hashlib.sha256(), -1
    packed = gzip.GzipFile(fileobj=out, mode="wb", compresslevel=4, mtime=0) if out else None
    for line in _lines(model):
        digest.update(line)
        rows += 1
        if packed:
            packed.write(line)
    if packed:
        packed.close()
    return rows, digest.hexdigest()


def _plain(value):
    """A value as JSON that both databases give alike; what JSON has no word for is a list of one that names its type."""
    if isinstance(value, datetime):
        return {"t": value.astimezone(UTC).isoformat(timespec="microseconds")} if value.tzinfo else {"n": value.isoformat()}
    if isinstance(value, (date, time)):
        return {"d": value.isoformat()}
    if isinstance(value, (Decimal, UUID)):
        return {"s": str(value.normalize() if isinstance(value, Decimal) else value)}
    if isinstance(value, (bytes, memoryview)):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, (dict, list)):
        return {"j": value}
    return value


def _value(field, told):
    """What `_plain` wrote, as the field keeps it."""
    if not isinstance(told, dict):
        return told
    [(kind, value)] = told.items()
    if kind == "b":
        return base64.b64decode(value)
    return value if kind == "j" else field.to_python(value)


def _read(model, stream) -> None:
    names, fields = json.loads(stream.readline()), {f.attname: f for f in _columns(model)}
    batch: list = []
    for line in stream:
        batch.append(model(**{n: _value(fields[n], v) for n, v in zip(names, json.loads(line), strict=True)}))
        if len(batch) == BATCH:
            _insert(model, batch)
            batch = []
    _insert(model, batch)


def _insert(model, rows) -> None:
    """Rows as they were: no default, stamp or key is made anew."""
    fields = _columns(model)
    size = max(1, connection.ops.bulk_batch_size(fields, rows))
    for i in range(0, len(rows), size):
        model._base_manager._insert(rows[i:i + size], fields=fields, using=connection.alias, raw=True)


def _empty(found) -> None:
    """Take out what migrations put into a new database."""
    audit_table.remove_guard(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        for model in found:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
    audit_table.install_guard(connection)


def _schema() -> list[str]:
    """The last migration of every room and library: two installations with the same have the same tables."""
    return sorted(".".join(node) for node in MigrationLoader(None).graph.leaf_nodes())


def _check_schema(manifest) -> None:
    if manifest.get("format") != FORMAT or manifest.get("schema") != _schema():
        raise BadInput(f"Bản sao lưu thuộc phiên bản {manifest.get('openpar')}, khác cấu trúc của bản cài đặt này "
                       f"({openpar.__version__}). Cài đúng phiên bản đó, phục hồi, rồi nâng cấp.", where="file")


def _restore_files(tar, manifest) -> None:
    store = storages["evidence"]
    for name, digest in manifest["files"].items():
        with tar.extractfile("files/" + name) as stream:
            if store.exists(name):
                if _digest_of(store.open(name)) == digest:
                    continue
                raise BadInput(f"Kho tệp đã có “{name}” với nội dung khác. Phục hồi vào một kho trống.", where="files")
            store.save(name, File(stream))


def _opened(path):
    try:
        return tarfile.open(path)
    except (OSError, tarfile.TarError):
        raise BadInput(f"Không mở được bản sao lưu {path}. Kiểm tra đường dẫn và quyền đọc.", where="file") from None


def _manifest(tar) -> dict:
    try:
        return json.load(tar.extractfile("manifest.json"))
    except (KeyError, tarfile.TarError, ValueError, EOFError):
        raise BadInput("Bản sao lưu thiếu bảng kê: tệp bị cắt ngang hoặc không phải bản sao lưu.", where="file") from None


def _digest_of(stream) -> str:
    with stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _add(tar, name, stream) -> None:
    info = tarfile.TarInfo(name)
    stream.seek(0, io.SEEK_END)
    info.size, info.mode = stream.tell(), 0o600
    stream.seek(0)
    tar.addfile(info, stream)
