"""Papers of the room as Word files laid out as Nghị định 30/2020/NĐ-CP asks: the reminder letter and the follow-up report.

Layout values (margins, font, sizes) are the ranges of Phụ lục I; they are data in rulebook/documents/layout.yaml.
"""

import io
from functools import wraps

from openpar.core import clock
from openpar.core.outbox import kept_words
from openpar.engine.rulebook import read
from openpar.engine.vietnamese import printable
from openpar.web import wording

from .selectors import leader
from .selectors.lists import STATUS_LABELS, filtered, with_rows
from .selectors.rows import rows_of


def _vietnamese(paper):
    """An official paper keeps its language and its dates, whatever language the page has."""
    @wraps(paper)
    def made(*args):
        with kept_words():
            return paper(*args)
    return made


def _document():
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    layout = read("documents/layout")["paper"]
    doc = Document()
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", Mm(layout["margins_mm"][side]))
    section.different_first_page_header_footer = True
    _page_number(section)
    style = doc.styles["Normal"]
    style.font.name, style.font.size = layout["font"], Pt(layout["body_pt"])
    style.element.rPr.rFonts.set(qn("w:eastAsia"), layout["font"])
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(6), 1.15
    return doc


def _page_number(section):
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    p = section.header.paragraphs[0]
    p.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = p.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            el = OxmlElement("w:fldChar")
            el.set(qn("w:fldCharType"), kind)
        else:
            el = OxmlElement("w:instrText")
            el.text = text
        run._r.append(el)


def _line(cell_or_doc, text, *, bold=False, italic=False, center=True, size=None, after=0, underline=False):
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    p = cell_or_doc.add_paragraph()
    run = p.add_run(printable(str(text)))
    run.bold, run.italic, run.underline = bold, italic, underline
    if size:
        run.font.size = Pt(size)
    if center:
        p.alignment = WD_ALIGN_PARAGRAPH.CENTER
    p.paragraph_format.space_after, p.paragraph_format.line_spacing = Pt(after), 1.0
    return p


def _head(doc, issuer: str, number: str, place: str, day, subject: str = ""):
    """The two columns on top: issuing body and number; state name, motto, place and date."""
    from docx.shared import Mm

    table = doc.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Mm(65), Mm(100)
    for cell in (left, right):
        cell.paragraphs[0]._element.getparent().remove(cell.paragraphs[0]._element)
    _line(left, issuer.upper(), bold=True, size=12)
    _line(left, "_______", size=8, after=4)
    _line(left, number, size=13)
    if subject:
        _line(left, subject, size=12)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12)
    _line(right, "Độc lập - Tự do - Hạnh phúc", bold=True, size=13, underline=True, after=6)
    _line(
        right,
        f"{place}, ngày {day.day:02d} tháng {f'{day.month:02d}' if day.month < 3 else day.month} năm {day.year}",
        italic=True,
        size=13,
    )
    doc.add_paragraph()


def _body(doc, text):
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    p = doc.add_paragraph(printable(text))
    p.alignment, p.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Mm(10)
    return p


