"""What exists in the room: directives with their drafts, tasks, assignments, reports and requests."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openpar.core.actor import reach
from openpar.core.models import Due, Group, Organisation
from openpar.core.models.named import FoldField, NfcCharField, NfcTextField

from . import rules

USER = settings.AUTH_USER_MODEL


class Directive(models.Model):
    """Văn bản chỉ đạo: the text that assigns tasks, kept as it came, and what was drafted from it.

    `text` is what every span points into; it never changes after the draft is made.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang rà soát")
        ISSUED = "issued", _("Đã giao")
        REPLACED = "replaced", _("Đã được thay thế")
        WITHDRAWN = "withdrawn", _("Đã thu hồi")
        DISCARDED = "discarded", _("Bỏ bản nháp")

    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan ban hành")
    doc_type = NfcCharField("loại văn bản", max_length=80, blank=True)
    number = NfcCharField("số, ký hiệu", max_length=80, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    signer = NfcCharField("người ký", max_length=150, blank=True)
    title = NfcCharField("trích yếu", max_length=500)
    title_fold = FoldField(source="title number", max_length=700, db_index=True)
    text = NfcTextField("nội dung")
    source_name = NfcCharField("tên tệp", max_length=300, blank=True)
    source_digest = models.CharField(max_length=64, blank=True, db_index=True)
    source_kind = models.CharField(max_length=10, blank=True)
    outline = models.JSONField("đề mục", default=list, blank=True)
    oddities = models.JSONField("điểm bất thường", default=list, blank=True)
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.DRAFT, db_index=True)
    version = models.PositiveIntegerField(default=1)
    amends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="amended_by", verbose_name="thay thế văn bản")
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("tải lên lúc")
    issued_at = models.DateTimeField("giao lúc", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "văn bản chỉ đạo"
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"{self.doc_type} {self.number}".strip() if self.number else self.title

    @property
    def reference(self):
        return self.number or f"VB-{self.pk}"

    @classmethod
    def reach(cls, actor, act):
        return reach(actor, act, organisation="issuer", published=Q(state__in=("issued", "replaced")))


class Draft(models.Model):
    """Nhiệm vụ dự thảo: one task as read from the text, each field tied to its words, until a person confirms it.

    `fields` is the parser's record of one task (engine.directive `as_data`), changed by the officer's edits; `spans` are [start, end]
    pairs into the directive's text. `confirmed` means a person looked at what was unsure.
    """

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="drafts")
    order = models.PositiveIntegerField()
    path = NfcCharField("vị trí", max_length=60, blank=True)
    section = NfcCharField("mục", max_length=300, blank=True)
    title = NfcCharField("nhiệm vụ", max_length=300)
    text = NfcTextField("nguyên văn")
    spans = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    doubts = models.JSONField(default=list, blank=True)
    due_type = models.CharField("loại hạn", max_length=12, blank=True)  # "", date, cycle, none
    due_on = models.DateField("hạn", null=True, blank=True)
    cycle = models.CharField("kỳ báo cáo", max_length=12, blank=True)
    report_day = models.PositiveSmallIntegerField("ngày báo cáo trong kỳ", null=True, blank=True)
    confirmed = models.BooleanField("đã rõ", default=False)
    dropped = models.BooleanField("đã bỏ", default=False)
    dropped_why = NfcCharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "nhiệm vụ dự thảo"
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["directive", "order"])]

    def __str__(self):
        return self.title


