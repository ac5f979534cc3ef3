"""Taking in a directive: every kind of file, files that cannot be read, the same bytes twice, secrets."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.tasks.models import Directive
from openpar.apps.tasks.services import intake
from openpar.core.models import AuditEntry, Evidence
from openpar.engine.errors import BadInput, Refused
from tests.core.files import docx, zip_of
from tests.people import moment

from .giving import trail
from .intake_texts import TEXT, browser, drafts, issued, taken

pytestmark = pytest.mark.django_db


def odt_of(text) -> bytes:
    from odf.opendocument import OpenDocumentText
    from odf.text import P
    book, out = OpenDocumentText(), io.BytesIO()
    for line in text.splitlines():
        book.text.addElement(P(text=line))
    book.save(out)
    return out.getvalue()


def html_of(text) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<html><meta charset=utf-8><body>{body}</body></html>".encode()


FILES = {"chi-thi.txt": lambda: TEXT.encode(), "chi-thi.html": lambda: html_of(TEXT),
         "chi-thi.docx": lambda: docx(*TEXT.splitlines()),
         "chi-thi.odt": lambda: odt_of(TEXT)}


def taken_file(province, name, content, **more):
    return intake.take_in(by=province.actor("lan"), at=moment(), issuer=province.ubnd_tinh, file=(name, content), **more)


@pytest.mark.parametrize("name", FILES)
def test_each_kind_of_file_gives_the_same_drafts(province, name):
    directive = taken_file(province, name, FILES[name]())
    assert directive.number == "07/CT-UBND" and directive.issued_on.isoformat() == "2022-08-22"
    assert [d.title for d in drafts(directive)] == [d.title for d in drafts(taken(province, again=True))]
    assert len(drafts(directive)) == 4 and directive.source_name == name
    kept = Evidence.objects.get(room="tasks.directive", owner_id=directive.pk)
    assert kept.title == name
    assert trail(directive, "tasks.directive") == ["evidence.add", "tasks.directive.upload", "tasks.directive.read"]


def test_pasted_text_gives_drafts_tied_to_their_words(province):
    directive = taken(province)
    first = drafts(directive)[0]
    start, end = first.fields["deadline"]["span"]
    assert directive.text[start:end] == first.fields["deadline"]["text"] and first.due_type == "date"
    assert all(directive.text[s:e].strip() for d in drafts(directive) for s, e in d.spans)
    assert not Evidence.objects.filter(room="tasks.directive", owner_id=directive.pk).exists()


UNDATED = """Chỉ thị nêu rõ: Năm 2021, PAR INDEX tăng 7 hạng so với năm 2020, SIPAS tăng 2,67% so với năm 2020, PAPI tăng 25 hạng so với năm 2020.
{more}
1. Sở Tài chính
a) Mỗi phòng trong năm phải có ít nhất một sáng kiến.
"""


@pytest.mark.parametrize("first, more, year", [
    ("", "", 2021),  # the latest year that it names, not the one it compares with most
    ("", "Triển khai Kế hoạch năm 2022 và tầm nhìn năm 2030.", 2022),  # what lies ahead of the day it came is a goal
    ("# source: Chỉ thị năm 2022 của Chủ tịch UBND tỉnh Lai Châu\n", "", 2022)])  # the line about the source knows
def test_this_year_in_a_text_without_a_date_is_the_year_of_the_document(province, first, more, year):
    [draft] = drafts(taken(province, first + UNDATED.format(more=more)))
    assert draft.due_on.isoformat() == f"{year}-12-31"


BAD = {"trong.txt": b"", "doi-ten.docx": zip_of({"a.txt": b"khong phai van ban"}),
       "hong.pdf": b"%PDF-1.4\nhong", "hong.odt": b"PK\x03\x04hong",
       "khoa.docx": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_kept_with_one_sentence(province, name):
    directive = taken_file(province, name, BAD[name])
    assert directive.text == "" and directive.state == "draft" and not drafts(directive)
    assert len(directive.oddities) == 1 and directive.oddities[0].rstrip().endswith("."), directive.oddities
    assert Evidence.objects.filter(room="tasks.directive", owner_id=directive.pk).exists() == bool(BAD[name])
    page = browser(province).get(f"/van-ban/{directive.pk}/")
    assert page.status_code == 200 and "Dán nội dung văn bản" in page.content.decode()


def test_the_words_of_an_unread_file_are_pasted_once(province):
    directive = taken_file(province, "hong.pdf", BAD["hong.pdf"])
    client = browser(province)
    assert client.post(f"/van-ban/{directive.pk}/dan/", {"text": " "}).status_code == 422
    assert client.post(f"/van-ban/{directive.pk}/dan/", {"text": TEXT}).status_code == 302
    assert len(drafts(directive)) == 4
    with pytest.raises(Refused, match="đã có nội dung"):
        intake.read(directive, TEXT, by=province.actor("lan"), at=moment())
    assert len(drafts(directive)) == 4


def test_the_same_bytes_twice_name_the_earlier_directive_unless_wanted(province):
    first = taken(province)
    with pytest.raises(intake.SameFile, match="đã được tải lên lúc 09:00 24/08/2022") as refused:
        taken(province)
    assert refused.value.earlier == first and Directive.objects.count() == 1
    assert taken(province, again=True).pk != first.pk


@pytest.mark.parametrize("name", FILES)
def test_a_file_and_its_words_pasted_are_one_document(province, name):
    first = taken_file(province, name, FILES[name]())
    with pytest.raises(intake.SameFile) as refused:
        taken(province, TEXT.replace("\n", "\r\n\r\n  "))
    assert refused.value.earlier == first
    with pytest.raises(intake.SameFile):
        taken_file(province, "ban-khac.docx", docx(*TEXT.upper().splitlines()))
    assert Directive.objects.count() == 1
    assert taken(province, TEXT.replace("30/9/2022", "29/9/2022")).pk != first.pk, "another day is another document"


def test_the_words_pasted_for_an_unread_file_are_known_afterwards(province):
    unread = taken_file(province, "hong.pdf", BAD["hong.pdf"])
    intake.read(unread, TEXT, by=province.actor("lan"), at=moment())
    with pytest.raises(intake.SameFile) as refused:
        taken(province)
    assert refused.value.earlier == unread


def test_the_page_keeps_the_text_and_offers_the_earlier_directive(province):
    taken(province)
    client = browser(province)
    form = {"issuer": province.ubnd_tinh.pk, "text": TEXT}
    page = client.post("/van-ban/moi/", form)
    assert page.status_code == 409 and "Mở văn bản đã có" in page.content.decode()
    assert "kiến nghị sau kiểm toán" in page.content.decode()
    assert client.post("/van-ban/moi/", form | {"again": "on"}).status_code == 302


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "Độ mật: Tuyệt mật"])
def test_state_secrets_are_refused_and_nothing_is_kept(province, mark):
    with pytest.raises(Refused, match="dấu chỉ độ mật"):
        taken(province, f"ỦY BAN NHÂN DÂN\n{mark}\n{TEXT}")
    with pytest.raises(Refused, match="Không có gì được lưu"):
        taken_file(province, "m.docx", docx("ỦY BAN NHÂN DÂN", mark, *TEXT.splitlines()))
    assert not Directive.objects.exists() and not Evidence.objects.filter(room="tasks.directive").exists()
    assert not AuditEntry.objects.filter(room="tasks.directive").exists()


def test_nothing_given_and_a_foreign_kind_are_refused_on_the_form(province):
    client, own = browser(province), {"issuer": province.ubnd_tinh.pk}
    assert "Chưa có nội dung" in client.post("/van-ban/moi/", own).content.decode()
    wrong = client.post("/van-ban/moi/", own | {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert wrong.status_code == 422 and not Directive.objects.exists()
    with pytest.raises(BadInput, match="Chưa có nội dung"):
        taken(province, "  \n")


def test_who_may_not_draft_cannot_upload(province):
    with pytest.raises(Refused):
        taken(province, who="minh")
    assert browser(province, "minh").get("/van-ban/moi/").status_code == 403
    assert browser(province, "minh").get(f"/van-ban/{taken(province).pk}/ra-soat/").status_code == 404


def test_an_amending_directive_names_an_issued_one(province):
    old, draft = issued(province).directive, taken(province, TEXT, again=True)
    client = browser(province)
    assert "Tải văn bản thay thế lên" in client.get(f"/van-ban/moi/?thay={old.pk}").content.decode()
    assert client.get(f"/van-ban/moi/?thay={draft.pk}").status_code == 404
    assert client.get("/van-ban/moi/?thay=x").status_code == 404


def test_a_draft_directive_is_discarded_with_a_reason(province):
    directive, client = taken(province), browser(province)
    assert client.post(f"/van-ban/{directive.pk}/bo/", {"reason": ""}).status_code == 422
    assert client.post(f"/van-ban/{directive.pk}/bo/", {"reason": "Tải nhầm."}).status_code == 302
    directive.refresh_from_db()
    assert directive.state == "discarded" and trail(directive, "tasks.directive")[-1] == "tasks.directive.discard"
    assert taken(province).pk != directive.pk, "what was thrown away does not block a new upload"


def test_departments_named_after_one_word_for_all_of_them_get_their_parts(province):
    words = "1. Sở Nội vụ chủ trì, phối hợp với các Sở: Tài chính, Y tế rà soát thủ tục hành chính trước ngày 15/9/2022."
    [draft] = drafts(taken(province, TEXT.splitlines()[0] + "\n" + words))
    named = {a.wording: a.organisation for a in draft.addressees.all()}
    assert named["Sở Tài chính"] == province.stc and named["Sở Y tế"] == province.syt, named
