"""Inside an organisation: the clerk receives, the head hands out with an inner date, the officer works, the head sends."""

from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.tasks.models import Report, TargetValue
from openpar.apps.tasks.selectors.assignments import assignments_for, goals_of
from openpar.apps.tasks.services import appraise, work
from openpar.core import clock
from openpar.core.models import Deadline, Evidence, Membership
from openpar.engine.errors import BadInput, Conflict, Refused

from .giving import day, fresh, give, moment, received, submitted, told, trail

pytestmark = pytest.mark.django_db


def test_the_clerk_receives_and_the_result_is_owed(province):
    part = give(province)
    work.receive(part, by=province.actor("van_thu"), at=moment())
    part = fresh(part)
    assert (part.state, part.received_at, part.deadline.duty, part.deadline.open) == ("received", moment(), "report", True)
    assert trail(part) == ["tasks.assignment.issue", "tasks.assignment.receive"]


@pytest.mark.parametrize("who", ["minh", "yen", "lan", "giam_sat", "khach", "van_hanh"])
def test_nobody_else_receives(province, who):
    part = give(province)
    with pytest.raises(Refused, match="Văn thư"):
        work.receive(part, by=province.actor(who), at=moment())
    assert fresh(part).state == "assigned" and len(trail(part)) == 1


def test_a_double_click_receives_once(province):
    part = give(province)
    work.receive(part, by=province.actor("van_thu"), at=moment())
    with pytest.raises(Conflict, match="Chưa lưu được"):
        work.receive(part, by=province.actor("van_thu"), at=moment())
    assert trail(part).count("tasks.assignment.receive") == 1


def test_receiving_a_set_names_what_did_not_move(province):
    parts = [give(province), give(province), give(province, "syt")]
    moved = work.receive_many([p.pk for p in parts], by=province.actor("van_thu"), at=moment())
    assert {r.pk for r in moved.rows} == {parts[0].pk, parts[1].pk} and "Văn thư" in moved.refused[parts[2].pk]


def test_the_head_hands_out_with_an_inner_date(province):
    part = received(province, give(province))
    work.assign(part, by=province.actor("dung"), at=moment(), person=province.minh, sub_unit=province.stc_ns,
                inner_due_on=date(2022, 9, 1), instruction="Phối hợp với phòng Thanh tra.")
    part = fresh(part)
    assert (part.state, part.handler, part.sub_unit, part.instruction) == (
        "in_progress", province.minh, province.stc_ns, "Phối hợp với phòng Thanh tra.")
    assert (part.deadline.person, part.deadline.inner_due_at) == (province.minh, clock.end_of(date(2022, 9, 1)))
    assert part.deadline.due_at == clock.end_of(date(2022, 9, 6))
    assert told("tasks.handed")[0].payload["audiences"][0]["user"] == province.minh.pk
    assert list(assignments_for(province.actor("minh"))) == [part]


def test_an_inner_date_after_the_legal_one_is_refused_with_a_sentence(province):
    part = received(province, give(province))
    with pytest.raises(BadInput, match=r"Hạn nội bộ 07/9/2022 muộn hơn hạn phải báo cáo .06/9/2022") as refusal:
        work.assign(part, by=province.actor("dung"), at=moment(), person=province.minh, inner_due_on=date(2022, 9, 7))
    assert refusal.value.where == "inner_due_on" and fresh(part).handler is None
    with pytest.raises(BadInput, match="đã qua"):
        work.assign(part, by=province.actor("dung"), at=moment(), person=province.minh, inner_due_on=date(2022, 8, 23))


def test_work_is_handed_only_inside_and_only_by_the_head(province):
    part = received(province, give(province))
    for choice, words in (({"person": province.yen}, "không có vai trò"), ({"sub_unit": province.mu_ca}, "không phải phòng"),
                          ({}, "Chưa chọn")):
        with pytest.raises(BadInput, match=words):
            work.assign(part, by=province.actor("dung"), at=moment(), **choice)
    for who in ("van_thu", "minh", "yen", "lan"):
        with pytest.raises(Refused):
            work.assign(part, by=province.actor(who), at=moment(), person=province.minh)


