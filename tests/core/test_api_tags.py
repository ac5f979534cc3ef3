"""Whoever has read exactly this answer is told so without it; what has changed is sent."""

import pytest

from openpar.core.models import Organisation
from tests.core.api import program


@pytest.fixture
def asks(province, client):
    return program(province, client, "stc")


def again(asks, path, tag):
    return asks.client.get(f"/api/v1{path}", headers=asks.headers() | {"If-None-Match": tag})


def test_what_was_read_is_not_sent_again(asks, province):
    first = asks.get("/organisations")
    same = again(asks, "/organisations", first["ETag"])
    assert same.status_code == 304 and same.content == b"" and same["ETag"] == first["ETag"] and "no-store" in same["Cache-Control"]
    assert "Content-Type" not in same and "Authorization" in same["Vary"]
    Organisation.objects.filter(pk=province.mu_ca.pk).update(name="Xã Mù Cả mới")
    changed = again(asks, "/organisations", first["ETag"])
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("said, status", [("W/{0}", 304), ('"khac", {0}', 304), ("*", 304), ('"khac"', 200), ("{0}x", 304), ("khong phai", 200)])
def test_tags_are_read_as_the_standard_says(asks, said, status):
    assert again(asks, "/me", said.format(asks.get("/me")["ETag"])).status_code == status


def test_another_language_and_another_token_have_their_own_answer(asks, province, client):
    tag = asks.get("/me")["ETag"]
    assert program(province, client, "syt").get("/me")["ETag"] != tag
    assert again(program(province, client, "syt"), "/me", tag).status_code == 200


def test_a_failure_has_no_tag(asks):
    answer = again(asks, "/assignments/999999", "*")
    assert answer.status_code == 404 and "ETag" not in answer


def test_the_document_itself_has_a_tag(client):
    first = client.get("/api/v1/openapi.json")
    assert client.get("/api/v1/openapi.json", headers={"If-None-Match": first["ETag"]}).status_code == 304
