"""The API against whoever means harm: foreign ids, replayed keys, tampered cursors, hostile bodies and headers, tokens that end meanwhile."""

import base64
import json
from datetime import date

import pytest

from openpar.apps.tasks.models import Assignment
from openpar.apps.tasks.services.create import NewTask, create_tasks
from openpar.core import personal_tokens
from openpar.core.models import ApiAnswer, ApiToken, AuditEntry
from tests.core.api import personal, program
from tests.people import moment


@pytest.fixture
def part(province):
    [task] = create_tasks([NewTask(title="Việc mật danh", issuer=province.ubnd_tinh, leads=[province.stc], due_type="date", due_on=date(2022, 9, 30))],
                          by=province.actor("lan"), at=moment())
    return task.assignments.get()


def test_somebody_elses_things_are_as_if_they_were_not_there_for_every_kind_of_token(province, client, part):
    for asks in (program(province, client, "syt"), personal(province, client, "te", where="muong_te")):
        for path in (f"/assignments/{part.pk}", f"/tasks/{part.task_id}"):
            assert asks.get(path).status_code == 404
        for act, body in (("receive", {}), ("report", {"body": "x"}), ("contest", {"reason": "x"})):
            assert asks.post(f"/assignments/{part.pk}/{act}", body).status_code == 404
        assert "mật danh" not in asks.get("/search", q="mat danh").content.decode()
    assert Assignment.objects.get(pk=part.pk).state == "assigned"


def test_a_key_of_one_holder_says_nothing_to_another(province, client, part):
    """The same key with the same content, sent by a neighbour and by a person: neither reads the kept answer."""
    asks = program(province, client, "stc")
    first = asks.post(f"/assignments/{part.pk}/receive", key="chung")
    assert first.status_code == 200
    assert program(province, client, "syt").post(f"/assignments/{part.pk}/receive", key="chung").status_code == 404
    mine = personal(province, client, "dung", where="stc").post(f"/assignments/{part.pk}/receive", key="chung")
    assert mine.status_code in (403, 409) and "Idempotency-Replayed" not in mine, "done already, and not by this holder"
    assert ApiAnswer.objects.filter(key="chung", status__isnull=False).count() == 1


def test_a_replay_after_the_token_ended_is_nobodys(province, client, part):
    asks = personal(province, client, "dung", where="stc")
    assert asks.post(f"/assignments/{part.pk}/receive", key="mot").status_code == 200
    personal_tokens.revoke(ApiToken.objects.get(person=province.dung), by=province.actor("dung"), at=moment())
    answer = asks.post(f"/assignments/{part.pk}/receive", key="mot")
    assert answer.status_code == 401 and "assignment" not in answer.content.decode()


def test_a_token_that_is_revoked_between_two_requests_or_two_pages_reads_no_further(province, client):
    asks = personal(province, client, "dung", where="stc")
    page = asks.get("/organisations", limit=2).json()
    ApiToken.objects.filter(person=province.dung).update(revoked_at=moment())
    assert asks.get("/organisations", limit=2, cursor=page["next"]).status_code == 401


def tampered(cursor):
    """What somebody makes of a cursor: cut, doubled, other types inside, other bytes."""
    yield from (cursor[:-2], cursor * 2, cursor[::-1], "." + cursor, "%00", "a\x00b", "💥", "../../etc/passwd", "A" * 400)
    for inside in ([1], ["x", "y"], {"id": 1}, None, 1, [None, None], [True], [[1]], [10**30], ["2022-13-45T00:00:00", 1], [1.5, 2], ["NaN"], [-1], ["", ""]):
        yield base64.urlsafe_b64encode(json.dumps(inside).encode()).decode().rstrip("=")
        yield json.dumps(inside)


@pytest.mark.parametrize("path", ["/organisations", "/deadlines", "/assignments?order=due", "/assignments?order=-id", "/documents", "/facts", "/imports"])
def test_a_tampered_cursor_is_a_mistake_or_a_page_and_never_breaks_anything(province, client, part, path):
    asks = program(province, client, "stc")
    real = program(province, client, "ubnd_tinh").get("/organisations", limit=1).json()["next"]
    join = "&" if "?" in path else "?"
    from urllib.parse import quote
    for cursor in tampered(real):
        answer = asks.client.get(f"/api/v1{path}{join}cursor={quote(cursor)}", headers=asks.headers())
        assert answer.status_code in (200, 400, 422), (cursor, answer.status_code, answer.content[:300])
        if answer.status_code != 200:
            assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("content_type", "body", "status"), [
    ("text/plain", "{}", 415), ("application/x-www-form-urlencoded", "a=1", 415), ("application/xml", "<a/>", 415), ("", "{}", 415),
    ("application/json", "{", 400), ("application/json", "", 422), ("application/json", "[]", 422), ("application/json", "null", 422),
    ("application/json", '"x"', 422), ("application/json", '{"body": "a\\u0000b"}', 400), ("application/json", '{"body": "\\ud800"}', 400),
    ("application/json", '{"body": NaN}', 422), ("application/json", "[" * 100_000, 400), ("application/json", '{"body": ' + "9" * 5000 + "}", 400),
    ("application/json", b"\xff\xfe{", 400), ("multipart/form-data; boundary=x", b"--x\r\nbroken", 415),
    ("application/json; charset=utf-16", "{}".encode("utf-16"), 400)])
