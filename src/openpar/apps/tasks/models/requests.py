"""What the two sides ask and tell beside the work: extensions, objections, reminders and letters."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.core import two_people
from openpar.core.actor import reach
from openpar.core.models import Organisation
from openpar.core.models.named import NfcTextField

from .. import rules
from .assignments import Assignment

USER = settings.AUTH_USER_MODEL


class Extension(models.Model):
    """Đề nghị gia hạn: asked with a reason; the old deadline runs until it is decided; both dates are kept."""

    class State(models.TextChoices):
        PENDING = "pending", _("Chờ quyết định")
        GRANTED = "granted", _("Đồng ý")
        REFUSED = "refused", _("Không đồng ý")
        WITHDRAWN = "withdrawn", _("Đã rút")

    MOVE_WITH = ("assignment__task", "assignment__organisation", "assignment__issuer")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions")
    old_due_on = models.DateField("hạn cũ")
    asked_due_on = models.DateField("hạn đề nghị")
    granted_due_on = models.DateField("hạn mới", null=True, blank=True)
    cause = models.CharField("lý do chính", max_length=40)
    reason = NfcTextField("giải trình")
    asked_late = models.BooleanField("đề nghị sau hạn", default=False)
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("đề nghị lúc")
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.PENDING)
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    answer = NfcTextField("ý kiến", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "đề nghị gia hạn"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="pending"), name="extension_one_pending",
                                    violation_error_message=_("Đã có một đề nghị gia hạn đang chờ quyết định.")),
            models.CheckConstraint(condition=Q(asked_due_on__gt=F("old_due_on")), name="extension_later",
                                   violation_error_message=_("Hạn mới phải sau hạn cũ.")),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="extension_state_asked")]

    def __str__(self):
        return f"{self.assignment_id}: {self.asked_due_on:%d/%m/%Y}"

    @property
    def reference(self):
        return self.assignment.task.code

    @classmethod
    def reach(cls, actor, act):
        from openpar.core.roles import ACTS, Side
        if ACTS[act].side == Side.ISSUER:
            return reach(actor, act, organisation="assignment__issuer", field="assignment__field", published=Q(pk__in=[]))
        return reach(actor, act, organisation="assignment__organisation", person="assignment__handler")

    @classmethod
    def others(cls, actor, act):
        """Of what the right reaches, what is not the actor's own thing."""
        if act not in rules.DECIDING:
            return Q()
        return actor.not_own_unit("assignment__organisation") & two_people.by_others(actor, "tasks.extension", rules.SENT)


class Contest(models.Model):
    """Ý kiến về việc giao: "this is not ours", with a proposal of whose it is, and how it was settled."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="contests")
    reason = NfcTextField("lý do")
    proposed = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đề nghị giao cho")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)  # kept, moved, cancelled, withdrawn
    answer = NfcTextField("trả lời", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ý kiến về việc giao"
        ordering = ["-id"]

    def __str__(self):
        return self.reason[:60]


class Reminder(models.Model):
    """Đôn đốc: a reminder or an escalation, by a person or a rule, to whom, with the letter that carried it."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("Nhắc trước hạn")
        LATE = "late", _("Đôn đốc quá hạn")
        ESCALATED = "escalated", _("Báo cáo vượt cấp")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reminders")
    kind = models.CharField("loại", max_length=12, choices=Kind)
    to = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="gửi đến")
    note = NfcTextField("nội dung", blank=True)
    letter = models.ForeignKey("Letter", models.SET_NULL, null=True, blank=True, related_name="reminders")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "đôn đốc"
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y}"


class Letter(models.Model):
    """Công văn đôn đốc: the official reminder letter to one organisation with its late list, as it was made."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="gửi")
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan ban hành")
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    content = models.JSONField("nội dung", default=dict)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "công văn đôn đốc"
        ordering = ["-made_at", "-id"]

    def __str__(self):
        return f"Đôn đốc {self.organisation}"

    @classmethod
    def reach(cls, actor, act):
        return reach(actor, act, organisation="issuer")
