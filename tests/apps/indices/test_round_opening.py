"""Opening a round: the framework is frozen, every unit gets its sheet and its clocks; the calendar can move, with a reason."""

from datetime import date

import pytest

from openpar.apps.indices.models import Round
from openpar.apps.indices.selectors import rounds_framework as shelf
from openpar.apps.indices.services import rounds_open
from openpar.apps.tasks.selectors import my_work
from openpar.core.models import AuditEntry, Deadline, OutboxMessage
from openpar.engine.errors import BadInput, Refused
from tests.apps.indices.round_ground import CALENDAR, open_round, sheet_of
from tests.people import moment


def test_a_round_keeps_the_framework_as_it_was_on_the_day(province, monkeypatch):
    made = open_round(province)
    assert made.framework_digest == shelf.frozen(made).digest and len(shelf.frozen(made).leaves()) == 43
    monkeypatch.setattr(shelf, "text_of", lambda ref: "changed: since")
    made.refresh_from_db()
    assert shelf.frozen(made).total == 100


def test_every_unit_owes_its_own_score_in_its_work_and_the_office_owes_the_appraisal(province):
    made = open_round(province)
    waiting = my_work.mine(province.actor("dung"))
    assert {(d.duty, d.room) for d in waiting} == {("self_score", "indices.sheet"), ("evidence", "indices.sheet")}
    assert {d.object_id for d in waiting} == {sheet_of(made, "stc").pk}
    assert my_work.mine(province.actor("lan", organisation="ubnd_tinh")).filter(duty="appraise", room="indices.round").count() == 1
    assert OutboxMessage.objects.filter(topic="indices.round.opened").count() == 3


def test_opening_writes_the_trail_and_costs_the_same_for_more_units(province, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        open_round(province)
    entry = AuditEntry.objects.get(act="indices.round.open")
    assert entry.changes["units"] == 3 and entry.organisation_id == province.ubnd_tinh.pk


@pytest.mark.parametrize("more, where", [
    ({"units": ()}, "units"), ({"title": " "}, "title"), ({"ends_on": date(2021, 1, 1)}, "ends_on"), ({"ref": "demo/khong-co"}, "framework"),
    ({"year": 2019}, "year"), ({"calendar": {**CALENDAR, "appraisal1": date(2022, 9, 1)}}, "appraisal1"),
    ({"calendar": {**CALENDAR, "plan": None}}, "plan")])
def test_what_cannot_be_opened_is_refused_with_the_field_that_is_wrong(province, more, where):
    from openpar.engine.errors import OpenParError
    units = more.pop("units", ("stc",))
    with pytest.raises(OpenParError) as refused:
        open_round(province, units=units, **more)
    assert refused.value.where == where and not Round.objects.exists()


@pytest.mark.parametrize("name", ["minh", "chu_tich", "giam_sat"])
def test_who_may_not_open_is_told_who_may(province, name):
    with pytest.raises(Refused, match="Cơ quan thường trực"):
        open_round(province, by=name)


def test_moving_the_calendar_moves_the_clocks_and_tells_everyone_why(province):
    made = open_round(province)
    later = {**CALENDAR, "self_score": date(2022, 9, 8)}
    rounds_open.amend_calendar(made, later, reason="Chờ văn bản hướng dẫn", version=1, by=province.actor("lan"), at=moment())
    clocks = Deadline.objects.filter(duty="self_score")
    assert {d.due_at.date() for d in clocks} == {date(2022, 9, 8)} and all(d.changes[0]["why"] == "Chờ văn bản hướng dẫn" for d in clocks)
    assert OutboxMessage.objects.filter(topic="indices.round.calendar").count() == 3
    assert Round.objects.get().calendar_changes[0]["from"] == "2022-09-05"
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        rounds_open.amend_calendar(made, CALENDAR, reason="Lại đổi", version=1, by=province.actor("lan"), at=moment())


def test_a_calendar_is_not_moved_without_a_reason(province):
    made = open_round(province)
    with pytest.raises(BadInput, match="lý do"):
        rounds_open.amend_calendar(made, {**CALENDAR, "plan": date(2022, 8, 23)}, reason=" ", version=1, by=province.actor("lan"), at=moment())
