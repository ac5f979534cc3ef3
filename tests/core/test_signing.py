"""Signatures on papers: checked by our own page and by an independent program, and broken by any change."""

import importlib
import re
import subprocess
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openpar.core import blobs, numbering, papers, signing
from openpar.core.models import AuditEntry, Paper, Signature
from openpar.engine.errors import BadInput, Conflict, Refused, Unreadable
from tests.core.test_papers import letter
from tests.people import moment

DAY = date(2022, 9, 5)
PERSON, ORGANISATION = Signature.Purpose.PERSON, Signature.Purpose.ORGANISATION


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path / "evidence")}}}


def made(province, n=1, **changes) -> Paper:
    number = numbering.take(province.ubnd_tinh, "cong_van", symbol="UBND-NC", on=DAY, room="try", object_id=n,
                            by=province.actor("lan"), at=moment())
    return papers.keep(letter(**changes).numbered(number.value), room="try", object_id=n, organisation=province.ubnd_tinh, on=DAY,
                       number=number, by=province.actor("lan"), at=moment())


def signed_by_both(province, paper):
    signing.sign(paper, purpose=PERSON, by=province.actor("chu_tich"), at=moment(), position="Chủ tịch")
    return signing.sign(paper, purpose=ORGANISATION, by=province.actor("lan"), at=moment())


def bytes_of(blob):
    with blobs.open_bytes(blob) as stream:
        return stream.read()


def pdfsig(path) -> str:
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout


def test_a_paper_is_kept_once_and_its_replacement_names_it(province):
    first, again = made(province), made(province)
    assert first.pk == again.pk
    second = made(province, subject="V/v nhắc lại")
    assert second.replaces_id == first.pk and papers.current("try", 1).pk == second.pk
    assert bytes_of(first.pdf).startswith(b"%PDF") and first.form == "nd30-2020" and len(first.pdf.digest) == 64


def test_two_signatures_are_intact_whole_and_trusted_and_say_they_are_only_for_trying(province):
    last = signed_by_both(province, made(province))
    found = signing.check(bytes_of(last.pdf))
    assert [f.signer for f in found] == [province.chu_tich.full_name, province.ubnd_tinh.name]
    assert all(f.good and f.test for f in found)
    assert AuditEntry.objects.filter(act="paper.sign").count() == 2


def test_a_second_click_signs_once_and_a_signed_paper_is_not_replaced(province):
    paper = made(province)
    assert signed_by_both(province, paper).pk == signed_by_both(province, paper).pk
    assert Signature.objects.count() == 2
    with pytest.raises(Conflict, match="đã ký"):
        made(province, subject="V/v nhắc lại")


def test_a_batch_is_signed_whole_or_not_at_all(province):
    batch = [made(province, n) for n in (1, 2, 3)]
    with pytest.raises(Refused):
        signing.sign_many(batch, purpose=PERSON, by=province.actor("minh"), at=moment())
    assert not Signature.objects.exists()
    done = signing.sign_many(batch, purpose=PERSON, by=province.actor("chu_tich"), at=moment(), mode="TM")
    assert [s.paper_id for s in done] == [p.pk for p in batch]
    with pytest.raises(BadInput, match="Hình thức ký"):
        signing.sign_many(batch, purpose=PERSON, by=province.actor("chu_tich"), at=moment(), mode="XX")


def test_a_changed_byte_is_found(province):
    data = bytearray(bytes_of(signed_by_both(province, made(province)).pdf))
    place = data.index(b"stream") + 40
    data[place] ^= 1
    assert not any(f.good for f in signing.check(bytes(data)))


def test_words_added_after_signing_are_found(province):
    import io

    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    writer = IncrementalPdfFileWriter(io.BytesIO(bytes_of(signed_by_both(province, made(province)).pdf)))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    extra = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 30 Tf 100 300 Td (50 ty dong) Tj ET"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), extra])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    found = signing.check(out.getvalue())
    assert found and not any(f.whole for f in found)


