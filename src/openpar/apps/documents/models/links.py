"""What a document is tied to: whom it goes to, who works on it, which other documents it concerns."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from openpar.core.models import Organisation
from openpar.core.models.named import NfcCharField

from .document import Document


class Recipient(models.Model):
    """Nơi nhận: one addressee of an outgoing document, and how far it has come there. Delivery within the platform is known."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="recipients")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    name = NfcCharField(_("tên"), max_length=300)
    state = models.CharField(_("tình trạng nhận"), max_length=12, blank=True)  # a state of the incoming document; empty: not told
    code = models.CharField(_("mã tình trạng"), max_length=2, blank=True)
    reason = NfcCharField(_("lý do"), max_length=500, blank=True)
    changed_at = models.DateTimeField(null=True)
    recall = models.CharField(_("mã thu hồi"), max_length=2, blank=True, default="")  # 13 asked, 15 agreed, 16 refused
    recall_reason = NfcCharField(_("lý do về thu hồi"), max_length=500, blank=True, default="")
    recall_at = models.DateTimeField(null=True, blank=True)
    arrival = models.OneToOneField(Document, models.PROTECT, null=True, related_name="delivery")

    class Meta:
        verbose_name = verbose_name_plural = _("nơi nhận")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["document", "organisation"], name="recipient_once_per_document")]

    def __str__(self):
        return self.name

    @property
    def state_words(self):
        """What the sender reads of it."""
        return Document.State(self.state).label if self.state else ""

    @property
    def recall_words(self):
        """How far taking it back has come."""
        from ..rules import RECALL
        return RECALL.get(self.recall, "")


class Route(models.Model):
    """Phân công xử lý: a unit or person that leads or supports the work on an incoming document."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Chủ trì")
        SUPPORTING = "supporting", _("Phối hợp")

    document = models.ForeignKey(Document, models.CASCADE, related_name="routes")
    part = models.CharField(max_length=12, choices=Part)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("phân công xử lý")
        ordering = ["id"]

    def __str__(self):
        return str(self.person or self.organisation)


class Relation(models.Model):
    """Quan hệ văn bản: this document replaces, amends, carries out, cites or answers another one, kept here or only named."""

    class Kind(models.TextChoices):
        REPLACES = "replaces", _("Thay thế")
        AMENDS = "amends", _("Sửa đổi, bổ sung")
        IMPLEMENTS = "implements", _("Thực hiện")
        CITES = "cites", _("Căn cứ, viện dẫn")
        ANSWERS = "answers", _("Trả lời, phúc đáp")

    document = models.ForeignKey(Document, models.CASCADE, related_name="relations")
    kind = models.CharField(_("quan hệ"), max_length=12, choices=Kind)
    other = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="related_from")
    named = NfcCharField(_("văn bản khác"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("quan hệ văn bản")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["document", "kind", "other"], name="relation_once")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.other or self.named}"
