"""Announces 1,500 events while their receiver is down for five minutes, and counts what arrived. Run by bench/webhooks.py."""

import http.client
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from openpar.core import delivery, outbox, webhooks  # noqa: E402
from openpar.core.actor import system_actor  # noqa: E402
from openpar.core.models import Organisation, User  # noqa: E402
from openpar.core.outbox import Audience, Told  # noqa: E402

EVENTS, SUBJECTS, DOWN = 1500, 50, int(os.environ.get("OPENPAR_BENCH_H17", "300"))
state: dict = {"up": True, "ours": [], "peer": [], "secret": "", "forged": 0}


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if state["up"]:
            mine = self.headers.get("webhook-id")
            if mine:
                right = webhooks.sign(state["secret"], mine, int(self.headers["webhook-timestamp"]), body)
                state["forged"] += right != self.headers["webhook-signature"]
            event = json.loads(body)
            state["ours" if mine else "peer"].append((event["subject"], int(event["data"]["n"])))
        self.send_response(200 if state["up"] else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


def naive(port, subject, n):
    """Three tries within two seconds, in a thread of its own."""
    body = json.dumps({"subject": subject, "data": {"n": n}}).encode()
    for pause in (0.3, 0.7, 1.0):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("POST", "/", body)
            if line.getresponse().status < 300:
                return
        except OSError:
            pass
        finally:
            line.close()
        time.sleep(pause)


def wrong(got) -> int:
    """Events that never came, and those that came before an earlier one of their subject."""
    first, count = {}, 0
    for i, one in enumerate(got):
        first.setdefault(one, i)
    for s in range(SUBJECTS):
        seen = [first.get((f"s{s}", n)) for n in range(s, EVENTS, SUBJECTS)]
        there = [i for i in seen if i is not None]
        count += len(seen) - len(there) + sum(a > b for a, b in pairwise(there))
    return count


call_command("migrate", verbosity=0)
user = User.objects.create_user("a", full_name="A")
office = Organisation.objects.create(code="a", name="A", kind="department", valid_from="2020-01-01", path="1.")
server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
now = timezone.now()
actor = system_actor(now.date())
hook, state["secret"] = webhooks.subscribe(organisation=office, name="A", url=f"http://127.0.0.1:{server.server_port}/",
                                           by=type(actor)(user, now.date(), system=True), at=now)
start, threads = time.monotonic(), []
for n in range(EVENTS):
    # the receiver is down for the middle three fifths of the events
    state["up"] = not DOWN / 6 <= time.monotonic() - start < DOWN * 7 / 6
    subject = f"s{n % SUBJECTS}"
    outbox.announce([Told("bench", subject, "x", "", (Audience(office.pk),), {"n": n})], by=actor, at=now)
    thread = threading.Thread(target=naive, args=(server.server_port, subject, n))
    thread.start()
    threads.append(thread)
    if n % 10 == 9:
        delivery.deliver()
        webhooks.send_all()
    time.sleep(max(0, start + (n + 1) * DOWN * 1.4 / EVENTS - time.monotonic()))
state["up"], up_at = True, time.monotonic()
delivery.deliver()
while len(set(state["ours"])) < EVENTS and time.monotonic() - up_at < 600:
    webhooks.send_all()
    time.sleep(1)
for thread in threads:
    thread.join()
ours, peer = wrong(state["ours"]), wrong(state["peer"])
print(json.dumps({"events": EVENTS, "down": DOWN, "wrong": ours, "peer_wrong": peer, "after": time.monotonic() - up_at,
                  "correct": ours == 0 and state["forged"] == 0 and set(state["ours"]) == {(f"s{n % SUBJECTS}", n) for n in range(EVENTS)}}))
