"""The registers of the demo hold what an office of the province would find in them on 15 December 2022, all of it through the services."""

from datetime import date
from pathlib import Path

import pytest

from openpar.apps.demo import history, issuing, people, registers, standing
from openpar.apps.documents import selectors
from openpar.apps.documents.models import Document, Publication, Recipient, Relation
from openpar.core import blobs, clock, numbering, organisation_file, papers, signing
from openpar.core.actor import actor_for, system_actor
from openpar.core.models import NumberSeries, PaperNumber, Signature
from tests.apps.documents.papers_ground import store_in

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]


@pytest.fixture
def played(settings, tmp_path):
    """Organisations, people, the directive on its way to tasks, and half a year of registers; not the work on the tasks."""
    settings.DEMO = True
    store_in(settings, tmp_path)
    opening = clock.at_time(date(2021, 1, 4), 7)
    with clock.fixed(opening):
        organisation_file.load("lai-chau", by=system_actor(opening.date()), at=opening)
        made = people.build()
    text = Path(issuing.TEXTS / "chi-thi-15-2022.txt").read_text(encoding="utf-8")
    paper, directive = registers.issue_directive(made, text)
    past = history.History(made)
    standing.add(past)
    registers.add(past)
    past.run()
    assert past.skipped == 0, "a demo that does half would hide a fault"
    return made, paper, directive


def test_the_registers_are_believable_and_consistent(played):
    _made, paper, directive = played
    assert (str(paper), directive.number, directive.drafts.count()) == ("Chỉ thị 15/CT-UBND", "15/CT-UBND", 60)
    assert Document.objects.get(pk=paper.pk).about_id == directive.pk, "the directive of the demo is the one that was signed here"
    assert all(d.note or d.origin or d.source_id for d in Document.objects.filter(about_id=None)), "made up, and says so"
    states = set(Document.objects.values_list("state", flat=True))
    assert states >= {"draft", "submitted", "issued", "withdrawn", "registered", "assigned", "processing", "completed", "rejected", "recalled"}
    assert set(Relation.objects.values_list("kind", flat=True)) == {"replaces", "amends", "implements", "cites", "answers"}
    assert set(Recipient.objects.exclude(recall="").values_list("recall", flat=True)) == {"15", "16"}
    assert "Gửi nhầm" in Recipient.objects.get(state="rejected").reason
    assert "chưa khớp" in PaperNumber.objects.get(cancelled_at__isnull=False).cancel_reason
    assert all(not numbering.gaps(s) for s in NumberSeries.objects.all())
    assert Document.objects.get(direction="out", title__startswith="Thực hiện Chỉ thị 15").number == "19/KH-STC", "goes on after the book that was brought in"


def test_the_deputy_signed_in_the_directors_place_and_the_paper_says_so(played):
    made, _paper, _directive = played
    row = Document.objects.get(direction="out", title__startswith="Cung cấp tài liệu phục vụ thẩm định")
    assert (row.lines, row.signer, row.mode) == (["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], made["phogiamdoc"].full_name, "KT")
    with blobs.open_bytes(papers.newest_pdf(papers.current("documents.document", row.pk))) as stream:
        assert [f.good and f.test for f in signing.check(stream.read())] == [True, True]
    assert Signature.objects.filter(paper__object_id=row.pk, signed_by=made["phogiamdoc"]).count() == 1


def test_there_is_something_to_do_on_the_day_of_the_demo(played):
    made, paper, _directive = played
    day = history.TODAY
    deputy = actor_for(made["phogiamdoc"], day)
    in_place = actor_for(made["phogiamdoc"], day, standing_in=next(s.key for s in deputy.stand_ins if s.delegation))
    assert selectors.waiting_for(in_place, "sign").count() == 2 and not selectors.waiting_for(deputy, "sign").exists()
    assert Publication.objects.get().document == paper
    chain = selectors.chain_of(actor_for(made["dung"], day), Document.objects.get(direction="out", title__startswith="Phê duyệt phương án"))
    assert {r.get_kind_display() for r in chain} >= {"Thực hiện", "Sửa đổi, bổ sung"}
