"""Many files in one: a zip of evidence, each byte as it was taken in, names that clash numbered."""

import tempfile
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from . import evidence, filetypes
from .models import Evidence

KEEP_IN_MEMORY = 8 * 1024 * 1024


def pack(pieces: Iterable[tuple[str, Evidence]]) -> BinaryIO:
    """A zip of (folder, evidence) pairs, at its start; folders may be empty. Files alone are packed, links and
    documents are not files.

    Office files and photos are packed already, so that storing them is as small and much faster.
    """
    out, used = tempfile.SpooledTemporaryFile(KEEP_IN_MEMORY), set()  # noqa: SIM115  the caller reads it on
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as book:
        for folder, piece in pieces:
            if piece.blob_id is None:
                continue
            name = unused(filetypes.clean_name(folder) if folder else "", evidence.download_name(piece), used)
            with evidence.open_file(piece) as source, book.open(zipfile.ZipInfo(name, piece.added_at.timetuple()[:6]), "w",
                                                               force_zip64=True) as target:
                while chunk := source.read(262144):
                    target.write(chunk)
    out.seek(0)
    return out


def unused(folder: str, name: str, used: set[str]) -> str:
    """The name inside the zip; the second of the same name gets a number. Case does not tell names apart: on Windows
    it does not.

    >>> used = set()
    >>> [unused("a", n, used) for n in ("x.pdf", "X.pdf", "x.pdf")]
    ['a/x.pdf', 'a/X (2).pdf', 'a/x (3).pdf']
    """
    stem, dot, end = name.rpartition(".")
    n = 1
    while True:
        tried = name if n == 1 else f"{stem} ({n}).{end}" if dot else f"{name} ({n})"
        path = f"{folder}/{tried}" if folder else tried
        if path.lower() not in used:
            used.add(path.lower())
            return path
        n += 1