def test_a_key_that_nobody_here_trusts_is_not_trusted(province, settings, tmp_path):
    data = bytes_of(signed_by_both(province, made(province)).pdf)
    settings.DATA_DIR = tmp_path / "another machine"
    found = signing.check(data)
    assert all(f.intact and not f.trusted and not f.good for f in found)


def test_what_is_no_pdf_is_refused_in_words_and_an_unsigned_one_has_no_signature(province):
    with pytest.raises(Unreadable, match="PDF"):
        signing.check(b"khong phai")
    assert signing.check(bytes_of(made(province).pdf)) == []


def test_without_a_key_nothing_is_signed(province, settings):
    settings.SIGNING_TEST = False
    with pytest.raises(Refused, match="chưa được cấu hình ký số"):
        signing.sign(made(province), purpose=PERSON, by=province.actor("chu_tich"), at=moment())


@pytest.mark.needs("poppler")
def test_an_independent_program_accepts_what_we_sign_and_rejects_what_was_changed(province, tmp_path):
    data = bytes_of(signed_by_both(province, made(province)).pdf)
    good, bad = tmp_path / "a.pdf", tmp_path / "b.pdf"
    good.write_bytes(data)
    said = pdfsig(good)
    assert said.count("Signature is Valid.") == 2 and re.search(r"ETSI\.CAdES\.detached", said), said
    place = data.index(b"stream") + 40
    bad.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1:])
    assert "Signature is Valid." not in pdfsig(bad)


# -- the page where anybody checks a file ------------------------------------------------------------------------------------

def upload(client, data, name="van-ban.pdf"):
    return client.post(reverse("core:check_signatures"), {"file": SimpleUploadedFile(name, data, "application/pdf")})


def test_anybody_sees_who_signed_and_that_the_platform_issued_the_file(province, client):
    data = bytes_of(signed_by_both(province, made(province)).pdf)
    answer = upload(client, data)
    page = answer.content.decode()
    assert answer.status_code == 200 and "trùng khớp với văn bản do hệ thống phát hành" in page
    assert page.count("Nội dung đã ký còn nguyên.") == 2 and page.count("Đây là chứng thư thử") == 2 and "Lò Văn Chính" in page


def test_anybody_sees_that_a_file_was_changed(province, client):
    data = bytes_of(signed_by_both(province, made(province)).pdf)
    place = data.index(b"stream") + 40
    page = upload(client, data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]).content.decode()
    assert "đã bị thay đổi sau khi ký" in page and "trùng khớp" not in page


def test_hostile_files_are_refused_in_words_and_harm_nothing(client, db):
    for data in (b"", b"%PDF-1.7\n", b"PK\x03\x04" * 100, b"%PDF-1.7\n" + b"[" * 200_000, b"%PDF-1.4\nstartxref\n9\n%%EOF"):
        answer = upload(client, data)
        assert answer.status_code in (200, 422) and "Traceback" not in answer.content.decode(), data[:20]
    assert "không phải PDF đọc được" in upload(client, b"khong phai pdf").content.decode()
    assert client.post(reverse("core:check_signatures")).status_code == 422


def test_a_file_that_blows_up_in_memory_is_stopped(client, db):
    import zlib
    bomb = zlib.compress(b"0" * 400_000_000, 9)
    body = b"%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 9/W[1 8 2]/Root 1 0 R/Filter/FlateDecode/Length " + str(len(bomb)).encode() + b">>\nstream\n" \
        + bomb + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"
    assert upload(client, body).status_code == 422


def test_more_than_two_checks_at_once_wait_their_turn(client, db):
    room = importlib.import_module("openpar.core.signing.check")
    room._turn.acquire(), room._turn.acquire()
    try:
        answer = upload(client, b"%PDF-1.7")
    finally:
        room._turn.release(), room._turn.release()
    assert answer.status_code == 403 and "Thử lại sau ít phút" in answer.content.decode()
