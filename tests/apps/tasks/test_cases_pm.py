"""Public failures of other products with rights and leaks, replayed under their ids."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.apps.tasks.models import Assignment, Directive, Draft
from openpar.core import evidence, feeds, roles
from openpar.core.models import AuditEntry, Organisation, OutboxMessage
from openpar.core.roles import Scope
from tests.apps.tasks.giving import fresh, give, received, submitted
from tests.people import PEOPLE, moment

BULK = "/theo-doi/xu-ly/"


@pytest.fixture
def store(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}


def said(answer) -> str:
    """Everything a page or a workbook says."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b" ".join([*(n.encode() for n in book.namelist()), *(book.read(n) for n in book.namelist())])
    return data.decode("utf-8", "replace")


def test_case_PM_04_foreign_ids_in_a_bulk_act_do_nothing_and_are_not_described(province, client):
    own, foreign = submitted(province, give(province)), give(province, "mu_ca", issuer=province.muong_te, who="te", title="Việc kín của huyện")
    client.force_login(province.lan)
    for act in ("accept", "remind", "escalate"):
        before = AuditEntry.objects.filter(object_id=foreign.pk, room="tasks.assignment").count()
        text = said(client.post(BULK, {"viec": act, "ids": [own.pk, foreign.pk], "xac-nhan": "1", "quality": "good", "text": "Theo biên bản."}))
        assert "Việc kín" not in text and foreign.task.code not in text
        assert AuditEntry.objects.filter(object_id=foreign.pk, room="tasks.assignment").count() == before
        assert fresh(foreign).state == "assigned"


def test_case_PM_04_an_id_of_one_thing_under_the_address_of_another_is_not_found(province, client):
    made = [Directive.objects.create(issuer=province.ubnd_tinh, title=f"Chỉ thị {n}", text="Nội dung", created_at=moment(), created_by=province.lan)
            for n in range(2)]
    draft = Draft.objects.create(directive=made[0], order=1, title="Dự thảo của chỉ thị 0", text="x", spans=[[0, 5]], due_type="none")
    client.force_login(province.lan)
    tried = 0
    from tests.core.matrix import addresses
    for a in addresses():
        if a.pattern.startswith("van-ban/") and {"pk", "draft"} <= set(a.parameters):
            tried += 1
            path = "/" + a.pattern.replace("<int:pk>", str(made[1].pk)).replace("<int:draft>", str(draft.pk))
            path = path.replace("<slug:act>", "sua")
            for answer in (client.get(path, follow=True), client.post(path, {"version": 0, "title": "Đổi"})):
                assert answer.status_code in (200, 404, 405) and "chỉ thị 0" not in said(answer), (path, answer.status_code)
    draft.refresh_from_db()
    assert tried and draft.title == "Dự thảo của chỉ thị 0"


def test_case_PM_04_an_export_holds_what_its_list_shows_and_no_more(province, client):
    own, foreign = give(province, title="Việc của tỉnh"), give(province, "mu_ca", issuer=province.muong_te, who="te", title="Việc kín của huyện")
    for name, sees, not_sees in (("dung", own, foreign), ("te", foreign, own)):
        client.force_login(province.users[name])
        text = said(client.get(reverse("tasks:tasks_xlsx"), {"ids": foreign.pk, "don-vi": ""}))
        assert sees.task.title in text and not_sees.task.title not in text
    client.logout()
    assert client.get(reverse("tasks:tasks_xlsx")).status_code == 302


def test_case_PM_05_what_becomes_confidential_is_gone_from_every_way_to_it(province, client, store):
    part = received(province, give(province))
    piece = evidence.add_file("tasks.assignment", part.pk, SimpleUploadedFile("don-to-cao-ong-A.txt", b"noi dung"), by=province.actor("dung"),
                              at=moment(), organisation_id=province.stc.pk, level="public", title="Đơn tố cáo ông A")
    ways = [part.get_absolute_url(), part.task.get_absolute_url(), reverse("core:evidence", args=[piece.pk]),
            reverse("core:evidence_together", args=["tasks.assignment", part.pk]), "/tim/?q=don+to+cao", reverse("tasks:tasks_xlsx")]

    def leaks(name):
        client.force_login(province.users[name])
        return [w for w in ways for a in [client.get(w)] if a.status_code == 200 and any(
            x in said(a) for x in ("don-to-cao", "Đơn tố cáo", "noi dung"))]
    assert leaks("giam_sat") and leaks("lan")  # public proof is seen by who only reads, and by the issuer
    evidence.change_level(piece, "restricted", by=province.actor("dung"), at=moment())
    assert leaks("giam_sat") == [] and leaks("lan") == []
    assert leaks("dung"), "inside the organisation it stays readable"
    client.force_login(province.giam_sat)
    assert client.get(reverse("core:evidence", args=[piece.pk])).status_code == 404
    assert not OutboxMessage.objects.filter(payload__icontains="Đơn tố cáo").exists()  # and no notice had carried its name


@pytest.mark.parametrize("name", [p[0] for p in PEOPLE])
def test_case_PM_07_every_right_of_every_role_reaches_exactly_the_organisations_of_its_scope(province, name):
    """The table alone says it, computed here a second time without the code under test."""
    actor, every = province.actor(name), list(Organisation.objects.all())
    held = [(org, role) for username, _full, rows in PEOPLE if username == name for org, role, _field in rows]
    wrong = []
    for act in roles.ACTS:
        for org in every:
            expected = False
            for code, role in held:
                home, scope = province.organisations[code], roles.ROLES[role].rights.get(act)
                inside = org.path.startswith(home.path)
                expected |= scope == Scope.ALL or (scope == Scope.SUBTREE and inside) or (
                    scope == Scope.OWN and (org.pk == home.pk or (inside and org.kind == "division")))
            if actor.can_for(act, org) != expected:
                wrong.append(f"{name} {act} {org.code}: {not expected}")
    assert not wrong, wrong


def test_case_PM_09_a_draft_is_in_no_list_count_search_feed_and_at_no_address(province, client):
    draft = Directive.objects.create(issuer=province.ubnd_tinh, title="Chỉ thị còn dự thảo QZD", text="Nội dung QZD", created_at=moment(),
                                     created_by=province.lan)
    task = give(province, title="Nhiệm vụ đã giao").task
    assert task.state == "active" and Assignment.objects.count() == 1
    ways = ["/van-ban/", "/nhiem-vu/", "/nhiem-vu.xlsx", "/dieu-hanh/", "/viec-cua-toi/", "/tim/?q=qzd", f"/van-ban/{draft.pk}/"]
    for name in ("giam_sat", "dung", "khach", None):
        client.logout()
        if name:
            client.force_login(province.users[name])
        for way in ways:
            answer = client.get(way)
            text = said(answer) if answer.status_code == 200 else ""
            assert "dự thảo QZD" not in text and "Nội dung QZD" not in text, (name, way)
        assert client.get(ways[-1]).status_code in (302, 404), name
    secret = feeds.open_feed(by=province.actor("dung"), at=moment())
    client.logout()
    assert "QZD" not in said(client.get(reverse("tasks:calendar_feed", args=[secret])))
    client.force_login(province.lan)
    assert "QZD" in said(client.get(ways[-1])), "its own office works on it"