def test_the_head_of_a_division_gets_what_is_handed_to_it(province):
    from openpar.core.models import User
    chief = User.objects.create(username="truong_phong", full_name="Lù Thị Phòng")
    Membership.objects.create(user=chief, organisation=province.stc_ns, role="head", valid_from=date(2021, 1, 1))
    province.users["truong_phong"] = chief
    part = received(province, give(province))
    assert not assignments_for(province.actor("truong_phong")).exists()
    work.assign(part, by=province.actor("dung"), at=moment(), sub_unit=province.stc_ns)
    assert fresh(part).handler == chief and list(assignments_for(province.actor("truong_phong"))) == [part]
    work.assign(part, by=province.actor("truong_phong"), at=moment(), sub_unit=province.stc_ns, person=province.minh)
    with pytest.raises(Refused, match="Thủ trưởng"):
        work.submit(fresh(part), by=province.actor("truong_phong"), at=moment(), body="Xong.", no_evidence_reason="Không có.")


def test_the_officer_records_progress_and_what_the_target_has_reached(province):
    part = received(province,
                    give(province, targets=({"metric": "Kiến nghị đã khắc phục", "op": ">", "value": Decimal(90), "unit": "%"},)))
    work.assign(part, by=province.actor("dung"), at=moment(), person=province.minh)
    target = part.task.targets.get()
    work.update_progress(part, by=province.actor("minh"), at=moment(), percent=80, note="Còn 12 kiến nghị.",
                         values={target: {"numerator": Decimal(57), "denominator": Decimal(69)}})
    part = fresh(part)
    assert (part.progress, part.progress_note) == (80, "Còn 12 kiến nghị.")
    assert TargetValue.objects.get().value == Decimal("82.6087")
    [goal] = goals_of(part.task, part)
    assert (goal.words, goal.now) == ("trên 90%", "82,61%") and 0.82 < goal.share < 0.83 and goal.mark == 0.9
    assert trail(part)[-1] == "tasks.assignment.progress"


@pytest.mark.parametrize(("figures", "words"), [
    ({"numerator": Decimal(3)}, "cả tử số và mẫu số"),
    ({"numerator": Decimal(3), "denominator": Decimal(0)}, "mẫu số phải lớn hơn 0"),
    ({}, "chưa có kết quả")])
def test_figures_that_cannot_be_are_refused_and_nothing_is_kept(province, figures, words):
    part = received(province, give(province, targets=({"metric": "Tỷ lệ", "op": ">=", "value": 1, "unit": "%"},)))
    with pytest.raises(BadInput, match=words):
        work.update_progress(part, by=province.actor("dung"), at=moment(), percent=10, values={part.task.targets.get(): figures})
    assert fresh(part).progress == 0


def test_progress_is_for_those_who_work_on_a_part_that_runs(province):
    part = give(province)
    with pytest.raises(Conflict):
        work.update_progress(part, by=province.actor("dung"), at=moment(), percent=5)
    received(province, part)
    for who in ("minh", "van_thu", "lan", "yen"):  # Minh has not been handed it
        with pytest.raises(Refused):
            work.update_progress(part, by=province.actor(who), at=moment(), percent=5)
    with pytest.raises(BadInput, match="0 đến 100"):
        work.update_progress(part, by=province.actor("dung"), at=moment(), percent=101)


def test_only_who_may_speak_sends_the_report_that_the_officer_drafted(province):
    part = received(province, give(province))
    work.assign(part, by=province.actor("dung"), at=moment(), person=province.minh)
    draft = work.draft_report(part, by=province.actor("minh"), at=moment(), body="Đã làm xong việc A.")
    with pytest.raises(Refused, match="Thủ trưởng"):
        work.submit(part, by=province.actor("minh"), at=moment(), body=draft.body, no_evidence_reason="Không có.")
    work.add_evidence(part, by=province.actor("minh"), at=moment(), url="https://stc.laichau.gov.vn/ket-qua")
    work.submit(part, by=province.actor("dung"), at=moment(), body=draft.body)
    part = fresh(part)
    assert (part.state, part.submitted_at, part.deadline.open, part.deadline.met_at) == ("submitted", moment(), False, moment())
    assert Report.objects.get(final=True).state == "sent"
    waiting = Deadline.objects.get(duty="appraise")
    assert (waiting.organisation, waiting.object_id, waiting.open) == (province.ubnd_tinh, part.pk, True)
    assert waiting.due_at == clock.end_of(date(2022, 8, 31)) and waiting.rule["unverified"]
    assert told("tasks.submitted")[0].payload["audiences"][0]["organisation"] == province.ubnd_tinh.pk


