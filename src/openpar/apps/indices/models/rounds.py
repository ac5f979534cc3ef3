"""Rounds: an index scored for many units in one year, in separate streams of points, up to a published result and its revisions."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openpar.core.actor import reach
from openpar.core.addresses import address_of
from openpar.core.models import AuditEntry, Organisation, User
from openpar.core.models.named import NfcCharField, NfcTextField

from .. import rules
from ..points import short_points

SENT = ("indices.sheet.submit", "indices.sheet.object", "indices.sheet.agree")


class Round(models.Model):
    """Đợt đánh giá: one framework, frozen with its digest, over these units and this period, by this calendar.

    `starts_on` is the first day of what is measured, `ends_on` the last. `framework_text` is the rulebook file as it was at the
    opening: a later correction of the file changes no running round.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Đang đánh giá")
        APPROVING = "approving", _("Đã trình, chờ phê duyệt")
        APPROVED = "approved", _("Đã phê duyệt, chưa công bố")
        PUBLISHED = "published", _("Đã công bố")
        CANCELLED = "cancelled", _("Đã dừng")

    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan tổ chức"))
    title = NfcCharField(_("tên đợt"), max_length=300)
    year = models.PositiveSmallIntegerField(_("năm"))
    index = models.CharField(max_length=40)
    level = models.CharField(max_length=40)
    framework_ref = models.CharField(_("khung"), max_length=120)
    framework_digest = models.CharField(max_length=80)
    framework_text = models.TextField()
    starts_on = models.DateField(_("số liệu từ ngày"))
    ends_on = models.DateField(_("đến hết ngày"))
    calendar = models.JSONField(_("lịch"), default=dict)  # step → day
    calendar_changes = models.JSONField(default=list)  # {at, by, step, from, to, reason}
    state = models.CharField(_("trạng thái"), max_length=12, choices=State, default=State.RUNNING, db_index=True)
    proposed_at = models.DateTimeField(_("hệ thống tính lúc"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("mở lúc"))
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("đợt đánh giá")
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="round_days_in_order",
                                   violation_error_message=_("Ngày cuối kỳ số liệu phải sau ngày đầu.")),
            models.UniqueConstraint(fields=["keeper", "framework_ref", "year"], condition=~Q(state="cancelled"), name="round_once",
                                    violation_error_message=_("Đã có đợt đánh giá theo khung này cho năm này."))]

    def __str__(self):
        return self.title

    @property
    def reference(self):
        """How the trail names it."""
        return f"{self.index} {self.level} {self.year}"

    def get_absolute_url(self):
        return address_of("indices:round", self.pk)

    @classmethod
    def reach(cls, actor, act):
        """The rounds over which the actor holds this right."""
        return reach(actor, act, organisation="keeper")


class Sheet(models.Model):
    """Phiếu chấm: the part of one unit in a round. Nobody reaches the sheet of an own unit as its appraiser."""

    class State(models.TextChoices):
        SCORING = "scoring", _("Đang tự chấm")
        SUBMITTED = "submitted", _("Đã gửi, chờ thẩm định")
        APPRAISED = "appraised", _("Đã thẩm định lần 1, chờ ý kiến")
        OBJECTED = "objected", _("Có giải trình, kiến nghị")
        SETTLED = "settled", _("Đã chốt điểm")
        EXCLUDED = "excluded", _("Đưa ra khỏi đợt")

    MOVE_WITH = ("round", "organisation")

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheets")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    state = models.CharField(_("trạng thái"), max_length=12, choices=State, default=State.SCORING)
    submitted_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    proof_done_at = models.DateTimeField(_("nộp đủ minh chứng lúc"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("phiếu chấm")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "organisation"], name="sheet_once",
                                               violation_error_message=_("Đơn vị này đã có trong đợt."))]

    def __str__(self):
        return f"{self.organisation_id} · {self.round_id}"

    @property
    def reference(self):
        """How the trail names it."""
        return f"{self.organisation.label}, {self.round.reference}"[:120]

    def get_absolute_url(self):
        return address_of("indices:sheet", self.pk)

    @classmethod
    def reach(cls, actor, act):
        """The sheets over which the actor holds this right. Appraising leaves out those of every unit the actor belongs to."""
        if act in ("sheet.appraise", "round.manage", "round.view", "round.approve"):
            condition = reach(actor, act, organisation="round__keeper")
            return condition & cls.of_others(actor) & ~cls.sent_by(actor) if act == "sheet.appraise" else condition
        return reach(actor, act, organisation="organisation")

    @classmethod
    def appraisable(cls, actor):
        """The sheets on which the actor may write an appraiser's points: by the right over the round, or by an area given to this person."""
        if not actor.self_id:
            return cls.reach(actor, "sheet.appraise")
        given = Q(round__in=Appraiser.objects.filter(user=actor.self_id).values("round"))
        return cls.reach(actor, "sheet.appraise") | given & cls.of_others(actor) & ~cls.sent_by(actor)

    @staticmethod
    def sent_by(actor):
        """The sheets that the actor sent, explained or agreed to for their unit, wherever the person works by now."""
        if not actor.people:
            return Q(pk__in=())
        return Q(Exists(AuditEntry.objects.filter(Q(actor__in=actor.people) | Q(acting_for__in=actor.people), room="indices.sheet", act__in=SENT,
                                                  object_id=OuterRef("pk"))))

    @staticmethod
    def of_others(actor):
        """The sheets of units to which the actor does not belong."""
        return ~Q(organisation_id__in=own_units(actor))


