"""A program opens the API for one organisation, within what two operators gave it, for as long as its token counts."""

import base64
import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from openpar.core import api_clients, roles
from openpar.core.actor import actor_for
from openpar.core.models import ApiClient, ApiToken, AuditEntry, Membership
from openpar.engine.errors import BadInput, Refused
from tests.core.api import ALL, Program, declared, program, second_operator
from tests.people import DAY, moment

READ = ("assignment.view", "task.view")


@pytest.fixture(autouse=True)
def counted_anew(db):
    cache.clear()


def ask(client, **body):
    return client.post("/api/v1/oauth/token", {"grant_type": "client_credentials", **body})


def test_a_program_exchanges_its_secret_for_a_token_of_an_hour(province, client):
    one, secret = declared(province, "stc", READ)
    answer = ask(client, client_id=one.client_id, client_secret=secret)
    said = answer.json()
    assert answer.status_code == 200 and said["token_type"] == "Bearer" and said["expires_in"] == 3600
    assert said["scope"].split() == sorted(READ) and "no-store" in answer["Cache-Control"]
    me = Program(client, said["access_token"]).get("/me").json()
    assert (me["client_id"], me["organisation"]["code"], me["acts"]) == (one.client_id, "stc", sorted(READ))


def test_another_library_of_oauth2_understands_the_answer(province, client):
    from oauthlib.oauth2 import BackendApplicationClient, InvalidClientError
    one, secret = declared(province, "stc", READ)
    other = BackendApplicationClient(one.client_id)
    body = other.prepare_request_body(scope=["task.view"])
    basic = base64.b64encode(f"{one.client_id}:{secret}".encode()).decode()

    def post(basic):
        return client.post("/api/v1/oauth/token", body, content_type="application/x-www-form-urlencoded", headers={"Authorization": f"Basic {basic}"})
    token = other.parse_request_body_response(post(basic).content.decode(), scope=["task.view"])
    assert Program(client, token["access_token"]).get("/me").json()["acts"] == ["task.view"]
    wrong = post(base64.b64encode(f"{one.client_id}:khong-phai".encode()).decode())
    assert wrong.status_code == 401 and wrong["WWW-Authenticate"].startswith("Basic")
    with pytest.raises(InvalidClientError):
        other.parse_request_body_response(wrong.content.decode())


@pytest.mark.parametrize("body, error", [
    ({"grant_type": "password"}, "unsupported_grant_type"), ({"grant_type": ""}, "invalid_request"),
    ({"scope": "people.manage"}, "invalid_scope"), ({"scope": "assignment.view assignment.speak"}, "invalid_scope")])
def test_what_the_token_endpoint_refuses(province, client, body, error):
    one, secret = declared(province, "stc", READ)
    answer = ask(client, client_id=one.client_id, client_secret=secret, **body)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert not ApiToken.objects.exists()


def test_a_program_opens_nothing_before_the_second_operator_approves(province, client):
    one, secret = declared(province, "stc", READ, approved=False)
    assert ask(client, client_id=one.client_id, client_secret=secret).json()["error"] == "invalid_client"
    with pytest.raises(Refused):
        api_clients.make_token(one, name="Thẻ", days=30, by=province.actor("van_hanh"), at=moment())


def test_ten_wrong_secrets_close_the_door_for_a_while_even_to_the_right_one(province, client):
    one, secret = declared(province, "stc", READ)
    for _ in range(10):
        assert ask(client, client_id=one.client_id, client_secret="sai").status_code == 401
    answer = ask(client, client_id=one.client_id, client_secret=secret)
    assert answer.status_code == 429 and answer["Retry-After"] == "900"


def test_only_digests_are_kept(province, client):
    one, secret = declared(province, "stc", READ)
    token = ask(client, client_id=one.client_id, client_secret=secret).json()["access_token"]
    kept = json.dumps([list(ApiClient.objects.values_list()), list(ApiToken.objects.values_list()), list(AuditEntry.objects.values_list("changes"))],
                      default=str)
    assert secret not in kept and token not in kept


@pytest.mark.parametrize("end", ["expiry", "revoked", "given back", "stopped", "another secret", "role over", "narrowed"])
def test_a_token_ends(province, client, end):
    one, _secret = declared(province, "stc", READ)
    row, token = api_clients.grant(one, READ, timedelta(hours=1))
    who, at = province.actor("van_hanh"), moment()
    asks = Program(client, token)
    assert asks.get("/assignments").status_code == 200
    if end == "expiry":
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "revoked":
        assert api_clients.revoke_token(row, by=who, at=at) and not api_clients.revoke_token(row, by=who, at=at)
    elif end == "given back":
        secret = api_clients.new_secret(one, by=who, at=at)
        token = api_clients.grant(ApiClient.objects.get(), READ, timedelta(hours=1))[1]
        asks = Program(client, token)
        assert client.post("/api/v1/oauth/revoke", {"client_id": one.client_id, "client_secret": secret, "token": token}).status_code == 200
    elif end == "stopped":
        assert api_clients.stop(one, by=who, at=at) and not api_clients.stop(one, by=who, at=at)
    elif end == "another secret":
        api_clients.new_secret(one, by=who, at=at)
    elif end == "role over":
        Membership.objects.filter(user=one.user).update(valid_until=DAY - timedelta(days=1))
    else:
        api_clients.narrow(one, ["task.view"], by=who, at=at)
        assert Program(client, token).get("/me").json()["acts"] == ["task.view"]
        return
    answer = asks.get("/assignments")
    assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer") and answer["Content-Type"] == "application/problem+json"


