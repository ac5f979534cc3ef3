""".pdf: lines in reading order, tables as rows, running heads and page numbers left out; a scan is recognised and said."""

import io
import re
import shutil
import subprocess
import unicodedata
from collections import Counter

from ...errors import Unreadable
from .rows import as_lines
from .source import SourceText

SCAN = ("Tệp PDF là bản quét (ảnh), chưa có chữ. Hãy xin bản .docx hoặc PDF có chữ; nếu không có, dùng chức năng nhận "
        "dạng chữ rồi kiểm tra lại từng câu.")


def read(data: bytes, name: str, ocr: bool = False) -> SourceText:
    """A .pdf file. `ocr` reads a scan with tesseract where it is installed, and the result is always marked."""
    import logging

    import pdfplumber
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            pages = [_page(p) for p in pdf.pages]
            images = sum(1 for p in pdf.pages if p.images)
    except Exception as error:  # the library raises many kinds for broken and locked files
        if "assword" in f"{type(error).__name__} {error} {error.__cause__!r} {error.__context__!r}":
            raise Unreadable(f"Tệp {name} có mật khẩu. Hãy bỏ mật khẩu rồi nạp lại.", where=name) from None
        raise Unreadable(f"Tệp {name} bị hỏng hoặc không phải PDF hợp lệ. Hãy mở thử, lưu lại (in ra PDF) rồi nạp lại.",
                         where=name) from None
    if not pages:
        raise Unreadable(f"Tệp {name} không có trang nào. Hãy kiểm tra lại tệp nguồn.", where=name)
    letters = sum(c.isalpha() for page in pages for line in page for c in line)
    if letters < 20 * len(pages) and images:
        if ocr:
            return _recognise(data, name)
        return SourceText("\n".join(x for p in pages for x in p), "pdf", [SCAN], scanned=True)
    notes = [] if letters else ["Tệp không có chữ nào."]
    if images and any(sum(c.isalpha() for x in p for c in x) < 20 for p in pages):
        notes.append("Có trang chỉ là ảnh, chưa đọc được chữ của trang đó.")
    return SourceText(unicodedata.normalize("NFC", "\n".join(_without_heads(pages))), "pdf", notes)


def _page(page) -> list[str]:
    """The lines of a page, tables in their place."""
    found = [(t.bbox, t.extract()) for t in page.find_tables()]
    found = [(box, rows) for box, rows in found if rows and max(len(r) for r in rows) >= 3 and len(rows) >= 2]

    def inside(word):
        middle = (word["top"] + word["bottom"]) / 2
        return any(b[1] <= middle <= b[3] and b[0] - 2 <= word["x0"] <= b[2] + 2 for b, _ in found)
    words = [w for w in page.extract_words(keep_blank_chars=False, use_text_flow=False) if not inside(w)]
    blocks = [(line[0]["top"], [" ".join(w["text"] for w in line)]) for line in _lines(words)]
    blocks += [(box[1], as_lines([[c or "" for c in r] for r in rows])) for box, rows in found]
    return [x for _, lines in sorted(blocks, key=lambda b: b[0]) for x in lines]


def _lines(words):
    """Words by line; the two halves of a letterhead stay apart by their gap but keep their order."""
    out = []
    for w in sorted(words, key=lambda w: (round(w["top"] / 3), w["x0"])):
        if out and abs(out[-1][-1]["top"] - w["top"]) < 4 and w["x0"] >= out[-1][-1]["x0"]:
            out[-1].append(w)
        else:
            out.append([w])
    return out


def _without_heads(pages):
    """All lines but page numbers and lines repeated at the top or foot of most pages."""
    edge = Counter(x for p in pages for x in {*p[:2], *p[-2:]} if len(pages) > 2)
    heads = {x for x, n in edge.items() if n > len(pages) * 0.6 and not x.startswith("|")}
    for p in pages:
        for k, x in enumerate(p):
            if x in heads or (k in (0, len(p) - 1) and re.fullmatch(r"[-\s]*(?:Trang\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?[-\s]*", x)):
                continue
            yield x


def _recognise(data: bytes, name: str) -> SourceText:
    """Tesseract over every page, where it is installed."""
    if not shutil.which("tesseract"):
        raise Unreadable(f"Máy chủ chưa cài bộ nhận dạng chữ nên chưa đọc được bản quét {name}. Hãy nạp bản .docx hoặc "
                         f"PDF có chữ.", where=name)
    import pypdfium2  # type: ignore[import-untyped]
    out = []
    for page in pypdfium2.PdfDocument(data):
        picture = io.BytesIO()
        page.render(scale=200 / 72).to_pil().save(picture, "PNG")
        done = subprocess.run(["tesseract", "-", "-", "-l", "vie", "--psm", "6"], input=picture.getvalue(),
                              capture_output=True, timeout=120)
        out.append(done.stdout.decode("utf-8", "replace"))
    text = unicodedata.normalize("NFC", "\n".join(out))
    return SourceText(text, "pdf", ["Chữ do máy nhận dạng từ bản quét: phải đối chiếu từng câu với bản gốc."], scanned=True)