def own_units(actor) -> list[int]:
    """Ids of the organisations whose points are the actor's own: where the person works, also while a token or another one's place is used for
    another organisation, and those of the person stood in for; with everything above them."""
    paths = {m.path for m in (*actor.memberships, *actor.own, *actor.elsewhere)}
    return sorted({int(part) for path in paths for part in path.strip(".").split(".") if part})


class Appraiser(models.Model):
    """Người thẩm định theo lĩnh vực: one person who appraises one area (or criterion group) of a round, for every unit but the own ones."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="appraisers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("người thẩm định"))
    area = models.CharField(_("lĩnh vực"), max_length=40)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = verbose_name_plural = _("người thẩm định theo lĩnh vực")
        ordering = ["round", "area", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "user", "area"], name="appraiser_once",
                                               violation_error_message=_("Người này đã được phân công lĩnh vực này."))]

    def __str__(self):
        return f"{self.round_id} {self.area} → {self.user_id}"


class Entry(models.Model):
    """Điểm: what one side said about one criterion of one sheet, in its own stream.

    Neither `points` nor `absent` means that nothing was said yet. `inputs` is what it was computed or derived from.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="entries")
    code = models.CharField(_("mã tiêu chí"), max_length=40)
    stream = models.CharField(_("luồng"), max_length=12, choices=rules.CHOICES)
    points = models.DecimalField(_("điểm"), max_digits=14, decimal_places=6, null=True, blank=True)
    absent = models.CharField(_("vì sao không có"), max_length=16, blank=True)
    comment = NfcTextField(_("ý kiến"), blank=True)
    inputs = models.JSONField(default=dict, blank=True)
    locked = models.BooleanField(_("đã khoá"), default=False)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("lúc"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("điểm")
        ordering = ["sheet", "code", "stream"]
        constraints = [models.UniqueConstraint(fields=["sheet", "code", "stream"], name="entry_once"),
                       models.CheckConstraint(condition=Q(points__isnull=True) | Q(absent=""), name="entry_points_or_absent")]

    def __str__(self):
        return f"{self.sheet_id} {self.code} {self.stream}: {self.points}"

    @property
    def shown(self):
        """The points as a reader sees them."""
        return short_points(self.points)


class Result(models.Model):
    """Kết quả: one computed table of a published round. A revision is a new one that says why; the old one is kept."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="results")
    revision = models.PositiveSmallIntegerField(_("lần"), default=1)
    reason = NfcTextField(_("lý do đính chính"), blank=True)
    decision_number = NfcCharField(_("số quyết định"), max_length=60, blank=True)
    decision_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    notes = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(_("lúc"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("kết quả")
        ordering = ["round", "-revision"]
        constraints = [models.UniqueConstraint(fields=["round", "revision"], name="result_once")]

    def __str__(self):
        return f"{self.round_id} · {self.revision}"


class ResultRow(models.Model):
    """Dòng kết quả: one unit of a result, what was computed, and beside it what the decision printed where that is known."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="rows")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    total = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    percent = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    low = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    complete = models.BooleanField(default=False)
    rank = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    klass = NfcCharField(max_length=40, blank=True)
    printed = models.DecimalField(_("trị số trong quyết định"), max_digits=14, decimal_places=6, null=True, blank=True)
    points = models.JSONField(default=dict)  # criterion code → points as text, or null

    class Meta:
        verbose_name = verbose_name_plural = _("kết quả của đơn vị")
        ordering = ["result", "rank", "id"]
        constraints = [models.UniqueConstraint(fields=["result", "organisation"], name="result_row_once")]

    def __str__(self):
        return f"{self.result_id} {self.organisation_id}: {self.total}"


class GapTask(models.Model):
    """Nhiệm vụ từ khoảng cách điểm: a criterion on which a unit lost points, and the task that shall win them back."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="gap_tasks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    metric = models.CharField(max_length=80, blank=True)
    better = models.CharField(max_length=8, default="higher")
    start = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    lost = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    task = models.ForeignKey("tasks.Task", models.PROTECT, related_name="+")
    reached_at = models.DateTimeField(null=True, blank=True)
    reached = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("nhiệm vụ từ khoảng cách điểm")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "organisation", "code"], name="gap_task_once",
                                               violation_error_message=_("Khoảng cách này đã được giao thành nhiệm vụ."))]

    @property
    def stands(self) -> bool:
        """Whether the task still is one; where it was withdrawn, the gap can be given anew."""
        return self.task.state != self.task.State.WITHDRAWN

    def __str__(self):
        return f"{self.organisation_id} {self.code} → {self.task_id}"
