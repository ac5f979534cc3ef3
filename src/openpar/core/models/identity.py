"""The identity of citizens and firms, encrypted, found again only by a keyed index."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Identity(models.Model):
    """Danh tính: who stands behind one thing of a room. Every field is encrypted; nothing here can be read or searched in the database.

    `number_index` and `phone_index` are keyed digests of the whole number: they tell "the same" and nothing else. Dies with its thing.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Cá nhân")
        FIRM = "firm", _("Tổ chức, doanh nghiệp")

    room = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    kind = models.CharField(_("loại"), max_length=10, choices=Kind, default=Kind.PERSON)
    sealed = models.BinaryField(_("nội dung mã hóa"))
    key_id = models.CharField(max_length=8, db_index=True)
    number_index = models.CharField(max_length=64, blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("danh tính")
        constraints = [models.UniqueConstraint(fields=["room", "object_id"], name="one_identity_per_thing")]
        indexes = [
            models.Index(fields=["room", "number_index"], name="identity_number", condition=~Q(number_index="")),
            models.Index(fields=["room", "phone_index"], name="identity_phone", condition=~Q(phone_index="")),
        ]

    def __str__(self):
        return f"{self.room}/{self.object_id}"
