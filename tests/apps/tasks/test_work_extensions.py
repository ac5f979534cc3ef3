"""More time: asked with a reason, the old deadline runs, both days are kept; granted in time or counted from the request."""

from datetime import date

import pytest

from openpar.apps.tasks import rules
from openpar.apps.tasks.models import Assignment, Extension
from openpar.apps.tasks.selectors import status
from openpar.apps.tasks.services import appraise, extensions
from openpar.core import clock, deadlines
from openpar.core.models import Deadline
from openpar.engine.errors import BadInput, Conflict, Refused

from .giving import asked, day, fresh, give, moment, received, submitted, told, trail

pytestmark = pytest.mark.django_db
NEW = date(2022, 9, 16)


def now(part, at):
    """The computed status at a moment, by the rule and by the database."""
    part = fresh(part)
    said = rules.status(part.state, due_at=part.due_at, submitted_at=part.submitted_at, now=at, soon_at=status.soon_limit(at))
    assert status.annotated(Assignment.objects.filter(pk=part.pk), at).get().status == said
    return said


def test_the_old_deadline_runs_until_the_request_is_decided(province):
    part = received(province, give(province))
    request = asked(province, part)
    part = fresh(part)
    assert part.due_at == clock.end_of(date(2022, 9, 6)) and not part.deadline.changes
    assert (request.old_due_on, request.asked_due_on, request.asked_late, request.state) == (date(2022, 9, 6), NEW, False,
                                                                                             "pending")
    waiting = Deadline.objects.get(room="tasks.extension")
    assert (waiting.organisation, waiting.duty, waiting.due_at) == (province.ubnd_tinh, "decide_extension",
                                                                    clock.end_of(date(2022, 8, 29)))
    assert told("tasks.extension_asked") and trail(request, "tasks.extension") == ["tasks.extension.ask"]


@pytest.mark.parametrize(("change", "where", "words"), [
    ({"due_on": date(2022, 9, 6)}, "due_on", "Hạn mới phải sau hạn cũ .06/9/2022"), ({"cause": "?"}, "cause", "lý do"),
    ({"reason": " "}, "reason", "việc còn lại")])
def test_a_request_that_cannot_be_says_why(province, change, where, words):
    part = received(province, give(province))
    with pytest.raises(BadInput, match=words) as refusal:
        extensions.ask(part, by=province.actor("dung"), at=moment(),
                       **{"due_on": NEW, "cause": "other", "reason": "Vì…"} | change)
    assert refusal.value.where == where and not Extension.objects.exists()


def test_work_without_a_day_needs_no_extension(province):
    with pytest.raises(BadInput, match="không có hạn cuối"):
        asked(province, received(province, give(province, due_on=None)))


def test_one_request_waits_at_a_time(province):
    part = received(province, give(province))
    request = asked(province, part)
    with pytest.raises(Conflict, match="đang chờ quyết định"):
        asked(province, part)
    extensions.withdraw(request, by=province.actor("dung"), at=moment())
    assert not Deadline.objects.get(room="tasks.extension").open
    assert asked(province, part).pk != request.pk


def test_only_the_head_asks_and_only_the_issuer_decides(province):
    part = received(province, give(province))
    for who in ("minh", "van_thu", "yen", "lan"):
        with pytest.raises(Refused):
            extensions.ask(part, by=province.actor(who), at=moment(), due_on=NEW, cause="other", reason="Vì…")
    request = asked(province, part)
    for who in ("dung", "yen", "giam_sat"):
        with pytest.raises(Refused):
            extensions.grant(request, by=province.actor(who), at=moment())


def test_granted_before_the_due_day_it_is_not_overdue(province):
    part = received(province, give(province))
    extensions.grant(asked(province, part), by=province.actor("lan"), at=day(2022, 9, 1), answer="Đồng ý.")
    part = fresh(part)
    assert part.due_at == part.deadline.due_at == clock.end_of(NEW)
    [change] = part.deadline.changes
    assert change["from"].startswith("2022-09-06") and change["to"].startswith("2022-09-16")
    assert now(part, day(2022, 9, 7)) == "not_due" and now(part, day(2022, 9, 17)) == "overdue"
    assert not deadlines.differing(Assignment).exists() and not Deadline.objects.filter(room="tasks.extension",
                                                                                        open=True).exists()


