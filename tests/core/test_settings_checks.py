"""`check --deploy` says what is set wrongly, and what to do."""

import re
from pathlib import Path

import pytest

from openpar.core import checks

GOOD = {
    "SECRET_KEY": "s" * 60, "AUDIT_KEY": "a" * 60, "IDENTITY_KEYS": ["i" * 60], "ALLOWED_HOSTS": ["cchc.vd.vn"],
    "BASE_URL": "https://cchc.vd.vn", "CSRF_TRUSTED_ORIGINS": ["https://cchc.vd.vn"], "SECURE_COOKIES": True, "SCANNER": "127.0.0.1:3310",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "METRICS_TOKEN": "m", "PROXIES": "127.0.0.1", "SIGNING_TEST": False, "SIGNING_KEY": "",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}}}
ALL = (checks.secrets, checks.addresses, checks.data_folder, checks.services, checks.sign_on)


@pytest.fixture
def installation(settings, tmp_path):
    for name, value in GOOD.items():
        if name != "DATABASES":
            setattr(settings, name, value)
    settings.DATA_DIR = tmp_path / "data"
    (tmp_path / "data").mkdir(mode=0o750)
    return settings


def said(*which):
    return {m.id: m for check in which or ALL for m in check(None) if m.id != "openpar.W009"}


def test_a_good_installation_is_told_nothing(installation):
    assert said() == {}


@pytest.mark.parametrize(("name", "value", "code", "words"), [
    ("SECRET_KEY", "ngan", "openpar.E001", "chỉ có 4 ký tự"),
    ("AUDIT_KEY", "s" * 60, "openpar.W001", "dùng chung"),
    ("IDENTITY_KEYS", [], "openpar.W002", "OPENPAR_IDENTITY_KEYS"),
    ("ALLOWED_HOSTS", ["localhost"], "openpar.W003", "OPENPAR_HOSTS"),
    ("BASE_URL", "http://localhost:8000", "openpar.W004", "không mở được"),
    ("BASE_URL", "https://khac.vn", "openpar.E002", "khac.vn"),
    ("ALLOWED_HOSTS", ["*"], "openpar.E003", "giả mạo"),
    ("CSRF_TRUSTED_ORIGINS", [], "openpar.W005", "OPENPAR_ORIGINS"),
    ("PROXIES", "", "openpar.W011", "chung một địa chỉ"),
    ("SECURE_COOKIES", False, "openpar.E004", "không mã hóa"),
    ("DATA_DIR", "/proc/khong-ghi-duoc", "openpar.E005", "Không ghi được"),
    ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "openpar.W007", "không gửi đi"),
    ("SCANNER", "", "openpar.W008", "quét mã độc"),
    ("METRICS_TOKEN", "", "openpar.W010", "giám sát"),
    ("SIGNING_TEST", True, "openpar.E006", "chứng thư thử"),
    ("SIGNING_KEY", "/khong-co.p12", "openpar.E007", "không có tệp đó"),
])
def test_each_fault_is_named_with_what_to_do(installation, name, value, code, words):
    setattr(installation, name, value)
    found = said()
    assert code in found and words in found[code].msg and found[code].hint


def test_facts_of_one_machine_beside_a_common_store_of_files_are_named(installation, tmp_path):
    store = {"BACKEND": "openpar.core.object_store.ObjectStore", "OPTIONS": {"access_key": "x", "secret_key": "x", "bucket_name": "x", "endpoint_url": "x"}}
    installation.STORAGES = {**installation.STORAGES, "evidence": store}
    installation.FACTS_DIR = installation.DATA_DIR / "facts"
    found = said(checks.facts_folder)["openpar.W014"]
    assert "mỗi máy" in found.msg and "OPENPAR_FACTS_DIR" in found.hint
    installation.FACTS_DIR = tmp_path / "chung"
    assert said(checks.facts_folder) == {}
    installation.FACTS_DIR = Path("/proc/khong-ghi-duoc")
    assert "openpar.E013" in said(checks.facts_folder)


def test_a_data_folder_open_to_everybody_is_named(installation):
    installation.DATA_DIR.chmod(0o755)
    assert said(checks.data_folder)["openpar.W006"].hint.startswith("chmod 750")


SET = {"issuer": "https://dinh-danh.vn", "client_id": "openpar", "client_secret": "x", "name": "x", "claim": "email", "match": "email",
       "scopes": ["openid", "email"], "trusted_amr": ["otp"], "trusted_acr": []}


@pytest.mark.parametrize(("change", "code", "words"), [
    ({"issuer": ""}, "openpar.W015", "vẫn tắt"),
    ({"issuer": "http://dinh-danh.vn"}, "openpar.E014", "không phải https"),
    ({"client_id": ""}, "openpar.E015", "CLIENT_ID"),
    ({"client_secret": ""}, "openpar.E015", "CLIENT_SECRET"),
    ({"match": "phone"}, "openpar.E016", "phone"),
    ({"claim": "upn"}, "openpar.W012", "upn"),
    ({"scopes": ["email"]}, "openpar.E011", "openid"),
    ({"trusted_amr": ["otp", "pwd"]}, "openpar.E012", "pwd"),
])
def test_each_fault_of_signing_on_once_is_named_with_what_to_do(installation, change, code, words):
    installation.OIDC = SET
    assert said() == {}
    installation.OIDC = SET | change
    found = said()
    assert set(found) == {code} and words in found[code].msg and found[code].hint


def test_a_number_stands_for_one_fault():
    named = re.findall(r'id="(openpar\.[EW]\d+)"', Path(checks.__file__).read_text(encoding="utf-8"))
    assert len(named) > 20 and len(named) == len(set(named))
