"""Where a task came from: its kind in words, what led to it by name, and the way back for the office that gave it."""

import pytest

from openpar.apps.tasks.models import Task
from openpar.apps.tasks.origins import KINDS, Origin
from openpar.apps.tasks.services import pass_down, recurring, work
from openpar.core.actor import system_actor
from openpar.engine.errors import BadInput

from .giving import day, fresh, give, moment

pytestmark = pytest.mark.django_db
PLAN = Origin("gap", 5, "PAPI 2021, 4.1 Kiểm soát tham nhũng", "indices:papi_plan_item", (2021, "D4.1"))


def page(client, province, who, task):
    client.force_login(province.users[who])
    return client.get(task.get_absolute_url()).content.decode()


def test_the_office_that_gave_it_follows_the_link_back_and_others_read_the_name(province, client):
    task = give(province, origin=PLAN).task
    assert Task.objects.get(pk=task.pk).came_from == PLAN
    text = page(client, province, "lan", task)
    assert "Nguồn gốc" in text and str(KINDS["gap"]) in text and f'href="/papi/ke-hoach/2021/D4.1/">{PLAN.label}</a>' in text
    text = page(client, province, "dung", task)
    assert PLAN.label in text and "/papi/ke-hoach/" not in text


@pytest.mark.parametrize("kind", ["inspection", "meeting", "gap"])
def test_an_origin_whose_page_is_not_there_is_words(province, client, kind):
    task = give(province, origin=Origin(kind, 7, "Thông báo số 12/TB", "rooms_to_come:page", (7,))).task
    text = page(client, province, "lan", task)
    assert f"{KINDS[kind]}: Thông báo số 12/TB" in text


def test_every_kind_has_a_name_and_no_other_kind_is_taken(province, client):
    for kind in KINDS:
        text = page(client, province, "lan", give(province, origin=Origin(kind)).task)
        assert (f"<dd>{KINDS[kind]}</dd>" in text) == (kind != "directive")
    with pytest.raises(BadInput, match="nguồn gốc không rõ: rumour"):
        give(province, origin=Origin("rumour"))


def test_a_name_with_markup_stays_a_name_and_a_page_is_never_an_address(province, client):
    odd = Origin("meeting", 1, "<script>x</script>", "javascript:alert(1)", ())
    text = page(client, province, "lan", give(province, origin=odd).task)
    assert "<script>x" not in text and "javascript:alert" not in text


def test_it_goes_with_what_is_passed_down_and_what_comes_again(province):
    part = give(province, "muong_te", origin=PLAN, due_on=day(2022, 8, 25).date(), recurring=True, cycle="year")
    work.receive(part, by=province.actor("te"), at=moment())
    child = pass_down.pass_down(fresh(part), [province.mu_ca], by=province.actor("te"), at=moment())
    recurring.open_occurrences(day(2022, 8, 27), system_actor(day(2022, 8, 27).date()))
    assert child.came_from == PLAN and Task.objects.get(occurrence_of=part.task).came_from == PLAN