def test_the_issuer_may_grant_another_day_but_not_an_earlier_one(province):
    part = received(province, give(province))
    request = asked(province, part)
    with pytest.raises(BadInput, match="sau hạn cũ"):
        extensions.grant(request, by=province.actor("lan"), at=moment(), due_on=date(2022, 9, 5))
    extensions.grant(request, by=province.actor("lan"), at=moment(), due_on=date(2022, 9, 12))
    request.refresh_from_db()
    assert (request.asked_due_on, request.granted_due_on, request.old_due_on) == (NEW, date(2022, 9, 12), date(2022, 9, 6))
    assert fresh(part).due_at == clock.end_of(date(2022, 9, 12))


def test_asked_in_time_and_granted_after_the_due_day_it_counts_from_the_request(province):
    part = received(province, give(province))
    request = asked(province, part, at=day(2022, 9, 5))
    assert now(part, day(2022, 9, 8)) == "overdue"  # nobody has decided yet
    extensions.grant(request, by=province.actor("lan"), at=day(2022, 9, 9))
    assert now(part, day(2022, 9, 9)) == "not_due"
    assert status.replayed([fresh(part)], day(2022, 9, 8)) == {part.pk: "not_due"}
    submitted(province, part, at=day(2022, 9, 15))
    appraise.accept(part, by=province.actor("lan"), at=day(2022, 9, 19), quality="good")
    assert now(part, day(2022, 9, 20)) == "done_on_time"


def test_case_WT_15_an_extension_asked_for_after_the_due_day_stays_late(province):
    in_time, late = received(province, give(province)), received(province, give(province))
    extensions.grant(asked(province, in_time, at=day(2022, 9, 5)), by=province.actor("lan"), at=day(2022, 9, 6))
    request = asked(province, late, at=day(2022, 9, 8))
    assert request.asked_late
    extensions.grant(request, by=province.actor("lan"), at=day(2022, 9, 9))
    assert now(in_time, day(2022, 9, 10)) == "not_due" and now(late, day(2022, 9, 10)) == "overdue"
    request.refresh_from_db()
    assert (request.old_due_on, request.granted_due_on) == (date(2022, 9, 6), NEW)
    assert "vẫn tính là trễ" in fresh(late).deadline.changes[0]["why"]
    assert "vẫn tính là trễ" in told("tasks.extension_granted")[-1].payload["text"]
    for part in (in_time, late):
        submitted(province, part, at=day(2022, 9, 15))
        appraise.accept(part, by=province.actor("lan"), at=day(2022, 9, 15), quality="good")
    counts = status.counted(Assignment.objects.all(), day(2022, 9, 20))
    assert (counts["done_on_time"], counts["done_late"]) == (1, 1)
    assert Extension.objects.filter(state="granted").count() == 2  # statistics show both as extended


def test_a_refusal_needs_a_reason_and_changes_nothing(province):
    part = received(province, give(province))
    request = asked(province, part)
    with pytest.raises(BadInput):
        extensions.refuse(request, by=province.actor("lan"), at=moment(), reason="")
    extensions.refuse(request, by=province.actor("lan"), at=moment(), reason="Việc gấp.")
    assert fresh(part).due_at == clock.end_of(date(2022, 9, 6)) and told("tasks.extension_refused")
    with pytest.raises(Conflict):
        extensions.grant(request, by=province.actor("lan"), at=moment())


def test_a_set_is_granted_each_to_its_own_day(province):
    requests = [asked(province, received(province, give(province)), due_on=date(2022, 9, 10 + n)) for n in range(3)]
    moved = extensions.grant_many([r.pk for r in requests], by=province.actor("lan"), at=moment())
    assert [e.granted_due_on.day for e in sorted(moved.rows, key=lambda e: e.pk)] == [10, 11, 12]
    assert not deadlines.differing(Assignment).exists()
