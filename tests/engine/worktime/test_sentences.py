"""The sentences of tests/cases/worktime.yaml, each a clock with its answer."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
import yaml

from openpar.engine.worktime import ZONE, Clock, Extension, Override, Pause, due_moment, load_calendar

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/worktime.yaml").read_text(encoding="utf-8"))
KEYS = {"name", "start", "amount", "due_on", "start_rule", "pauses", "restart", "extensions", "hours", "weekly_rest",
        "days_off", "days_worked", "due", "now", "state", "elapsed", "remaining", "overdue"}


def moment(text):
    """YAML leaves "2022-01-27 09:00" as text."""
    if text is None or isinstance(text, datetime):
        return text and text.replace(tzinfo=ZONE)
    day, _, clock = str(text).partition(" ")
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZONE)


def clock_of(case):
    overrides = [Override(d, True, "nghỉ", "thử") for d in case.get("days_off", ())]
    overrides += [Override(d, False, "làm bù", "thử") for d in case.get("days_worked", ())]
    calendar = load_calendar(overrides=overrides, sessions=case.get("hours"), weekly_rest=case.get("weekly_rest"))
    pauses = tuple(Pause(moment(a), moment(b), restart=case.get("restart", False)) for a, b in case.get("pauses", ()))
    extensions = tuple(Extension(moment(e["granted"]), e.get("amount"), e.get("due_on"), moment(e.get("requested")))
                       for e in case.get("extensions", ()))
    return Clock(moment(case["start"]), case.get("amount"), calendar, start_rule=case.get("start_rule", ""), pauses=pauses,
                 extensions=extensions, due_on=case.get("due_on"))


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_sentence(case):
    assert set(case) <= KEYS
    clock = clock_of(case)
    due = case["due"]
    assert clock.due() == (due_moment(due) if isinstance(due, date) and not isinstance(due, datetime) else moment(due))
    if "now" in case:
        now = moment(case["now"])
        told = clock.explain(now)
        assert told["state"] == case["state"]
        for name in ("elapsed", "remaining", "overdue"):
            if name in case:
                assert [told[name]["days"], told[name]["minutes"]] == case[name], name
