"""`manage.py check --deploy`: what an installation has set wrongly or not at all, each with what to do.

Errors would lose or leak something; warnings name what works worse than officials expect.
"""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.files.storage import storages

GUIDE = "Xem docs/start/install.md và docs/reference/settings.md."
SHORT = 40


@register(Tags.security, deploy=True)
def secrets(app_configs, **kwargs):
    """Keys: there, long, apart from each other."""
    found, keys = [], {"OPENPAR_SECRET_KEY": settings.SECRET_KEY, "OPENPAR_AUDIT_KEY": settings.AUDIT_KEY}
    for i, key in enumerate(settings.IDENTITY_KEYS):
        keys[f"OPENPAR_IDENTITY_KEYS (khóa thứ {i + 1})"] = key
    for name, key in keys.items():
        if key and len(key) < SHORT:
            found.append(Error(f"{name} chỉ có {len(key)} ký tự.", id="openpar.E001",
                               hint="Đặt chuỗi ngẫu nhiên từ 50 ký tự, ví dụ: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"))
    if settings.AUDIT_KEY == settings.SECRET_KEY:
        found.append(Warning("OPENPAR_AUDIT_KEY chưa đặt nên đang dùng chung OPENPAR_SECRET_KEY.", id="openpar.W001",
                             hint="Đặt riêng ngay từ đầu: sau này đổi khóa phiên thì mọi dấu trong nhật ký không còn đối chiếu được."))
    if not settings.IDENTITY_KEYS:
        found.append(Warning("OPENPAR_IDENTITY_KEYS chưa đặt: hệ thống không nhận thông tin cá nhân của người dân, không thêm được kết nối.",
                             id="openpar.W002", hint="Đặt một chuỗi ngẫu nhiên dài và cất ở nơi khác với bản sao lưu."))
    return found


@register(Tags.security, deploy=True)
def addresses(app_configs, **kwargs):
    """Host names, origins and the address in letters fit together."""
    found, base = [], urlsplit(settings.BASE_URL)
    if set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
        found.append(Warning("OPENPAR_HOSTS chỉ có máy này: người khác mở trang sẽ nhận lỗi 400.", id="openpar.W003",
                             hint="Đặt tên miền của hệ thống, ví dụ OPENPAR_HOSTS=cchc.laichau.gov.vn."))
    if base.hostname in {"localhost", "127.0.0.1"}:
        found.append(Warning(f"OPENPAR_BASE_URL là {settings.BASE_URL}: đường dẫn trong thư và thông báo sẽ không mở được.", id="openpar.W004",
                             hint="Đặt địa chỉ mà người dùng gõ, ví dụ https://cchc.laichau.gov.vn."))
    elif base.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        found.append(Error(f"OPENPAR_BASE_URL trỏ tới {base.hostname}, không có trong OPENPAR_HOSTS.", id="openpar.E002",
                           hint="Thêm tên đó vào OPENPAR_HOSTS hoặc sửa OPENPAR_BASE_URL."))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("OPENPAR_HOSTS có dấu *: trang nhận mọi tên miền giả mạo.", id="openpar.E003", hint="Ghi rõ từng tên miền."))
    if settings.SECURE_COOKIES and base.scheme == "https" and not settings.CSRF_TRUSTED_ORIGINS:
        found.append(Warning("OPENPAR_ORIGINS chưa đặt: sau máy chủ ngược lo TLS, mọi biểu mẫu có thể bị từ chối.", id="openpar.W005",
                             hint=f"Đặt OPENPAR_ORIGINS={base.scheme}://{base.netloc}."))
    if settings.SECURE_COOKIES and base.scheme == "https" and not settings.PROXIES:
        found.append(Warning("OPENPAR_PROXIES chưa đặt: sau máy chủ ngược, mọi người mang chung một địa chỉ, nên một người gõ sai mật khẩu nhiều lần "
                             "làm chậm hoặc khóa cả những người khác.", id="openpar.W011",
                             hint="Đặt địa chỉ của máy chủ ngược, ví dụ OPENPAR_PROXIES=127.0.0.1."))
    if not settings.SECURE_COOKIES:
        found.append(Error("OPENPAR_HTTPS đang tắt: mật khẩu và phiên đăng nhập đi trên mạng không mã hóa.", id="openpar.E004",
                           hint="Bỏ OPENPAR_HTTPS=0, đặt TLS ở máy chủ ngược."))
    return found


