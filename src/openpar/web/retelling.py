"""Sentences that were kept in Vietnamese, said again in the reader's language where they are shown.

What is kept for others (notices, results of jobs, titles of deadlines, questions about a document) is kept in Vietnamese, whoever
acted. A page in English finds the sentence among those that rooms name here, takes the names, days and numbers out of it, and says
it in English; words that people wrote stay as they wrote them. What is not found stays as it is, marked as Vietnamese.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.utils.translation.trans_real import translation

from . import wording

PLACE = re.compile(r"%\((\w+)\)s")
DAY = r"\d{1,2}/\d{1,2}/\d{4}"
# How a place in a sentence is read, by its name: a day, a number, or any words.
READ = {"day": DAY, "old_day": DAY, "new_day": DAY, "due_day": DAY, "inner_day": DAY, "n": r"[\d.]+", "m": r"[\d.]+"}
AGAIN = ("what", "why", "note", "quality", "words", "period")  # places that hold a kept sentence, or several, themselves
LITERAL = 8  # letters that a sentence of the catalogue must have of its own to be looked for

# What jobs say of their run, and titles that every room uses.
SENTENCES: list[str] = [
    _("%(n)s thông báo"), _("%(n)s sự kiện"), _("%(n)s thư"), _("%(n)s mục"), _("%(n)s tệp"), _("%(n)s dòng"), _("%(n)s tệp, %(m)s bản ghi"),
    _("%(n)s mốc"), _("%(n)s mốc, %(m)s phân vùng mới"), _("Nguyên vẹn: %(n)s dòng đã niêm"),
    _("bản chụp %(a)s, ghi %(n)s phần, bỏ %(m)s bản cũ"),
    _("Bị ngắt giữa chừng (máy dừng hoặc tiến trình bị tắt). Lượt này được chạy lại."),
    _("Không có người nhận: đơn vị chưa có ai giữ vai trò được báo."),
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
    """For a page: the sentence in the reader's language, or marked as the Vietnamese that it is."""
    said, text = retold(text), str(text or "")
    if said != text or (get_language() or "vi").startswith("vi"):
        return said
    return format_html('<span lang="vi">{}</span>', text)


@lru_cache(maxsize=8192)
def _said(text: str, language: str) -> str:
    if (exact := gettext(text)) != text:
        return exact
    for longest, pattern, words in _patterns(language):
        if longest in text and (found := pattern.fullmatch(text)):
            places = found.groupdict()
            plain = gettext(words)
            if plain == words:  # one that the catalogue has with a plural
                plain = ngettext(words, words, _whole(places.get("n") or "2"))
            return plain % {name: _place(name, value) for name, value in places.items()}
    return ""


def _place(name: str, value: str) -> str:
    if READ.get(name) == DAY:
        d, m, y = map(int, value.split("/"))
        try:
            return wording.official_date(date(y, m, d))
        except ValueError:
            return value
    if name in READ:
        return wording.number(_whole(value)) if "." in value else value
    if name in AGAIN:
        return retold(value) if retold(value) != value else ", ".join(retold(part) for part in value.split(", "))
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
