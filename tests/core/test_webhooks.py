"""Events for other systems: signed CloudEvents, in order per subject, none lost while a receiver is down, none to strangers."""

import json
import re
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse
from django.utils import timezone

from openpar.core import accounts, delivery, identity, outbox, webhooks
from openpar.core.models import AuditEntry, Notice, Webhook, WebhookDelivery
from openpar.core.outbox import Audience, Told
from openpar.engine.errors import BadInput, Refused
from tests.people import moment


class Receiver:
    """A system of somebody else: keeps what it gets, and answers what it is told to."""

    def __init__(self):
        self.got, self.status, self.lose = [], 204, False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if outer.status < 300:
                    outer.got.append((dict(self.headers), body))
                if outer.lose:  # taken, but the answer never arrives
                    outer.lose = False
                    self.close_connection = True
                    self.connection.close()
                    return
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/su-kien?k=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def ids(self):
        return [headers["webhook-id"] for headers, _body in self.got]


@pytest.fixture
def receiver(settings):
    one = Receiver()
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    yield one
    one.server.shutdown()
    one.server.server_close()


def subscribed(province, receiver, organisation="stc", **more):
    return webhooks.subscribe(organisation=getattr(province, organisation), name="Hệ thống của Sở", url=receiver.url,
                              by=province.actor("van_hanh"), at=moment(), **more)


def announce(province, *subjects, organisation="stc", topic="tasks.assigned"):
    outbox.announce([Told(topic, s, f"Việc {s}", "/viec/1/", (Audience(getattr(province, organisation).pk),), {"n": i})
                     for i, s in enumerate(subjects)], by=province.actor("lan"), at=moment())
    delivery.deliver()


def later(**by):
    return timezone.now() + timedelta(**by)


