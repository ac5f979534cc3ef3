"""Who reads the pages in English is told in English: notices, titles of duties, questions about a document, results of jobs.

What people wrote (titles, reasons, names) stays as they wrote it.
"""

import re
from datetime import date

import pytest
from django.utils import translation

from openpar.apps.tasks import jobs
from openpar.apps.tasks.models import Contest, Draft, Report
from openpar.apps.tasks.services import amend, appraise, contests, extensions, pass_down, remind, reports, work
from openpar.core import delivery, digest, trail_words
from openpar.core import jobs as house
from openpar.core.models import Deadline, Notice, OutboxMessage
from openpar.web.retelling import retold

from .giving import asked, day, fresh, give, moment, received, submitted
from .intake_texts import browser, issued, taken

pytestmark = pytest.mark.django_db
WRITTEN = "Written by somebody"
MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.I)


@pytest.fixture
def told_all(province):
    """One of every notice of the room, with plain words where people write, so that Vietnamese left is the house's own."""
    for o in (province.stc, province.syt, province.muong_te, province.mu_ca, province.ta_tong):
        o.short_name = f"Office {o.code}"
        o.save(update_fields=["short_name"])
    n = iter(range(100))

    def part(to="stc", **more):
        return give(province, to, **{"title": f"Task {next(n)}", **more})
    lan, dung = province.actor("lan"), province.actor("dung")
    issued(province)
    at = moment()
    extensions.grant(asked(province, received(province, part())), by=lan, at=at)
    extensions.refuse(asked(province, received(province, part())), by=lan, at=at, reason=WRITTEN)
    late = received(province, part(due_on=date(2022, 8, 26)))
    extensions.grant(asked(province, late, at=day(2022, 8, 29)), by=lan, at=day(2022, 8, 29))
    work.assign(received(province, part()), by=dung, at=at, person=province.minh, inner_due_on=date(2022, 9, 1))
    work.assign(received(province, part()), by=dung, at=at, person=province.minh)
    done = submitted(province, part())
    appraise.accept(done, by=lan, at=at, quality="good")
    appraise.reopen(fresh(done), by=lan, at=at, reason=WRITTEN)
    appraise.accept(submitted(province, part()), by=lan, at=at, quality="good", answer=WRITTEN)
    appraise.return_(submitted(province, part()), by=lan, at=at, reason=WRITTEN)
    for note in ("", WRITTEN):
        for due_on in (None, date(2022, 9, 6)):
            remind.remind(part(due_on=due_on), by=lan, at=at, note=note)
            remind.escalate(part("mu_ca", due_on=due_on), by=lan, at=at, note=note)
        remind.remind(part(due_on=date(2022, 8, 25)), by=lan, at=day(2022, 9, 1), note=note)
    contested = part()
    contests.contest(contested, by=dung, at=at, reason=WRITTEN)
    contests.keep(fresh(contested), by=lan, at=at, reason=WRITTEN)
    again = part()
    contests.contest(again, by=dung, at=at, reason=WRITTEN)
    contests.withdraw(fresh(again), by=dung, at=at)
    owing = received(province, part(due_on=None, due_type="cycle", cycle="month", report_day=26))
    report = Report.objects.select_related("assignment__task", "assignment__organisation").get(assignment=owing, final=False)
    reports.send(report, by=dung, at=at, body=WRITTEN)
    reports.return_(Report.objects.get(pk=report.pk), by=lan, at=at, reason=WRITTEN)
    corrected = part().task
    amend.correct(corrected, {"title": "Other title", "due_type": "date", "due_on": date(2022, 12, 30)}, WRITTEN, version=1, by=lan, at=at)
    amend.withdraw_part(part(), WRITTEN, by=lan, at=at)
    upper = part("muong_te")
    work.receive(upper, by=province.actor("te"), at=at)
    pass_down.pass_down(fresh(upper), by=province.actor("te"), at=at, organisations=[province.mu_ca], title="Task below", due_on=date(2022, 9, 1))
    amend.withdraw(upper.task, WRITTEN, version=upper.task.version, by=lan, at=at)
    first, second = part().task, part("syt").task
    amend.merge_tasks(first, second, WRITTEN, version=first.version, by=lan, at=at)
    part(due_on=date(2022, 8, 26))
    part(due_on=None, due_type="cycle", cycle="quarter", report_day=26)
    for on in (day(2022, 8, 25), day(2022, 8, 30), day(2022, 9, 26)):
        jobs.remind(on)


def vietnamese(text: str) -> str:
    """What is left in Vietnamese besides the names and titles of the small province."""
    for own in ("Chỉ thị 07/CT-UBND", "Chờ trả lời.", *own_words()):
        text = text.replace(own, "")
    return text if MARKED.search(text) else ""


