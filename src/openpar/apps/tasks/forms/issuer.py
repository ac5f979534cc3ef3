"""What the issuer fills in: appraisal, extensions, objections, reminders, acts over several rows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.core.models import Organisation
from openpar.core.organisations import valid_on
from openpar.web.wording import official_date

from ..models import Assignment
from ..services import extensions
from .acts import ActForm, ReasonForm, words
from .days import DueDateField


class ReturnForm(ReasonForm):
    button = _("Trả lại")
    lead = _("Đơn vị nhận lý do và làm tiếp. Hạn không đổi.")


class ReopenForm(ReasonForm):
    button = _("Mở lại")
    lead = _("Việc đã hoàn thành trở lại đang thực hiện.")
    day = forms.ChoiceField(label=_("Thời hạn"), widget=forms.RadioSelect, choices=[("new", _("Đặt hạn mới"))])
    due_on = DueDateField(label=_("Hạn mới"), required=False)

    def prepare(self):
        if not self.part.due_at:
            del self.fields["day"], self.fields["due_on"]
            return
        self.fields["due_on"].conditional = True  # asked for with one choice, so its label does not call it optional
        late = self.part.due_at < self.page.now
        kept = (_("Giữ hạn cũ %(day)s; hạn đã qua nên việc quá hạn ngay") if late else _("Giữ hạn cũ %(day)s")) % {
            "day": official_date(self.part.due_at)}
        self.fields["day"].choices = [*self.fields["day"].choices, ("keep", kept)]
        self.initial = {"day": "new" if late else "keep"}

    def clean(self):
        data = super().clean()
        if data.get("day") == "new" and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Ghi hạn mới, hoặc chọn giữ hạn cũ."))
        return data


def others(day):
    """The organisations that can be given a part on a day."""
    return Organisation.objects.filter(valid_on(day)).exclude(kind__in=("division", "office_holder", "steering"))


class DecideExtensionForm(ActForm):
    due_on = DueDateField(label=_("Hạn mới"), required=False)
    answer = words(_("Ý kiến"), _("Bắt buộc khi không đồng ý."), required=False, rows=3)

    def prepare(self):
        if e := self.page.pending:
            self.initial = {"due_on": e.asked_due_on}
            self.lead = _("Hạn cũ %(old)s, đề nghị %(new)s. %(cause)s: %(reason)s") % {
                "old": official_date(e.old_due_on), "new": official_date(e.asked_due_on),
                "cause": extensions.CAUSES.get(e.cause, ""),
                "reason": e.reason}
            if e.asked_late:
                self.lead += " " + str(_("Đề nghị gửi sau hạn: đồng ý thì việc vẫn tính là trễ."))

    @property
    def buttons(self):
        return [("quyet-dinh", "grant", _("Đồng ý"), True), ("quyet-dinh", "refuse", _("Không đồng ý"), False)]


class SettleForm(ActForm):
    button = _("Trả lời ý kiến")
    outcome = forms.ChoiceField(label=_("Quyết định"), widget=forms.RadioSelect, choices=[
        ("keep", _("Giữ nguyên việc giao")), ("move", _("Chuyển cho đơn vị khác")), ("cancel", _("Thu hồi, không giao nữa"))])
    to = forms.ModelChoiceField(label=_("Đơn vị nhận"), queryset=None, required=False, empty_label=_("Chưa chọn"),
                                help_text=_("Chỉ cần khi chuyển cho đơn vị khác."))
    reason = words(_("Lý do, trả lời đơn vị"), rows=3)

    def prepare(self):
        self.fields["to"].queryset = others(self.today).exclude(pk=self.part.organisation_id)
        last = next((c for c in self.page.contests if not c.settled_at), None)
        if last:
            self.lead = (_("%(who)s: “%(why)s” Đề nghị giao cho %(to)s.") if last.proposed_id else _("%(who)s: “%(why)s”")) % {
                "who": self.part.organisation.label, "why": last.reason, "to": last.proposed}
            self.initial = {"to": last.proposed_id, "outcome": "move" if last.proposed_id else None}

    def clean(self):
        data = super().clean()
        if data.get("outcome") == "move" and not data.get("to"):
            self.add_error("to", _("Chọn đơn vị nhận phần việc."))
        return data


class AcceptForm(ActForm):
    button = _("Chấp nhận kết quả")
    quality = forms.ChoiceField(label=_("Chất lượng"), choices=Assignment.Quality.choices, widget=forms.RadioSelect,
                                initial="good")
    answer = words(_("Ý kiến thẩm định"), required=False, rows=3)


class NoteForm(ActForm):
    button = _("Đôn đốc")
    note = words(_("Nội dung"), _("Đơn vị nhận ngay trong thông báo."), required=False, rows=3)


class EscalateForm(NoteForm):
    button = _("Báo cáo vượt cấp")
    lead = _("Gửi cơ quan cấp trên trực tiếp của đơn vị; không có thì gửi cơ quan giao.")


class AnswerForm(forms.Form):
    """The issuer's answer to the report of a period."""

    answer = words(_("Ý kiến"), _("Bắt buộc khi trả lại."), required=False, rows=3)


class BulkForm(forms.Form):
    """What an act over several parts asks for: a quality, a reason or a note."""

    quality = forms.ChoiceField(label=_("Chất lượng"), choices=Assignment.Quality.choices, widget=forms.RadioSelect,
                                initial="good")
    text = words(_("Nội dung"), required=False, rows=3)

    def __init__(self, *args, act, **kwargs):
        super().__init__(*args, **kwargs)
        if act != "accept":
            del self.fields["quality"]
        label, required = {"accept": (_("Ý kiến thẩm định"), False), "return": (_("Lý do trả lại"), True),
                           "refuse": (_("Lý do không đồng ý"), True),
                           "grant": (_("Ý kiến"), False)}.get(act, (_("Nội dung đôn đốc"), False))
        self.fields["text"].label, self.fields["text"].required = label, required
