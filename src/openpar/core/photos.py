"""Photos without the data that cameras hide in them: place, time, device. Pixels are not touched, memory stays small."""

import struct
from io import BytesIO

from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Unreadable

CAN = {"image/jpeg", "image/png", "image/webp"}


def without_metadata(data: bytes, content_type: str, shown: str = "") -> bytes:
    """The same picture without EXIF, XMP, comments and text; the orientation of a JPEG is kept."""
    if content_type not in CAN:
        raise BadInput(_("Ảnh “%(shown)s” còn thông tin nơi chụp, thiết bị mà hệ thống không gỡ được. Chuyển sang .jpg rồi "
                         "tải lên lại.") % {"shown": shown}, where="file")
    try:
        return {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}[content_type](data)
    except (struct.error, IndexError, ValueError):
        raise Unreadable(_("Ảnh “%(shown)s” bị hỏng nên không gỡ được thông tin ẩn. Lưu lại ảnh rồi tải lên.") % {
                           "shown": shown},
                         where="file") from None


def _jpeg(data):
    out, at, turn = BytesIO(), 2, None
    if data[:2] != b"\xff\xd8":
        raise ValueError
    kept = []
    while True:
        if data[at] != 0xFF:
            raise ValueError
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            break
        length = struct.unpack(">H", data[at + 2:at + 4])[0]
        part = data[at:at + 2 + length]
        if marker == 0xE1 and part[4:10] == b"Exif\0\0":
            turn = turn or _orientation(part[10:])
        # APP0 is the picture's frame, APP2 its colours, APP14 its colour transform; the other APPn and comments are
        # what hides data
        if marker in (0xE0, 0xE2, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(part)
        at += 2 + length
    out.write(b"\xff\xd8")
    if turn and turn != 1:
        body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + struct.pack(">H", turn) + b"\0\0\0\0\0\0"
        out.write(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    for part in kept:
        out.write(part)
    end = data.rfind(b"\xff\xd9")  # what stands behind the end mark is not picture
    out.write(data[at:end + 2] if end > at else data[at:])
    return out.getvalue()


def _orientation(tiff):
    order = ">" if tiff[:2] == b"MM" else "<"
    first = struct.unpack(order + "I", tiff[4:8])[0]
    for i in range(struct.unpack(order + "H", tiff[first:first + 2])[0]):
        entry = tiff[first + 2 + 12 * i:first + 14 + 12 * i]
        if struct.unpack(order + "H", entry[:2])[0] == 0x0112:
            value = struct.unpack(order + "H", entry[8:10])[0]
            return value if 1 <= value <= 8 else None
    return None


def _png(data):
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError
    out, at = [data[:8]], 8
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        if name not in (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"):
            out.append(data[at:at + 12 + length])
        at += 12 + length
        if name == b"IEND":
            break
    return b"".join(out)


def _webp(data):
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError
    parts, at = [], 12
    while at + 8 <= len(data):
        name, length = struct.unpack("<4sI", data[at:at + 8])
        part = data[at:at + 8 + length + (length & 1)]
        if name == b"VP8X":
            part = part[:8] + bytes([part[8] & ~0x0C]) + part[9:]  # no longer says that EXIF and XMP follow
        if name not in (b"EXIF", b"XMP "):
            parts.append(part)
        at += 8 + length + (length & 1)
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body