def _table(doc, heads, rows, widths):
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    table = doc.add_table(rows=1, cols=len(heads))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for values, cells, bold in ((heads, table.rows[0].cells, True), *((r, None, False) for r in rows)):
        cells = cells or table.add_row().cells
        for cell, value, width in zip(cells, values, widths, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            run = cell.paragraphs[0].add_run(printable(str(value)))
            run.bold, run.font.size = bold, Pt(11)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    return table


def _foot(doc, recipients, signing):
    """Recipients on the left; who signs, with a place for the signature, on the right."""
    from docx.shared import Mm

    doc.add_paragraph()
    table = doc.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.width, right.width = Mm(80), Mm(85)
    for cell in (left, right):
        cell.paragraphs[0]._element.getparent().remove(cell.paragraphs[0]._element)
    _line(left, "Nơi nhận:", bold=True, italic=True, center=False, size=12)
    for line in recipients:
        _line(left, f"- {line};", center=False, size=11)
    _line(left, "- Lưu: VT.", center=False, size=11)
    for line in signing:
        _line(right, line, bold=True, size=13)


def _bytes(doc) -> bytes:
    out = io.BytesIO()
    doc.save(out)
    return out.getvalue()


@_vietnamese
def reminder_letter(letter) -> bytes:
    """Công văn đôn đốc: to one organisation, with its late list, exactly as the letter was made."""
    content, day = letter.content, clock.timezone.localtime(letter.made_at).date()
    doc = _document()
    _head(doc, letter.issuer.name, "Số:          /UBND-", "Lai Châu", day, "V/v đôn đốc thực hiện nhiệm vụ quá hạn")
    _line(doc, f"Kính gửi: {letter.organisation.name}", size=14, after=12)
    rows = content.get("rows", [])
    _body(
        doc,
        f"Qua theo dõi, đến ngày {wording.official_date(day)}, {letter.organisation.name} còn {len(rows)} nhiệm vụ "
        "đã quá hạn, chưa có báo cáo "
        f"kết quả (danh sách kèm theo).",
    )
    _body(doc, f"{letter.issuer.name} yêu cầu {letter.organisation.name}:")
    _body(doc, "1. Tập trung chỉ đạo hoàn thành các nhiệm vụ nêu trên, báo cáo kết quả kèm minh chứng trên hệ thống.")
    _body(
        doc,
        f"2. Báo cáo giải trình lý do chậm, nêu rõ trách nhiệm của tập thể, cá nhân và thời hạn hoàn thành"
        f"{', trước ngày ' + content['answer_by'] if content.get('answer_by') else ''}.",
    )
    if note := content.get("note"):
        _body(doc, note)
    _body(doc, f"{letter.issuer.name} thông báo để {letter.organisation.name} biết, thực hiện./.")
    _foot(
        doc,
        ["Như trên", "Chủ tịch, các Phó Chủ tịch UBND tỉnh (b/c)", "Sở Nội vụ (theo dõi)"],
        content.get("signing") or ["TM. ỦY BAN NHÂN DÂN"],
    )
    doc.add_page_break()
    _line(doc, "DANH SÁCH NHIỆM VỤ QUÁ HẠN", bold=True, size=14)
    _line(doc, f"(Kèm theo Công văn số         ngày      tháng      năm {day.year})", italic=True, size=12, after=8)
    _table(
        doc,
        ["TT", "Mã, mục", "Nhiệm vụ", "Hạn", "Quá hạn"],
        [
            [i, f"{r['code']}{', mục ' + r['clause'] if r.get('clause') else ''}", r["title"], r["due"], r["late"]]
            for i, r in enumerate(rows, 1)
        ],
        [10, 28, 78, 24, 25],
    )
    return _bytes(doc)


@_vietnamese
def follow_up_report(scope, directive) -> bytes:
    """Báo cáo theo dõi: figures, late work by organisation, tasks without a final day counted apart."""
    f, data, now = leader.figures(scope), leader.heat(scope), scope.now
    day = clock.timezone.localtime(now).date()
    doc = _document()
    issuer = directive.issuer.name if directive else "Ủy ban nhân dân tỉnh Lai Châu"
    _head(doc, issuer, "Số:          /BC-UBND", "Lai Châu", day)
    _line(doc, "BÁO CÁO", bold=True, size=14)
    _line(
        doc,
        f"Tình hình thực hiện {'nhiệm vụ giao tại ' + str(directive) if directive else 'các nhiệm vụ được giao'}",
        bold=True,
        size=14,
        after=12,
    )
    _line(doc, "I. TÌNH HÌNH CHUNG", bold=True, center=False, size=14)
    _body(
        doc,
        f"Đến {wording.moment(now)}, có {wording.number(f['all_open'])} phần việc chưa hoàn thành; "
        f"trong đó {wording.number(f['late'])} quá hạn "
        f"(hai tuần trước: {wording.number(f['late_before'])}), {wording.number(f['soon'])} đến hạn trong 7 ngày tới, "
        f"{wording.number(f['returned'])} bị trả lại, "
        f"{wording.number(f['waiting'])} chờ thẩm định.",
    )
    share = (
        "chưa có việc đến hạn được chấp nhận"
        if f["share"] is None
        else f"{wording.percent(f['share'], 1)} ({wording.number(f['on_time'])} trên {wording.number(f['done'])} việc)"
    )
    _body(doc, f"Tỷ lệ hoàn thành đúng hạn trong hai tuần qua: {share}.")
    p = f["periods"]
    _body(
        doc,
        f"Nhiệm vụ không có hạn cuối tính riêng: {wording.number(p['all'])} phần việc báo cáo theo kỳ, "
        f"{wording.number(p['full'])} báo cáo đủ kỳ, "
        f"{wording.number(p['short'])} thiếu kỳ; {wording.number(f['undated'])} phần việc không thời hạn.",
    )
    _line(doc, "II. VIỆC QUÁ HẠN THEO ĐƠN VỊ", bold=True, center=False, size=14)
    late = [o for o in data["organisations"] if data["units"][o.pk]]
    _table(
        doc,
        ["TT", "Đơn vị", "Quá hạn", "So với hai tuần trước"],
        [
            [
                i,
                o.name,
                data["units"][o.pk],
                wording.number(data["units"][o.pk] - data["before"].get(o.pk, 0), sign=True),
            ]
            for i, o in enumerate(late, 1)
        ],
        [12, 90, 25, 38],
    )
    _line(doc, "III. DANH SÁCH VIỆC QUÁ HẠN", bold=True, center=False, size=14).paragraph_format.space_before = None
    from .selectors.lists import Filters

    overdue = with_rows(filtered(scope.assignments(), Filters(status="overdue"), now)).order_by("due_at", "id")[:500]
    _table(
        doc,
        ["TT", "Nhiệm vụ", "Đơn vị", "Hạn", "Quá"],
        [
            [
                i,
                f"{r.row.task.code}. {r.row.task.title}",
                r.row.organisation.label,
                wording.official_date(r.row.due_at),
                r.due.words.replace("quá ", ""),
            ]
            for i, r in enumerate(rows_of(overdue, now), 1)
        ],
        [10, 75, 42, 22, 18],
    )
    _foot(
        doc,
        ["Chủ tịch, các Phó Chủ tịch UBND tỉnh", "Các sở, ban, ngành tỉnh", "UBND các huyện, thành phố"],
        ["NGƯỜI LẬP BÁO CÁO"],
    )
    return _bytes(doc)


__all__ = ["STATUS_LABELS", "follow_up_report", "reminder_letter"]
