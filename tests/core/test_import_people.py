"""Users and roles come in from a sheet: no password by a file, no far-reaching role by one person."""

from datetime import date

import pytest

from openpar.core import grants
from openpar.core.imports import batches
from openpar.core.models import AuditEntry, ImportBatch, Membership, RoleGrant, User
from openpar.engine.errors import Refused
from tests.core.api import declared
from tests.core.sheets import upload, xlsx
from tests.people import DAY, moment

HEAD = ["STT", "Họ và tên", "Tài khoản", "Email", "Đơn vị", "Vai trò", "Chức vụ", "Từ ngày"]


def take(province, *rows):
    return batches.take_in("nguoi-dung", upload(xlsx([["DANH SÁCH NGƯỜI DÙNG"], HEAD, *rows])), organisation=province.ubnd_tinh,
                           by=province.actor("van_hanh"), at=moment())


def bring(province, *rows):
    batch = take(province, *rows)
    assert not batch.counts["bad"], batch.report["faults"]
    return batches.confirm(batch, by=province.actor("van_hanh"), at=moment(), version=batch.version)


def faults(batch):
    return {(n, letter): words for n, letter, _title, _shown, words in batch.report["faults"]}


def test_a_person_with_two_roles_gets_one_account_without_a_password(province):
    bring(province, [1, "Nguyễn Văn Bình", "nvbinh", "Binh@example.vn", "Sở Tài chính", "Chuyên viên", "Chuyên viên", "01/01/2022"],
          [2, "Nguyễn Văn Bình", "nvbinh", None, "stc_ns", "officer", None, None])
    user = User.objects.get(username="nvbinh")
    assert (user.full_name, user.email, user.has_usable_password()) == ("Nguyễn Văn Bình", "binh@example.vn", False)
    assert {(m.organisation.code, m.role, m.valid_from) for m in user.memberships.all()} == {
        ("stc", "officer", date(2022, 1, 1)), ("stc_ns", "officer", date(2022, 8, 24))}


def test_personal_data_stand_in_the_trail_as_digests_only(province):
    bring(province, [1, "Nguyễn Văn Bình", "nvbinh", "binh@example.vn", "Sở Tài chính", "Chuyên viên"])
    entry = AuditEntry.objects.get(act="people.import")
    assert entry.changes["email"][1].startswith("hmac:") and "Bình" not in str(entry.changes) and entry.reason == "nhập từ danh-sach.xlsx"


def test_a_far_reaching_role_waits_for_a_second_operator(province):
    batch = bring(province, [1, "Trần Thị Hà", "ttha", None, "UBND tỉnh", "Lãnh đạo UBND"])
    assert not Membership.objects.filter(user__username="ttha").exists()
    assert RoleGrant.objects.get(user__username="ttha").state == "waiting"
    assert batch.made.get().label == "Trần Thị Hà: Lãnh đạo UBND, UBND tỉnh (chờ duyệt)"
    assert take(province, [1, "Trần Thị Hà", "ttha", None, "UBND tỉnh", "Lãnh đạo UBND"], [2, "Lê Hoa", "lhoa", None, "Sở Y tế", "Văn thư"]).counts["same"] == 1


def test_the_role_of_a_program_is_given_to_no_person_and_no_persons_role_to_a_program(province):
    batch = take(province, [1, "Trần Thị Hà", "ttha", None, "Sở Y tế", "Phần mềm kết nối"], [2, "Trần Thị Hai", "tthai", None, "Sở Y tế", "api_client"])
    assert batch.counts["bad"] == 2 and all("Phần mềm kết nối" not in words for *_where, words in batch.report["faults"])
    program, _secret = declared(province, "stc")
    by = province.actor("van_hanh")
    with pytest.raises(Refused, match="không giữ vai trò của người"):
        grants.give(Membership(user=program.user, organisation=province.stc, role="officer", valid_from=DAY), by=by, at=moment())


