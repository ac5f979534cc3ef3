"""The registers of documents in the demo: who sent what to whom in 2022, who handed it to whom, what was sent back or taken back.

Everything is made up and says so in its note; every paper is drafted, signed with a test certificate, numbered and sent through the services.
"""

import heapq
from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile

from openpar.apps.demo.history import TODAY, Event
from openpar.apps.demo.register_texts import LETTERS, OLD_BOOK, Letter
from openpar.apps.documents import selectors, services
from openpar.apps.documents.services import Draft
from openpar.core import blobs, clock, numbering, papers
from openpar.core.actor import actor_for, system_actor
from openpar.core.imports import batches
from openpar.core.models import ImportBatch, Organisation
from openpar.engine.errors import OpenParError

NOTE = "Văn bản minh hoạ của bản dùng thử, không có giá trị pháp lý."
ROOM = "documents.document"
TO_WHOM = ("snv", "stc", "stttt", "107")
ANNEX = ("muc-tieu-minh-hoa.txt", "Phụ lục: mục tiêu của Chỉ thị (số liệu minh hoạ)\n\n1. Hồ sơ trả đúng hạn: từ 98%\n2. Số hóa kết quả: trên 50%\n"
                                  "3. Thời gian giải quyết cắt giảm: ít nhất 15%\n")


def issue_directive(people, text: str):
    """The demo's directive, from the draft to its review as tasks: submitted, signed as number 15, sealed, sent, given. Returns (document,
    directive)."""
    lines = text.splitlines()
    root = _office("ubnd_tinh")
    lan, chair = people["lan"], people["chutich"]
    with clock.fixed(clock.at_time(date(2022, 6, 13), 10)):
        by, at = actor_for(lan, date(2022, 6, 13)), clock.now()
        numbering.open_series(root, "chi_thi", 2022, after=14, by=by, at=at, reason="Sổ giấy đã cấp đến số 14 (minh hoạ).")
        row = services.make_draft(Draft(
            kind="chi_thi", title=lines[4], body=("(Văn bản minh hoạ của phần mềm, không có giá trị pháp lý.)", *lines[5:]), note=NOTE, place="Lai Châu",
            recipients=tuple(map(_office, TO_WHOM)), others=("Các sở, ban, ngành khác của tỉnh", "UBND các huyện còn lại"), signer=chair.full_name, mode="TM",
            lines=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), storage_unit="Phòng Nội chính"), organisation=root, by=by, at=at)
        services.attach(row, [ContentFile(ANNEX[1].encode(), ANNEX[0])], by=by, at=at)
        for kind, named in (("replaces", "Chỉ thị 09/CT-UBND năm 2021 (minh hoạ)"), ("cites", "Nghị quyết 76/NQ-CP ngày 15/7/2021")):
            services.relate(row, kind, named=named, by=by, at=at)
        row = services.submit(row, by=by, at=at)
    with clock.fixed(clock.at_time(date(2022, 6, 15), 8)):
        row = services.sign(row, by=actor_for(chair, date(2022, 6, 15)), at=clock.now())
    with clock.fixed(clock.at_time(date(2022, 6, 15), 9)):
        by, at = actor_for(lan, date(2022, 6, 15)), clock.now()
        row = services.issue(row, by=by, at=at)
        with blobs.open_bytes(papers.current(ROOM, row.pk).pdf) as stream:
            services.publish(row, copy=ContentFile(stream.read(), "chi-thi.pdf"), title=row.title, masked="", nothing_hidden=True, by=by, at=at)
        return row, services.give_as_tasks(row, by=by, at=at)


def add(history) -> None:
    """Put the registers of the half year on the calendar of a history, at fixed hours: the chances of everything else stay what they are."""
    _Registers(history).plan()


