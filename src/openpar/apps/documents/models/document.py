"""A document of a register, going out or coming in."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openpar.core.actor import reach
from openpar.core.models import Organisation
from openpar.core.models.deadline import Due
from openpar.core.models.named import FoldField, NfcCharField, NfcTextField

from ..kinds import CHOICES

USER = settings.AUTH_USER_MODEL


class Document(Due):
    """Văn bản đi, văn bản đến: one line of an organisation's register, with its course from draft or arrival to the end.

    `organisation` keeps the register. `number` is the number with its symbol: our own for what goes out, the sender's for what
    comes in, which has the `arrival_number` of our book besides.
    """

    class Direction(models.TextChoices):
        OUT = "out", _("Văn bản đi")
        IN = "in", _("Văn bản đến")

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        SUBMITTED = "submitted", _("Đã trình ký")
        SIGNED = "signed", _("Đã ký, chờ phát hành")
        ISSUED = "issued", _("Đã phát hành")
        WITHDRAWN = "withdrawn", _("Đã thu hồi")
        ARRIVED = "arrived", _("Đã đến")
        REGISTERED = "registered", _("Đã vào sổ")
        ASSIGNED = "assigned", _("Đã phân công")
        PROCESSING = "processing", _("Đang xử lý")
        COMPLETED = "completed", _("Hoàn thành")
        REJECTED = "rejected", _("Đã từ chối")
        RECALLED = "recalled", _("Đã trả theo thu hồi")

    class Urgency(models.TextChoices):
        NONE = "", _("Thường")
        URGENT = "khan", _("Khẩn")
        VERY = "thuong_khan", _("Thượng khẩn")
        EXPRESS = "hoa_toc", _("Hỏa tốc")

    direction = models.CharField(_("sổ"), max_length=3, choices=Direction)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan giữ sổ"))
    kind = models.CharField(_("loại văn bản"), max_length=24, choices=CHOICES)
    symbol = NfcCharField(_("ký hiệu"), max_length=60, blank=True)
    number = NfcCharField(_("số, ký hiệu"), max_length=80, blank=True)
    on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    title = NfcCharField(_("trích yếu"), max_length=500)
    author = NfcCharField(_("cơ quan ban hành"), max_length=300)
    signer = NfcCharField(_("người ký"), max_length=150, blank=True)
    mode = models.CharField(_("hình thức ký"), max_length=4, blank=True)
    lines = models.JSONField(_("dòng trên chữ ký"), default=list, blank=True)
    to = models.JSONField(_("kính gửi"), default=list, blank=True)
    body = models.JSONField(_("nội dung"), default=list, blank=True)  # paragraphs
    place = NfcCharField(_("địa danh"), max_length=80, blank=True)
    urgency = models.CharField(_("độ khẩn"), max_length=12, choices=Urgency, blank=True)
    storage_unit = NfcCharField(_("đơn vị lưu"), max_length=200, blank=True)
    copies = models.PositiveIntegerField(_("số lượng bản"), default=1)
    note = NfcTextField(_("ghi chú"), blank=True)
    origin = NfcCharField(_("nguồn gốc"), max_length=300, blank=True)  # of a line that was brought in: "nhập từ …"
    arrival_number = models.PositiveIntegerField(_("số đến"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("đến lúc"), null=True, blank=True)
    handed_at = models.DateTimeField(_("chuyển lúc"), null=True, blank=True)
    instruction = NfcTextField(_("bút phê"), blank=True)
    handler = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("người xử lý"))
    source = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="arrivals", editable=False)
    annex = models.JSONField(_("phụ lục"), default=dict, blank=True)  # a table: title, heads, rows, widths
    about_room = models.CharField(max_length=40, blank=True, default="", editable=False)  # the thing of a room below that it belongs to
    about_id = models.BigIntegerField(null=True, blank=True, editable=False)
    fold = FoldField(source="number title author", max_length=900, db_index=True)
    words = FoldField(source="number title author signer body_words", max_length=20_000)  # what the search reads
    state = models.CharField(_("trạng thái"), max_length=12, choices=State)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("người soạn"))
    created_at = models.DateTimeField(_("lập lúc"))

    MOVE_WITH = ("organisation",)

    class Meta:
        verbose_name = verbose_name_plural = _("văn bản")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["organisation", "direction", "created_at", "id"], name="documents_register"),
                   models.Index(fields=["about_room", "about_id"], name="documents_about", condition=Q(about_id__isnull=False))]
        constraints = [models.UniqueConstraint(fields=["source", "organisation"], name="one_arrival_per_recipient",
                                               condition=Q(source__isnull=False))]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}".strip() if self.number else self.title

    @property
    def identifier(self):
        """Mã định danh văn bản by QCVN 102:2016/BTTTT: the issuing body's code, the day, the number; empty while one of them is not known."""
        issuer = self.source.organisation if self.source_id else self.organisation if self.direction == self.Direction.OUT else None
        return f"{issuer.exchange_code},{self.on:%Y/%m/%d},{self.number}" if issuer and issuer.exchange_code and self.on and self.number else ""

    @property
    def body_words(self):
        """Its paragraphs, or those of the document that arrived here, in one line."""
        return " ".join(self.body or (self.source.body if self.source_id else ()))

    @property
    def reference(self):
        return self.number or f"VB-{self.pk}"

    @classmethod
    def reach(cls, actor, act):
        """Documents of the organisations that the right reaches; what is handed to a person or a division, for those two."""
        condition, handed = cls._reasons(actor, act)
        return condition if handed is None else condition | Exists(handed.filter(document=OuterRef("pk")))

    @classmethod
    def within(cls, actor, act) -> list[Q]:
        """The same reach as reasons of which each has an index, for `fulltext.matching`."""
        condition, handed = cls._reasons(actor, act)
        return [condition] if handed is None else [condition, Q(pk__in=handed.values("document"))]

    @classmethod
    def _reasons(cls, actor, act):
        condition = reach(actor, act, organisation="organisation", person="handler")
        if act not in ("document.view", "document.work") or not actor.user_id or not condition or not actor.can(act):
            return condition, None
        from .links import Route
        held = [m for m, _scope in actor.held(act)]
        return condition, Route.objects.filter(Q(person__in={m.person_id or actor.user_id for m in held}) | Q(
            organisation__in=[m.organisation_id for m in held]))
