"""Rules read through the API, templates, signatures checked; entering rules, running jobs and reading the trail answer why they are done in person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.core import rulebook
from tests.core.api import personal, program


def test_rules_are_read_with_source_and_grade(province, client):
    asks = program(province, client, "stc", ("rule.view",))
    items = {r["name"]: r for r in asks.get("/rules").json()["items"]}
    assert set(items) == set(rulebook.names()) and all(r["now"]["source"] for r in items.values() if r["now"])
    one = asks.get("/rules/deadlines/due_soon").json()
    assert one["values"] and one["now"] in one["values"] and one["entries"] == []
    assert asks.get("/rules/deadlines/khong_co").status_code == 404
    assert {"kind", "name", "source", "grade"} <= set(asks.get("/rules/uncompared").json()["items"][0])
    assert program(province, client, "syt", ("fact.view",)).get("/rules").status_code == 403


IN_PERSON = [("post", p) for p in ("/rule-entries", "/rule-entries/1/withdraw", "/rule-confirmations", "/rule-confirmations/1/approve",
                                   "/rule-confirmations/1/return", "/jobs/run", "/jobs/resend", "/people", "/organisations/changes", "/programs")]
IN_PERSON += [("get", p) for p in ("/jobs", "/audit", "/audit/identities")]


@pytest.mark.parametrize("method, path", IN_PERSON)
def test_what_runs_the_installation_is_done_in_person(province, client, method, path):
    for asks in (personal(province, client, "lan", where="ubnd_tinh"), program(province, client, "stc")):
        answer = getattr(asks, method)(path)
        assert answer.status_code == 403 and answer.json()["code"] == "in-person" and "trang" in answer.json()["detail"]


def test_a_template_is_given_to_who_may_bring_in_its_kind(province, client):
    asks = program(province, client, "stc")
    kind = next(k["code"] for k in asks.get("/imports/kinds").json()["items"] if not k["in_person"])
    assert asks.get(f"/imports/kinds/{kind}/template").content[:2] == b"PK"
    assert program(province, client, "syt", ("fact.view",)).get(f"/imports/kinds/{kind}/template").status_code == 404


def test_what_is_no_signed_pdf_is_said_to_be_none(province, client):
    answer = program(province, client, "stc").send("/signatures/check", {"file": SimpleUploadedFile("a.pdf", b"khong phai")})
    assert answer.status_code == 422 and answer.json()["detail"]
