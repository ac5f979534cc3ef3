"""A document signed in another one's place bears the lines of the delegation and the delegate's name, whatever the draft foresaw."""

from datetime import date

import pytest

from openpar.apps.documents import services
from openpar.apps.documents.papers import content_of
from openpar.core import blobs, delegations, papers, signing
from openpar.core.actor import actor_for
from openpar.core.models import AuditEntry, Delegation, Signature
from openpar.engine.errors import Refused
from tests.apps.documents.papers_ground import drafted, store_in
from tests.people import DAY, moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def place(province, acts=("paper.sign",), mode="KT", **more):
    row = delegations.give(organisation=province.stc, taker=province.minh, acts=acts, mode=mode, valid_from=DAY, valid_until=date(2022, 8, 31),
                           giver_office="Giám đốc", taker_office="Phó Giám đốc", by=province.actor("dung"), at=moment(), **more)
    return actor_for(province.minh, DAY, standing_in=f"d{row.pk}")


@pytest.mark.parametrize("mode, more", [("KT", {}), ("TL", {}), ("TUQ", {"document_number": "3/GUQ-STC", "document_on": DAY})])
def test_the_paper_the_signature_and_the_trail_say_in_whose_place(province, mode, more):
    row = services.submit(drafted(province, mode="", lines=("GIÁM ĐỐC",), signer="Trần Văn Dũng"), by=province.actor("minh"), at=moment())
    row = services.sign(row, by=place(province, mode=mode, **more), at=moment(hour=10))
    kept = papers.current("documents.document", row.pk)
    assert kept.data["signing"] == {"lines": [f"{mode}. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "name": "Phạm Minh"}
    assert content_of(row, 1).signing.name == "Phạm Minh"
    made = Signature.objects.get(paper=kept)
    assert (made.mode, made.signer, made.position, made.signed_by) == (mode, "Phạm Minh", "PHÓ GIÁM ĐỐC", province.minh)
    entry = AuditEntry.objects.get(act="documents.document.sign")
    assert (entry.actor_id, entry.acting_for_id, entry.changes["signing_mode"]) == (province.minh.pk, province.dung.pk, [None, mode])
    with blobs.open_bytes(papers.newest_pdf(kept)) as stream:
        assert [f.intact for f in signing.check(stream.read())] == [True]


def test_the_head_still_signs_as_the_draft_foresaw(province):
    row = services.submit(drafted(province), by=province.actor("minh"), at=moment())
    row = services.sign(row, by=province.actor("dung"), at=moment(hour=10))
    assert papers.current("documents.document", row.pk).data["signing"] == {"lines": ["GIÁM ĐỐC"], "name": "Trần Văn Dũng"}


@pytest.mark.database("sqlite", "postgresql")
def test_signing_that_was_not_delegated_or_has_ended_leaves_no_number_behind(province):
    row = services.submit(drafted(province), by=province.actor("minh"), at=moment())
    with pytest.raises(Refused):
        services.sign(row, by=place(province, acts=["document.assign"]), at=moment())
    signer = place(province, mode="TL")
    delegations.end(Delegation.objects.latest("pk").pk, reason="Đã về", by=province.actor("dung"), at=moment())
    with pytest.raises(Refused, match="vừa kết thúc"):
        services.sign(row, by=signer, at=moment())
    row.refresh_from_db()
    assert row.state == "submitted" and not row.number
