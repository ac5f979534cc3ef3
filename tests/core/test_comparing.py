"""Calendars, forms of papers and index frameworks of a low grade: listed until two people compared them with their documents."""

from datetime import date

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.core import comparing, rulebook, rules
from openpar.core.models import AuditEntry, Membership, RuleConfirmation, User
from openpar.core.papers import form_on
from openpar.engine.errors import BadInput, Conflict, Refused
from openpar.engine.index.checks import refusals
from openpar.engine.index.library import load
from tests.people import SINCE, moment

FRAMEWORK = "indices/par-index/district-division-2019"


@pytest.fixture
def second(province):
    """Somebody else of the reform office."""
    user = User.objects.create(username="binh", full_name="Lò Thị Bình")
    Membership.objects.create(user=user, organisation=province.ubnd_tinh, role="reform_office", valid_from=SINCE)
    province.users["binh"] = user
    return province


def item(start):
    return next(i for i in comparing.shipped() if i.name.startswith(start))


def compared_by_two(province, start):
    """Lan compares, Bình approves."""
    i = item(start)
    row = comparing.confirm(i.name, i.digest, source="Văn bản gốc, đã đọc", by=province.actor("lan"), at=moment())
    return comparing.approve(row.pk, by=province.actor("binh"), at=moment())


def test_everything_of_a_low_grade_is_listed(second):
    names = {i.name for i in comparing.waiting()}
    assert {"calendars/vn/2020", "calendars/vn/2025#2025-04-26", "calendars/vn#sessions-1999-10-02", FRAMEWORK, "deadlines/due_soon"} <= names
    assert {"documents/forms#nd30-2020-2020-03-05", "documents/registers#out-2020-03-05"} <= names
    assert not names & {"calendars/vn/2022", "calendars/vn/2026", "indices/demo/department-2022"}


@pytest.mark.parametrize("start", ["calendars/vn/2020", "documents/forms#", "indices/sipas/province-2022"])
def test_one_person_is_not_enough(second, start):
    i = item(start)
    row = comparing.confirm(i.name, i.digest, source="Văn bản gốc", by=second.actor("lan"), at=moment())
    assert i.digest not in rulebook.confirmed() and i.name not in {x.name for x in comparing.waiting()}
    assert [(r.pk, x.name) for r, x in comparing.proposed()] == [(row.pk, i.name)]
    with pytest.raises(Refused, match="khác người đối chiếu"):
        comparing.approve(row.pk, by=second.actor("lan"), at=moment())
    with pytest.raises(Refused):
        comparing.approve(row.pk, by=second.actor("minh"), at=moment())
    comparing.approve(row.pk, by=second.actor("binh"), at=moment())
    assert i.digest in rulebook.confirmed() and comparing.proposed() == []
    with pytest.raises(Conflict):
        comparing.approve(row.pk, by=second.actor("binh"), at=moment())
    acts = list(AuditEntry.objects.filter(room="core.rule_confirmation").order_by("id").values_list("act", "reference"))
    assert acts == [("rule.compare", i.name), ("rule.confirm", i.name)]


def test_the_database_too_wants_a_second_person(second):
    from django.db import IntegrityError, transaction
    i = item("calendars/vn/2020")
    row = comparing.confirm(i.name, i.digest, source="Thông báo", by=second.actor("lan"), at=moment())
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleConfirmation.objects.filter(pk=row.pk).update(approved_by=second.lan, approved_at=moment())


def test_what_does_not_agree_is_sent_back_and_waits_again(second):
    i = item("documents/forms#")
    row = comparing.confirm(i.name, i.digest, source="Nhầm văn bản", by=second.actor("lan"), at=moment())
    with pytest.raises(BadInput):
        comparing.send_back(row.pk, reason=" ", by=second.actor("binh"), at=moment())
    comparing.send_back(row.pk, reason="không phải Phụ lục I", by=second.actor("binh"), at=moment())
    assert i.name in {x.name for x in comparing.waiting()} and not RuleConfirmation.objects.exists()
    entry = AuditEntry.objects.get(act="rule.compare_back")
    assert entry.reason == "không phải Phụ lục I" and entry.changes["source"] == ["Nhầm văn bản", None]


@pytest.mark.parametrize("name, digest, error", [("calendars/vn/2020", "0" * 16, Conflict), ("calendars/vn/1999", "0" * 16, Conflict)])
def test_another_content_than_the_one_that_was_read_is_not_confirmed(second, name, digest, error):
    with pytest.raises(error):
        comparing.confirm(name, digest, source="Thông báo", by=second.actor("lan"), at=moment())


def test_two_at_once_are_one_comparison(second):
    i = item("calendars/vn/2019")
    comparing.confirm(i.name, i.digest, source="Thông báo", by=second.actor("lan"), at=moment())
    with pytest.raises(Conflict, match="người khác"):
        comparing.confirm(i.name, i.digest, source="Thông báo", by=second.actor("binh"), at=moment())


def test_a_confirmed_calendar_counts_the_same_days_and_is_no_longer_marked(second):
    from openpar.engine.worktime import Amount, Clock, load_calendar
    begins = moment(date(2020, 1, 20))
    plain = Clock(begins, Amount.parse("10wd"), load_calendar()).explain()
    assert plain["unverified"] and any("2020 chưa đối chiếu" in n for n in plain["notes"])
    compared_by_two(second, "calendars/vn/2020")
    told = Clock(begins, Amount.parse("10wd"), rulebook.calendar()).explain()
    assert not told["unverified"] and told["notes"] == [] and told["due_at"] == plain["due_at"]
    assert rulebook.calendar().notes.keys() == {2019, 2027}  # 2019 waits on; 2027 is announced in part, which nobody can confirm away


