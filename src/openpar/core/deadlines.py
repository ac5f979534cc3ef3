"""Starting, moving, meeting and closing deadlines. The only writer of Deadline and of the copies `due_at` that lists sort by."""

from datetime import datetime

from django.db.models import F

from .models import Deadline


def start_many(owners, specs) -> None:
    """Start one deadline per owner. `specs` are dicts of Deadline fields; owners with a `deadline` field keep a copy.

    Two statements for any number of owners.
    """
    owners, rows = list(owners), [Deadline(**spec) for spec in specs]
    Deadline.objects.bulk_create(rows, batch_size=500)
    keepers = []
    for owner, row in zip(owners, rows, strict=True):
        if owner is not None and hasattr(owner, "deadline_id"):
            owner.deadline, owner.due_at = row, row.due_at
            keepers.append(owner)
    if keepers:
        type(keepers[0])._default_manager.bulk_update(keepers, ["deadline", "due_at"], batch_size=500)


def start(owner, **spec) -> Deadline:
    """Start one deadline."""
    start_many([owner], [spec])
    return owner.deadline if hasattr(owner, "deadline_id") else Deadline.objects.filter(
        room=spec["room"], object_id=spec["object_id"], duty=spec["duty"]).latest("id")


def change_due(owner_model, deadline_id: int, due_at: datetime | None, *, at, why: str, rule: dict | None = None) -> None:
    """A new due moment; the old one stays in `changes` with the reason. The owner's copy follows."""
    row = Deadline.objects.select_for_update().get(pk=deadline_id)
    row.changes = [*row.changes, {"at": at.isoformat(), "from": row.due_at and row.due_at.isoformat(),
                                  "to": due_at and due_at.isoformat(), "why": why}]
    row.due_at = due_at
    if rule is not None:
        row.rule = rule
    row.save(update_fields=["changes", "due_at", "rule"])
    owner_model._default_manager.filter(deadline_id=deadline_id).update(due_at=due_at)


def change_due_for(room: str, object_ids, duty: str, due_at: datetime | None, *, at, why: str) -> int:
    """A new due moment for the open deadlines of one duty of many things, each with the old one and the reason in `changes`.

    For owners that keep no copy of their due moment. Two statements for any number.
    """
    rows = list(Deadline.objects.select_for_update().filter(room=room, object_id__in=list(object_ids), duty=duty, open=True).order_by("pk"))
    for row in rows:
        row.changes = [*row.changes, {"at": at.isoformat(), "from": row.due_at and row.due_at.isoformat(),
                                      "to": due_at and due_at.isoformat(), "why": why}]
        row.due_at = due_at
    Deadline.objects.bulk_update(rows, ["changes", "due_at"], batch_size=500)
    return len(rows)


def assign(deadline_ids, *, person_id, inner_due_at=None) -> None:
    """Whose it is inside the organisation, with an inner date."""
    Deadline.objects.filter(pk__in=list(deadline_ids)).update(person_id=person_id, inner_due_at=inner_due_at)


def rename(room: str, object_ids, title: str) -> None:
    """What it is called, after a correction."""
    Deadline.objects.filter(room=room, object_id__in=list(object_ids)).update(title=title[:500])


def owe(deadline_ids, duty: str) -> None:
    """What is owed now ("tiếp nhận" became "báo cáo kết quả")."""
    Deadline.objects.filter(pk__in=list(deadline_ids)).update(duty=duty)


def meet(deadline_ids, *, at) -> None:
    """The duty was done at this moment; the clock stops. Idempotent."""
    Deadline.objects.filter(pk__in=list(deadline_ids), open=True).update(open=False, met_at=at)


def reopen(deadline_ids) -> None:
    """Work was returned or reopened: the same clock runs again, its due moment unchanged."""
    Deadline.objects.filter(pk__in=list(deadline_ids)).update(open=True, met_at=None)


def close(deadline_ids) -> None:
    """Withdrawn or cancelled: neither met nor late."""
    Deadline.objects.filter(pk__in=list(deadline_ids), open=True).update(open=False)


def close_for(room: str, object_ids, duty: str | None = None, at=None) -> None:
    """Close by what they are about; with `at` they count as met."""
    rows = Deadline.objects.filter(room=room, object_id__in=list(object_ids), open=True)
    if duty:
        rows = rows.filter(duty=duty)
    rows.update(open=False, **({"met_at": at} if at else {}))


def differing(owner_model):
    """Owners whose copy differs from their deadline: always none, which the tests ask after every act that moves a day."""
    return owner_model._default_manager.filter(deadline__isnull=False).exclude(due_at=F("deadline__due_at")).exclude(
        due_at__isnull=True, deadline__due_at__isnull=True)
