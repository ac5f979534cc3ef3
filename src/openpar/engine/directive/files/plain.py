"""Text files: UTF-8, UTF-16, and the old Windows code page; line ends as they are, only evened to \\n."""

import unicodedata

from .source import SourceText


def decode(data: bytes) -> tuple[str, list[str]]:
    """Text of bytes, and a remark when the encoding had to be guessed."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace"), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return data.decode("cp1258", "replace"), ["Tệp không ở bảng mã UTF-8; đã đọc theo bảng mã Windows tiếng Việt, "
                                                  "cần xem lại dấu."]


def read(data: bytes, name: str) -> SourceText:
    """A .txt file."""
    text, notes = decode(data)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " "))
    if not text.strip():
        notes.append("Tệp không có chữ nào.")
    return SourceText(text, "txt", notes)
