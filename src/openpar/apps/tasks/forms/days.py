"""Days that people type as deadlines: the working days left stand beside them, and a day that is past or off is set only on purpose."""

from datetime import date

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import clock
from openpar.engine.errors import NotLoaded
from openpar.engine.worktime import load_calendar
from openpar.web import wording
from openpar.web.forms import HouseBoundField, OfficialDateField

from ..selectors.rows import days_left


def left_words(day: date, today: date) -> str:
    """"còn 8 ngày làm việc", with the reason where the day is off; empty where its calendar is not known."""
    left = days_left(today, day)
    words = [] if left is None else [wording.days_left(left)]
    if off := off_words(day):
        words.insert(0, off)
    return ", ".join(words)


def off_words(day: date) -> str:
    """"ngày nghỉ hằng tuần", "Quốc khánh, nghỉ lễ": why nobody works on a day; empty for a working day."""
    try:
        info = load_calendar().day(day)
    except NotLoaded:
        return _("ngày nghỉ hằng tuần") if day.weekday() > 4 else ""
    if info.working:
        return ""
    return _("ngày nghỉ hằng tuần") if info.kind == "weekly_rest" else _("ngày nghỉ: %(why)s") % {"why": info.reason}


def doubt_about(day: date, today: date) -> str:
    """Why a deadline on this day is perhaps a slip of the hand: it is past, or nobody works on it; empty otherwise."""
    if day < today:
        return _("%(day)s đã qua.") % {"day": wording.full_date(day, capital=True)}
    if off := off_words(day):
        return _("%(day)s là %(off)s.") % {"day": wording.full_date(day, capital=True), "off": off}
    return ""


class DueBoundField(HouseBoundField):
    """A typed deadline on its page: `left` are the working days until it, `left_url` answers for a day typed later."""

    left_url = reverse_lazy("tasks:day_left")

    @property
    def left(self) -> str:
        try:
            day = self.field.to_python(self.value())
        except forms.ValidationError:
            return ""
        return left_words(day, getattr(self.form, "today", None) or clock.today()) if day else ""


class DueDateField(OfficialDateField):
    """A deadline typed as a day."""

    bound_field_class = DueBoundField


class KeepDayInput(forms.CheckboxInput):
    """A tick for one day: it carries the day that it is about, so that it does not hold for another."""

    day = ""

    def value_from_datadict(self, data, files, name):
        return data.get(name, "")

    def get_context(self, name, value, attrs):
        ticked = {"checked": True} if self.day and value == self.day else {}
        return forms.widgets.Input.get_context(self, name, self.day, {**(attrs or {}), **ticked})


class KeepDay(forms.Form):
    """For forms with `due_on`: a day that is past or off comes back with its reason and a tick that sets it all the same."""

    keep_day = forms.CharField(label=gettext_lazy("Vẫn đặt hạn này"), required=False, widget=KeepDayInput)
    asks_keep = False

    def doubt(self, day: date | None) -> None:
        """Refuse the day once, unless it is not new or was ticked."""
        if day is None or day == self.initial.get("due_on"):
            return
        why = doubt_about(day, getattr(self, "today", None) or clock.today())
        if not why:
            return
        self.asks_keep, self.fields["keep_day"].widget.day = True, day.isoformat()
        if self.cleaned_data.get("keep_day") != day.isoformat():
            self.add_error("due_on", _("%(why)s Sửa ngày, hoặc đánh dấu “Vẫn đặt hạn này” rồi gửi lại.") % {"why": why})