def test_what_is_declared_is_never_widened(province):
    one, _secret = declared(province, "stc", READ)
    with pytest.raises(Refused):
        api_clients.narrow(one, [*READ, "assignment.speak"], by=province.actor("van_hanh"), at=moment())
    with pytest.raises(BadInput):
        api_clients.declare(name="Khác", organisation=province.stc, purpose="", contact="", acts=["people.manage"], by=province.actor("van_hanh"),
                            at=moment())


def test_only_operators_declare_and_see_programs(province):
    declared(province, "stc", READ)
    assert not api_clients.clients(province.actor("dung")).exists() and api_clients.clients(province.actor("van_hanh")).get().given
    with pytest.raises(Refused):
        api_clients.declare(name="Khác", organisation=province.stc, purpose="", contact="", acts=READ, by=province.actor("dung"), at=moment())


def test_a_program_never_decides_what_only_people_decide():
    assert not {"directive.issue", "paper.sign", "paper.number", "people.manage", "rule.approve", "round.approve", "audit.view"} & set(ALL)
    assert not any("api_client" in roles.roles_with(act) for act in roles.ACTS), "nothing waits for a program and no refusal names it"


def test_the_rights_read_again_inside_an_act_stay_within_the_token(province):
    one, _secret = declared(province, "stc", ("assignment.view", "assignment.receive"))
    narrow = api_clients.actor_of(one, DAY, acts=["assignment.view"])
    assert narrow.can("assignment.view") and not narrow.can("assignment.receive") and not narrow.again().can("assignment.receive")
    assert actor_for(one.user, DAY).can("assignment.receive")
    Membership.objects.create(user=one.user, organisation=province.stc, role="head", valid_from=DAY)  # a mistake of an operator widens nothing
    assert not api_clients.actor_of(one, DAY).can("assignment.speak") and not actor_for(one.user, DAY).can("assignment.speak")


def test_the_role_without_a_declaration_gives_nothing(province):
    Membership.objects.create(user=province.khach, organisation=province.stc, role="api_client", valid_from=DAY)
    assert not province.actor("khach").can("assignment.view")


def test_a_program_is_nobodys_account(province, client):
    one, secret = declared(province, "stc", READ)
    client.post("/tai-khoan/login/", {"login": one.user.username, "password": secret})
    assert "_auth_user_id" not in client.session and not one.user.has_usable_password()


def test_cookies_open_nothing(province, client):
    client.force_login(province.dung)
    assert client.get("/api/v1/assignments").status_code == 401


def test_every_use_is_in_the_trail_as_the_program(province, client):
    one, secret = declared(province, "stc", READ)
    ask(client, client_id=one.client_id, client_secret=secret)
    entry = AuditEntry.objects.get(act="api.token")
    assert (entry.actor, entry.organisation) == (one.user, province.stc) and entry.request_id


def test_old_answers_and_dead_tokens_are_forgotten(province):
    one, _secret = declared(province, "stc", READ)
    api_clients.grant(one, READ, timedelta(hours=1))
    assert api_clients.sweep(timezone.now() + timedelta(days=20)) == 0
    assert api_clients.sweep(timezone.now() + timedelta(days=32)) == 1


def test_a_token_says_which_act_is_missing(province, client):
    asks = program(province, client, "stc", ("fact.view",))
    answer = asks.get("/assignments")
    assert answer.status_code == 403 and "assignment.view" in answer.json()["detail"]


def test_second_operator_is_another_one(province):
    assert second_operator(province).user != province.van_hanh


def test_a_token_with_fewer_acts_gets_no_answer_that_it_could_not_ask_for(province, client, settings):
    """A kept answer may hold a secret: the same program's other token, which may not manage connections, does not read it again."""
    settings.WEBHOOK_HOSTS = ["localhost"]
    one, _secret = declared(province, "stc")
    wide = Program(client, api_clients.grant(one, ["webhooks.manage", "task.view"], timedelta(hours=1))[1])
    thin = Program(client, api_clients.grant(one, ["task.view"], timedelta(hours=1))[1])
    asked = {"name": "Kho", "url": "https://localhost/a"}
    first = wide.post("/webhooks", asked, key="mot")
    assert first.status_code == 201
    refused = thin.post("/webhooks", asked, key="mot")
    assert refused.status_code == 403 and "whsec_" not in refused.content.decode()
    assert wide.post("/webhooks", asked, key="mot").json() == first.json()
