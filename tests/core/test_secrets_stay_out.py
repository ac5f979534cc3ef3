"""A secrecy marking is seen in every kind of file whose words can be read, and no crafted file makes the look long."""

import io
import time

import pytest

from openpar.core import evidence
from openpar.core.models import Evidence
from openpar.engine.errors import BadInput
from tests.core import files
from tests.people import moment


@pytest.fixture
def room(province, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    return province


def add(province, name, data):
    return evidence.add_file("try", 1, files.Upload(name, data), by=province.actor("dung"), at=moment(),
                             organisation_id=province.stc.pk)


def odt(*lines) -> bytes:
    from odf.opendocument import OpenDocumentText
    from odf.text import P
    book, out = OpenDocumentText(), io.BytesIO()
    for line in lines:
        book.text.addElement(P(text=line))
    book.save(out)
    return out.getvalue()


def xlsx(*cells) -> bytes:
    import xlsxwriter
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, cell in enumerate(cells):
            sheet.write_string(n, 0, cell)
    return out.getvalue()


def pdf(text: str) -> bytes:
    """One page with one line of plain letters."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("cp1252")
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
             b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF" % (table, len(out))


LINES = ("ỦY BAN NHÂN DÂN TỈNH", "TỐI MẬT", "Số 12/BC-UBND")
SECRET = {
    "a.txt": "\n".join(LINES).encode(), "utf16.txt": "\n".join(LINES).encode("utf-16"), "b.csv": "\n".join(LINES).encode(),
    "c.html": "".join(f"<p>{x}</p>" for x in LINES).encode(), "d.html": "<div>Số 1</div><b>M&#x1EAC;T</b><br>x".encode(),
    "e.docx": files.docx(*LINES), "f.odt": odt(*LINES), "g.xlsx": xlsx(*LINES)}


@pytest.mark.parametrize("name", SECRET)
def test_a_marked_file_is_refused_whatever_its_kind(room, name):
    with pytest.raises(BadInput, match="bí mật nhà nước"):
        add(room, name, SECRET[name])
    assert not Evidence.objects.exists()


def test_the_first_page_of_a_pdf_is_read(room):
    data = pdf("MAT VU PHU")
    assert "MAT VU PHU" in evidence._first_text(evidence.filetypes.TYPES["pdf"], io.BytesIO(data))
    assert add(room, "a.pdf", data).pk and add(room, "hong.pdf", b"%PDF-1.4 rubbish").pk


def test_words_of_styles_and_remarks_are_no_markings(room):
    page = "<style>\nMẬT\n</style><!--\nTỐI MẬT\n--><p>Báo cáo công khai</p>"
    assert add(room, "a.html", page.encode()).pk


@pytest.mark.parametrize("piece", ["<", "<style", "<!--", "</p", "<a:", "&#x", "</" + "w" * 50])
def test_no_crafted_file_makes_the_look_long(piece):
    begun = time.process_time()  # our own work, whatever else the machine does
    evidence._without_marks(piece * (400_000 // len(piece)))
    assert time.process_time() - begun < 2
