"""The page that reads the trail: who sees whose entries, what of them, how a long list is narrowed and walked both ways."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openpar.core import access, accounts, audit, jobs, listing, sealing, trail, trail_words
from openpar.core.models import AuditEntry
from tests.people import DAY, moment


@pytest.fixture
def told(province):
    """Acts of three organisations, of an operator, and of a job."""
    def write(who, act, room, pk, **more):
        return audit.record(act, room, pk, by=province.actor(who), at=more.pop("at", moment()), **more)
    write("dung", "tasks.assignment.receive", "tasks.assignment", 7, reference="NV-2022-0007", from_state="assigned", to_state="received")
    write("minh", "tasks.assignment.progress", "tasks.assignment", 7, reference="NV-2022-0007", reason="xong hai phần ba",
          changes={"progress": [40, 66], "progress_note": [None, "đã họp"]}, at=moment(DAY, 14))
    write("te", "tasks.assignment.contest", "tasks.assignment", 8, reference="NV-2022-0008", reason="không phải việc của huyện")
    write("lan", "tasks.task.correct", "tasks.task", 3, reference="NV-2022-0003", changes={"due_on": ["2022-09-01", "2022-09-06"]},
          at=moment(date(2022, 9, 1)))
    write("van_hanh", "people.role_give", "core.membership", 4, reference="Lò Văn Chính",
          changes=audit.changed({"phone": "0912"}, {"phone": "0913"}, personal=("phone",)))
    accounts.enrol(province.van_hanh)
    return province


def shown(client, **query):
    """The acts of the lines on the page."""
    page = client.get(reverse("core:trail"), query)
    assert page.status_code == 200, page.content.decode()
    return [line.entry.act.rpartition(".")[2] for line in page.context["lines"]], page.content.decode()


def test_a_head_reads_what_the_own_organisation_did_and_nothing_of_others(told, client):
    client.force_login(told.dung)
    acts, text = shown(client)
    assert acts == ["progress", "receive"]
    assert "xong hai phần ba" in text and "NV-2022-0007" in text and "Phạm Minh" in text
    words = (trail_words.state_words("tasks.assignment", s) for s in ("assigned", "received"))
    assert "từ 40 thành 66" in text and "từ “{}” sang “{}”".format(*words) in text
    assert "không phải việc của huyện" not in text and "NV-2022-0008" not in text


def test_an_operator_sees_which_acts_and_no_content(told, client):
    client.force_login(told.van_hanh)
    acts, text = shown(client)
    assert sorted(acts) == sorted(["progress", "receive", "contest", "correct", "role_give"])
    for hidden in ("xong hai phần ba", "NV-2022-0007", "không phải việc của huyện", "NV-2022-0003", "đã họp"):
        assert hidden not in text
    assert "Phạm Minh" in text and "Cập nhật tiến độ" in text and "Lò Văn Chính" in text  # registers that operators manage are theirs to read


def test_an_operator_cannot_find_out_by_asking_for_a_code(told, client):
    client.force_login(told.van_hanh)
    assert shown(client, ma="NV-2022-0007")[0] == []
    client.force_login(told.dung)
    assert shown(client, ma="nv-2022-0007")[0] == ["progress", "receive"] and shown(client, ma="NV-2022-0008")[0] == []


@pytest.mark.parametrize("name", ["minh", "van_thu", "giam_sat", "khach", "pho"])
def test_other_roles_do_not_read_the_trail(told, client, name):
    client.force_login(told.users[name])
    for address in ("core:trail", "core:trail_xlsx", "core:trail_access", "core:trail_access_xlsx"):
        assert client.get(reverse(address)).status_code == 403


def test_a_personal_value_is_named_and_not_even_its_digest_shown(told, client):
    client.force_login(told.van_hanh)
    text = shown(client)[1]
    assert "điện thoại: đã đổi (thông tin cá nhân, không hiện)" in text and "hmac:" not in text
    book = client.get(reverse("core:trail_xlsx")).content
    with zipfile.ZipFile(io.BytesIO(book)) as sheets:
        assert not any(b"hmac:" in sheets.read(n) for n in sheets.namelist())


@pytest.mark.parametrize("query, acts", [
    ({"nguoi": "pham minh"}, ["progress"]), ({"nguoi": "Dũng"}, ["receive"]), ({"nguoi": "không ai"}, []),
    ({"nguoi": "hệ thống"}, []), ({"viec": "tasks.assignment.receive"}, ["receive"]), ({"phong": "tasks.assignment", "so": "7"}, ["progress", "receive"]),
    ({"phong": "tasks.assignment", "so": "8"}, []), ({"tu": "25/8/2022"}, []), ({"tu": "24/8/2022", "den": "24/8/2022"}, ["progress", "receive"]),
    ({"den": "23/8/2022"}, []), ({"yeu_cau": "abc"}, [])])
def test_each_filter_narrows_the_list(told, client, query, acts):
    client.force_login(told.dung)
    assert shown(client, **query)[0] == acts


def test_days_may_be_those_of_the_server(told, client):
    client.force_login(told.dung)
    today = timezone.localtime().date()
    assert shown(client, tu=f"{today:%d/%m/%Y}")[0] == []
    assert len(shown(client, tu=f"{today:%d/%m/%Y}", gio="may-chu")[0]) == 2


def test_one_request_shows_all_it_did(told, client):
    client.force_login(told.lan)
    client.post(reverse("core:act_for"), {"organisation": told.ubnd_tinh.pk})
    entry = AuditEntry.objects.latest("id")
    assert len(entry.request_id) == 32
    assert shown(client, yeu_cau=entry.request_id)[0] == ["act_for"]


@pytest.mark.parametrize("query, words", [
    ({"tu": "hôm qua"}, "ngày/tháng/năm"), ({"tu": "2/9/2022", "den": "1/9/2022"}, "Ngày cuối phải từ ngày đầu"), ({"viec": "x"}, "viec"),
    ({"don_vi": "99999"}, "don_vi"), ({"don_vi": "9" * 40}, "don_vi"), ({"nguoi": "n"}, "Hơn 1 người")])
def test_a_mistake_in_the_filter_is_said_and_what_was_typed_stays(told, client, query, words, monkeypatch):
    from openpar.core.forms import TrailForm
    monkeypatch.setattr(TrailForm, "MOST", 1)
    client.force_login(told.dung)
    page = client.get(reverse("core:trail"), query)
    text = page.content.decode()
    assert page.status_code == 422 and words in text and list(page.context["lines"]) == []
    assert all(v in text for v in query.values() if len(v) < 12)
    assert client.get(reverse("core:trail_xlsx"), query).status_code == 422


def test_another_organisation_is_not_offered_as_a_filter(told, client):
    client.force_login(told.dung)
    form = client.get(reverse("core:trail")).context["form"]
    assert {o.code for o in form.fields["don_vi"].queryset} == {"stc", "stc_ns"}
    assert client.get(reverse("core:trail"), {"don_vi": told.muong_te.pk}).status_code == 422


def test_the_list_is_walked_forward_and_back_with_each_entry_once(told, client):
    for i in range(120):  # all in one moment: only the id tells them apart
        audit.record("tasks.assignment.remind", "tasks.assignment", i, by=told.actor("dung"), at=moment())
    client.force_login(told.dung)
    url, seen, pages = reverse("core:trail"), [], []
    while url:
        page = client.get(url)
        pages.append([line.entry.pk for line in page.context["lines"]])
        seen += pages[-1]
        found = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        url = found and reverse("core:trail") + found[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 122 and [len(p) for p in pages] == [50, 50, 22]
    back = []
    while found := re.search(r'rel="prev" href="([^"]+)"', page.content.decode()):
        page = client.get(reverse("core:trail") + found[1].replace("&amp;", "&"))
        back.append([line.entry.pk for line in page.context["lines"]])
    assert back == [pages[1], pages[0]]


@pytest.mark.parametrize("nullable", [True, False])
def test_going_back_works_in_every_order(province, nullable):
    from openpar.core.models import RuleEntry
    for i in range(23):
        RuleEntry.objects.create(name="x", value=i, valid_from=DAY, source="s", entered_by=province.lan, entered_at=moment(),
                                 withdrawn_at=None if nullable and i % 3 == 0 else moment(DAY + timedelta(days=i % 4)))
    for descending in (True, False):
        for column in ("withdrawn_at", ""):
            order = listing.Order("x", "x", column, descending, nullable)
            forward, cursor = [], ""
            while True:
                p = listing.page(RuleEntry.objects.all(), order, cursor, size=5, before="")
                forward.append([r.pk for r in p])
                if not p.next_cursor:
                    break
                cursor = p.next_cursor
            back = []
            while p.previous_cursor:
                p = listing.page(RuleEntry.objects.all(), order, size=5, before=p.previous_cursor)
                back.append([r.pk for r in p])
            assert back == forward[-2::-1] and p.first, (descending, column)


def test_the_page_takes_as_many_queries_for_a_hundred_entries_as_for_two(told, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    client.force_login(told.dung)
    counts = []
    for more in (0, 100):
        for i in range(more):
            audit.record("tasks.assignment.remind", "tasks.assignment", i, by=told.actor(("dung", "minh")[i % 2]), at=moment(), reference=str(i))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("core:trail"))
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_the_workbook_holds_the_same_entries_and_no_formula(told, client):
    audit.record("tasks.assignment.return", "tasks.assignment", 9, by=told.actor("dung"), at=moment(), reason='=HYPERLINK("http://x")', reference="@SUM(1)")
    client.force_login(told.dung)
    from python_calamine import CalamineWorkbook
    data = client.get(reverse("core:trail_xlsx"), {"viec": "tasks.assignment.return"}).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [rows[3][rows[2].index(h)] for h in ("Lý do", "Mã, số, tên")] == ['=HYPERLINK("http://x")', "@SUM(1)"]
    assert rows[3][0].replace(tzinfo=None) == moment().replace(tzinfo=None) and len(rows) == 4
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_the_state_of_the_chain_is_on_the_page(told, client, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    client.force_login(told.dung)
    chain = client.get(reverse("core:trail")).context["chain"]
    assert chain.entry_id is None and chain.waiting == AuditEntry.objects.count()
    sealing.seal()
    jobs.run("audit.verify")
    page = client.get(reverse("core:trail"))
    chain = page.context["chain"]
    assert (chain.waiting, chain.lag, chain.late, chain.checked.ok) == (0, 0, False, True)
    assert chain.entry_id == AuditEntry.objects.latest("id").pk and "Nguyên vẹn" in page.content.decode()
    assert page.content.decode().count("đã niêm") == 2


def test_a_changed_row_is_told_on_the_page(told, client, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    sealing.seal()
    row = AuditEntry.objects.first()
    AuditEntry.objects.filter(pk=row.pk).update(reason="khác")
    assert not jobs.run("audit.verify").ok
    client.force_login(told.van_hanh)
    page = client.get(reverse("core:trail")).content.decode()
    assert "Không nguyên vẹn" in page and f"Dòng nhật ký số {row.pk}" in page and "OpenParError" not in page


def test_an_operator_starts_the_comparison_from_the_page(told, client, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    client.force_login(told.van_hanh)
    answer = client.post(reverse("core:jobs_run"), {"job": "audit.verify", "next": reverse("core:trail")})
    assert answer.url == reverse("core:trail") and trail.chain().checked is not None


def test_who_read_an_identity_stands_in_its_own_list(told, client):
    access.record("tasks.assignment", 5, ("name", "address"), reason="xác minh theo quyết định 5", by=told.actor("minh"), at=moment())
    access.record("tasks.assignment", 6, ("phone",), reason="gọi lại", by=told.actor("te"), at=moment())
    client.force_login(told.dung)
    page = client.get(reverse("core:trail_access")).content.decode()
    assert "họ tên, địa chỉ" in page and "xác minh theo quyết định 5" in page and "gọi lại" not in page
    assert "số 6" not in page and "Xem danh tính" in client.get(reverse("core:trail")).content.decode()
    client.force_login(told.van_hanh)
    page = client.get(reverse("core:trail_access"), {"nguoi": "te"}).content.decode()
    assert "điện thoại" in page and "gọi lại" not in page and "không hiện với vai trò này" in page
    book = client.get(reverse("core:trail_access_xlsx")).content
    with zipfile.ZipFile(io.BytesIO(book)) as sheets:
        assert not any("gọi lại".encode() in sheets.read(n) for n in sheets.namelist())
    client.force_login(told.lan)  # the reform office reads acts, not who opened identities
    assert client.get(reverse("core:trail_access")).status_code == 403


def test_every_act_that_the_code_records_has_words():
    from pathlib import Path

    import openpar
    code = "\n".join(p.read_text() for p in sorted(Path(openpar.__file__).parent.rglob("*.py")))
    named = set(re.findall(r"audit\.(?:record|entry)\(\s*\"([a-z_.]+)\"", code))
    assert len(named) > 50
    assert [a for a in sorted(named) if trail_words.act_words(a.rpartition(".")[0], a) == a] == []


def test_a_things_own_page_leads_to_its_entries_for_whoever_may_look_them_up(told, client):
    from openpar.apps.tasks.services.create import NewTask, create_tasks
    task = create_tasks([NewTask(title="Rà soát thủ tục", text="Rà soát", issuer=told.ubnd_tinh, leads=[told.stc], due_type="none")],
                        by=told.actor("lan", organisation="ubnd_tinh"), at=moment())[0]
    part = task.assignments.get()
    address = f"/nhat-ky/?phong=tasks.assignment&amp;so={part.pk}"
    client.force_login(told.dung)
    page = client.get(part.get_absolute_url()).content.decode()
    assert address in page
    client.force_login(told.van_thu)
    assert address not in client.get(part.get_absolute_url()).content.decode()
    client.force_login(told.lan)
    assert f"phong=tasks.task&amp;so={task.pk}" in client.get(task.get_absolute_url()).content.decode()
    assert shown(client, phong="tasks.task", so=task.pk)[0] == ["issue"]


def test_a_change_called_like_what_points_back_to_the_thing_is_said_all_the_same(told, client):
    for key in ("assignments", "drafts", "memberships", "children", "report_set", "không có"):
        for room in ("tasks.directive", "tasks.task", "tasks.assignment", "core.user", "core.organisation", "tasks.report"):
            audit.record("tasks.task.correct", room, 1, by=told.actor("lan"), at=moment(), changes={key: 3, "title": ["a", "b"]})
    client.force_login(told.lan)
    acts, text = shown(client)
    assert acts.count("correct") == 37 and "từ a thành b" in text
