"""An address that no event can be sent to is refused with a sentence, and an old one holds back no other subscriber."""

import pytest
from django.utils import timezone

from openpar.core import webhooks
from openpar.core.models import OutboxMessage, Webhook, WebhookDelivery
from openpar.engine.errors import BadInput
from tests.core.api import program
from tests.people import moment

HOST = "localhost"
ODD = ("https://localhost:99999/", "https://localhost:x/", "https://[::1/", "https://localhost/đường", "https://localhost/a b", "https://localhost/a\tb",
       "https://localhost:-1/")


@pytest.mark.parametrize("url", ODD)
def test_a_program_that_names_such_an_address_is_told_which_field_is_wrong(province, client, settings, url):
    settings.WEBHOOK_HOSTS = [HOST]
    answer = program(province, client, "stc").post("/webhooks", {"name": "Kho", "url": url})
    assert answer.status_code == 422 and answer.json()["errors"][0]["where"] == "url"
    assert not Webhook.objects.exists()
    with pytest.raises(BadInput):
        webhooks.check_address(url)


def test_an_address_kept_from_before_holds_back_nobody_else(province, client, settings):
    settings.WEBHOOK_HOSTS = [HOST]
    hook, _secret = webhooks.subscribe(organisation=province.organisations["stc"], name="Kho", url="http://localhost:9/a",
                                       by=province.actor("van_hanh"), at=moment())
    Webhook.objects.filter(pk=hook.pk).update(url="http://localhost:9/đường")
    message = OutboxMessage.objects.create(topic="thu", subject="a:1", payload={"at": moment().isoformat()}, created_at=timezone.now(),
                                           available_at=timezone.now())
    row = WebhookDelivery.objects.create(webhook=hook, message=message, subject="a:1", body="{}", available_at=timezone.now())
    assert webhooks.send_all() == 0
    row.refresh_from_db()
    assert (row.attempts, row.done_at) == (1, None) and row.last_error
