"""Sentences that were kept in Vietnamese, said again in the reader's language where they are shown.

What is kept for others (notices, results of jobs, titles of deadlines, questions about a document) is kept in Vietnamese, whoever
acted. A page in English finds the sentence among those that rooms name here, takes the names, days and numbers out of it, and says
it in English; words that people wrote stay as they wrote them. What is not found stays as it is, marked as Vietnamese.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.utils.translation.trans_real import translation

from . import wording

MARKED = re.compile("[À-ÖØ-öø-žƠ-ừ-ͯẠ-ỹ]")  # a letter of Vietnamese that English does not have
PLACE = re.compile(r"%\((\w+)\)s")
DAY = r"\d{1,2}/\d{1,2}/\d{4}"
# How a place in a sentence is read, by its name: a day, a number, or any words.
READ = {"day": DAY, "old_day": DAY, "new_day": DAY, "due_day": DAY, "inner_day": DAY, "n": r"[\d.]+", "m": r"[\d.]+",
        "weekday": r"[Tt]hứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy)|[Cc]hủ nhật"}
AGAIN = ("what", "why", "note", "quality", "words", "period", "said", "weekday")  # places that hold a kept sentence, or several, themselves
LITERAL = 8  # letters that a sentence of the catalogue must have of its own to be looked for

# What jobs say of their run, and titles that every room uses.
SENTENCES: list[str] = [
    _("%(n)s thông báo"), _("%(n)s sự kiện"), _("%(n)s thư"), _("%(n)s mục"), _("%(n)s tệp"), _("%(n)s dòng"), _("%(n)s tệp, %(m)s bản ghi"),
    _("%(n)s mốc"), _("%(n)s mốc, %(m)s phân vùng mới"), _("Nguyên vẹn: %(n)s dòng đã niêm"), _("Nguyên vẹn: %(n)s dòng đã niêm, %(m)s lần xem danh tính"),
    _("bản chụp %(a)s, ghi %(n)s phần, bỏ %(m)s bản cũ"),
    _("Bị ngắt giữa chừng (máy dừng hoặc tiến trình bị tắt). Lượt này được chạy lại."),
    _("Không có người nhận: đơn vị chưa có ai giữ vai trò được báo."),
    # why a day is off or worked, as calendars say it
    _("%(what)s, nghỉ lễ"), _("%(what)s, nghỉ bù"), _("%(what)s, nghỉ hoán đổi"), _("%(weekday)s, nghỉ hằng tuần"),
    _("%(what)s (đơn vị nghỉ)"), _("%(what)s (đơn vị làm bù)"), _("Nghỉ bù %(what)s (%(a)s là %(weekday)s)"), _("Nghỉ bù %(a)s (là %(weekday)s)"),
    _("Nghỉ bù %(what)s"), _("Nghỉ hoán đổi, làm bù %(weekday)s %(a)s"), _("Làm bù cho %(weekday)s %(a)s"), _("Mùng %(n)s (Tết Nguyên đán)"),
    _("%(n)s tháng Chạp (Tết Nguyên đán)"), _("%(n)s tháng Chạp (giao thừa Tết Nguyên đán)"), _("Mùng %(n)s"), _("%(n)s tháng Chạp"),
    _("Quốc khánh"), _("Quốc khánh (liền kề)"), _("Tết Dương lịch"), _("Tết Nguyên đán"), _("Tết"), _("Quốc tế Lao động"), _("Ngày Chiến thắng"),
    _("Giỗ Tổ Hùng Vương"), _("Giỗ Tổ"), _("Ngày Văn hóa Việt Nam"), _("Nghỉ hoán đổi"), _("Ngày làm việc"),
    _("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"),
    _("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"),
    _("%(weekday)s %(day)s: %(what)s"), _("%(n)s ngày nghỉ, %(m)s ngày làm bù"), _("%(weekday)s, %(what)s"),
    _("Lịch năm %(n)s mới được thông báo một phần; ngày đã tính vẫn có thể đổi."), _("Lịch năm %(n)s chưa đối chiếu với thông báo gốc."),
    _("Quy tắc thời hạn chưa đối chiếu với văn bản gốc."), _("Có ngày trong lịch chưa đối chiếu với thông báo gốc."),
    _("tháng %(n)s/%(m)s"), _("quý %(a)s/%(n)s"), _("năm %(n)s"), _("6 tháng đầu năm %(n)s"), _("6 tháng cuối năm %(n)s"),
]


def sentences(*told: str) -> None:
    """Named by a room when it is loaded: what it keeps for others, with places as %(name)s."""
    SENTENCES.extend(told)
    _patterns.cache_clear()
    _said.cache_clear()


def retold(text) -> str:
    """A kept sentence in the reader's language; as it is where the reader reads Vietnamese or nobody has named it.

    >>> retold("Trả lại báo cáo NV-2022-0012: Thiếu số liệu")
    'Trả lại báo cáo NV-2022-0012: Thiếu số liệu'
    """
    text, language = str(text or ""), (get_language() or "vi").split("-")[0]
    return text if language == "vi" or not text else _said(text, language) or text


def kept(text):
    """For a page: the sentence in the reader's language; what stays Vietnamese in it, or all of it, is marked as Vietnamese."""
    text, language = str(text or ""), (get_language() or "vi").split("-")[0]
    if language == "vi" or not text:
        return text
    return mark_safe(_said(text, language, marked=True) or _vietnamese(text))


