"""One organisation's part of a task, what it reports, and what its targets have reached."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.core import two_people
from openpar.core.actor import reach
from openpar.core.addresses import address_of
from openpar.core.models import Due, Organisation
from openpar.core.models.named import NfcCharField, NfcTextField

from .. import rules
from .directives import Addressee, Directive
from .tasks import Target, Task

USER = settings.AUTH_USER_MODEL


class Assignment(Due):
    """Phần việc: one organisation's part of a task; owner of deadline, extensions and workflow.

    Columns of the task that lists filter by (issuer, section, field, leader, directive) are copied when it is issued and follow
    corrections of the task. `submitted_at` is the moment of the report that counts.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("Chờ tiếp nhận")
        RECEIVED = "received", _("Đã tiếp nhận")
        CONTESTED = "contested", _("Có ý kiến")
        IN_PROGRESS = "in_progress", _("Đang thực hiện")
        SUBMITTED = "submitted", _("Chờ thẩm định")
        RETURNED = "returned", _("Bị trả lại")
        ACCEPTED = "accepted", _("Hoàn thành")
        CANCELLED = "cancelled", _("Đã thu hồi")

    class Quality(models.TextChoices):
        EXCELLENT = "excellent", _("Xuất sắc")
        GOOD = "good", _("Tốt")
        FAIR = "fair", _("Đạt yêu cầu")
        POOR = "poor", _("Chưa đạt, châm chước")

    MOVE_WITH = ("task", "organisation", "issuer")

    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments", verbose_name="nhiệm vụ")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="đơn vị thực hiện")
    part = models.CharField("vai trò", max_length=12, choices=Addressee.Part, default=Addressee.Part.LEAD)
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan giao")
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, blank=True, related_name="+")
    section = NfcCharField("phần", max_length=300, blank=True)
    field = NfcCharField("lĩnh vực", max_length=120, blank=True)
    leader = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.ASSIGNED)
    open = models.BooleanField("còn mở", default=True)
    due_type = models.CharField("loại hạn", max_length=12, choices=Task.DueType)
    version = models.PositiveIntegerField(default=1)
    assigned_at = models.DateTimeField("giao lúc")
    received_at = models.DateTimeField("tiếp nhận lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("báo cáo lúc", null=True, blank=True)
    accepted_at = models.DateTimeField("chấp nhận lúc", null=True, blank=True)
    quality = models.CharField("chất lượng", max_length=12, choices=Quality, blank=True)
    progress = models.PositiveSmallIntegerField("tiến độ (%)", default=0)
    progress_note = NfcTextField("tình hình", blank=True)
    handler = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xử lý")
    sub_unit = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="phòng xử lý")
    instruction = NfcTextField("bút phê", blank=True)
    reminded = models.PositiveSmallIntegerField("số lần đôn đốc", default=0)
    escalated = models.PositiveSmallIntegerField("số lần báo cáo vượt cấp", default=0)
    returned = models.PositiveSmallIntegerField("số lần trả lại", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "phần việc"
        constraints = [models.UniqueConstraint(fields=["task", "organisation"], name="assignment_one_live_per_org",
                                               condition=~Q(state="cancelled"),  # who was released may be given a part again
                                               violation_error_message=_("Đơn vị này đã có phần việc trong nhiệm vụ."))]
        indexes = [
            models.Index(fields=["organisation", "open", "due_at", "id"], name="assignment_org_open_due"),
            models.Index(fields=["issuer", "open", "due_at", "id"], name="assignment_issuer_open_due"),
            models.Index(fields=["handler", "open", "due_at"], name="assignment_handler_open"),
            models.Index(fields=["due_at", "id"], name="assignment_due"),
            models.Index(fields=["organisation", "due_at", "id"], name="assignment_org_due"),
            models.Index(fields=["issuer", "due_at", "id"], name="assignment_issuer_due"),
            models.Index(fields=["issuer", "organisation"], name="assignment_issuer_org"),
            # most parts are in nobody's hands: counted with them, the statistics would call this index useless
            models.Index(fields=["handler", "due_at", "id"], name="assignment_in_hand", condition=Q(handler__isnull=False)),
            # the lists offer the organisations of what is in somebody's hands
            models.Index(fields=["handler", "organisation"], name="assignment_in_hand_org", condition=Q(handler__isnull=False)),
            # the leader's page reads only these: everything open, what of it is late or soon due, what was accepted lately, and what of that was late
            models.Index(fields=["issuer", "organisation", "section", "field", "leader", "due_type", "state", "due_at", "submitted_at", "assigned_at",
                                 "open"],  # SQLite looks at every column that is asked for, also the one of the condition
                         name="assignment_open_board", condition=Q(open=True)),
            models.Index(fields=["issuer", "accepted_at", "state", "due_at", "submitted_at", "assigned_at", "organisation", "leader", "field",
                                 "open"],
                         name="assignment_closed_board", condition=Q(open=False)),
            models.Index(fields=["issuer", "due_at", "state", "assigned_at", "submitted_at", "organisation", "leader", "field", "open"],
                         name="assignment_late_board", condition=Q(open=True)),
            models.Index(fields=["issuer", "accepted_at", "state", "due_at", "submitted_at", "assigned_at", "organisation", "open"],
                         name="assignment_was_late_board", condition=Q(open=False, submitted_at__gt=F("due_at"))),
            models.Index(fields=["issuer", "state"], name="assignment_issuer_state", condition=Q(open=True)),
            models.Index(fields=["directive", "organisation"], name="assignment_directive_org"),
        ]

    def __str__(self):
        return f"{self.task.code}: {self.organisation}"

    @property
    def reference(self):
        return self.task.code

    def get_absolute_url(self):
        return address_of("tasks:assignment", self.pk)

    @classmethod
    def reach(cls, actor, act):
        from openpar.core.roles import ACTS, Side
        if ACTS[act].side == Side.ISSUER:
            return reach(actor, act, organisation="issuer", field="field", published=Q(task__state="active", task__parent__isnull=True))
        reached = reach(actor, act, organisation="organisation", person="handler")
        units = {m.organisation_id for m, scope in actor.held(act) if m.organisation_kind == "division" and scope in ("own", "subtree")}
        # what was handed to a division is also its head's to see, to do and to hand on; never to speak for the organisation
        return reached | Q(sub_unit_id__in=units) if units and act in rules.WITHIN else reached

    @classmethod
    def others(cls, actor, act):
        """Of what the right reaches, what is not the actor's own thing: sent by the actor or in the actor's place, or of the own unit."""
        if act not in rules.DECIDING:
            return Q()
        return actor.not_own_unit("organisation") & two_people.by_others(actor, "tasks.assignment", rules.SENT)


class Report(Due):
    """Báo cáo: what an organisation says of its part. `final` reports end the assignment's work; the others are owed for a period.

    The period is half-open: [period_from, period_to).
    """

    class State(models.TextChoices):
        DUE = "due", _("Chưa báo cáo")
        DRAFT = "draft", _("Đang soạn")
        SENT = "sent", _("Đã gửi")
        ACCEPTED = "accepted", _("Đã chấp nhận")
        RETURNED = "returned", _("Bị trả lại")
        DROPPED = "dropped", _("Đã bỏ")

    MOVE_WITH = ("assignment__task", "assignment__organisation", "assignment__issuer")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reports")
    final = models.BooleanField("báo cáo kết quả", default=False)
    period_from = models.DateField("kỳ từ ngày", null=True, blank=True)
    period_to = models.DateField("kỳ đến trước ngày", null=True, blank=True)
    body = NfcTextField("nội dung", blank=True)
    progress = models.PositiveSmallIntegerField("tiến độ (%)", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    # how it was signed when it was sent: the lines above the name, the name, the mode (KT, TL, TUQ) and in whose place
    sent_as = models.JSONField("ký gửi", default=dict, blank=True)
    appraised_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    appraised_at = models.DateTimeField(null=True, blank=True)
    answer = NfcTextField("ý kiến thẩm định", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "báo cáo"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "period_from"], name="report_once_per_period", condition=Q(final=False)),
            models.UniqueConstraint(fields=["assignment"], name="report_one_final_draft", condition=Q(final=True, state="draft")),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="report_state_due")]

    def __str__(self):
        return f"{self.assignment_id}: {self.get_state_display()}"

    @property
    def reference(self):
        return self.assignment.task.code

    @classmethod
    def reach(cls, actor, act):
        from openpar.core.roles import ACTS, Side
        if ACTS[act].side == Side.ISSUER:
            return reach(actor, act, organisation="assignment__issuer", field="assignment__field",
                         published=Q(pk__in=[]))
        return reach(actor, act, organisation="assignment__organisation", person="assignment__handler")

    @classmethod
    def others(cls, actor, act):
        """Of what the right reaches, what is not the actor's own thing."""
        if act not in rules.DECIDING:
            return Q()
        return actor.not_own_unit("assignment__organisation") & two_people.by_others(actor, "tasks.report", rules.SENT)


class TargetValue(models.Model):
    """Kết quả chỉ tiêu: what an organisation reports to have reached, by day; the latest counts."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="values")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="target_values")
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="target_values")
    value = models.DecimalField("đạt", max_digits=18, decimal_places=4)
    numerator = models.DecimalField("tử số", max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField("mẫu số", max_digits=18, decimal_places=4, null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "kết quả chỉ tiêu"
        ordering = ["-at", "-id"]

    def __str__(self):
        return str(self.value)
