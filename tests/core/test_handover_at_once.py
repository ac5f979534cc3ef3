"""Two operators hand over the same person's work at the same moment: it moves once, and the second reads that nothing is left."""

import threading
from datetime import date

import pytest
from django.db import connection

from openpar.apps.tasks.models import Assignment
from openpar.apps.tasks.services import work
from openpar.core import handover
from openpar.core.models import AuditEntry, Membership, User
from openpar.engine.errors import Conflict
from tests.apps.tasks.giving import give, received
from tests.people import SINCE, make_province, moment


@pytest.mark.django_db(transaction=True)
def test_it_moves_once():
    province = make_province()
    province.users["binh"] = User.objects.create(username="binh", full_name="Lò Thị Bình")
    Membership.objects.create(user=province.binh, organisation=province.stc, role="officer", valid_from=SINCE)
    Membership.objects.create(user=province.yen, organisation=province.ubnd_tinh, role="operator", valid_from=SINCE)
    work.assign(received(province, give(province)), by=province.actor("dung"), at=moment(), person=province.minh)
    start, out = threading.Barrier(2), []

    def go(name, to):
        try:
            start.wait(60)
            handover.hand_over(province.minh, successor=province.users[to], organisations=[province.stc.pk], last_day=date(2022, 8, 31),
                               reason="QĐ 1", by=province.actor(name), at=moment())
            out.append(to)
        except Conflict:
            out.append("nothing left")
        finally:
            connection.close()
    threads = [threading.Thread(target=go, args=pair) for pair in (("van_hanh", "binh"), ("yen", "dung"))]
    for t in threads:
        t.start()
    for t in threads:
        t.join(60)
    [winner] = [x for x in out if x != "nothing left"]
    assert len(out) == 2 and Assignment.objects.get().handler == province.users[winner]
    assert AuditEntry.objects.filter(act="people.hand_over").count() == 1
