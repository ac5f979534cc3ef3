"""Who is away in the demo: the director of the finance department, on a trip until 20 December, and the deputy who stands in."""

import heapq
from datetime import date

from openpar.apps.demo.history import TODAY, Event
from openpar.apps.tasks.selectors import records
from openpar.apps.tasks.services import work
from openpar.core import absences, clock, delegations
from openpar.core.actor import actor_for
from openpar.core.models import Membership, Organisation

USERNAME, SINCE, UNTIL = "phogiamdoc", date(2022, 12, 12), date(2022, 12, 20)
ACTS = ("assignment.receive", "assignment.assign", "assignment.work", "assignment.speak", "document.assign", "paper.sign")


def add(history) -> None:
    """Put it on the calendar of a history, at fixed hours: the chances of everything else stay what they are."""
    director, deputy, office = history.people["dung"], history.people[USERNAME], Organisation.objects.get(code="stc")
    # known to the history from here on only, so that no work of the half year before falls to the deputy
    Membership.objects.get_or_create(user=deputy, organisation=office, role="officer", valid_from=date(2022, 11, 1),
                                     defaults={"title": "Phó Giám đốc Sở Tài chính"})

    def leave(at):
        by = history.actor(director, at)
        absences.report(person=director, organisation=office, kind="trip", substitute=deputy, valid_from=SINCE, valid_until=UNTIL,
                        note="Tập huấn tại Hà Nội", by=by, at=at)
        delegations.give(organisation=office, taker=deputy, acts=ACTS, mode="KT", valid_from=SINCE, valid_until=UNTIL, giver_office="Giám đốc",
                         taker_office="Phó Giám đốc", document_number="87/QĐ-STC", document_on=date(2022, 12, 9), by=by, at=at,
                         scope_note="Điều hành Sở trong thời gian Giám đốc đi công tác.")

    def stand_in(at):
        place = actor_for(deputy, clock.timezone.localtime(at).date())
        place = actor_for(deputy, place.on, standing_in=next(s.key for s in place.stand_ins if s.delegation))
        part = records.parts(organisation=office, state="in_progress").order_by("due_at", "pk").first()
        if part:
            work.update_progress(part, by=place, at=at, percent=max(part.progress, 60), note="Đã họp các phòng; gửi báo cáo trong tuần.")

    for day, hour, act in ((SINCE, 8, leave), (date(2022, 12, 14), 15, stand_in)):
        if day <= TODAY:
            heapq.heappush(history.queue, Event(clock.at_time(day, hour), next(history.ids), act))
