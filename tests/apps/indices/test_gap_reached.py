"""A task from a gap proposes its completion from what people state too, and a gap whose task was withdrawn can be given anew."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openpar.apps.indices.models import FactEntry, GapTask
from openpar.apps.indices.selectors import rounds_facts as door
from openpar.apps.indices.selectors import rounds_gap as gaps
from openpar.apps.indices.services import rounds_facts, rounds_gap
from openpar.apps.tasks.models import Task
from openpar.apps.tasks.services import amend
from openpar.core.models import OutboxMessage
from openpar.engine.errors import Conflict
from openpar.engine.index.facts import Fact
from tests.apps.indices.round_ground import open_round
from tests.people import moment

pytestmark = pytest.mark.django_db
METRIC, CODE = "tasks.on_time_share", "1.3"
GIVEN, NEXT = date(2022, 8, 22), date(2022, 11, 2)


@pytest.fixture
def round(province, monkeypatch):
    made = open_round(province, units=("stc", "syt"))
    table = {(province.stc.pk, METRIC): Fact(numerator=Decimal(91), denominator=Decimal(100))}
    with monkeypatch.context() as patch:
        patch.setattr(door, "facts", lambda *asked, at=None: table)
        rounds_facts.propose(made, by=province.actor("lan"), at=moment())
    return made


def give(province, round, title="Xử lý đúng hạn"):
    return rounds_gap.give(round, province.stc, CODE, title=title, due_on=date(2022, 12, 28), target=Decimal("0.98"), start=Decimal("0.91"),
                           lost=Decimal("2.5"), by=province.actor("chu_tich"), at=moment(GIVEN))


def state(province, first, last, above, below=100, unit="stc", **more):
    return FactEntry.objects.create(metric=METRIC, organisation=province.organisations[unit], starts_on=first, ends_before=last + timedelta(days=1),
                                    numerator=above, denominator=below, author=province.dung, at=moment(NEXT - timedelta(days=1)), **more)


@pytest.mark.parametrize(("first", "last"), [
    (date(2022, 10, 1), date(2022, 10, 31)), (date(2022, 7, 1), date(2022, 9, 30)), (date(2022, 1, 1), date(2022, 12, 31))])
def test_a_stated_period_that_goes_beyond_the_day_of_giving_proposes_the_completion(province, round, first, last):
    made = give(province, round)
    state(province, first, last, 99)
    assert rounds_gap.propose_completion(moment(NEXT)) == 1
    assert rounds_gap.propose_completion(moment(NEXT + timedelta(days=1))) == 0
    made.refresh_from_db()
    value = made.task.targets.get().values.get()
    assert (made.reached, value.value, value.numerator, value.denominator) == (Decimal("0.99"), 99, 99, 100)
    assert OutboxMessage.objects.filter(topic="indices.gap.reached").count() == 1


@pytest.mark.parametrize(("what", "row"), [
    ("it fell short of the target", {"above": 97}),
    ("it ended on the day of giving", {"above": 99, "first": date(2022, 8, 1), "last": GIVEN}),
    ("it is another unit's", {"above": 99, "unit": "syt"})])
def test_what_does_not_show_that_the_target_was_reached_proposes_nothing(province, round, what, row):
    give(province, round)
    state(province, **{"first": date(2022, 10, 1), "last": date(2022, 10, 31)} | row)
    assert rounds_gap.propose_completion(moment(NEXT)) == 0, what


def test_the_latest_period_counts_and_of_it_the_newest_correction(province, round):
    give(province, round)
    state(province, date(2022, 9, 1), date(2022, 9, 30), 99)
    wrong = state(province, date(2022, 10, 1), date(2022, 10, 31), 99)
    state(province, date(2022, 10, 1), date(2022, 10, 31), 90, replaces=wrong, reason="cộng nhầm")
    assert rounds_gap.propose_completion(moment(NEXT)) == 0


def test_a_task_that_nobody_works_on_proposes_nothing(province, round):
    made = give(province, round)
    amend.withdraw(made.task, "giao nhầm", version=made.task.version, by=province.actor("lan"), at=moment(NEXT))
    state(province, date(2022, 10, 1), date(2022, 10, 31), 99)
    assert rounds_gap.propose_completion(moment(NEXT)) == 0 and not OutboxMessage.objects.filter(topic="indices.gap.reached").exists()


def test_a_gap_whose_task_was_withdrawn_is_offered_and_given_anew_and_no_other(client, province, round):
    made = give(province, round)
    with pytest.raises(Conflict):
        give(province, round)
    amend.withdraw(made.task, "giao nhầm", version=made.task.version, by=province.actor("lan"), at=moment(NEXT))
    assert CODE not in gaps.gap_or_404(province.actor("chu_tich"), round.pk, province.stc.pk).tasks
    client.force_login(province.chu_tich)
    page = client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&tc={CODE}").content.decode()
    assert "Giao việc này" in page
    again = give(province, round, "Xử lý đúng hạn, lần hai")
    assert (again.pk, again.task.title, Task.objects.count(), GapTask.objects.count()) == (made.pk, "Xử lý đúng hạn, lần hai", 2, 1)
    with pytest.raises(Conflict):
        give(province, round)
