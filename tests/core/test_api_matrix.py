"""Every route of the API × programs of every side × foreign and own ids. Generated from the addresses and the OpenAPI document: a new
route is walked by itself, with a body made from its own schema."""

import json
import re
from functools import cache

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from openpar.config.api import door
from openpar.core import api_clients, personal_tokens
from tests.conftest import on_database
from tests.core import matrix, matrix_api
from tests.core.api import ALL, personal, program
from tests.core.test_matrix import rooms_for, words, worlds  # noqa: F401  the two worlds

# (organisation, declared acts): the issuer, the two that have parts, a neighbour of both, and one that may hardly do anything
SIDES = {"issuer": ("ubnd_tinh", ALL), "department": ("stc", ALL), "district": ("muong_te", ALL), "commune": ("mu_ca", ALL),
         "neighbour": ("sin_ho", ALL), "narrow": ("stc", ("fact.view",))}
WHO = list(SIDES) if on_database() == "sqlite" else ["department", "neighbour"]
# read by one side only, or only while under review, once issued, once published
ONE_SIDE = {"workers", "round_result", "document_paper", "round_appraisers", "directive_drafts", "assignment_report_paper", "letter_paper",
            "document_handlers", "document_published", "document_published_copy", "framework_scores",
            "round_gap", "round_gap_why", "round_way", "round_workbook", "sheet_workbook", "framework_compare", "import_template"}
OPEN = {"guide", "openapi", "token", "revoke", "nowhere"}


@cache
def routes():
    """(address, method, operation) of every operation of the document; and the addresses without one."""
    said = door.get_openapi_schema()
    found = {re.sub(r"<\w+:", "<", a.pattern): a for a in matrix.addresses() if a.pattern.startswith(matrix_api.API)}
    out = []
    for path, methods in said["paths"].items():
        pattern = path[1:].replace("{", "<").replace("}", ">")
        out += [(found[pattern], method, operation, said) for method, operation in methods.items()]
    return out, [a for a in found.values() if a.name.split(":")[1] not in OPEN]


def filled(schema, said, depth=0):
    """The smallest value that a schema takes."""
    if "$ref" in schema:
        return filled(said["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], said, depth + 1)
    if "default" in schema:
        return schema["default"]
    for many in ("anyOf", "oneOf", "allOf"):
        if many in schema:
            return filled(schema[many][0], said, depth + 1)
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[-1])
    kind = schema.get("type")
    if kind == "object":
        return {k: filled(schema["properties"][k], said, depth + 1) for k in schema.get("required", ())}
    if kind == "array":
        return [filled(schema["items"], said, depth + 1)] * schema.get("minItems", 0)
    if schema.get("format") == "binary":
        return SimpleUploadedFile("x.txt", b"x")
    if kind == "string":
        return {"date": "2022-12-30", "date-time": "2022-12-30T09:00:00+07:00"}.get(schema.get("format"), "x" * max(schema.get("minLength", 0), 24))
    return {"integer": schema.get("minimum", 1), "number": schema.get("minimum", 1), "boolean": True}.get(kind)


def send(asks, method, path, operation, said):
    """One request in a transaction of its own that is thrown away."""
    with transaction.atomic():
        if method == "get":
            query = {p["name"]: filled(p["schema"], said) for p in operation["parameters"] if p["required"] and p["in"] == "query"}
            answer = asks.client.get(path, query, headers=asks.headers())
        else:
            content = operation.get("requestBody", {}).get("content", {})
            if "multipart/form-data" in content:
                answer = asks.client.post(path, filled(content["multipart/form-data"]["schema"], said) | {"title": "x"}, headers=asks.headers())
            else:
                body = filled(content["application/json"]["schema"], said) if content else {}
                answer = asks.client.post(path, json.dumps(body), content_type="application/json", headers=asks.headers())
        text = words(answer) if answer.status_code == 200 else ""
        transaction.set_rollback(True)
    return answer, text


def test_every_route_is_in_the_document():
    operations, addresses = routes()
    walked = {a.pattern for a, *_ in operations}
    assert not [a for a in addresses if a.pattern not in walked] and len(operations) > 10


# (person, organisation): who decides in the issuing office, and a head of a neighbouring district
PEOPLE = {"issuer": ("lan", "ubnd_tinh"), "neighbour": ("ho", "sin_ho")}


@pytest.mark.parametrize("side", WHO)
def test_no_program_reaches_what_is_foreign(worlds, client, side):  # noqa: F811
    province, both = worlds
    where, acts = SIDES[side]
    asks = program(province, client, where, acts)
    actor = api_clients.actor_of(api_clients.opened_by(asks.token).client, province.actor("lan").on, acts=acts)
    assert not (wrong := walked(asks, actor, acts, both, side)), "\n".join(wrong)


@pytest.mark.parametrize("side", PEOPLE if on_database() == "sqlite" else ["neighbour"])
def test_no_personal_token_reaches_what_is_foreign(worlds, client, side):  # noqa: F811
    province, both = worlds
    asks = personal(province, client, *PEOPLE[side][:1], where=PEOPLE[side][1])
    row = api_clients.opened_by(asks.token)
    actor = personal_tokens.actor_of(row, province.actor("lan").on)
    assert actor.memberships and not (wrong := walked(asks, actor, row.acts, both, side)), "\n".join(wrong)


def walked(asks, actor, acts, both, side):
    """What is wrong with the answers to every operation, over what is foreign and what is own."""
    wrong, rooms = [], rooms_for(side)
    for a, method, operation, said in routes()[0]:
        tag = operation["tags"][0]
        if (tag if tag in matrix.APPS else "core") not in rooms:
            continue
        needed = set(operation["x-acts"])
        kinds = [k for k in a.kinds().values() if k in both[0]]
        for world in both if kinds else both[:1]:
            answer, text = send(asks, method, a.path(world), operation, said)
            code, own = answer.status_code, all(matrix.sees(actor, k, world) for k in kinds)
            label = f"{method} {a.pattern} of {world['mark']} for {side}: {code}"
            if code >= 500:
                wrong.append(label)
            elif needed and not needed & set(acts):
                if code != 403:
                    wrong.append(f"{label}, without any of {sorted(needed)}")
            elif kinds and not own and code != 404:
                wrong.append(f"{label}, should be 404")
            elif method == "get" and own and code != 200 and (kinds or code != 422) and not (code == 404 and operation["operationId"] in ONE_SIDE):
                wrong.append(f"{label}, should be 200 {answer.content.decode()[:200]}")
            for w in both:
                for mark, kind in (("mark", "task"), ("round_mark", "round"), ("document_mark", "document")):
                    seen = any(matrix.sees(actor, k, w) for k in (("task", "issued", "directive") if kind == "task" else (kind,)))
                    if w[mark] in text and not seen:
                        wrong.append(f"{label} shows {w[mark]}")
    return wrong


def test_without_a_token_no_route_answers(worlds, client):  # noqa: F811
    province, both = worlds
    client.force_login(province.dung)
    for a, method, _operation, _said in routes()[0]:
        answer = client.generic(method.upper(), a.path(both[0]), "{}", content_type="application/json", headers={"Idempotency-Key": "k"})
        assert answer.status_code == 401, (method, a.pattern, answer.status_code)
