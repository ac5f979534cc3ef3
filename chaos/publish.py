"""An approved round is published: its result with every row, its trail, and one message to each unit, once."""

import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from tools.chaos import Scenario

from . import _ground

UNITS = ("stc", "syt")


class Chaos(Scenario):
    name = "publish"

    def prepare(self, folder):
        from openpar.apps.indices.models import Entry, Round, Sheet
        from openpar.apps.indices.services import rounds_open
        from openpar.core import clock

        people, at = _ground.province(), clock.now()
        day, office = at.date(), people.actor("lan", at.date())
        days = {step: day + timedelta(days=n) for n, step in enumerate(
            ("plan", "self_score", "evidence", "appraisal1", "explanation", "appraisal2", "approval", "publication"))}
        self.rounds = [rounds_open.open_round(
            title=f"Đợt thử {n}", ref="demo/department-2022", year=2022 + n, starts_on=day, ends_on=day, units=[people.organisations[u] for u in UNITS],
            calendar=days, keeper=people.ubnd_tinh, by=office, at=at).pk for n in range(self.pool)]
        sheets = list(Sheet.objects.filter(round__in=self.rounds))
        Entry.objects.bulk_create([Entry(sheet=s, code="1.1", stream="appraisal1", points=Decimal(1), locked=True, at=at) for s in sheets])
        # What comes before publication is not under fire here.
        Sheet.objects.filter(pk__in=[s.pk for s in sheets]).update(state="settled")
        Round.objects.filter(pk__in=self.rounds).update(state="approved")
        self.given, self.lock = {}, threading.Lock()
        return people.lan

    def act(self, client, key):
        with self.lock:
            if key not in self.given and len(self.given) == len(self.rounds):
                return False
            pk = self.given.setdefault(key, self.rounds[len(self.given)] if len(self.given) < len(self.rounds) else 0)
        # Sent again after a kill that came too late to stop it, the same act answers 409: it is published already.
        return client.post(f"/dot-danh-gia/{pk}/buoc/cong-bo/").status in (302, 409)

    def check(self, ledger):
        from openpar.apps.indices.models import Result, ResultRow, Round
        from openpar.core.models import OutboxMessage

        problems, found = [], Counter()
        entries = _ground.acts_of("indices.round", "indices.round.publish")
        results = Counter(Result.objects.values_list("round_id", flat=True))
        rows = Counter(ResultRow.objects.values_list("result__round_id", flat=True))
        told = Counter(OutboxMessage.objects.filter(topic="indices.round.published").values_list("subject", flat=True))
        key_of = {pk: key for key, pk in self.given.items()}
        for r in Round.objects.filter(pk__in=self.rounds).prefetch_related("sheets"):
            done = r.state == "published"
            wanted = (1, len(UNITS), 1, len(UNITS)) if done else (0, 0, 0, 0)
            got = (results[r.pk], rows[r.pk], entries[r.pk], sum(told[f"indices.sheet:{s.pk}"] for s in r.sheets.all()))
            if got != wanted:
                problems.append(f"round {r.pk} ({r.state}): results, rows, entries, messages are {got}, not {wanted}")
            if done and r.pk in key_of:
                found[key_of[r.pk]] += 1
        return problems + _ground.counted_once("round", ledger.promised, ledger.unknown, found) + _ground.trail_problems()
