"""An act over several rows asks first, then is done for all of them or for none; what changed meanwhile is named."""

import re
from datetime import date

import pytest

from openpar.apps.tasks.models import Extension, Reminder
from openpar.apps.tasks.services import amend, appraise, extensions, review, work
from openpar.core.models import AuditEntry, OutboxMessage

from .giving import asked, fresh, give, moment, received, submitted
from .intake_texts import browser, drafts, taken

pytestmark = pytest.mark.django_db
BULK = "/theo-doi/xu-ly/"


@pytest.fixture
def lan(province, client):
    client.force_login(province.lan)
    return client


def shown(client, code, *rows):
    """What the page that asks would send: its rows as it shows them."""
    text = client.post(BULK, {"viec": code, "ids": [r.pk for r in rows]}).content.decode()
    return {"viec": code, "xac-nhan": "1", "ids": re.findall(r'name="ids" value="(\d+)" checked', text),
            "moc": re.findall(r'name="moc" value="([\d.]+)"', text), "luot": re.search(r'name="luot" value="(\w+)"', text)[1],
            "quality": "good", "text": "Theo biên bản."}


def test_it_asks_first_and_never_shows_what_is_not_this_offices(lan, province):
    done = submitted(province, give(province))
    foreign = give(province, "mu_ca", issuer=province.muong_te, who="te")
    asks = lan.post(BULK, {"viec": "accept", "ids": [done.pk, foreign.pk]})
    assert asks.status_code == 200 and done.task.code in asks.content.decode() and foreign.task.code not in asks.content.decode()
    assert fresh(done).state == "submitted"


def test_rows_that_cannot_take_the_act_are_named_beforehand(lan, province):
    done, still = submitted(province, give(province)), give(province)
    text = lan.post(BULK, {"viec": "accept", "ids": [done.pk, still.pk]}).content.decode()
    assert "Không làm được với các dòng sau" in text and "đang ở trạng thái “Chờ tiếp nhận”" in text
    assert re.findall(r'name="ids" value="(\d+)"', text) == [str(done.pk)]


def test_what_changed_is_named_and_nothing_is_done_until_it_is_sent_again(lan, province):
    first, second = submitted(province, give(province)), submitted(province, give(province))
    form = shown(lan, "accept", first, second)
    work.take_back(second, by=province.actor("dung"), at=moment(), reason="Nhầm.")
    before = AuditEntry.objects.count(), OutboxMessage.objects.count()
    answer = lan.post(BULK, form)
    text = answer.content.decode()
    assert answer.status_code == 409 and "Chưa làm gì: 1 dòng đã thay đổi" in text and "Theo biên bản." in text
    assert second.task.code in text and "“Đang thực hiện”" in text and fresh(first).state == "submitted"
    assert (AuditEntry.objects.count(), OutboxMessage.objects.count()) == before
    assert re.findall(r'name="ids" value="(\d+)" checked', text) == [str(first.pk)]
    assert lan.post(BULK, shown(lan, "accept", first)).status_code == 302 and fresh(first).state == "accepted"


def test_a_row_returned_and_sent_again_is_not_the_row_that_was_shown(lan, province):
    part = submitted(province, give(province))
    form = shown(lan, "accept", part)
    appraise.return_(part, by=province.actor("chu_tich"), at=moment(), reason="Thiếu biểu.")
    submitted(province, part)
    answer = lan.post(BULK, form)
    assert answer.status_code == 409 and "vừa được người khác xử lý" in answer.content.decode() and fresh(part).state == "submitted"


def test_a_day_moved_meanwhile_stops_a_reminder_about_the_old_day(lan, province):
    part, other = received(province, give(province)), give(province)
    form = shown(lan, "remind", part, other)
    extensions.grant(asked(province, part), by=province.actor("lan"), at=moment())
    assert lan.post(BULK, form).status_code == 409 and not Reminder.objects.exists()


def test_a_row_that_left_this_offices_reach_is_counted_and_not_described(lan, province):
    part, foreign = give(province), give(province, "mu_ca", issuer=province.muong_te, who="te")
    form = shown(lan, "remind", part) | {"ids": [part.pk, foreign.pk]}
    answer = lan.post(BULK, form)
    assert answer.status_code == 409 and "1 dòng không còn trong phạm vi của bạn" in answer.content.decode()
    assert foreign.task.code not in answer.content.decode() and not Reminder.objects.exists()


def test_requests_for_time_are_all_granted_or_none(lan, province):
    one, two = (asked(province, received(province, give(province))) for _ in range(2))
    form = shown(lan, "grant", one, two)
    extensions.withdraw(two, by=province.actor("dung"), at=moment())
    assert lan.post(BULK, form).status_code == 409 and Extension.objects.get(pk=one.pk).state == "pending"
    assert lan.post(BULK, shown(lan, "grant", one)).status_code == 302 and Extension.objects.get(pk=one.pk).state == "granted"


def test_a_withdrawn_part_stops_the_set(lan, province):
    one, two = give(province, due_on=date(2022, 8, 1)), give(province, due_on=date(2022, 8, 1))
    form = shown(lan, "letters", one, two)
    amend.withdraw_part(two, "Giao nhầm.", by=province.actor("lan"), at=moment())
    assert lan.post(BULK, form).status_code == 409 and not Reminder.objects.exists()


def test_a_reason_that_is_missing_and_an_act_that_is_unknown(lan, province):
    part = submitted(province, give(province))
    assert lan.post(BULK, shown(lan, "return", part) | {"text": ""}).status_code == 422 and fresh(part).state == "submitted"
    assert lan.post(BULK, {"viec": "nothing"}).status_code == 404
    assert "Chưa chọn dòng nào" in lan.post(BULK, {"viec": "remind"}, follow=True).content.decode()


def test_many_drafts_are_set_as_they_were_shown_or_none_is(province):
    directive, client = taken(province), browser(province)
    address = f"/van-ban/{directive.pk}/ra-soat/theo-muc/"
    first, second = drafts(directive)[:2]
    marks = re.findall(r'name="moc" value="(\d+\.\d+)"', client.get(address).content.decode())
    form = {"ids": [first.pk, second.pk], "moc": marks, "dat-due_type": "none", "dat-field": "Cải cách"}
    review.edit(second, {"title": "Đối thoại với người dân"}, version=second.version, by=province.actor("lan"), at=moment())
    answer = client.post(address, form)
    text = answer.content.decode()
    assert answer.status_code == 409 and "Chưa đặt gì: 1 nhiệm vụ" in text and "“Đối thoại với người dân”" in text and 'value="Cải cách"' in text
    assert not any(d.fields.get("field") for d in drafts(directive))
    review.drop(drafts(directive)[1], "Trùng.", version=drafts(directive)[1].version, by=province.actor("lan"), at=moment())
    assert client.post(address, form).status_code == 409
    fresh_marks = re.findall(r'name="moc" value="(\d+\.\d+)"', client.get(address).content.decode())
    assert client.post(address, form | {"ids": [first.pk], "moc": fresh_marks}).status_code == 302
    assert drafts(directive)[0].fields["field"] == "Cải cách"
