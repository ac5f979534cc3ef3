"""ETag and If-None-Match: whoever has already read exactly this answer is told so, without it (304, RFC 9110).

The tag of a thing with a version is `"version-digest"`: what `If-Match` compares is the version, what a reader compares is the whole.
"""

import base64
import hashlib
import re

from django.http import HttpResponse

KEPT = ("ETag", "Vary", "Cache-Control", "Content-Language", "RateLimit", "RateLimit-Policy", "X-Request-Id", "Expires")
TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def answered(request, response):
    """The answer with its tag, or 304 where the asker named that tag."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    tag = _tag(response)
    if tag is None:
        return response
    response["ETag"] = f'"{tag}"'
    said = request.headers.get("If-None-Match", "").strip()
    if not said or (said != "*" and tag not in TAG.findall(said)):
        return response
    same = HttpResponse(status=304, headers={h: response[h] for h in KEPT if h in response})
    same._resource_closers += response._resource_closers  # an open file is closed with this answer
    del same["Content-Type"]
    return same


def version_of(tag: str) -> str:
    """The version that a tag of ours names.

    >>> version_of("12-0a1b2c"), version_of("12")
    ('12', '12')
    """
    return tag.partition("-")[0]


def _tag(response) -> str | None:
    if response.streaming:  # a file: its digest is known
        found = re.fullmatch(r"sha-256=:(.+):", response.get("Repr-Digest", ""))
        return base64.b64decode(found[1]).hex() if found else None
    digest = hashlib.sha256(response.content).hexdigest()
    version = re.fullmatch(r'"([0-9]{1,9})"', response.get("ETag", ""))
    return f"{version[1]}-{digest[:24]}" if version else digest[:40]
