"""What is true of every route: problems, pages by key, no keeping, the document, the guide and its examples."""

import json
import re

import pytest
from django.core.cache import cache

from openpar.config.api import door
from openpar.core.api.examples import EXAMPLES
from openpar.core.models import Organisation
from tests.core.api import ALL, Program, declared, program
from tests.people import moment


@pytest.fixture
def asks(province, client):
    return program(province, client, "ubnd_tinh")


def problem(answer):
    said = answer.json()
    assert answer["Content-Type"] == "application/problem+json" and said["status"] == answer.status_code
    assert {"type", "title", "detail", "code", "request_id", "errors"} <= set(said) and said["request_id"] == answer["X-Request-Id"]
    return said


def test_every_failure_is_a_problem(asks, client):
    assert problem(asks.get("/khong-co"))["code"] == "not-found"
    assert problem(asks.get("/assignments/999999999"))["code"] == "not-found"
    assert problem(client.get("/api/v1/me"))["code"] == "unauthorised"
    assert problem(client.get("/api/v1/me", headers={"Authorization": "Bearer opt_sai"}))["code"] == "unauthorised"
    assert problem(client.delete("/api/v1/me"))["code"] == "method"
    assert problem(asks.get("/assignments", limit=201))["errors"][0]["where"] == "query.limit"
    assert problem(asks.get("/assignments", cursor="sai"))["errors"][0]["where"] == "cursor"
    assert problem(asks.get("/organisations", q="a\0b"))["status"] == 400
    assert problem(asks.get(f"/organisations/{10**30}"))["status"] == 422


def test_a_problem_is_said_in_the_language_that_was_asked_for(asks, client):
    vietnamese = client.get("/api/v1/me")
    english = client.get("/api/v1/me", headers={"Accept-Language": "en"})
    assert (vietnamese["Content-Language"], english["Content-Language"]) == ("vi", "en")
    assert vietnamese.json()["detail"] != english.json()["detail"] and "Accept-Language" in english["Vary"]


def test_answers_are_kept_by_nobody(asks):
    assert "no-store" in asks.get("/me")["Cache-Control"]


def test_pages_by_key_hold_every_row_once_while_rows_arrive(asks, province):
    seen, cursor = [], ""
    while True:
        page = asks.get("/organisations", limit=3, cursor=cursor).json()
        seen += [o["id"] for o in page["items"]]
        if len(seen) == 3:
            from openpar.core import organisations
            late = organisations.add(code="moi", name="Sở Mới", kind="department", parent=province.ubnd_tinh, valid_from=moment().date())
        if not page["next"]:
            break
        cursor = page["next"]
    assert sorted(seen) == seen and len(set(seen)) == len(seen) == Organisation.objects.count() and late.pk in seen


def test_the_register_is_that_of_the_day_asked_for(asks, province):
    Organisation.objects.filter(pk=province.ta_tong.pk).update(valid_until=moment().date().replace(day=1))
    codes = {o["code"] for o in asks.get("/organisations").json()["items"]}
    assert "ta_tong" not in codes and "mu_ca" in codes
    then = {o["code"] for o in asks.get("/organisations", on="2022-01-01").json()["items"]}
    assert "ta_tong" in then
    found = asks.get("/organisations", q="so tai chinh").json()["items"]
    assert [o["code"] for o in found] == ["stc"]


def test_the_document_declares_every_error_and_every_key(client):
    answer = client.get("/api/v1/openapi.json")
    said = answer.json()
    assert said["openapi"].startswith("3.1") and answer.status_code == 200
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            errors = {s for s in operation["responses"] if s >= "400"}
            assert {"401", "403", "404", "422", "500"} <= errors, (path, method)
            assert all("application/problem+json" in operation["responses"][s]["content"] for s in errors)
            keys = [p["name"] for p in operation["parameters"] if p["name"] == "Idempotency-Key"]
            assert bool(keys) == (method == "post"), (path, method)
            assert operation.get("description"), f"{method} {path} has no sentence"
    refs = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(said)))
    assert refs <= set(said["components"]["schemas"])


def test_every_operation_has_its_own_id_and_its_acts_are_declarable():
    said = door.get_openapi_schema()
    ids = [o["operationId"] for methods in said["paths"].values() for o in methods.values()]
    assert len(set(ids)) == len(ids)
    scopes = {s for methods in said["paths"].values() for o in methods.values() for one in o["security"] for names in one.values() for s in names}
    assert scopes <= set(ALL)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_guide_is_read_without_an_account(client, db, language):
    client.cookies["django_language"] = language
    answer = client.get("/api/v1/")
    text = answer.content.decode()
    assert answer.status_code == 200 and "Idempotency-Key" in text and 'src="http' not in text
    assert all(f'id="{code}"' in text for code in ("conflict", "bad-input", "not-found", "refused", "unauthorised"))


def test_every_example_of_the_guide_runs(province, client):
    cache.clear()
    one, secret = declared(province, "stc")
    token = ""
    for e in EXAMPLES:
        if e.form:
            answer = client.post(f"/api/v1{e.path}", {**dict(e.form), "client_id": one.client_id, "client_secret": secret})
            token = answer.json()["access_token"]
        elif e.method == "GET":
            answer = client.get(f"/api/v1{e.path}", headers={"Authorization": f"Bearer {token}"})
        else:
            answer = Program(client, token).post(e.path, e.body)
        assert answer.status_code == e.status, (e.path, answer.content)
