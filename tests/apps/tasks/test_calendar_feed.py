"""The personal calendar feed: what is owed and its code, no title; closed at once; anybody else's address is nothing."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from openpar.core import feeds
from openpar.core.models import CalendarFeed

from .giving import give, moment


@pytest.fixture
def sign_in(province):
    def as_person(name):
        browser = Client()
        browser.force_login(province.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return browser
    return as_person


def opened(client):
    page = client.post(reverse("tasks:calendar"), {"act": "mo"}).content.decode()
    return page[page.index("/lich/"):].split("<")[0].strip()


def events(answer):
    return Calendar.from_ical(answer.content).walk("VEVENT")


@pytest.fixture
def owed(province):
    return give(province, "stc", due_on=date(2022, 9, 15), title="Báo cáo tài sản công bí ẩn")


def test_a_calendar_program_reads_duty_code_and_day_but_no_title(sign_in, province, owed, client):
    address = opened(sign_in("dung"))
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    [event] = events(answer)
    assert event["dtstart"].dt == date(2022, 9, 15) and owed.task.code in event["summary"]
    assert reverse("tasks:assignment", args=[owed.pk]) in event["url"]
    assert "bí ẩn" not in answer.content.decode()
    assert CalendarFeed.objects.get().read_at and CalendarFeed.objects.get().digest not in address


def test_a_closed_renewed_or_wrong_address_is_nothing(sign_in, province, owed, client):
    dung = sign_in("dung")
    first = opened(dung)
    second = opened(dung)
    assert first != second and client.get(first).status_code == 404 and client.get(second).status_code == 200
    dung.post(reverse("tasks:calendar"), {"act": "dong"})
    for address in (second, "/lich/khong-co.ics", f"/lich/{CalendarFeed.objects.first().digest}.ics"):
        assert client.get(address).status_code == 404
    assert second not in dung.get(reverse("tasks:calendar")).content.decode()


def test_whoever_left_reads_no_more(sign_in, province, owed, client):
    address = opened(sign_in("dung"))
    province.dung.is_active = False
    province.dung.save()
    assert client.get(address).status_code == 404


@pytest.mark.database("sqlite", "postgresql")
def test_nobody_reads_the_work_of_others(sign_in, province, owed, client):
    assert events(client.get(opened(sign_in("te")))) == []


def test_the_feed_asks_a_constant_number_of_questions(sign_in, province, client, django_assert_max_num_queries):
    for _i in range(5):
        give(province, "stc", due_on=date(2022, 9, 15))
    secret = feeds.open_feed(by=province.actor("dung"), at=moment())
    with django_assert_max_num_queries(6):
        assert len(events(client.get(reverse("tasks:calendar_feed", args=[secret])))) == 5
