"""A program asks to be told of its own organisation's events, and of nobody else's."""

from openpar.core import identity
from openpar.core.models import ApiAnswer, Webhook
from tests.core.api import program

URL = "https://nhan.vd.vn/su-kien"


def test_a_program_subscribes_stops_and_goes_on(province, client, settings):
    settings.WEBHOOK_HOSTS = ["nhan.vd.vn"]
    asks = program(province, client, "stc")
    made = asks.post("/webhooks", {"name": "Kho dữ liệu", "url": URL, "topics": ["tasks.assigned"]}, key="mot").json()
    hook = Webhook.objects.get(pk=made["id"])
    assert hook.organisation == province.stc and made["secret"].startswith("whsec_")
    assert asks.post(f"/webhooks/{hook.pk}/stop").json()["active"] is False
    assert asks.post(f"/webhooks/{hook.pk}/go-on").json()["active"] is True
    assert [h["id"] for h in asks.get("/webhooks").json()["items"]] == [hook.pk] and "secret" not in asks.get("/webhooks").content.decode()
    neighbour = program(province, client, "syt")
    assert neighbour.get("/webhooks").json()["items"] == [] and neighbour.post(f"/webhooks/{hook.pk}/stop").status_code == 404


def test_the_kept_answer_hides_the_secret_and_still_is_the_same(province, client, settings):
    settings.WEBHOOK_HOSTS = ["nhan.vd.vn"]
    asks = program(province, client, "stc")
    first = asks.post("/webhooks", {"name": "Kho", "url": URL}, key="hai")
    assert first.json()["secret"] not in ApiAnswer.objects.get(key="hai").body
    assert asks.post("/webhooks", {"name": "Kho", "url": URL}, key="hai").content == first.content
    identity.rotate()
    assert not ApiAnswer.objects.exists(), "what an old key sealed is not kept beyond it"


def test_a_program_changes_the_secret_of_its_own_subscription(province, client, settings):
    settings.WEBHOOK_HOSTS = ["nhan.vd.vn"]
    asks = program(province, client, "stc")
    made = asks.post("/webhooks", {"name": "Kho", "url": URL}).json()
    new = asks.post(f"/webhooks/{made['id']}/secret", key="ba").json()
    assert new["secret"].startswith("whsec_") and new["secret"] != made["secret"] and new["secret"] not in ApiAnswer.objects.get(key="ba").body
    assert program(province, client, "syt").post(f"/webhooks/{made['id']}/secret").status_code == 404


def test_a_host_that_nobody_allowed_is_refused(province, client):
    answer = program(province, client, "stc").post("/webhooks", {"name": "Kho", "url": "https://la.vd.vn/"})
    assert answer.status_code == 422 and answer.json()["errors"][0]["where"] == "url"
