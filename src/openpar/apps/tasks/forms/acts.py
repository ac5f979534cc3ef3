"""What the forms of acts share: the page they belong to, fields for several lines and for figures, a reason."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openpar.core import clock
from openpar.engine.index.facts import usual


def words(label, hint="", required=True, rows=4):
    """A field for several lines."""
    return forms.CharField(label=label, help_text=hint, required=required, max_length=20000,
                           widget=forms.Textarea({"rows": rows}))


class ActForm(forms.Form):
    """A form of one part: knows the page, so that it can offer what belongs to it. `button` names the act."""

    button = _("Lưu")
    lead = ""

    def __init__(self, *args, page, **kwargs):
        self.page, self.part = page, page.part
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self):
        """Fill in choices and initial values."""

    def show_again(self, page):
        """Drawn again after a refusal, on the page as it is now."""

    @property
    def today(self):
        return clock.timezone.localtime(self.page.now).date()

    @property
    def buttons(self):
        """(name, value, label, main) of the buttons; one unless a form has several ends."""
        return [("", "", self.button, True)]


class FigureField(forms.CharField):
    """A number as Vietnamese papers write it: 1.284,5."""

    def to_python(self, value):
        text = (super().to_python(value) or "").strip().replace("\u2212", "-").rstrip("%").strip()
        if not text:
            return None
        try:
            figure = Decimal(text.replace(".", "").replace(",", ".") if "," in text or text.count(".") > 1 or text[-4:-3] == "."
                             else text)
        except InvalidOperation:
            raise ValidationError(_("“%(value)s” không phải số. Ghi như 82,6 hoặc 1.284."), params={"value": value}) from None
        if not figure.is_finite() or "_" in text or not usual(figure) or abs(figure) >= Decimal(10) ** 14:
            raise ValidationError(_("Số quá lớn."))
        return figure


def figure(label, hint=""):
    """A field for one number, typed."""
    return FigureField(label=label, help_text=hint, required=False,
                       widget=forms.TextInput({"inputmode": "decimal", "class": "w-s"}))


class ReasonForm(ActForm):
    reason = words(_("Lý do"))
