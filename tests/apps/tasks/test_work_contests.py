"""An organisation says that a part is not its own; the issuer keeps it, moves it, or cancels it."""

import pytest

from openpar.apps.tasks.models import Assignment, Contest
from openpar.apps.tasks.services import amend, contests, work
from openpar.core import clock
from openpar.core.models import Deadline
from openpar.engine.errors import BadInput, Conflict, Refused

from .giving import DUE, asked, fresh, give, moment, received, told, trail
from .intake_texts import browser

pytestmark = pytest.mark.django_db
WHY = "Việc thuộc chức năng của Sở Y tế."


def contested(province, part):
    contests.contest(part, by=province.actor("dung"), at=moment(), reason=WHY, proposed=province.syt)
    return fresh(part)


def test_a_contest_waits_for_the_issuer_and_the_deadline_goes_on(province):
    part = contested(province, give(province))
    assert (part.state, part.deadline.open, part.due_at) == ("contested", True, clock.end_of(DUE))
    said = Contest.objects.get()
    assert (said.reason, said.proposed, said.settled_at) == (WHY, province.syt, None)
    waiting = Deadline.objects.get(duty="settle_contest")
    assert (waiting.organisation, waiting.open) == (province.ubnd_tinh, True)
    assert WHY in told("tasks.contested")[0].payload["text"]


def test_a_contest_needs_a_reason_a_right_and_the_right_moment(province):
    part = give(province)
    with pytest.raises(BadInput, match="vì sao"):
        contests.contest(part, by=province.actor("dung"), at=moment(), reason=" ")
    with pytest.raises(BadInput, match="khác"):
        contests.contest(part, by=province.actor("dung"), at=moment(), reason=WHY, proposed=province.stc)
    for who in ("van_thu", "minh", "yen", "lan"):
        with pytest.raises(Refused):
            contests.contest(part, by=province.actor(who), at=moment(), reason=WHY)
    work.assign(received(province, part), by=province.actor("dung"), at=moment(), person=province.minh)
    with pytest.raises(Conflict):
        contests.contest(part, by=province.actor("dung"), at=moment(), reason=WHY)


def test_kept_it_is_to_be_received_again(province):
    part = contested(province, give(province))
    contests.keep(part, by=province.actor("lan"), at=moment(), reason="Đúng chức năng theo Quyết định.")
    part = fresh(part)
    assert (part.state, part.received_at, part.deadline.duty, part.deadline.open) == ("assigned", None, "receive", True)
    assert Contest.objects.get().outcome == "kept" and not Deadline.objects.get(duty="settle_contest").open


def test_moved_it_is_a_new_part_elsewhere_and_the_old_one_is_cancelled(province):
    part = contested(province, give(province))
    new = contests.reassign(part, province.syt, by=province.actor("lan"), at=moment(), reason="Đúng như đề nghị.")
    old, new = fresh(part), fresh(new)
    assert (old.state, old.open, old.deadline.open, old.deadline.met_at) == ("cancelled", False, False, None)
    assert (new.organisation, new.task, new.state, new.part, new.due_at) == (province.syt, old.task, "assigned", "lead",
                                                                             clock.end_of(DUE))
    assert Contest.objects.get().outcome == "moved" and trail(old)[-1] == "tasks.assignment.cancel"
    assert {m.payload["audiences"][0]["organisation"] for m in told("tasks.assigned")} == {province.stc.pk, province.syt.pk}


def test_it_is_not_moved_to_who_has_a_part_already(province):
    part = contested(province, give(province, coordinating=(province.syt,)))
    with pytest.raises(BadInput, match=r"Sở Y tế đang có phần việc .*phối hợp") as refusal:
        contests.reassign(part, province.syt, by=province.actor("lan"), at=moment(), reason="Chuyển.")
    assert refusal.value.where == "to" and fresh(part).state == "contested"


def test_it_is_moved_to_who_had_a_part_that_was_withdrawn(province):
    part = give(province, "stc syt")
    earlier = part.task.assignments.get(organisation=province.syt)
    amend.withdraw_part(earlier, "Giao nhầm.", by=province.actor("lan"), at=moment())
    new = contests.reassign(contested(province, part), province.syt, by=province.actor("lan"), at=moment(), reason="Đúng như đề nghị.")
    assert fresh(new).state == "assigned" and fresh(new).deadline.open and fresh(earlier).state == "cancelled"
    assert trail(earlier)[-1] == "tasks.assignment.cancel" and trail(new) == ["tasks.assignment.issue"]


