"""The improvement plan: who may write it, what is refused, the task it becomes, the trail it leaves."""

from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.indices.models import PlanItem
from openpar.apps.indices.selectors import plans as selectors
from openpar.apps.indices.selectors.papi import home
from openpar.apps.indices.services import plans
from openpar.apps.tasks.models import Assignment, Task
from openpar.core.models import AuditEntry
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.apps.indices.test_papi_pages import words
from tests.people import moment

URL = "/papi/ke-hoach/2021/D3.1/"


def write(province, code="D3.1", by="lan", **more):
    data = {"owner": province.stc, "measures": "Đối thoại định kỳ với dân.", "target": Decimal("2.1"), "target_year": 2022, "version": None}
    return plans.save(2021, code, **{**data, **more}, by=province.actor(by), at=moment())


def sign_in(client, province, name):
    client.force_login(province.users[name])
    return client


def test_the_public_is_asked_to_sign_in(client, province):
    assert client.get("/papi/ke-hoach/").status_code == 302
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize("name, status", [("lan", 200), ("chu_tich", 200), ("pho", 200), ("dung", 200), ("minh", 403), ("van_thu", 403),
                                          ("giam_sat", 403), ("hoa", 403)])
def test_who_sees_the_plan(client, province, name, status):
    assert sign_in(client, province, name).get("/papi/ke-hoach/?nam=2021").status_code == status


def test_the_plan_starts_from_what_is_furthest_behind_the_region(province):
    rows = selectors.rows(province.actor("lan"), 2021, home())
    assert len(rows) == 28
    behind = [r.behind for r in rows if r.behind is not None]
    assert behind == sorted(behind, reverse=True)
    assert all(r.proposed > r.figure.cell.value for r in rows if r.proposed is not None and r.figure.cell.group > 1)


def test_an_item_is_written_on_its_page_and_leaves_a_trail(client, province):
    sign_in(client, province, "lan")
    assert "Lập mục kế hoạch" in words(client.get(URL))
    answer = client.post(URL, {"owner": province.stc.pk, "measures": "Đối thoại định kỳ.", "target": "2,1", "target_year": "2022"})
    assert answer.status_code == 302
    item = PlanItem.objects.get()
    assert (item.keeper, item.owner, item.target, item.code, item.version) == (province.ubnd_tinh, province.stc, Decimal("2.1"), "D3.1", 1)
    entry = AuditEntry.objects.get(act="indices.plan.save")
    assert entry.reference == "PAPI 2021 D3.1" and entry.changes["owner"] == [None, "Sở Tài chính"]
    said = words(client.get("/papi/ke-hoach/?nam=2021"))
    assert "1 trong 28 nội dung có kế hoạch" in said and "2,10 (2022)" in said


def test_what_is_proposed_can_be_saved_as_it_stands(client, province):
    import re
    sign_in(client, province, "lan")
    for row in selectors.rows(province.actor("lan"), 2021, home()):
        url = f"/papi/ke-hoach/2021/{row.figure.cell.code}/"
        page = client.get(url).content.decode()
        typed = {n: (re.search(rf'name="{n}" value="([^"]*)"', page) or ["", ""])[1] for n in ("target", "target_year")}
        assert client.post(url, typed).status_code == 302, (url, typed)
    assert PlanItem.objects.count() == 28


@pytest.mark.parametrize("data, says", [
    ({"target": "99", "target_year": "2022"}, "thang điểm 0,33 đến 3,33"), ({"target": "2,1"}, "Ghi năm phải đạt mục tiêu."),
    ({"target": "2,1", "target_year": "2021"}, "sau năm số liệu (2021)"), ({"target": "hai"}, "Ghi một số"),
    ({"owner": "999999"}, ""), ({"target": "nan"}, "Ghi một số")])
def test_what_cannot_be_is_refused_and_what_was_typed_stays(client, province, data, says):
    answer = sign_in(client, province, "lan").post(URL, {"measures": "Giữ chữ này.", **data})
    assert answer.status_code == 422 and says in words(answer) and "Giữ chữ này." in words(answer)
    assert not PlanItem.objects.exists()


def test_two_who_write_the_same_item_do_not_overwrite_each_other(province):
    first = write(province)
    write(province, measures="Bản hai.", version=first.version)
    for version in (first.version, None):
        with pytest.raises(Conflict):
            write(province, measures="Bản cũ.", version=version)
    assert PlanItem.objects.get().measures == "Bản hai."


@pytest.mark.parametrize("name", ["chu_tich", "dung", "te", "minh"])
def test_only_the_reform_office_writes(client, province, name):
    with pytest.raises(Refused):
        write(province, by=name)
    assert sign_in(client, province, name).post(URL, {"measures": "x"}).status_code == 403
    assert not PlanItem.objects.exists()


def test_an_owner_reads_its_item_and_others_do_not(client, province):
    write(province)
    assert "Đối thoại định kỳ với dân." in words(sign_in(client, province, "dung").get(URL))
    for name in ("yen", "te"):
        assert "Đối thoại" not in words(sign_in(client, province, name).get(URL))
        assert client.post(URL + "danh-gia/", {"review": "x", "version": 1}).status_code == 404


