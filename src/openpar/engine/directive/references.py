"""Documents cited in a text: type, number, date, issuer, and laws by name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .agencies import read_item
from .name_words import UPPER
from .values import LegalRef
from .vocabulary import alternatives, words

_NUMBER = (r"\d{1,5}(?:[ ]?/[ ]?(?:19|20)\d\d)?[ ]?[-/][ ]?[A-ZĐƯ][A-Za-zĐđÂƯ&]{0,9}\d{0,2}(?:[ ]?[-/]["
           r" ]?(?=[A-ZĐƯ])[A-Za-zĐđƯ0-9&]{1,14})*"
           r"|\d{1,4}/(?:19|20)\d\d/QH\d{1,2}")
_SIGN = re.compile(r"\d[ ]?[-/][ ]?(?:[A-ZĐƯ]|\d{4}[ ]?[-/])")
_DATE = re.compile(r",?\s*ngày\s+(\d{1,2})\s*(?:/|-|\.|tháng)\s*(\d{1,2})\s*(?:/|-|\.|năm)\s*(\d{4})")
_AMENDS = re.compile(r"sửa\s+đổi,?\s+bổ\s+sung\s+một\s+số\s+điều\s+của\s+(?:các\s+)?(?:Luật|Bộ\s+luật)\s+")
_TITLE_ENDS = re.compile(r"[;.]\s|[;.]$|,\s*(?:báo\s+cáo|hoàn\s+thành|bảo\s+đảm|đảm\s+bảo|trình|gửi)|\n")
_ISSUER = re.compile(r",?\s*(?:của|do)\s+(?=\w)")
_STANDARD = re.compile(r"\b(TCVN|QCVN|TCXDVN)\s?(?:ISO(?:/IEC)?\s*|IEC\s*|[A-Z]{2,6}\s+)?\d[\d:.-]*(?:/[A-ZĐ]+)?")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Compiled from rulebook/phrases/documents.yaml."""

    cited: re.Pattern
    law: re.Pattern
    named_law: re.Pattern
    by_abbr: dict


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Compile once."""
    d = words().documents
    names = alternatives(t["name"] for t in d["types"])
    laws = alternatives(d["laws"])
    return Patterns(
        cited=re.compile(rf"(?:(?P<type>(?i:{names}))\s+(?:(?:hợp\s+nhất|"
                         rf"liên\s+tịch)\s+)?)?(?:số\s*:?\s*)?(?<![\w/])(?P<number>{_NUMBER})(?![\w])"),
        law=re.compile(rf"(?P<type>Bộ\s+[Ll]uật|Luật|Pháp\s+lệnh)\s+(?=[{UPPER}]|sửa\s+đổi)"),
        named_law=re.compile(rf"(?i:{laws})(?!\w)"),
        by_abbr={t["abbr"]: t["name"] for t in d["types"] if t["abbr"]})


def _iso(m) -> str | None:
    day, month, year = int(m[1]), int(m[2]), int(m[3])
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= 31 and 1 <= month <= 12 else None


def _type_of(number: str) -> str:
    """The type of document that a bare number shows by its abbreviation."""
    for part in re.split(r"[-/\d]+", number):
        if part in patterns().by_abbr:
            return patterns().by_abbr[part]
    return "Luật" if re.search(r"/QH\d", number) else "Văn bản"


def find(view: str, i: int, j: int) -> list[LegalRef]:
    """The citations between i and j, in text order, each document once.

    >>> [(r.type, r.number, r.date) for r in find("theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ", 0, 60)]
    [('Nghị định', '61/2018/NĐ-CP', '2018-04-23')]
    """
    out, seen = [], set()
    for m in patterns().cited.finditer(view, i, j) if _SIGN.search(view, i, j) else ():
        number = re.sub(r"\s+", "", m["number"])
        if not re.search(r"[A-ZĐ]{2}", number):
            continue
        end, date, issuer = m.end(), None, None
        if d := _DATE.match(view, end, j):
            end, date = d.end(), _iso(d)
        if of := _ISSUER.match(view, end, j):
            item = read_item(view, of.end(), j)
            if item:
                issuer, end = item[0][0].text, item[1]
        key = re.sub(r"\W", "", number.lower())
        if key in seen:
            continue
        seen.add(key)
        name = m["type"].capitalize() if m["type"] else _type_of(number)
        out.append(LegalRef(name, number, date, issuer, (m.start(), end), None, "Có số, ký hiệu trong câu", True))
    for m in _STANDARD.finditer(view, i, j):
        text = m[0].strip(" .,:-")
        if text.lower() not in seen:
            seen.add(text.lower())
            kind = "Quy chuẩn kỹ thuật quốc gia" if m[1] == "QCVN" else "Tiêu chuẩn quốc gia"
            out.append(LegalRef(kind, text, None, None, (m.start(), m.start() + len(text)), None, "Có ký hiệu tiêu chuẩn",
                                True))
    taken = [r.span for r in out]
    for law in _laws(view, i, j):
        key = law.title.casefold()
        if key not in seen and not any(a <= law.span[0] < b for a, b in taken):
            seen.add(key)
            out.append(law)
    return sorted(out, key=lambda r: r.span)


def _laws(view, i, j):
    p = patterns()
    pos = i
    while m := p.law.search(view, pos, j):
        pos = m.end()
        if re.search(r"(?:[Nn]ghị\s+định|[Tt]hông\s+tư)\s*$", view[max(i, m.start() - 12):m.start()]):
            continue
        if re.search(r"(?:Nghị\s+định|Thông\s+tư)\s+(?:quy\s+định|hướng\s+dẫn|về|sửa)[^.;\d]*$",
                     view[max(i, m.start() - 200):m.start()]):
            continue
        amend = _AMENDS.match(view, m.end(), j)
        base = m.end()
        named = p.named_law.match(view, amend.end() if amend else base, j)
        if named:
            pos = named.end()
            drafting = re.search(r"(?:[Dd]ự\s+án|[Dd]ự\s+thảo|[Hh]oàn\s+thiện|[Xx]ây\s+dựng)\s*$",
                                 view[max(i, m.start() - 14):m.start()])
            inner = named.start() - 5 if amend and drafting else m.start()
            title = " ".join((f"Luật {named[0]}" if amend and drafting else view[m.start():named.end()]).split())
            yield LegalRef("Luật" if m["type"] == "Luật" else m["type"].capitalize(), None, None, None,
                           (inner, named.end()), title,
                           "Tên luật có trong danh mục", True)
            continue
        if amend:
            base = amend.end()
        run = re.compile(rf"[{UPPER}]\w*(?:\s(?!số\b|ngày\b|năm\b|và\b|để\b|về\b|theo\b|của\b|được\b|thuộc\b|trong\b|"
                         rf"trình\b|do\b|tại\b|có\b|là\b|theo\b)\w+){{0,7}}").match(view, base, j)
        if not run:
            continue
        pos = run.end()
        clean = re.match(r"\s*(?:[.;,)(]|và\s+(?:các|Luật)|để\b|về\b|năm\b|số\b|$)", view[run.end():min(j, run.end() + 12)])
        if clean and not view[run.start():run.end()].startswith(("Dân", )):
            yield LegalRef("Luật" if m["type"] == "Luật" else m["type"].capitalize(), None, None, None, (m.start(), run.end()),
                           f"{m['type']} {run[0]}", "Tên luật đọc theo cách viết hoa", False)


def spans_of(refs, view: str, j: int) -> list[tuple[int, int]]:
    """Each citation with the title that follows it ("… về việc …"), where a year belongs to the title and is no deadline."""
    out = []
    for r in refs:
        a, b = r.span
        if m := re.compile(r"\s*(?:\([^()]*\)\s*)?,?\s*(?:về|phê\s+duyệt|ban\s+hành|quy\s+định|v/v|hướng\s+dẫn|công\s+bố"
                           r"|giao)\s").match(view, b, j):
            stop = _TITLE_ENDS.search(view, m.end(), j)
            b = stop.start() if stop else j
        out.append((a, b))
    return out
