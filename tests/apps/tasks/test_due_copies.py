"""The copy of a due moment by which lists sort is always that of core's deadline, and the comparison finds one that is not."""

from datetime import date

import pytest

from openpar.apps.tasks.models import Assignment, Report
from openpar.apps.tasks.services import amend, appraise, extensions
from openpar.core import clock, deadlines
from openpar.core.models import Deadline

from .giving import asked, day, fresh, give, moment, received, submitted

pytestmark = pytest.mark.django_db


def test_the_comparison_finds_a_copy_that_differs_in_any_way(province):
    other, gone, kept = give(province), give(province), give(province)
    Deadline.objects.filter(pk=other.deadline_id).update(due_at=clock.end_of(date(2022, 9, 7)))
    Deadline.objects.filter(pk=gone.deadline_id).update(due_at=None)
    assert set(deadlines.differing(Assignment)) == {other, gone}
    Assignment.objects.filter(pk=kept.pk).update(due_at=None)
    assert set(deadlines.differing(Assignment)) == {other, gone, kept}
    report = give(province, due_on=None, due_type="cycle", cycle="month", report_day=26).reports.get()
    assert not deadlines.differing(Report).exists()
    Report.objects.filter(pk=report.pk).update(due_at=None)
    assert set(deadlines.differing(Report)) == {report}


def test_every_act_that_moves_a_day_moves_the_copy_too(province):
    lan = province.actor("lan")
    extensions.grant(asked(province, received(province, give(province))), by=lan, at=moment())
    late = received(province, give(province, due_on=date(2022, 8, 26)))
    extensions.grant(asked(province, late, at=day(2022, 8, 29)), by=lan, at=day(2022, 8, 29))
    task = give(province, "stc syt").task
    amend.correct(task, {"due_type": "date", "due_on": date(2022, 12, 30)}, "Lý do", version=1, by=lan, at=moment())
    amend.correct(task, {"due_type": "none"}, "Lý do", version=2, by=lan, at=moment())
    amend.correct(task, {"due_type": "cycle", "cycle": "month"}, "Lý do", version=3, by=lan, at=moment())
    back = submitted(province, give(province))
    appraise.return_(back, by=lan, at=moment(), reason="Thiếu số liệu")
    amend.withdraw_part(give(province), "Lý do", by=lan, at=moment())
    assert fresh(task.assignments.first()).due_at is None
    assert Assignment.objects.filter(deadline__isnull=False).count() >= 6
    assert not deadlines.differing(Assignment).exists() and not deadlines.differing(Report).exists()
