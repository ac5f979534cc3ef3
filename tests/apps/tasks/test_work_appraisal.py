"""The issuer appraises: accept with a quality mark, return with a reason, open again; singly, in bulk, and two at once."""

import threading

import pytest
from django.db import connection

from openpar.apps.tasks.models import Assignment, Report
from openpar.apps.tasks.services import appraise, work
from openpar.core import deadlines
from openpar.core.models import AuditEntry, Deadline
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.people import make_province

from .giving import day, fresh, give, moment, received, submitted, told, trail


@pytest.mark.django_db
def test_accepting_closes_the_part_with_its_quality(province):
    part = submitted(province, give(province))
    appraise.accept(part, by=province.actor("lan"), at=moment(), quality="excellent", answer="Đủ minh chứng.")
    part = fresh(part)
    assert (part.state, part.open, part.quality, part.accepted_at) == ("accepted", False, "excellent", moment())
    assert part.progress == 100
    report = Report.objects.get()
    assert (report.state, report.appraised_by, report.answer) == ("accepted", province.lan, "Đủ minh chứng.")
    assert not Deadline.objects.filter(open=True).exists() and Deadline.objects.get(duty="appraise").met_at == moment()
    assert told("tasks.accepted") and trail(part)[-1] == "tasks.assignment.accept"


@pytest.mark.django_db
def test_returning_lets_the_same_clock_run_again(province):
    part = submitted(province, give(province))
    with pytest.raises(BadInput, match="lý do"):
        appraise.return_(part, by=province.actor("lan"), at=moment(), reason=" ")
    appraise.return_(part, by=province.actor("lan"), at=moment(), reason="Thiếu số liệu của 4 đơn vị.")
    part = fresh(part)
    assert (part.state, part.returned, part.deadline.open, part.deadline.met_at) == ("returned", 1, True, None)
    assert part.due_at == part.deadline.due_at and not part.deadline.changes
    assert Report.objects.get().answer == "Thiếu số liệu của 4 đơn vị."
    submitted(province, part, at=day(2022, 9, 7))
    part = fresh(part)
    assert part.submitted_at == day(2022, 9, 7) > part.due_at  # the report that counts is the one finally accepted
    assert Deadline.objects.filter(duty="appraise").count() == 2


@pytest.mark.django_db
def test_reopening_needs_a_reason_and_brings_the_deadline_back(province):
    part = received(province, give(province))
    work.update_progress(part, by=province.actor("dung"), at=moment(), percent=95)
    submitted(province, part)
    appraise.accept(part, by=province.actor("lan"), at=moment(), quality="good")
    with pytest.raises(BadInput):
        appraise.reopen(part, by=province.actor("lan"), at=moment(), reason="")
    appraise.reopen(part, by=province.actor("lan"), at=moment(), reason="Số liệu không đúng.")
    part = fresh(part)
    assert (part.state, part.open, part.accepted_at, part.quality, part.deadline.open) == ("in_progress", True, None, "", True)
    assert part.progress == 95  # as the organisation had reported it
    assert AuditEntry.objects.filter(act="tasks.assignment.reopen", reason="Số liệu không đúng.").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["dung", "minh", "yen", "te", "giam_sat", "khach", "van_hanh"])
def test_only_the_issuer_appraises(province, who):
    part = submitted(province, give(province))
    with pytest.raises(Refused):
        appraise.accept(part, by=province.actor(who), at=moment(), quality="good")
    assert fresh(part).state == "submitted"


@pytest.mark.django_db
def test_the_deputy_appraises_in_the_own_field_only(province):
    own, other = submitted(province, give(province)), submitted(province, give(province, field="Y tế"))
    appraise.accept(own, by=province.actor("pho"), at=moment(), quality="good")
    with pytest.raises(Refused):
        appraise.accept(other, by=province.actor("pho"), at=moment(), quality="good")


@pytest.mark.django_db
def test_a_set_is_appraised_in_a_constant_number_of_statements(province, django_assert_max_num_queries):
    parts = [submitted(province, give(province)) for _ in range(12)]
    with django_assert_max_num_queries(18):
        moved = appraise.accept_many([p.pk for p in parts], by=province.actor("lan"), at=moment(), quality="good")
    assert len(moved.rows) == 12 and not moved.refused
    again = appraise.return_many([p.pk for p in parts], by=province.actor("lan"), at=moment(), reason="Nhầm.")
    assert not again.rows and all("Chưa lưu được" in why for why in again.refused.values())
    assert Assignment.objects.filter(state="accepted").count() == 12 and not deadlines.differing(Assignment).exists()


@pytest.mark.django_db
def test_a_quality_must_be_chosen(province):
    part = submitted(province, give(province))
    with pytest.raises(BadInput, match="chất lượng"):
        appraise.accept(part, by=province.actor("lan"), at=moment(), quality="")


@pytest.mark.django_db(transaction=True)
def test_two_appraisers_at_once_get_one_success_and_one_clear_refusal():
    from openpar.core import clock
    with clock.fixed(moment()):
        province = make_province()
        part = submitted(province, give(province))
        actors, gate, results = [province.actor("lan"), province.actor("chu_tich")], threading.Barrier(2), []

        def decide(actor, act):
            try:
                gate.wait(60)
                act(part, by=actor, at=moment())
                results.append("done")
            except Conflict as refusal:
                results.append(str(refusal))
            finally:
                connection.close()

        threads = [threading.Thread(target=decide, args=(actors[0], lambda p, **w: appraise.accept(p, quality="good", **w))),
                   threading.Thread(target=decide, args=(actors[1], lambda p, **w: appraise.return_(p, reason="Thiếu.", **w)))]
        for t in threads:
            t.start()
        for t in threads:
            t.join(60)
    assert sorted(r == "done" for r in results) == [False, True]
    assert any("Chưa lưu được" in r for r in results)
    assert AuditEntry.objects.filter(act__in=("tasks.assignment.accept", "tasks.assignment.return")).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_taken_back_while_it_is_accepted_ends_in_one_of_the_two():
    from openpar.core import clock
    with clock.fixed(moment()):
        province = make_province()
        part = submitted(province, give(province))
        gate, results = threading.Barrier(2), []

        def run(act):
            try:
                gate.wait(60)
                act()
                results.append("done")
            except Conflict:
                results.append("refused")
            finally:
                connection.close()

        lan, dung = province.actor("lan"), province.actor("dung")
        threads = [threading.Thread(target=run, args=(lambda: appraise.accept(part, by=lan, at=moment(), quality="good"),)),
                   threading.Thread(target=run, args=(lambda: work.take_back(part, by=dung, at=moment(), reason="Nhầm."),))]
        for t in threads:
            t.start()
        for t in threads:
            t.join(60)
    assert sorted(results) == ["done", "refused"]
    part = fresh(part)
    assert part.deadline.open == (part.state == "in_progress") == part.open
