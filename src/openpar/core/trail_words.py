"""What an entry of the trail says, in the reader's words: the act, the thing, the states, what changed. Rooms bring their own words."""

from datetime import date, datetime
from functools import lru_cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from openpar.engine.workflow import Workflow

from .rooms import ROOMS

LONGEST = 160  # of one value on the page; the workbook has it whole

ACTS = {
    "evidence.add": pgettext_lazy("trail", "Thêm minh chứng"), "evidence.remove": pgettext_lazy("trail", "Gỡ minh chứng"),
    "evidence.level": pgettext_lazy("trail", "Đổi phạm vi minh chứng"),
    "rule.enter": gettext_lazy("Nhập quy tắc"), "rule.approve": gettext_lazy("Duyệt quy tắc"), "rule.withdraw": gettext_lazy("Rút quy tắc"),
    "rule.compare": gettext_lazy("Đối chiếu quy tắc, chờ người thứ hai"), "rule.compare_back": gettext_lazy("Trả lại việc đối chiếu"),
    "rule.confirm": gettext_lazy("Xác nhận đã đối chiếu"),
    "people.role_propose": gettext_lazy("Đề nghị cấp vai trò"), "people.role_refuse": gettext_lazy("Từ chối cấp vai trò"),
    "people.role_give": gettext_lazy("Cấp vai trò"), "people.role_change": gettext_lazy("Sửa vai trò"),
    "people.first_operator": gettext_lazy("Lập người vận hành đầu tiên"), "people.letter": gettext_lazy("Đổi cách nhận thư tổng hợp"),
    "people.reset_access": gettext_lazy("Đặt lại cách đăng nhập"), "people.forget_second_factor": gettext_lazy("Gỡ xác thực hai lớp"),
    "people.unlock": gettext_lazy("Mở khóa đăng nhập"),
    "people.password_set": gettext_lazy("Đặt mật khẩu cho người khác"), "people.password_change": gettext_lazy("Đổi mật khẩu"),
    "people.password_void": gettext_lazy("Hủy mật khẩu"), "people.sign_on_bind": gettext_lazy("Gắn tài khoản đăng nhập một lần"),
    "people.sign_on_unbind": gettext_lazy("Gỡ tài khoản đăng nhập một lần"),
    "people.second_factor_add": gettext_lazy("Thêm lớp xác thực thứ hai"), "people.second_factor_remove": gettext_lazy("Gỡ lớp xác thực thứ hai"),
    "people.import": gettext_lazy("Nhập người dùng từ tệp"), "organisations.import": gettext_lazy("Nhập cơ quan từ tệp"),
    "import.take_in": gettext_lazy("Nhận tệp để nhập"), "import.confirm": gettext_lazy("Đồng ý nhập tệp"), "import.apply": gettext_lazy("Nhập xong tệp"),
    "import.outdated": gettext_lazy("Kiểm tra lại tệp vì dữ liệu đã thay đổi"),
    "import.discard": gettext_lazy("Bỏ tệp không nhập"),
    "delegation.give": gettext_lazy("Ủy quyền"), "delegation.end": gettext_lazy("Kết thúc ủy quyền"), "absence.report": gettext_lazy("Báo nghỉ"),
    "absence.end": gettext_lazy("Kết thúc nghỉ"),
    "people.hand_over": gettext_lazy("Bàn giao công việc"), "session.stand_in": gettext_lazy("Vào làm thay người khác"),
    "identity.keep": gettext_lazy("Lưu thông tin cá nhân"), "identity.forget": gettext_lazy("Hủy thông tin cá nhân"),
    "access.seal": gettext_lazy("Niêm nhật ký xem danh tính"),
    "token.make": gettext_lazy("Làm thẻ cá nhân"), "token.revoke": gettext_lazy("Thu hồi thẻ cá nhân"),
    "feed.open": gettext_lazy("Mở lịch đăng ký"), "feed.close": gettext_lazy("Đóng lịch đăng ký"),
    "paper.make": gettext_lazy("Lập văn bản giấy tờ"), "paper.sign": pgettext_lazy("trail", "Ký số"),
    "number.take": gettext_lazy("Cấp số văn bản"), "number.cancel": gettext_lazy("Hủy số văn bản"), "number.open": gettext_lazy("Mở dãy số văn bản"),
    "organisations.load": gettext_lazy("Nạp danh mục cơ quan"), "session.act_for": gettext_lazy("Đổi cơ quan làm việc thay mặt"),
    "webhook.subscribe": gettext_lazy("Đăng ký nhận sự kiện"), "webhook.switch": gettext_lazy("Bật, tắt nhận sự kiện"),
    "webhook.renew": gettext_lazy("Đổi khóa ký của kết nối"),
    "operator.add": gettext_lazy("Thêm ở trang quản trị"), "operator.change": gettext_lazy("Sửa ở trang quản trị"),
    "operator.delete": gettext_lazy("Xóa ở trang quản trị"),
    "jobs.run": gettext_lazy("Chạy việc nền bằng tay"), "jobs.revive": gettext_lazy("Gửi lại thư không chuyển được"),
}
# Rooms whose things have no page and no record of that name.
THINGS = {"core.grant": gettext_lazy("Đề nghị cấp vai trò"), "core.membership": gettext_lazy("Vai trò"), "core.job": gettext_lazy("Việc nền"),
          "core.outbox": gettext_lazy("Thư không chuyển được"), "core.number": gettext_lazy("Số văn bản"), "core.feed": gettext_lazy("Lịch đăng ký"),
          "core.webhook": gettext_lazy("Kết nối nhận sự kiện"), "core.access": gettext_lazy("Nhật ký xem danh tính"),
          "core.personal_token": gettext_lazy("Thẻ cá nhân")}
