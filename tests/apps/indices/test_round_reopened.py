"""A sheet that was settled after an objection and is opened again: the unit answers the new first appraisal, and that is what counts."""

from decimal import Decimal

import pytest

from openpar.apps.indices.models import Entry
from openpar.apps.indices.selectors.rounds_score import standing
from openpar.apps.indices.services import rounds_sheets
from openpar.core.models import AuditEntry
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.people import moment


@pytest.fixture
def round(province):
    """Settled at 2 in the second appraisal, opened again, and cut to 1 in the first."""
    made = open_round(province, units=("stc",))
    say(province, made, "stc", {"2.1": 3}, "minh")
    step(province, made, "submit", "dung")
    say(province, made, "stc", {"2.1": Decimal("0.5")}, "lan", "appraisal1")
    step(province, made, "appraise", "lan")
    say(province, made, "stc", {"2.1": 3}, "minh", "explanation", comment="Đủ minh chứng")
    step(province, made, "object_", "dung")
    say(province, made, "stc", {"2.1": 2}, "lan", "appraisal2", comment="Chấp nhận một phần")
    step(province, made, "settle", "lan")
    assert total(province, made) == 2
    step(province, made, "reopen", "lan", reason="Minh chứng của năm trước")
    say(province, made, "stc", {"2.1": 1}, "lan", "appraisal1")
    step(province, made, "appraise", "lan")
    return made


def step(province, round, name, who, **more):
    getattr(rounds_sheets, name)(sheet_of(round, "stc"), by=province.actor(who), at=moment(), **more)


def total(province, round):
    return standing(round).of(province.stc.pk).total


def test_what_the_unit_agreed_to_counts(province, round):
    step(province, round, "agree", "dung")
    assert total(province, round) == 1
    assert AuditEntry.objects.filter(act="indices.sheet.points").latest("pk").changes == {"2.1 appraisal2": ["2", ""]}


def test_after_another_objection_the_new_second_appraisal_counts(province, round):
    step(province, round, "object_", "dung")
    assert total(province, round) == 1
    say(province, round, "stc", {"2.1": Decimal("1.5")}, "lan", "appraisal2")
    step(province, round, "settle", "lan")
    assert total(province, round) == Decimal("1.5")
    kept = Entry.objects.get(stream="appraisal2")
    assert kept.locked and kept.comment == "Chấp nhận một phần"
