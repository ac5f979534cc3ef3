"""The gap page: what was lost, why, the cheapest way, one click to a task that remembers its metric and proposes its own completion."""

from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.indices.models import GapTask, Round
from openpar.apps.indices.selectors import rounds_facts as door
from openpar.apps.indices.selectors import rounds_gap as gaps
from openpar.apps.indices.selectors import rounds_years as years
from openpar.apps.indices.services import rounds_facts, rounds_gap, rounds_open, rounds_sheets
from openpar.apps.tasks.models import Task
from openpar.core.models import AuditEntry, OutboxMessage
from openpar.engine.errors import Conflict
from openpar.engine.index.facts import Fact
from tests.apps.indices.round_ground import CALENDAR, open_round, say, sheet_of
from tests.apps.indices.test_papi_pages import words
from tests.apps.indices.test_round_result import publish
from tests.people import moment


def share(n, of=100, source="Số liệu thử"):
    return Fact(numerator=Decimal(n), denominator=Decimal(of), source=source)


@pytest.fixture
def facts(monkeypatch):
    """The door of facts, opened on a table that a test fills in."""
    table = {}
    monkeypatch.setattr(door, "facts", lambda metrics, organisations, start, last, at=None: {
        k: v for k, v in table.items() if k[0] in set(organisations) and k[1] in set(metrics)})
    return table


@pytest.fixture
def round(province, facts):
    made = open_round(province, units=("snv", "stc", "syt"))
    for code, n in (("stc", 91), ("syt", 99)):
        facts[province.organisations[code].pk, "tasks.on_time_share"] = share(n)
        facts[province.organisations[code].pk, "procedures.on_time_share"] = share(96)
    rounds_facts.propose(made, by=province.actor("lan"), at=moment())
    say(province, made, "stc", {"1.1": 0.5, "2.1": 3}, "lan", "appraisal1")
    return made


def gap(province, round, unit="stc", who="chu_tich"):
    return gaps.gap_or_404(province.actor(who), round.pk, province.organisations[unit].pk)


def test_the_system_proposes_points_with_all_that_they_came_from(province, round):
    entry = sheet_of(round, "stc").entries.get(code="1.3", stream="automatic")
    assert entry.points == Decimal("1.5") and entry.inputs["numerator"] == "91" and entry.inputs["source"] == "Số liệu thử"
    assert AuditEntry.objects.get(act="indices.round.propose").changes["proposed"] == 4


def test_facts_come_through_the_door_with_the_row_or_snapshot_that_they_were_read_from(province, monkeypatch):
    from openpar.apps.indices.selectors.facts import FactValue, ratio
    asked = []

    def facts_for(metrics, organisations, start, end, at=None):
        asked.append((start, end))
        return {(o, m): ratio(19, 20, snapshot="abc", provenance="bản chụp abc") if m == "tasks.on_time_share" else FactValue(
            absent=door.Absent.NOT_MEASURED) for o in organisations for m in metrics}
    monkeypatch.setattr(door, "facts_for", facts_for)
    made = open_round(province, units=("stc",))
    assert rounds_facts.propose(made, by=province.actor("lan"), at=moment()) == 1
    entry = sheet_of(made, "stc").entries.get(stream="automatic")
    assert entry.points == 3 and entry.inputs["snapshot"] == "abc" and asked == [(date(2022, 1, 1), date(2022, 12, 1))]


def test_an_empty_denominator_is_proposed_as_not_applicable_never_as_nought(province, round, facts):
    facts[province.stc.pk, "tasks.on_time_share"] = share(0, 0)
    rounds_facts.propose(round, by=province.actor("lan"), at=moment())
    entry = sheet_of(round, "stc").entries.get(code="1.3", stream="automatic")
    assert entry.points is None and entry.absent == "not_applicable" and entry.version == 2


def test_criteria_stand_by_points_lost_and_what_is_not_measured_is_not_lost(province, round):
    found = gap(province, round)
    lost = [x.lost for _a, leaves in found.areas for x in leaves if x.lost is not None]
    assert found.lost == sum(lost) == Decimal("4.5") and found.measured == 13 and found.reached == Decimal("8.5")
    assert [a.code for a, _l in found.areas][:2] == ["1", "3"]


