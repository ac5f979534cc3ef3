"""Half a year of work on the demo's directive, through the services, in order of time; the same every time.

How an organisation works is decided once by a seeded generator: most are prompt, some are slow, a few are late.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count

from django.db import transaction

from openpar.apps.demo import highlights, rounds
from openpar.apps.demo.history_texts import NOTES, PERIOD, REASONS, RESULTS
from openpar.apps.tasks.selectors import records
from openpar.apps.tasks.services import appraise, extensions, reports, work
from openpar.core import clock, evidence, jobs
from openpar.core.actor import actor_for
from openpar.core.models import Membership, Organisation
from openpar.core.moving import Moved
from openpar.engine.errors import OpenParError

START, TODAY = date(2022, 6, 16), date(2022, 12, 15)

@dataclass(order=True)
class Event:
    """Something that happens at a moment."""

    at: datetime
    order: int
    act: Callable = None


class History:
    """The queue of what happens, and who does it."""

    def __init__(self, people):
        self.rng, self.people, self.queue, self.ids, self.sets = random.Random(1506), people, [], count(), {}
        self.staff: dict[int, dict] = {}
        for m in Membership.objects.select_related("user", "organisation").order_by("id"):
            self.staff.setdefault(m.organisation_id, {}).setdefault(m.role, m.user)
        self.temper = {
            o.pk: self.rng.choices(("prompt", "slow", "late"), (62, 26, 12))[0]
            for o in Organisation.objects.order_by("id")
        }
        self.lan = people["lan"]
        self.actors: dict = {}
        self.skipped = 0

    def who(self, organisation_id: int, role: str):
        held = self.staff.get(organisation_id, {})
        return held.get(role) or held.get("head")

    def at(self, day: date, act: Callable) -> None:
        """Put something on the calendar at an office hour of that day, moved off a weekend."""
        if moment := self._moment(day):
            heapq.heappush(self.queue, Event(moment, next(self.ids), act))

    def with_others(self, day: date, what: str, pk: int, act: Callable) -> None:
        """The same for what one person does to everything of that day in one go: `act(ids, at)`, at the hour of the first of them."""
        if moment := self._moment(day):
            key = (what, clock.timezone.localtime(moment).date())
            if key not in self.sets:
                heapq.heappush(self.queue, Event(moment, next(self.ids), lambda at: act(self.sets.pop(key), at)))
            self.sets.setdefault(key, []).append(pk)

    def _moment(self, day: date) -> datetime | None:
        if day > TODAY:
            return None
        while day.weekday() > 4:
            day += timedelta(days=1)
        hour = self.rng.choice((8, 8, 9, 9, 10, 10, 14, 14, 15, 16))
        return clock.at_time(day, hour, self.rng.randrange(60))

    def run(self) -> int:
        """Everything on the calendar up to today, a day in one transaction."""
        done = 0
        while self.queue:
            day = clock.timezone.localtime(self.queue[0].at).date()
            with transaction.atomic():
                while self.queue and clock.timezone.localtime(self.queue[0].at).date() == day:
                    event = heapq.heappop(self.queue)
                    if day == TODAY and event.at > clock.at_time(TODAY, 9):
                        event.at = clock.at_time(TODAY, 8, event.order % 60)
                    with clock.fixed(event.at):
                        try:
                            with transaction.atomic():
                                one = event.act(event.at)
                            done += len(one.rows) if isinstance(one, Moved) else 1
                            self.skipped += len(one.refused) if isinstance(one, Moved) else 0
                        except OpenParError:
                            self.skipped += 1  # an act that its time had passed for, as in life
        return done

    def actor(self, user, at):
        """The person on that day; memberships of the demo do not change, so they are read once."""
        day = clock.timezone.localtime(at).date()
        if user.pk not in self.actors:
            self.actors[user.pk] = actor_for(user, day)
        return replace(self.actors[user.pk], on=day)

    # -- one part of a task -------------------------------------------------------------------------------------------------

    def plan(self, part, today: date) -> None:
        """Decide how this part goes, and put its first steps on the calendar."""
        rng, temper = self.rng, self.temper[part.organisation_id]
        due = clock.timezone.localtime(part.due_at).date() if part.due_at else None
        start = today + timedelta(days=rng.randint(0, 2 if temper == "prompt" else 6))
        head, clerk, officer = (self.who(part.organisation_id, r) for r in ("head", "clerk", "officer"))
        if head is None:
            return
        pk = part.pk
        if temper == "late" and rng.random() < 0.12:
            return  # nobody there has even opened it
        self.with_others(start, f"receive {part.organisation_id}", pk,
                         lambda ids, at: work.receive_many(ids, by=self.actor(clerk, at), at=at))
        hand_on = start + timedelta(days=rng.randint(0, 2))
        if officer is not head:
            inner = due - timedelta(days=4) if due and due - timedelta(days=4) > hand_on else None
            self.at(
                hand_on,
                lambda at: work.assign(
                    records.row(pk),
                    by=self.actor(head, at),
                    at=at,
                    person=officer,
                    inner_due_on=inner,
                    instruction="Chủ động thực hiện, báo cáo đúng hạn.",
                ),
            )
        if due is None:
            if rng.random() < 0.6:
                self.at(
                    hand_on + timedelta(days=rng.randint(10, 60)),
                    lambda at: self.progress(pk, officer, at, rng.randint(20, 90)),
                )
            return
        span = max((due - hand_on).days, 2)
        self.at(hand_on + timedelta(days=span // 2), lambda at: self.progress(pk, officer, at, rng.randint(30, 70)))
        shift = {"prompt": rng.randint(-12, 0), "slow": rng.randint(-4, 6), "late": rng.randint(-1, 40)}[temper]
        ready = max(due + timedelta(days=shift), hand_on + timedelta(days=1))
        if temper != "prompt" and rng.random() < 0.22 and due > START + timedelta(days=12):
            self.at(due - timedelta(days=rng.randint(1, 5)), lambda at: self.ask(pk, head, at, due))
        if temper == "slow" and rng.random() < 0.18:
            return  # started, and still not finished
        self.at(ready, lambda at: self.submit(pk, officer, head, at))

    def progress(self, pk, officer, at, percent):
        part = records.row(pk)
        work.update_progress(part, by=self.actor(officer, at), at=at, percent=percent, note=self.rng.choice(NOTES))

    def ask(self, pk, head, at, due):
        part = records.row(pk)
        new = due + timedelta(days=self.rng.choice((7, 10, 15, 20)))
        asked = extensions.ask(
            part,
            by=self.actor(head, at),
            at=at,
            due_on=new,
            cause=self.rng.choice(("waiting", "volume", "law")),
            reason=self.rng.choice(REASONS),
        )
        if self.rng.random() < 0.85:
            day = clock.timezone.localtime(at).date() + timedelta(days=self.rng.randint(1, 4))
            self.at(day, lambda at: self.decide(asked.pk, at))

    def decide(self, pk, at):
        request, by = records.extension(pk), self.actor(self.people["chutich"], at)
        if self.rng.random() < 0.7:
            extensions.grant(request, by=by, at=at, answer="Đồng ý; yêu cầu hoàn thành đúng hạn mới.")
        else:
            extensions.refuse(request, by=by, at=at, reason="Đơn vị chủ động bố trí người, giữ thời hạn đã giao.")

    def submit(self, pk, officer, head, at):
        part = records.part(pk)
        if part.state == "assigned":
            part = work.receive(part, by=self.actor(head, at), at=at)
        day = clock.timezone.localtime(at).date()
        if self.rng.random() < 0.9:
            evidence.add_document(
                "tasks.assignment",
                pk,
                number=f"{self.rng.randint(40, 1900)}/BC-{part.organisation.code.upper()}",
                issued_on=day,
                issuer=part.organisation.name,
                title=f"Báo cáo kết quả: {part.task.title}"[:280],
                by=self.actor(head, at),
                at=at,
                organisation_id=part.organisation_id,
            )
            why = ""
        else:
            why = "Nhiệm vụ thường xuyên, số liệu đã có trên hệ thống."
        for target in part.task.targets.all():
            if target.value is not None and target.unit == "%":
                value = float(target.value) + self.rng.choice((-12, -5, 1, 3, 6))
                work.record_target(part, target, by=self.actor(head, at), at=at, value=min(max(value, 0), 100))
        work.submit(
            part,
            by=self.actor(head, at),
            at=at,
            body=self.rng.choice(RESULTS),
            no_evidence_reason=why,
            confirm_children=True,
        )
        if self.rng.random() < 0.93:
            self.at(day + timedelta(days=self.rng.randint(1, 6)), lambda at: self.appraise(pk, officer, head, at))

    def appraise(self, pk, officer, head, at):
        part = records.row(pk)
        giver = self.lan if part.issuer_id == self.province else self.who(part.issuer_id, "head")
        by = self.actor(giver, at)
        if self.rng.random() < 0.86:
            appraise.accept(part, by=by, at=at, quality=self.rng.choices(("excellent", "good", "fair"), (15, 60, 25))[0])
            return
        appraise.return_(part, by=by, at=at, reason="Báo cáo chưa nêu số liệu và minh chứng; bổ sung kết quả cụ thể.")
        if self.rng.random() < 0.8:
            day = clock.timezone.localtime(at).date() + timedelta(days=self.rng.randint(3, 9))
            self.at(day, lambda at: self.submit(pk, officer, head, at))

    # -- the province -------------------------------------------------------------------------------------------------------

    def weekly(self, at):
        """The jobs that a real installation runs by itself, and the reports of periods that they bring."""
        for name in ("tasks.open_periods", "tasks.remind"):
            jobs.JOBS[name].run(at)
        day = clock.timezone.localtime(at).date()
        owed = records.owed_reports(clock.end_of(day + timedelta(days=8)))
        for r in owed.exclude(pk__in=self.planned):
            self.planned.add(r.pk)
            temper = self.temper[r.assignment.organisation_id]
            if self.rng.random() < {"prompt": 0.03, "slow": 0.2, "late": 0.5}[temper]:
                continue
            due = clock.timezone.localtime(r.due_at).date()
            self.at(
                max(
                    day,
                    due
                    + timedelta(
                        days={"prompt": -1, "slow": self.rng.randint(-1, 2), "late": self.rng.randint(0, 6)}[temper]
                    ),
                ),
                lambda at, pk=r.pk: self.report(pk, at),
            )

    def report(self, pk, at):
        r = records.report(pk)
        reports.send(
            r,
            by=self.actor(self.who(r.assignment.organisation_id, "head"), at),
            at=at,
            body=self.rng.choice(PERIOD),
            progress=self.rng.randint(20, 95),
        )
        if self.rng.random() < 0.9:
            self.with_others(
                clock.timezone.localtime(at).date() + timedelta(days=2), "accept reports", pk,
                lambda ids, at: reports.accept_many(ids, by=self.actor(self.lan, at), at=at),
            )

    def play(self, issued) -> int:
        """From the day of issue to today."""
        self.planned: set[int] = set()
        self.province = issued.directive.issuer_id
        for part in records.parts(directive=issued.directive):
            self.plan(part, START)
        highlights.add(self, issued)
        rounds.add(self)
        day = START + timedelta(days=4)
        while day <= TODAY:
            self.at(day, self.weekly)
            day += timedelta(days=7)
        from openpar.apps.demo import standing  # it puts events of this kind on the calendar
        standing.add(self)
        from openpar.apps.demo import registers
        registers.add(self)
        return self.run()
