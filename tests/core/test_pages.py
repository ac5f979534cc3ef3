"""The register, the search, the operator's page, the clock to try, and the demo's day, as people meet them."""

import unicodedata
from datetime import date

import pytest
from django.urls import reverse

from openpar.core import accounts, clock, organisations
from openpar.core.models import DemoClock, JobRun, OrganisationAlias, OutboxMessage, Succession
from openpar.core.rooms import ROOMS, Hit, Room
from tests.people import moment


def text_of(answer):
    return answer.content.decode()


def test_the_register_is_searched_without_accents(province, client, django_assert_max_num_queries):
    OrganisationAlias.objects.create(organisation=province.stc, text="Sở Tài chính - Vật giá")
    client.force_login(province.minh)
    url = reverse("core:organisations")
    for q in ("so tai chinh", unicodedata.normalize("NFD", "Sở Tài chính"), "vat gia"):
        page = text_of(client.get(url, {"q": q}))
        assert reverse("core:organisation", args=[province.stc.pk]) in page and "Sở Nội vụ" not in page, q
    assert "Không có đơn vị nào khớp" in text_of(client.get(url, {"q": "zzz"}))
    with django_assert_max_num_queries(16):
        client.get(url)
    assert client.get(url, {"ngay": "khong phai ngay"}).status_code == 200


def test_the_register_of_another_day_and_what_became_of_whom(province, client):
    new = organisations.add(code="moi", name="Sở Mới", kind="department", parent=province.ubnd_tinh,
                            valid_from=date(2022, 8, 1))
    province.stc.valid_until = date(2022, 7, 31)
    province.stc.save()
    Succession.objects.create(predecessor=province.stc, successor=new, what="all", on=date(2022, 8, 1),
                              document="Nghị quyết 9", confidence="C")
    client.force_login(province.lan)
    url = reverse("core:organisations")
    assert "Sở Mới" not in text_of(client.get(url, {"ngay": "1/7/2022"})) and "Sở Mới" in text_of(client.get(url))
    page = text_of(client.get(reverse("core:organisation", args=[province.stc.pk])))
    assert "Nghị quyết 9" in page and "Hiện nay:" in page and "chưa đối chiếu" in page
    assert client.get(reverse("core:organisation", args=[999999])).status_code == 404


def test_a_split_without_a_rule_is_listed(province, client):
    for target in (province.snv, province.syt):
        Succession.objects.create(predecessor=province.stc, successor=target, what="function", on=date(2022, 8, 1),
                                  document="Nghị quyết 9")
    province.stc.valid_until = date(2022, 7, 31)
    province.stc.save()
    client.force_login(province.lan)
    assert "Tách mà chưa có quy tắc chia" in text_of(client.get(reverse("core:organisations")))
    assert "Tách, chưa có quy tắc chia" in text_of(client.get(reverse("core:organisation", args=[province.stc.pk])))


@pytest.fixture
def room(province):
    ROOMS["try"] = Room("try", "Phòng thử", search=lambda actor, words, limit: [
        Hit("Việc của Sở Tài chính", "/x/")] if actor.user_id == province.minh.pk and "tai" in words else [])
    yield province
    del ROOMS["try"]


def test_case_PM_03_search_shows_only_what_the_room_lets_this_person_see(room, client):
    url = reverse("core:search")
    assert client.get(url, {"q": "tài"}).status_code == 302
    client.force_login(room.minh)
    assert "Việc của Sở Tài chính" in text_of(client.get(url, {"q": "TÀI"}))
    client.force_login(room.hoa)
    assert "Việc của Sở Tài chính" not in text_of(client.get(url, {"q": "tai"}))


@pytest.mark.parametrize("q", ["hoà", "hòa", "hoa", "ho\u0300a", "HOÀ"])
def test_case_TX_02_old_and_new_tone_and_decomposed_text_find_the_same(province, client, q):
    organisations.add(code="hb", name="Ủy ban nhân dân xã Hòa Bình", kind="commune", parent=province.sin_ho,
                      valid_from=date(2021, 1, 1))
    client.force_login(province.minh)
    assert "xã Hòa Bình" in text_of(client.get(reverse("core:search"), {"q": f"xã {q} bình"}))


@pytest.mark.parametrize("q", ["", "   ", "%", "'\"<script>", "a" * 5000, "đ"])
def test_any_query_has_an_answer(province, client, q):
    client.force_login(province.minh)
    page = client.get(reverse("core:search"), {"q": q})
    assert page.status_code == 200 and "<script>alert" not in text_of(page)


