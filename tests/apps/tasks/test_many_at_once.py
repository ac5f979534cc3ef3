"""Sets that cross, and one text sent by many: everybody waits their turn, nobody meets a failure."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from openpar.apps.tasks.models import Assignment, Directive, Letter, Task
from openpar.apps.tasks.services import amend, contests, intake, pass_down, remind, work
from openpar.core import middleware
from openpar.engine.errors import OpenParError
from tests.apps.tasks.giving import give
from tests.core.test_at_once import at_once
from tests.people import moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_sets_in_opposite_order_do_not_deadlock(province):
    parts = [give(province, to) for to in ("stc", "syt", "muong_te", "sin_ho")]
    by = province.actor("lan")

    def letters(i):
        order = parts if i % 2 else parts[::-1]
        return remind.letters_for(order, by=by, at=moment())
    done = at_once(letters, n=8)
    assert not [d for d in done if isinstance(d, Exception)], done
    assert Letter.objects.count() == 32 and set(Assignment.objects.values_list("reminded", flat=True)) == {8}


def test_case_DS_01_one_text_taken_in_by_eight_at_once_is_one_directive(province):
    by = province.actor("lan")
    text = "1. Sở Y tế lập danh mục thiết bị, hoàn thành trước ngày 15/9/2022."
    done = at_once(lambda i: intake.take_in(by=by, at=moment(), issuer=province.ubnd_tinh, text=text), n=8)
    assert sum(isinstance(d, Directive) for d in done) == 1
    assert all(isinstance(d, (Directive, intake.SameFile)) for d in done), done


def test_what_is_passed_on_while_its_part_is_withdrawn_ends_with_it(province):
    part = give(province, "muong_te")
    work.receive(part, by=province.actor("te"), at=moment())
    communes = [province.mu_ca, province.ta_tong]

    def act(i):
        if i == 0:
            return amend.withdraw_part(part, "Giao nhầm.", by=province.actor("lan"), at=moment())
        return pass_down.pass_down(part, [communes[i % 2]], by=province.actor("te"), at=moment(), title=f"Việc {i}")
    done = at_once(act, n=6)
    assert not [d for d in done if isinstance(d, Exception) and not isinstance(d, OpenParError)], done
    assert not Assignment.objects.filter(open=True).exists() and not Task.objects.filter(parent=part, state="active").exists()


def test_two_moves_to_one_organisation_give_it_one_part(province):
    parts = [give(province, "stc sin_ho muong_te")]
    rows = list(parts[0].task.assignments.order_by("pk"))
    for row, who in zip(rows, ("dung", "ho", "te"), strict=True):
        contests.contest(row, by=province.actor(who), at=moment(), reason="Thuộc chức năng của Sở Y tế.")
    at_once(lambda i: contests.reassign(rows[i], province.syt, by=province.actor("lan"), at=moment(), reason="Chuyển."), n=3)
    assert Assignment.objects.filter(organisation=province.syt).exclude(state="cancelled").count() == 1
    assert Assignment.objects.filter(state="contested").count() == 2


def test_a_request_that_the_database_gave_up_is_told_to_send_again(province):
    request = RequestFactory().post("/theo-doi/xu-ly/")
    request.user, request.at = province.lan, moment()
    request.__class__ = middleware._with_actor(request.__class__)
    answered = middleware.ActorMiddleware(lambda r: None)
    request.session, request.theme, request.request_id = {}, "", ""
    answer = answered.process_exception(request, OperationalError("database is locked"))
    assert answer.status_code == 409 and "gửi lần nữa" in answer.content.decode()
    assert answered.process_exception(request, OperationalError("no such table: x")) is None
