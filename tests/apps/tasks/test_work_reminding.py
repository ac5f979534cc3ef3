"""Reminding and reporting above, by a person and by the rule table; letters; each step once, also after downtime."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from openpar.apps.tasks import jobs
from openpar.apps.tasks.models import Assignment, Letter, Reminder
from openpar.apps.tasks.selectors.rows import days_left
from openpar.apps.tasks.services import extensions, remind
from openpar.core.models import AuditEntry
from openpar.engine.errors import BadInput

from .giving import asked, day, fresh, give, moment, received, submitted, told, trail

pytestmark = pytest.mark.django_db
K = Reminder.Kind


def kinds(part):
    return list(Reminder.objects.filter(assignment=part).order_by("id").values_list("kind", flat=True))


def test_a_reminder_is_recorded_counted_and_told(province):
    part = received(province, give(province))
    remind.remind(part, by=province.actor("lan"), at=moment(), note="Báo cáo trước thứ Sáu.")
    remind.remind(part, by=province.actor("lan"), at=day(2022, 9, 8))
    part = fresh(part)
    assert part.reminded == 2 and kinds(part) == [K.BEFORE, K.LATE] and trail(part)[-1] == "tasks.assignment.remind"
    assert "Báo cáo trước thứ Sáu." in told("tasks.reminded")[0].payload["text"]


def test_reporting_above_goes_to_the_superior_or_the_issuer(province):
    commune, province_part = give(province, "mu_ca"), give(province, "ubnd_tinh")
    moved = remind.escalate_many([commune.pk, province_part.pk], by=province.actor("lan"), at=moment(), note="Chậm.")
    assert len(moved.rows) == 2
    assert dict(Reminder.objects.values_list("assignment_id", "to_id")) == {
        commune.pk: province.muong_te.pk, province_part.pk: province.ubnd_tinh.pk}
    assert fresh(commune).escalated == 1 and fresh(commune).reminded == 0
    assert told("tasks.escalated")[0].payload["audiences"][0]["organisation"] == province.muong_te.pk


def test_only_open_work_of_the_own_office_is_pressed(province):
    mine, done, = give(province), submitted(province, give(province))
    moved = remind.remind_many([mine.pk, done.pk, 999999], by=province.actor("lan"), at=moment())
    assert [r.pk for r in moved.rows] == [mine.pk] and set(moved.refused) == {done.pk, 999999}
    for who in ("dung", "yen", "te", "giam_sat"):
        assert not remind.remind_many([mine.pk], by=province.actor(who), at=moment()).rows


def test_a_set_is_reminded_in_a_constant_number_of_statements(province, django_assert_max_num_queries):
    ids = [give(province).pk for _ in range(15)]
    actor = province.actor("lan")
    with django_assert_max_num_queries(9):
        remind.remind_many(ids, by=actor, at=moment())


def test_one_letter_per_organisation_with_its_list(province):
    parts = [give(province, due_on=date(2022, 8, 12), at=day(2022, 8, 1), clause="2.6.a"), give(province), give(province, "syt")]
    letters = remind.letters_for(parts, by=province.actor("lan"), at=moment(), note="Nêu rõ trách nhiệm.")
    assert {x.organisation for x in Letter.objects.select_related("organisation")} == {province.stc,
                                                                                       province.syt} and len(letters) == 2
    content = Letter.objects.get(organisation=province.stc).content
    assert content["rows"][0] == {"code": parts[0].task.code, "clause": "2.6.a", "title": parts[0].task.title, "due": "12/8/2022",
                                  "late": "8 ngày làm việc"}
    assert content["answer_by"] == "31/8/2022" and content["note"] == "Nêu rõ trách nhiệm."
    assert Reminder.objects.exclude(letter=None).count() == 3 and fresh(parts[1]).reminded == 1
    with pytest.raises(BadInput, match="Chưa chọn việc nào"):
        remind.letters_for(parts, by=province.actor("dung"), at=moment())


def test_case_DT_10_each_step_fires_once_and_lateness_grows_by_one_a_day(province):
    part, fired, late = give(province, "mu_ca", due_on=date(2022, 8, 31)), {}, []
    start = date(2022, 8, 24)
    for n in range(40):
        on = start + timedelta(days=n)
        for _ in range(2):  # twice a day: safe to run again
            before = len(kinds(part))
            jobs.remind(moment(on))
            if new := kinds(part)[before:]:
                fired[on] = new
        if on > date(2022, 8, 31):
            late.append(-days_left(on, date(2022, 8, 31)))
    # 3 working days before; the first working day late; 5 and 10 working days late (1 and 2 September are holidays)
    assert fired == {date(2022, 8, 26): [K.BEFORE], date(2022, 9, 5): [K.LATE], date(2022, 9, 9): [K.ESCALATED],
                     date(2022, 9, 16): [K.ESCALATED]}
    assert list(Reminder.objects.filter(kind=K.ESCALATED).order_by("id").values_list("to_id", flat=True)) == [
        province.muong_te.pk, province.ubnd_tinh.pk]
    assert all(b - a in (0, 1) for a, b in pairwise(late)) and late[-1] == 20
    assert AuditEntry.objects.filter(room="tasks.assignment", object_id=part.pk, actor=None).count() == 4
    assert (fresh(part).reminded, fresh(part).escalated) == (2, 2)


def test_after_downtime_each_step_fires_once(province):
    part = give(province, due_on=date(2022, 8, 25))
    jobs.remind(day(2022, 9, 30))
    jobs.remind(day(2022, 10, 3))
    assert kinds(part) == [K.LATE, K.ESCALATED, K.ESCALATED]


def test_sent_work_is_left_alone_and_a_new_day_starts_the_steps_again(province):
    sent, more = submitted(province, give(province)), received(province, give(province))
    jobs.remind(day(2022, 9, 5))
    assert kinds(sent) == [] and kinds(more) == [K.BEFORE]
    extensions.grant(asked(province, more, at=day(2022, 9, 5)), by=province.actor("lan"), at=day(2022, 9, 5))
    jobs.remind(day(2022, 9, 8))
    assert kinds(more) == [K.BEFORE]
    jobs.remind(day(2022, 9, 14))
    assert kinds(more) == [K.BEFORE, K.BEFORE]


def test_nobody_is_pressed_before_a_day_granted_on_a_late_request(province):
    part = received(province, give(province))
    extensions.grant(asked(province, part, at=day(2022, 9, 8)), by=province.actor("lan"), at=day(2022, 9, 8))
    jobs.remind(day(2022, 9, 16))
    assert kinds(part) == []
    jobs.remind(day(2022, 9, 19))
    assert kinds(part) == [K.LATE, K.ESCALATED]


def test_a_period_report_is_reminded_too(province):
    part = give(province, due_on=None, due_type="cycle", cycle="month", report_day=26)
    jobs.remind(day(2022, 8, 24))
    jobs.remind(day(2022, 8, 24))
    jobs.remind(day(2022, 8, 29))
    assert list(Reminder.objects.filter(assignment=part).order_by("id").values_list("kind", "note")) == [
        (K.BEFORE, "Sắp đến hạn báo cáo tháng 8/2022."), (K.LATE, "Quá hạn báo cáo tháng 8/2022.")]


def test_many_parts_cost_few_statements(province, django_assert_max_num_queries):
    for _ in range(30):
        give(province, due_on=date(2022, 8, 25))
    with django_assert_max_num_queries(45):
        assert jobs.remind(day(2022, 8, 29)) == 30
    assert Assignment.objects.filter(reminded=1).count() == 30
