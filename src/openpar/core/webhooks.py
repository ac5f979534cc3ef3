"""Events for other systems: CloudEvents 1.0 over HTTPS, signed as Standard Webhooks asks, in order per subject, none lost.

An event is written for its subscribers in the transaction that delivers the outbox, and sent by a job of its own, so that a system
that is down holds back nobody else. It is tried until it is acknowledged (2xx), less and less often; a subject's later event never
overtakes an earlier one. Receivers see an event again where their answer was lost: `webhook-id` tells them.
"""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import secrets
import socket
import ssl
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput

from . import audit, delivery, sealed_values
from .actor import Actor, reach
from .models import OutboxMessage, Webhook, WebhookDelivery

ACT = "webhooks.manage"
TYPE = "vn.openpar."
SECONDS = 10  # for one answer
BATCH = 200
LONGEST = timedelta(hours=1)  # between two tries
LEASE = timedelta(seconds=SECONDS * 6)  # a claim outlives any answer
HERE = ("127.0.0.1", "localhost", "::1")  # this machine, where the operator says so in so many words
OVERLAP = timedelta(days=1)  # in which events bear the signatures of the old and of the new secret
KEEP = timedelta(days=30)  # acknowledged events


@transaction.atomic
def subscribe(*, organisation, name: str, url: str, topics=(), by: Actor, at) -> tuple[Webhook, str]:
    """A new subscriber and its secret, which is shown this once."""
    by.require(ACT, organisation)
    check_address(url)
    secret = _fresh()
    try:
        with transaction.atomic():
            hook = Webhook.objects.create(organisation=organisation, name=name.strip(), url=url, topics=sorted(set(topics)),
                                          secret=sealed_values.seal("webhook", secret), created_by=by.user, created_at=at)
    except IntegrityError:
        raise BadInput(_("Cơ quan này đã có kết nối tới địa chỉ đó."), where="url") from None
    audit.record("webhook.subscribe", "core.webhook", hook, by=by, at=at, reference=name, organisation_id=organisation.pk,
                 changes={"url": [None, url], "topics": [None, hook.topics]})
    return hook, secret


@transaction.atomic
def renew(hook: Webhook, *, by: Actor, at) -> str:
    """A new secret, which is shown this once. For a day of real time events bear both signatures, so that the receiver changes without losing one."""
    by.require(ACT, hook.organisation)
    row, secret = Webhook.objects.select_for_update(of=("self",)).get(pk=hook.pk), _fresh()
    row.old_secret, row.old_until, row.secret = row.secret, timezone.now() + OVERLAP, sealed_values.seal("webhook", secret)
    row.save(update_fields=["secret", "old_secret", "old_until"])
    audit.record("webhook.renew", "core.webhook", hook, by=by, at=at, reference=hook.name, organisation_id=hook.organisation_id,
                 changes={"old_until": [None, row.old_until.isoformat()]})
    return secret


@transaction.atomic
def switch(hook: Webhook, active: bool, *, by: Actor, at) -> bool:
    """Stop or go on; whether anything changed. What waits is kept while it is stopped."""
    by.require(ACT, hook.organisation)
    changed = bool(Webhook.objects.filter(pk=hook.pk).exclude(active=active).update(active=active))
    if changed:
        WebhookDelivery.objects.filter(webhook=hook, done_at__isnull=True).update(available_at=timezone.now())
        audit.record("webhook.switch", "core.webhook", hook, by=by, at=at, reference=hook.name, organisation_id=hook.organisation_id,
                     changes={"active": [not active, active]})
    return changed


def webhooks_for(actor: Actor):
    """The subscribers of the organisations that this actor manages."""
    return Webhook.objects.filter(reach(actor, ACT)).select_related("organisation")


def check_address(url: str) -> None:
    """Only hosts that the operator named in the settings, so that nobody makes the server call inside the network; https, but on
    this machine itself."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # no number of a port, brackets that do not close
        parts = None
    if parts is None or not all("!" <= c <= "~" for c in url):
        raise BadInput(_("Địa chỉ nhận sự kiện viết chưa đúng. Ghi như https://máy/đường-dẫn; chữ có dấu và dấu cách viết theo mã %."), where="url")
    allowed = f"{host}:{port}" if port else host
    if parts.scheme not in {"https", "http"} or parts.username or (parts.scheme == "http" and host not in {"127.0.0.1", "localhost"}):
        raise BadInput(_("Địa chỉ nhận sự kiện phải là https, không kèm tên và mật khẩu."), where="url")
    if not {host, allowed} & set(settings.WEBHOOK_HOSTS):
        raise BadInput(_("Máy “%(host)s” chưa được phép nhận sự kiện. Thêm vào OPENPAR_WEBHOOK_HOSTS trước.") % {"host": allowed},
                       where="url")


@delivery.channel
def fan_out(messages: list[OutboxMessage]) -> None:
    """Write each message for the subscribers whose organisation it is told to; in the outbox's transaction, safe to repeat."""
    hooks = list(Webhook.objects.filter(active=True).values_list("pk", "organisation_id", "topics"))
    real = timezone.now()
    WebhookDelivery.objects.bulk_create([
        WebhookDelivery(webhook_id=pk, message=m, subject=m.subject, body=event(m), available_at=real)
        for m in messages for pk, organisation, topics in hooks
        if (not topics or m.topic in topics) and organisation in {a.get("organisation") for a in m.payload.get("audiences", ())}],
        ignore_conflicts=True, batch_size=500) if hooks else None


