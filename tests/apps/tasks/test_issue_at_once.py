"""Two officers press "Giao" together, or edit one draft together: one success, one clear refusal; codes never doubled."""

import pytest

from openpar.apps.tasks.models import Assignment, Task
from openpar.apps.tasks.services import NewTask, create_tasks, review
from openpar.apps.tasks.services import issue as giving
from openpar.core.models import AuditEntry, OutboxMessage
from openpar.engine.errors import Conflict
from tests.core.test_at_once import at_once
from tests.people import moment

from .intake_texts import drafts, made_ready, taken

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_directive_issued_by_four_at_once_is_issued_once(province):
    directive = made_ready(province, taken(province))
    before = OutboxMessage.objects.filter(topic="tasks.assigned").count()
    by = province.actor("lan")
    done = at_once(lambda i: giving.issue(directive, by=by, at=moment()), n=4)
    assert sum(isinstance(d, giving.Issued) for d in done) == 1 and sum(isinstance(d, Conflict) for d in done) == 3, done
    assert (Task.objects.count(), Assignment.objects.count()) == (4, 8)
    assert AuditEntry.objects.filter(act="tasks.directive.issue").count() == 1
    assert OutboxMessage.objects.filter(topic="tasks.assigned").count() == before + 3


def test_one_draft_edited_by_four_at_once_takes_one_edit(province):
    draft, by = drafts(taken(province))[0], province.actor("lan")
    done = at_once(lambda i: review.edit(draft, {"title": f"Tên {i}"}, version=draft.version, by=by, at=moment()), n=4)
    assert done.count(None) == 1 and sum(isinstance(d, Conflict) for d in done) == 3, done


def test_codes_given_at_once_are_neither_doubled_nor_left_out(province):
    by = province.actor("lan")

    def give(i):
        return create_tasks([NewTask(title=f"Việc {i}", issuer=province.ubnd_tinh, leads=(province.stc,), due_type="none")], by=by, at=moment())
    done = at_once(give, n=6)
    assert not [d for d in done if isinstance(d, Exception)], done
    assert sorted(Task.objects.values_list("code", flat=True)) == [f"NV-2022-{n:04}" for n in range(1, 7)]