KEYS = {
    "chain": gettext_lazy("chuỗi niêm"), "rows": gettext_lazy("số dòng"),
    "value": gettext_lazy("giá trị"), "source": gettext_lazy("căn cứ"), "digest": gettext_lazy("dấu nội dung"), "evidence": gettext_lazy("minh chứng"),
    "kind": gettext_lazy("loại"), "title": gettext_lazy("tên"), "to": gettext_lazy("gửi cơ quan số"), "with": gettext_lazy("vì"), "by": gettext_lazy("bằng"),
    "due_on": gettext_lazy("hạn"), "due_type": gettext_lazy("loại hạn"), "field": gettext_lazy("lĩnh vực"), "leader": gettext_lazy("lãnh đạo số"),
    "progress": gettext_lazy("tiến độ (%)"), "progress_note": gettext_lazy("tình hình"), "report": gettext_lazy("báo cáo số"),
    "quality": gettext_lazy("chất lượng"), "person": gettext_lazy("người"), "sub_unit": gettext_lazy("phòng"), "inner_due_on": gettext_lazy("hạn nội bộ"),
    "organisations": gettext_lazy("các đơn vị"), "organisation": gettext_lazy("cơ quan, đơn vị"), "task": gettext_lazy("nhiệm vụ"),
    "tasks": gettext_lazy("số nhiệm vụ"),
    "draft": gettext_lazy("dự thảo số"), "drafts": gettext_lazy("dự thảo"), "confirmed": gettext_lazy("đã xác nhận"), "file": gettext_lazy("tệp"),
    "cycle": gettext_lazy("kỳ"), "report_day": gettext_lazy("ngày báo cáo"), "cause": gettext_lazy("nguyên nhân"), "late": gettext_lazy("sau hạn"),
    "part": gettext_lazy("vai trò"), "proposed": gettext_lazy("đề xuất"), "open_children": gettext_lazy("việc con chưa xong"),
    "merged": gettext_lazy("gộp từ"), "messages": gettext_lazy("thư số"), "last": gettext_lazy("số cuối"), "units": gettext_lazy("các đơn vị"),
    "sheets": gettext_lazy("số phiếu"), "new": gettext_lazy("thêm mới"), "aliases": gettext_lazy("tên gọi khác"), "groups": gettext_lazy("nhóm"),
    "members": gettext_lazy("thành viên"), "successions": gettext_lazy("kế thừa"), "wordings": gettext_lazy("cách gọi nhóm"),
    "name": gettext_lazy("họ tên"), "number": gettext_lazy("số giấy tờ"), "born_on": gettext_lazy("ngày sinh"), "phone": gettext_lazy("điện thoại"),
    "email": gettext_lazy("thư điện tử"), "address": gettext_lazy("địa chỉ"), "password": gettext_lazy("mật khẩu"), "username": gettext_lazy("tên đăng nhập"),
    "from": gettext_lazy("làm từ"), "shell_user": gettext_lazy("tài khoản hệ điều hành"), "must_change": gettext_lazy("phải đổi ở lần đăng nhập tới"),
    "usable": gettext_lazy("đăng nhập được bằng mật khẩu"), "issuer": gettext_lazy("nơi phát hành"), "subject": gettext_lazy("danh tính"),
    "type": gettext_lazy("loại"),
}


NEITHER = (None, "", [], [None, None])  # nothing before and nothing after
MODELS = {"core.import": "core.importbatch"}  # rooms that are called otherwise than their record
LISTS = {"drafts", "organisations", "span", "printed"}  # several things, never "from this to that"


