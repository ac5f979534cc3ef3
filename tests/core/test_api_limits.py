"""How often a token and an address may ask: counted for all processes in the database, said on every answer, refused with when to come again."""

import pytest

from openpar.core import api_limits
from openpar.core.models import ApiWindow
from tests.core.api import program


@pytest.fixture
def limited(settings, monkeypatch):
    settings.API_TOKEN_PER_MINUTE, settings.API_ADDRESS_PER_MINUTE = 3, 6
    clock = {"now": 6_000_000.0}
    monkeypatch.setattr(api_limits.time, "time", lambda: clock["now"])
    return clock


def test_a_token_that_asks_too_often_is_told_when_to_come_again(province, client, limited):
    asks = program(province, client, "stc")
    left = [asks.get("/me")["RateLimit"] for _ in range(3)]
    assert [x.split(",")[0] for x in left] == ['"address";r=5;t=60', '"address";r=4;t=60', '"address";r=3;t=60']
    assert [x.split(", ")[1] for x in left] == ['"token";r=2;t=60', '"token";r=1;t=60', '"token";r=0;t=60']
    limited["now"] += 18
    over = asks.get("/me")
    assert over.status_code == 429 and over.json()["code"] == "too-many" and over["Retry-After"] == "42"
    assert over["Content-Type"] == "application/problem+json" and '"token";q=3;w=60' in over["RateLimit-Policy"]
    limited["now"] += 42
    assert asks.get("/me").status_code == 200


def test_a_write_beyond_the_limit_is_not_done_and_frees_its_key(province, client, limited, settings):
    settings.WEBHOOK_HOSTS = ["localhost"]
    asks = program(province, client, "stc")
    for _ in range(3):
        asks.get("/me")
    body = {"name": "Kho", "url": "https://localhost/a"}
    assert asks.post("/webhooks", body, key="mot").status_code == 429
    limited["now"] += 60
    made = asks.post("/webhooks", body, key="mot")
    assert made.status_code == 201 and "Idempotency-Replayed" not in made


def test_two_tokens_of_one_address_share_its_limit_and_another_address_has_its_own(province, client, limited):
    one, other = program(province, client, "stc"), program(province, client, "syt")
    assert [p.get("/me").status_code for p in (one, other, one, other, one, other)] == [200] * 6
    assert client.get("/api/v1/openapi.json").status_code == 429, "also without a token, and before anything is looked at"
    assert client.get("/api/v1/openapi.json", REMOTE_ADDR="10.0.0.9").status_code == 200


def test_the_count_is_in_the_database_for_every_process(province, client, limited):
    asks = program(province, client, "stc")
    asks.get("/me")
    ApiWindow.objects.filter(name__startswith="t:").update(used=3)  # what the other processes counted meanwhile
    assert asks.get("/me").status_code == 429


def test_one_machine_does_not_have_more_by_its_many_addresses(db, limited):
    counts = [api_limits.of_address(f"2001:db8:1:2::{n}").left for n in range(1, 4)]
    assert counts == [5, 4, 3] and api_limits.of_address("2001:db8:1:3::1").left == 5
    assert api_limits.of_address("").left == 5


def test_windows_that_are_over_are_forgotten(db, limited):
    api_limits.of_address("10.0.0.1")
    assert api_limits.forget(limited["now"]) == 0 and api_limits.forget(limited["now"] + 180) == 1


def test_nothing_is_counted_where_the_limit_is_off(province, client):
    answer = program(province, client, "stc").get("/me")
    assert answer.status_code == 200 and "RateLimit" not in answer and not ApiWindow.objects.exists()
