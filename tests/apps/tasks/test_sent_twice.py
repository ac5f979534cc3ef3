"""The same form sent twice is one act, whoever is impatient: a task by hand, a draft from a passage, the demo's next day."""

import re
from datetime import date

import pytest
from django.utils import timezone

from openpar.apps.tasks.models import Directive, Letter, Reminder, Task
from openpar.apps.tasks.services import intake, reshape, work
from openpar.core import clock, demo, once, rules
from openpar.core.models import AuditEntry, DemoClock, Evidence, Firing, RuleEntry
from openpar.engine.errors import Conflict
from tests.people import moment

from .giving import give


def test_case_DS_01_a_task_given_by_hand_twice_is_one_task(province, client):
    client.force_login(province.lan)
    word = re.search(r'name="luot" value="([0-9a-f]{32})"', client.get("/nhiem-vu/moi/").content.decode())[1]
    form = {"issuer": province.ubnd_tinh.pk, "title": "Việc gấp", "due_type": "none", "lead": "Sở Y tế", "luot": word}
    for _ in range(3):
        assert client.post("/nhiem-vu/moi/", form).status_code == 302
    assert Task.objects.filter(title="Việc gấp").count() == 1


def test_a_refused_task_by_hand_can_be_sent_again(province, client):
    client.force_login(province.lan)
    word = "a" * 32
    form = {"issuer": province.ubnd_tinh.pk, "title": "Việc gấp", "due_type": "none", "lead": "Sở Không Có", "luot": word}
    assert client.post("/nhiem-vu/moi/", form).status_code == 422
    assert client.post("/nhiem-vu/moi/", {**form, "lead": "Sở Y tế"}).status_code == 302
    assert Task.objects.filter(title="Việc gấp").count() == 1


def test_a_form_without_its_word_is_known_by_its_content(province, client):
    client.force_login(province.lan)
    form = {"issuer": province.ubnd_tinh.pk, "title": "Việc gấp", "due_type": "none", "lead": "Sở Y tế"}
    assert [client.post("/nhiem-vu/moi/", form).status_code for _ in range(2)] == [302, 302] and Task.objects.count() == 1
    client.post("/nhiem-vu/moi/", {**form, "title": "Việc khác"})
    assert Task.objects.count() == 2
    Firing.objects.update(at=timezone.now() - once.AGAIN_WITHIN * 2)
    client.post("/nhiem-vu/moi/", form)  # much later the same words mean another task
    assert Task.objects.count() == 3


def test_nothing_on_a_part_is_doubled_without_the_word(province, client):
    part = give(province)
    client.force_login(province.dung)
    work.receive(part, by=province.actor("dung"), at=moment())
    for code, data in (("minh-chung", {"url": "https://a.vn/1", "level": "internal"}), ("tien-do", {"percent": "40", "note": "Đang làm."})):
        for _ in range(2):
            client.post(f"/phan-viec/{part.pk}/{code}/", data)
    client.force_login(province.lan)
    for address, data in ((f"/phan-viec/{part.pk}/don-doc/", {"note": "Gấp."}), (f"/phan-viec/{part.pk}/bao-cao-vuot-cap/", {"note": "Gấp."}),
                          ("/theo-doi/xu-ly/", {"viec": "letters", "ids": [part.pk], "xac-nhan": "1", "text": "Gấp."})):
        for _ in range(2):
            assert client.post(address, data).status_code == 302
    assert [m.objects.count() for m in (Evidence, Letter)] == [1, 1] and Reminder.objects.count() == 3
    assert AuditEntry.objects.filter(act="tasks.assignment.progress").count() == 1


def test_a_passage_becomes_one_draft(province):
    by = province.actor("lan")
    text = "Kính gửi các đơn vị.\n1. Sở Y tế lập danh mục thiết bị.\nNơi nhận: như trên."
    directive = intake.take_in(by=by, at=moment(), issuer=province.ubnd_tinh, text=text)
    assert isinstance(directive, Directive)
    start = text.index("Kính gửi")
    reshape.add(directive, start, start + 19, by=by, at=moment())
    with pytest.raises(Conflict, match="đã có trong danh sách"):
        reshape.add(directive, start, start + 19, by=by, at=moment())


def test_a_rule_entered_twice_waits_once(province):
    given = {"valid_from": date(2023, 1, 1), "source": "QĐ 1", "by": province.actor("lan"), "at": moment()}
    rules.enter("deadlines/due_soon", "4", **given)
    with pytest.raises(Conflict, match="đang chờ"):
        rules.enter("deadlines/due_soon", "4", **given)
    assert RuleEntry.objects.count() == 1


def test_a_second_click_does_not_skip_a_day_of_the_demo(province, settings, client):
    settings.DEMO = True
    DemoClock.objects.update_or_create(defaults={"today": date(2022, 12, 15)})
    client.force_login(province.lan)
    for _ in range(2):
        assert client.post("/ngay-hom-sau/", {"ngay": "2022-12-15"}).status_code == 302
    assert DemoClock.objects.get().today == date(2022, 12, 16)
    assert demo.next_day(date(2022, 12, 15)) == (None, []) and clock.step_demo_day() == date(2022, 12, 17)
    assert client.post("/ngay-hom-sau/", {"ngay": "rác"}).status_code == 302