def own_words():
    from openpar.apps.tasks.models import Task
    from openpar.core.models import Organisation
    titles = list(Task.objects.values_list("title", flat=True))
    names = [o.label for o in Organisation.objects.all()]
    return sorted({*titles, *names}, key=len, reverse=True)


def test_every_notice_of_the_room_has_english(province, told_all):
    with translation.override("en"):
        said = {m.topic: [] for m in OutboxMessage.objects.all()}
        for m in OutboxMessage.objects.all():
            said[m.topic].append(retold(m.payload["text"]))
    left = [text for texts in said.values() for text in texts if vietnamese(text)]
    assert not left, "\n".join(left)
    assert {"tasks.assigned", "tasks.extension_granted", "tasks.reminded", "tasks.escalated", "tasks.corrected", "tasks.withdraw",
            "tasks.merge", "tasks.kept", "tasks.accepted", "tasks.report_decided"} <= set(said)
    assert any("deadline: 30 Dec 2022" in text for text in said["tasks.corrected"])


def test_every_title_of_a_duty_has_english(province, told_all):
    with translation.override("en"):
        left = [t for t in map(retold, Deadline.objects.values_list("title", flat=True)) if vietnamese(t)]
    assert not left, "\n".join(left)


def test_the_bell_and_the_letter_speak_the_readers_language(province, mailoutbox):
    part = received(province, give(province, title="Task"))
    extensions.refuse(asked(province, part), by=province.actor("lan"), at=moment(), reason=WRITTEN)
    delivery.deliver()
    client = browser(province, "dung")
    client.cookies["django_language"] = "en"
    page = client.get("/thong-bao/").content.decode()
    assert f"Extension of {part.task.code} refused: {WRITTEN}. The deadline is still 6 Sep 2022." in page
    client.cookies["django_language"] = "vi"
    assert f"Không đồng ý gia hạn {part.task.code}: {WRITTEN}. Hạn vẫn là 06/9/2022." in client.get("/thong-bao/").content.decode()
    province.dung.email, province.dung.language = "d@example.vn", "en"
    province.dung.save(update_fields=["email", "language"])
    digest.send_all(moment(day(2022, 8, 25).date(), 9))
    [letter] = [m.body for m in mailoutbox if m.to == ["d@example.vn"]]
    assert f"Extension of {part.task.code} refused" in letter and "<span" not in letter


def test_questions_about_a_document_are_asked_in_the_readers_language(province):
    text = """Chỉ thị nêu rõ: kết quả năm 2021.
1. Các sở, ban, ngành tỉnh
a) Mỗi cơ quan, đơn vị trong năm nên có ít nhất một sáng kiến.
b) Định kỳ báo cáo Ủy ban nhân dân tỉnh.
"""
    directive = taken(province, text)
    asked_about = [q for d in Draft.objects.filter(directive=directive) for q in d.doubts]
    assert asked_about
    with translation.override("en"):
        said = [re.sub("“.*?”", "", f"{retold(q['title'])} {retold(q['text'])}") for q in asked_about]
    assert not [s for s in said if vietnamese(s)], said
    client = browser(province)
    client.cookies["django_language"] = "en"
    assert "the year of the document" in client.get(f"/van-ban/{directive.pk}/ra-soat/").content.decode()


def test_results_of_jobs_are_said_in_the_readers_language(province):
    row = house.run("outbox.deliver")
    with translation.override("en"):
        assert retold(row.message) == "notices: 0"
        assert retold("1.234 tệp, 5 bản ghi") == "files: 1,234, records: 5"
    assert retold(row.message) == "0 thông báo"


@pytest.mark.parametrize("name", sorted(house.JOBS))
def test_every_job_says_its_result_in_english(province, name):
    row = house.run(name)
    assert row.ok, row.message
    with translation.override("en"):
        assert not vietnamese(retold(row.message))


def test_what_nobody_has_named_stays_and_is_marked(province):
    from openpar.web.retelling import kept
    with translation.override("en"):
        assert kept("Một câu lạ <b>") == '<span lang="vi">Một câu lạ &lt;b&gt;</span>'
    assert kept("Một câu lạ") == "Một câu lạ"
    assert Contest.objects.count() == Notice.objects.count() == 0


def test_a_button_is_named_by_its_own_room_not_by_the_trail():
    with translation.override("en"):
        said = {words: translation.gettext(words) for words in ("Thêm minh chứng", "Gỡ minh chứng", "Ký số", "Thu hồi", "Đã bỏ")}
        assert said == {"Thêm minh chứng": "Add evidence", "Gỡ minh chứng": "Remove evidence", "Ký số": "Sign", "Thu hồi": "Withdraw", "Đã bỏ": "Dropped"}
        assert str(trail_words.ACTS["evidence.add"]) == "Evidence added"
