"""Pages of rounds: opened, filled by a plain form or by single cells, and shown only to those whose they are."""

import re
from datetime import date

import pytest

from openpar.apps.indices.models import Entry, Round, Sheet
from openpar.apps.indices.selectors import rounds_framework as shelf
from openpar.apps.indices.selectors.rounds_grid import name_of
from openpar.apps.indices.services import rounds_sheets
from tests.apps.indices.round_ground import CALENDAR, open_round, say, sheet_of
from tests.apps.indices.test_papi_pages import words
from tests.people import moment


@pytest.fixture
def round(province):
    return open_round(province)


def sign_in(client, province, name):
    client.force_login(province.users[name])
    return client


def test_a_round_is_opened_on_its_page(client, province):
    sign_in(client, province, "lan")
    page = client.get("/dot-danh-gia/moi/?khung=demo/department-2022")
    assert "Sở Tài chính" in words(page) and "Phê duyệt" in words(page)
    typed = {"khung": "demo/department-2022", "title": "Đánh giá 2022", "year": "2022", "starts_on": "01/01/2022", "ends_on": "30/11/2022",
             "units": [province.stc.pk, province.syt.pk], **{k: f"{v:%d/%m/%Y}" for k, v in CALENDAR.items()}}
    answer = client.post("/dot-danh-gia/moi/", {**typed, "approval": "01/01/2022"})
    assert answer.status_code == 422 and "không được trước bước liền trên" in words(answer) and "Đánh giá 2022" in answer.content.decode()
    answer = client.post("/dot-danh-gia/moi/", typed, follow=True)
    assert "Đã mở đợt đánh giá cho 2 đơn vị" in words(answer) and Round.objects.get().sheets.count() == 2
    again = client.post("/dot-danh-gia/moi/", typed)
    assert again.status_code == 409 and "Đã có đợt đánh giá theo khung này" in words(again) and Round.objects.count() == 1


def test_the_year_that_was_chosen_is_in_the_title_and_the_days(client, province):
    page = sign_in(client, province, "lan").get("/dot-danh-gia/moi/?khung=demo/department-2022&nam=2023")
    form = page.context["form"]
    assert form["title"].value().endswith("năm 2023") and form["year"].value() == 2023
    assert (form["starts_on"].value(), form["ends_on"].value()) == ("01/01/2023", "31/12/2023")
    assert client.get("/dot-danh-gia/moi/?khung=demo/department-2022&nam=²").context["form"]["year"].value() == moment().year


def test_an_office_with_nobody_below_is_not_led_into_a_round_without_units(client, province):
    assert "Mở đợt đánh giá" in words(sign_in(client, province, "lan").get("/dot-danh-gia/"))
    years = [f["year"] for f in client.get("/dot-danh-gia/moi/").context["frameworks"]]
    assert len(years) > 1 and years == sorted(years, reverse=True)
    assert "Mở đợt đánh giá" not in words(sign_in(client, province, "dung").get("/dot-danh-gia/"))
    page = client.get("/dot-danh-gia/moi/?khung=demo/department-2022")
    assert page.status_code == 200 and "Chưa có đơn vị nào để đánh giá" in words(page) and "form" not in page.context


def test_the_result_is_not_offered_for_submission_while_a_sheet_is_open(client, province, round):
    said = words(sign_in(client, province, "lan").get(round.get_absolute_url()))
    assert "Trình kết quả" not in said and "chốt hết mới trình được kết quả" in said
    round.sheets.update(state="settled")
    said = words(client.get(round.get_absolute_url()))
    assert "Trình kết quả" in said and "chốt hết mới" not in said


def test_settling_is_offered_only_when_the_unit_has_answered_or_its_days_are_over(client, province, round):
    sheet = sheet_of(round, "stc")
    sign_in(client, province, "lan")
    Sheet.objects.filter(pk=sheet.pk).update(state="appraised")
    assert "Chốt điểm" not in words(client.get(sheet.get_absolute_url()))
    Sheet.objects.filter(pk=sheet.pk).update(state="objected")
    assert "Chốt điểm" in words(client.get(sheet.get_absolute_url()))
    Sheet.objects.filter(pk=sheet.pk).update(state="appraised")
    type(round).objects.filter(pk=round.pk).update(calendar=dict.fromkeys(round.calendar, "2020-01-01"))
    assert "Chốt điểm" in words(client.get(sheet.get_absolute_url()))


