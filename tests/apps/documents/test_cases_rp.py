"""A public failure of another product with messages between systems, replayed under its id."""

import copy

import pytest

from openpar.apps.documents import services
from openpar.apps.documents.models import Document, Recipient
from openpar.apps.documents.services import arriving
from openpar.core.models import AuditEntry
from tests.apps.documents.papers_ground import issued, store_in
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def test_case_RP_05_news_that_arrives_late_does_not_undo_newer_news(province):
    sent = issued(province)
    there = Document.objects.get(source=sent, organisation=province.ubnd_tinh)
    late = copy.copy(there)  # what the recipient said at 11:30, still on its way
    services.register(there, by=province.actor("lan", organisation="ubnd_tinh"), at=moment(hour=13))
    arriving.tell_sender(late, at=moment(hour=11, minute=30))
    line = Recipient.objects.get(arrival=there)
    assert (line.state, line.code, line.changed_at) == ("registered", "03", moment(hour=13))
    acts = set(AuditEntry.objects.filter(room="documents.document", object_id=there.pk).values_list("act", flat=True))
    assert {"documents.document.arrive", "documents.document.register"} <= acts  # both are in the trail
    there.refresh_from_db()
    services.assign(there, by=province.actor("chu_tich"), at=moment(hour=14), person=province.lan, instruction="Tổng hợp")
    assert Recipient.objects.get(arrival=there).code == "04"  # and newer news still counts
