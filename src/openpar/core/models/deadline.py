"""One clock for everything that is due, in every room."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import NfcCharField
from .organisation import Organisation


class Deadline(models.Model):
    """Thời hạn: when a clock started, under which rule, its pauses, when due, when met; and whose it is.

    "Việc của tôi" is one query over this table. `due_at` is the moment after which the work is late; None means no time was set.
    `duty` says what is owed (see core.duties), `room` and `object_id` name the thing in its room.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan, đơn vị"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
                               verbose_name=_("người"))
    room = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    duty = models.CharField(_("việc phải làm"), max_length=40)
    reference = NfcCharField(_("số hiệu"), max_length=80, blank=True)
    title = NfcCharField(_("nội dung"), max_length=500)
    started_at = models.DateTimeField(_("bắt đầu"))
    due_at = models.DateTimeField(_("hạn"), null=True, blank=True)
    inner_due_at = models.DateTimeField(_("hạn nội bộ"), null=True, blank=True)
    rule = models.JSONField(_("quy tắc"), default=dict, blank=True)
    pauses = models.JSONField(_("tạm dừng"), default=list, blank=True)
    changes = models.JSONField(_("các lần đổi hạn"), default=list, blank=True)
    open = models.BooleanField(_("còn chạy"), default=True)
    met_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("thời hạn")
        indexes = [
            models.Index(fields=["organisation", "open", "due_at"], name="deadline_org_open_due"),
            models.Index(fields=["person", "open", "due_at"], name="deadline_person_open_due"),
            models.Index(fields=["open", "due_at"], name="deadline_open_due"),
            # what still runs is little beside what is over: these two hold only that, and their statistics count only that
            models.Index(fields=["organisation", "due_at", "id"], name="deadline_org_running", condition=models.Q(open=True)),
            models.Index(fields=["person", "due_at", "id"], name="deadline_person_running",
                         condition=models.Q(open=True, person__isnull=False)),
            models.Index(fields=["room", "object_id"], name="deadline_room_object"),
        ]

    def __str__(self):
        return f"{self.reference or self.title}: {self.due_at and self.due_at.date()}"


class Due(models.Model):
    """Abstract: a row whose list sorts by its deadline keeps a copy, written only by core.deadlines."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    due_at = models.DateTimeField(_("hạn"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
