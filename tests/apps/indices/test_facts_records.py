"""From a computed fact to exactly the records that it counts, by unit and period, and from where else facts are looked at."""

from datetime import date

import pytest

from openpar.apps.indices.selectors import facts_catalogue as catalogue
from openpar.apps.indices.selectors import facts_records
from openpar.apps.indices.selectors.facts import facts_for
from openpar.apps.indices.selectors.facts_computed import AS_IT_WAS, Scope
from openpar.apps.indices.services import rounds_facts
from openpar.core import snapshots
from openpar.core.models import Organisation, Succession
from openpar.engine.metrics import METRICS, between
from tests.apps.indices.round_ground import open_round
from tests.apps.indices.test_papi_pages import words
from tests.apps.tasks.test_facts import give
from tests.people import moment

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = between(date(2022, 1, 1), date(2022, 11, 30))


@pytest.fixture
def work(province, settings, tmp_path):
    """Three parts of the finance department due in the period, one in time; one due before it, one of another department."""
    settings.FACTS_DIR = tmp_path / "facts"
    done = {"state": "accepted", "received_at": moment(date(2022, 5, 6)), "submitted_at": moment(date(2022, 6, 10))}
    parts = [give(province, "stc", date(2022, 6, 10), **done), give(province, "stc", date(2022, 6, 12)), give(province, "stc", date(2022, 7, 1))]
    give(province, "syt", date(2022, 6, 10), **done)
    give(province, "stc", date(2022, 12, 20))
    give(province, "stc", date(2022, 6, 20), state="cancelled")
    return parts, snapshots.take(date(2022, 8, 24))


def found(province, code, unit="stc", who="lan", part="mau-so", scope=AS_IT_WAS, **more):
    return facts_records.records(province.actor(who), catalogue.line_or_404(code), province.organisations[unit], YEAR, scope, part=part, **more)


def test_the_list_has_exactly_the_rows_of_numerator_and_denominator(province, work):
    parts, _shot = work
    fact = facts_for(["tasks.on_time_share"], [province.stc.pk], YEAR.start, YEAR.end)[province.stc.pk, "tasks.on_time_share"]
    whole = found(province, "tasks.on_time_share")
    assert (fact.numerator, fact.denominator) == (whole.numerator, whole.denominator) == (1, 3)
    assert {r.row.id for r in whole.rows} == {p.pk for p in parts}
    assert [r.row.id for r in found(province, "tasks.on_time_share", part="tu-so").rows] == [parts[0].pk]
    assert {r.row.id for r in found(province, "tasks.on_time_share", part="ngoai").rows} == {parts[1].pk, parts[2].pk}


def test_every_metric_counts_what_it_lists(province, work):
    units = {u: province.organisations[u].pk for u in ("stc", "syt", "ubnd_tinh")}
    facts = facts_for(sorted(METRICS), list(units.values()), YEAR.start, YEAR.end)
    said = {(pk, code): (f.numerator or 0, f.denominator or 0) for (pk, code), f in facts.items()}
    listed = {(pk, code): ((r := found(province, code, u)).numerator, r.denominator) for u, pk in units.items() for code in METRICS}
    assert listed == said and sum(below for _a, below in said.values()) > 10


def test_what_changed_since_is_not_in_the_list_of_an_older_snapshot(province, work):
    give(province, "stc", date(2022, 7, 2))
    later = snapshots.take(date(2022, 8, 25))
    assert found(province, "tasks.on_time_share", snapshot=work[1].id).denominator == 3
    assert found(province, "tasks.on_time_share", snapshot=later.id).denominator == 4
    gone = found(province, "tasks.on_time_share", snapshot="0" * 64)
    assert gone.stale and gone.denominator == 4


def test_a_record_is_named_only_for_who_may_see_it(client, province, work):
    for name, says in (("lan", "Việc"), ("dung", "Việc")):
        client.force_login(province.users[name])
        said = words(client.get(f"/so-lieu/tasks.on_time_share/ban-ghi/?don-vi={province.stc.pk}&tu=01/01/2022&den=30/11/2022"))
        assert "1 / 3" in said and says in said
    assert client.get(f"/so-lieu/tasks.on_time_share/ban-ghi/?don-vi={province.syt.pk}&tu=01/01/2022&den=30/11/2022").status_code == 404


def test_an_address_that_means_nothing_is_not_found(client, province, work):
    client.force_login(province.users["lan"])
    for query in ("tu=x&den=30/11/2022", "tu=02/01/2022&den=01/01/2022", "phan=x", "don-vi=x", "nam=2022&ky=q9"):
        assert client.get(f"/so-lieu/tasks.on_time_share/ban-ghi/?{query}").status_code == 404, query
    assert client.get("/so-lieu/initiatives.recognised_count/ban-ghi/").status_code == 404


def test_the_gap_page_leads_to_the_records_that_lost_the_points(client, province, work):
    round = open_round(province)
    rounds_facts.propose(round, by=province.actor("lan"), at=moment())
    client.force_login(province.users["chu_tich"])
    page = client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&tc=1.3")
    said = words(client.get(page.context["why"].counted))
    assert "1 / 3" in said and "Ngoài tử số 2" in said and "01/01/2022" in said and "30/11/2022" in said
    assert client.get(page.context["why"].metric_url).status_code == 200


def test_facts_follow_the_successor_as_it_is_today_and_stay_as_it_was(client, province, work):
    Succession.objects.create(predecessor=province.stc, successor=province.syt, what="all", on=date(2022, 7, 15), document="QĐ 1")
    Organisation.objects.filter(pk=province.stc.pk).update(valid_until=date(2022, 7, 14))
    line = catalogue.line_or_404("tasks.on_time_share")
    was, _silent, _total = catalogue.rows(province.actor("lan"), line, YEAR, AS_IT_WAS)
    now, _silent, _total = catalogue.rows(province.actor("lan"), line, YEAR, Scope(today=date(2022, 8, 24)))
    assert {r.unit.pk: (r.fact.numerator, r.fact.denominator) for r in was} == {province.stc.pk: (1, 3), province.syt.pk: (1, 1)}
    assert {r.unit.pk: (r.fact.numerator, r.fact.denominator) for r in now} == {province.syt.pk: (2, 4)}
    assert found(province, "tasks.on_time_share", "syt", scope=Scope(today=date(2022, 8, 24))).denominator == 4


def test_a_page_splits_by_a_declared_dimension_and_counts_what_is_below(client, province, work):
    client.force_login(province.users["lan"])
    said = words(client.get("/so-lieu/tasks.on_time_share/?tu=01/01/2022&den=30/11/2022&tach=part"))
    assert "Tách ra" in said and "Chủ trì" in said
    whole = words(client.get("/so-lieu/tasks.on_time_share/?tu=01/01/2022&den=30/11/2022&gom=ca-duoi"))
    assert "2 / 4" in whole
    assert client.get("/so-lieu/tasks.on_time_share/?tach=khong-co").status_code == 200
