"""Thử tính hạn: anybody tries a clock and sees each day counted or skipped, and why."""

from datetime import date, datetime

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openpar.core import rulebook, rules
from openpar.core.forms import ClockForm
from openpar.core.pages import on_form
from openpar.engine.errors import OpenParError
from openpar.engine.worktime import Amount, Clock

SHORT = {"vi": ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "CN"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
# How the engine says where counting begins, for the reader's language.
START_WORDS = {w: gettext_lazy(w) for w in (
    gettext_noop("Ngày bắt đầu không tính; ngày kế tiếp là ngày thứ nhất"),
    gettext_noop("Tính cả ngày bắt đầu"),
    gettext_noop("Tính từ thời điểm bắt đầu; ngoài giờ thì từ đầu buổi làm việc kế tiếp"),
    gettext_noop("Tính từ đầu buổi làm việc kế tiếp"),
)}
SHOWN = 150  # days drawn; longer limits are told in words


@require_safe
def try_clock(request):
    """A public page; nothing is stored."""
    form = ClockForm(request.GET or None, initial={"start": timezone.localtime(request.at).date(), "hour": "08:00",
                                                   "amount": 5, "unit": "wd"})
    told, face, status = None, None, 200
    if form.is_bound and form.is_valid():
        try:
            told, face = _count(**form.cleaned_data)
        except OpenParError as error:
            status = on_form(form, error)
    elif form.is_bound:
        status = 422
    return render(request, "core/try_clock.html", {"form": form, "told": told, "face": face}, status=status)


def _count(start, hour, amount, unit):
    calendar = rulebook.calendar()
    clock = Clock(datetime.combine(start, hour, tzinfo=timezone.get_default_timezone()),
                  Amount.parse(f"{amount}{unit}"), calendar)
    told = clock.explain()
    due = date.fromisoformat(told["due_on"])
    days = [_cell(row, start, due) for row in told["days"][:SHOWN]]
    told |= {"words": rules.amount_words(Amount.parse(f"{amount}{unit}")), "counting": START_WORDS.get(told["start_rule_text"], told["start_rule_text"]),
             "begins": clock.start, "day": due, "ends": datetime.fromisoformat(told["due_at"]), "whole_day": told["due"].startswith("hết ")}
    return told, {"days": days, "lead": range(start.weekday() if days else 0), "heads": SHORT.get(get_language(), SHORT["vi"]),
                  "rule": f"{told['words']}. {told['counting']}.",
                  "source": "", "changes": (" ",), "unverified": told["unverified"]}


def _cell(row, start, due):
    day = date.fromisoformat(row["date"])
    kind = "dueday" if day == due else "counted" if row["counted"] or row["minutes"] else "off" if not row["working"] else ""
    note = _("Ngày %(n)s") % {"n": row["number"]} if row["number"] else row["reason"]
    if row["kind"] == "weekly_rest" and not row["counted"]:
        note = _("nghỉ")
    if day == start and not row["number"]:
        note = _("bắt đầu")
    return {"on": day, "css": kind, "note": _("hạn, %(note)s") % {"note": note.lower()} if day == due else note, "today": False}
