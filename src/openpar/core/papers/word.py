"""A paper as a Word file laid out as Nghị định 30/2020/NĐ-CP asks."""

import io
import re

from openpar.engine.vietnamese import printable

from .content import Content, NewPage, Table
from .forms import Form

STATE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


def docx(content: Content, form: Form) -> bytes:
    """The bytes of the file."""
    doc = _document(form.layout)
    _head(doc, content)
    if content.heading:
        _line(doc, content.heading, bold=True, size=14)
        _line(doc, content.subject, bold=True, size=14, after=12)
    if content.to:
        _line(doc, "Kính gửi: " + "; ".join(content.to), size=14, after=12)
    ended = False  # what follows the first new page is annexes: the signature stands before them, once
    for block in content.blocks:
        if isinstance(block, Table):
            _table(doc, block)
        elif isinstance(block, NewPage):
            if not ended:
                _foot(doc, content)
            ended = True
            _annex(doc)
        elif block.style == "body":
            _body(doc, block.words)
        else:
            _line(doc, block.words, bold=block.style != "note", italic=block.style == "note", center=block.style != "heading",
                  size=14 if block.style != "note" else 12, after=6)
    if not ended:
        _foot(doc, content)
    _files(doc, content)
    out = io.BytesIO()
    doc.save(out)
    return out.getvalue()


def _files(doc, content):
    """The files that go with it, with what identifies them."""
    if not content.annexed:
        return
    _annex(doc)
    _line(doc, "DANH MỤC TỆP KÈM THEO", bold=True, size=14)
    _line(doc, f"(Kèm theo văn bản {content.number_line[:1].lower()}{content.number_line[1:]})", italic=True, size=12, after=6)
    _table(doc, Table(("TT", "Tên tệp", "Dung lượng (byte)", "Mã kiểm tra (SHA-256)"), tuple(
        (str(i), f.name, str(f.size), f.digest) for i, f in enumerate(content.annexed, 1)), (10, 54, 24, 78)))


def _document(layout):
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

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


def _annex(doc):
    """A new page that begins to count pages anew; like the letter's first one it shows no number."""
    from docx.enum.section import WD_SECTION
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    marks = doc.add_section(WD_SECTION.NEW_PAGE)._sectPr
    for old in marks.findall(qn("w:pgNumType")):
        marks.remove(old)
    begin = OxmlElement("w:pgNumType")
    begin.set(qn("w:start"), "1")
    marks.find(qn("w:pgMar")).addnext(begin)


def _page_number(section):
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    p = section.header.paragraphs[0]
    p.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = p.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        el = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            el.set(qn("w:fldCharType"), kind)
        else:
            el.text = text
        run._r.append(el)


def _line(place, text, *, bold=False, italic=False, center=True, size=None, after=0, underline=False):
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    p = place.add_paragraph()
    run = p.add_run(printable(str(text)))
    run.bold, run.italic, run.underline = bold, italic, underline
    if size:
        run.font.size = Pt(size)
    if center:
        p.alignment = WD_ALIGN_PARAGRAPH.CENTER
    p.paragraph_format.space_after, p.paragraph_format.line_spacing = Pt(after), 1.0
    return p


def _two_columns(doc, left_mm, right_mm):
    from docx.shared import Mm

    table = doc.add_table(rows=1, cols=2)
    table.autofit = False
    cells = table.rows[0].cells
    for column, cell, width in zip(table.columns, cells, (left_mm, right_mm), strict=True):
        column.width = cell.width = Mm(width)  # LibreOffice reads the column's width, Word the cell's
        cell.paragraphs[0]._element.getparent().remove(cell.paragraphs[0]._element)
    return cells


def _head(doc, content):
    """The two columns on top: issuing body and number; state name, motto, place and day."""
    left, right = _two_columns(doc, 62, 104)
    if content.above:
        for line in _body_lines(content.above):
            _line(left, line, size=12)
    for line in _body_lines(content.issuer):
        _line(left, line, bold=True, size=12)
    _line(left, "_______", size=8, after=4)
    _line(left, content.number_line, size=13)
    if content.subject and not content.heading:
        _line(left, content.subject, size=12)
    if content.urgency:
        _line(left, content.urgency.upper(), bold=True, size=13)
    _line(right, STATE, bold=True, size=12)
    _line(right, MOTTO, bold=True, size=13, underline=True, after=6)
    _line(right, content.place_line, italic=True, size=13)
    doc.add_paragraph()


def _body_lines(name):
    """A committee or council is named on two lines, so that the place is not torn apart."""
    found = re.fullmatch("(ỦY BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN) (.+)", name.upper())
    return found.groups() if found else (name.upper(),)


def _body(doc, text):
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    p = doc.add_paragraph(printable(text))
    p.alignment, p.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Mm(10)


def _table(doc, block: Table):
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    table = doc.add_table(rows=1, cols=len(block.heads))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Mm(width)
    for values, first in ((block.heads, True), *((r, False) for r in block.rows)):
        cells = table.rows[0].cells if first else table.add_row().cells
        for cell, value, width in zip(cells, values, block.widths, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            run = cell.paragraphs[0].add_run(printable(str(value)))
            run.bold, run.font.size = first, Pt(11)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)


def _foot(doc, content):
    """Recipients on the left; who signs, with a place for the signature, on the right."""
    doc.add_paragraph()
    left, right = _two_columns(doc, 80, 85)
    _line(left, "Nơi nhận:", bold=True, italic=True, center=False, size=12)
    for line in content.recipients:
        _line(left, f"- {line};", center=False, size=11)
    _line(left, f"- {content.stored_line}", center=False, size=11)
    for line in content.signing.lines:
        _line(right, line, bold=True, size=13)
    if content.signing.name:
        for _row in range(4):
            _line(right, "")
        _line(right, content.signing.name, bold=True, size=14)