def test_one_day_of_a_sure_year_is_confirmed_alone(second):
    assert rulebook.calendar().day(date(2025, 4, 26)).unverified
    compared_by_two(second, "calendars/vn/2025#")
    assert not rulebook.calendar().day(date(2025, 4, 26)).unverified


def test_the_mark_leaves_the_pages_where_a_calendar_is_used(second, client):
    url = reverse("core:try_clock") + "?start=20/01/2020&hour=08:00&amount=10&unit=wd"
    assert "chưa đối chiếu" in client.get(url).content.decode()
    compared_by_two(second, "calendars/vn/2020")
    assert "chưa đối chiếu" not in client.get(url).content.decode()


def test_the_mark_leaves_the_printed_register_and_the_papers_form(second, client):
    client.force_login(second.dung)
    page = reverse("documents:out_print")
    text = client.get(page).content.decode()
    assert "chưa đối chiếu" in text
    compared_by_two(second, "documents/registers#out")
    assert "chưa đối chiếu" not in client.get(page).content.decode()
    form = form_on(date(2022, 8, 24))
    assert rulebook.unverified(form.confidence, form.digest)
    compared_by_two(second, "documents/forms#")
    assert not rulebook.unverified(form.confidence, form.digest) and form_on(date(2022, 8, 24)).digest == form.digest


def test_a_confirmed_framework_is_no_longer_refused_for_its_grade_and_keeps_its_digest(second, client):
    ref = FRAMEWORK.removeprefix("indices/")
    client.force_login(second.lan)
    address = reverse("indices:framework", args=ref.split("/"))
    assert any("chưa đối chiếu" in why for why in refusals(rulebook.compared(load(ref))))
    assert "chưa đối chiếu" in client.get(address).content.decode()
    compared_by_two(second, FRAMEWORK)
    now = rulebook.compared(load(ref))
    assert not any("chưa đối chiếu" in why for why in refusals(now)) and now.digest == load(ref).digest
    assert "chưa đối chiếu" not in client.get(address).content.decode()
    assert rulebook.compared(load("sipas/province-2022")).unverified  # another one stays marked


def test_rules_of_a_confirmed_framework_lose_their_marks_one_by_one(second, client):
    compared_by_two(second, "indices/quality-61/unit-2019")
    client.force_login(second.lan)
    page = client.get(reverse("indices:framework", args=["quality-61", "unit-2019"]))
    assert "st-doubt" not in page.content.decode() and not any(node.doubtful for node in page.context["tree"])


def test_the_page_from_comparing_to_the_second_yes(second, client, settings, tmp_path):
    url, i = reverse("core:rules_unconfirmed"), item("calendars/vn/2019")
    client.force_login(second.minh)
    page = client.get(url).content.decode()
    assert 'name="digest"' not in page and "Lịch làm việc năm 2019" in page  # who may only look sees no form
    assert client.post(reverse("core:rule_confirm"), {"name": i.name, "digest": i.digest, "source": "TB 1"}).status_code == 403
    client.force_login(second.lan)
    bad = client.post(reverse("core:rule_confirm"), {"name": i.name, "digest": i.digest, "source": " "})
    assert bad.status_code == 422 and "Ghi văn bản đã đối chiếu" in bad.content.decode()
    wrong = client.post(reverse("core:rule_confirm"), {"name": i.name, "digest": i.digest, "source": "TB 123",
                                                       "file": SimpleUploadedFile("x.exe", b"MZ")})
    assert wrong.status_code == 422 and 'value="TB 123"' in wrong.content.decode() and not RuleConfirmation.objects.exists()
    client.post(reverse("core:rule_confirm"), {"name": i.name, "digest": i.digest, "source": "TB 123/TB-BLĐTBXH",
                                               "file": SimpleUploadedFile("tb.txt", b"thong bao")})
    row = RuleConfirmation.objects.get()
    page = client.get(url).content.decode()
    assert "TB 123/TB-BLĐTBXH" in page and "Người duyệt phải khác" in page
    assert client.get(reverse("core:evidence", args=[row.file_id])).status_code == 200
    decide = reverse("core:rule_confirmation", args=[row.pk])
    assert client.post(decide, {"act": "approve"}).status_code == 403
    client.force_login(second.binh)
    assert client.post(decide, {"act": "approve"}).url == url
    page = client.get(url).content.decode()
    assert "Lò Thị Bình duyệt" in page and i.digest not in page
    client.force_login(second.khach)
    assert client.get(url).status_code == 403


def test_the_export_says_what_was_compared_by_whom(second):
    compared_by_two(second, "calendars/vn/2020")
    i = item("calendars/vn/2019")
    comparing.confirm(i.name, i.digest, source="chờ", by=second.actor("lan"), at=moment())
    found = yaml.safe_load(rules.export())["confirmed"]
    assert found == [{"name": "calendars/vn/2020", "digest": item("calendars/vn/2020").digest, "source": "Văn bản gốc, đã đọc",
                      "by": "Nguyễn Thị Lan", "on": moment().date(), "approved_by": "Lò Thị Bình", "approved_on": moment().date()}]
