"""Proof: files, links and official documents. Bytes are kept once per room and die with their last reference."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .named import NfcCharField


class Blob(models.Model):
    """Tệp đã lưu: the bytes of a file, named by their digest, within one room."""

    class Scan(models.TextChoices):
        NO_SCANNER = "no_scanner", _("Chưa có bộ quét mã độc")
        CLEAN = "clean", _("Đã quét, không thấy mã độc")
        INFECTED = "infected", _("Có mã độc, đã chặn")

    room = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.NO_SCANNER)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("tệp đã lưu")
        constraints = [models.UniqueConstraint(fields=["room", "digest"], name="blob_once_per_room")]

    def __str__(self):
        return f"{self.room}/{self.digest[:12]}"


class Evidence(models.Model):
    """Minh chứng: a file, a link or an official document with number, date, issuer, digest and confidentiality.

    Two uploads of the same bytes share a blob but keep their own names and types.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("Tệp")
        LINK = "link", _("Đường dẫn")
        DOCUMENT = "document", pgettext_lazy("evidence", "Văn bản")

    class Level(models.TextChoices):
        PUBLIC = "public", _("Công khai")
        INTERNAL = "internal", _("Nội bộ")
        RESTRICTED = "restricted", _("Hạn chế trong đơn vị")

    room = models.CharField(max_length=40)
    owner_id = models.BigIntegerField(_("thuộc về"))
    kind = models.CharField(_("loại"), max_length=10, choices=Kind, default=Kind.FILE)
    title = NfcCharField(_("tên"), max_length=300)
    original_name = NfcCharField(_("tên tệp gốc"), max_length=300, blank=True)
    content_type = models.CharField(max_length=120, blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="evidence")
    url = models.URLField(_("đường dẫn"), max_length=1000, blank=True)
    number = NfcCharField(_("số, ký hiệu"), max_length=80, blank=True)
    issued_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    issuer = NfcCharField(_("cơ quan ban hành"), max_length=300, blank=True)
    confidentiality = models.CharField(_("phạm vi"), max_length=12, choices=Level, default=Level.INTERNAL)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("core.Organisation", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("minh chứng")
        ordering = ["added_at", "id"]
        indexes = [models.Index(fields=["room", "owner_id"])]

    def __str__(self):
        return self.title


class FilesUploaded(models.Model):
    """Tệp một người tải lên trong ngày: bytes uploaded by a person on the last day on which they uploaded anything."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()
    size = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("lượng tệp tải lên trong ngày")

    def __str__(self):
        return f"{self.user_id} {self.day}: {self.size}"


class FilesKept(models.Model):
    """Tệp một đơn vị đang giữ: bytes of all uploaded files of an organisation."""

    organisation = models.OneToOneField("core.Organisation", models.CASCADE, primary_key=True, related_name="+")
    size = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("lượng tệp đơn vị đang giữ")

    def __str__(self):
        return f"{self.organisation_id}: {self.size}"
