"""Files are accepted by ending and content together; bombs, disguises and hidden data are not."""

import io
import subprocess
import sys
import time

import pytest

from openpar.core import filetypes, photos, secrecy
from openpar.engine.errors import BadInput, OpenParError, Unreadable
from tests.core import files


def check(name, data):
    return filetypes.check(name, io.BytesIO(data))


@pytest.mark.parametrize("size, lie", [(300, None), (2048, None), (300, 1000), (300, 0), (300, 0xFFFFFFF0)])
def test_case_AT_01_bombs_are_refused_while_streaming(size, lie):
    data = files.bomb(size, lie)
    assert len(data) < 3_000_000
    start = time.process_time()  # our own work, whatever else the machine does
    with pytest.raises(OpenParError) as refused:
        check("bao-cao.docx", data)
    assert time.process_time() - start < 5
    assert "bao-cao.docx" in refused.value.message


def test_case_AT_01_memory_stays_small(tmp_path):
    (tmp_path / "bomb.docx").write_bytes(files.bomb(2048))
    script = ("import sys\nimport django\ndjango.setup()\nfrom openpar.core import filetypes\nfrom openpar.engine.errors import OpenParError\n"
              "try:\n    filetypes.check('bomb.docx', open(sys.argv[1], 'rb'))\nexcept OpenParError:\n    "
              "pass\nelse:\n    sys.exit(3)\n"
              "peak = next(x for x in open('/proc/self/status') if x.startswith('VmHWM'))\n"  # ru_maxrss is also the parent's
              "print(int(peak.split()[1]) // 1024)")
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "bomb.docx")], capture_output=True, text=True,
                          check=True)
    assert int(done.stdout) < 200


def test_case_AT_01_a_method_that_lies_is_refused():
    data = bytearray(files.docx())
    at = data.index(b"PK\x03\x04")
    data[at + 8:at + 10] = b"\x00\x00"  # the member's own header says "stored", the directory says "deflated"
    with pytest.raises(Unreadable):
        check("a.docx", bytes(data))


def test_case_AT_01_members_that_share_bytes_are_refused():
    data = bytearray(files.zip_of({"a.txt": b"a" * 5000, "b.txt": b"b" * 5000}))
    second = data.rindex(b"PK\x01\x02")
    first_offset = data[data.index(b"PK\x01\x02") + 42:data.index(b"PK\x01\x02") + 46]
    data[second + 42:second + 46] = first_offset
    with pytest.raises(OpenParError):
        check("a.zip", bytes(data))