def test_a_sheet_that_takes_no_more_points_offers_no_file_to_load(client, province, round):
    sheet = sheet_of(round, "stc")
    sign_in(client, province, "dung")
    upload = f"/phieu-cham/{sheet.pk}/nhap/"
    assert upload in (page := client.get(sheet.get_absolute_url()).content.decode()) and 'href="/dot-danh-gia/" aria-current="page"' in page
    Sheet.objects.filter(pk=sheet.pk).update(state="settled")
    assert upload not in (page := client.get(sheet.get_absolute_url()).content.decode()) and "phieu.xlsx" in page


@pytest.mark.parametrize("name, own, other", [("dung", 200, 404), ("minh", 200, 404), ("van_thu", 200, 404), ("yen", 404, 200), ("te", 404, 404),
                                              ("lan", 200, 200), ("chu_tich", 200, 200), ("giam_sat", 404, 404)])
def test_units_see_their_own_sheet_only(client, province, round, name, own, other):
    sign_in(client, province, name)
    assert client.get(f"/phieu-cham/{sheet_of(round, 'stc').pk}/").status_code == own
    assert client.get(f"/phieu-cham/{sheet_of(round, 'syt').pk}/").status_code == other


def test_the_page_of_the_round_names_only_the_own_unit_to_a_unit(client, province, round):
    said = words(sign_in(client, province, "dung").get(round.get_absolute_url()))
    assert "Sở Tài chính" in said and "Sở Y tế" not in said
    assert "Sở Y tế" in words(sign_in(client, province, "lan").get(round.get_absolute_url()))


def test_a_plain_form_saves_what_was_changed_and_only_that(client, province, round):
    say(province, round, "stc", {"2.1": 1}, "minh")
    pk = sheet_of(round, "stc").pk
    sign_in(client, province, "minh")
    page = client.get(f"/phieu-cham/{pk}/").content.decode()
    assert name_of(pk, "2.1", "self", 1, "1") in page
    answer = client.post(f"/phieu-cham/{pk}/", {name_of(pk, "2.1", "self", 1, "1"): "1", name_of(pk, "1.1", "self", 0, ""): "0,5",
                                               f"y~{pk}~2.1~self": "Theo báo cáo số 12"}, follow=True)
    assert "Đã lưu 2 ô" in words(answer)
    assert {(e.code, e.points, e.comment) for e in Entry.objects.all()} == {("2.1", 1, "Theo báo cáo số 12"), ("1.1", Entry.objects.get(code="1.1").points, "")}


def test_a_wrong_cell_is_named_the_rest_is_kept_as_typed_and_nothing_is_saved(client, province, round):
    pk = sheet_of(round, "stc").pk
    sign_in(client, province, "minh")
    answer = client.post(f"/phieu-cham/{pk}/", {name_of(pk, "2.1", "self", 0, ""): "9", name_of(pk, "1.1", "self", 0, ""): "1"})
    assert answer.status_code == 422 and "từ 0 đến 3" in words(answer) and 'value="9"' in answer.content.decode()
    answer = client.post(f"/phieu-cham/{pk}/", {name_of(pk, "2.1", "self", 0, ""): "hai"})
    assert "không phải là điểm" in words(answer) and not Entry.objects.exists()


def test_one_cell_is_saved_and_the_later_of_two_is_told_the_newer_value(client, province, round):
    pk = sheet_of(round, "stc").pk
    sign_in(client, province, "minh")
    cell = {"code": "6.1", "stream": "self", "version": "0", "value": "2,5"}
    saved = client.post(f"/phieu-cham/{pk}/o/", cell)
    assert saved.status_code == 200 and saved.json() == {"version": 1, "value": "2,5", "says": "Đã lưu."}
    later = client.post(f"/phieu-cham/{pk}/o/", {**cell, "value": "3"})
    assert later.status_code == 409 and later.json()["newer"] == "2,5" and later.json()["version"] == 1
    assert client.post(f"/phieu-cham/{pk}/o/", {**cell, "value": "x"}).status_code == 422
    assert client.post(f"/phieu-cham/{sheet_of(round, 'syt').pk}/o/", cell).status_code == 404


