"""The text that assigns tasks, what was drafted from it, and who is named in it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openpar.core.actor import reach
from openpar.core.models import Group, Organisation
from openpar.core.models.named import FoldField, NfcCharField, NfcTextField

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
    words_digest = models.CharField(max_length=64, blank=True, db_index=True)  # of the letters alone: the same text from another kind of file
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

    @classmethod
    def readable(cls, actor):
        """The directives whose text this person may read: where a right reaches, and those issued in which they see a part."""
        from .assignments import Assignment
        whole = cls.reach(actor, "directive.view")
        if not whole:  # everything
            return whole
        own = Assignment.objects.filter(Assignment.reach(actor, "assignment.view"), directive=OuterRef("pk"))
        return whole | Q(Exists(own), state__in=("issued", "replaced", "withdrawn"))


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
    left_out = models.JSONField("đơn vị được trừ", default=list, blank=True)  # ids of members whom the words leave out of the group

    class Meta:
        verbose_name = verbose_name_plural = "đơn vị được nêu"
        ordering = ["id"]

    def __str__(self):
        return self.wording

    @property
    def resolved(self):
        return bool(self.organisation_id or self.group_id or self.as_text)
