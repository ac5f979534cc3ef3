"""An official loads a whole tree and the scores of earlier years from Excel; a second person approves; the download is what was loaded."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.indices.models import OwnFramework, OwnScores
from openpar.core.models import AuditEntry
from openpar.engine.index.library import load
from tests.apps.indices.test_papi_pages import words

TREE = "/chi-so/nap-khung/"
REF = "demo/rieng-department-2022"
PAGE = f"/chi-so/{REF}/"


@pytest.fixture
def officers(client, province):
    """Log in as somebody: who enters (a specialist of the reform office), who approves (its head), who does neither."""
    from django.test import Client

    def as_(who):
        c = Client()
        c.force_login(getattr(province, who))
        return c
    return as_


def tree_file(name="demo/department-2022"):
    from openpar.apps.indices.services.workbooks import tree
    return tree(load(name))


def send(client, data=None, name="khung.xlsx", path=TREE, **more):
    return client.post(path, {"file": SimpleUploadedFile(name, tree_file() if data is None else data), "source": "QĐ 01/QĐ-UBND ngày 02/01/2022", **more})


def cells(data):
    return {s.title: [[c.value for c in r] for r in s.iter_rows()] for s in openpyxl.load_workbook(io.BytesIO(data))}


def annex(*rows):
    book = openpyxl.Workbook()
    for r in [("STT", "Tiêu chí", "Điểm tối đa"), *rows]:
        book.active.append(r)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_loaded_tree_waits_for_a_second_person_and_says_so(officers, province, client):
    lan = officers("lan")
    answer = send(lan)
    assert answer.status_code == 302 and answer["Location"] == PAGE
    said = words(lan.get(PAGE))
    assert "của cơ quan" in said and "chưa đối chiếu" in said and "Người duyệt phải khác người nạp" in said
    assert f'href="{PAGE}"' in lan.get("/chi-so/").content.decode()
    assert client.get(PAGE).status_code == 404 and f'href="{PAGE}"' not in client.get("/chi-so/").content.decode()
    row = OwnFramework.objects.get()
    assert row.digest and row.file_digest and AuditEntry.objects.filter(act="indices.framework.load").count() == 1
    assert lan.post(f"{PAGE}duyet/").status_code == 403


def test_after_approval_everybody_reads_it_and_scores_by_it(officers, province, client, db):
    send(officers("lan"))
    other = approver(officers, province)
    assert other.post(f"{PAGE}duyet/").status_code == 302
    assert other.post(f"{PAGE}duyet/").status_code == 409
    said = words(client.get(PAGE))
    assert "của cơ quan" in said and "Chưa có người thứ hai" not in said
    answer = client.post(f"{PAGE}cham/", {"file": SimpleUploadedFile("a.csv", "Đơn vị,Mã,Giá trị\nSở A,tasks.on_time_share,0.96\n".encode())})
    assert answer.status_code == 200 and "96 %, mức từ 95 %: 3 điểm" in words(answer)


def approver(officers, province):
    """Somebody else who may approve rules."""
    from django.test import Client

    from openpar.core.models import Membership
    user = province.minh
    lan = Membership.objects.filter(user=province.lan).first()
    Membership.objects.create(user=user, organisation=lan.organisation, role=lan.role, valid_from=lan.valid_from)
    c = Client()
    c.force_login(user)
    return c


def test_the_download_is_what_was_loaded(officers, province):
    lan = officers("lan")
    data = tree_file()
    send(lan, data)
    back = cells(lan.get(f"{PAGE}cay.xlsx").content)
    first = cells(data)
    assert back["Cây tiêu chí"] == first["Cây tiêu chí"]
    changed = {tuple(r) for r in back["Khung"]} ^ {tuple(r) for r in first["Khung"]}
    assert {r[0] for r in changed} == {"source"}  # the official's own source stands there now
    assert lan.get(f"{PAGE}tep-goc/").content == data


def test_an_annex_is_read_with_doubts_and_an_error_names_its_row(officers, province):
    lan = officers("lan")
    about = {"index": "par-index", "level": "department", "year": "2023", "title": "Chỉ số cấp sở 2023"}
    good = annex(("1", "Chỉ đạo", 10), ("1.1", "Kế hoạch", 4), ("1.2", "Báo cáo", 6), ("", "Tổng", 10))
    answer = send(lan, good, "phu-luc.xlsx", **about)
    assert answer.status_code == 302
    said = words(lan.get(answer["Location"]))
    assert "Chỉ số cấp sở 2023" in said and "Chưa có quy tắc" in said
    wrong = send(lan, annex(("1", "Chỉ đạo", 10), ("1.1", "Kế hoạch", 4), ("1.2", "Báo cáo", 5)), "phu-luc.xlsx", **about)
    assert wrong.status_code == 422 and "Chưa nạp" in words(wrong)
    twice = send(lan, annex(("1", "Chỉ đạo", 10), ("1", "Kế hoạch", 4)), "phu-luc.xlsx", **about)
    assert twice.status_code == 422 and "dòng 3" in words(twice) and "Chỉ số cấp sở 2023" in twice.content.decode()


@pytest.mark.parametrize("data, name, says", [(b"not a workbook", "a.xlsx", "a.xlsx"), (b"%PDF-1.4", "a.pdf", "không thuộc loại")])
def test_what_is_no_workbook_is_refused(officers, province, data, name, says):
    answer = send(officers("lan"), data, name)
    assert answer.status_code == 422 and says in words(answer)


@pytest.mark.database("sqlite", "postgresql")
def test_the_same_tree_is_loaded_once_and_a_withdrawn_one_is_gone(officers, province):
    lan = officers("lan")
    send(lan)
    assert send(lan).status_code == 409
    assert lan.post(f"{PAGE}rut/", {"reason": ""}).status_code == 422
    assert lan.post(f"{PAGE}rut/", {"reason": "Nhầm bản"}).status_code == 302
    assert lan.get(PAGE).status_code == 404 and AuditEntry.objects.get(act="indices.framework.withdraw").reason == "Nhầm bản"


def test_who_may_not_enter_rules_may_not_load(officers, province, client):
    assert officers("hoa").get(TREE).status_code == 403
    assert client.get(TREE).status_code == 302


POINTS = "Đơn vị," + ",".join(c.code for c in load("quality-61/unit-2019").leaves()) + "\nSở A" + ",2" * 9 + "\nSở B" + ",1" * 9 + "\n"
SCORES = "/chi-so/quality-61/unit-2019/"


@pytest.mark.database("sqlite", "postgresql")
def test_scores_of_an_earlier_year_are_loaded_and_shown_with_ranks(officers, province, client):
    lan = officers("lan")
    answer = send(lan, POINTS.encode(), "diem.csv", f"{SCORES}nap-ket-qua/", year="2021", kind="points")
    assert answer.status_code == 302 and answer["Location"] == f"{SCORES}nam/2021/"
    said = words(lan.get(f"{SCORES}nam/2021/?don-vi=Sở B"))
    assert "9,000 trên 18 điểm" in said and "Sở A 18,000 1" in said and "chưa đối chiếu" in said
    assert client.get(f"{SCORES}nam/2021/").status_code == 404
    assert send(lan, POINTS.encode(), "diem.csv", f"{SCORES}nap-ket-qua/", year="2021", kind="points").status_code == 409
    assert approver(officers, province).post(f"{SCORES}nam/2021/duyet/").status_code == 302
    assert "2021" in words(client.get(SCORES)) and client.get(f"{SCORES}nam/2021/").status_code == 200
    assert client.get(f"{SCORES}nam/2021/tep-goc/").content == POINTS.encode()
    assert OwnScores.objects.get().units == 2


def test_a_year_that_the_framework_does_not_cover_is_refused(officers, province):
    answer = send(officers("lan"), POINTS.encode(), "diem.csv", f"{SCORES}nap-ket-qua/", year="2010", kind="points")
    assert answer.status_code == 422 and "không áp dụng cho năm 2010" in words(answer)


def test_the_shelf_asks_the_database_a_constant_number_of_times(officers, province, client, django_assert_num_queries):
    send(officers("lan"))
    with django_assert_num_queries(1):
        client.get("/chi-so/")


def test_breaks_between_two_years_are_named(client, db):
    said = words(client.get("/chi-so/so-sanh/?cu=papi/province-2016&moi=papi/province-2018"))
    assert "chỗ đứt" in said and "D2.1 Danh sách hộ nghèo D2.2 Danh sách hộ nghèo đổi thang điểm" in said
    assert "đổi nội dung" in said and "Toàn bộ bảng đối chiếu" in said
