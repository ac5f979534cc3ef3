"""A directive on paper, from the draft in Word to the report that comes back, through pages only: submitted, signed in the batch, numbered,
issued, received by a department, handed on by the deputy in the director's place, worked on, answered under KT.; and what another program and
the check page say of the files.
"""

import io
import re
import subprocess

import pytest

from openpar.core.models import DemoClock, Membership
from tests.apps.documents.papers_ground import store_in
from tests.browser import PHONE, assert_accessible, screenshot
from tests.people import DAY, make_province

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.needs("poppler"), pytest.mark.django_db(transaction=True), pytest.mark.database("sqlite")]

PARAGRAPHS = ("ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "CHỈ THỊ",
              "Về việc chấn chỉnh kỷ luật báo cáo cải cách hành chính", "Thời gian qua, một số đơn vị báo cáo chậm.",
              "1. Sở Tài chính báo cáo kết quả trước ngày 30/9/2022.",
              "Nơi nhận:", "- Sở Tài chính;", "- Báo Lai Châu;", "- Lưu: VT.",
              "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lò Văn Chính")
ANNEX = "Phụ lục: biểu mẫu báo cáo".encode()


@pytest.fixture
def province(transactional_db, settings, tmp_path):
    settings.DEMO = True
    store_in(settings, tmp_path)
    DemoClock.objects.create(pk=1, today=DAY)
    made = make_province()
    Membership.objects.filter(user=made.minh).update(title="Phó Giám đốc Sở Tài chính")
    Membership.objects.filter(user=made.dung).update(title="Giám đốc Sở Tài chính")
    return made


def word_file() -> bytes:
    from docx import Document
    doc, out = Document(), io.BytesIO()
    for p in PARAGRAPHS:
        doc.add_paragraph(p)
    doc.save(out)
    return out.getvalue()


def page_for(live, user=None, **given):
    """A page that waits as long as signing takes on a busy machine."""
    page = live.page(user, **given)
    page.set_default_timeout(90_000)
    return page


def press(page, words):
    """A button; where the act asks once more, its first button and then the one that means it."""
    box = page.locator("details.confirm", has=page.locator("summary", has_text=re.compile(f"^{re.escape(words)}")))
    if box.count():
        box.locator("summary").click()
    button = box.get_by_role("button", name=words) if box.count() else page.get_by_role("button", name=words, exact=True)
    with page.expect_navigation():  # the answer to what was sent, not the page that was left
        button.click()


def open_in(page, register, title):
    page.goto(f"/so-van-ban/{register}/")
    with page.expect_navigation():
        page.get_by_role("link", name=title).click()
    return page


def downloaded(page) -> bytes:
    """The PDF that the page of a document offers, as a person saves it."""
    address = page.get_by_role("link", name="Xem bản PDF").get_attribute("href")
    return page.request.get(address).body()


def pdfsig(folder, data) -> str:
    path = folder / "tai-ve.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout


def changed(data: bytes) -> bytes:
    place = data.index(b"stream") + 40
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]


def checked(page, data, *annexes) -> str:
    page.goto("/kiem-tra-chu-ky/")
    page.set_input_files("input[name=file]", {"name": "van-ban.pdf", "mimeType": "application/pdf", "buffer": data})
    if annexes:
        page.set_input_files("input[name=annexes]", [{"name": n, "mimeType": "text/plain", "buffer": d} for n, d in annexes])
    press(page, "Kiểm tra chữ ký")
    return page.locator("main").inner_text()


