"""A district passes its part to its communes: child tasks whose progress rolls up."""

from datetime import date

import pytest

from openpar.apps.tasks.models import Task
from openpar.apps.tasks.services import appraise, pass_down, work
from openpar.core import clock
from openpar.engine.errors import BadInput, Conflict, Refused

from .giving import DUE, day, fresh, give, moment, trail
from .intake_texts import browser

pytestmark = pytest.mark.django_db


def district_part(province, **changes):
    part = give(province, "muong_te", **changes)
    work.receive(part, by=province.actor("te"), at=moment())
    return fresh(part)


def passed(province, part, to="mu_ca ta_tong", **changes):
    return pass_down.pass_down(part, [getattr(province, name) for name in to.split()], by=province.actor("te"), at=moment(),
                               **changes)


def test_the_communes_get_parts_of_a_child_task(province):
    part = district_part(province, clause="2.6.b", text="Nguyên văn.",
                         targets=({"metric": "Tỷ lệ", "op": ">", "value": 90, "unit": "%"},))
    child = passed(province, part, due_on=date(2022, 9, 1), text="Báo cáo theo mẫu 2.")
    assert (child.parent, child.issuer, child.clause, child.text) == (part, province.muong_te, "2.6.b", "Báo cáo theo mẫu 2.")
    assert {p.organisation for p in child.assignments.select_related("organisation")} == {province.mu_ca, province.ta_tong}
    assert {p.due_at for p in child.assignments.all()} == {clock.end_of(date(2022, 9, 1))} and child.targets.get().value == 90
    assert fresh(part).state == "in_progress" and "tasks.assignment.pass_down" in trail(part)


def test_progress_is_the_share_of_accepted_children(province):
    part = district_part(province)
    first, second = passed(province, part).assignments.order_by("pk")
    done = first if first.organisation_id == province.mu_ca.pk else second
    work.receive(done, by=province.actor("ca"), at=moment())
    work.submit(fresh(done), by=province.actor("ca"), at=moment(), body="Xong.", no_evidence_reason="Bản giấy.")
    assert fresh(part).progress == 0
    appraise.accept(done, by=province.actor("te"), at=moment(), quality="good")
    assert fresh(part).progress == 50
    appraise.reopen(done, by=province.actor("te"), at=moment(), reason="Thiếu.")
    assert fresh(part).progress == 0


def test_the_parent_is_sent_only_with_a_warning_while_children_are_open(province):
    part = district_part(province)
    passed(province, part)
    given = {"by": province.actor("te"), "at": moment(), "body": "Xong.", "no_evidence_reason": "Bản giấy."}
    with pytest.raises(BadInput, match="Còn 2 phần việc") as refusal:
        work.submit(fresh(part), **given)
    assert refusal.value.where == "confirm_children"
    work.submit(fresh(part), **given, confirm_children=True)
    assert fresh(part).state == "submitted"


def test_the_inner_day_is_not_later_than_the_own_one(province):
    with pytest.raises(BadInput, match=r"muộn hơn hạn của chính đơn vị .06/9/2022"):
        passed(province, district_part(province), due_on=date(2022, 9, 7))


def test_the_same_commune_is_given_it_once(province):
    part = district_part(province)
    passed(province, part, "mu_ca")
    with pytest.raises(BadInput, match="Đã giao tiếp việc này cho UBND xã Mù Cả"):
        passed(province, part)
    assert passed(province, part, "ta_tong") and Task.objects.filter(parent=part).count() == 2


def test_work_passes_only_down_the_own_branch_and_by_who_may(province):
    part = district_part(province)
    for to, words in (("pa_tan", "trực thuộc"), ("stc", "trực thuộc"), ("", "Chưa chọn")):
        with pytest.raises(BadInput, match=words):
            passed(province, part, to)
    for who in ("ca", "hoa", "ho", "lan"):
        with pytest.raises(Refused):
            pass_down.pass_down(part, [province.mu_ca], by=province.actor(who), at=moment())


def test_it_is_received_before_it_is_passed(province):
    with pytest.raises(Conflict):
        passed(province, give(province, "muong_te"))


def test_a_part_without_a_day_passes_its_cycle(province):
    child = passed(province, district_part(province, due_on=None, due_type="cycle", cycle="quarter", report_day=20))
    assert (child.due_type, child.cycle) == ("cycle", "quarter")
    assert {r.due_at for p in child.assignments.all() for r in p.reports.all()} == {clock.end_of(date(2022, 9, 20))}


def test_a_late_part_is_still_passed_with_its_own_day(province):
    part = district_part(province)
    child = pass_down.pass_down(part, [province.mu_ca], by=province.actor("te"), at=day(2022, 9, 8))
    assert child.due_on == DUE


def test_ticked_communes_under_another_choice_are_asked_about_before_anything_is_given(province):
    part, page = district_part(province), browser(province, "te")
    address, typed = f"/phan-viec/{part.pk}/giao-tiep/", {"organisations": [province.mu_ca.pk], "title": "Rà soát", "text": "Báo cáo theo mẫu 2."}
    refused = page.post(address, {**typed, "scope": "all"})
    words = refused.content.decode()
    assert refused.status_code == 422 and "Đã đánh dấu 1 đơn vị bên dưới" in words and "Báo cáo theo mẫu 2." in words
    assert not Task.objects.filter(parent=part).exists()
    assert page.post(address, {**typed, "scope": "chosen"}).status_code == 302
    assert [p.organisation for p in Task.objects.get(parent=part).assignments.all()] == [province.mu_ca]
