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
    pool = 2000  # approved rounds, more than one run can use

    def prepare(self, folder):
        from openpar.apps.indices import rules
        from openpar.apps.indices.models import Entry, Round, Sheet
        from openpar.apps.indices.selectors import rounds_framework as shelf
        from openpar.core import clock

        people, at, ref = _ground.province(), clock.now(), "demo/department-2022"
        day, text = at.date(), shelf.text_of(ref)
        days = {step: (day + timedelta(days=n)).isoformat() for n, step in enumerate(rules.CALENDAR)}
        # What comes before publication is not under fire here.
        made = Round.objects.bulk_create([Round(
            keeper=people.ubnd_tinh, title=f"Đợt thử {n}", year=2022 + n, index="demo", level="department", framework_ref=ref,
            framework_digest=shelf.parsed(ref, text).digest, framework_text=text, starts_on=day, ends_on=day, calendar=days, state="approved", opened_at=at)
            for n in range(self.pool)], batch_size=200)
        sheets = Sheet.objects.bulk_create([Sheet(round=r, organisation=people.organisations[u], state="settled") for r in made for u in UNITS],
                                           batch_size=500)
        Entry.objects.bulk_create([Entry(sheet=s, code="1.1", stream="appraisal1", points=Decimal(1), locked=True, at=at) for s in sheets], batch_size=500)
        self.rounds = [r.pk for r in made]
        self.given, self.lock = {}, threading.Lock()
        return people.lan

    def act(self, client, key):
        with self.lock:
            pk = self.given.get(key) or self.given.setdefault(key, self.rounds[len(self.given)])
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