def _vietnamese(words: str) -> str:
    return format_html('<span lang="vi">{}</span>', words)


@lru_cache(maxsize=8192)
def _said(text: str, language: str, marked: bool = False) -> str:
    """The sentence in that language, "" where nobody has named it; `marked` is HTML in which words that stay are marked."""
    if (exact := gettext(text)) != text:
        return escape(exact) if marked else exact
    for longest, pattern, words in _patterns(language):
        if longest in text and (found := pattern.fullmatch(text)):
            places = found.groupdict()
            plain = gettext(words)
            if plain == words:  # one that the catalogue has with a plural
                plain = ngettext(words, words, _whole(places.get("n") or "2"))
            return (escape(plain) if marked else plain) % {name: _place(name, value, marked) for name, value in places.items()}
    return ""


def _place(name: str, value: str, marked: bool = False) -> str:
    if marked:
        said = _place(name, value)
        if name in AGAIN and _said(value, (get_language() or "vi").split("-")[0], marked=True):
            return str(kept(value))
        return _vietnamese(value) if said == value and MARKED.search(value) else escape(said)
    if READ.get(name) == DAY:
        d, m, y = map(int, value.split("/"))
        try:
            return wording.official_date(date(y, m, d))
        except ValueError:
            return value
    if name in AGAIN:
        return retold(value) if retold(value) != value else ", ".join(retold(part) for part in value.split(", "))
    if name in READ:
        return wording.number(_whole(value)) if "." in value else value
    return value


def _whole(figures: str) -> int:
    return int(re.sub(r"\D", "", figures) or 0)


@lru_cache(maxsize=4)
def _patterns(language: str) -> tuple:
    """(longest literal, pattern, sentence): those that rooms name, then the catalogue's; the more is said, the earlier it is tried."""
    named = dict.fromkeys(SENTENCES)
    catalogue = dict.fromkeys(k for key in translation(language)._catalog.keys() if isinstance(k := key[0] if isinstance(key, tuple) else key, str)  # noqa: SIM118  not a dict
                              and PLACE.search(k) and k not in named and len(re.sub(r"\W|\d", "", PLACE.sub("", k))) >= LITERAL)
    return (*_compiled(named), *_compiled(catalogue))


def _compiled(told: Iterable[str]) -> list:
    out = []
    for words in told:
        pieces = PLACE.split(words)
        if not PLACE.search(words) or len(pieces[1::2]) != len(set(pieces[1::2])) or "%%" in words:
            continue
        pattern = "".join(re.escape(p) if i % 2 == 0 else f"(?P<{p}>{READ.get(p, '.+?')})" for i, p in enumerate(pieces))
        out.append((max(pieces[::2], key=len), re.compile(pattern, re.DOTALL), words))
    return sorted(out, key=lambda row: -len(PLACE.sub("", row[2])))
