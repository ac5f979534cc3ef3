"""What a document says about itself: type, number, date, issuer, title, and the year that bare dates belong to."""

import datetime
import re

from .name_words import UPPER
from .vocabulary import alternatives, words

_DATE = re.compile(r"ngày\s+(\d{1,2})\s*(?:/|-|\.|tháng)\s*(\d{1,2})\s*(?:/|-|\.|năm)\s*(\d{4})", re.I)
_NUMBER = re.compile(r"Số\s*:?\s*(\d{1,5}\s?(?:/\d{4})?\s?[/-]\s?[A-ZĐƯ][\w-]*(?:\s?[/-]\s?[A-ZĐ]\w*)*)")


def _date(m):
    try:
        return datetime.date(int(m[3]), int(m[2]), int(m[1]))
    except ValueError:
        return None


def read(view: str, text: str, source, body_start: int) -> dict:
    """The header fields as {name: (value, span)}; a field that is not found is missing."""
    out: dict = {}
    issued = words().documents["issued_as"]
    types = alternatives(issued)
    if source:
        m = re.compile(rf"#\s*source:\s*(?P<type>{types})(?:\s+\(?.*?\)?)??(?:\s+số\s+(?P<no>\S+))?"
                       rf"(?:\s+ngày\s+(?P<d>\d{{1,2}}/\d{{1,2}}/\d{{4}}))?"
                       r"(?:\s+năm\s+(?P<y>\d{4}))?(?:\s+của\s+(?P<issuer>[^-\n]+?))?(?:\s+-\s+(?P<title>.*))?$",
                       re.I).match(view, *source)
        if m:
            out |= {k: (m[g], m.span(g)) for k, g in (("doc_type", "type"), ("number", "no"), ("issuer", "issuer"),
                                                      ("title", "title")) if m[g]}
            if m["d"]:
                d, mo, y = map(int, m["d"].split("/"))
                out["date"] = (datetime.date(y, mo, d), m.span("d"))
            if m["y"]:
                out["year"] = (int(m["y"]), m.span("y"))
    head_start = source[1] if source else 0
    head_end = min(len(view), max(body_start, head_start + 1500), head_start + 2500)
    if "number" not in out and (m := _NUMBER.search(view, head_start, head_end)):
        out["number"] = (re.sub(r"\s+", "", m[1]).rstrip("-"), m.span(1))
    place = re.compile(rf"[{UPPER}][\w .-]{{1,30}},\s*{_DATE.pattern}", re.I)
    if "date" not in out and (m := place.search(view, head_start, head_end)) and (d := _date(m)):
        out["date"] = (d, m.span())
    if "doc_type" not in out:
        out |= _type_and_title(view, head_start, head_end, alternatives([t.upper() for t in issued]))
        if "doc_type" not in out and re.search(r"Kính\s+gửi", view[head_start:head_end]):
            out["doc_type"] = ("Công văn", None)
    if "issuer" not in out and (m := re.compile(r"^[ |*_]*((?:ỦY BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|THỦ TƯỚNG CHÍNH PHỦ"
                                                r"|CHÍNH PHỦ|BỘ|SỞ|TỔNG CỤC|CỤC|BAN|VĂN PHÒNG|THANH TRA|TỈNH ỦY|CHỦ TỊCH)"
                                                r"(?!\w)[" + UPPER + r" ,-]{0,70}?)\s*(?=CỘNG|-{3,}|\n|\|)",
                                                re.M).search(view, head_start, min(head_end, head_start + 700))):
        name = m[1].strip(" -*_")
        nxt = re.compile(r"\s*\|?\s*((?:TỈNH|THÀNH PHỐ)\s[^\n|-]{2,30})").match(view, m.end())
        out["issuer"] = ((name + " " + nxt[1].strip() if nxt and "TỈNH" not in name and "THÀNH PHỐ" not in name
                          else name), m.span(1))
    if "date" not in out and (m := re.compile(rf"\(\s*(?:Ban hành\s+)?[Kk]èm"
                                              rf" theo\s+(?P<type>(?i:{types}))(?:\s+số)?\s*(?P<no>\d[\w/-]*)?"
                                              rf"[^()\n]{{0,60}}?{_DATE.pattern}", re.I)
                              .search(view, head_start, head_end + 1500)):
        try:
            out["date"] = (datetime.date(int(m[5]), int(m[4]), int(m[3])), m.span())
        except ValueError:
            pass
        if m["no"] and "number" not in out:
            out["number"] = (m["no"], m.span("no"))
        out.setdefault("doc_type", (m["type"].capitalize(), m.span("type")))
    return out


def _type_and_title(view, a, b, types):
    m = re.compile(rf"^[ |*_#]*({types})(?!\w)[ *_]*(?:(?=\n)|(?=[{UPPER}]{{2}})|V/[Vv])", re.M).search(view, a, b)
    if not m:
        return {}
    out = {"doc_type": (m[1].capitalize(), m.span(1))}
    rest = re.compile(r"\s*(?:\n\s*)?((?:V/v|Về việc|VỀ VIỆC)?[^\n]{5,400})").match(view, m.end(), b)
    if rest:
        title = rest[1].strip(" |*_")
        upper = re.match(rf"(?:[{UPPER}\d\W]+\s?)+(?=\s[{UPPER}][a-zà-ỹ]|$)", title)
        out["title"] = ((upper[0] if upper and len(upper[0]) > 12 else title).strip(), rest.span(1))
    return out
