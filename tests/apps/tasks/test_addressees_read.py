"""Who has a part in an issued directive reads its text and the own tasks; the review, the file, the trail and other parts stay with its office."""

import pytest

from openpar.apps.tasks.models import Directive
from openpar.apps.tasks.services import pass_down, work

from .giving import fresh, give, moment
from .intake_texts import browser, issued, taken

pytestmark = pytest.mark.django_db


def test_an_addressee_reads_the_text_and_only_its_own_tasks(province):
    directive = issued(province).directive
    page = browser(province, "dung").get(f"/van-ban/{directive.pk}/").content.decode()
    assert "Trung tâm Chưa Có Tên" in page and "3 nhiệm vụ của đơn vị" in page  # the whole text; two for all departments, one own
    others = directive.tasks.exclude(assignments__organisation=province.stc).get()
    assert others.code not in page and f"/nhiem-vu/{others.pk}/" not in page
    assert "Tệp gốc" not in page and "Diễn biến" not in page and "Thu hồi cả văn bản" not in page and "Thay thế bằng văn bản mới" not in page


def test_its_list_and_its_search_find_it_and_a_stranger_finds_nothing(province):
    directive = issued(province).directive
    for who, found in (("dung", True), ("van_thu", True), ("te", False), ("hoa", False)):
        client = browser(province, who)
        assert (directive.title in client.get("/van-ban/").content.decode()) == found
        assert (f"/van-ban/{directive.pk}/" in client.get("/tim/?q=chan+chinh").content.decode()) == found
        assert client.get(f"/van-ban/{directive.pk}/").status_code == (200 if found else 404)


def test_a_draft_is_nobodys_but_its_office(province):
    directive = taken(province)
    give(province, directive=Directive.objects.get(pk=directive.pk))
    assert browser(province, "dung").get(f"/van-ban/{directive.pk}/").status_code == 404


def test_an_addressee_neither_reviews_nor_replaces_it(province):
    directive = issued(province).directive
    client = browser(province, "dung")
    assert client.get(f"/van-ban/moi/?thay={directive.pk}").status_code == 404
    for page in ("thong-tin/", "ra-soat/them/", "thu-hoi/", "doi-chieu/", "ra-soat/theo-muc/"):
        assert client.post(f"/van-ban/{directive.pk}/{page}", {"reason": "x"}).status_code == 404
    assert client.get(f"/van-ban/{directive.pk}/ra-soat/").url == f"/van-ban/{directive.pk}/"


def test_who_got_it_passed_down_reads_where_it_comes_from(province):
    directive = Directive.objects.create(issuer=province.ubnd_tinh, title="Chỉ thị", text="Nguyên văn chỉ thị.", state="issued", created_at=moment())
    part = give(province, "muong_te", directive=directive)
    work.receive(part, by=province.actor("te"), at=moment())
    child = pass_down.pass_down(fresh(part), [province.mu_ca], by=province.actor("te"), at=moment())
    page = browser(province, "ca").get(f"/van-ban/{directive.pk}/").content.decode()
    assert "Nguyên văn chỉ thị." in page and child.code in page and part.task.code not in page
    assert f'href="/van-ban/{directive.pk}/"' in browser(province, "ca").get(f"/nhiem-vu/{child.pk}/").content.decode()


def test_the_list_asks_the_same_number_of_questions_for_few_and_many(province, django_assert_max_num_queries):
    client = browser(province, "dung")
    for n in (2, 12):
        for i in range(n):
            made = Directive.objects.create(issuer=province.ubnd_tinh, title=f"Chỉ thị {n}.{i}", text="x", state="issued", created_at=moment())
            give(province, directive=made)
        with django_assert_max_num_queries(16):
            assert client.get("/van-ban/").status_code == 200


def test_the_list_of_directives_leaves_as_a_workbook_of_what_this_person_sees(province):
    from io import BytesIO

    from openpyxl import load_workbook

    directive = issued(province).directive
    Directive.objects.filter(pk=directive.pk).update(title="=1+1")
    for who, tasks, parts in (("lan", 4, 8), ("dung", 4, 3)):
        answer = browser(province, who).get("/van-ban.xlsx")
        sheet = load_workbook(BytesIO(answer.content)).active
        [row] = [r for r in sheet.iter_rows(values_only=True) if "=1+1" in [str(c) for c in r]]
        assert row[1] == "07/CT-UBND" and row[-3:] == (tasks, parts, 0)
    assert "=1+1" not in str(list(load_workbook(BytesIO(browser(province, "te").get("/van-ban.xlsx").content)).active.values))
    assert "/van-ban.xlsx?" in browser(province).get("/van-ban/").content.decode()
