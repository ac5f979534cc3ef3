"""Who reads the pages in English gets refusals in English; what is kept for others stays Vietnamese."""

import io
import zipfile
from datetime import date

import pytest
from django.utils import translation

from openpar.apps.tasks import papers
from openpar.apps.tasks.models import Assignment
from openpar.apps.tasks.services import contests, extensions, remind
from openpar.core.models import Deadline, OutboxMessage
from openpar.engine.errors import BadInput, Conflict

from .giving import asked, day, give, moment, received, submitted

pytestmark = pytest.mark.django_db


def words(topic):
    return OutboxMessage.objects.get(topic=topic).payload["text"]


def test_a_request_made_in_english_is_told_in_vietnamese(province):
    part = received(province, give(province))
    with translation.override("en"):
        request = asked(province, part)
        extensions.grant(request, by=province.actor("lan"), at=moment())
    assert "từ 06/9/2022 đến 16/9/2022" in words("tasks.extension_asked")
    assert "đến 16/9/2022" in words("tasks.extension_granted")
    assert "xin gia hạn đến 16/9/2022" in Deadline.objects.get(room="tasks.extension").title


def test_a_letter_made_in_english_is_a_vietnamese_letter(province):
    part = give(province, due_on=date(2022, 8, 30))
    with translation.override("en"):
        letter = remind.letters_for([part], by=province.actor("lan"), at=day(2022, 9, 12))[0]
        paper = papers.reminder_letter(letter)
    text = zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
    assert letter.content["rows"][0]["due"] == "30/8/2022" and "30/8/2022" in text and "ngày 12 tháng 9 năm 2022" in text


def test_refusals_come_in_the_readers_language_and_keep_their_kind(province):
    part = submitted(province, give(province))
    with translation.override("en"):
        with pytest.raises(BadInput, match="Write why this is not the organisation's responsibility"):
            contests.contest(part, by=province.actor("dung"), at=moment(), reason=" ")
        with pytest.raises(Conflict, match="This is in state “Awaiting appraisal”"):
            contests.contest(part, by=province.actor("dung"), at=moment(), reason="Không thuộc chức năng.")
        assert str(Assignment.State.SUBMITTED.label) == "Awaiting appraisal"
