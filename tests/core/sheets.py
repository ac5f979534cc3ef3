"""Small workbooks as offices send them, made here so that none is copied from anywhere."""

import io
import zipfile
from datetime import datetime

import xlsxwriter

from tests.core.files import Upload


def xlsx(rows, *, name="Trang 1", merged=(), hidden=(), options=None, sheets=(), change=None) -> bytes:
    """An .xlsx of these rows; `merged` are areas like "A2:A4", `hidden` are row numbers, `change` may rewrite a part: {part: (old, new)}."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, **(options or {})})
    book.set_properties({"created": datetime(2022, 8, 24)})  # noqa: DTZ001  equal rows give equal bytes
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for title, content in ((name, rows), *sheets):
        page = book.add_worksheet(title)
        for r, row in enumerate(content):
            for c, value in enumerate(row):
                if value is None:
                    continue
                if hasattr(value, "year"):
                    page.write_datetime(r, c, value, day)
                elif isinstance(value, str) and value.startswith("="):
                    page.write_formula(r, c, value, None, "")
                else:
                    page.write(r, c, value)
        if content is rows:
            for area in merged:
                first = area.partition(":")[0]
                at = (int("".join(x for x in first if x.isdigit())) - 1, ord(first[0]) - 65)
                page.merge_range(area, rows[at[0]][at[1]])
            for n in hidden:
                page.set_row(n - 1, None, None, {"hidden": True})
    book.close()
    return _changed(out.getvalue(), change) if change else out.getvalue()


def _changed(data, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            for before, after in change.get(part, ()):
                assert before in content, (part, before)
                content = content.replace(before, after)
            new.writestr(part, content)
    return out.getvalue()


def upload(data: bytes, name="danh-sach.xlsx") -> Upload:
    """These bytes as an uploaded file."""
    return Upload(name, data)


def cp1258(text: str) -> bytes:
    """Text as old Windows programs wrote Vietnamese: the tone after its letter."""
    import unicodedata
    out = bytearray()
    for c in unicodedata.normalize("NFC", text):
        try:
            out += c.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", c)
            tones = [x for x in parts if x in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(x for x in parts if x not in tones))
            out += base.encode("cp1258") + "".join(tones).encode("cp1258")
    return bytes(out)
