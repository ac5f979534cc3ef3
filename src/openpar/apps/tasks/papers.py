"""Papers of the room: the reminder letter and the follow-up report, as contents that core.papers draws."""

from dataclasses import dataclass
from datetime import date
from functools import wraps

from django.conf import settings

from openpar.core import clock
from openpar.core.drafting import Wanted
from openpar.core.models import Organisation
from openpar.core.offices import body_symbol
from openpar.core.outbox import kept_words
from openpar.core.papers import Content, NewPage, Signing, Table, Text, docx, form_on
from openpar.web import wording

from .selectors import leader
from .selectors.lists import Filters, filtered, with_rows
from .selectors.rows import rows_of

COMMITTEES = (Organisation.Kind.COMMITTEE, Organisation.Kind.DISTRICT, Organisation.Kind.COMMUNE)


@dataclass(frozen=True, slots=True)
class Office:
    """How an organisation of this kind numbers and signs its papers, and who of it gets a copy (NĐ 30/2020/NĐ-CP, phụ lục I)."""

    symbol: str
    signing: tuple[str, ...]
    leaders: str

    @classmethod
    def of(cls, organisation: Organisation) -> "Office":
        """A people's committee signs as a body; a department by its head."""
        if organisation.kind in COMMITTEES:
            return cls("UBND", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), f"Chủ tịch, các Phó Chủ tịch {organisation.label}")
        head = "GIÁM ĐỐC" if organisation.name.startswith("Sở ") else "THỦ TRƯỞNG ĐƠN VỊ"
        return cls(organisation.code.upper(), (head,), f"Lãnh đạo {organisation.label}")


def _vietnamese(paper):
    """An official paper keeps its language and its dates, whatever language the page has."""

    @wraps(paper)
    def made(*args):
        with kept_words():
            return paper(*args)

    return made


def _word(content: Content, day: date) -> bytes:
    return docx(content, form_on(day))


def reminder_letter(letter) -> bytes:
    """Công văn đôn đốc as a Word file."""
    return _word(reminder_content(letter), clock.timezone.localtime(letter.made_at).date())


def follow_up_report(scope, directive) -> bytes:
    """Báo cáo theo dõi as a Word file."""
    return _word(follow_up_content(scope, directive), clock.timezone.localtime(scope.now).date())


@_vietnamese
def reminder_content(letter) -> Content:
    """Công văn đôn đốc: to one organisation, with its late list, exactly as the letter was made."""
    kept, day = letter.content, clock.timezone.localtime(letter.made_at).date()
    rows, issuer, to = kept.get("rows", []), letter.issuer.name, letter.organisation.name
    office, late = Office.of(letter.issuer), sum(bool(r["late"]) for r in rows)
    # what is not late yet may be pressed too, but the paper does not call it late
    whole, which = late == len(rows), "đã quá hạn" if late == len(rows) else "chưa hoàn thành"
    among = "" if whole or not late else f", trong đó {late} nhiệm vụ đã quá hạn"
    blame = "giải trình lý do chậm, nêu rõ trách nhiệm của tập thể, cá nhân và thời hạn hoàn thành" if late else "tiến độ và thời gian hoàn thành"
    answer_by = f", trước ngày {kept['answer_by']}" if kept.get("answer_by") else ""
    words = [
        f"Qua theo dõi, đến ngày {wording.official_date(day)}, {to} còn {len(rows)} nhiệm vụ {which}, chưa có báo cáo "
        f"kết quả{among} (danh sách kèm theo).",
        f"{issuer} yêu cầu {to}:",
        "1. Tập trung chỉ đạo hoàn thành các nhiệm vụ nêu trên, báo cáo kết quả kèm minh chứng trên hệ thống.",
        f"2. Báo cáo {blame}{answer_by}.",
        *([kept["note"]] if kept.get("note") else []),
        f"{issuer} thông báo để {to} biết, thực hiện./.",
    ]
    listed = Table(
        ("TT", "Mã, mục", "Nhiệm vụ", "Hạn", "Quá hạn"),
        tuple(
            (str(i), f"{r['code']}{', mục ' + r['clause'] if r.get('clause') else ''}", r["title"], r["due"], r["late"])
            for i, r in enumerate(rows, 1)
        ),
        (10, 26, 74, 24, 25),
    )
    return Content(
        issuer=issuer,
        symbol=f"{office.symbol}-",
        place=settings.PROVINCE,
        day=day,
        subject="V/v đôn đốc thực hiện nhiệm vụ " + ("quá hạn" if whole else "được giao"),
        to=(to,),
        blocks=(
            *map(Text, words),
            NewPage(),
            Text("DANH SÁCH NHIỆM VỤ " + ("QUÁ HẠN" if whole else "CHƯA HOÀN THÀNH"), "title"),
            Text(f"(Kèm theo Công văn số         ngày      tháng      năm {day.year} của {issuer})", "note"),
            listed,
        ),
        recipients=("Như trên", f"{office.leaders} (b/c)", *(["Sở Nội vụ (theo dõi)"] if _of_the_province(letter.issuer) else [])),
        signing=Signing(tuple(kept.get("signing") or office.signing), kept.get("signer", "")),
    )


