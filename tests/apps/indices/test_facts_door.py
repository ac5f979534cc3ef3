"""The door of facts: stated and computed facts side by side, what is absent says why, and a whole round costs the same few queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openpar.apps.indices.models import Entry, FactEntry
from openpar.apps.indices.selectors.facts import facts_for
from openpar.apps.indices.services import rounds_facts
from openpar.core import snapshots
from openpar.engine.index.library import catalogue
from openpar.engine.results import Absent
from tests.apps.indices.round_ground import open_round
from tests.apps.tasks.test_facts import give
from tests.people import moment

START, END = date(2022, 1, 1), date(2022, 12, 1)


def state(province, unit, metric, **more):
    return FactEntry.objects.create(**{"metric": metric, "organisation": province.organisations[unit], "starts_on": START, "ends_before": END,
                                       "author": province.dung, "at": moment(), **more})


def test_every_asked_pair_is_answered_and_what_is_missing_says_so(province):
    state(province, "stc", "procedures.on_time_share", numerator=9, denominator=10)
    state(province, "syt", "procedures.on_time_share", numerator=0, denominator=0)
    state(province, "snv", "procedures.on_time_share", absent="not_applicable")
    got = facts_for(["procedures.on_time_share"], [province.stc.pk, province.syt.pk, province.snv.pk, province.muong_te.pk], START, END)
    said = {o: (f.number, f.absent) for (o, _m), f in got.items()}
    assert said == {province.stc.pk: (Decimal("0.9"), None), province.syt.pk: (None, Absent.NOT_APPLICABLE),
                    province.snv.pk: (None, Absent.NOT_APPLICABLE), province.muong_te.pk: (None, Absent.NOT_MEASURED)}
    assert "Trần Văn Dũng" in got[province.stc.pk, "procedures.on_time_share"].provenance


def test_the_newest_correction_counts_and_an_earlier_moment_is_read_as_it_was(province):
    first = state(province, "stc", "initiatives.recognised_count", value=2)
    state(province, "stc", "initiatives.recognised_count", value=3, replaces=first, reason="Thêm một sáng kiến", at=moment(date(2022, 9, 1)))
    key = (province.stc.pk, "initiatives.recognised_count")
    assert facts_for([key[1]], [key[0]], START, END)[key].number == 3
    assert facts_for([key[1]], [key[0]], START, END, at=moment())[key].number == 2


def test_a_whole_round_costs_the_same_queries(province):
    units = [o.pk for o in province.organisations.values()]
    counts = []
    for metrics, some in ((sorted(catalogue())[:1], units[:1]), (sorted(catalogue()), units)):
        with CaptureQueriesContext(connection) as asked:
            facts_for(metrics, some, START, END)
        counts.append(len(asked))
    assert counts == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_computed_fact_stands_before_a_stated_one_and_a_score_names_its_snapshot(province):
    give(province, "stc", date(2022, 6, 10), state="accepted", submitted_at=moment(date(2022, 6, 10)))
    give(province, "stc", date(2022, 6, 12))
    state(province, "stc", "tasks.on_time_share", numerator=10, denominator=10)
    taken = snapshots.take(date(2022, 8, 24))
    fact = facts_for(["tasks.on_time_share"], [province.stc.pk], START, END)[province.stc.pk, "tasks.on_time_share"]
    assert (fact.numerator, fact.denominator, fact.snapshot, fact.kind) == (1, 2, taken.id, "computed")
    assert fact.beside.number == 1 and fact.beside.kind == "hand"
    round = open_round(province)
    rounds_facts.propose(round, by=province.actor("lan"), at=moment())
    kept = Entry.objects.get(sheet__organisation=province.stc, stream="automatic", inputs__numerator="1")
    assert taken.id[:12] in kept.inputs["source"]
    from openpar.apps.indices.selectors.facts_computed import snapshots_used
    assert snapshots_used() == {taken.id[:12]}