def test_a_signed_cloud_event_arrives_once_and_the_bell_rings_too(province, receiver):
    _hook, secret = subscribed(province, receiver)
    announce(province, "s1")
    assert webhooks.send_all() == 1 and webhooks.send_all() == 0
    [(headers, body)] = receiver.got
    event = json.loads(body)
    assert (event["specversion"], event["type"], event["subject"]) == ("1.0", "vn.openpar.tasks.assigned", "s1")
    assert event["data"]["text"] == "Việc s1" and event["data"]["n"] == 0 and event["id"] == headers["webhook-id"]
    assert headers["webhook-signature"] == webhooks.sign(secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    assert headers["Content-Type"].startswith("application/cloudevents+json")
    assert Notice.objects.exists()


def test_case_AP_03_a_receiver_that_is_down_gets_all_of_it_later_in_order_per_subject(province, receiver):
    subscribed(province, receiver)
    receiver.status = 503
    announce(province, *["a", "b", "a", "c", "a", "b"])
    assert webhooks.send_all() == 0 and not receiver.got
    assert Notice.objects.count() > 0  # nobody else waited
    assert webhooks.send_all() == 0  # it rests before the next try
    announce(province, "a")
    receiver.status = 200
    assert webhooks.send_all(later(minutes=2)) == 7
    order = [(json.loads(b)["subject"], int(json.loads(b)["id"])) for _h, b in receiver.got]
    for subject in "abc":
        ids = [i for s, i in order if s == subject]
        assert ids == sorted(ids)
    assert len(set(receiver.ids)) == 7


def test_an_answer_that_was_lost_brings_the_event_again_under_its_id(province, receiver):
    subscribed(province, receiver)
    receiver.lose = True
    announce(province, "a")
    assert webhooks.send_all() == 0
    assert webhooks.send_all(later(minutes=2)) == 1
    assert len(receiver.ids) == 2 and len(set(receiver.ids)) == 1


def test_a_sender_that_died_leaves_a_claim_that_runs_out(province, receiver):
    subscribed(province, receiver)
    announce(province, "a")
    WebhookDelivery.objects.update(available_at=later(seconds=60))  # claimed by one that was killed
    assert webhooks.send_all() == 0 and webhooks.send_all(later(seconds=61)) == 1


def test_a_secret_is_changed_without_losing_an_event_and_the_old_one_ends_after_a_day(province, receiver, client, settings):
    hook, old = subscribed(province, receiver)
    client.force_login(province.minh)
    assert client.post(reverse("core:webhook_renew", args=[hook.pk])).status_code == 403
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    page = client.post(reverse("core:webhook_renew", args=[hook.pk])).content.decode()
    new = re.search(r"whsec_[\w+/]+=*", page)[0]
    assert new != old and new not in client.get(reverse("core:webhooks")).content.decode()
    announce(province, "s1")
    webhooks.send_all()
    headers, body = receiver.got[-1]
    both = headers["webhook-signature"].split(" ")
    assert both == [webhooks.sign(k, headers["webhook-id"], int(headers["webhook-timestamp"]), body) for k in (new, old)]
    settings.IDENTITY_KEYS = ["khoa-moi-" * 6, *settings.IDENTITY_KEYS]
    assert identity.rotate() == 1 and identity.rotate() == 0
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    Webhook.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    announce(province, "s2")
    webhooks.send_all()
    headers, body = receiver.got[-1]
    assert headers["webhook-signature"] == webhooks.sign(new, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    trail = AuditEntry.objects.get(act="webhook.renew")
    assert new not in str(trail.changes) and trail.reference == "Hệ thống của Sở"


def test_events_of_others_and_of_other_kinds_are_not_told(province, receiver):
    subscribed(province, receiver, topics=["tasks.assigned"])
    announce(province, "x", organisation="syt")
    announce(province, "y", topic="tasks.returned")
    assert webhooks.send_all() == 0 and not WebhookDelivery.objects.exists()


def test_a_stopped_one_keeps_what_waits(province, receiver):
    hook, _secret = subscribed(province, receiver)
    announce(province, "a")
    webhooks.switch(hook, False, by=province.actor("van_hanh"), at=moment())
    assert webhooks.send_all() == 0
    webhooks.switch(hook, True, by=province.actor("van_hanh"), at=moment())
    assert webhooks.send_all(later(seconds=1)) == 1


@pytest.mark.parametrize("url", ["http://vd.vn/x", "https://10.0.0.1/x", "https://ten:mk@127.0.0.1/", "ftp://127.0.0.1/", "https://127.0.0.1.vd.vn/"])
def test_the_server_cannot_be_made_to_call_where_the_operator_did_not_say(province, receiver, url):
    with pytest.raises(BadInput):
        webhooks.check_address(url)


def test_a_host_taken_off_the_list_is_called_no_more(province, receiver, settings):
    subscribed(province, receiver)
    announce(province, "a")
    settings.WEBHOOK_HOSTS = []
    assert webhooks.send_all() == 0 and not receiver.got
    assert "chưa được phép" in WebhookDelivery.objects.get().last_error


def test_the_secret_is_kept_encrypted_and_shown_once(province, receiver, client):
    from allauth.mfa.totp.internal import auth
    auth.TOTP.activate(province.van_hanh, auth.generate_totp_secret())
    client.force_login(province.van_hanh)
    given = {"organisation": province.stc.pk, "name": "Cổng của Sở", "url": receiver.url, "topics": ""}
    answer = client.post(reverse("core:webhooks"), given)
    page = answer.content.decode()
    assert answer.status_code == 200 and "whsec_" in page
    secret = page[page.index("whsec_"):].split("<")[0].strip()
    assert secret.encode() not in bytes(Webhook.objects.get().secret) and secret not in str(list(AuditEntry.objects.values()))
    assert "whsec_" not in client.get(reverse("core:webhooks")).content.decode()
    again = client.post(reverse("core:webhooks"), given)
    assert again.status_code == 422 and "đã có kết nối" in again.content.decode() and "Cổng của Sở" in again.content.decode()


def test_only_operators_manage_them(province, receiver):
    for who in ("lan", "chu_tich", "dung", "khach"):
        with pytest.raises(Refused):
            webhooks.subscribe(organisation=province.stc, name="x", url=receiver.url, by=province.actor(who), at=moment())


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"])
def test_an_allowed_name_that_comes_to_point_at_this_machine_is_not_called(province, receiver, settings, monkeypatch, ip):
    """Whoever keeps the name may change where it points; the event waits and the page says why."""
    settings.WEBHOOK_HOSTS = ["kho.example.vn"]
    hook, _secret = webhooks.subscribe(organisation=province.stc, name="Kho", url="https://kho.example.vn/su-kien", by=province.actor("van_hanh"), at=moment())
    port = receiver.server.server_port
    monkeypatch.setattr(webhooks.socket, "getaddrinfo", lambda host, *_a, **_k: [(2, 1, 6, "", (ip, port))])
    announce(province, "a")
    assert webhooks.send_all() == 0 and not receiver.got
    assert "trỏ về" in WebhookDelivery.objects.get(webhook=hook).last_error


@pytest.mark.parametrize("url", ["https://2130706433/x", "https://0x7f000001/x", "https://[::ffff:127.0.0.1]/x", "https://localhost.localdomain/x",
                                 "https://127.1/x", "http://[::1]/x", "https://127.0.0.1@vd.vn/x", "https://vd.vn\\@127.0.0.1/x", "https://127.0.0.1./x"])
def test_other_ways_to_write_this_machine_are_no_allowed_hosts(province, receiver, url):
    with pytest.raises(BadInput):
        webhooks.check_address(url)


def test_a_redirection_is_not_followed(province, receiver):
    subscribed(province, receiver)
    receiver.status = 302
    announce(province, "a")
    assert webhooks.send_all() == 0 and WebhookDelivery.objects.get().last_error == "HTTP 302"