def test_cancelled_it_leaves_nothing_running(province):
    part = give(province, due_on=None, due_type="cycle", cycle="month")
    asked_part = contested(province, part)
    contests.cancel(asked_part, by=province.actor("lan"), at=moment(), reason="Không cần nữa.")
    assert fresh(part).state == "cancelled" and not Deadline.objects.filter(open=True).exists()
    assert part.reports.get().state == "dropped"


def test_a_request_for_time_ends_with_a_cancelled_part(province):
    part = received(province, give(province))
    request = asked(province, part)
    contests.cancel(contested(province, part), by=province.actor("lan"), at=moment(), reason="Không cần nữa.")
    request.refresh_from_db()
    assert request.state == "refused" and not Deadline.objects.filter(open=True).exists()


def test_only_the_issuer_settles_once_and_with_words(province):
    part = contested(province, give(province))
    with pytest.raises(BadInput):
        contests.keep(part, by=province.actor("lan"), at=moment(), reason="")
    for who in ("dung", "yen", "giam_sat"):
        with pytest.raises(Refused):
            contests.reassign(part, province.syt, by=province.actor(who), at=moment(), reason="Chuyển.")
    contests.keep(part, by=province.actor("lan"), at=moment(), reason="Giữ.")
    with pytest.raises(Conflict):
        contests.cancel(part, by=province.actor("chu_tich"), at=moment(), reason="Hủy.")
    assert Assignment.objects.count() == 1


def test_it_is_taken_back_before_it_is_settled_and_with_it_the_part(province):
    part = contested(province, give(province))
    contests.withdraw(part, by=province.actor("dung"), at=moment(hour=10), reason="Đã thống nhất với Sở Y tế.")
    part = fresh(part)
    assert (part.state, part.received_at, part.deadline.duty, part.deadline.open) == ("received", moment(hour=10), "report", True)
    said, asked_for = Contest.objects.get(), Deadline.objects.get(duty="settle_contest")
    assert (said.outcome, said.settled_by, asked_for.open, asked_for.met_at) == ("withdrawn", province.dung, False, None)
    assert "rút ý kiến" in told("tasks.contest_withdrawn")[0].payload["text"] and trail(part)[-1] == "tasks.assignment.withdraw_contest"
    with pytest.raises(Conflict):
        contests.keep(part, by=province.actor("lan"), at=moment(), reason="Giữ.")
    contests.contest(part, by=province.actor("dung"), at=moment(hour=11), reason=WHY)  # it may be said again
    assert Contest.objects.count() == 2


def test_only_the_organisation_takes_its_objection_back_and_only_in_time(province):
    part = contested(province, received(province, give(province)))
    for who in ("van_thu", "minh", "yen", "lan", "giam_sat"):
        with pytest.raises(Refused):
            contests.withdraw(part, by=province.actor(who), at=moment())
    contests.keep(part, by=province.actor("lan"), at=moment(), reason="Giữ.")
    with pytest.raises(Conflict):
        contests.withdraw(part, by=province.actor("dung"), at=moment())


def test_a_part_received_before_keeps_the_moment_of_its_receipt(province):
    part = received(province, give(province), moment(hour=8))
    contests.withdraw(contested(province, part), by=province.actor("dung"), at=moment(hour=10))
    assert fresh(part).received_at == moment(hour=8)


def test_the_page_offers_it_and_says_that_it_was_taken_back(province, client):
    part = contested(province, give(province))
    client.force_login(province.dung)
    assert "Rút ý kiến" in client.get(f"/phan-viec/{part.pk}/").content.decode()
    assert client.post(f"/phan-viec/{part.pk}/rut-y-kien/", {"reason": ""}).status_code == 302
    assert "Đơn vị đã rút ý kiến" in client.get(f"/phan-viec/{part.pk}/").content.decode()


def test_a_part_that_moved_is_owed_once(province):
    part = contested(province, give(province))
    contests.reassign(part, province.syt, by=province.actor("lan"), at=moment(), reason="Đúng.")
    page, address = browser(province), f"/nhiem-vu/{part.task_id}/"
    assert "0 trên 1 phần việc hoàn thành" in page.get(address).content.decode()
    task = fresh(part).task
    amend.withdraw(task, "Không làm nữa.", version=task.version, by=province.actor("lan"), at=moment())
    assert "phần việc hoàn thành" not in page.get(address).content.decode()