class Addressee(models.Model):
    """Đơn vị được nêu: words of the text that name who leads or coordinates, and what the register makes of them.

    Unresolved leading words block issuing; coordinating words may stay as text.
    """

    class Part(models.TextChoices):
        LEAD = "lead", _("Chủ trì")
        COORDINATING = "coordinating", _("Phối hợp")

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="addressees")
    part = models.CharField(max_length=12, choices=Part)
    wording = NfcCharField("cách ghi", max_length=300)
    span = models.JSONField(null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    as_text = models.BooleanField("để nguyên chữ", default=False)
    sure = models.BooleanField(default=True)

    class Meta:
        verbose_name = verbose_name_plural = "đơn vị được nêu"
        ordering = ["id"]

    def __str__(self):
        return self.wording

    @property
    def resolved(self):
        return bool(self.organisation_id or self.group_id or self.as_text)


class Series(models.Model):
    """Dãy số: the last number given in a series of task codes."""

    name = models.CharField(max_length=40, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "dãy số"

    def __str__(self):
        return f"{self.name}: {self.last}"


class Task(models.Model):
    """Nhiệm vụ: what the document says must be done, once, however many organisations have a part in it."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Đang hiệu lực")
        WITHDRAWN = "withdrawn", _("Đã thu hồi")
        MERGED = "merged", _("Đã gộp")
        REPLACED = "replaced", _("Đã được thay thế")

    class DueType(models.TextChoices):
        DATE = "date", _("Có hạn cuối")
        CYCLE = "cycle", _("Báo cáo theo kỳ")
        NONE = "none", _("Không thời hạn")

    class Cycle(models.TextChoices):
        MONTH = "month", _("Hằng tháng")
        QUARTER = "quarter", _("Hằng quý")
        HALF_YEAR = "half_year", _("Sáu tháng")
        YEAR = "year", _("Hằng năm")

    code = models.CharField("mã", max_length=40, unique=True)
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="văn bản giao")
    clause = NfcCharField("mục", max_length=60, blank=True)
    section = NfcCharField("phần", max_length=300, blank=True)
    title = NfcCharField("nhiệm vụ", max_length=300)
    text = NfcTextField("nguyên văn", blank=True)
    spans = models.JSONField(default=list, blank=True)
    search_fold = FoldField(source="title code text", max_length=4000)
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan giao")
    leader = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lãnh đạo chỉ đạo")
    field = NfcCharField("lĩnh vực", max_length=120, blank=True, db_index=True)
    priority = models.PositiveSmallIntegerField("mức ưu tiên", default=0)
    product = NfcCharField("sản phẩm", max_length=300, blank=True)
    report_to = NfcCharField("báo cáo", max_length=300, blank=True)
    due_type = models.CharField("loại hạn", max_length=12, choices=DueType)
    due_on = models.DateField("hạn", null=True, blank=True)
    due_text = NfcCharField("hạn theo văn bản", max_length=200, blank=True)
    cycle = models.CharField("kỳ báo cáo", max_length=12, choices=Cycle, blank=True)
    report_day = models.PositiveSmallIntegerField("ngày báo cáo trong kỳ", null=True, blank=True)
    recurring = models.BooleanField("lặp lại mỗi kỳ", default=False)
    occurrence_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="occurrences", verbose_name="kỳ trước")
    legal_refs = models.JSONField("căn cứ", default=list, blank=True)
    coordinating_text = NfcCharField("phối hợp (chưa nêu tên)", max_length=500, blank=True)
    parent = models.ForeignKey("Assignment", models.PROTECT, null=True, blank=True, related_name="child_tasks", verbose_name="giao tiếp từ")
    origin = models.CharField("nguồn", max_length=40, default="directive")  # directive, own, inspection, meeting, gap
    origin_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.ACTIVE, db_index=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    version = models.PositiveIntegerField(default=1)
    issued_at = models.DateTimeField("giao lúc", db_index=True)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "nhiệm vụ"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(due_type="date") | Q(due_on__isnull=False), name="task_date_has_day",
                                   violation_error_message=_("Nhiệm vụ có hạn cuối phải có ngày.")),
            models.CheckConstraint(condition=~Q(due_type="cycle") | ~Q(cycle=""), name="task_cycle_named",
                                   violation_error_message=_("Nhiệm vụ báo cáo theo kỳ phải có kỳ.")),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def reference(self):
        return self.code

    def get_absolute_url(self):
        return reverse("tasks:task", args=[self.pk])

    @classmethod
    def reach(cls, actor, act):
        return reach(actor, act, organisation="issuer", field="field", published=Q(state="active", parent__isnull=True))


class Target(models.Model):
    """Chỉ tiêu: a figure that a task must reach, and what has been reached."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="targets")
    metric = NfcCharField("chỉ tiêu", max_length=300)
    op = models.CharField("so sánh", max_length=2)
    value = models.DecimalField("giá trị", max_digits=18, decimal_places=4, null=True, blank=True)
    unit = NfcCharField("đơn vị tính", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    metric_code = models.CharField("mã chỉ số tự động", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "chỉ tiêu"
        ordering = ["id"]

    def __str__(self):
        return f"{self.metric} {self.op} {self.value} {self.unit}"


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
        constraints = [models.UniqueConstraint(fields=["task", "organisation"], name="assignment_once_per_organisation",
                                               violation_error_message=_("Đơn vị này đã có phần việc trong nhiệm vụ."))]
        indexes = [
            models.Index(fields=["organisation", "open", "due_at", "id"], name="assignment_org_open_due"),
            models.Index(fields=["issuer", "open", "due_at", "id"], name="assignment_issuer_open_due"),
            models.Index(fields=["handler", "open", "due_at"], name="assignment_handler_open"),
            models.Index(fields=["due_at", "id"], name="assignment_due"),
            models.Index(fields=["organisation", "due_at", "id"], name="assignment_org_due"),
            # the leader's page reads only these two: everything open, and what was accepted lately
            models.Index(fields=["issuer", "organisation", "section", "field", "leader", "due_type", "state", "due_at", "submitted_at", "assigned_at"],
                         name="assignment_board", condition=Q(open=True)),
            models.Index(fields=["issuer", "accepted_at", "state", "due_at", "submitted_at", "assigned_at", "organisation", "leader", "field"],
                         name="assignment_recent", condition=Q(open=False)),
            models.Index(fields=["issuer", "state"], name="assignment_issuer_state", condition=Q(open=True)),
            models.Index(fields=["directive", "organisation"], name="assignment_directive_org"),
        ]

    def __str__(self):
        return f"{self.task.code}: {self.organisation}"

    @property
    def reference(self):
        return self.task.code

    def get_absolute_url(self):
        return reverse("tasks:assignment", args=[self.pk])

    @classmethod
    def reach(cls, actor, act):
        from openpar.core.roles import ACTS, Side
        if ACTS[act].side == Side.ISSUER:
            return reach(actor, act, organisation="issuer", field="field", published=Q(task__state="active", task__parent__isnull=True))
        reached = reach(actor, act, organisation="organisation", person="handler")
        units = {m.organisation_id for m, scope in actor.held(act) if m.organisation_kind == "division" and scope in ("own", "subtree")}
        # what was handed to a division is also its head's to see, to do and to hand on; never to speak for the organisation
        return reached | Q(sub_unit_id__in=units) if units and act in rules.WITHIN else reached


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


class Contest(models.Model):
    """Ý kiến về việc giao: "this is not ours", with a proposal of whose it is, and how it was settled."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="contests")
    reason = NfcTextField("lý do")
    proposed = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đề nghị giao cho")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)  # kept, moved, cancelled
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
