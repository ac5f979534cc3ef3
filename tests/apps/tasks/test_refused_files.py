"""Files with a password, bombs and macros: said clearly, the file is named, everything else that was typed stays, nothing is half kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.tasks.models import Directive
from openpar.core.models import Blob, Evidence
from tests.core import files

from .giving import give, received
from .intake_texts import browser

pytestmark = pytest.mark.django_db
TEXT = "1. Sở Y tế lập danh mục thiết bị, hoàn thành trước ngày 15/9/2022."
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)  # what an office file with a password is


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {
        "location": str(tmp_path)}}}


def macro():
    return files.zip_of({"[Content_Types].xml": files.TYPES, "word/document.xml": b"<w:document xmlns:w='x'></w:document>",
                         "word/vbaProject.bin": b"x"})


def test_a_directive_with_a_password_is_kept_and_its_words_are_asked_for(province):
    client = browser(province)
    answer = client.post("/van-ban/moi/", {"issuer": province.ubnd_tinh.pk, "file": SimpleUploadedFile("ke-hoach-mat.docx", LOCKED)}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200 and "có mật khẩu" in page and "Tệp vẫn được giữ." in page and "Dán nội dung văn bản" in page
    assert Evidence.objects.get().original_name == "ke-hoach-mat.docx"


@pytest.mark.parametrize("name, data, said", [("bom.docx", files.bomb(600), "nén quá mức"), ("macro.docx", macro(), "có macro"),
                                              ("rong.docx", b"", "không có nội dung"),
                                              ("chuong-trinh.exe", b"MZ\x90", "không thuộc loại được nhận"),
                                              ("chuong-trinh.pdf", b"MZ\x90" + bytes(3000), "nội dung không đúng với đuôi tệp"),
                                              ("trang-web.docx", b"<html><p>1.</p></html>", "nội dung không đúng với đuôi tệp")])
def test_a_dangerous_directive_is_refused_with_its_name_and_the_text_stays(province, name, data, said):
    answer = browser(province).post("/van-ban/moi/", {"issuer": province.ubnd_tinh.pk, "text": TEXT, "file": SimpleUploadedFile(name, data)})
    page = answer.content.decode()
    assert answer.status_code == 422 and f"Tệp vừa chọn: “{name}”, chưa được nhận." in page and TEXT in page and said in page
    assert not Directive.objects.exists() and not Evidence.objects.exists() and not Blob.objects.exists()


@pytest.mark.parametrize("name, data, said", [("minh-chung.docx", LOCKED, "có mật khẩu"), ("bom.docx", files.bomb(600), "nén quá mức"),
                                              ("macro.docx", macro(), "có macro")])
def test_refused_evidence_is_named_and_the_other_fields_stay(province, name, data, said):
    part = received(province, give(province))
    answer = browser(province, "dung").post(f"/phan-viec/{part.pk}/minh-chung/", {
        "file": SimpleUploadedFile(name, data), "title": "Biên bản nghiệm thu", "number": "12/BB", "level": "restricted"})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and f"Tệp vừa chọn: “{name}”" in page
    assert 'value="Biên bản nghiệm thu"' in page and 'value="12/BB"' in page and '<option value="restricted" selected>' in page
    assert not Evidence.objects.exists() and not Blob.objects.exists()


def test_a_file_name_is_text(province):
    answer = browser(province).post("/van-ban/moi/", {"issuer": province.ubnd_tinh.pk, "file": SimpleUploadedFile("<b>x</b>.exe", b"MZ")})
    assert answer.status_code == 422 and "<b>x" not in answer.content.decode()
