"""Issuing a directive in one act and correcting what was issued: once, whole or not at all, with its trail and its messages."""

import pytest

from openpar.apps.tasks.models import Assignment, Task
from openpar.apps.tasks.services import amend, reshape, review
from openpar.apps.tasks.services import issue as giving
from openpar.core.models import AuditEntry, Deadline, OutboxMessage
from openpar.engine.errors import Conflict

from .giving import moment
from .intake_texts import browser, drafts, long_text, made_ready, taken

pytestmark = pytest.mark.django_db


def test_issuing_gives_every_member_of_a_group_its_part_and_a_second_act_is_refused(province):
    directive = made_ready(province, taken(province))
    given = giving.issue(directive, by=province.actor("lan"), at=moment())
    assert (len(given.tasks), given.parts, given.organisations) == (4, 8, 3)
    assert Assignment.objects.count() == Deadline.objects.filter(room="tasks.assignment").count() == 8
    assert {a.organisation.code for a in given.tasks[0].assignments.all()} == {"snv", "stc", "syt"}
    assert OutboxMessage.objects.filter(topic__startswith="tasks.").count() >= 3
    with pytest.raises(Conflict):
        giving.issue(directive, by=province.actor("lan"), at=moment())
    assert Task.objects.count() == 4


def test_a_failure_in_the_middle_leaves_nothing(province, monkeypatch):
    directive, before = made_ready(province, taken(province)), AuditEntry.objects.count()

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("openpar.core.outbox.announce", broken)
    with pytest.raises(ZeroDivisionError):
        giving.issue(directive, by=province.actor("lan"), at=moment())
    directive.refresh_from_db()
    assert directive.state == "draft" and not Task.objects.exists() and not Deadline.objects.exists()
    assert AuditEntry.objects.count() == before


def test_correcting_merging_and_withdrawing_end_every_open_deadline(province):
    given = giving.issue(made_ready(province, taken(province)), by=province.actor("lan"), at=moment())
    first, second = given.tasks[:2]
    by = province.actor("lan")
    amend.correct(first, {"title": "Tên mới"}, "Sửa tên.", version=first.version, by=by, at=moment())
    amend.merge_tasks(second, first, "Trùng nội dung.", version=second.version, by=by, at=moment())
    amend.withdraw_directive(given.directive, "Hủy bỏ.", by=by, at=moment())
    states = dict(Task.objects.values_list("pk", "state"))
    assert states[second.pk] == "merged" and set(states.values()) == {"merged", "withdrawn"}
    assert not Deadline.objects.filter(open=True).exists()
    assert Task.objects.get(pk=first.pk).title == "Tên mới"


def test_a_draft_is_split_and_joined_again_and_a_stale_page_is_refused(province):
    directive, by = taken(province), province.actor("lan")
    first = drafts(directive)[0]
    count = len(drafts(directive))
    reshape.split(first, reshape.points(first)[-1][0], version=first.version, by=by, at=moment())
    parts = drafts(directive)
    assert len(parts) == count + 1
    with pytest.raises(Conflict):
        review.confirm(parts[0], version=parts[0].version - 1, by=by, at=moment())
    reshape.merge(parts[0], [parts[1]], version=parts[0].version, by=by, at=moment())
    assert len([d for d in drafts(directive) if not d.dropped]) == count


def test_the_review_asks_the_same_number_of_questions_for_few_drafts_and_many(province, django_assert_max_num_queries):
    for n in (5, 60):
        directive = taken(province, long_text(n), again=True)
        page = browser(province)
        with django_assert_max_num_queries(16):
            assert page.get(f"/van-ban/{directive.pk}/ra-soat/").status_code == 200
