"""Two at once: nothing lost, nothing doubled. Real threads on a real database."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from openpar.core import audit, audit_check, delivery, evidence, jobs, outbox, sealing
from openpar.core.models import AuditEntry, AuditSeal, Blob, Evidence, JobRun, Notice, OutboxMessage
from openpar.core.outbox import Audience, Told
from tests.people import moment

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, n=4):
    """Run a function in n threads that start together; what they returned or raised."""
    start, out = threading.Barrier(n), [None] * n

    def body(i):
        try:
            start.wait()
            out[i] = work(i)
        except Exception as error:
            out[i] = error
        finally:
            connection.close()
    threads = [threading.Thread(target=body, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(60)
    return out


def test_the_same_file_uploaded_by_four_is_kept_once(province, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    actor, org = province.actor("dung"), province.stc.pk
    done = at_once(lambda i: evidence.add_file("try", i, SimpleUploadedFile(f"{i}.txt", b"giong nhau"), by=actor, at=moment(),
                                               organisation_id=org).pk)
    assert all(isinstance(d, int) for d in done), done
    assert Blob.objects.count() == 1 and Evidence.objects.count() == 4
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_removing_and_adding_the_same_bytes_never_leaves_a_row_without_its_file(province, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    actor, org = province.actor("dung"), province.stc.pk

    def add(i):
        return evidence.add_file("try", i, SimpleUploadedFile("a.txt", b"mot hai"), by=actor, at=moment(),
                                 organisation_id=org)
    rows = [add(i) for i in range(2)]
    done = at_once(lambda i: evidence.remove(rows[i], by=actor, at=moment()) if i < 2 else add(i))
    assert not [d for d in done if isinstance(d, Exception)], done
    for row in Evidence.objects.select_related("blob"):
        with evidence.open_file(row) as stream:
            assert stream.read() == b"mot hai"


def test_four_workers_deliver_each_message_once_and_in_order(province):
    told = [Told("x", f"s{i % 5}", f"{i}", "", (Audience(province.stc.pk),)) for i in range(60)]
    outbox.announce(told, by=province.actor("lan"), at=moment())
    got, lock = [], threading.Lock()

    @delivery.channel
    def keep(messages):
        with lock:
            got.extend(m.pk for m in messages)
    try:
        done = at_once(lambda i: delivery.deliver())
    finally:
        delivery.CHANNELS.remove(keep)
    assert not [d for d in done if isinstance(d, Exception)], done
    while delivery.deliver():
        pass
    assert Notice.objects.count() == 120 and not OutboxMessage.objects.filter(done_at__isnull=True).exists()
    subjects = dict(OutboxMessage.objects.values_list("pk", "subject"))
    for s in set(subjects.values()):
        mine = [pk for pk in got if subjects[pk] == s]
        assert mine == sorted(mine)


def test_four_sealers_make_one_chain(province):
    for i in range(200):
        audit.record("x", "y", i, by=province.actor("dung"), at=moment())
    at_once(lambda i: sealing.seal())
    sealing.seal()
    assert AuditSeal.objects.count() == AuditEntry.objects.count() and list(audit_check.check()) == []


def test_a_turn_is_taken_by_one_worker(db):
    ran = []
    jobs.JOBS["try.once"] = jobs.Job("try.once", "", lambda at: ran.append(1), at=moment().time().replace(hour=0))
    try:
        at_once(lambda i: jobs.run_if_due("try.once", moment()))
    finally:
        del jobs.JOBS["try.once"]
    assert len(ran) == 1 and JobRun.objects.filter(name="try.once").count() == 1


def test_two_people_at_once_get_one_success_and_one_clear_refusal(province):
    from openpar.apps.tasks import rules
    from openpar.apps.tasks.models import Assignment
    from openpar.apps.tasks.services.create import NewTask, create_tasks
    from openpar.core.moving import move
    from openpar.engine.errors import Conflict
    create_tasks([NewTask(title="Việc", issuer=province.ubnd_tinh, leads=[province.stc], due_type="none")],
                 by=province.actor("lan"),
                 at=moment())
    part, people = Assignment.objects.get(), [province.actor("dung"), province.actor("van_thu")]
    done = at_once(lambda i: move(part, rules.ASSIGNMENT, "receive", by=people[i], at=moment()), n=2)
    won, lost = [d for d in done if not isinstance(d, Exception)], [d for d in done if isinstance(d, Exception)]
    assert len(won) == 1 and isinstance(lost[0], Conflict) and "người khác vừa xử lý" in lost[0].message
    assert AuditEntry.objects.filter(act="tasks.assignment.receive").count() == 1


def test_one_code_given_to_two_processes_at_once_opens_for_one(province):
    from allauth.mfa.models import Authenticator
    from django.core.cache import cache
    from django.test import Client

    from openpar.core import accounts
    from tests.core.test_second_factor import code, first_step, second_step
    secret = accounts.enrol(province.van_hanh)
    clients = [Client(), Client()]
    for c in clients:
        first_step(c)
    typed = code(secret)
    done = at_once(lambda i: (cache.clear(), second_step(clients[i], typed).status_code)[1], n=2)
    assert sorted(done) == [200, 302], done
    assert Authenticator.objects.get().data["spent"] > 0


def test_the_same_rule_entered_by_two_at_once_waits_once(province):
    from openpar.core import rules
    from openpar.core.models import RuleEntry
    from openpar.engine.errors import Conflict
    actor = province.actor("lan")
    done = at_once(lambda i: rules.enter("deadlines/due_soon", "4", valid_from=moment().date(), source="QĐ 1", by=actor, at=moment()), n=4)
    assert RuleEntry.objects.count() == 1 and sum(isinstance(d, Conflict) for d in done) == 3, done


def test_a_role_approved_by_two_at_once_is_given_once(province):
    from openpar.core import grants
    from openpar.core.models import Membership, RoleGrant
    from openpar.engine.errors import Conflict
    for user in (province.yen, province.ca):
        Membership.objects.create(user=user, organisation=province.ubnd_tinh, role="operator", valid_from=moment().date())
    grants.give(Membership(user=province.minh, organisation=province.stc, role="procedure_control", valid_from=moment().date()),
                by=province.actor("van_hanh"), at=moment())
    pk, people = RoleGrant.objects.get().pk, [province.actor("yen"), province.actor("ca")]
    done = at_once(lambda i: grants.approve(pk, by=people[i], at=moment()), n=2)
    assert sum(isinstance(d, Conflict) for d in done) == 1 and Membership.objects.filter(role="procedure_control").count() == 1, done