@pytest.mark.parametrize("version", [None, "", "-1", "1e999", "x"])
def test_a_cell_sent_without_the_version_that_was_read_overwrites_nothing(client, province, round, version):
    client.force_login(province.minh)
    at, cell = f"/phieu-cham/{sheet_of(round, 'stc').pk}/o/", {"code": "6.1", "stream": "self", "version": "0", "value": "2,5"}
    client.post(at, cell)
    named = {} if version is None else {"version": version}
    later = client.post(at, {"code": "6.1", "stream": "self", "value": "1", **named})
    assert later.status_code == 409 and later.json()["newer"] == "2,5"


def test_the_office_sees_no_draft_of_a_unit_and_the_unit_none_of_the_office(client, province, round):
    say(province, round, "stc", {"2.1": 1.25}, "minh")
    pk = sheet_of(round, "stc").pk
    assert "1,25" in client.get(f"/phieu-cham/{pk}/").content.decode() if sign_in(client, province, "minh") else None
    assert "1,25" not in sign_in(client, province, "lan").get(f"/phieu-cham/{pk}/").content.decode()
    rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    say(province, round, "stc", {"2.1": 0.75}, "lan", "appraisal1")
    for url in (f"/phieu-cham/{pk}/", f"/phieu-cham/{pk}/tieu-chi/2.1/"):
        assert "1,25" in sign_in(client, province, "lan").get(url).content.decode()
        assert "0,75" not in sign_in(client, province, "minh").get(url).content.decode()
    rounds_sheets.appraise(sheet_of(round, "stc"), by=province.actor("lan"), at=moment())
    assert "0,75" in client.get(f"/phieu-cham/{pk}/").content.decode()


def test_the_spreadsheet_of_the_appraiser_has_no_field_for_an_own_unit(client, province, round):
    page = sign_in(client, province, "lan").get(f"/dot-danh-gia/{round.pk}/bang/").content.decode()
    fields = re.findall(r'name="o~(\d+)~', page)
    assert set(fields) == {str(sheet_of(round, u).pk) for u in ("stc", "syt")} and len(fields) == 2 * 43
    assert sign_in(client, province, "dung").get(f"/dot-danh-gia/{round.pk}/bang/").status_code == 404


def test_the_spreadsheet_asks_as_many_questions_for_any_number_of_units(client, province, round, django_assert_max_num_queries):
    sign_in(client, province, "lan")
    client.get(f"/dot-danh-gia/{round.pk}/bang/")
    with django_assert_max_num_queries(16):
        client.get(f"/dot-danh-gia/{round.pk}/bang/")


def test_a_sheet_goes_its_way_by_its_buttons(client, province, round):
    pk = sheet_of(round, "stc").pk
    say(province, round, "stc", {"1.1": 1}, "minh")
    assert "Đã ghi nhận" in words(sign_in(client, province, "dung").post(f"/phieu-cham/{pk}/buoc/gui/", follow=True))
    assert "Đã ghi nhận" in words(sign_in(client, province, "lan").post(f"/phieu-cham/{pk}/buoc/nhan-tu-cham/", follow=True))
    assert "Đã ghi nhận" in words(client.post(f"/phieu-cham/{pk}/buoc/tham-dinh/", follow=True))
    assert "Đã ghi nhận" in words(sign_in(client, province, "dung").post(f"/phieu-cham/{pk}/buoc/dong-y/", follow=True))
    assert sheet_of(round, "stc").state == "settled" and Entry.objects.get(stream="appraisal1").points == 1