def test_a_directive_goes_out_is_worked_on_in_the_directors_absence_and_comes_back_as_a_report(live, province, tmp_path):
    # drafted in Word, read into the form, an annex beside it, submitted
    lan = page_for(live, province.lan)
    lan.goto("/so-van-ban/soan/")
    lan.set_input_files("#du-thao", {"name": "chi-thi.docx", "mimeType": "application/octet-stream", "buffer": word_file()})
    press(lan, "Đọc dự thảo")
    assert lan.locator("[name=title]").input_value() == "Về việc chấn chỉnh kỷ luật báo cáo cải cách hành chính"
    assert lan.locator("select[name=organisation]").input_value() == str(province.ubnd_tinh.pk), "the office that Lan works for now"
    assert_accessible(lan)
    press(lan, "Lưu")
    lan.get_by_role("link", name="Thêm tệp").click()
    lan.set_input_files("input[name=file]", {"name": "bieu-mau.txt", "mimeType": "text/plain", "buffer": ANNEX})
    press(lan, "Lưu")
    press(lan, "Trình ký")
    assert "Đã trình ký" in lan.locator("main").inner_text()

    # signed in the batch, on a phone
    chief = page_for(live, province.chu_tich, size=PHONE)
    chief.goto("/so-van-ban/di/")
    chief.get_by_role("link", name="Chờ ký, chờ phát hành").click()
    chief.get_by_role("checkbox", name=re.compile("Về việc chấn chỉnh")).check()
    screenshot(chief, "papers-batch-390")
    press(chief, "Ký số các văn bản đã chọn")
    assert "Đã ký 1 văn bản: 01/CT-UBND" in chief.locator("main").inner_text()
    assert_accessible(chief)

    # sealed, issued; the downloaded file holds for another program and for our page, and not after one byte has changed
    open_in(lan, "di", "Về việc chấn chỉnh")
    press(lan, "Đóng dấu, phát hành")
    data = downloaded(lan)
    assert pdfsig(tmp_path, data).count("Signature is Valid.") == 2 and "Signature is Valid." not in pdfsig(tmp_path, changed(data))
    visitor = page_for(live)
    said = checked(visitor, data, ("bieu-mau.txt", ANNEX))
    assert said.count("Nội dung đã ký còn nguyên.") == 2 and "trùng khớp với văn bản do hệ thống phát hành" in said and "Khớp với tệp kèm theo" in said
    assert "đã bị thay đổi sau khi ký" in checked(visitor, changed(data))
    assert "Đã bị thay đổi" in checked(visitor, data, ("bieu-mau.txt", ANNEX + b"!"))

    # the department's clerk enters it; the director leaves and delegates
    clerk = open_in(page_for(live, province.van_thu), "den", "Về việc chấn chỉnh")
    press(clerk, "Vào sổ văn bản đến")
    director = page_for(live, province.dung)
    director.goto("/uy-quyen/moi/")
    director.select_option("[name=taker]", str(province.minh.pk))
    director.locator("[name=mode][value=KT], select[name=mode]").first.evaluate("e => { if (e.tagName === 'SELECT') e.value = 'KT'; else e.checked = true }")
    for name, value in (("giver_office", "Giám đốc"), ("taker_office", "Phó Giám đốc"), ("valid_from", "24/08/2022"), ("valid_until", "31/08/2022")):
        director.fill(f"[name={name}]", value)
    for act in ("document.assign", "document.work", "paper.sign"):
        director.locator(f"[name=acts][value='{act}']").check()
    with director.expect_navigation():
        director.locator("main form button.btn-main").last.click()
    assert "Phạm Minh" in director.locator("main").inner_text()

    # the deputy, in the director's place, hands it on; works; answers with a report that is signed under KT.
    deputy = page_for(live, province.minh)
    deputy.goto("/uy-quyen/")
    with deputy.expect_navigation():
        deputy.locator("main").get_by_role("button", name="Làm thay Trần Văn Dũng").click()
    open_in(deputy, "den", "Về việc chấn chỉnh")
    deputy.get_by_role("link", name="Phân công xử lý (bút phê)").click()
    deputy.select_option("[name=person]", str(province.minh.pk))
    deputy.fill("[name=instruction]", "Dự thảo báo cáo, trình trước ngày 29/8.")
    press(deputy, "Lưu")
    assert "Dự thảo báo cáo, trình trước" in deputy.locator("main").inner_text()
    press(deputy, "Bắt đầu xử lý")
    press(deputy, "Hoàn thành")
    worker = page_for(live, province.minh)
    worker.goto("/so-van-ban/soan/?loai=bao_cao")
    for name, value in (("title", "Kết quả thực hiện Chỉ thị 01/CT-UBND"), ("body", "Sở Tài chính đã hoàn thành./."), ("signer", "Trần Văn Dũng"),
                        ("lines", "GIÁM ĐỐC")):
        worker.fill(f"[name={name}]", value)
    worker.select_option("[name=recipients]", str(province.ubnd_tinh.pk))
    press(worker, "Lưu")
    press(worker, "Trình ký")
    deputy.goto("/so-van-ban/cho-ky/")
    assert "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC" in deputy.locator("main").inner_text()
    deputy.get_by_role("checkbox", name=re.compile("Kết quả thực hiện")).check()
    press(deputy, "Ký số các văn bản đã chọn")
    open_in(clerk, "di", "Kết quả thực hiện Chỉ thị")
    press(clerk, "Đóng dấu, phát hành")
    report = downloaded(clerk)
    assert pdfsig(tmp_path, report).count("Signature is Valid.") == 2
    printed = subprocess.run(["pdftotext", "-layout", str(tmp_path / "tai-ve.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert "KT. GIÁM ĐỐC" in printed and "PHÓ GIÁM ĐỐC" in printed and "Phạm Minh" in printed and "Trần Văn Dũng" not in printed

    # the office that gave the directive has the report, and reads how far the department has come with the directive
    open_in(lan, "den", "Kết quả thực hiện Chỉ thị")
    press(lan, "Vào sổ văn bản đến")
    open_in(lan, "di", "Về việc chấn chỉnh")
    assert re.search(r"Sở Tài chính\s+Hoàn thành", lan.locator("main").inner_text())
    screenshot(lan, "papers-issued-1280")
    assert_accessible(lan)
