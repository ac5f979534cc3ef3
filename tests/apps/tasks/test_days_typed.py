"""A deadline that is past or falls on a day off comes back once, with what was typed; a tick for that very day sets it all the same."""

from datetime import date

import pytest

from openpar.apps.tasks.forms.days import doubt_about, left_words
from openpar.apps.tasks.models import Task

from .giving import give
from .intake_texts import browser, drafts, taken

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 24)  # a Wednesday


def hand_form(province, due_on, **more):
    return {"issuer": province.ubnd_tinh.pk, "title": "Việc gấp", "due_type": "date", "due_on": due_on, "lead": "Sở Y tế", **more}


@pytest.mark.parametrize("day, said", [
    (date(2022, 8, 26), ""), (date(2022, 8, 24), ""), (date(2022, 8, 23), "Thứ Ba 23/8/2022 đã qua."),
    (date(2022, 8, 28), "Chủ nhật 28/8/2022 là ngày nghỉ hằng tuần."), (date(2022, 9, 2), "Thứ Sáu 02/9/2022 là ngày nghỉ: Quốc khánh, nghỉ lễ."),
    (date(2024, 5, 4), ""),  # a Saturday worked in exchange
    (date(2031, 5, 4), "Chủ nhật 04/5/2031 là ngày nghỉ hằng tuần."),  # a year without a calendar
])
def test_what_is_odd_about_a_day(db, day, said):
    assert doubt_about(day, TODAY) == said


@pytest.mark.parametrize("day, said", [
    (date(2022, 8, 26), "còn 3 ngày làm việc"), (date(2022, 8, 22), "quá 2 ngày làm việc"),
    (date(2022, 8, 28), "ngày nghỉ hằng tuần, còn 3 ngày làm việc"), (date(2031, 5, 5), "")])
def test_the_working_days_left(db, day, said):
    assert left_words(day, TODAY) == said


def test_a_task_by_hand_on_a_day_off_is_asked_about_and_set_on_purpose(province):
    client = browser(province)
    answer = client.post("/nhiem-vu/moi/", hand_form(province, "28/8/2022"))
    text = answer.content.decode()
    assert answer.status_code == 422 and not Task.objects.exists()
    assert "Chủ nhật 28/8/2022 là ngày nghỉ hằng tuần. Sửa ngày, hoặc đánh dấu" in text and 'value="28/8/2022"' in text
    assert 'type="checkbox" name="keep_day" value="2022-08-28"' in text and "Việc gấp" in text
    # the tick is for that day, not for another
    answer = client.post("/nhiem-vu/moi/", hand_form(province, "20/8/2022", keep_day="2022-08-28"))
    assert answer.status_code == 422 and "Thứ Bảy 20/8/2022 đã qua" in answer.content.decode() and "checked" not in _tick(answer)
    assert client.post("/nhiem-vu/moi/", hand_form(province, "20/8/2022", keep_day="2022-08-20")).status_code == 302
    assert Task.objects.get().due_on == date(2022, 8, 20)


def _tick(answer):
    text = answer.content.decode()
    return text[text.index('name="keep_day"'):].partition(">")[0]


def test_a_tick_stays_when_something_else_is_wrong(province):
    answer = browser(province).post("/nhiem-vu/moi/", hand_form(province, "28/8/2022", keep_day="2022-08-28", lead="Sở Không Có"))
    assert answer.status_code == 422 and "checked" in _tick(answer) and "Sửa ngày" not in answer.content.decode()


def test_a_working_day_is_not_asked_about_and_stands_with_its_days(province):
    answer = browser(province).post("/nhiem-vu/moi/", hand_form(province, "26/8/2022", title=""))
    text = answer.content.decode()
    assert answer.status_code == 422 and "keep_day" not in text and "thứ Sáu" in text and "còn 3 ngày làm việc" in text


def test_correcting_a_late_task_asks_only_about_a_new_day(province):
    task = give(province, due_on=date(2022, 8, 20)).task
    client, address = browser(province), f"/nhiem-vu/{task.pk}/dieu-chinh/sua/"
    form = {"version": task.version, "sua-title": "Tên mới", "sua-due_type": "date", "sua-due_on": "20/8/2022", "sua-priority": "0",
            "reason": "Sửa tên.", "sua-reason": "Sửa tên.", "ct-TOTAL_FORMS": "0", "ct-INITIAL_FORMS": "0"}
    assert client.post(address, form).status_code == 302
    form |= {"version": task.version + 1, "sua-due_on": "27/8/2022"}
    answer = client.post(address, form)
    assert answer.status_code == 422 and "Thứ Bảy 27/8/2022 là ngày nghỉ hằng tuần" in answer.content.decode()
    assert client.post(address, form | {"sua-keep_day": "2022-08-27"}).status_code == 302
    assert Task.objects.get().due_on == date(2022, 8, 27)


def test_a_draft_and_a_set_of_drafts_are_asked_about_alike(province):
    directive, client = taken(province), browser(province)
    draft = drafts(directive)[1]
    bulk = {"ids": [draft.pk], "dat-due_type": "date", "dat-due_on": "02/9/2022"}
    answer = client.post(f"/van-ban/{directive.pk}/ra-soat/theo-muc/", bulk)
    assert answer.status_code == 422 and "Quốc khánh" in answer.content.decode() and drafts(directive)[1].due_on is None
    assert client.post(f"/van-ban/{directive.pk}/ra-soat/theo-muc/", bulk | {"dat-keep_day": "2022-09-02"}).status_code == 302
    assert drafts(directive)[1].due_on == date(2022, 9, 2)
    draft = drafts(directive)[1]
    edit = {"version": draft.version, "title": "Tên khác", "lead": "Sở Y tế", "due_type": "date", "due_on": "02/9/2022", "priority": "0",
            "ct-TOTAL_FORMS": "0", "ct-INITIAL_FORMS": "0"}
    address = f"/van-ban/{directive.pk}/ra-soat/{draft.pk}/sua/"
    assert client.post(address, edit).status_code == 302 and drafts(directive)[1].title == "Tên khác"  # the day is not new
    edit |= {"version": drafts(directive)[1].version, "due_on": "21/8/2022"}
    assert client.post(address, edit).status_code == 422
    assert client.post(address, edit | {"keep_day": "2022-08-21"}).status_code == 302 and drafts(directive)[1].due_on == date(2022, 8, 21)


def test_before_issuing_days_off_are_pointed_out(province):  # the Sunday set here, the Saturdays 15/10 and 31/12 of the text
    directive, client = taken(province), browser(province)
    draft = drafts(directive)[1]
    client.post(f"/van-ban/{directive.pk}/ra-soat/theo-muc/", {"ids": [draft.pk], "dat-due_type": "date", "dat-due_on": "04/9/2022",
                                                               "dat-keep_day": "2022-09-04"})
    assert "3 nhiệm vụ có hạn vào ngày nghỉ." in client.get(f"/van-ban/{directive.pk}/giao/").content.decode()


def test_the_page_that_is_being_typed_is_answered_in_words(province):
    client = browser(province)
    assert client.get("/ngay-con-lai/?ngay=26/8/2022").content.decode() == "còn 3 ngày làm việc"
    assert client.get("/ngay-con-lai/?ngay=28/8/2022").content.decode() == "ngày nghỉ hằng tuần, còn 3 ngày làm việc"
    for nothing in ("", "x", "31/9/2022", "<b>", "1/1/22"):
        assert client.get("/ngay-con-lai/", {"ngay": nothing}).content == b""