def test_what_is_still_blank_is_said_before_a_sheet_is_sent_and_after(client, province, round):
    pk = sheet_of(round, "stc").pk
    leaves = [c for c in shelf.leaves(shelf.frozen(round)).values() if c.kind == "core"]
    own = sum(shelf.first_stream(c) == "appraisal1" for c in leaves)
    say(province, round, "stc", {"1.1": 1}, "minh")
    page = words(sign_in(client, province, "dung").get(f"/phieu-cham/{pk}/"))
    assert f"Còn {own - 1} tiêu chí chưa tự chấm." in page and "chưa thẩm định." not in page
    assert f"{own - 1} tiêu chí để trống." in words(client.post(f"/phieu-cham/{pk}/buoc/gui/", follow=True))
    page = words(sign_in(client, province, "lan").get(f"/phieu-cham/{pk}/"))
    assert f"Còn {len(leaves)} tiêu chí chưa thẩm định." in page and "chưa tự chấm." not in page
    say(province, round, "stc", {"1.1": 1}, "lan", "appraisal1")
    assert f"{len(leaves) - 1} tiêu chí để trống." in words(client.post(f"/phieu-cham/{pk}/buoc/tham-dinh/", follow=True))


def test_evidence_is_added_on_the_page_of_a_criterion(client, province, round, settings, tmp_path):
    pk = sheet_of(round, "stc").pk
    sign_in(client, province, "minh")
    url = f"/phieu-cham/{pk}/tieu-chi/1.1/"
    answer = client.post(url, {"number": "12/KH-STC", "title": "Kế hoạch cải cách hành chính", "issued_on": "05/01/2022", "issuer": "Sở Tài chính"},
                         follow=True)
    assert "12/KH-STC" in words(answer)
    assert client.post(url, {}).status_code == 422
    assert "12/KH-STC" in words(sign_in(client, province, "lan").get(url))


@pytest.mark.parametrize("field", ["numerator", "denominator", "value", "points"])
@pytest.mark.parametrize("number", ["1" + "0" * 30, "-1" + "0" * 30, "0," + "0" * 40 + "1"])
def test_a_number_too_large_or_too_fine_is_no_failure(client, province, round, field, number):
    url = f"/phieu-cham/{sheet_of(round, 'stc').pk}/tieu-chi/1.2/"
    sign_in(client, province, "minh")
    typed = {"numerator": "1", "denominator": "2"} if field in ("numerator", "denominator") else {}
    answer = client.post(url, {**typed, field: number, "stream": "self", "version": "0"})
    assert answer.status_code in (302, 422)
    if abs(float(number.replace(",", "."))) > 1:
        assert answer.status_code == 422 and number in answer.content.decode()


def test_an_id_too_long_for_a_database_is_no_unit(client, province):
    sign_in(client, province, "lan")
    answer = client.post("/dot-danh-gia/moi/", {"khung": "demo/department-2022", "title": "Đợt", "year": "2022", "units": ["1" + "0" * 30]})
    assert answer.status_code == 422


def test_moving_the_calendar_on_the_page(client, province, round):
    sign_in(client, province, "lan")
    typed = {k: f"{v:%d/%m/%Y}" for k, v in {**CALENDAR, "publication": date(2022, 10, 25)}.items()}
    assert client.post(f"/dot-danh-gia/{round.pk}/lich/", {**typed, "reason": "", "version": "1"}).status_code == 422
    answer = client.post(f"/dot-danh-gia/{round.pk}/lich/", {**typed, "reason": "Chờ kết quả khảo sát", "version": "1"}, follow=True)
    assert "Đã sửa lịch" in words(answer) and "Chờ kết quả khảo sát" in words(answer)


def test_a_spreadsheet_in_which_nothing_can_be_written_offers_no_saving(client, province, round):
    client.force_login(province.lan)
    at = f"/dot-danh-gia/{round.pk}/bang/"
    assert "Lưu mọi ô" in words(client.get(at)) and "không có ô nào bạn ghi được" not in words(client.get(at))
    closed = words(client.get(f"{at}?vong=appraisal2"))
    assert "Lưu mọi ô" not in closed and "không có ô nào bạn ghi được lúc này" in closed
