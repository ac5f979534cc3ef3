"""What the tests of this room share: a part of work given by Lan's office, and the shortest way to a state of it."""

from datetime import date
from itertools import count

from openpar.apps.tasks.models import Assignment
from openpar.apps.tasks.services import NewTask, create_tasks, extensions, work
from openpar.core.models import AuditEntry, OutboxMessage
from tests.people import DAY, moment

DUE = date(2022, 9, 6)
_numbers = count(1)


def day(year, month, number, hour=9, minute=0):
    """A moment of a day."""
    return moment(date(year, month, number), hour, minute)


def give(province, to="stc", *, due_on=DUE, at=None, who="lan", **changes):
    """One part, given by the province to one organisation."""
    leads = tuple(getattr(province, name) for name in to.split())
    spec = {"title": f"Nhiệm vụ {next(_numbers)}", "issuer": province.ubnd_tinh, "leads": leads, "field": "Tài chính",
            "due_type": "date" if due_on else "none", "due_on": due_on} | changes
    [task] = create_tasks([NewTask(**spec)], by=province.actor(who), at=at or moment())
    return task.assignments.order_by("pk").first()


def fresh(part) -> Assignment:
    """The part as the database has it now."""
    return Assignment.objects.select_related("task", "deadline", "organisation", "issuer").get(pk=part.pk)


def received(province, part, at=None):
    work.receive(part, by=province.actor("dung"), at=at or moment())
    return fresh(part)


def submitted(province, part, at=None, who="dung", clerk="dung"):
    at = at or moment()
    part = fresh(part)
    if part.state == "assigned":
        work.receive(part, by=province.actor(clerk), at=at)
    work.submit(part, by=province.actor(who), at=at, body="Đã hoàn thành.", no_evidence_reason="Kết quả bàn giao trực tiếp.")
    return fresh(part)


def asked(province, part, due_on=date(2022, 9, 16), at=None):
    return extensions.ask(part, by=province.actor("dung"), at=at or moment(), due_on=due_on, cause="waiting",
                          reason="Chờ trả lời.")


def trail(part, room="tasks.assignment"):
    """The acts recorded about a thing, oldest first."""
    return list(AuditEntry.objects.filter(room=room, object_id=part.pk).order_by("id").values_list("act", flat=True))


def told(topic):
    """The messages of a topic, oldest first."""
    return list(OutboxMessage.objects.filter(topic=topic).order_by("id"))


__all__ = ["DAY", "DUE", "asked", "day", "fresh", "give", "moment", "received", "submitted", "told", "trail"]
