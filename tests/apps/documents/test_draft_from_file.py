"""A draft written in Word becomes a draft of the register: read into the form, looked at, saved; and comes back out as Word."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.apps.documents.models import Document
from openpar.core import papers
from tests.apps.documents.papers_ground import drafted, store_in
from tests.core.test_papers import DAY as PAPER_DAY
from tests.core.test_papers import words_of_docx

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def docx(*paragraphs) -> bytes:
    """A Word file as an officer types it: the head as plain paragraphs."""
    from docx import Document as Word
    doc, out = Word(), io.BytesIO()
    for p in paragraphs:
        doc.add_paragraph(p)
    doc.save(out)
    return out.getvalue()


HEAD = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Lai Châu, ngày     tháng 8 năm 2022")
LETTER = docx("ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "SỞ TÀI CHÍNH", "Số:      /STC", "V/v rà soát thủ tục hành chính", *HEAD, "Kính gửi: Sở Nội vụ; Sở Y tế",
              "Thực hiện Chỉ thị 15/CT-UBND, Sở Tài chính rà soát.", "1. Kết quả rà soát như sau.", "2. Đề nghị các đơn vị phối hợp./.",
              "Nơi nhận:", "- Như trên;", "- Sở Y tế;", "- Báo Lai Châu;", "- Lưu: VT.", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Phạm Minh")
DIRECTIVE = docx("ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "CHỈ THỊ", "Về việc tăng cường kỷ luật, kỷ cương hành chính năm 2022 trên địa bàn tỉnh",
                 "Căn cứ Nghị quyết 76/NQ-CP.", "1. Sở Nội vụ rà soát.", "Nơi nhận:", "- Sở Nội vụ;", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lò Văn Chính")


def read(client, data, name="du-thao.docx"):
    return client.post(reverse("documents:draft_new"), {"doc": "1", "file": SimpleUploadedFile(name, data, WORD)})


def test_a_letter_in_word_fills_the_form_and_nothing_is_kept_yet(province, client):
    client.force_login(province.minh)
    answer = read(client, LETTER)
    form = answer.context["form"]
    assert answer.status_code == 200 and not Document.objects.exists() and not form.is_bound
    assert form.initial["kind"] == "cong_van" and form.initial["title"] == "Rà soát thủ tục hành chính" and form.initial["to"] == ["Sở Nội vụ", "Sở Y tế"]
    assert form.initial["body"].splitlines() == ["Thực hiện Chỉ thị 15/CT-UBND, Sở Tài chính rà soát.", "1. Kết quả rà soát như sau.",
                                                "2. Đề nghị các đơn vị phối hợp./."]
    assert (form.initial["recipients"], form.initial["others"]) == ([province.syt.pk], ["Báo Lai Châu"])
    assert (form.initial["mode"], form.initial["lines"], form.initial["signer"]) == ("KT", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "Phạm Minh")
    assert "Kết quả rà soát như sau" in answer.content.decode() and "chưa có gì được lưu" in answer.content.decode()


def test_a_directive_in_word_is_read_with_its_kind_and_abstract(province, client):
    client.force_login(province.lan)
    first = read(client, DIRECTIVE).context["form"].initial
    assert (first["kind"], first["title"]) == ("chi_thi", "Về việc tăng cường kỷ luật, kỷ cương hành chính năm 2022 trên địa bàn tỉnh")
    assert (first["mode"], first["lines"], first["signer"]) == ("TM", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "Lò Văn Chính")
    assert first["body"].splitlines() == ["Căn cứ Nghị quyết 76/NQ-CP.", "1. Sở Nội vụ rà soát."]


def test_what_the_platform_wrote_as_word_is_read_back_the_same(province, client):
    row = drafted(province)
    client.force_login(province.minh)
    answer = client.get(reverse("documents:paper_docx", args=[row.pk]))
    assert answer["Content-Type"] == WORD and "Toàn bộ hồ sơ trả đúng hạn" in words_of_docx(answer.content)
    first = read(client, answer.content).context["form"].initial
    assert (first["kind"], first["title"], first["body"].splitlines(), first["lines"], first["signer"]) == (
        "bao_cao", row.title, row.body, ["GIÁM ĐỐC"], "Trần Văn Dũng")
    assert sorted(first["recipients"]) == sorted([province.ubnd_tinh.pk, province.snv.pk]) and first["others"] == ["Báo Lai Châu"]


@pytest.mark.parametrize("data, name, words", [
    (docx("MẬT", "CHỈ THỊ", "Về việc x"), "a.docx", "bí mật nhà nước"), (b"PK\x03\x04 hong", "a.docx", ""), (b"", "a.docx", ""),
    (docx(), "a.docx", ""), (b"MZ", "a.exe", "")])
def test_what_cannot_be_read_or_kept_is_said_in_words(province, client, data, name, words):
    client.force_login(province.minh)
    answer = read(client, data, name)
    assert answer.status_code in (403, 422) and answer.context["read_error"] and words in answer.context["read_error"]
    assert "Soạn văn bản đi" in answer.content.decode() and not Document.objects.exists()


def test_no_file_is_asked_for(province, client):
    client.force_login(province.minh)
    assert "Chọn tệp dự thảo" in client.post(reverse("documents:draft_new"), {"doc": "1"}).content.decode()


def test_the_form_of_the_day_draws_the_word_file(province):
    assert papers.form_on(PAPER_DAY).code == "nd30-2020"


def test_who_keeps_a_copy_is_read_and_printed_again(province, client):
    client.force_login(province.minh)
    letter = docx("SỞ TÀI CHÍNH", "V/v rà soát", *HEAD, "Nội dung./.", "Nơi nhận:", "- Sở Y tế;", "- Lưu: VT, NS (2b).", "GIÁM ĐỐC", "Trần Văn Dũng")
    assert read(client, letter).context["form"].initial["storage_unit"] == "NS (2b)"
    assert read(client, LETTER).context["form"].initial["storage_unit"] == ""
    for given, printed in (("NS (2b)", "Lưu: VT, NS (2b)."), ("VT, NS.", "Lưu: VT, NS."), ("", "Lưu: VT.")):
        row = drafted(province, storage_unit=given)
        client.force_login(province.minh)
        assert f"- {printed}" in words_of_docx(client.get(reverse("documents:paper_docx", args=[row.pk])).content)


def test_the_page_begins_with_its_heading_and_says_what_the_form_is_about(province, client):
    client.force_login(province.minh)
    page = client.get(reverse("documents:draft_new")).content.decode()
    assert page.index("<h1>") < page.index('id="du-thao"')
    row = drafted(province)
    page = client.get(reverse("documents:draft_edit", args=[row.pk])).content.decode()
    assert row.title in page.split("</h1>")[1].split("</div>")[0]