def test_an_item_is_given_once_and_knows_its_task(client, province):
    item = write(province)
    sign_in(client, province, "lan")
    answer = client.post(URL + "giao/", {"title": "Nâng điểm tương tác với chính quyền", "due_on": "30/11/2022"})
    assert answer.status_code == 302
    task = Task.objects.get()
    item.refresh_from_db()
    assert (item.task, task.origin, task.origin_id, task.due_on) == (task, "gap", item.pk, date(2022, 11, 30))
    assert URL in task.text and "Đối thoại định kỳ với dân." in task.text
    assert task.targets.get().value == Decimal("2.1")
    assert Assignment.objects.get().organisation == province.stc
    assert AuditEntry.objects.get(act="indices.plan.give").changes == {"task": task.code}
    assert task.code in words(client.get(URL))
    again = client.post(URL + "giao/", {"title": "Lần nữa", "due_on": "30/11/2022"})
    assert again.status_code == 409 and Task.objects.count() == 1


def test_two_clicks_at_once_make_one_task(province):
    first = write(province)
    second = PlanItem.objects.get(pk=first.pk)
    plans.give(first, title="Một", due_on=date(2022, 11, 30), by=province.actor("lan"), at=moment())
    with pytest.raises(Conflict):
        plans.give(second, title="Hai", due_on=date(2022, 11, 30), by=province.actor("lan"), at=moment())
    assert [t.title for t in Task.objects.all()] == ["Một"]


def test_what_cannot_be_given_says_why(client, province):
    item = write(province, owner=None)
    with pytest.raises(BadInput, match="Chưa có đơn vị chủ trì"):
        plans.give(item, title="x", due_on=date(2022, 11, 30), by=province.actor("lan"), at=moment())
    write(province, version=item.version)
    answer = sign_in(client, province, "lan").post(URL + "giao/", {"title": "x", "due_on": "01/01/2020"})
    assert answer.status_code == 422 and "Hạn phải từ hôm nay trở đi." in words(answer)
    assert not Task.objects.exists()


def test_the_owner_of_a_given_item_stays(province):
    item = write(province)
    plans.give(item, title="x", due_on=date(2022, 11, 30), by=province.actor("lan"), at=moment())
    with pytest.raises(BadInput, match="đã giao thành nhiệm vụ"):
        write(province, owner=province.syt, version=PlanItem.objects.get().version)


def test_the_review_stands_beside_the_published_result(client, province):
    item = write(province)
    sign_in(client, province, "lan")
    assert client.post(URL + "danh-gia/", {"review": "Tăng nhẹ, chưa đạt.", "version": item.version}).status_code == 302
    item.refresh_from_db()
    assert (item.review, item.reviewed_on) == ("Tăng nhẹ, chưa đạt.", date(2022, 8, 24))
    assert "Kết quả công bố 2022: " in words(client.get(URL))
    assert client.post(URL + "danh-gia/", {"review": "Cũ.", "version": 1}).status_code == 409
    assert AuditEntry.objects.filter(act="indices.plan.review").count() == 1


@pytest.mark.parametrize("path", ["/papi/ke-hoach/2021/D99/", "/papi/ke-hoach/1999/D3.1/", "/papi/ke-hoach/2021/TOTAL/", "/papi/ke-hoach/?nam=1999"])
def test_what_does_not_exist_is_not_found(client, province, path):
    assert sign_in(client, province, "lan").get(path).status_code == 404


def test_the_plan_asks_the_same_number_of_questions_for_any_length(client, province, django_assert_max_num_queries):
    sign_in(client, province, "lan")
    codes = [r.figure.cell.code for r in selectors.rows(province.actor("lan"), 2021, home())]
    for made in (5, 28):
        for code in codes[PlanItem.objects.count():made]:
            write(province, code=code)
        client.get("/papi/ke-hoach/?nam=2021")
        with django_assert_max_num_queries(12):
            client.get("/papi/ke-hoach/?nam=2021")


def test_the_way_to_the_plan_is_shown_to_those_who_may(client, province):
    assert "Kế hoạch cải thiện" not in words(client.get("/papi/lai-chau/"))
    sign_in(client, province, "lan")
    assert "Kế hoạch cải thiện" in words(client.get("/papi/lai-chau/"))
    assert 'href="/papi/ke-hoach/cua/son-la/?nam=' in client.get("/papi/son-la/").content.decode()


def test_another_province_has_a_plan_of_its_own(client, province):
    sign_in(client, province, "lan")
    page = "/papi/ke-hoach/cua/son-la/"
    assert "Kế hoạch cải thiện PAPI, Sơn La" in words(client.get(f"{page}?nam=2021"))
    said = {"owner": province.stc.pk, "measures": "Học cách làm.", "target": "2,1", "target_year": "2022"}
    answer = client.post(f"{page}2021/D3.1/", said)
    assert answer["Location"] == f"{page}2021/D3.1/"
    item = PlanItem.objects.get()
    assert (item.province_code, item.code) == (14, "D3.1")
    assert "Học cách làm" not in words(client.get(URL))  # the own plan has its own items
    task = plans.give(item, title="Học Sơn La", due_on=date(2022, 12, 1), by=province.actor("lan"), at=moment())
    assert f"{page}2021/D3.1/" in task.text
