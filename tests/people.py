"""The small province of every test: Lan leads the office that issues tasks, Minh works in the finance department,
Hoa at a commune's one-stop desk, and Khách is a citizen. Deterministic."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.utils import timezone

DAY = date(2022, 8, 24)
SINCE = date(2021, 1, 1)
PASSWORD = "mat-khau-thu-nghiem-1"


def moment(day=DAY, hour=9, minute=0):
    """An aware moment in Vietnam."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_default_timezone())


@dataclass
class Province:
    """Handles on the people and organisations by the names that tests use."""

    organisations: dict
    users: dict

    def __getattr__(self, name):
        for table in (self.__dict__["organisations"], self.__dict__["users"]):
            if name in table:
                return table[name]
        raise AttributeError(name)

    def actor(self, name, on=DAY, organisation=None):
        """The actor of a person on a day."""
        from openpar.core.actor import actor_for
        return actor_for(self.users[name], on, organisation_id=organisation and self.organisations[organisation].pk)


ORGANISATIONS = (  # code, name, short, kind, parent
    ("ubnd_tinh", "Ủy ban nhân dân tỉnh Lai Châu", "UBND tỉnh", "committee", None),
    ("snv", "Sở Nội vụ", "Sở Nội vụ", "department", "ubnd_tinh"),
    ("stc", "Sở Tài chính", "Sở Tài chính", "department", "ubnd_tinh"),
    ("syt", "Sở Y tế", "Sở Y tế", "department", "ubnd_tinh"),
    ("stc_ns", "Phòng Quản lý ngân sách", "Phòng QLNS", "division", "stc"),
    ("muong_te", "Ủy ban nhân dân huyện Mường Tè", "UBND huyện Mường Tè", "district", "ubnd_tinh"),
    ("sin_ho", "Ủy ban nhân dân huyện Sìn Hồ", "UBND huyện Sìn Hồ", "district", "ubnd_tinh"),
    ("mu_ca", "Ủy ban nhân dân xã Mù Cả", "UBND xã Mù Cả", "commune", "muong_te"),
    ("ta_tong", "Ủy ban nhân dân xã Tà Tổng", "UBND xã Tà Tổng", "commune", "muong_te"),
    ("pa_tan", "Ủy ban nhân dân xã Pa Tần", "UBND xã Pa Tần", "commune", "sin_ho"),
    ("hdnd_tinh", "Hội đồng nhân dân tỉnh", "HĐND tỉnh", "council", None),
)
PEOPLE = (  # username, full name, ((organisation, role, field), …)
    ("lan", "Nguyễn Thị Lan", (("ubnd_tinh", "reform_office", ""), ("snv", "officer", ""))),
    ("chu_tich", "Lò Văn Chính", (("ubnd_tinh", "chairman", ""),)),
    ("pho", "Vàng Thị Phó", (("ubnd_tinh", "deputy", "Tài chính"),)),
    ("dung", "Trần Văn Dũng", (("stc", "head", ""),)),
    ("van_thu", "Lê Thị Văn", (("stc", "clerk", ""),)),
    ("minh", "Phạm Minh", (("stc", "officer", ""),)),
    ("yen", "Hà Thị Yên", (("syt", "head", ""),)),
    ("te", "Pờ Văn Tè", (("muong_te", "head", ""),)),
    ("ho", "Giàng A Hồ", (("sin_ho", "head", ""),)),
    ("hoa", "Lý Thị Hoa", (("mu_ca", "officer", ""),)),
    ("ca", "Lỳ Văn Cả", (("mu_ca", "head", ""),)),
    ("giam_sat", "Tẩn Thị Sát", (("hdnd_tinh", "supervisor", ""),)),
    ("van_hanh", "Đỗ Văn Hành", (("ubnd_tinh", "operator", ""),)),
    ("khach", "Khách", ()),
)


GROUPS = (  # code, name, wordings, members
    ("g_departments", "Các sở, ban, ngành tỉnh", ("các sở, ban, ngành tỉnh", "các sở, ban, ngành", "các sở, ngành"), ("snv", "stc", "syt")),
    ("g_districts", "UBND các huyện, thành phố", ("UBND các huyện, thành phố", "Ủy ban nhân dân các huyện, thành phố"), ("muong_te", "sin_ho")),
    ("g_communes", "UBND cấp xã", ("UBND cấp xã", "UBND các xã, phường, thị trấn"), ("mu_ca", "ta_tong", "pa_tan")),
)


def make_province() -> Province:
    """Organisations, groups and people, as the services leave them, in a statement for each table: nearly every test begins with it."""
    from django.contrib.auth.hashers import make_password
    from django.db import connection

    from openpar.core.models import Group, GroupMember, GroupWording, Membership, Organisation, User
    made = {o.code: o for o in Organisation.objects.bulk_create(
        Organisation(code=code, name=name, short_name=short, kind=kind, valid_from=SINCE) for code, name, short, kind, _ in ORGANISATIONS)}
    for code, _, _, _, parent in ORGANISATIONS:
        made[code].parent = made.get(parent)
        made[code].path = f"{made[parent].path if parent else ''}{made[code].pk}."
    with connection.cursor() as cursor:  # a statement that Django would write anew for each test is half of what a province costs
        cursor.executemany("UPDATE core_organisation SET parent_id = %s, path = %s WHERE id = %s",
                           [(o.parent_id, o.path, o.pk) for o in made.values()])
    groups = Group.objects.bulk_create(Group(code=code, name=name) for code, name, _, _ in GROUPS)
    GroupWording.objects.bulk_create(GroupWording(group=g, text=text) for g, (_, _, texts, _) in zip(groups, GROUPS, strict=True) for text in texts)
    GroupMember.objects.bulk_create(GroupMember(group=g, organisation=made[m], valid_from=SINCE)
                                    for g, (_, _, _, members) in zip(groups, GROUPS, strict=True) for m in members)
    secret = make_password(PASSWORD, hasher="md5") if "md5" in _hashers() else make_password(PASSWORD)
    users = {u.username: u for u in User.objects.bulk_create(
        User(username=username, full_name=full_name, email=f"{username}@example.vn", password=secret) for username, full_name, _ in PEOPLE)}
    Membership.objects.bulk_create(Membership(user=users[username], organisation=made[org], role=role, field=field, valid_from=SINCE)
                                   for username, _, held in PEOPLE for org, role, field in held)
    return Province(made, users)


def fresh_code(client, user, ago: int = 0) -> None:
    """The session of this client looks as if the person had given a one-time code so many seconds ago."""
    import time

    from allauth.account.internal.flows import login
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time() - ago}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = login.user_id_to_str(user)
    session.save()


def _hashers():
    from django.contrib.auth.hashers import get_hashers
    return [h.algorithm for h in get_hashers()]


@pytest.fixture(autouse=True)
def facts_apart(settings, tmp_path_factory):
    """No test sees the snapshots of another one, whose ids are those of other organisations."""
    settings.FACTS_DIR = tmp_path_factory.getbasetemp() / f"facts-{uuid4().hex}"


@pytest.fixture
def province(db):
    """The small province, and the business clock at 09:00 on Wednesday 24 August 2022."""
    from openpar.core import clock
    with clock.fixed(moment()):
        yield make_province()
