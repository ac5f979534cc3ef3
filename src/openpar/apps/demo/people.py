"""People of the demo, made up: every role, every organisation has a head. Always the same: the generator's seed is fixed."""

import random
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from openpar.core.models import Membership, Organisation, User

SINCE = date(2021, 1, 1)
PASSWORD = "LaiChau-2022"
# Fixed so that the second factor can be printed and typed into any one-time-code app; a demo secret protects nothing.
TOTP_SECRETS = {"vanhanh": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "vanhanh2": "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"}
FAMILY = (
    "Nguyễn",
    "Lò",
    "Vàng",
    "Giàng",
    "Lý",
    "Phạm",
    "Trần",
    "Hoàng",
    "Tẩn",
    "Pờ",
    "Lường",
    "Đèo",
    "Chang",
    "Mào",
    "Sùng",
    "Hà",
    "Đỗ",
    "Bùi",
    "Lê",
    "Vũ",
)
MIDDLE = ("Văn", "Thị", "Minh", "Thanh", "Đức", "Thu", "Quang", "Ngọc", "A", "Hồng")
GIVEN = (
    "An",
    "Bình",
    "Chung",
    "Diệp",
    "Giang",
    "Hải",
    "Hạnh",
    "Hiền",
    "Hòa",
    "Hưng",
    "Khánh",
    "Lâm",
    "Liên",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Phong",
    "Phương",
    "Quân",
    "Sơn",
    "Tâm",
    "Thảo",
    "Thắng",
    "Thủy",
    "Trang",
    "Tuấn",
    "Vân",
    "Vinh",
    "Yến",
)
FIELDS = ("Nội chính", "Kinh tế", "Văn hoá - Xã hội")


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the start page introduces: user name, name, role, organisation code, office, what to try first."""

    username: str
    full_name: str
    organisation: str
    role: str
    title: str
    tries: str
    field: str = ""


KNOWN = (
    Known(
        "chutich", "Lò Văn Chính", "ubnd_tinh", "chairman", "Chủ tịch UBND tỉnh", "bảng điều hành, quyết định gia hạn"
    ),
    Known(
        "phochutich",
        "Vàng Thị Kinh",
        "ubnd_tinh",
        "deputy",
        "Phó Chủ tịch UBND tỉnh",
        "việc của lĩnh vực phụ trách",
        "Kinh tế",
    ),
    Known(
        "lan",
        "Nguyễn Thị Lan",
        "ubnd_tinh",
        "reform_office",
        "Trưởng phòng Cải cách hành chính, Sở Nội vụ",
        "tải chỉ thị, rà soát, giao, thẩm định, đôn đốc",
    ),
    Known(
        "kiemsoat",
        "Bùi Quang Soát",
        "ubnd_tinh",
        "procedure_control",
        "Trưởng phòng Kiểm soát TTHC",
        "theo dõi, nhập quy tắc",
    ),
    Known("dung", "Trần Đức Dũng", "stc", "head", "Giám đốc Sở Tài chính", "phân công, gửi báo cáo, đề nghị gia hạn"),
    Known("vanthu", "Lê Thu Văn", "stc", "clerk", "Văn thư Sở Tài chính", "tiếp nhận nhiệm vụ"),
    Known(
        "phogiamdoc", "Hoàng Thu Hà", "stc", "officer", "Phó Giám đốc Sở Tài chính", "làm thay giám đốc đang đi công tác"
    ),
    Known(
        "minh",
        "Phạm Quang Minh",
        "stc",
        "officer",
        "Chuyên viên Sở Tài chính",
        "thực hiện, thêm minh chứng, soạn báo cáo",
    ),
    Known("te", "Pờ Văn Tè", "107", "head", "Chủ tịch UBND huyện Mường Tè", "giao tiếp cho các xã"),
    Known("hoa", "Lý Thị Hoa", "03451", "head", "Chủ tịch UBND xã Mù Cả", "việc của xã"),
    Known(
        "giamsat", "Tẩn Thị Sát", "hdnd_tinh", "supervisor", "Phó Trưởng ban Pháp chế HĐND tỉnh", "giám sát, chỉ xem"
    ),
    Known(
        "vanhanh",
        "Đỗ Văn Hành",
        "ubnd_tinh",
        "operator",
        "Quản trị hệ thống",
        "việc nền, nhật ký, người dùng (cần mã một lần)",
    ),
    Known(
        "vanhanh2",
        "Mào Thị Duyệt",
        "ubnd_tinh",
        "operator",
        "Quản trị hệ thống, người thứ hai",
        "duyệt vai trò do người kia đề nghị (cần mã một lần)",
    ),
)
# Divisions inside departments, so that work can be handed to a sub-unit.
DIVISIONS = (
    ("snv", "snv_cchc", "Phòng Cải cách hành chính"),
    ("stc", "stc_ns", "Phòng Quản lý ngân sách"),
    ("stc", "stc_qlg", "Phòng Quản lý giá và công sản"),
    ("stnmt", "stnmt_dd", "Phòng Quản lý đất đai"),
    ("vpubnd", "vp_ksttt", "Phòng Kiểm soát thủ tục hành chính"),
)
HEAD_TITLES = {
    "department": "Thủ trưởng đơn vị",
    "district": "Chủ tịch UBND",
    "commune": "Chủ tịch UBND",
    "vertical": "Thủ trưởng cơ quan",
    "association": "Chủ tịch",
    "press": "Thủ trưởng cơ quan",
    "enterprise": "Giám đốc",
    "front": "Chủ tịch",
}


def build() -> dict[str, User]:
    """Everybody, with one password; returns people by user name. The hash is made once, so that the build stays short."""
    from openpar.core import organisations

    rng, secret = random.Random(2022), make_password(PASSWORD)
    by_code = {o.code: o for o in Organisation.objects.filter(organisations.valid_on(date(2022, 12, 15)))}
    for parent, code, name in DIVISIONS:
        by_code[code] = organisations.add(
            code=code, name=name, kind="division", parent=by_code[parent], valid_from=SINCE, confidence="D"
        )
    users: dict[str, User] = {}
    rows: list[tuple[User, str, str, str, str]] = []

    def person(username, full_name, organisation, role, title, field=""):
        user = users.setdefault(
            username, User(username=username, full_name=full_name, email=f"{username}@vi-du.vn", password=secret)
        )
        rows.append((user, organisation, role, title, field))

    for k in KNOWN:
        person(k.username, k.full_name, k.organisation, k.role, k.title, k.field)
    rows.pop(next(i for i, row in enumerate(rows) if row[0].username == "phogiamdoc"))  # the role begins later: standing.py
    person("lan", "", "snv", "officer", "Chuyên viên")
    taken = {(k.organisation, k.role) for k in KNOWN}
    for code, organisation in by_code.items():
        kind = organisation.kind
        if kind not in HEAD_TITLES:
            continue
        wanted = [("head", HEAD_TITLES[kind])]
        if kind in ("department", "district", "vertical"):
            wanted += [("clerk", "Văn thư"), ("officer", "Chuyên viên")]
        for role, title in wanted:
            if (code, role) not in taken:
                person(
                    f"{code}_{role}".lower(),
                    f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}",
                    code,
                    role,
                    title,
                )
    for user in users.values():
        from openpar.engine.vietnamese import fold, sort_key

        user.name_key, user.name_fold = sort_key(user.full_name), fold(f"{user.full_name} {user.username}")
        user.is_staff = user.username in TOTP_SECRETS
    User.objects.bulk_create(users.values())
    made = {u.username: u for u in User.objects.all()}
    Membership.objects.bulk_create(
        [
            Membership(
                user=made[u.username], organisation=by_code[org], role=role, title=title, field=field, valid_from=SINCE
            )
            for u, org, role, title, field in rows
        ]
    )
    for username, code_secret in TOTP_SECRETS.items():
        TOTP.activate(made[username], code_secret)
    assert Authenticator.objects.exists()
    return made
