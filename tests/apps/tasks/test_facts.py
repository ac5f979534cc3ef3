"""The room's facts: an allow-list without personal data, snapshots that name what a score came from, and the metrics over them."""

import os
import re
from datetime import date, timedelta

import pytest
from ibis import duckdb

from openpar.apps.tasks.models import Assignment, Extension, Report
from openpar.apps.tasks.services.create import NewTask, create_tasks
from openpar.core import evidence, snapshots
from openpar.core.facts import KINDS, fact_tables
from openpar.engine.index.library import catalogue
from openpar.engine.metrics import METRICS, compute, month, tree
from openpar.engine.metrics.snapshot import connection, opened
from tests.people import moment

JUNE = month(2022, 6)
PERSONAL = re.compile(r"(^|_)(user|person|author|handler|leader|by|name|title|text|body|note|reason|answer|phone|email)(_|$)")


@pytest.fixture
def facts_dir(settings, tmp_path):
    settings.FACTS_DIR = tmp_path / "facts"
    return settings.FACTS_DIR


def give(province, unit, due, **state):
    task = create_tasks([NewTask(title="Việc", text="Việc", issuer=province.ubnd_tinh, leads=[province.organisations[unit]], due_type="date",
                                 due_on=due)], by=province.actor("lan"), at=moment(date(2022, 5, 4)))[0]
    part = task.assignments.get()
    Assignment.objects.filter(pk=part.pk).update(**state)
    return part


@pytest.fixture
def work(province):
    """Two parts of the finance department due in June, one in time; one of the health department that is open; one withdrawn."""
    early = {"state": "accepted", "received_at": moment(date(2022, 5, 6)), "submitted_at": moment(date(2022, 6, 10), 23, 30)}
    first = give(province, "stc", date(2022, 6, 10), **early)
    Report.objects.create(assignment=first, final=True, state="sent", body="Đã xong", sent_at=moment(date(2022, 6, 10)))
    Extension.objects.create(assignment=first, old_due_on=date(2022, 6, 10), asked_due_on=date(2022, 6, 20), cause="other", reason="x",
                             asked_at=moment(date(2022, 6, 9)))
    evidence.add_link("tasks.assignment", first.pk, "https://vd.vn/1", by=province.actor("dung"), at=moment(date(2022, 6, 10)),
                      organisation_id=province.stc.pk)
    give(province, "stc", date(2022, 6, 12), **early | {"submitted_at": moment(date(2022, 6, 13), 0, 10), "returned": 1})
    give(province, "syt", date(2022, 6, 30))
    return give(province, "syt", date(2022, 6, 20), state="cancelled")


def answers(province, shot):
    units = [province.stc.pk, province.syt.pk, province.snv.pk]
    tables = shot.tables(duckdb.from_connection(connection()))
    return compute([m for m in METRICS.values() if m.table in tables], tables, [JUNE], tree(dict.fromkeys(units), units), known_until=shot.known_until)


def pair(found):
    return (found.numerator, found.denominator)


def test_every_column_is_of_a_listed_kind_and_none_is_about_a_person():
    for table in fact_tables().values():
        for name, (kind, meaning) in table.columns.items():
            assert kind in KINDS and str(meaning) and not PERSONAL.search(name), f"{table.name}.{name}"
            assert kind != "id" or name.endswith("id"), f"{table.name}.{name}"


def test_every_metric_is_in_the_catalogue_and_in_its_room():
    for code, m in METRICS.items():
        assert code in catalogue() and catalogue()[code]["room"] == code.split(".")[0]
        assert m.table in fact_tables() and {m.on, m.organisation, *m.dimensions} <= set(fact_tables()[m.table].columns)


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_answers_the_metrics_by_the_local_day(province, work, facts_dir):
    taken = snapshots.take(date(2022, 8, 24))
    assert taken.written > 0 and opened(facts_dir).id == taken.id and not opened(facts_dir).check()
    got = answers(province, opened(facts_dir))
    assert pair(got.get("tasks.on_time_share", province.stc.pk, JUNE)) == (1, 2)
    assert pair(got.get("tasks.on_time_share", province.syt.pk, JUNE)) == (0, 1)  # open and past due; the withdrawn one is not counted
    assert got.silent("tasks.on_time_share", JUNE) == (province.snv.pk,)
    assert pair(got.get("tasks.returned_share", province.stc.pk, JUNE)) == (1, 2)
    assert pair(got.get("tasks.missing_evidence_share", province.stc.pk, JUNE)) == (1, 2)
    assert pair(got.get("tasks.report_completeness", province.stc.pk, JUNE)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_every_column_of_every_table_has_the_declared_kind(province, work, facts_dir):
    snapshots.take(date(2022, 8, 24))
    kinds = {"id": "int64", "whole": "int64", "yes": "boolean", "day": "date", "code": "string"}
    found = opened(facts_dir).tables(duckdb.from_connection(connection()))
    assert set(found) == set(fact_tables())
    for name, table in found.items():
        assert {c: str(t) for c, t in table.schema().items()} == {c: kinds[k] for c, (k, _meaning) in fact_tables()[name].columns.items()}


@pytest.mark.django_db(transaction=True)
def test_only_what_changed_is_written_again_and_an_old_snapshot_recomputes_bit_for_bit(province, work, facts_dir):
    first = snapshots.take(date(2022, 8, 24))
    before = answers(province, opened(facts_dir, first.id)).found
    same = snapshots.take(date(2022, 8, 24))
    assert same.id == first.id and same.written == 0
    Assignment.objects.filter(organisation=province.syt, state="assigned").update(state="accepted", submitted_at=moment(date(2022, 6, 29)))  # told late
    after = snapshots.take(date(2022, 8, 24))
    assert after.id != first.id and after.written == 1 and after.kept == first.written - 1
    assert pair(answers(province, opened(facts_dir)).get("tasks.on_time_share", province.syt.pk, JUNE)) == (1, 1)
    assert answers(province, opened(facts_dir, first.id)).found == before


@pytest.mark.django_db(transaction=True)
def test_what_a_score_names_is_kept_when_old_snapshots_go(province, work, facts_dir):
    ids = []
    for n, day in enumerate((date(2022, 7, 3), date(2022, 7, 4), date(2022, 8, 24))):
        Assignment.objects.filter(pk=work.pk).update(returned=n)
        ids.append(snapshots.take(day).id)
        stamp = moment(day).timestamp()
        os.utime(facts_dir / "manifests" / f"{ids[-1]}.json", (stamp, stamp))
    assert snapshots.prune([ids[0][:12]], date(2022, 8, 24) + timedelta(days=1)) == 0  # the 4th is the last of July
    Assignment.objects.filter(pk=work.pk).update(returned=9)
    late = snapshots.take(date(2022, 8, 25)).id
    assert snapshots.prune([], date(2022, 12, 1)) >= 1 and opened(facts_dir).id == late and not opened(facts_dir).check()
    assert not opened(facts_dir, ids[1]).check()