def result_report(part, report) -> bytes:
    """Báo cáo kết quả thực hiện nhiệm vụ as a Word file, under the lines in which it was sent."""
    return _word(result_content(part, report), clock.timezone.localtime(report.sent_at).date())


@_vietnamese
def result_content(part, report) -> Content:
    """Báo cáo kết quả: what an organisation says of its part, to who gave it, signed as it was sent."""
    day, task, signed = clock.timezone.localtime(report.sent_at).date(), part.task, report.sent_as or {}
    given = f"{part.directive}, mục {task.clause}" if part.directive_id and task.clause else str(part.directive or "")
    return Content(
        issuer=part.organisation.name,
        above=part.organisation.parent.name if part.organisation.parent else "",
        symbol=f"BC-{body_symbol(part.organisation.name)}",
        place=settings.PROVINCE,
        day=day,
        heading="BÁO CÁO",
        subject=f"Kết quả thực hiện nhiệm vụ {task.code}",
        to=(part.issuer.name,),
        blocks=(
            Text(f"Thực hiện nhiệm vụ {task.code}{' giao tại ' + given if given else ''}: {task.title}"),
            *(Text(line.strip()) for line in report.body.splitlines() if line.strip()),
            Text(f"{part.organisation.name} báo cáo {part.issuer.name}./."),
        ),
        recipients=("Như trên",),
        signing=Signing(tuple(signed.get("lines", ())), signed.get("name", "") or str(report.sent_by or "")),
    )


def reminder_wanted(letter) -> Wanted:
    """The same letter as a draft for the register of documents, where it is submitted, signed, numbered and issued."""
    drawn = reminder_content(letter)
    end = next(i for i, b in enumerate(drawn.blocks) if isinstance(b, NewPage))
    head, listed = drawn.blocks[end + 1], next(b for b in drawn.blocks if isinstance(b, Table))
    subject, lines = drawn.subject.removeprefix("V/v "), drawn.signing.lines
    return Wanted(
        room="tasks.letter", object_id=letter.pk, kind="cong_van", title=subject[:1].upper() + subject[1:],
        body=tuple(b.words for b in drawn.blocks[:end]), place=drawn.place, to=drawn.to, recipients=(letter.organisation,),
        others=tuple(r for r in drawn.recipients if r != "Như trên"), lines=lines, mode="TM" if lines and lines[0].startswith("TM.") else "",
        annex={"title": head.words, "heads": list(listed.heads), "rows": [list(r) for r in listed.rows], "widths": list(listed.widths)})