def test_a_body_of_another_kind_is_refused_in_words(province, client, part, content_type, body, status):
    asks = program(province, client, "stc")
    answer = client.generic("POST", f"/api/v1/assignments/{part.pk}/report", body, content_type=content_type, headers=asks.headers())
    assert answer.status_code in {status, 422 if status == 400 else status}, (answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/problem+json" and answer.json()["detail"]
    assert Assignment.objects.get(pk=part.pk).state == "assigned"


def test_a_huge_body_is_refused_before_it_is_read(province, client, part, settings):
    asks = program(province, client, "stc")
    answer = client.generic("POST", f"/api/v1/assignments/{part.pk}/report", b'{"body": "' + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 10) + b'"}',
                            content_type="application/json", headers=asks.headers())
    assert answer.status_code == 413 and answer.json()["code"] == "too-large"


def test_a_thousand_fields_and_a_file_of_nothing_are_refused_in_words(province, client, part):
    asks = program(province, client, "stc")
    many = asks.post(f"/assignments/{part.pk}/report", {"body": "x"} | {f"f{n}": n for n in range(1000)})
    assert many.status_code == 422 and "f0" in json.dumps(many.json()["errors"])
    assert asks.send(f"/assignments/{part.pk}/files", {"title": "x"}).status_code == 422


@pytest.mark.parametrize("said", ["Bearer", "Bearer ", "Bearer  x", "bearer opp_x", "Basic YTpi", "Bearer " + "x" * 10_000, "Bearer \u00e9", "Bearer opp_\x00",
                                  "Bearer opt_' OR 1=1 --"])
def test_no_shape_of_a_token_opens_or_breaks_anything(db, client, said):
    answer = client.get("/api/v1/me", headers={"Authorization": said})
    assert answer.status_code == 401 and answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["", " ", "có dấu", "a b", "x" * 201, "a\tb"])
def test_a_key_of_another_shape_is_refused(province, client, part, key):
    asks = program(province, client, "stc")
    answer = client.post(f"/api/v1/assignments/{part.pk}/receive", "{}", content_type="application/json",
                         headers=asks.headers() | {"Idempotency-Key": key})
    assert answer.status_code == 400 and answer.json()["code"] == "idempotency-key"


@pytest.mark.parametrize("tag", ["3", '"x"', '"1", "2"', "W/" + '"1"', '"' + "9" * 40 + '"', "\x00", '"1-' + "g" * 10 + '"'])
def test_a_tag_of_another_shape_is_refused_and_nothing_is_done(province, client, part, tag):
    asks = program(province, client, "stc")
    answer = asks.post(f"/assignments/{part.pk}/receive", **{"If-Match": tag})
    assert answer.status_code == 400 and Assignment.objects.get(pk=part.pk).state == "assigned"


def test_what_a_token_may_do_is_asked_anew_at_each_request(province, client, part):
    """A person who lost the right meanwhile: the token lists the act and it is refused, as on the page."""
    asks = personal(province, client, "dung", where="stc")
    from openpar.core.models import Membership
    Membership.objects.filter(user=province.dung).update(role="officer")
    assert asks.post(f"/assignments/{part.pk}/receive").status_code == 403
    assert "assignment.receive" not in asks.get("/me").json()["acts"]


def test_the_trail_tells_a_token_from_its_person(province, client, part, caplog):
    """The act stands under the person's name; the access log names the token."""
    import logging
    asks = personal(province, client, "dung", where="stc")
    with caplog.at_level(logging.INFO, logger="openpar.access"):
        asks.post(f"/assignments/{part.pk}/receive")
    assert AuditEntry.objects.get(act="tasks.assignment.receive").actor == province.dung
    pk = ApiToken.objects.get(person=province.dung).pk
    assert any(getattr(r, "data", {}).get("client") == f"token-{pk}" for r in caplog.records)