class _Registers:
    """Who does what on which day; `made` holds the documents by the names that LETTERS gives them."""

    def __init__(self, history):
        self.history, self.made = history, {}

    def plan(self):
        self.on(date(2022, 6, 20), 15, self.old_book)
        for code in TO_WHOM:
            self.on(date(2022, 6, 15), 14, lambda at, code=code: self.take("directive", code, at))
        for letter in LETTERS:
            self.on(letter.on, letter.hour, lambda at, letter=letter: self.letter(letter, at))
        self.on(date(2022, 12, 6), 9, self.reminders)
        self.on(date(2022, 12, 12), 16, lambda at: self.end("invitation", "chutich", "Ghi nhầm ngày họp; giấy mời khác gửi sau.", at))
        self.on(date(2022, 12, 13), 8, self.answer_recall)
        self.on(date(2022, 12, 14), 16, lambda at: self.end("announcement", "chutich", "Số liệu kèm theo chưa khớp, lập lại văn bản.", at))

    def on(self, day, hour, act):
        """An act of the registers must succeed: a demo that does half would hide a fault."""
        def sure(at):
            try:
                act(at)
            except OpenParError as error:
                raise RuntimeError(f"{at:%d/%m/%Y}: {error.message}") from error
        if day <= TODAY:
            heapq.heappush(self.history.queue, Event(clock.at_time(day, hour, 5), next(self.history.ids), sure))

    def who(self, name, at):
        """The actor of a known person ("chutich"), of somebody in an office ("stc:head"), or of the deputy in the director's place."""
        day = clock.timezone.localtime(at).date()
        if name == "deputy":
            user = self.history.people["phogiamdoc"]
            return actor_for(user, day, standing_in=next(s.key for s in actor_for(user, day).stand_ins if s.delegation))
        code, _colon, role = name.partition(":")
        return actor_for(self.history.who(_office(code).pk, role) if role else self.history.people[name], day)

    # -- out -----------------------------------------------------------------------------------------------------------------

    def old_book(self, at):
        """The book up to June, which the finance department kept in a spreadsheet; its numbers go on from there."""
        by, office = self.who("vanthu", at), _office("stc")
        batch = batches.take_in("van-ban-di", ContentFile(_workbook(OLD_BOOK), "so-van-ban-di-2022-minh-hoa.xlsx"), organisation=office, by=by, at=at)
        batch = batches.change(batch, by=by, at=at, version=batch.version, options={"go_on": True})
        batches.confirm(ImportBatch.objects.get(pk=batch.pk), by=by, at=at, version=batch.version)

    def letter(self, x: Letter, at):
        """One document out or in, as far as it comes by itself: drafted, submitted, signed, sent; or received."""
        office = _office(x.office)
        if x.author:
            row = services.receive(organisation=office, kind=x.kind, number=x.number, on=x.dated or x.on, title=x.title, author=x.author, note=NOTE,
                                   files=[ContentFile(f"{x.title}\n\n{NOTE}\n".encode(), "ban-quet-minh-hoa.txt")], by=self.who(x.drafter, at), at=at)
            self.made[x.name] = row
            return self.work(row, x, at)
        by = self.who(x.drafter, at)
        row = services.make_draft(Draft(kind=x.kind, title=x.title, body=x.body, to=tuple(_office(c).name for c in x.to) if x.kind == "cong_van" else (),
                                        recipients=tuple(map(_office, x.to)), signer=x.signer or self.who(x.signs, at).user.full_name, lines=x.lines,
                                        mode=x.mode, place=x.place, note=NOTE, urgency=x.urgency), organisation=office, by=by, at=at)
        for kind, other in x.relations:
            found = self.found(other, office)
            services.relate(row, kind, other=found, named="" if found else other, by=by, at=at)
        self.made[x.name] = row
        if x.until == "draft":
            return None
        row = self.made[x.name] = services.submit(row, by=by, at=at)
        if x.until == "submitted":
            return None
        row = self.made[x.name] = services.sign(row, by=self.who(x.signs, at), at=at)
        if x.until == "signed":
            return None
        self.made[x.name] = services.issue(row, by=self.who(x.clerk, at), at=at)
        for code in x.to:
            self.take(x.name, code, at, x)
        return None

    def reminders(self, at):
        """Three of the reminder letters that wait as drafts go to the chairman, who signs the first."""
        lan = self.who("lan", at)
        rows = selectors.documents_for(lan).filter(about_room="tasks.letter", state="draft", direction="out").order_by("-pk")[:3]
        rows = [services.submit(d, by=lan, at=at) for d in rows]
        if rows:
            services.issue(services.sign(rows[0], by=self.who("chutich", at), at=at), by=lan, at=at)

    def end(self, name, who, reason, at):
        self.made[name] = services.withdraw(self.made[name], by=self.who(who, at), at=at, reason=reason)

    # -- in ------------------------------------------------------------------------------------------------------------------

    def found(self, name, office):
        """A document of this demo by its name: as it lies in the register of the office that speaks of it."""
        everything = selectors.documents_for(system_actor(TODAY))
        row = self.made.get(name) or (everything.filter(symbol="CT-UBND", direction="out").first() if name == "directive" else None)
        if row is None or row.organisation_id == office.pk:
            return row
        return everything.filter(source=row, organisation=office).first()

    def take(self, name, code, at, letter=None):
        """The recipient's clerk enters it in the book, or sends it back; the head hands it on; those who work on it finish."""
        row, reason = self.found(name, _office(code)), letter.refused.get(code) if letter else None
        if reason:
            services.reject(row, by=self.who(f"{code}:clerk", at), at=at, reason=reason)
            return
        self.work(row, letter, at)

    def work(self, row, letter, at):
        code, last = row.organisation.code, letter.reaches if letter else "completed"
        clerk, head, person = _desk(code)
        if last == "arrived":
            return
        row = services.register(row, by=self.who(clerk, at), at=at)
        if last == "registered":
            return
        handler = self.who(person, at).user
        row = services.assign(row, by=self.who(head, at), at=at, person=handler, inner_due_on=letter.due if letter else None,
                              instruction=letter.instruction if letter else "Triển khai các nhiệm vụ được giao tại Chỉ thị; báo cáo tiến độ hằng tháng.")
        if last == "processing":
            services.start(row, by=self.who(person, at), at=at)
        elif last == "completed":
            services.complete(row, by=self.who(person, at), at=at)

    def answer_recall(self, at):
        """Of those who have the invitation, one gives it back, one says why not."""
        stc, snv = self.found("invitation", _office("stc")), self.found("invitation", _office("snv"))
        services.give_back(stc, by=self.who("vanthu", at), at=at)
        services.keep(snv, by=self.who("snv:clerk", at), at=at, reason="Đã sao gửi các phòng; chờ giấy mời thay thế rồi trả lại.")


def _office(code) -> Organisation:
    return Organisation.objects.filter(code=code).order_by("-valid_from").first()


def _desk(code) -> tuple[str, str, str]:
    """Who enters, hands on and works on what comes to an office."""
    known = {"ubnd_tinh": ("lan", "lan", "lan"), "stc": ("vanthu", "stc:head", "minh")}
    return known.get(code, (f"{code}:clerk", f"{code}:head", f"{code}:head"))


def _workbook(rows) -> bytes:
    import xlsxwriter
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page, day = book.add_worksheet("Sổ văn bản đi"), book.add_format({"num_format": "dd/mm/yyyy"})
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            page.write_datetime(r, c, value, day) if isinstance(value, date) else page.write(r, c, value)
    book.close()
    return out.getvalue()
