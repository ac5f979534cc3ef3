"""Files are uploaded as evidence: each is there once, its bytes are what was sent, and its entry is in the trail."""

import hashlib
from collections import Counter

from tools.chaos import Scenario

from . import _ground


def content(key: str) -> bytes:
    """The bytes of one upload, long enough to be on their way when the server dies."""
    return (f"Minh chứng {key}\n" * 4000).encode()


class Chaos(Scenario):
    name = "upload"

    def prepare(self, folder):
        self.part = _ground.give_parts(1)[0].pk
        return _ground.province().dung

    def act(self, client, key):
        said = client.post(f"/phan-viec/{self.part}/minh-chung/", {"title": key, "level": "internal", "luot": _ground.word(key)},
                           files={"file": (f"{key}.txt", content(key))})
        return said.status == 302

    def check(self, ledger):
        from openpar.core import evidence
        from openpar.core.models import AuditEntry, Evidence

        problems, there = [], Counter()
        entries = Counter(AuditEntry.objects.filter(act="evidence.add").values_list("reference", flat=True))
        for row in Evidence.objects.filter(room="tasks.assignment", owner_id=self.part).select_related("blob"):
            there[row.title] += 1
            with evidence.open_file(row) as stream:
                kept = stream.read()
            if kept != content(row.title) or hashlib.sha256(kept).hexdigest() != row.blob.digest:
                problems.append(f"file {row.title}: the bytes are not what was sent")
        wrong = [f"file {title}: {entries[title]} entries in the trail" for title in there if entries[title] != 1]
        return problems + wrong + _ground.counted_once("file", ledger.promised, ledger.unknown, there) + _ground.trail_problems()
