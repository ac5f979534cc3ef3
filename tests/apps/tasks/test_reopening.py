"""Accepted work is opened again: to a new final day, or explicitly to its old one, with the history kept."""

from datetime import date

import pytest

from openpar.apps.tasks.models import Assignment
from openpar.apps.tasks.selectors import status
from openpar.apps.tasks.services import appraise
from openpar.core import clock, deadlines
from openpar.core.models import AuditEntry, OutboxMessage
from openpar.engine.errors import BadInput

from .giving import day, fresh, give, moment, received, submitted
from .intake_texts import browser

pytestmark = pytest.mark.django_db


def accepted(province):
    part = submitted(province, received(province, give(province)))
    appraise.accept(part, by=province.actor("lan"), at=moment(), quality="good")
    return fresh(part)


def test_reopening_sets_a_new_day_and_keeps_the_old_one_in_the_history(province):
    part, lan, late = accepted(province), province.actor("lan"), day(2022, 9, 12)
    old = part.due_at
    row = appraise.reopen(part, by=lan, at=late, reason="Số liệu không đúng.", due_on=date(2022, 9, 30))
    part = fresh(part)
    assert row.due_at == part.due_at == part.deadline.due_at == clock.end_of(date(2022, 9, 30)) and not deadlines.differing(Assignment).exists()
    assert part.deadline.changes[-1]["from"] == old.isoformat() and "Số liệu không đúng." in part.deadline.changes[-1]["why"]
    assert status.replayed([part], late)[part.pk] == "not_due"
    assert status.replayed([part], day(2022, 9, 11))[part.pk] == "done_on_time"  # as it stood before
    entry = AuditEntry.objects.get(act="tasks.assignment.reopen")
    assert entry.changes["due_on"] == [clock.timezone.localtime(old).date().isoformat(), "2022-09-30"]
    told = [m.payload for m in OutboxMessage.objects.filter(topic="tasks.reopened")]
    assert told and "hạn mới 30/9/2022: Số liệu không đúng." in str(told)


def test_reopening_without_a_new_day_is_late_at_once_where_the_old_one_is_past(province):
    part = accepted(province)
    appraise.reopen(part, by=province.actor("lan"), at=day(2022, 9, 12), reason="Sai.")
    assert status.replayed([fresh(part)], day(2022, 9, 12, 10))[part.pk] == "overdue" and not fresh(part).deadline.changes


def test_reopening_to_a_day_that_is_past_or_to_a_day_of_undated_work_is_refused(province):
    with pytest.raises(BadInput, match="đã qua"):
        appraise.reopen(accepted(province), by=province.actor("lan"), at=day(2022, 9, 12), reason="Sai.", due_on=date(2022, 9, 9))
    undated = submitted(province, received(province, give(province, due_on=None, due_type="none")))
    appraise.accept(undated, by=province.actor("lan"), at=moment(), quality="good")
    with pytest.raises(BadInput, match="không có hạn cuối"):
        appraise.reopen(fresh(undated), by=province.actor("lan"), at=moment(), reason="Sai.", due_on=date(2022, 9, 9))
    assert fresh(undated).state == "accepted"


def test_the_page_asks_for_a_new_day_or_for_the_old_one(province):
    part = accepted(province)
    page, address = browser(province), f"/phan-viec/{part.pk}/mo-lai/"
    with clock.fixed(day(2022, 9, 12)):
        shown = page.get(address).content.decode()
        assert "Giữ hạn cũ" in shown and "hạn đã qua nên việc quá hạn ngay" in shown and "Đặt hạn mới" in shown
        assert '>Hạn mới</label>' in shown, "what one choice asks for is not called optional"
        unsaid = page.post(address, {"reason": "Sai số.", "day": "new"})
        assert unsaid.status_code == 422 and "Ghi hạn mới, hoặc chọn giữ hạn cũ." in unsaid.content.decode() and "Sai số." in unsaid.content.decode()
        done = page.post(address, {"reason": "Sai số.", "day": "new", "due_on": "30/9/2022"}, follow=True)
    assert "Đã mở lại phần việc, hạn 30/9/2022." in done.content.decode() and fresh(part).due_at == clock.end_of(date(2022, 9, 30))
