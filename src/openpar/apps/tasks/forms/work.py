"""What an organisation fills in for each act on its part of work; the services decide whether it can be."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openpar.core import evidence
from openpar.core.fields import SeveralField
from openpar.core.models import Evidence, Group
from openpar.core.organisations import members
from openpar.web.forms import OfficialDateField
from openpar.web.wording import number, official_date

from ..services import extensions, pass_down, work
from .acts import ActForm, ReasonForm, figure, words
from .days import DueDateField
from .issuer import (
    AcceptForm,
    DecideExtensionForm,
    EscalateForm,
    NoteForm,
    ReopenForm,
    ReturnForm,
    SettleForm,
    others,
)


class ReceiveForm(ActForm):
    button = _("Tiếp nhận")
    lead = _("Từ khi tiếp nhận, đơn vị chịu trách nhiệm báo cáo kết quả đúng hạn.")


class AssignForm(ActForm):
    button = _("Phân công")
    person = forms.ModelChoiceField(label=_("Người xử lý"), queryset=None, required=False, empty_label=_("Chưa chọn"))
    sub_unit = forms.ModelChoiceField(label=_("Phòng, đơn vị trực thuộc"), queryset=None, required=False,
                                      empty_label=_("Chưa chọn"))
    inner_due_on = DueDateField(label=_("Hạn nội bộ"), required=False)
    instruction = words(_("Bút phê"), required=False, rows=3)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def show_again(self, page):
        """Drawn again after a refusal: what the page now shows is what was seen."""
        self.data = self.data.copy()
        self.data["seen"] = work.handed_as(page.part)

    def prepare(self):
        self.fields["person"].queryset = work.workers(self.part.organisation, self.today)
        self.fields["sub_unit"].queryset = work.sub_units(self.part.organisation, self.today)
        if self.part.due_at:
            self.fields["inner_due_on"].help_text = _("Không muộn hơn hạn phải báo cáo %(day)s.") % {
                "day": official_date(self.part.due_at)}
        self.initial = {"seen": work.handed_as(self.part), "person": self.part.handler_id, "sub_unit": self.part.sub_unit_id,
                        "instruction": self.part.instruction, "inner_due_on": self.part.deadline and self.part.deadline.inner_due_at}


class ProgressForm(ActForm):
    button = _("Lưu tiến độ")
    percent = forms.IntegerField(label=_("Tiến độ (%)"), min_value=0, max_value=100,
                                 widget=forms.TextInput({"inputmode": "numeric", "class": "w-xs"}))
    note = words(_("Tình hình"), _("Việc đã làm, việc còn lại, vướng mắc."), required=False)

    def prepare(self):
        self.initial = {"percent": self.part.progress, "note": self.part.progress_note}
        for goal in self.page.goals:
            pk, reached = goal.target.pk, goal.reached
            self.fields[f"target_{pk}"] = figure(_("Kết quả đạt được"), _("Hoặc ghi tử số và mẫu số."))
            self.fields[f"target_{pk}_num"] = figure(_("Tử số"), _("Ví dụ: 57 việc đã xong."))
            self.fields[f"target_{pk}_den"] = figure(_("Mẫu số"), _("Ví dụ: trên 69 việc."))
            if reached:
                self.initial |= {f"target_{pk}_num": self.shown(reached.numerator),
                                 f"target_{pk}_den": self.shown(reached.denominator)}
                if reached.denominator is None:
                    self.initial[f"target_{pk}"] = self.shown(reached.value)

    @staticmethod
    def shown(value):
        """A stored figure as it is typed."""
        return None if value is None else number(value.normalize())

    @property
    def figures(self):
        """(name of the target, its three fields) for the page."""
        return [(f"{g.target.metric} ({g.words})" if g.words else g.target.metric,
                 [self[f"target_{g.target.pk}{end}"] for end in ("", "_num", "_den")]) for g in self.page.goals]

    def values(self):
        """{target: {value, numerator, denominator}} for the figures that changed."""
        out = {}
        for goal in self.page.goals:
            pk, d, before = goal.target.pk, self.cleaned_data, goal.reached
            value, top, bottom = (d.get(f"target_{pk}{end}") for end in ("", "_num", "_den"))
            same = before and (top, bottom) == (before.numerator, before.denominator) and value in (None, before.value)
            if same or (value, top, bottom) == (None, None, None):
                continue
            parts = {"numerator": top, "denominator": bottom}
            out[goal.target] = {**parts, "value": None if None not in (top, bottom) else value}
        return out


class EvidenceForm(ActForm):
    button = _("Thêm minh chứng")
    lead = _("Chọn một tệp, hoặc dán đường dẫn, hoặc ghi số và ngày của văn bản.")
    file = forms.FileField(label=_("Tệp"), required=False)
    url = forms.CharField(label=_("Đường dẫn"), required=False, max_length=1000)
    number = forms.CharField(label=_("Số, ký hiệu văn bản"), required=False, max_length=80)
    issued_on = OfficialDateField(label=_("Ngày văn bản"), required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), required=False, max_length=300)
    title = forms.CharField(label=_("Tên, trích yếu"), required=False, max_length=300)
    level = forms.ChoiceField(label=_("Ai được xem"), choices=Evidence.Level.choices, initial="internal")

    def prepare(self):
        self.fields["file"].help_text = evidence.limits_text()

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.get(k) for k in ("file", "url", "number")):
            raise ValidationError(_("Chưa có gì để thêm. Chọn tệp, dán đường dẫn hoặc ghi số văn bản."))
        return data


class ReportForm(ActForm):
    lead = _("Báo cáo gửi đi thay mặt đơn vị; cơ quan giao sẽ thẩm định.")
    body = words(_("Kết quả thực hiện"), _("Việc đã hoàn thành, sản phẩm, kết quả so với chỉ tiêu."), rows=8)
    no_evidence_reason = words(_("Lý do không có minh chứng"), rows=2)
    confirm_children = forms.BooleanField(required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def prepare(self):
        if len(self.buttons) == 1:
            self.lead = _("Thủ trưởng đơn vị gửi báo cáo đi.")
        draft = self.page.draft
        returned = next((r for r in self.page.final_reports if r.state == "returned"), None)
        self.initial = {"body": draft.body if draft else returned.body if returned else "", "version": draft.version if draft
                        else None}
        if self.page.evidence:
            del self.fields["no_evidence_reason"]
        else:
            self.fields["no_evidence_reason"].required = not self.is_bound or "gui" in self.data
            self.fields["no_evidence_reason"].help_text = _("Chưa có minh chứng nào. Thêm minh chứng trước, hoặc ghi lý do tại "
                                                            "đây.")
        waiting = sum(c.open for c in self.page.children)
        if waiting:
            self.fields["confirm_children"].label = _("Vẫn gửi khi còn %(n)s phần việc của cấp dưới chưa hoàn thành") % {
                "n": waiting}
        else:
            del self.fields["confirm_children"]

    @property
    def buttons(self):
        from ..selectors.acts import may
        send = [("gui", "1", _("Gửi báo cáo"), True)] if may(self.page.actor, self.part, "assignment.speak") else []
        return [*send, ("luu", "1", _("Lưu dự thảo"), not send)]


class TakeBackForm(ReasonForm):
    button = _("Rút báo cáo về")
    lead = _("Chỉ rút được khi cơ quan giao chưa thẩm định. Hạn cũ tiếp tục chạy.")


class ContestForm(ActForm):
    button = _("Gửi ý kiến")
    lead = _("Hạn vẫn chạy cho đến khi cơ quan giao trả lời.")
    reason = words(_("Vì sao không thuộc trách nhiệm của đơn vị"))
    proposed = forms.ModelChoiceField(label=_("Đề nghị giao cho"), queryset=None, required=False, empty_label=_("Chưa rõ"))

    def prepare(self):
        self.fields["proposed"].queryset = others(self.today).exclude(pk=self.part.organisation_id)


class WithdrawContestForm(ActForm):
    button = _("Rút ý kiến và nhận việc")
    lead = _("Cơ quan giao không phải trả lời nữa; đơn vị nhận phần việc và báo cáo đúng hạn.")
    reason = words(_("Lý do"), required=False, rows=3)


class ExtendForm(ActForm):
    button = _("Gửi đề nghị gia hạn")
    due_on = DueDateField(label=_("Hạn mới đề nghị"))
    cause = forms.ChoiceField(label=_("Lý do chính"), choices=[("", _("Chọn lý do")), *extensions.CAUSES.items()])
    reason = words(_("Giải trình"), _("Nêu việc đã làm, việc còn lại và vì sao cần thêm thời gian."))

    def prepare(self):
        passed = self.part.due_at and self.page.now > self.part.due_at
        late = " " + str(_("Đề nghị sau hạn vẫn được gửi, nhưng việc vẫn tính là trễ.")) if passed else ""
        self.lead = _("Người quyết định: %(who)s (cơ quan giao việc). Hạn cũ %(day)s vẫn chạy cho đến khi có quyết định.") % {
            "who": self.part.issuer, "day": official_date(self.part.due_at)} + late


class WithdrawExtensionForm(ActForm):
    button = _("Rút đề nghị gia hạn")
    lead = _("Hạn cũ không đổi; có thể gửi đề nghị khác.")


class PassDownForm(ActForm):
    button = _("Giao tiếp")
    lead = _("Mỗi đơn vị nhận một phần việc; tiến độ cộng dồn về phần việc này.")
    scope = forms.ChoiceField(label=_("Giao cho"), widget=forms.RadioSelect, initial="all")
    organisations = SeveralField(label=_("Chọn từng đơn vị"), queryset=None, required=False,
                                                   widget=forms.CheckboxSelectMultiple)
    title = forms.CharField(label=_("Tên việc"), required=False, max_length=300, widget=forms.Textarea({"rows": 2}))
    text = words(_("Hướng dẫn cho cấp dưới"), required=False, rows=3)
    due_on = DueDateField(label=_("Hạn cho cấp dưới"), required=False)

    def prepare(self):
        rows = pass_down.below(self.part.organisation, self.today).exclude(pk__in=[c.organisation_id for c in self.page.children])
        self.fields["organisations"].queryset = rows
        ids = set(rows.values_list("pk", flat=True))
        self.groups = {f"g{g.pk}": g for g in Group.objects.filter(members__organisation__in=ids).distinct().order_by("pk")}
        self.fields["scope"].choices = [
            ("all", _("Tất cả đơn vị trực thuộc (%(n)s)") % {"n": len(ids)}), *((k, g.name) for k, g in self.groups.items()),
            ("chosen", _("Các đơn vị chọn bên dưới"))]
        self.initial = {"title": self.part.task.title, "scope": "all", "due_on": self.part.due_at}
        if self.part.due_at:
            self.fields["due_on"].help_text = _("Không muộn hơn %(day)s.") % {"day": official_date(self.part.due_at)}

    def clean(self):
        data = super().clean()
        ticked = data.get("organisations")
        if ticked and data.get("scope") not in (None, "chosen"):
            self.add_error("scope", _("Chưa giao. Đã đánh dấu %(n)s đơn vị bên dưới mà ở đây chọn giao cho cả nhóm. Chọn “Các đơn vị chọn bên "
                                      "dưới”, hoặc bỏ các dấu.") % {"n": len(ticked)})
        return data

    def chosen(self):
        """The organisations meant, in Vietnamese order."""
        scope, rows = self.cleaned_data["scope"], self.fields["organisations"].queryset
        if scope == "chosen":
            return list(self.cleaned_data["organisations"])
        if scope == "all":
            return list(rows)
        inside = set(rows.values_list("pk", flat=True))
        return [o for o in members(self.groups[scope], self.today) if o.pk in inside]


class PeriodReportForm(forms.Form):
    """The report of one period."""

    body = words(_("Tình hình trong kỳ"), rows=8)
    progress = forms.IntegerField(label=_("Tiến độ (%)"), required=False, min_value=0, max_value=100,
                                  widget=forms.TextInput({"inputmode": "numeric", "class": "w-xs"}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


FORMS = {"receive": ReceiveForm, "assign": AssignForm, "report": ReportForm, "progress": ProgressForm, "evidence": EvidenceForm,
         "pass_down": PassDownForm, "extend": ExtendForm, "withdraw_extension": WithdrawExtensionForm, "contest": ContestForm,
         "withdraw_contest": WithdrawContestForm,
         "take_back": TakeBackForm, "accept": AcceptForm, "return": ReturnForm, "decide_extension": DecideExtensionForm,
         "settle": SettleForm, "remind": NoteForm, "escalate": EscalateForm, "reopen": ReopenForm}
