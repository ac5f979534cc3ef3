"""Opening zip files that nobody vouches for: every member is unpacked as a stream and thrown away, within limits.

Sizes written in the file are not believed; both headers of a member must agree, and members may not share bytes.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Unreadable

MAX_TOTAL = 400 * 1024 * 1024  # unpacked bytes of one file
MAX_RATIO = 200  # unpacked against packed, once there is enough of it to judge
RATIO_FROM = 8 * 1024 * 1024
MAX_MEMBERS = 20_000
PEEK = 32 * 1024
CHUNK = 64 * 1024


def examine(shown: str, stream: BinaryIO, peek: Callable = lambda name: False) -> dict[str, bytes]:
    """{member: its first bytes where `peek(name)`, else empty}; refuses bombs, lies, passwords and members that
    would escape."""
    bomb = BadInput(_("Tệp “%(shown)s” nén quá mức: mở ra lớn hơn nhiều lần giới hạn. Tệp không được nhận.") % {
                      "shown": shown}, where="file")
    broken = Unreadable(_("Tệp “%(shown)s” bị hỏng hoặc có cấu trúc nén không đúng. Lưu lại từ phần mềm gốc rồi tải lên.") % {
                          "shown": shown},
                        where="file")
    try:
        book = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, struct.error, OverflowError, NotImplementedError):
        raise broken from None
    infos = book.infolist()
    if len(infos) > MAX_MEMBERS:
        raise bomb
    out, total, last_end = {}, 0, 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        _name(shown, info)
        if info.flag_bits & 1:
            raise BadInput(_("Tệp “%(shown)s” có mật khẩu nên không kiểm tra được. Bỏ mật khẩu rồi tải lên.") % {
                             "shown": shown}, where="file")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise broken
        start = _body(stream, info)
        if start is None or info.header_offset < last_end or info.filename in out:
            raise broken
        last_end = start + info.compress_size
        head, size, right = _unpack(stream, start, info, MAX_TOTAL - total, peek(info.filename), bomb)
        total += size
        if not right:
            raise broken
        out[info.filename] = head
    stream.seek(0)
    return out


def _name(shown, info):
    name = info.filename.replace("\\", "/")
    mode = info.external_attr >> 16
    if name.startswith("/") or ":" in name[:3] or ".." in name.split("/") or (mode and stat.S_ISLNK(mode)):
        raise BadInput(_("Tệp “%(shown)s” có thành phần trỏ ra ngoài tệp nén (%(filename)s). Tệp không được nhận.") % {
                         "shown": shown, "filename": info.filename[:60]}, where="file")


def _body(stream, info):
    """Where the member's bytes begin, if its own header agrees with the directory; sizes may be left to a trailer (bit 3)."""
    stream.seek(info.header_offset)
    header = stream.read(30)
    if len(header) != 30 or header[:4] != b"PK\x03\x04":
        return None
    _, _, flags, method, _, _, _, packed, size, name_len, extra_len = struct.unpack("<IHHHHHIIIHH", header)
    if method != info.compress_type or flags & 1 != info.flag_bits & 1:
        return None
    told = not flags & 8 and 0xFFFFFFFF not in (packed, size)
    if told and (packed != info.compress_size or size != info.file_size):
        return None
    return info.header_offset + 30 + name_len + extra_len


def _unpack(stream, start, info, room, keep, bomb):
    """(first bytes, true size, whether size and checksum are what the directory says), never holding more than a chunk."""
    stream.seek(start)
    left, size, crc, head = info.compress_size, 0, 0, b""
    inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = stream.read(min(CHUNK, left))
        if not packed:
            return head, size, False
        left -= len(packed)
        while packed:
            try:
                data = inflate.decompress(packed, CHUNK) if inflate else packed
            except zlib.error:
                return head, size, False
            packed = inflate.unconsumed_tail if inflate else b""
            size += len(data)
            crc = zlib.crc32(data, crc)
            if keep and len(head) < PEEK:
                head = (head + data)[:PEEK]
            if size > room or (size > RATIO_FROM and size > MAX_RATIO * max(info.compress_size, 1)):
                raise bomb
            if inflate and inflate.eof:
                packed, left = b"", 0
    return head, size, size == info.file_size and crc == info.CRC and (inflate is None or inflate.eof or size == 0)
