"""Plans to improve an index: who will do what about one sub-dimension, and what came of it."""

from django.db import models

from openpar.core.actor import reach
from openpar.core.models import Organisation, User
from openpar.core.models.named import NfcCharField, NfcTextField


class PlanItem(models.Model):
    """Mục kế hoạch cải thiện: one sub-dimension of PAPI that a province means to improve after the results of one year.

    `keeper` is the organisation whose plan it is, `owner` the one that answers for it; `target` is in points of the scale of
    that year. `task` is set once, when it is given; its deadline and reports live with the task.
    """

    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan lập kế hoạch")
    province_code = models.PositiveSmallIntegerField("tỉnh")
    year = models.PositiveSmallIntegerField("năm số liệu")
    code = models.CharField("mã nội dung thành phần", max_length=12)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị chủ trì")
    measures = NfcTextField("giải pháp", blank=True)
    target = models.DecimalField("mục tiêu", max_digits=9, decimal_places=6, null=True, blank=True)
    target_year = models.PositiveSmallIntegerField("năm mục tiêu", null=True, blank=True)
    review = NfcTextField("đánh giá cuối năm", blank=True)
    reviewed_on = models.DateField("ngày đánh giá", null=True, blank=True)
    task = models.ForeignKey("tasks.Task", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nhiệm vụ")
    title = NfcCharField("tên", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField("sửa lúc")

    class Meta:
        verbose_name = verbose_name_plural = "mục kế hoạch cải thiện"
        ordering = ["year", "code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["keeper", "province_code", "year", "code"], name="plan_item_once",
                                    violation_error_message="Nội dung này đã có trong kế hoạch.")]

    def __str__(self):
        return self.reference

    @property
    def reference(self):
        """How the trail and a task name it."""
        return f"PAPI {self.year} {self.code}"

    @classmethod
    def reach(cls, actor, act):
        """The items over which the actor holds this right; an owner reads its own."""
        condition = reach(actor, act, organisation="keeper")
        return condition | reach(actor, act, organisation="owner") if act == "plan.view" else condition
