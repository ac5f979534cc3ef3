"""How often one token and one address may ask in a minute of real time; counted in the database, so that all processes count together.

One statement a count: it adds to this minute's figure or begins a new one, and says what it is. Where the database is too busy to count,
the request goes on: a limit protects the service and must not be what stops it.
"""

import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import OperationalError, connection

from .models import ApiWindow

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Count:
    """One limit as it stands: its name, how many requests a minute, how many are left, seconds until the next minute."""

    name: str
    quota: int
    left: int
    wait: int

    @property
    def over(self) -> bool:
        return self.left < 0


def of_address(address: str) -> Count | None:
    """Count one request from an address (of IPv6, from its /64, which one machine has whole); None while the limit is off."""
    try:
        found = ipaddress.ip_address(address)
        place = str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
    except ValueError:
        place = "?"
    return _count("address", f"a:{place}", settings.API_ADDRESS_PER_MINUTE)


def of_token(pk: int) -> Count | None:
    """Count one request with this token; None while the limit is off."""
    return _count("token", f"t:{pk}", settings.API_TOKEN_PER_MINUTE)


def _count(kind: str, name: str, quota: int) -> Count | None:
    if quota <= 0:
        return None
    now = time.time()
    table, minute = ApiWindow._meta.db_table, int(now // SECONDS)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} (name, minute, used) VALUES (%s, %s, 1) ON CONFLICT (name) DO UPDATE SET "
                           f"used = CASE WHEN {table}.minute = excluded.minute THEN {table}.used + 1 ELSE 1 END, minute = excluded.minute "
                           "RETURNING used", [name, minute])
            used = cursor.fetchone()[0]
    except OperationalError:
        return None
    return Count(kind, quota, quota - used, SECONDS - int(now % SECONDS))


def headers(counts) -> dict[str, str]:
    """What an answer says of the limits, as the IETF's draft of RateLimit header fields writes them.

    >>> headers([Count("token", 600, 599, 42)])
    {'RateLimit-Policy': '"token";q=600;w=60', 'RateLimit': '"token";r=599;t=42'}
    """
    if not counts:
        return {}
    return {"RateLimit-Policy": ", ".join(f'"{c.name}";q={c.quota};w={SECONDS}' for c in counts),
            "RateLimit": ", ".join(f'"{c.name}";r={max(c.left, 0)};t={c.wait}' for c in counts)}


def forget(now: float | None = None) -> int:
    """Take out the windows that are over; how many."""
    return ApiWindow.objects.filter(minute__lt=int((now or time.time()) // SECONDS) - 1).delete()[0]