@_vietnamese
def follow_up_content(scope, directive) -> Content:
    """Báo cáo theo dõi: figures, late work by organisation, tasks without a final day counted apart."""
    now = scope.now
    issuer = directive.issuer if directive else _own(scope.actor)
    office = Office.of(issuer)
    return Content(
        issuer=issuer.name,
        symbol=f"BC-{office.symbol}",
        place=settings.PROVINCE,
        day=clock.timezone.localtime(now).date(),
        heading="BÁO CÁO",
        subject=f"Tình hình thực hiện {'nhiệm vụ giao tại ' + str(directive) if directive else 'các nhiệm vụ được giao'}",
        blocks=(
            Text("I. TÌNH HÌNH CHUNG", "heading"),
            *map(Text, _figures(leader.figures(scope), now)),
            Text("II. VIỆC QUÁ HẠN THEO ĐƠN VỊ", "heading"),
            _late_by_organisation(leader.heat(scope)),
            Text("III. DANH SÁCH VIỆC QUÁ HẠN", "heading"),
            _late_list(scope, now),
        ),
        recipients=(office.leaders, *(["Các sở, ban, ngành tỉnh", "UBND các huyện, thành phố"] if _of_the_province(issuer)
                                      else ["Các đơn vị được giao nhiệm vụ"])),
        signing=Signing(("NGƯỜI LẬP BÁO CÁO",)),
    )


def _own(actor) -> Organisation:
    """For which organisation this person has the overview."""
    return Organisation.objects.get(pk=next(m.organisation_id for m, _scope in actor.held("leader.view")))


def _of_the_province(organisation) -> bool:
    return organisation.kind == Organisation.Kind.COMMITTEE


def _figures(f, now):
    n, p = wording.number, f["periods"]
    share = (
        "chưa có việc đến hạn được chấp nhận"
        if f["share"] is None
        else f"{wording.percent(f['share'], 1)} ({n(f['on_time'])} trên {n(f['done'])} việc)"
    )
    return (
        f"Đến {wording.moment(now)}, có {n(f['all_open'])} phần việc chưa hoàn thành; trong đó {n(f['late'])} quá hạn "
        f"(hai tuần trước: {n(f['late_before'])}), {n(f['soon'])} đến hạn trong 7 ngày tới, {n(f['returned'])} bị trả lại, "
        f"{n(f['waiting'])} chờ thẩm định.",
        f"Tỷ lệ hoàn thành đúng hạn trong hai tuần qua: {share}.",
        f"Nhiệm vụ không có hạn cuối tính riêng: {n(p['all'])} phần việc báo cáo theo kỳ, {n(p['full'])} báo cáo đủ kỳ, "
        f"{n(p['short'])} thiếu kỳ; {n(f['undated'])} phần việc không thời hạn.",
    )


def _late_by_organisation(data):
    late = [o for o in data["organisations"] if data["units"][o.pk]]
    rows = tuple(
        (str(i), o.name, str(data["units"][o.pk]), wording.number(data["units"][o.pk] - data["before"].get(o.pk, 0), sign=True))
        for i, o in enumerate(late, 1)
    )
    return Table(("TT", "Đơn vị", "Quá hạn", "So với hai tuần trước"), rows, (12, 88, 23, 36))


def _late_list(scope, now):
    overdue = with_rows(filtered(scope.assignments(), Filters(status="overdue"), now)).order_by("due_at", "id")[:500]
    rows = tuple(
        (
            str(i),
            f"{r.row.task.code}. {r.row.task.title}",
            r.row.organisation.label,
            wording.official_date(r.row.due_at),
            r.due.words.replace("quá ", ""),
        )
        for i, r in enumerate(rows_of(overdue, now), 1)
    )
    return Table(("TT", "Nhiệm vụ", "Đơn vị", "Hạn", "Quá"), rows, (10, 68, 42, 22, 18))


__all__ = ["follow_up_content", "follow_up_report", "reminder_content", "reminder_letter", "reminder_wanted", "result_content", "result_report"]
