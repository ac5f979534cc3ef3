"""A copy of an issued document that a person made for the public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openpar.core.models.named import FoldField, NfcCharField

from .document import Document

USER = settings.AUTH_USER_MODEL


class Publication(models.Model):
    """Bản công bố: the copy of an issued document that anybody may read, made by a named person; the original stays inside, as it is.

    The machine hides nothing by itself: a name taken out by matching is found again wherever else the same page is public.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="publications")
    title = NfcCharField(_("tên công bố"), max_length=500)
    masked = NfcCharField(_("đã che những gì"), max_length=500)
    copy = models.ForeignKey("core.Evidence", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người lập bản công bố"))
    published_at = models.DateTimeField(_("công bố lúc"))
    ended_at = models.DateTimeField(_("thôi công bố lúc"), null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    end_reason = NfcCharField(_("lý do thôi công bố"), max_length=500, blank=True)
    fold = FoldField(source="title", max_length=600)

    class Meta:
        verbose_name = verbose_name_plural = _("bản công bố")
        ordering = ["-published_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["document"], condition=Q(ended_at__isnull=True), name="one_living_publication")]

    def __str__(self):
        return self.title