def test_who_is_there_keeps_the_account_and_gets_only_the_new_role(province):
    batch = take(province, [1, "Phạm Minh", "MINH", None, "Sở Tài chính", "Chuyên viên"], [2, "Phạm Minh", "minh", None, "Sở Y tế", "Chuyên viên"])
    assert (batch.counts["same"], batch.counts["new"]) == (1, 1)
    batches.confirm(batch, by=province.actor("van_hanh"), at=moment(), version=ImportBatch.objects.get(pk=batch.pk).version)
    assert User.objects.filter(username__iexact="minh").count() == 1 and province.minh.memberships.count() == 2
    assert province.minh.has_usable_password()


def test_names_that_belong_to_others_are_refused_by_row(province):
    said = faults(take(province, [1, "Ai Khác", "minh", None, "Sở Y tế", "Chuyên viên"], [2, "Người Mới", "moi", "lan@example.vn", "Sở Y tế", "Chuyên viên"],
                       [3, "Không Tên", None, None, "Sở Y tế", "Chuyên viên"], [4, "Đỗ Văn Hành", "van_hanh", None, "Sở Y tế", "Chuyên viên"],
                       [5, "Hai Lần", "hailan", None, "Sở Y tế", "Chuyên viên"], [6, "Hai Lần", "hailan", None, "syt", "Chuyên viên"],
                       [7, "Có Dấu", "códấu", None, "Sở Y tế", "Siêu nhân"]))
    assert "là của Phạm Minh" in said[3, "C"] and "tài khoản lan" in said[4, "D"] and "thiếu" in said[5, "C"]
    assert "tự giao vai trò" in said[6, "C"] and "dòng 7" in said[8, "F"] and "không hiểu" in said[9, "F"] and "không dấu" in said[9, "C"]


def test_an_office_that_two_names_fit_is_asked_about(province):
    batch = take(province, [1, "Người Mới", "moi", None, "Sở Tài chánh", "Chuyên viên"])
    assert batch.report["names"][0]["words"] == "Sở Tài chánh" and batch.counts["bad"] == 1
    batch = batches.name(batch, {"Sở Tài chánh": f"o:{province.stc.pk}"}, remember=False, by=province.actor("van_hanh"), at=moment(), version=batch.version)
    assert batch.counts["bad"] == 0


def test_one_time_passwords_are_made_when_asked_for_shown_once_and_changed_at_the_first_sign_in(province, client):
    import io

    import openpyxl

    from openpar.core import accounts
    from tests.people import fresh_code
    batch = bring(province, [1, "Nguyễn Văn Bình", "nvbinh", None, "Sở Tài chính", "Chuyên viên"],
                  [2, "Trần Thị Hà", "ttha", None, "UBND tỉnh", "Lãnh đạo UBND"], [3, "Phạm Minh", "minh", None, "Sở Y tế", "Chuyên viên"])
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    path = f"/nhap-du-lieu/{batch.pk}/mat-khau/"
    assert client.post(path, {"version": batch.version}).status_code == 302 and not User.objects.get(username="nvbinh").has_usable_password()
    fresh_code(client, province.van_hanh)
    assert "2 người trong tệp chưa có mật khẩu" in client.get(f"/nhap-du-lieu/{batch.pk}/").content.decode()
    answer = client.post(path, {"version": batch.version})
    rows = [[c.value for c in r] for r in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=4)]
    told = {r[1]: r[3] for r in rows}
    assert set(told) == {"nvbinh", "ttha"} and told["ttha"] is None and "no-store" in answer["Cache-Control"]
    user = User.objects.get(username="nvbinh")
    assert user.check_password(told["nvbinh"]) and user.must_change_password and province.minh.check_password("mat-khau-thu-nghiem-1")
    assert client.post(path, {"version": batch.version}).status_code == 422
    assert told["nvbinh"] not in str(list(AuditEntry.objects.values_list("changes", "reason")))