def of_workflow(*flows: Workflow) -> dict:
    """Words for the acts that a room's steps write: the steps' own titles."""
    return {f"{flow.name}.{step.name}": step.title for flow in flows for step in flow.steps}


def acts() -> dict[str, dict[str, str]]:
    """{title of a room: {act: words}} for every act that somebody may look for, rooms in their order, the house last."""
    out: dict[str, dict[str, str]] = {}
    for room in ROOMS.values():
        if room.acts:
            out.setdefault(str(room.title), {}).update({a: capfirst(str(w)) for a, w in room.acts.items() if a not in ACTS})
    out[_("Việc chung của hệ thống")] = {a: str(w) for a, w in ACTS.items()}
    return out


def act_words(room: str, act: str) -> str:
    """What an act is called; the act's own code where no room has words for it."""
    own = ROOMS.get(room)
    words = (own.acts or {}).get(act) if own else None
    words = words or next((r.acts[act] for r in ROOMS.values() if r.acts and act in r.acts), None) or ACTS.get(act)
    return capfirst(str(words)) if words else act


def thing_words(room: str, object_id: int | None) -> str:
    """The kind of a thing and its number: "Nhiệm vụ số 12"."""
    own = ROOMS.get(room)
    model = model_of(room)
    title = THINGS.get(room) or (own.title if own else None) or (model._meta.verbose_name if model else room)
    return _("%(thing)s số %(n)s") % {"thing": capfirst(str(title)), "n": object_id} if object_id else capfirst(str(title))


def state_words(room: str, state: str) -> str:
    """A state as the room's pages call it."""
    states = getattr(model_of(room), "State", None)
    try:
        return str(states(state).label) if states and state else state
    except ValueError:
        return state


@lru_cache(maxsize=256)
def model_of(room: str):
    """The model behind a room's name, or None: "tasks.assignment" is one, "core.job" is not."""
    try:
        return apps.get_model(MODELS.get(room, room))
    except (LookupError, ValueError):
        return None


def changes(entry, longest: int | None = LONGEST) -> list[str]:
    """What an entry says has changed, a sentence each. A personal value is named and never shown, not even its digest."""
    return [_line(entry.room, key, said, longest) for key, said in (entry.changes or {}).items() if said not in NEITHER]


def _line(room, key, said, longest):
    name = key_words(room, key)
    if "hmac:" in str(said):
        return _("%(name)s: đã đổi (thông tin cá nhân, không hiện)") % {"name": name}
    if isinstance(said, list) and len(said) == 2 and key not in LISTS:
        old, new = (_value(room, key, v, longest) for v in said)
        return f"{name}: {new}" if said[0] in (None, "") else _("%(name)s: từ %(old)s thành %(new)s") % {"name": name, "old": old, "new": new}
    return f"{name}: {_value(room, key, said, longest)}"


def key_words(room: str, key: str) -> str:
    """What a changed thing is called: by its room, by the house, or as the model's field is labelled."""
    own = ROOMS.get(room)
    words = (own.keys or {}).get(key) if own else None
    if words or key in KEYS:
        return str(words or KEYS[key])
    of, _blank, what = key.rpartition(" ")
    if of and own and what in (own.keys or {}):  # one value of many: "2.1 self"
        return f"{of}, {own.keys[what]}"
    field = _field(room, key)
    return str(field.verbose_name) if field is not None else key


def _field(room, key):
    model = model_of(room)
    try:
        field = model._meta.get_field(key.removesuffix("_id")) if model else None
        return field if field is not None and field.concrete else None  # what only points back here has neither label nor choices
    except FieldDoesNotExist:
        return None


NOTHING = pgettext_lazy("trail", "trống")


def _value(room, key, value, longest):
    if value is None or value == "" or value == []:
        return str(NOTHING)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    field = _field(room, key)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, (list, tuple)):
        text = ", ".join(_value("", key, v, None) for v in value)
    elif isinstance(value, dict):
        text = ", ".join(f"{k} {v}" for k, v in value.items())
    else:
        text = _day(value) if isinstance(value, str) else str(value)
    return text if longest is None or len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _day(text: str) -> str:
    """A day or a moment as it was written down, in the order that people read."""
    try:
        if len(text) == 10:
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        if 19 <= len(text) <= 32 and text[4] == text[7] == "-":
            moment = datetime.fromisoformat(text)
            return f"{timezone.localtime(moment) if moment.tzinfo else moment:%H:%M %d/%m/%Y}"
    except ValueError:
        pass
    return text
