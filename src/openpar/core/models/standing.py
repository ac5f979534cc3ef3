"""Who acts for whom, for how long: a right given to another person by document, and work that goes elsewhere while somebody is away."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .named import NfcCharField, NfcTextField

USER = settings.AUTH_USER_MODEL
NOT_ENDED = Q(ended_on__isnull=True)


def live(day, prefix: str = "") -> Q:
    """Rows in force on a day. Both days are included, as documents write "từ ngày … đến hết ngày …"; the day on which somebody
    ended it early no longer counts."""
    return (Q(**{f"{prefix}valid_from__lte": day, f"{prefix}valid_until__gte": day})
            & (Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gt": day})))


def days_in_order(name: str) -> models.CheckConstraint:
    """The last day of a term is not before its first."""
    return models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name=name,
                                  violation_error_message=_("Ngày cuối không được trước ngày đầu."))


class Term(models.Model):
    """Abstract: something with a first and a last day that may be ended before its last day, with who and why."""

    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến hết ngày"))
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("lập lúc"))
    ended_on = models.DateField(_("kết thúc ngày"), null=True, blank=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = NfcCharField(_("lý do kết thúc"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def status_on(self, day) -> str:
        """"ended", "over", "coming" or "running" on a day."""
        if self.ended_on and self.ended_on <= day:
            return "ended"
        return "over" if self.valid_until < day else "coming" if day < self.valid_from else "running"

    def end(self, day, *, by, at, reason: str) -> None:
        """Ended from this day on, and saved; whoever calls has checked that they may and that it has not ended."""
        self.ended_on, self.ended_by, self.ended_at, self.end_reason = day, by, at, reason.strip()[:500]
        self.save(update_fields=["ended_on", "ended_by", "ended_at", "end_reason"])


class Delegation(Term):
    """Ủy quyền: acts of one person in one organisation that another person may do for a time. Never passed on.

    `acts` are acts of core.roles; which of them count is asked anew each time, by what the giver may do at that moment.
    """

    class Mode(models.TextChoices):
        KT = "KT", _("Ký thay (KT.)")
        TL = "TL", _("Thừa lệnh (TL.)")
        TUQ = "TUQ", _("Thừa ủy quyền (TUQ.)")

    giver = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người ủy quyền"))
    taker = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người được ủy quyền"))
    organisation = models.ForeignKey("core.Organisation", models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    acts = models.JSONField(_("việc được ủy quyền"), default=list)
    mode = models.CharField(_("hình thức ký"), max_length=4, choices=Mode.choices)
    giver_office = NfcCharField(_("chức vụ người ủy quyền"), max_length=200)
    taker_office = NfcCharField(_("chức vụ người được ủy quyền"), max_length=200)
    document_number = NfcCharField(_("số văn bản ủy quyền"), max_length=80, blank=True)
    document_on = models.DateField(_("ngày văn bản ủy quyền"), null=True, blank=True)
    file = models.ForeignKey("core.Evidence", models.PROTECT, null=True, blank=True, related_name="+")
    scope_note = NfcTextField(_("phạm vi, nội dung"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ủy quyền")
        indexes = [models.Index(fields=["taker", "valid_until"], name="delegation_taker"),
                   models.Index(fields=["giver", "valid_until"], name="delegation_giver"),
                   models.Index(fields=["organisation", "valid_until"], name="delegation_organisation")]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_to_another",
                                   violation_error_message=_("Không ai tự ủy quyền cho mình.")),
            days_in_order("delegation_days"),
            models.CheckConstraint(condition=~Q(mode="TUQ") | (~Q(document_number="") & Q(document_on__isnull=False)),
                                   name="delegation_in_writing",
                                   violation_error_message=_("Thừa ủy quyền phải bằng văn bản: ghi số và ngày văn bản.")),
            models.UniqueConstraint(fields=["giver", "taker", "organisation", "mode", "valid_from"], condition=NOT_ENDED,
                                    name="delegation_once",
                                    violation_error_message=_("Đã có ủy quyền này cho người này từ ngày này.")),
        ]

    def __str__(self):
        return f"{self.giver} → {self.taker}: {self.mode}, {self.valid_from:%d/%m/%Y}–{self.valid_until:%d/%m/%Y}"


class Absence(Term):
    """Nghỉ, đi công tác: the days on which somebody is away from one organisation, and who looks after the work meanwhile."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("Nghỉ phép")
        TRIP = "trip", _("Đi công tác")
        STUDY = "study", _("Đi học")
        ILL = "ill", _("Nghỉ ốm")
        OTHER = "other", _("Lý do khác")

    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người nghỉ"))
    organisation = models.ForeignKey("core.Organisation", models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    kind = models.CharField(_("lý do"), max_length=8, choices=Kind.choices)
    substitute = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("người làm thay"))
    note = NfcCharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("nghỉ, đi công tác")
        indexes = [models.Index(fields=["substitute", "valid_until"], name="absence_substitute"),
                   models.Index(fields=["person", "valid_until"], name="absence_person"),
                   models.Index(fields=["organisation", "valid_until"], name="absence_organisation")]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="absence_another",
                                   violation_error_message=_("Người làm thay phải là người khác.")),
            days_in_order("absence_days"),
            models.UniqueConstraint(fields=["person", "organisation", "valid_from"], condition=NOT_ENDED, name="absence_once",
                                    violation_error_message=_("Người này đã báo nghỉ từ ngày này.")),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_kind_display()}, {self.valid_from:%d/%m/%Y}–{self.valid_until:%d/%m/%Y}"
