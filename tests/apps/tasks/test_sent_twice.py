"""The same form sent twice is one act, whoever is impatient: a task by hand, a draft from a passage, the demo's next day."""

import re
from datetime import date

import pytest

from openpar.apps.tasks.models import Directive, Task
from openpar.apps.tasks.services import intake, reshape
from openpar.core import clock, demo, rules
from openpar.core.models import DemoClock, RuleEntry
from openpar.engine.errors import Conflict
from tests.people import moment


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
