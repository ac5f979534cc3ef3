"""What the scenarios share: the small province, tasks to work on, and what must hold of every act whatever was killed."""

import hashlib
from collections import Counter
from datetime import timedelta
from functools import cache


@cache
def province():
    """The people and organisations of the tests, made once in this database."""
    from tests.people import make_province
    return make_province()


def word(key: str) -> str:
    """The word of a form, so that sending it again is the same act."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def give_parts(count: int) -> list:
    """Parts of the finance department, received and ready to be worked on."""
    from openpar.apps.tasks.models import Assignment
    from openpar.apps.tasks.services import work
    from openpar.apps.tasks.services.create import NewTask, create_tasks
    from openpar.core import clock

    people, at = province(), clock.now()
    day = at.date()
    wanted = [NewTask(title=f"Việc thử {n}", issuer=people.ubnd_tinh, leads=[people.stc], due_type="date",
                      due_on=day + timedelta(days=200)) for n in range(count)]
    tasks = create_tasks(wanted, by=people.actor("lan", day), at=at)
    parts = list(Assignment.objects.filter(task__in=tasks).order_by("pk"))
    head = people.actor("dung", day)
    for part in parts:
        work.receive(part, by=head, at=at)
    return parts


def trail_problems() -> list[str]:
    """The trail is whole, and no work without its entry."""
    from openpar.core import audit_check, sealing
    while sealing.seal():
        pass
    return [f"trail: {found.kind} {found.words}" for found in audit_check.check(None)]


def counted_once(what: str, promised, unknown, found: Counter) -> list[str]:
    """Everything promised is there exactly once, everything unknown at most once, and nothing else."""
    problems = [f"{what} {key} was promised and is there {found[key]} times" for key in promised if found[key] != 1]
    problems += [f"{what} {key} is there {found[key]} times" for key in unknown if found[key] > 1]
    return problems


def acts_of(room: str, act: str) -> Counter:
    """How often each object of the room has this entry in the trail."""
    from openpar.core.models import AuditEntry
    return Counter(AuditEntry.objects.filter(room=room, act=act).values_list("object_id", flat=True))
