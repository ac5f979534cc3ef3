"""A role that one operator proposes and another one approves."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.core import roles

from .named import NfcCharField


class RoleGrant(models.Model):
    """Đề nghị giao vai trò: becomes a Membership when a second operator approves; never edited."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ duyệt")
        APPROVED = "approved", _("đã duyệt")
        REFUSED = "refused", _("không duyệt")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người"))
    organisation = models.ForeignKey("core.Organisation", models.PROTECT, related_name="+", verbose_name=_("cơ quan, đơn vị"))
    role = models.CharField(_("vai trò"), max_length=30, choices=roles.CHOICES)
    title = NfcCharField(_("chức vụ"), max_length=200, blank=True)
    field = NfcCharField(_("lĩnh vực phụ trách"), max_length=120, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("đề nghị giao vai trò")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role", "valid_from"], condition=Q(state="waiting"),
                                    name="grant_waits_once"),
            models.CheckConstraint(condition=~Q(proposed_by=F("user")), name="grant_not_to_oneself",
                                   violation_error_message=_("Không ai tự giao vai trò cho mình.")),
            models.CheckConstraint(condition=~Q(state="approved") | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("user"))),
                                   name="grant_second_person",
                                   violation_error_message=_("Người duyệt phải khác người đề nghị và người được giao.")),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"
