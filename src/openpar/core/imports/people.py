"""Users and their roles from a sheet: nobody gets a password by a file, and a role that decides or reaches far waits for a second operator."""

import re

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import audit, grants, roles
from openpar.core.models import Membership, Organisation, RoleGrant, User
from openpar.engine.vietnamese import fold, nfc

from . import values
from .importer import SAME, Column, Context, Importer, Row, register

OF_PEOPLE = {code: r for code, r in roles.ROLES.items() if not r.machine}  # a program is declared on its own page
ROLES = {fold(str(r.title)): code for code, r in OF_PEOPLE.items()} | {c.replace("_", " "): c for c in OF_PEOPLE} | {
    "lanh dao": "chairman", "chu tich": "chairman", "pho chu tich": "deputy", "giam doc": "head", "truong phong": "head", "thu truong": "head",
    "can bo": "officer", "nhan vien": "officer", "cong chuc": "officer", "quan tri": "operator", "giam sat": "supervisor"}
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,149}")
SAMPLE_UNIT = "Sở Nội vụ"
COLUMNS = (
    Column("username", "Tên đăng nhập", ("Tài khoản", "Username", "Tên tài khoản", "User"), values.code(150), carried=False,
           hint=gettext_lazy("Để trống thì lấy phần trước @ của thư điện tử."), sample=("ntlan", "ntlan", "")),
    Column("full_name", "Họ và tên", ("Họ tên", "Tên cán bộ", "Cán bộ, công chức", "Họ và tên cán bộ"), values.text(150), True, width=28,
           sample=("Nguyễn Thị A", "Nguyễn Thị A", "Trần Văn B")),
    Column("email", "Thư điện tử", ("Email", "E-mail", "Hộp thư", "Địa chỉ thư", "Hộp thư công vụ"), values.email(), width=28,
           sample=("a.nguyen@example.vn", "", "b.tran@example.vn")),
    Column("phone", "Điện thoại", ("Số điện thoại", "SĐT", "Di động"), values.code(20), sample=("", "", "")),
    Column("organisation", "Cơ quan, đơn vị", ("Đơn vị", "Cơ quan", "Phòng, đơn vị", "Đơn vị công tác", "Nơi công tác", "Mã đơn vị"), values.text(300), True,
           gettext_lazy("Mã hoặc tên trong danh mục; tên gọi khác cũng được."), width=36, sample=(SAMPLE_UNIT, "snv", SAMPLE_UNIT)),
    Column("role", "Vai trò", ("Vai trò trên hệ thống", "Quyền", "Nhóm quyền"), values.choice(ROLES, lambda: ", ".join(
        str(r.title) for r in OF_PEOPLE.values())), True, width=30, sample=("Chuyên viên", "Văn thư", "Thủ trưởng đơn vị"),
        choices=tuple(str(r.title) for r in OF_PEOPLE.values()),
        labels={code: r.title for code, r in OF_PEOPLE.items()}),
    Column("title", "Chức vụ", ("Chức danh",), values.text(200), sample=("Chuyên viên", "Chuyên viên", "Giám đốc")),
    Column("field", "Lĩnh vực phụ trách", ("Lĩnh vực",), values.text(120), sample=("", "", "")),
    Column("valid_from", "Từ ngày", ("Ngày bắt đầu", "Hiệu lực từ"), values.day(), hint=gettext_lazy("Để trống là từ ngày nhập."),
           sample=("01/01/2022", "", "")),
    Column("valid_until", "Đến hết ngày", ("Đến ngày", "Ngày kết thúc"), values.day(), sample=("", "", "")))


def judge(rows: list[Row], context: Context) -> None:
    """One person may stand in several rows, a role each. Who is there is known by user name; an address belongs to one person."""
    for row in rows:
        given = row["username"] or (row["email"] or "").partition("@")[0]
        row.extra = {"username": nfc(given).lower(), "organisation": None}
        if not given:
            row.wrong("username", _("thiếu; ghi tên đăng nhập hoặc thư điện tử"))
        elif not USERNAME.fullmatch(row.extra["username"]):
            row.wrong("username", _("chỉ dùng chữ không dấu, số, dấu chấm, gạch"))
    names = {r.extra["username"] for r in rows}
    there = {u.name_low: u for u in User.objects.annotate(name_low=Lower("username")).filter(name_low__in=names)}
    emails = {e.lower(): name for e, name in User.objects.exclude(email="").annotate(low=Lower("email")).filter(
        low__in={r["email"] for r in rows if r["email"]}).values_list("email", "username")}
    held = _held(there.values())
    first: dict[str, Row] = {}
    seen: dict[tuple, Row] = {}
    for row in rows:
        _person(row, there, emails, first, context)
        _role(row, there, held, seen, context)