def test_why_names_points_rule_facts_and_records(client, province, round):
    client.force_login(province.chu_tich)
    said = words(client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&tc=1.3"))
    assert "Vì sao mất 2,50 điểm ở tiêu chí 1.3?" in said and "91 trên 100" in said and "Số liệu thử" in said and "đạt 98" in said
    page = client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&tc=1.3").content.decode()
    assert f"/nhiem-vu/?don-vi={province.stc.pk}&amp;trang-thai=overdue" in page


def test_a_unit_reads_its_own_gap_after_the_appraisal_and_never_anothers(client, province, round):
    client.force_login(province.dung)
    url = f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi="
    assert client.get(f"{url}{province.stc.pk}").status_code == 404
    say(province, round, "stc", {"4.1": 1}, "minh")
    rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    rounds_sheets.appraise(sheet_of(round, "stc"), by=province.actor("lan"), at=moment())
    answer = client.get(f"{url}{province.stc.pk}")
    assert answer.status_code == 200 and "Sở Y tế" not in words(answer) and "Giao việc này" not in words(answer)
    assert client.get(f"{url}{province.syt.pk}").status_code == 404


def test_one_click_gives_the_task_with_owner_target_and_metric_once(client, province, round):
    client.force_login(province.chu_tich)
    page = client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&tc=1.3")
    typed = {k: page.context["form"][k].value() for k in ("title", "unit", "code")} | {"due_on": "28/11/2022", "target": "0,98"}
    answer = client.post(f"/dot-danh-gia/{round.pk}/khoang-cach/giao/", typed, follow=True)
    assert "Đã giao nhiệm vụ" in words(answer) and "Đã giao thành nhiệm vụ" in words(answer)
    task = Task.objects.get()
    target = task.targets.get()
    assert (task.origin, task.assignments.get().organisation, target.metric_code, target.value, target.unit, target.op) == (
        "gap", province.stc, "tasks.on_time_share", 98, "%", ">=")
    assert GapTask.objects.get().start == Decimal("0.91")
    assert client.post(f"/dot-danh-gia/{round.pk}/khoang-cach/giao/", typed).status_code == 409 and Task.objects.count() == 1


@pytest.mark.parametrize("target", ["0", "-0"])
def test_nothing_at_all_is_a_level_that_can_be_reached(client, province, round, target):
    client.force_login(province.chu_tich)
    typed = {"title": "Không còn việc nào đúng hạn", "unit": province.stc.pk, "code": "1.3", "due_on": "28/11/2022", "target": target}
    assert client.post(f"/dot-danh-gia/{round.pk}/khoang-cach/giao/", typed).status_code == 302
    assert Task.objects.get().targets.get().value == 0


@pytest.mark.parametrize("target", ["-1", "98", "1,01", "-0,5 %"])
def test_a_level_that_no_share_can_have_is_no_target(client, province, round, target):
    client.force_login(province.chu_tich)
    typed = {"title": "Đúng hạn", "unit": province.stc.pk, "code": "1.3", "due_on": "28/11/2022", "target": target}
    answer = client.post(f"/dot-danh-gia/{round.pk}/khoang-cach/giao/", typed)
    assert answer.status_code == 422 and "khoảng 0 đến 1" in words(answer) and not Task.objects.exists()
    assert f'value="{target}"' in answer.content.decode(), "what was typed stays"


def test_what_lost_nothing_or_does_not_apply_is_no_task(client, province, round):
    say(province, round, "stc", {"2.1": 3}, "lan", "appraisal1")
    say(province, round, "stc", {"2.2": None}, "lan", "appraisal1", absent="not_applicable")
    client.force_login(province.chu_tich)
    for code in ("2.1", "2.2"):
        assert "Giao việc này" not in words(client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&tc={code}"))
        typed = {"title": "Thử", "unit": province.stc.pk, "code": code, "due_on": "28/11/2022"}
        answer = client.post(f"/dot-danh-gia/{round.pk}/khoang-cach/giao/", typed)
        assert answer.status_code == 422 and "không còn mất điểm" in words(answer) and not Task.objects.exists()


def test_what_is_not_measured_is_given_as_measuring_it(client, province, round):
    client.force_login(province.chu_tich)
    page = client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&tc=4.1")
    assert "chưa đo nên chưa biết mất bao nhiêu điểm" in words(page) and "Chưa có nhiệm vụ nào xử lý" not in words(page)
    typed = {k: page.context["form"][k].value() for k in ("title", "unit", "code")} | {"due_on": "28/11/2022"}
    assert typed["title"].startswith("Đo và báo cáo số liệu, minh chứng của tiêu chí 4.1")
    assert "Đã giao nhiệm vụ" in words(client.post(f"/dot-danh-gia/{round.pk}/khoang-cach/giao/", typed, follow=True))
    assert GapTask.objects.get().lost is None and not Task.objects.get().targets.exists()


@pytest.mark.parametrize("name", ["dung", "minh", "pho", "giam_sat"])
def test_who_may_not_give_does_not(client, province, round, name):
    client.force_login(province.users[name])
    answer = client.post(f"/dot-danh-gia/{round.pk}/khoang-cach/giao/", {"unit": province.stc.pk, "code": "1.3", "title": "x", "due_on": "28/11/2022"})
    assert answer.status_code in (403, 404) and not Task.objects.exists()


def give(province, round, code="1.3", target=Decimal("0.98")):
    return rounds_gap.give(round, province.stc, code, title="Xử lý đúng hạn", due_on=date(2022, 11, 28), target=target, start=Decimal("0.91"),
                           lost=Decimal("2.5"), by=province.actor("chu_tich"), at=moment())


def test_given_twice_at_once_is_one_task(province, round):
    give(province, round)
    with pytest.raises(Conflict):
        give(province, round)
    assert Task.objects.count() == 1


def test_when_the_metric_reaches_its_target_the_task_proposes_its_completion_once_and_a_person_decides(province, round, facts):
    made = give(province, round)
    assert rounds_gap.propose_completion(moment(date(2022, 10, 1))) == 0
    facts[province.stc.pk, "tasks.on_time_share"] = share(985, 1000)
    assert rounds_gap.propose_completion(moment(date(2022, 10, 2))) == 1
    assert rounds_gap.propose_completion(moment(date(2022, 10, 3))) == 0
    made.refresh_from_db()
    assert made.reached == Decimal("0.985") and made.task.assignments.get().state == "assigned"
    measured = made.task.targets.get().values.get()
    assert (measured.value, measured.numerator, measured.denominator, measured.by) == (Decimal("98.5"), 985, 1000, None)
    message = OutboxMessage.objects.get(topic="indices.gap.reached")
    assert "đề nghị báo cáo hoàn thành" in message.payload["text"]


def test_the_cheapest_way_is_found_with_levels_of_facts_and_with_days_that_somebody_set(province, round):
    found = gap(province, round)
    way = gaps.way(found, Decimal(11), {"tasks.on_time_share": Decimal("0.01")})
    assert way.path.possible and [(s.code, s.criterion, s.to) for s in way.steps] == [("tasks.on_time_share", "1.3", "98,00 %")]
    dear = gaps.way(found, Decimal("9"), {"tasks.on_time_share": Decimal(50), "1.1": Decimal(1)})
    assert "tasks.on_time_share" not in {s.code for s in dear.steps}


def test_the_way_is_asked_for_on_the_page(client, province, round):
    client.force_login(province.chu_tich)
    said = words(client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?don-vi={province.stc.pk}&dat=11&cong.tasks.on_time_share=12"))
    assert "Cách ít công nhất để đạt 11 điểm" in said
    assert client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/?dat=hai&cong.x=-1&don-vi=x").status_code == 200


def test_next_years_round_shows_which_task_moved_which_points(client, province, round, facts):
    give(province, round)
    for unit in ("snv", "syt", "stc"):
        rounds_sheets.exclude(sheet_of(round, unit), reason="thử", by=province.actor("lan"), at=moment()) if unit != "stc" else None
    say(province, round, "stc", {"4.1": 1, "1.3": 1.5}, "minh")
    rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    say(province, round, "stc", {"1.3": 1.5}, "lan", "appraisal1")
    rounds_sheets.appraise(sheet_of(round, "stc"), by=province.actor("lan"), at=moment())
    rounds_sheets.agree(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    publish(province, round)
    later = {k: date(v.year + 1, v.month, v.day) for k, v in CALENDAR.items()}
    next_ = rounds_open.open_round(title="Đánh giá năm 2023", ref="demo/department-2022", year=2023, starts_on=date(2023, 1, 1), ends_on=date(2023, 11, 30),
                                   units=[province.stc], calendar=later, keeper=province.ubnd_tinh, by=province.actor("lan"), at=moment(date(2023, 8, 24)))
    facts[province.stc.pk, "tasks.on_time_share"] = share(99)
    rounds_facts.propose(next_, by=province.actor("lan"), at=moment(date(2023, 8, 24)))
    [row] = years.moved(gap(province, next_))
    assert (row.before, row.after, row.change) == (Decimal("1.5"), 4, Decimal("2.5"))
    client.force_login(province.chu_tich)
    said = words(client.get(f"/dot-danh-gia/{next_.pk}/khoang-cach/"))
    assert "Nhiệm vụ từ các đợt trước và điểm đã đổi" in said and "+2,50" in said and "Qua các năm" in said
    assert Round.objects.count() == 2


def test_the_gap_page_asks_as_many_questions_for_any_number_of_units(client, province, round, django_assert_max_num_queries):
    client.force_login(province.chu_tich)
    client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/")
    with django_assert_max_num_queries(28):
        client.get(f"/dot-danh-gia/{round.pk}/khoang-cach/")
