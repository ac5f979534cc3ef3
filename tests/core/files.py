"""Small files that tests upload, made here so that none is copied from anywhere."""

import functools
import io
import struct
import zipfile
import zlib

OOXML = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = (b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         b'<Override PartName="/word/document.xml" ContentType="' + OOXML.encode() + b'.main+xml"/></Types>')


class Upload(io.BytesIO):
    """An uploaded file as views hand it on."""

    def __init__(self, name, data):
        super().__init__(data)
        self.name = name


def zip_of(members, method=zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of {name: bytes}."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as book:
        for name, data in members.items():
            book.writestr(name, data)
    return out.getvalue()


def docx(*paragraphs) -> bytes:
    """A Word file with these paragraphs."""
    import docx as library
    book = library.Document()
    for text in paragraphs or ("Báo cáo kết quả thực hiện",):
        book.add_paragraph(text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    """An Excel file with one cell."""
    import xlsxwriter
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "một")
    return out.getvalue()


def odt() -> bytes:
    """An OpenDocument text."""
    from odf.opendocument import OpenDocumentText
    from odf.text import P
    book, out = OpenDocumentText(), io.BytesIO()
    book.text.addElement(P(text="Báo cáo"))
    book.save(out)
    return out.getvalue()


@functools.cache
def packed_blanks(size_mb: int) -> tuple[bytes, int]:
    """That many megabytes of a Word part full of blanks, deflated, and their checksum. Equal blocks deflate to equal bytes."""
    packer, blank = zlib.compressobj(9, zlib.DEFLATED, -15), b" " * (1 << 20)
    first = b"<w:document " + blank[12:]
    out = packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(blank) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = zlib.crc32(first)
    for _ in range(size_mb - 1):
        crc = zlib.crc32(blank, crc)
    return out + block * (size_mb - 1) + packer.flush(), crc


def bomb(size_mb: int, lie: int | None = None) -> bytes:
    """A docx whose main part inflates to `size_mb`; `lie` is the size that both headers claim."""
    packed, crc = packed_blanks(size_mb)
    data = zip_of({"[Content_Types].xml": TYPES, "word/document.xml": b"x"})
    # the last member is replaced by hand, so that its headers can say what they like
    start = data.rindex(b"PK\x03\x04")
    size, name = lie if lie is not None else size_mb << 20, b"word/document.xml"
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(packed), size, len(name), 0) + name + packed
    first = data[data.index(b"PK\x01\x02"):data.rindex(b"PK\x01\x02")]
    second = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, len(packed), size, len(name), 0,
                         0, 0, 0, 0, start) + name
    body = data[:start] + local
    return body + first + second + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, len(first + second), len(body), 0)


def photo(gps: bool = True, orientation: int = 6) -> bytes:
    """A JPEG that says where it was taken."""
    from PIL import Image
    image, out = Image.new("RGB", (40, 30), (200, 30, 30)), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "DienThoai"
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 23.0, 45.0), 3: "E", 4: (103.0, 27.0, 0.0)})
    image.save(out, "JPEG", exif=exif, comment=b"chup tai nha rieng")
    return out.getvalue()
