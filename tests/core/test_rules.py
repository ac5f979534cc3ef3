"""The office's own rules: dated, sourced, approved by a second person, seen at once by every process, confirmed
where the grade is low."""

from datetime import date

import pytest
import yaml
from django.urls import reverse

from openpar.core import rulebook, rules
from openpar.core.models import AuditEntry, Evidence, Membership, RuleEntry, User
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.people import SINCE, moment

SOON = "deadlines/due_soon"
DAY = date(2022, 8, 24)


@pytest.fixture
def second(province):
    """Somebody else of the reform office."""
    user = User.objects.create(username="binh", full_name="Lò Thị Bình")
    Membership.objects.create(user=user, organisation=province.ubnd_tinh, role="reform_office", valid_from=SINCE)
    province.users["binh"] = user
    return province


def enter(province, value="5", since=DAY, who="lan", **more):
    return rules.enter(SOON, value, valid_from=since, source="Quyết định 12/QĐ-UBND ngày 01/8/2022",
                       by=province.actor(who), at=moment(), **more)


def test_an_entry_counts_only_once_a_second_person_approves(second):
    before = rulebook.parameter(SOON).on(DAY)
    row = enter(second)
    assert rulebook.parameter(SOON).on(DAY) == before
    with pytest.raises(Refused, match="khác người nhập"):
        rules.approve(row.pk, by=second.actor("lan"), at=moment())
    rules.approve(row.pk, by=second.actor("binh"), at=moment())
    now = rulebook.parameter(SOON).on(DAY)
    assert (now.value, now.layer, now.unverified) == (5, "own", False) and now.digest != before.digest
    assert rulebook.parameter(SOON).on(date(2022, 8, 23)).value == before.value
    assert list(AuditEntry.objects.filter(room="core.rule").values_list("act", flat=True)) == ["rule.enter", "rule.approve"]


def test_the_database_too_wants_a_second_person(second):
    from django.db import IntegrityError, transaction
    row = enter(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleEntry.objects.filter(pk=row.pk).update(approved_by=second.lan, approved_at=moment())


def test_withdrawn_entries_no_longer_count(second):
    row = enter(second)
    rules.approve(row.pk, by=second.actor("binh"), at=moment())
    with pytest.raises(BadInput):
        rules.withdraw(row.pk, reason=" ", by=second.actor("lan"), at=moment())
    rules.withdraw(row.pk, reason="nhập nhầm", by=second.actor("lan"), at=moment())
    assert rulebook.parameter(SOON).on(DAY).layer == "shipped"
    with pytest.raises(Conflict):
        rules.withdraw(row.pk, reason="lần nữa", by=second.actor("lan"), at=moment())


def test_overlapping_entries_are_refused(second):
    rules.approve(enter(second).pk, by=second.actor("binh"), at=moment())
    other = enter(second, "4", date(2022, 9, 1), valid_until=date(2022, 9, 30))
    with pytest.raises(Refused, match="Trùng thời gian"):
        rules.approve(other.pk, by=second.actor("binh"), at=moment())


@pytest.mark.parametrize("value", ["năm", "", "5.5", "5 ngày"])
def test_a_value_of_another_kind_is_refused(second, value):
    with pytest.raises(BadInput):
        enter(second, value)


def test_who_may_not_enter_is_refused(second):
    with pytest.raises(Refused, match="Cơ quan thường trực"):
        enter(second, who="minh")


def test_a_change_by_another_process_is_seen_at_once(second):
    rulebook.parameter(SOON)
    row = enter(second)
    # as another process would: straight into the database, without this process's cache
    RuleEntry.objects.filter(pk=row.pk).update(approved_by=second.binh, approved_at=moment())
    assert rulebook.parameter(SOON).on(DAY).value == 5


def test_the_layer_costs_one_query_while_nothing_changed(second, django_assert_num_queries):
    rulebook.layer()
    with django_assert_num_queries(1):
        rulebook.parameter(SOON)


def test_an_organisation_can_have_its_own_value(second):
    rules.approve(enter(second, organisation=second.stc).pk, by=second.actor("binh"), at=moment())
    assert rulebook.parameter(SOON, second.stc.pk).on(DAY).value == 5
    assert rulebook.parameter(SOON).on(DAY).value == 3


def test_low_grades_are_marked_until_confirmed(second):
    assert rulebook.parameter(SOON).on(DAY).unverified
    name, _, value, digest = next(r for r in rules.unconfirmed() if r[0] == SOON)
    with pytest.raises(Refused):
        rules.confirm(name, digest, source="QĐ 12", by=second.actor("minh"), at=moment())
    with pytest.raises(Conflict):
        rules.confirm(name, "0" * 16, source="QĐ 12", by=second.actor("lan"), at=moment())
    rules.confirm(name, digest, source="Quy chế làm việc, Điều 5", by=second.actor("lan"), at=moment())
    assert not rulebook.parameter(SOON).on(DAY).unverified and value.value == 3
    assert SOON not in {r[0] for r in rules.unconfirmed()}


def test_the_export_is_yaml_that_the_loader_reads(second):
    from openpar.engine.rulebook import parse_parameter
    rules.approve(enter(second).pk, by=second.actor("binh"), at=moment())
    data = yaml.safe_load(rules.export())
    assert parse_parameter(SOON, data["parameters"][SOON]).on(DAY).value == 5
    assert "Nguyễn Thị Lan" in data["parameters"][SOON]["values"][0]["note"]


def test_the_pages_from_entry_to_approval(second, client):
    from django.core.files.uploadedfile import SimpleUploadedFile
    url = reverse("core:rule", args=[SOON])
    client.force_login(second.minh)
    page = client.get(url)
    assert page.status_code == 200 and "Gửi người thứ hai duyệt" not in page.content.decode()
    client.force_login(second.lan)
    assert "chưa đối chiếu" in client.get(reverse("core:rules")).content.decode()
    bad = client.post(url, {"value": "năm", "valid_from": "1/9/2022", "source": "QĐ 12"})
    assert bad.status_code == 422 and "số nguyên" in bad.content.decode() and "QĐ 12" in bad.content.decode()
    data = {"value": "5", "valid_from": "1/9/2022", "source": "QĐ 12", "file": SimpleUploadedFile("qd.txt", b"quyet dinh")}
    assert client.post(url, data).status_code == 302
    row = RuleEntry.objects.get()
    assert row.valid_from == date(2022, 9, 1) and Evidence.objects.get().owner_id == row.pk
    assert client.get(reverse("core:evidence", args=[row.file_id])).status_code == 200
    decide = reverse("core:rule_decide", args=[row.pk])
    assert client.post(decide, {"act": "approve"}).status_code == 403
    client.force_login(second.binh)
    assert client.post(decide, {"act": "approve"}).status_code == 302
    assert client.post(decide, {"act": "approve"}).status_code == 409
    assert client.get(reverse("core:rules_export")).content.decode().count("value: 5") == 1
    client.force_login(second.khach)
    assert client.get(reverse("core:rules")).status_code == 403


def test_the_page_of_unconfirmed_rules(second, client):
    client.force_login(second.lan)
    url = reverse("core:rules_unconfirmed")
    page = client.get(url).content.decode()
    digest = next(r[3] for r in rules.unconfirmed() if r[0] == SOON)
    assert digest in page
    assert client.post(reverse("core:rule_confirm"), {"name": SOON, "digest": digest, "source": ""}).status_code == 422
    assert client.post(reverse("core:rule_confirm"), {"name": SOON, "digest": digest, "source": "QĐ 12"}).url == url
    assert digest not in client.get(url).content.decode()
