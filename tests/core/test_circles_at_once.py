"""Two people write, at the same moment, halves of what together would go in a circle: one is kept, the other one is refused."""

import threading

import pytest
from django.db import connection, transaction

from openpar.apps.documents import services
from openpar.apps.documents.models import Relation
from openpar.core import absences
from openpar.core.models import Absence, User
from openpar.engine.errors import OpenParError
from tests.apps.documents.papers_ground import drafted
from tests.people import DAY, make_province, moment

pytestmark = pytest.mark.django_db(transaction=True)


def both(*acts):
    """Do these, each in a transaction of its own that stays open until the other one has written too or waits; the refusals."""
    meet, refused = threading.Barrier(len(acts)), []

    def go(act):
        try:
            with transaction.atomic():
                act()
                try:
                    meet.wait(3)
                except threading.BrokenBarrierError:
                    pass  # the other one waits for this transaction to end, as it should
        except OpenParError as error:
            refused.append(error.message)
        finally:
            connection.close()
    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for t in threads:
        t.start()
    for t in threads:
        t.join(60)
    return refused


def test_relations_of_four_documents_close_no_circle():
    province = make_province()
    by, at = province.actor("minh"), moment()
    a, b, c, d = (drafted(province, title=f"Văn bản {n}") for n in "abcd")
    services.relate(b, "cites", other=c, by=by, at=at)
    services.relate(d, "cites", other=a, by=by, at=at)
    [refused] = both(lambda: services.relate(a, "cites", other=b, by=by, at=at), lambda: services.relate(c, "cites", other=d, by=by, at=at))
    assert "vòng" in refused and Relation.objects.count() == 3


def test_two_people_do_not_look_after_each_other():
    province = make_province()
    dung, minh = (User.objects.get(username=n) for n in ("dung", "minh"))

    def away(person, substitute):
        absences.report(person=person, organisation=province.stc, kind="leave", substitute=substitute, valid_from=DAY, valid_until=DAY,
                        by=province.actor(person.username), at=moment())
    assert len(both(lambda: away(minh, dung), lambda: away(dung, minh))) == 1 and Absence.objects.count() == 1
