"""Figures for monitors, behind a token; logs of one JSON object a line without anything of a person."""

import io
import json
import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openpar.core import jobs, logs, monitoring, outbox
from openpar.core.models import JobRun, OutboxMessage
from openpar.core.outbox import Audience, Told
from tests.people import moment


def scraped():
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in monitoring.text().splitlines() if line[0] != "#"}


def test_figures_need_the_token_and_strangers_do_not_learn_of_the_page(client, db, settings):
    url = reverse("core:readings")
    assert client.get(url).status_code == 404
    settings.METRICS_TOKEN = "mat-ma-dai"
    assert client.get(url, headers={"authorization": "Bearer sai"}).status_code == 404
    answer = client.get(url, headers={"authorization": "Bearer mat-ma-dai"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE openpar_outbox_waiting gauge" in answer.content.decode()


def test_what_stands_still_shows(province, django_assert_max_num_queries):
    outbox.announce([Told("x", "s1", "…", "", (Audience(province.stc.pk),))], by=province.actor("lan"), at=moment())
    OutboxMessage.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    JobRun.objects.create(name="outbox.deliver", started_at=timezone.now(), finished_at=timezone.now(), ok=False)
    jobs.run("audit.seal")
    with django_assert_max_num_queries(8):
        found = scraped()
    assert found["openpar_outbox_waiting"] == 1 and found["openpar_outbox_oldest_seconds"] >= 600
    assert found['openpar_job_failed_last_day{job="outbox.deliver"}'] == 1
    assert found['openpar_job_succeeded_seconds_ago{job="audit.seal"}'] < 60 and found["openpar_audit_lag_seconds"] == 0


@pytest.fixture
def written():
    """What the JSON log writes."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonFormatter())
    names = ("openpar.access", "django.request", "openpar.try")
    before = {n: logging.getLogger(n).level for n in names}
    for name in names:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    for name in names:
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(before[name])


def test_a_request_is_one_line_with_its_route_and_id_and_without_its_address(province, client, written):
    client.force_login(province.lan)
    answer = client.get(reverse("core:organisation", args=[province.stc.pk]), {"q": "Lò Thị Hoa"})
    [line] = written()
    assert line["route"].endswith("co-quan/<int:pk>/") and line["status"] == 200 and line["method"] == "GET"
    assert line["request_id"] == answer["X-Request-Id"]
    assert "Hoa" not in json.dumps(line, ensure_ascii=False) and "lan" not in line.values()


def test_a_wrong_address_does_not_enter_the_log(client, db, written):
    client.get("/khong-co/012345678901/")
    lines = written()
    assert lines and not any("012345678901" in json.dumps(line) for line in lines)


def test_the_words_of_an_error_stay_out_and_its_place_and_kind_stay_in(written):
    typed = "-".join(("012", "345", "678"))
    try:
        try:
            int(typed)
        except ValueError as error:
            raise RuntimeError(f"hồ sơ {typed}") from error
    except RuntimeError:
        logging.getLogger("openpar.try").exception("không tính được")
    [line] = written()
    assert "012-345" not in json.dumps(line) and "builtins.ValueError" in line["trace"] and "builtins.RuntimeError" in line["trace"]
    assert "test_monitoring.py" in line["trace"]
