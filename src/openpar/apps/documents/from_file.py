"""A draft that somebody wrote in an office program, read into the fields of the draft form. The machine proposes; a person looks and saves."""

import re

from django.utils.translation import gettext as _

from openpar.core import filetypes, secrecy
from openpar.core.models import Organisation
from openpar.core.organisations import valid_on
from openpar.engine.directive import read_text
from openpar.engine.errors import BadInput
from openpar.engine.vietnamese import fold, nfc

from .kinds import KINDS
from .rules import MODES

NAMES = {fold(str(name).split(" (")[0]): code for code, (name, _abbr) in KINDS.items()}
HEAD_LINES = 30  # within which the kind and the abstract of a document stand
SIGNED = re.compile(r"^(TM|KT|TL|TUQ|Q)\s*\.\s*\S")
OFFICE = re.compile(r"^(?:PHÓ\s+|QUYỀN\s+)?(?:GIÁM ĐỐC|CHỦ TỊCH|CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|TRƯỞNG BAN|THỦ TRƯỞNG|BỘ TRƯỞNG)\b")


def read(upload, on) -> dict:
    """What the form begins with: kind, title, body, addressees, recipients (known ones as organisations of the day), signing lines and name.

    Raises BadInput or Unreadable with a sentence for the person; nothing of the file is kept.
    """
    name = filetypes.clean_name(str(upload.name))
    filetypes.check(str(upload.name), upload.file)
    upload.file.seek(0)
    text = nfc(read_text(upload.file.read(), name).text)
    secrecy.refuse(text, shown=name)
    lines = [" ".join(line.replace("|", " ").split()) for line in text.splitlines()]
    lines = [line for line in lines if line and not re.fullmatch(r"[_\-–—*\s]+", line)]
    if not lines:
        raise BadInput(_("Tệp không có chữ nào đọc được. Chọn tệp khác, hoặc soạn trực tiếp ở các ô dưới."), where="file")
    kind, title, first = _subject(lines)
    to, first = _addressees(lines, first)
    end = next((i for i in range(first, len(lines)) if _ends(lines[i])), len(lines))
    found = {"kind": kind, "title": title[:500], "to": to, "body": "\n".join(lines[first:end])}
    return found | _foot(lines[end:], on)


def _subject(lines) -> tuple[str, str, int]:
    """(kind, abstract, where the rest begins)."""
    for i, line in enumerate(lines[:HEAD_LINES]):
        if line.isupper() and (code := NAMES.get(fold(line))):
            title, after = "", i + 1
            while after < len(lines) and (not title or lines[after][:1].islower()):  # a broken line goes on in small letters
                title, after = f"{title} {lines[after]}".strip(), after + 1
            return code, title, after
        if re.match(r"^V/v:?\s", line):
            start, after = re.sub(r"^V/v:?\s+", "", line), i + 1
            while after < len(lines) and not re.match(r"^(Kính gửi|CỘNG H|Độc lập|.{2,40}, ngày)", lines[after]) and lines[after][:1].islower():
                start, after = f"{start} {lines[after]}", after + 1
            return "cong_van", start[:1].upper() + start[1:], max(after, _below_head(lines))
    return "cong_van", "", _below_head(lines)


def _below_head(lines) -> int:
    """Behind the lines that every document begins with."""
    last = 0
    for i, line in enumerate(lines[:HEAD_LINES]):
        if re.match(r"^(CỘNG H|Độc lập|Số:|V/v)|, ngày", line):
            last = i + 1
    return last


def _addressees(lines, first) -> tuple[list[str], int]:
    at = next((i for i in range(first, min(first + 6, len(lines))) if lines[i].startswith("Kính gửi")), None)
    if at is None:
        return [], first
    rest = lines[at].partition(":")[2]
    to, after = [t.strip(" .;") for t in rest.split(";") if t.strip(" .;")], at + 1
    while after < len(lines) and re.match(r"^[-–+]\s*\S", lines[after]):
        to.append(lines[after].lstrip("-–+ ").rstrip(" .;"))
        after += 1
    return to, after


def _ends(line) -> bool:
    return line.startswith("Nơi nhận") or bool(SIGNED.match(line)) or (line.isupper() and bool(OFFICE.match(line)))


def _foot(lines, on) -> dict:
    """Recipients, the lines above the signature, and the name below it."""
    known = {fold(n): o.pk for o in Organisation.objects.filter(valid_on(on)).exclude(kind=Organisation.Kind.DIVISION) for n in (o.name, o.short_name) if n}
    out: dict = {"recipients": [], "others": [], "lines": [], "mode": "", "signer": "", "storage_unit": ""}
    for line in lines:
        if SIGNED.match(line) or (line.isupper() and OFFICE.match(line)):
            out["lines"].append(line)
            mode = line.partition(".")[0]
            out["mode"] = mode if mode in MODES and not (out["mode"] and mode == "") else out["mode"]
        elif re.match(r"^[-–+]\s*\S", line):
            name = line.lstrip("-–+ ").rstrip(" .;")
            if fold(name).startswith(("nhu tren", "luu")):
                out["storage_unit"] = out["storage_unit"] or _beside_the_clerk(name)
                continue
            if pk := known.get(fold(name)):
                out["recipients"].append(pk)
            else:
                out["others"].append(name)
        elif out["lines"] and not line.startswith("Nơi nhận") and 2 <= len(line.split()) <= 6 and line.istitle():
            out["signer"] = line
    return out


def _beside_the_clerk(line) -> str:
    """Who keeps a copy: "NC" of "Lưu: VT, NC"."""
    kept = re.match(r"(?i)lưu\s*:?\s*(?:VT\b)?[\s,;]*(.*)", line)
    return kept[1][:200] if kept else ""
