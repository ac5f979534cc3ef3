"""Several people, or one who clicks twice, at a round at once: nothing doubled, nothing lost, nothing written after it was locked."""

from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.indices.models import Entry, GapTask, Result, Round, Sheet
from openpar.apps.indices.selectors import rounds_facts as door
from openpar.apps.indices.services import (
    rounds_cells,
    rounds_excel,
    rounds_facts,
    rounds_gap,
    rounds_result,
    rounds_sheets,
)
from openpar.apps.indices.services.rounds_cells import Cell
from openpar.apps.tasks.models import Task
from openpar.core.models import Deadline, Evidence
from openpar.engine.errors import OpenParError
from openpar.engine.index.facts import Fact
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.apps.indices.test_round_excel import edited
from tests.apps.indices.test_round_result import settled  # noqa: F401  a fixture
from tests.core.test_at_once import at_once
from tests.people import moment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database("sqlite", "postgresql")]


@pytest.fixture
def round(province):
    return open_round(province)


def in_words(done, fine):
    """So many did it, and whoever did not was told why."""
    assert not [d for d in done if isinstance(d, Exception) and not isinstance(d, OpenParError)], done
    assert len([d for d in done if not isinstance(d, Exception)]) == fine, done


def test_two_appraisers_at_one_cell_leave_one_value_and_the_other_reads_it(province, round):
    sheet = sheet_of(round, "stc").pk
    lan = province.actor("lan")
    in_words(at_once(lambda i: rounds_cells.write([Cell(sheet, "2.1", "appraisal1", Decimal(i) / 4, "", None, 0)], by=lan, at=moment())), 1)
    assert Entry.objects.get().version == 1


def test_computing_twice_at_once_keeps_each_proposal_once(province, round, monkeypatch):
    monkeypatch.setattr(door, "facts", lambda *_a, **_k: {(province.stc.pk, "tasks.on_time_share"): Fact(numerator=Decimal(9), denominator=Decimal(10))})
    done = at_once(lambda _i: rounds_facts.propose(Round.objects.select_related("keeper").get(pk=round.pk), by=province.actor("lan"), at=moment()))
    in_words(done, 4)
    assert Entry.objects.filter(stream="automatic").count() == 1


def test_nothing_is_written_into_points_that_are_being_sent(province, round):
    say(province, round, "stc", {"2.1": 1}, "minh")
    pk = sheet_of(round, "stc").pk

    def work(i):
        if i:
            return rounds_cells.write([Cell(pk, f"2.{i}", "self", Decimal("0.25"))], by=province.actor("minh"), at=moment())
        return rounds_sheets.submit(Sheet.objects.select_related("round__keeper", "organisation").get(pk=pk), by=province.actor("dung"), at=moment())
    done = at_once(work)
    assert not [d for d in done if isinstance(d, Exception) and not isinstance(d, OpenParError)], done
    assert sheet_of(round, "stc").state == "submitted" and not Entry.objects.filter(sheet=pk, stream="self", locked=False).exists()


def test_a_double_click_on_a_gap_makes_one_task(province, round):
    say(province, round, "stc", {"2.1": 1}, "lan", "appraisal1")
    in_words(at_once(lambda _i: rounds_gap.give_now(province.actor("chu_tich"), round, province.stc.pk, "2.1", title="Bù điểm", due_on=date(2022, 11, 28),
                                                    target=None, at=moment())), 1)
    assert Task.objects.count() == GapTask.objects.count() == 1


def test_a_result_published_or_corrected_twice_at_once_is_kept_once(province, settled):  # noqa: F811
    rounds_result.close(settled, by=province.actor("lan"), at=moment())
    rounds_result.approve(settled, by=province.actor("chu_tich"), at=moment())
    in_words(at_once(lambda _i: rounds_result.publish(Round.objects.select_related("keeper").get(pk=settled.pk), by=province.actor("lan"), at=moment())), 1)
    fresh = Round.objects.select_related("keeper").get(pk=settled.pk)
    in_words(at_once(lambda i: rounds_result.revise(fresh, unit=province.stc.pk, code="2.1", points=Decimal(i) / 4, reason="Cộng nhầm", version=fresh.version,
                                                    by=province.actor("lan"), at=moment())), 1)
    assert [r.revision for r in Result.objects.order_by("revision")] == [1, 2]


def test_the_same_correction_twice_at_once_without_a_version_is_one(province, settled):  # noqa: F811
    rounds_result.close(settled, by=province.actor("lan"), at=moment())
    rounds_result.approve(settled, by=province.actor("chu_tich"), at=moment())
    rounds_result.publish(settled, by=province.actor("lan"), at=moment())
    fresh = Round.objects.select_related("keeper").get(pk=settled.pk)
    in_words(at_once(lambda _i: rounds_result.revise(fresh, unit=province.stc.pk, code="2.1", points=Decimal("0.25"), reason="Cộng nhầm",
                                                     by=province.actor("lan"), at=moment())), 1)
    assert Result.objects.count() == 2


def test_one_file_sent_twice_at_once_adds_once(province, round):
    sheet = sheet_of(round, "stc")
    data = edited(rounds_excel.unit_book(sheet), {"D2": 0.5, "I2": "12/KH-STC; Kế hoạch", "I3": "https://vi-du.vn/a"})

    def work(_i):
        minh = province.actor("minh")
        return rounds_excel.save(rounds_excel.read(round, "phieu.xlsx", data, by=minh, at=moment(), only=sheet), by=minh, at=moment())
    done = at_once(work)
    assert not [d for d in done if isinstance(d, Exception) and not isinstance(d, OpenParError)], done
    assert Evidence.objects.count() == 2 and Entry.objects.get(sheet=sheet, code="1.1").points == Decimal("0.5")


def test_two_units_that_object_at_once_start_one_clock_of_the_office(province, round):
    for code, who, head in (("stc", "minh", "dung"), ("syt", "yen", "yen")):
        say(province, round, code, {"2.1": 1}, who)
        rounds_sheets.submit(sheet_of(round, code), by=province.actor(head), at=moment())
        say(province, round, code, {"2.1": 1}, "lan", "appraisal1")
        rounds_sheets.appraise(sheet_of(round, code), by=province.actor("lan"), at=moment())
        say(province, round, code, {"2.1": 2}, who, "explanation", comment="Đủ")
    pair = (("stc", "dung"), ("syt", "yen"))
    in_words(at_once(lambda i: rounds_sheets.object_(sheet_of(round, pair[i][0]), by=province.actor(pair[i][1]), at=moment()), 2), 2)
    assert Deadline.objects.filter(room="indices.round", duty="appraise2", open=True).count() == 1
