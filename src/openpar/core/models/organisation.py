"""Organisations, dated; what became of them; and the groups that documents address as one."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .named import FoldField, NfcCharField, NfcTextField, SortKeyField


class Organisation(models.Model):
    """Cơ quan, đơn vị: a node in the tree of agencies, with the days on which it exists.

    A code may return with another extent (Đoàn Kết ward before and after 1 July 2025), so the key is (code, valid_from).
    `path` is the chain of ids from the root, each with a dot, so that a subtree is one prefix.
    """

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("Ủy ban nhân dân cấp tỉnh")
        DEPARTMENT = "department", _("Sở, ban, ngành")
        DISTRICT = "district", _("UBND cấp huyện")
        COMMUNE = "commune", _("UBND cấp xã")
        VERTICAL = "vertical", _("Cơ quan ngành dọc")
        DIVISION = "division", _("Phòng, đơn vị trực thuộc")
        COUNCIL = "council", _("Hội đồng nhân dân")
        FRONT = "front", _("Mặt trận, đoàn thể")
        ASSOCIATION = "association", _("Hội, hiệp hội")
        PRESS = "press", _("Báo chí")
        ENTERPRISE = "enterprise", _("Doanh nghiệp")
        OFFICE_HOLDER = "office_holder", _("Chức danh")
        STEERING = "steering", _("Ban Chỉ đạo")
        OTHER = "other", _("Khác")

    code = models.CharField(_("mã"), max_length=40)
    name = NfcCharField(_("tên"), max_length=300)
    short_name = NfcCharField(_("tên gọn"), max_length=120, blank=True)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children",
                               verbose_name=_("cơ quan cấp trên"))
    path = models.CharField(max_length=200, db_index=True, editable=False, default="")
    valid_from = models.DateField(_("hiệu lực từ"), db_index=True)
    valid_until = models.DateField(_("hiệu lực đến hết ngày"), null=True, blank=True)
    gso_code = models.CharField(_("mã thống kê"), max_length=10, blank=True)
    exchange_code = models.CharField(_("mã định danh điện tử"), max_length=35, blank=True, default="", validators=[RegexValidator(
        r"^(?:[A-Y]\d{2}|Z[0-9A-Z]+)(?:\.[0-9A-Z]+)*\Z", _("Mã định danh gồm các nhóm chữ hoa và số cách nhau bằng dấu chấm, ví dụ H01.02."))],
        help_text=_("Theo Quyết định 20/2020/QĐ-TTg; để trống khi chưa có mã được cấp."))
    confidence = models.CharField(max_length=1, default="A")
    name_key = SortKeyField(source="name", db_index=True)
    name_fold = FoldField(source="name short_name code", db_index=True, max_length=600)

    class Meta:
        verbose_name, verbose_name_plural = _("cơ quan, đơn vị"), _("cơ quan, đơn vị")
        ordering = ["name_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="organisation_code_from",
                                    violation_error_message=_("Mã này đã dùng cho một cơ quan có cùng ngày hiệu lực.")),
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                                   name="organisation_dates",
                                   violation_error_message=_("Ngày hết hiệu lực phải sau ngày bắt đầu.")),
        ]

    def __str__(self):
        return self.name

    @property
    def label(self):
        """The narrow name where there is little room."""
        return self.short_name or self.name


class OrganisationAlias(models.Model):
    """Tên gọi khác: another spelling of an organisation that documents use."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    text = NfcCharField(_("tên gọi khác"), max_length=300)
    text_fold = FoldField(source="text", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("tên gọi khác")
        constraints = [models.UniqueConstraint(fields=["organisation", "text"], name="alias_once")]

    def __str__(self):
        return self.text


class Succession(models.Model):
    """Kế thừa: on a day, something of one organisation passed to another by a document.

    Territory, a function or a field; where one predecessor splits, `share` says which part (0 to 1), None where nobody has said.
    """

    class What(models.TextChoices):
        ALL = "all", _("Toàn bộ")
        TERRITORY = "territory", _("Địa bàn")
        FUNCTION = "function", _("Chức năng")
        FIELD = "field", _("Lĩnh vực")

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="passed_on", verbose_name=_("đơn vị cũ"))
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="taken_over", verbose_name=_("đơn vị kế thừa"))
    what = models.CharField(_("phần kế thừa"), max_length=20, choices=What, default=What.ALL)
    detail = NfcCharField(_("nội dung"), max_length=300, blank=True)
    on = models.DateField(pgettext_lazy("date", "ngày"))
    document = NfcCharField(_("văn bản"), max_length=200)
    share = models.DecimalField(_("tỷ lệ"), max_digits=5, decimal_places=4, null=True, blank=True)
    confidence = models.CharField(_("độ tin cậy"), max_length=1, default="A")

    class Meta:
        verbose_name = verbose_name_plural = _("kế thừa")
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor", "what", "on", "detail"],
                                               name="succession_once")]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"


class Group(models.Model):
    """Nhóm đơn vị: an addressee that stands for many ("các sở, ban, ngành tỉnh")."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    name = NfcCharField(_("tên"), max_length=300)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    note = NfcTextField(_("ghi chú"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("nhóm đơn vị")

    def __str__(self):
        return self.name


class GroupWording(models.Model):
    """Cách gọi của nhóm in documents."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="wordings")
    text = NfcCharField(_("cách gọi"), max_length=300)
    text_fold = FoldField(source="text", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("cách gọi nhóm")

    def __str__(self):
        return self.text


class GroupMember(models.Model):
    """Thành viên nhóm, dated."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="in_groups")
    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("thành viên nhóm")
        constraints = [models.UniqueConstraint(fields=["group", "organisation", "valid_from"], name="group_member_once")]

    def __str__(self):
        return f"{self.group}: {self.organisation}"
