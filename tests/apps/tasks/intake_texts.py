"""A short directive of the small province, and the shortest way from it to a state of its review."""

from datetime import date

from django.test import Client

from openpar.apps.tasks.models import Addressee, Directive
from openpar.apps.tasks.services import intake, review
from openpar.apps.tasks.services import issue as giving
from tests.people import DAY, moment

TEXT = """ỦY BAN NHÂN DÂN TỈNH LAI CHÂU
Số: 07/CT-UBND
Lai Châu, ngày 22 tháng 8 năm 2022
CHỈ THỊ
Về việc chấn chỉnh kỷ luật báo cáo
Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:
1. Các sở, ban, ngành tỉnh
a) Rà soát, công khai thủ tục hành chính của đơn vị; báo cáo Ủy ban nhân dân tỉnh trước ngày 30/9/2022.
b) Tổ chức đối thoại với người dân.
2. Sở Tài chính
a) Đôn đốc khắc phục kiến nghị sau kiểm toán, bảo đảm đạt trên 90% trong năm 2022.
3. Trung tâm Chưa Có Tên
a) Phối hợp với Sở Y tế lập danh sách cơ sở khám bệnh trước ngày 15/10/2022.
"""


def long_text(tasks: int) -> str:
    """The same directive with this many tasks under one department."""
    head, _tail = TEXT.split("1. Các sở", 1)
    lines = "\n".join(f"{n}. Rà soát quy trình giải quyết thủ tục số {n} trước ngày 30/9/2022." for n in range(1, tasks + 1))
    return f"{head}I. Sở Tài chính\n{lines}\n"


def taken(province, text=TEXT, who="lan", **more) -> Directive:
    """A directive under review."""
    return intake.take_in(by=province.actor(who), at=moment(), issuer=province.ubnd_tinh, text=text, **more)


def drafts(directive) -> list:
    """Its drafts in order, as the database has them now."""
    return list(directive.drafts.select_related("directive__issuer").order_by("order"))


def named(directive, wording) -> Addressee:
    return Addressee.objects.select_related("draft__directive__issuer", "organisation", "group").filter(
        draft__directive=directive, wording__icontains=wording).order_by("pk").first()


def made_ready(province, directive, due_on=date(2022, 10, 31)) -> Directive:
    """Everything answered, named and dated, so that it can be issued."""
    by = province.actor("lan")
    for a in Addressee.objects.filter(draft__directive=directive, part="lead", organisation=None, group=None):
        a = Addressee.objects.select_related("draft__directive__issuer").get(pk=a.pk)
        if not (a.organisation_id or a.group_id):
            review.name(a, organisation=province.syt, version=a.draft.version, by=by, at=moment())
    for d in drafts(directive):
        if not d.due_type:
            review.edit(d, {"due_type": "date", "due_on": due_on}, version=d.version, by=by, at=moment())
    for d in drafts(directive):
        if not d.confirmed or d.addressees.filter(sure=False).exists():
            review.confirm(d, version=d.version, by=by, at=moment())
    return Directive.objects.select_related("issuer").get(pk=directive.pk)


def issued(province, text=TEXT, at=None, **more):
    """A directive that was given, with everything that the act gave."""
    return giving.issue(made_ready(province, taken(province, text, **more)), by=province.actor("lan"), at=at or moment())


def browser(province, who="lan") -> Client:
    """The pages as this person sees them."""
    client = Client()
    client.force_login(province.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


__all__ = ["DAY", "TEXT", "browser", "drafts", "issued", "long_text", "made_ready", "moment", "named", "taken"]
