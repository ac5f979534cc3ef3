"""Everybody switches the own daily letter on and off, and sees when the last one left."""

from datetime import date

from django.core import mail
from django.urls import reverse

from openpar.apps.tasks.services.create import NewTask, create_tasks
from openpar.core import delivery, digest
from openpar.core.models import AuditEntry, Deadline, Firing
from tests.people import DAY, moment

PAGE = "core:letter"


def owe(province):
    Deadline.objects.create(organisation=province.stc, person=province.minh, room="try", object_id=1, duty="do", reference="1", title="Việc", open=True,
                            started_at=moment(), due_at=moment(hour=17))


def test_the_switch_is_the_persons_own_and_leaves_a_trail(province, client):
    client.force_login(province.minh)
    assert "Đang bật" in client.get(reverse(PAGE)).content.decode()
    for _again in range(2):  # a double click is one act
        assert client.post(reverse(PAGE), {"nhan": "0"}).status_code == 302
    province.minh.refresh_from_db()
    assert not province.minh.digest_by_mail and AuditEntry.objects.filter(act="people.letter").count() == 1
    province.dung.refresh_from_db()
    assert province.dung.digest_by_mail and "Đang tắt" in client.get(reverse(PAGE)).content.decode()


def test_a_letter_leads_to_its_switch_and_the_page_says_when_it_left(province, client):
    owe(province)
    client.force_login(province.minh)
    assert "Chưa gửi thư nào" in client.get(reverse(PAGE)).content.decode()
    assert digest.send_all(moment(hour=12, minute=15)) == 0 and digest.send_all(moment()) > 0
    body = next(m.body for m in mail.outbox if m.to == [province.minh.email])
    assert reverse(PAGE) in body
    assert Firing.objects.filter(key=f"digest:{DAY}:{province.minh.pk}").exists()
    assert "Thư gần nhất" in client.get(reverse(PAGE)).content.decode()


def test_every_item_of_a_letter_has_its_own_address(province, settings):
    settings.BASE_URL = "https://cchc.vi-du.vn/"
    parts = [t.assignments.get() for t in create_tasks([NewTask(title=f"Việc {n}", issuer=province.ubnd_tinh, leads=[province.stc], due_type="date", due_on=day)
             for n, day in enumerate((date(2022, 8, 25), date(2022, 8, 26)))], by=province.actor("lan"), at=moment())]
    delivery.deliver()
    digest.send_all(moment(day=date(2022, 8, 26)))
    body = next(m.body for m in mail.outbox if m.to == [province.dung.email])
    lines = body.splitlines()
    for part in parts:
        address = f"  https://cchc.vi-du.vn{part.get_absolute_url()}"
        owed = next(i for i, line in enumerate(lines) if line.startswith(f"- {part.task.code} "))
        assert lines[owed + 1] == address
    told = lines[lines.index("THÔNG BÁO CHƯA ĐỌC") + 1:]
    assert "nhiệm vụ mới" in told[0] and told[1].startswith("  https://cchc.vi-du.vn/")


def test_who_switched_it_off_gets_none(province):
    owe(province)
    digest.switch(False, by=province.actor("minh"), at=moment())
    digest.send_all(moment())
    assert not [m for m in mail.outbox if m.to == [province.minh.email]]