def _unwritable(folder: Path) -> str | None:
    """Why nothing can be written into this folder, in the system's words; None where it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error.strerror or str(error)


@register(Tags.files, deploy=True)
def data_folder(app_configs, **kwargs):
    """The data folder is there, writable, and not readable by everybody."""
    folder = Path(settings.DATA_DIR)
    if problem := _unwritable(folder):
        return [Error(f"Không ghi được vào OPENPAR_DATA ({folder}): {problem}.", id="openpar.E005",
                      hint="Cho người dùng hệ thống chạy phần mềm quyền ghi thư mục này.")]
    if os.name == "posix" and folder.stat().st_mode & 0o007:
        return [Warning(f"Mọi người dùng của máy đều vào được OPENPAR_DATA ({folder}).", id="openpar.W006", hint=f"chmod 750 {folder}")]
    return []


@register(Tags.files, deploy=True)
def facts_folder(app_configs, **kwargs):
    """The snapshots of facts are written by the worker and read by every web machine: one folder for all of them."""
    folder = Path(settings.FACTS_DIR)
    if problem := _unwritable(folder):
        return [Error(f"Không ghi được vào OPENPAR_FACTS_DIR ({folder}): {problem}.", id="openpar.E013",
                      hint="Cho người dùng hệ thống chạy phần mềm quyền ghi thư mục này, hoặc gắn lại thư mục mạng.")]
    several = settings.STORAGES["evidence"]["BACKEND"] == "openpar.core.object_store.ObjectStore"
    if several and Path(settings.DATA_DIR) in folder.parents:
        return [Warning(f"Tệp minh chứng đã ở kho chung mà ảnh chụp số liệu vẫn ở thư mục riêng của máy này ({folder}): nếu có nhiều máy web, mỗi máy "
                        "thấy số liệu khác nhau, và bản ghi đứng sau một điểm số không mở được ở máy khác.", id="openpar.W014",
                        hint="Đặt OPENPAR_FACTS_DIR tới một thư mục mà mọi máy web và máy chạy việc nền cùng gắn; chỉ có một máy thì bỏ qua.")]
    return []


@register(Tags.files, deploy=True)
def object_store(app_configs, **kwargs):
    """The bucket of evidence, where one is named: its library is here, its key is set, and it answers."""
    if settings.STORAGES["evidence"]["BACKEND"] != "openpar.core.object_store.ObjectStore":
        return []
    named = settings.STORAGES["evidence"]["OPTIONS"]
    if not (named["access_key"] and named["secret_key"]):
        return [Error("OPENPAR_EVIDENCE_BUCKET đã đặt mà thiếu OPENPAR_EVIDENCE_KEY hoặc OPENPAR_EVIDENCE_SECRET.", id="openpar.E008",
                      hint="Đặt cả hai, hoặc bỏ OPENPAR_EVIDENCE_BUCKET để giữ tệp trong OPENPAR_DATA.")]
    try:
        store = storages["evidence"]
    except ImportError:
        return [Error("OPENPAR_EVIDENCE_BUCKET cần thư viện của kho đối tượng.", id="openpar.E009",
                      hint='Cài thêm: pip install -c constraints.txt -e ".[s3]".')]
    if problem := store.problem():
        return [Error(f"Không mở được kho tệp “{named['bucket_name']}” tại {named['endpoint_url'] or 'địa chỉ mặc định'}: {problem}", id="openpar.E010",
                      hint="Kiểm tra OPENPAR_EVIDENCE_ENDPOINT, tên kho, khóa, và quyền đọc, ghi, liệt kê, xóa của khóa.")]
    return []


@register(Tags.compatibility, deploy=True)
def services(app_configs, **kwargs):
    """What works without, and worse."""
    found = []
    if settings.EMAIL_BACKEND.endswith(("filebased.EmailBackend", "console.EmailBackend")):
        found.append(Warning("Thư tổng hợp hằng ngày chỉ được ghi ra tệp, không gửi đi.", id="openpar.W007",
                             hint="Đặt OPENPAR_EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend và OPENPAR_EMAIL_HOST."))
    if not settings.SCANNER:
        found.append(Warning("Chưa có bộ quét mã độc: tệp tải lên chỉ được kiểm tra loại và cấu trúc.", id="openpar.W008",
                             hint="Cài clamav, đặt OPENPAR_SCANNER=127.0.0.1:3310."))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(Warning("Đang chạy trên SQLite: hợp với một cơ quan vài chục người, không hợp với cả tỉnh.", id="openpar.W009",
                             hint="Với một tỉnh, đặt OPENPAR_DATABASE_URL tới PostgreSQL; chuyển dữ liệu bằng manage.py backup và restore."))
    if not settings.METRICS_TOKEN:
        found.append(Warning("Chưa mở số liệu giám sát: việc nền dừng hay thư kẹt sẽ không ai được báo.", id="openpar.W010",
                             hint="Đặt OPENPAR_METRICS_TOKEN và cho hệ thống giám sát đọc /suc-khoe/so-do/."))
    if settings.SIGNING_TEST:
        found.append(Error("OPENPAR_SIGNING_TEST đang bật: văn bản thật sẽ bị ký bằng chứng thư thử.", id="openpar.E006",
                           hint="Tắt đi và đặt OPENPAR_SIGNING_KEY."))
    elif settings.SIGNING_KEY and not Path(settings.SIGNING_KEY).is_file():
        found.append(Error(f"OPENPAR_SIGNING_KEY trỏ tới {settings.SIGNING_KEY}, không có tệp đó.", id="openpar.E007", hint="Sửa đường dẫn."))
    return found


@register(Tags.security, deploy=True)
def sign_on(app_configs, **kwargs):
    """Signing on once: all that the provider needs is set, and nothing weakens the second factor."""
    it, found = settings.OIDC, []
    if not it["issuer"]:
        if it["client_id"] or it["client_secret"]:
            found.append(Warning("OPENPAR_OIDC_CLIENT_ID hoặc OPENPAR_OIDC_CLIENT_SECRET đã đặt mà chưa có OPENPAR_OIDC_ISSUER: đăng nhập một lần vẫn tắt.",
                                 id="openpar.W015", hint="Đặt OPENPAR_OIDC_ISSUER là địa chỉ nơi phát hành, đúng từng ký tự."))
        return found
    parts = urlsplit(it["issuer"])
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        found.append(Error(f"OPENPAR_OIDC_ISSUER là {it['issuer']}, không phải https: người ở giữa giả được danh tính.", id="openpar.E014",
                           hint="Đặt địa chỉ https của nơi phát hành."))
    for name in ("client_id", "client_secret"):
        if not it[name]:
            found.append(Error(f"OPENPAR_OIDC_{name.upper()} chưa đặt.", id="openpar.E015",
                               hint="Đăng ký phần mềm ở hệ thống đăng nhập một lần rồi ghi mã và khóa được cấp. manage.py check_sign_on in địa chỉ quay về."))
    if it["match"] not in {"email", "username"}:
        found.append(Error(f"OPENPAR_OIDC_MATCH là “{it['match']}”.", id="openpar.E016", hint="Ghi email hoặc username: cột của tài khoản được đối chiếu."))
    elif it["match"] == "email" and it["claim"] != "email":
        found.append(Warning(f"OPENPAR_OIDC_CLAIM là “{it['claim']}” mà đối chiếu với thư điện tử: chỉ ai có “{it['claim']}” trùng với "
                             "thư điện tử đã xác minh mới vào được.",
                             id="openpar.W012", hint="Dùng OPENPAR_OIDC_CLAIM=email, hoặc OPENPAR_OIDC_MATCH=username với mã do nơi phát hành cấp."))
    elif it["claim"] in {"preferred_username", "nickname", "name"}:
        found.append(Warning(f"OPENPAR_OIDC_CLAIM là “{it['claim']}”: ở nhiều nơi phát hành, người dùng tự đổi được thông tin này nên nhận được tài khoản "
                             "của người khác.", id="openpar.W013",
                             hint="Dùng mã cán bộ do nơi phát hành cấp và không ai tự sửa, hoặc thư điện tử đã xác minh."))
    if "openid" not in it["scopes"]:
        found.append(Error("OPENPAR_OIDC_SCOPES thiếu openid.", id="openpar.E011", hint="Ghi ít nhất: openid email."))
    if weak := {"pwd", "user", "kba"} & set(it["trusted_amr"]):
        found.append(Error(f"OPENPAR_OIDC_TRUSTED_AMR có {', '.join(sorted(weak))}: cách đó không phải lớp xác thực thứ hai.", id="openpar.E012",
                           hint="Chỉ ghi cách mà nơi phát hành dùng cho lớp thứ hai, ví dụ otp, hwk, mfa."))
    return found