@pytest.mark.parametrize("name, members", [
    ("a.docx", {"readme.txt": b"x"}),
    ("a.docx", {"META-INF/MANIFEST.MF": b"Main-Class: A", "A.class": b"\xca\xfe\xba\xbe"}),
    ("a.docx", {"[Content_Types].xml": files.TYPES}),
    ("a.docx", {"[Content_Types].xml": files.TYPES, "word/document.xml": b"<html></html>"}),
    ("a.docx", {"[Content_Types].xml": files.TYPES, "word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><w:document >'}),
    ("a.odt", {"content.xml": b"<office:document-content >"}),
    ("a.xlsx", {"[Content_Types].xml": files.TYPES, "word/document.xml": b"<w:document >"}),
])
def test_case_AT_02_a_zip_under_another_name_is_refused(name, members):
    with pytest.raises(Unreadable):
        check(name, files.zip_of(members))


def test_macros_and_passwords_are_refused():
    with_macro = files.zip_of({"[Content_Types].xml": files.TYPES, "word/document.xml": b"<w:document >",
                               "word/vbaProject.bin": b"x"})
    with pytest.raises(BadInput, match="macro"):
        check("a.docx", with_macro)
    with pytest.raises(Unreadable, match="mật khẩu"):
        check("a.docx", filetypes.OLE + b"\0" * 600)


ACCEPTED = {
    "bao-cao.docx": files.docx, "bang.xlsx": files.xlsx, "van-ban.odt": files.odt, "anh.jpg": files.photo,
    "ANH.JPEG": files.photo,
    "cong-van.pdf": lambda: b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "quet.pdf": lambda: b"\xef\xbb\xbf\r\n%PDF-1.4\n",
    "cu.doc": lambda: filetypes.OLE + b"\0" * 600, "thu.msg": lambda: filetypes.OLE + b"\0" * 600,
    "cu.xls": lambda: filetypes.OLE + b"\0" * 600,
    "rtf-gia.doc": lambda: b"{\\rtf1\\ansi B\\'e1o}", "a.rtf": lambda: b"{\\rtf1}",
    "bang.csv": lambda: "Mã;Tên\n1;Sở".encode(),
    "excel.csv": lambda: b"\xef\xbb\xbf" + "Mã;Tên\n".encode(), "utf16.txt": lambda: "Báo cáo".encode("utf-16"),
    "cu.txt": lambda: b"B\xe1o c\xe1o th\xe1ng", "nen.zip": lambda: files.zip_of({"a/b.txt": b"x"}),
    "xml.xml": lambda: b"<?xml version='1.0'?><a/>",
    "dien-thoai.heic": lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    "phim.mp4": lambda: b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_case_AT_03_honest_files_of_every_system_are_accepted(name):
    assert check(name, ACCEPTED[name]()).content_type


@pytest.mark.parametrize("name, data", [
    ("a.exe", b"MZ\x90\x00"), ("a.pdf", b"MZ\x90\x00" * 20), ("a.jpg", b"<script>alert(1)</script>"),
    ("a.txt", b"MZ\x90\x00\x03\x00"),
    ("a.png", files.photo()), ("a", b"x"), ("a.docm", b"PK\x03\x04"), ("a.svg", b"<svg/>"), ("a.txt", b""),
    ("a.js", b"alert(1)"),
])
def test_other_files_are_refused_with_a_sentence(name, data):
    with pytest.raises(BadInput) as refused:
        check(name, data)
    assert refused.value.message.startswith("Tệp “")


@pytest.mark.parametrize("name", ["../x.txt", "/etc/x.txt", "a/../../x.txt", "C:\\x.txt"])
def test_case_PM_12_members_that_would_escape_are_refused(name):
    with pytest.raises(BadInput, match="trỏ ra ngoài"):
        check("a.zip", files.zip_of({name: b"x"}))


def test_case_TX_09_names_are_cleaned():
    assert filetypes.clean_name(" Đơn\u00adđề nghị .pdf ") == "Đơnđề nghị.pdf"
    assert filetypes.ending(" Đơn\u00adđề nghị .pdf ") == "pdf"
    assert filetypes.clean_name("báo\u202ecáo\x00<1>.pdf") == "báocáo-1-.pdf"
    assert len(filetypes.clean_name("a" * 400 + ".pdf")) <= 150


def test_case_PM_10_hidden_data_of_photos_goes_and_the_picture_stays():
    from PIL import Image
    before = files.photo()
    assert b"chup tai nha" in before and b"DienThoai" in before
    after = photos.without_metadata(before, "image/jpeg")
    assert b"chup tai nha" not in after and b"DienThoai" not in after
    old, new = Image.open(io.BytesIO(before)), Image.open(io.BytesIO(after))
    assert new.getexif().get_ifd(0x8825) == {} and new.getexif()[0x0112] == 6
    assert old.tobytes() == new.tobytes()


@pytest.mark.parametrize("kind, content_type", [("PNG", "image/png"), ("WEBP", "image/webp")])
def test_hidden_data_of_other_pictures_goes_too(kind, content_type):
    from PIL import Image
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "DienThoai"
    Image.new("RGB", (20, 20), (1, 2, 3)).save(out, kind, exif=exif)
    assert b"DienThoai" in out.getvalue()
    after = photos.without_metadata(out.getvalue(), content_type)
    assert b"DienThoai" not in after and Image.open(io.BytesIO(after)).size == (20, 20)


@pytest.mark.parametrize("text", ["MẬT", "ỦY BAN NHÂN DÂN\nTỐI MẬT\nSố 1", "Độ mật: Tuyệt mật", "a\n  Mật  \nb"])
def test_secrecy_markings_are_refused(text):
    with pytest.raises(BadInput, match="bí mật nhà nước"):
        secrecy.refuse(text)


@pytest.mark.parametrize("text", ["Tăng cường bảo mật", "Bí mật kinh doanh", "Mật ong",
                                  "Báo cáo công tác bảo vệ bí mật nhà nước"])
def test_words_that_only_sound_secret_pass(text):
    secrecy.refuse(text)




RELATION = ('<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s" '
            'TargetMode="External"/></Relationships>')


def word_with(part: str, kind: str, target: str, coding="utf-8") -> bytes:
    return files.zip_of({"[Content_Types].xml": files.TYPES, "word/document.xml": b"<w:document >", part: (RELATION % (kind, target)).encode(coding)})


@pytest.mark.parametrize("part, kind, target", [
    ("word/_rels/settings.xml.rels", "attachedTemplate", "http://la.example/mau.dotm"),
    ("word/_rels/settings.xml.rels", "attachedTemplate", "&#104;ttps://la.example/mau.dotm"),
    ("word/_rels/settings.xml.rels", "attachedTemplate", "\\\\la.example\\chung\\mau.dotm"),
    ("word/_rels/settings.xml.rels", "attachedTemplate", "file://la.example/mau.dotm"),
    ("word/_rels/document.xml.rels", "oleObject", "http://la.example/a.hta"),
    ("word/_rels/webSettings.xml.rels", "frame", "http://la.example/a.html")])
def test_a_file_that_fetches_a_part_from_elsewhere_on_opening_is_refused(part, kind, target):
    for coding in ("utf-8", "utf-16"):
        with pytest.raises(BadInput, match="tự tải một phần từ nơi khác"):
            check("a.docx", word_with(part, kind, target, coding))


@pytest.mark.parametrize("kind, target", [("hyperlink", "https://laichau.gov.vn/"), ("attachedTemplate", "file:///C:/mau/cong-van.dotx"),
                                          ("attachedTemplate", "Normal.dotm")])
def test_links_to_click_and_the_writers_own_template_are_left_alone(kind, target):
    assert check("a.docx", word_with("word/_rels/settings.xml.rels", kind, target))


def test_macros_of_other_office_programs_are_refused_too():
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office:document-content >"}
    for name in ("Basic/Standard/Module1.xml", "Scripts/python/a.py"):
        with pytest.raises(BadInput, match="macro"):
            check("a.odt", files.zip_of({**odt, name: b"x"}))
    assert check("a.odt", files.zip_of({**odt, "Basic/Standard/script-lb.xml": b"<x/>"}))
    for name in ("a.doc", "a.xls"):
        with pytest.raises(BadInput, match="macro"):
            check(name, filetypes.OLE + b"\0" * (1 << 20) + "_VBA_PROJECT".encode("utf-16-le") + b"\0" * 600)
