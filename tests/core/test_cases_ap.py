"""Public failures of other products in exchange between systems, replayed under their ids."""

import http.client
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from openpar.apps.tasks.models import Assignment
from openpar.apps.tasks.services.create import NewTask, create_tasks
from openpar.core import delivery, outbox, webhooks
from openpar.core.models import ApiAnswer, AuditEntry, Notice, WebhookDelivery
from openpar.core.outbox import Audience, Told
from tests.core.api import program
from tests.people import DAY, moment


@pytest.fixture
def parts(province):
    """Two parts of the finance department."""
    return [create_tasks([NewTask(title=f"Việc {n}", issuer=province.ubnd_tinh, leads=[province.stc], due_type="date", due_on=DAY)],
                         by=province.actor("lan"), at=moment())[0].assignments.get() for n in range(2)]


def test_case_AP_02_every_exchange_has_an_id_of_ours_and_the_clients_own_is_kept(province, client, parts):
    one, other = program(province, client, "stc"), program(province, client, "ubnd_tinh")
    path = f"/assignments/{parts[0].pk}/receive"
    first, again = one.post(path, key="lan-gui-1"), one.post(path, key="lan-gui-1")
    assert first.status_code == again.status_code == 200 and first.content == again.content
    assert first["X-Request-Id"] != again["X-Request-Id"] and len(first["X-Request-Id"]) == 32  # told apart though the client re-used its own
    assert AuditEntry.objects.get(act="tasks.assignment.receive").request_id == first["X-Request-Id"]
    kept = ApiAnswer.objects.get()
    assert kept.key == "lan-gui-1" and kept.status == 200
    changed = one.post(f"/assignments/{parts[1].pk}/receive", key="lan-gui-1")
    assert changed.status_code == 422 and Assignment.objects.get(pk=parts[1].pk).state == "assigned"
    theirs = other.post(f"/assignments/{parts[1].pk}/remind", {"reason": "Sắp đến hạn"}, key="lan-gui-1")
    assert theirs.status_code == 200 and "Idempotency-Replayed" not in theirs  # the same id of two clients is two ids


class Slow:
    """A connection to a system that takes every call and never answers."""

    calls = 0

    def __init__(self, *args, **more):
        pass

    def request(self, *args, **more):
        Slow.calls += 1

    def getresponse(self):
        raise TimeoutError("timed out")

    def close(self):
        pass


def test_case_AP_04_a_slow_system_keeps_nobody_at_the_desk_waiting_and_is_asked_less_and_less(province, client, parts, settings, monkeypatch):
    settings.WEBHOOK_HOSTS = ["cham.vn"]
    webhooks.subscribe(organisation=province.stc, name="Hệ thống chậm", url="https://cham.vn/nhan", by=province.actor("van_hanh"), at=moment())
    monkeypatch.setattr(http.client, "HTTPSConnection", Slow)
    Slow.calls = 0
    client.force_login(province.dung)
    assert client.post(reverse("tasks:assignment_receive", args=[parts[0].pk])).status_code == 302 and Slow.calls == 0
    assert Assignment.objects.get(pk=parts[0].pk).state == "received"
    outbox.announce([Told("tasks.assigned", f"s{n}", f"Việc {n}", "/", (Audience(province.stc.pk),)) for n in range(40)],
                    by=province.actor("lan"), at=moment())
    delivery.deliver()
    assert Notice.objects.filter(user=province.dung).count() >= 40 and Slow.calls == 0  # people are told without waiting for it
    assert webhooks.send_all() == 0 and Slow.calls == 1  # one call, not forty
    assert webhooks.send_all() == 0 and Slow.calls == 1  # it rests
    waits = []
    for _n in range(4):
        real = WebhookDelivery.objects.filter(done_at__isnull=True).order_by("pk").first().available_at
        before = timezone.now()
        webhooks.send_all(real)
        waits.append((WebhookDelivery.objects.order_by("pk").first().available_at - before).total_seconds())
    assert Slow.calls == 5 and all(later > earlier * 1.5 for earlier, later in pairwise(waits))
    assert WebhookDelivery.objects.filter(done_at__isnull=True).count() >= 40  # and nothing is lost