def _held(users):
    """{(user, organisation, role): id} of what is held or proposed."""
    ids = [u.pk for u in users]
    out = {}
    for model in (Membership, RoleGrant):
        found = model.objects.filter(user__in=ids)
        for m in found if model is Membership else found.filter(state=RoleGrant.State.WAITING):
            out.setdefault((m.user_id, m.organisation_id, m.role), []).append(m)
    return out


def _person(row, there, emails, first, context):
    name = row.extra["username"]
    user = there.get(name)
    before = first.setdefault(name, row)
    if user is not None and fold(user.full_name) != fold(row.text("full_name")) and row["full_name"]:
        row.wrong("username", _("tên đăng nhập này là của %(who)s; dùng tên khác, hoặc sửa họ tên cho đúng") % {"who": user.full_name})
    elif before is not row and fold(before.text("full_name")) != fold(row.text("full_name")):
        row.wrong("username", _("dòng %(n)s dùng tên đăng nhập này cho người khác") % {"n": before.n})
    if row["email"] and emails.get(row["email"], name).lower() != name:
        row.wrong("email", _("thư điện tử này là của tài khoản %(name)s") % {"name": emails[row["email"]]})
    other = first.setdefault(f"@{row['email']}", row) if row["email"] else row
    if other.extra["username"] != name:
        row.wrong("email", _("dòng %(n)s dùng thư điện tử này cho người khác") % {"n": other.n})


def _role(row, there, held, seen, context):
    since = row["valid_from"] or context.on
    if row["valid_until"] and row["valid_until"] < since:
        row.wrong("valid_until", _("trước ngày bắt đầu; kiểm tra lại hai ngày"))
    office = context.resolve(row["organisation"], row, max(since, context.on)) if row["organisation"] else None
    if not isinstance(office, Organisation) or not row["role"]:
        return
    row.extra |= {"organisation": office, "valid_from": since}
    row.key = f"{row.extra['username']}/{office.pk}/{row['role']}"
    if (again := seen.setdefault((row.key, since), row)) is not row:
        row.wrong("role", _("vai trò này đã có ở dòng %(n)s; giữ một dòng") % {"n": again.n})
        return
    user = there.get(row.extra["username"])
    if user is not None and user.pk == context.by.user_id:
        row.wrong("username", _("không ai tự giao vai trò cho mình; nhờ người vận hành khác"))
    had = [m for m in held.get((user.pk, office.pk, row["role"]), ()) if m.valid_until is None or m.valid_until >= since] if user else []
    if had:
        row.outcome, row.existing = SAME, ("core.user", user.pk, user.full_name)
        if isinstance(had[0], RoleGrant):
            row.remark("role", _("vai trò này đã được đề nghị và đang chờ người thứ hai duyệt"))
    elif roles.ROLES[row["role"]].second_person:
        row.remark("role", _("vai trò có quyền rộng: chờ người vận hành thứ hai duyệt mới có hiệu lực"))


def apply(rows: list[Row], context: Context) -> None:
    """Accounts without a password, and roles by the way of every grant."""
    made: dict[str, User] = {}
    for n, row in enumerate(rows, start=1):
        name = row.extra["username"]
        user = made.get(name) or User.objects.filter(Q(username__iexact=name)).first()
        if user is None:
            user = User(username=name, full_name=row["full_name"], email=row["email"] or "", phone=row["phone"] or "")
            user.set_unusable_password()
            user.save()
            audit.record("people.import", "core.user", user, by=context.by, at=context.at, reason=context.source, changes=audit.changed(
                {}, {"username": name, "full_name": user.full_name, "email": user.email, "phone": user.phone}, ("username", "full_name", "email", "phone")))
        made[name] = user
        held = Membership(user=user, organisation=row.extra["organisation"], role=row["role"], title=row["title"] or "", field=row["field"] or "",
                          valid_from=row.extra["valid_from"], valid_until=row["valid_until"])
        waits = grants.give(held, by=context.by, at=context.at) is None
        words = f"{user.full_name}: {roles.ROLES[row['role']].title}, {held.organisation.label}"
        row.made.append(("core.user", user.pk, f"{words} ({_('chờ duyệt')})" if waits else words))
        context.progress(n, len(rows))


IMPORTER = register(Importer(
    "nguoi-dung", gettext_lazy("Người dùng và vai trò"),
    gettext_lazy("Mỗi dòng là một vai trò của một người; một người có nhiều vai trò thì ghi nhiều dòng cùng tên đăng nhập."),
    "people.manage", COLUMNS, judge, apply, limit=10_000, at_once=200, guarded=True,
    steps=(gettext_lazy("Tệp không có mật khẩu. Người mới tự đặt mật khẩu bằng liên kết gửi đến thư điện tử (Quên mật khẩu), hoặc "
                        "nhận mật khẩu dùng một lần do người vận hành lập sau khi nhập."),
           gettext_lazy("Vai trò có quyền quyết định hoặc quyền rộng chỉ có hiệu lực khi người vận hành thứ hai duyệt."))))
