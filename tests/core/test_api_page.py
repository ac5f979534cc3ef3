"""The operator's page of programs: declared by one, approved by another, secrets shown once, stopped at once."""

import re

from django.urls import reverse

from openpar.core import accounts
from openpar.core.models import ApiClient, ApiToken, RoleGrant
from tests.core.api import Program, declared, second_operator
from tests.people import fresh_code

FORM = {"name": "Một cửa", "purpose": "Đồng bộ", "contact": "Phòng CNTT", "acts": ["assignment.view"], "valid_until": ""}


def operator(client, province, name="van_hanh"):
    accounts.enrol(province.users[name])
    client.force_login(province.users[name])
    fresh_code(client, province.users[name])


def test_a_program_is_declared_approved_given_a_token_and_stopped_on_pages(province, client):
    second_operator(province)
    operator(client, province)
    page = client.post(reverse("core:api_clients"), FORM | {"organisation": province.stc.pk}).content.decode()
    secret = re.search(r"ops_[\w-]{43}", page)[0]
    one = ApiClient.objects.get()
    assert one.client_id in page and secret not in client.get(reverse("core:api_clients")).content.decode(), "shown once"
    address = reverse("core:api_client", args=[one.pk])
    early = client.post(address, {"lam-the": "1", "name": "Máy chủ", "days": "30"})
    assert early.status_code == 403 and not ApiToken.objects.exists()
    operator(client, province, "yen")
    assert address in client.get(reverse("core:grants")).content.decode(), "who approves sees what it may do"
    client.post(reverse("core:grant", args=[RoleGrant.objects.get().pk]), {"duyet": "1"})
    page = client.post(address, {"lam-the": "1", "name": "Máy chủ", "days": "30"}).content.decode()
    asks = Program(client, re.search(r"opt_[\w-]{43}", page)[0])
    assert asks.get("/me").json()["acts"] == ["assignment.view"]
    client.post(reverse("core:api_token_revoke", args=[ApiToken.objects.get().pk]))
    assert asks.get("/me").status_code == 401
    client.post(address, {"dung": "1"})
    one.refresh_from_db()
    assert one.stopped_at and "Đã dừng" in client.get(address).content.decode()


def test_what_was_typed_stays_and_each_mistake_is_named(province, client):
    operator(client, province)
    answer = client.post(reverse("core:api_clients"), FORM | {"acts": [], "organisation": province.stc.pk})
    assert answer.status_code == 422 and "Đồng bộ" in answer.content.decode() and not ApiClient.objects.exists()
    assert client.post(reverse("core:api_clients"), FORM | {"acts": ["people.manage"], "organisation": province.stc.pk}).status_code == 422


def test_nobody_else_opens_these_pages_or_without_a_code_changes_anything(province, client):
    one, _secret = declared(province, "stc", ["assignment.view", "assignment.work"])
    address = reverse("core:api_client", args=[one.pk])
    client.force_login(province.dung)
    assert client.get(reverse("core:api_clients")).status_code == 403 and client.get(address).status_code == 404
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    assert client.post(address, {"dung": "1"}).status_code == 302 and ApiClient.objects.get().stopped_at is None
    fresh_code(client, province.van_hanh)
    client.post(address, {"bot": "1", "acts": ["assignment.view"]})
    assert ApiClient.objects.get().acts == ["assignment.view"]