def test_a_nul_in_the_address_is_refused(province, client):
    client.force_login(province.minh)
    assert client.get(reverse("core:search"), {"q": "a\x00b"}).status_code == 400


def test_people_are_found_by_those_who_manage_them_only(province, client):
    client.force_login(province.minh)
    assert "Trần Văn Dũng" not in text_of(client.get(reverse("core:search"), {"q": "tran van dung"}))
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    assert "Trần Văn Dũng" in text_of(client.get(reverse("core:search"), {"q": "tran van dung"}))


def test_the_operators_page_shows_work_and_no_content(province, client):
    OutboxMessage.objects.create(topic="tasks.assigned", subject="tasks.assignment/7",
                                 payload={"text": "Nội dung kín"}, dead=True,
                                 created_at=moment(), available_at=moment(), last_error="ConnectionError")
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    page = text_of(client.get(reverse("core:jobs")))
    assert "Niêm nhật ký" in page and "ConnectionError" in page and "Nội dung kín" not in page
    assert "Chưa có bộ quét mã độc" in page
    assert client.post(reverse("core:jobs_run"), {"job": "audit.seal"}).status_code == 302
    assert JobRun.objects.filter(name="audit.seal", ok=True).exists()
    assert client.post(reverse("core:jobs_run"), {"job": "nothing"}).status_code == 404
    client.post(reverse("core:jobs_revive"), {"id": OutboxMessage.objects.get().pk})
    assert not OutboxMessage.objects.get().dead
    client.force_login(province.minh)
    assert client.get(reverse("core:jobs")).status_code == 403


@pytest.mark.parametrize("given, due", [
    ({"start": "26/4/2024", "hour": "09:00", "amount": 3, "unit": "wd"}, "thứ Bảy 04/5/2024"),
    ({"start": "28/1/2022", "hour": "16:00", "amount": 8, "unit": "wh"}, "16:00 thứ Hai 07/02/2022"),
    ({"start": "20/7/2022", "hour": "08:00", "amount": 10, "unit": "cdr"}, "thứ Hai 01/8/2022"),
    ({"start": "31/1/2022", "hour": "08:00", "amount": 1, "unit": "m"}, "thứ Hai 28/02/2022"),
])
def test_anybody_tries_a_clock(client, db, given, due):
    page = client.get(reverse("core:try_clock"), given)
    assert page.status_code == 200 and due in text_of(page)


@pytest.mark.parametrize("given", [{"start": "26/4/2124", "hour": "09:00", "amount": 3, "unit": "wd"}, {"start": "x",
        "amount": 0, "unit": "z"},
                                   {"start": "26/4/24", "hour": "9", "amount": 3, "unit": "wd"}])
def test_a_clock_that_cannot_be_counted_says_why(client, db, given):
    page = client.get(reverse("core:try_clock"), given)
    assert page.status_code == 422 and "Có" in text_of(page)


def test_the_demo_steps_its_day_and_runs_what_is_due(province, client, settings):
    client.force_login(province.minh)
    url = reverse("core:next_day")
    assert client.post(url).status_code == 404  # a real installation has no such page
    settings.DEMO = True
    DemoClock.objects.create(today=date(2022, 12, 15))
    token = clock._FIXED.set(None)
    try:
        assert clock.today() == date(2022, 12, 15)
        assert client.get(url).status_code == 405
        assert client.post(url, {"next": "/thong-bao/"}).url == "/thong-bao/"
        assert clock.today() == date(2022, 12, 16)
    finally:
        clock._FIXED.reset(token)
    assert JobRun.objects.filter(name="house.sweep", key="house.sweep:2022-12-16").exists()


def test_case_AP_01_walking_all_pages_yields_each_organisation_once(province, client):
    for i in range(130):
        organisations.add(code=f"trung-{i}", name="Trung tâm trùng tên", kind="other", valid_from=date(2021, 1, 1))
    client.force_login(province.minh)
    seen = []
    for page in (1, 2, 3):
        seen += [o.pk for o in client.get(reverse("core:organisations"), {"loai": "other", "trang": page}).context["rows"]]
    assert len(seen) == len(set(seen)) == 130


@pytest.mark.parametrize("who, lands", [("chu_tich", "/dieu-hanh/"), ("giam_sat", "/dieu-hanh/"), ("dung", "/viec-cua-toi/"),
                                        ("te", "/viec-cua-toi/"), ("van_thu", "/viec-cua-toi/"), ("minh", "/viec-cua-toi/")])
def test_everybody_lands_where_their_day_begins(client, province, who, lands):
    """A head of an organisation has work to do; the overview of what it issued itself is mostly empty."""
    client.force_login(province.users[who])
    assert client.get("/")["Location"] == lands
