"""What a document says must be done, with its targets; codes are given in series."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openpar.core.actor import reach
from openpar.core.addresses import address_of
from openpar.core.models import Organisation
from openpar.core.models.named import FoldField, NfcCharField, NfcTextField

from ..origins import Origin
from .directives import Directive

USER = settings.AUTH_USER_MODEL


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
        WEEK = "week", _("Hằng tuần")
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
    report_day = models.PositiveSmallIntegerField("ngày báo cáo trong kỳ", null=True, blank=True)  # of a week: 2 is thứ Hai, 7 thứ Bảy
    recurring = models.BooleanField("lặp lại mỗi kỳ", default=False)
    yearly_days = models.JSONField("các ngày trong năm", default=list, blank=True)  # "mm-dd", of a duty due on several days each year
    occurrence_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="occurrences", verbose_name="kỳ trước")
    legal_refs = models.JSONField("căn cứ", default=list, blank=True)
    coordinating_text = NfcCharField("phối hợp (chưa nêu tên)", max_length=500, blank=True)
    parent = models.ForeignKey("Assignment", models.PROTECT, null=True, blank=True, related_name="child_tasks", verbose_name="giao tiếp từ")
    origin = models.CharField("nguồn", max_length=40, default="directive")  # a kind of ..origins
    origin_id = models.BigIntegerField(null=True, blank=True)
    origin_label = NfcCharField("nguồn gốc", max_length=300, blank=True)
    origin_page = models.CharField(max_length=80, blank=True)
    origin_args = models.JSONField(default=list, blank=True)
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
        return address_of("tasks:task", self.pk)

    @property
    def came_from(self) -> Origin:
        """What led to this task."""
        return Origin(self.origin, self.origin_id, self.origin_label, self.origin_page, tuple(self.origin_args))

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
