"""A number on the pages of a directive, a task and "Việc của tôi" is what its list holds, whoever looks."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from openpar.apps.tasks.models import Directive
from openpar.apps.tasks.views import my_work
from openpar.core.models import Deadline

from .giving import day, fresh, give, moment, submitted
from .intake_texts import browser

pytestmark = pytest.mark.django_db
STRIP = re.compile(r'<a class="quiet" href="(/nhiem-vu/\?nhiem-vu=[^"]+)">([\d.]+)</a>')


@pytest.fixture
def shared(province):
    """A directive with one task of four organisations, in four states, and a task of two of them."""
    directive = Directive.objects.create(issuer=province.ubnd_tinh, number="08/CT-UBND", title="Chỉ thị", text="…", state="issued",
                                         created_at=moment(), issued_at=moment(), created_by=province.lan)
    first = give(province, "stc syt muong_te sin_ho", directive=directive, due_on=date(2022, 8, 20), at=day(2022, 8, 1))
    give(province, "stc syt", directive=directive)
    submitted(province, first.task.assignments.get(organisation=province.muong_te), who="te", clerk="te")
    part = first.task.assignments.get(organisation=province.stc)
    part = submitted(province, part, at=day(2022, 8, 19))
    from openpar.apps.tasks.services import appraise
    appraise.accept(fresh(part), by=province.actor("lan"), at=moment(), quality="good")
    return directive, first.task


@pytest.mark.parametrize("who, least", [("chu_tich", 3), ("lan", 3), ("dung", 2), ("te", 1)])
def test_each_number_of_a_strip_opens_that_many_parts(province, shared, who, least):
    directive, task = shared
    client = browser(province, who)
    for path in (reverse("tasks:directive", args=[directive.pk]), reverse("tasks:task", args=[task.pk])):
        page = client.get(path).content.decode()
        found = [(unescape(href), int(n.replace(".", ""))) for href, n in STRIP.findall(page)]
        assert len(found) >= least or (path.startswith("/nhiem-vu/") and least < 3), path  # one part of a task has no strip
        for href, n in found:
            answer = client.get(href)
            assert answer.context["found"].total == n == len(answer.context["rows"]), href


def test_a_task_that_a_person_does_not_see_names_nothing_in_the_filter(province, shared):
    _directive, task = shared
    answer = browser(province, "hoa").get(f"/nhiem-vu/?nhiem-vu={task.pk}")
    assert answer.context["found"].total == 0 and task.code not in answer.content.decode()


def test_a_head_of_my_work_counts_all_of_its_duties_also_over_pages(province, monkeypatch):
    monkeypatch.setattr(my_work, "SIZE", 3)
    for n in range(4):
        give(province, "stc", due_on=date(2022, 8, 1) + timedelta(days=n), at=day(2022, 7, 1))
    for due_on in (date(2022, 8, 24), date(2022, 8, 26), date(2022, 9, 30), date(2022, 10, 1), None):
        give(province, "stc", due_on=due_on)
    assert Deadline.objects.filter(organisation=province.stc, open=True).count() == 9
    client, seen, address = browser(province, "dung"), {}, "/viec-cua-toi/"
    while True:
        answer = client.get(address)
        seen |= {g["code"]: g["count"] for g in answer.context["groups"]}
        found = answer.context["found"]
        if not found.next_cursor:
            break
        address = f"/viec-cua-toi/?sau={found.next_cursor}"
    assert seen == {"overdue": 4, "today": 1, "week": 1, "later": 2, "none": 1}