def test_a_report_needs_proof_or_the_reason_why_there_is_none(province):
    part = received(province, give(province))
    with pytest.raises(BadInput, match="minh chứng") as refusal:
        work.submit(part, by=province.actor("dung"), at=moment(), body="Xong.")
    assert refusal.value.where == "no_evidence_reason" and fresh(part).state == "received"
    with pytest.raises(BadInput, match="nội dung"):
        work.submit(part, by=province.actor("dung"), at=moment(), body="  ", no_evidence_reason="Không có.")
    work.submit(part, by=province.actor("dung"), at=moment(), body="Xong.", no_evidence_reason="Đã bàn giao bản giấy.")
    assert "Không kèm minh chứng: Đã bàn giao bản giấy." in Report.objects.get().body


def test_a_report_is_taken_back_only_before_it_is_appraised(province):
    part = submitted(province, give(province))
    with pytest.raises(BadInput):
        work.take_back(part, by=province.actor("dung"), at=moment(), reason=" ")
    with pytest.raises(Refused):
        work.take_back(part, by=province.actor("yen"), at=moment(), reason="Nhầm.")
    work.take_back(part, by=province.actor("dung"), at=moment(), reason="Thiếu phụ lục.")
    part = fresh(part)
    assert (part.state, part.submitted_at, part.deadline.open, part.deadline.met_at) == ("in_progress", None, True, None)
    assert Report.objects.get().state == "draft" and not Deadline.objects.get(duty="appraise").open
    submitted(province, part)
    appraise.accept(part, by=province.actor("lan"), at=moment(), quality="good")
    with pytest.raises(Conflict):
        work.take_back(part, by=province.actor("dung"), at=moment(), reason="Muộn rồi.")


def test_two_writers_of_a_draft_do_not_lose_words(province):
    part = received(province, give(province))
    first = work.draft_report(part, by=province.actor("dung"), at=moment(), body="A")
    work.draft_report(part, by=province.actor("dung"), at=moment(), body="A và B", version=first.version)
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        work.draft_report(part, by=province.actor("dung"), at=moment(), body="A và C", version=first.version)
    assert Report.objects.get().body == "A và B"


def test_proof_is_added_to_open_work_and_not_taken_from_a_sent_report(province):
    part = received(province, give(province))
    proof = work.add_evidence(part, by=province.actor("dung"), at=moment(), number="12/BC-STC", title="Báo cáo",
                              issued_on=date(2022, 8, 20))
    assert (proof.room, proof.owner_id) == ("tasks.assignment", part.pk)
    with pytest.raises(Refused):
        work.add_evidence(part, by=province.actor("yen"), at=moment(), url="https://a.vn")
    submitted(province, part)
    with pytest.raises(Conflict):
        work.remove_evidence(part, proof, by=province.actor("dung"), at=moment())
    assert Evidence.objects.count() == 1


def test_a_coordinating_organisation_answers_for_its_own_part(province):
    part = give(province, coordinating=(province.syt,))
    other = part.task.assignments.get(organisation=province.syt)
    submitted(province, other, who="yen", clerk="yen")
    assert (fresh(part).state, fresh(other).state, other.part) == ("assigned", "submitted", "coordinating")
    with pytest.raises(Refused):
        work.receive(part, by=province.actor("yen"), at=moment())


def test_case_DT_02_closing_near_midnight_keeps_the_local_day(province):
    part = received(province, give(province, due_on=date(2022, 8, 15), at=day(2022, 8, 1)), day(2022, 8, 1))
    submitted(province, part, at=day(2022, 8, 15, 0, 30))
    part = fresh(part)
    assert clock.timezone.localtime(part.submitted_at).date() == date(2022, 8, 15) and part.submitted_at <= part.due_at
