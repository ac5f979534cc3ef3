"""Bytes of files, kept once per room under their digest, and gone with the last row that refers to them."""

import hashlib
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import Refused

from .models import Blob

PAPERS = "core.paper"  # papers are never removed


def keep(room: str, stream: BinaryIO, scan_state: str) -> Blob:
    """The blob of these bytes in this room, written before the row is committed, so that a row never lacks its file."""
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(262144):
        digest.update(chunk)
        size += len(chunk)
    name = digest.hexdigest()
    for _attempt in range(5):
        if blob := Blob.objects.select_for_update().filter(room=room, digest=name).first():
            return blob
        try:
            with transaction.atomic():
                blob = Blob.objects.create(room=room, digest=name, size=size, scan=scan_state, created_at=timezone.now())
        except IntegrityError:
            continue  # somebody stored the same bytes this moment; take theirs
        stream.seek(0)
        storages["evidence"].save(path_of(blob), File(stream))
        return blob
    raise Refused(_("Chưa lưu được tệp vì nhiều người cùng tải lên tệp này. Thử lại."), where="file")


def open_bytes(blob: Blob) -> BinaryIO:
    """The bytes, as a stream to close."""
    try:
        return storages["evidence"].open(path_of(blob))
    except FileNotFoundError:
        raise Refused(_("Tệp này không còn trong kho tệp. Báo người vận hành phục hồi nó từ bản sao lưu."), where="file") from None


def path_of(blob: Blob) -> str:
    """Where a blob lies. The row's id keeps a deleted blob's late clean-up away from a newer one of the same bytes."""
    return f"{blob.room}/{blob.digest[:2]}/{blob.digest}-{blob.pk}"


def drop_unused(blob_ids) -> int:
    """Delete these blobs where nothing refers to them any more; how many went."""
    gone = []
    with transaction.atomic():
        for blob in Blob.objects.select_for_update().filter(pk__in=list(blob_ids)).order_by("pk"):
            path = path_of(blob)
            try:
                blob.delete()
            except ProtectedError:  # evidence, a paper or a signature refers to it
                continue
            gone.append(path)
    for path in gone:
        storages["evidence"].delete(path)
    return len(gone)


def sweep(older_than) -> int:
    """Delete files that no row refers to (an upload cut off half-way) and blobs without evidence; how many went."""
    store, gone = storages["evidence"], drop_unused(
        Blob.objects.filter(evidence__isnull=True, created_at__lt=older_than).exclude(room=PAPERS).values_list("pk", flat=True))
    for room in _listing(store, ""):
        for shelf in _listing(store, room):
            for name in store.listdir(f"{room}/{shelf}")[1]:
                path, pk = f"{room}/{shelf}/{name}", name.rpartition("-")[2]
                known = pk.isdigit() and Blob.objects.filter(pk=int(pk)).exists()
                if not known and store.get_modified_time(path) < older_than:
                    store.delete(path)
                    gone += 1
    return gone


def _listing(store, path):
    try:
        return store.listdir(path)[0]
    except FileNotFoundError:
        return []