def test_bringing_people_in_asks_for_a_fresh_code_as_the_back_office_does(province, client):
    from openpar.core import accounts
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    answer = client.get("/nhap-du-lieu/moi/nguoi-dung/")
    assert answer.status_code == 302 and "reauthenticate" in answer["Location"]
    batch = take(province, [1, "Nguyễn Văn Bình", "nvbinh", None, "Sở Tài chính", "Chuyên viên"])
    answer = client.post(f"/nhap-du-lieu/{batch.pk}/nhap/", {"version": batch.version})
    assert answer.status_code == 302 and not User.objects.filter(username="nvbinh").exists()


def test_a_large_file_says_how_far_it_came_and_a_failure_leaves_nothing(province, client, monkeypatch):
    from openpar.core import jobs
    from openpar.core.imports import people
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    batch = bring(province, [1, "Nguyễn Văn Bình", "nvbinh", None, "Sở Tài chính", "Chuyên viên"], [2, "Trần Thị Hà", "ttha", None, "Sở Y tế", "Văn thư"])
    assert batch.state == "queued"
    run = jobs.run("imports.apply", at=moment())
    run.refresh_from_db()
    assert (run.done, run.total, run.message) == (2, 2, "1 tệp") and User.objects.filter(username__in=("nvbinh", "ttha")).count() == 2
    real = people.grants.give

    def fails(row, **kwargs):
        if row.user.username == "hai":
            raise RuntimeError("mất điện")
        return real(row, **kwargs)
    monkeypatch.setattr(people.grants, "give", fails)
    batch = bring(province, [1, "Người Một", "mot", None, "Sở Tài chính", "Chuyên viên"], [2, "Người Hai", "hai", None, "Sở Y tế", "Văn thư"])
    jobs.run("imports.apply", at=moment())
    batch.refresh_from_db()
    assert (batch.state, batch.message) == ("failed", "Chưa dòng nào được nhập. RuntimeError") and not User.objects.filter(username="mot").exists()


def test_what_was_said_yes_to_is_what_comes_in_or_the_file_is_tried_anew(province, client):
    """Somebody else brought the same person in meanwhile: a row that was new is there already, and the yes was for another result."""
    row, other = [1, "Nguyễn Văn Bình", "nvbinh", None, "Sở Tài chính", "Chuyên viên"], [2, "Lê Hoa", "lhoa", None, "Sở Y tế", "Văn thư"]
    batch = take(province, row, other)
    bring(province, row)
    with pytest.raises(batches.Outdated, match=r"Lúc ấy: 2 dòng mới, 0 dòng sửa cái đã có, 0 dòng đã có, 0 dòng bỏ qua\. Nay: 1 dòng mới"):
        batches.confirm(batch, by=province.actor("van_hanh"), at=moment(), version=batch.version)
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert (batch.state, batch.counts["new"], batch.counts["same"]) == ("checked", 1, 1) and not User.objects.filter(username="lhoa").exists()
    assert AuditEntry.objects.filter(act="import.outdated", object_id=batch.pk).exists() and batch.applied_by is None
    batches.confirm(batch, by=province.actor("van_hanh"), at=moment(), version=batch.version)
    assert User.objects.filter(username="lhoa").exists() and User.objects.filter(username="nvbinh").count() == 1


def test_the_dry_run_shows_roles_in_words(province):
    batch = take(province, [1, "Nguyễn Văn Bình", "nvbinh", None, "Sở Tài chính", "officer"])
    [[_n, outcome, cells]] = batch.report["preview"]
    assert outcome == "new" and "Chuyên viên" in cells and "officer" not in cells


def test_every_fault_of_a_row_is_said_at_once(province):
    """A role that is not understood hides no unit that is not known, or the file comes back a second time."""
    said = {n: [w for m, _l, _t, _s, w in take(province, [1, "Lê Bình", "lbinh", None, "Sở Không Có", "Trùm"]).report["faults"] if m == n] for n in (3,)}
    assert any("không hiểu" in w for w in said[3]) and any("Sở Không Có" in w for w in said[3])
