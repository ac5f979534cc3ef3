"""Days that no calendar has are refused in words by every door of a round: a form, a program, a workbook."""

from datetime import date

import pytest

from openpar.apps.indices.models import GapTask
from openpar.apps.indices.services import rounds_open
from openpar.engine.errors import BadInput
from tests.apps.indices.round_ground import CALENDAR, open_round, say
from tests.core.api import personal
from tests.people import moment

FAR = (date(1, 1, 1), date(9999, 12, 31), date(1899, 12, 31), date(2201, 1, 1))


@pytest.fixture
def lan(province, client):
    return personal(province, client, "lan", where="ubnd_tinh")


@pytest.mark.parametrize("day", FAR)
def test_no_step_of_a_calendar_lies_there(province, lan, day):
    round = open_round(province)
    step = "plan" if day.year < 2000 else "publication"
    with pytest.raises(BadInput, match="quá xa"):
        rounds_open.checked_calendar({**CALENDAR, step: day})
    answer = lan.post(f"/rounds/{round.pk}/calendar", {"calendar": {step: day.isoformat()}, "reason": "Đổi kế hoạch"})
    assert answer.status_code == 422 and "quá xa" in answer.content.decode()


@pytest.mark.parametrize("day", FAR)
def test_no_period_begins_or_ends_there(province, day):
    with pytest.raises(BadInput, match="quá xa"):
        open_round(province, **({"starts_on": day} if day.year < 2000 else {"ends_on": day}))


@pytest.mark.parametrize("day", FAR[1:])
def test_no_task_from_a_gap_is_due_there(province, lan, day):
    round = open_round(province)
    say(province, round, "stc", {"2.1": 1}, "lan", "appraisal1")
    answer = lan.post(f"/rounds/{round.pk}/gap", {"organisation_id": province.stc.pk, "code": "2.1", "title": "Bù điểm", "due_on": day.isoformat()})
    assert answer.status_code == 422 and not GapTask.objects.exists()


@pytest.mark.parametrize("span", ["starts_on=0001-01-01&ends_before=9999-12-31", "starts_on=9999-12-30&ends_before=9999-12-31"])
def test_a_program_that_asks_for_such_days_is_answered(lan, span):
    for path in ("/metrics/tasks.on_time_share/values", "/metrics/procedures.on_time_share/values", "/facts/template"):
        assert lan.get(f"{path}?{span}").status_code in (200, 422), path


def test_the_rounds_calendar_may_be_moved_back_and_clocks_follow(province, lan):
    round = open_round(province)
    days = {k: v.isoformat() for k, v in CALENDAR.items()} | {"self_score": "2022-08-24", "evidence": "2022-08-24", "appraisal1": "2022-08-24"}
    answer = lan.post(f"/rounds/{round.pk}/calendar", {"calendar": days, "reason": "Rút ngắn"})
    assert answer.status_code == 200 and rounds_open.past(round.__class__.objects.get(pk=round.pk), "self_score", moment(date(2022, 8, 25)))