def event(message: OutboxMessage) -> str:
    """The CloudEvent of a message, as sent. Its link is opened by a person with rights; the words are those behind the bell."""
    source = settings.BASE_URL.rstrip("/")
    return json.dumps({
        "specversion": "1.0", "id": str(message.pk), "source": source, "type": TYPE + message.topic, "subject": message.subject,
        "time": message.payload["at"], "datacontenttype": "application/json",
        "data": {"text": message.payload.get("text", ""), "link": source + message.payload.get("url", ""),
                 **message.payload.get("data", {})}}, ensure_ascii=False)


def send_all(real=None) -> int:
    """Send what is due; how many were acknowledged. One sender at a time a subscriber, one connection for its whole turn."""
    real = real or timezone.now()
    return sum(_turn(hook, real) for hook in Webhook.objects.filter(active=True).order_by("pk"))


def sign(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """The signature header: HMAC-SHA256 over id, time and body, in base64.

    >>> sign("whsec_" + base64.b64encode(b"k" * 32).decode(), "7", 1662350400, b"{}")[:6]
    'v1,fqJ'
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()).decode()


def _fresh() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _keys(hook) -> list[str]:
    """The secrets that sign now, the new one first."""
    kept = [hook.secret] + ([hook.old_secret] if hook.old_secret and hook.old_until > timezone.now() else [])
    return [sealed_values.open_sealed("webhook", one) for one in kept]


def forget(real) -> int:
    """Drop acknowledged events older than the keeping time; how many."""
    return WebhookDelivery.objects.filter(done_at__lt=real - KEEP).delete()[0]


def _turn(hook, real) -> int:
    done, keys = 0, _keys(hook)
    line = _connection(hook.url)
    try:
        while heads := list(_heads(hook, real)):
            for one in heads:
                if not _send(hook, keys, line, one, real):
                    return done  # it is down; the others of this subscriber wait with it
                done += 1
    finally:
        line.close()
    return done


def _heads(hook, real):
    """The first unsent event of each subject, if its time has come."""
    waiting = WebhookDelivery.objects.filter(webhook=hook, done_at__isnull=True)
    earlier = waiting.filter(subject=OuterRef("subject"), pk__lt=OuterRef("pk"))
    return waiting.filter(~Exists(earlier), available_at__lte=real).order_by("pk")[:BATCH]


def _send(hook, keys, line, one, real) -> bool:
    """Claim one event, send it outside any transaction, write down how it went. False where the subscriber did not acknowledge.

    A sender that dies meanwhile leaves a claim that runs out: the event is sent again, never lost.
    """
    mine = WebhookDelivery.objects.filter(pk=one.pk, done_at__isnull=True)
    if not mine.filter(available_at__lte=real).update(available_at=timezone.now() + LEASE):
        return True  # another sender has it
    error = _post(hook, keys, line, one)
    if not error:
        mine.update(done_at=timezone.now(), last_error="")
        return True
    again = timezone.now() + min(timedelta(seconds=5 * 2 ** min(one.attempts, 12)), LONGEST)
    mine.update(attempts=F("attempts") + 1, last_error=error[:300], available_at=again)
    # the whole subscriber rests with its first unanswered event
    WebhookDelivery.objects.filter(webhook=hook, done_at__isnull=True, available_at__lt=again).update(available_at=again)
    return False


def _post(hook, keys, line, row) -> str:
    """What went wrong, or nothing."""
    parts, body, stamp = urlsplit(hook.url), row.body.encode(), int(timezone.now().timestamp())
    try:
        check_address(hook.url)  # the operator may have taken the host off the list since
        line.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, {
            "Content-Type": "application/cloudevents+json; charset=utf-8", "webhook-id": str(row.message_id),
            "webhook-timestamp": str(stamp), "webhook-signature": " ".join(sign(k, str(row.message_id), stamp, body) for k in keys)})
        answer = line.getresponse()
        answer.read(65536)
        return "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"
    except BadInput as error:
        return error.message
    except (OSError, http.client.HTTPException) as error:
        line.close()
        return f"{type(error).__name__}: {error}"


def _connection(url):
    parts = urlsplit(url)
    if parts.scheme == "https":
        line = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=SECONDS, context=ssl.create_default_context())
    else:
        line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)
    if parts.hostname not in HERE:
        line._create_connection = _elsewhere  # type: ignore[attr-defined]  # what was looked at is what is called, so that no name changes between
    return line


def _elsewhere(address, timeout=SECONDS, source_address=None):
    """Connect as socket.create_connection does, but never to this machine or its link: a name that the operator allowed may be made to
    point there by whoever keeps the name. Redirections are not followed at all."""
    host, port = address
    found = [where[0] for *_family, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for one in found:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(one.partition("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_multicast:
            raise OSError(_("tên máy “%(host)s” trỏ về %(ip)s, không gửi") % {"host": host, "ip": ip})
    for one in found[:-1]:
        try:
            return socket.create_connection((one, port), timeout, source_address)
        except OSError:
            continue  # a machine with two addresses may answer on the other one
    return socket.create_connection((found[-1], port), timeout, source_address)
