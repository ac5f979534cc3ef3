"""The help page's words: what each role does first, the keys, the marks. Shorter than docs/guides, in both languages."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from .faces import Clock, Day


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and the page where it is done (a URL name; empty where it happens on the page at hand)."""

    words: str | Promise
    page: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A short guide. `roles` are the roles of core.roles that it is written for; none means everybody."""

    code: str
    title: str | Promise
    steps: tuple[Step, ...]
    roles: tuple[str, ...] = ()


GUIDES = (
    Guide("lanh-dao", _("Lãnh đạo UBND"), (
        Step(_("Mở Điều hành: việc quá hạn, sắp đến hạn, chờ thẩm định và việc cần quyết định hôm nay. Mỗi con số dẫn đến danh sách "
               "của nó."), "tasks:leader"),
        Step(_("Quyết định đề nghị gia hạn ngay trên trang: đồng ý, đồng ý với ngày khác, hoặc từ chối kèm lý do. Hạn cũ vẫn chạy "
               "cho đến khi có quyết định.")),
        Step(_("Ô đậm trong bảng “Đơn vị nào chậm ở mục nào” là chỗ chậm; bấm vào ô để xem việc và người chịu trách nhiệm.")),
        Step(_("Tải báo cáo theo dõi (.docx) cho cuộc họp; số liệu ghi rõ tính đến lúc nào.")),
    ), ("chairman", "deputy")),
    Guide("cai-cach-hanh-chinh", _("Cơ quan thường trực cải cách hành chính"), (
        Step(_("Đưa văn bản chỉ đạo vào: tải tệp .docx, .pdf, .odt, hoặc dán nội dung. Không đưa văn bản mật vào phần mềm này."),
             "tasks:directive_new"),
        Step(_("Rà soát dự thảo nhiệm vụ: điều chưa rõ đứng trước, có viền đứt. Không việc nào được giao chỉ vì máy đã đọc ra."),
             "tasks:directives"),
        Step(_("Chọn thời hạn cho việc chưa có ngày: ngày cuối, kỳ báo cáo, hoặc không thời hạn. Rồi giao tất cả một lần.")),
        Step(_("Thẩm định báo cáo đã gửi: chấp nhận, hoặc trả lại kèm điều phải làm thêm."), "tasks:appraisal"),
        Step(_("Theo dõi và đôn đốc: chọn nhiều dòng để nhắc, báo cáo vượt cấp, lập công văn đôn đốc."), "tasks:follow"),
        Step(_("Xác nhận các quy tắc chưa đối chiếu: mở văn bản gốc, so, rồi xác nhận hoặc nhập giá trị đúng kèm căn cứ."),
             "core:rules_unconfirmed"),
        Step(_("Lập kế hoạch cải thiện PAPI từ chỗ mất điểm, và giao việc từ kế hoạch."), "indices:papi_plan"),
        Step(_("Mở đợt đánh giá chỉ số: đơn vị tự chấm, thẩm định, giải trình, rồi trình phê duyệt."), "indices:rounds"),
    ), ("reform_office",)),
    Guide("kiem-soat-thu-tuc", _("Kiểm soát thủ tục hành chính"), (
        Step(_("Xem nhiệm vụ của tỉnh, lọc theo đơn vị, lĩnh vực, trạng thái; tải danh sách .xlsx."), "tasks:tasks"),
        Step(_("Nhập quy tắc của cơ quan có ngày hiệu lực và căn cứ; người thứ hai duyệt thì quy tắc mới có hiệu lực."), "core:rules"),
    ), ("procedure_control",)),
    Guide("thu-truong", _("Thủ trưởng đơn vị: sở, ngành, huyện, xã"), (
        Step(_("Mở Việc của tôi: việc phải tiếp nhận, phân công, báo cáo, xếp theo hạn."), "tasks:my_work"),
        Step(_("Phân công: chọn phòng hoặc người, đặt hạn nội bộ không muộn hơn hạn của đơn vị, ghi bút phê.")),
        Step(_("Gửi báo cáo hoàn thành cùng minh chứng. Gửi rồi vẫn rút về được khi chưa thẩm định.")),
        Step(_("Xin gia hạn trước khi hết hạn, kèm lý do và ngày đề nghị. Gia hạn sau khi đã quá hạn không xóa được việc trễ.")),
        Step(_("Không phải việc của đơn vị thì nêu ý kiến về việc giao và đề xuất đơn vị đúng; hạn cũ vẫn chạy trong lúc chờ.")),
        Step(_("Trong đợt đánh giá chỉ số: tự chấm điểm của đơn vị, thêm minh chứng, giải trình, gửi đúng lịch."), "indices:rounds"),
        Step(_("Huyện giao tiếp cho xã: mỗi xã có phần việc con, huyện vẫn chịu trách nhiệm với tỉnh.")),
    ), ("head",)),
    Guide("van-thu", _("Văn thư"), (
        Step(_("Mở mục chờ tiếp nhận trong Việc của tôi, đọc việc, bấm Tiếp nhận. Thời hạn không đổi."), "tasks:my_work"),
        Step(_("Trình thủ trưởng phân công. Thấy giao nhầm đơn vị thì báo thủ trưởng trước khi bắt tay làm.")),
    ), ("clerk",)),
    Guide("chuyen-vien", _("Chuyên viên"), (
        Step(_("Việc của tôi chỉ có việc giao cho bạn hoặc phòng của bạn, với hạn nội bộ."), "tasks:my_work"),
        Step(_("Cập nhật tiến độ bằng lời ngắn; thêm minh chứng ngay khi có: tệp, đường dẫn, hoặc văn bản có số, ngày, nơi ban hành.")),
        Step(_("Soạn báo cáo, nhập kết quả chỉ tiêu, rồi trình; thủ trưởng gửi. Không làm kịp thì nói sớm.")),
    ), ("officer",)),
    Guide("giam-sat", _("Giám sát: HĐND, MTTQ"), (
        Step(_("Xem văn bản và nhiệm vụ đã giao, trạng thái của chúng, bảng điều hành trong phạm vi ấy. Bản nháp và trao đổi nội bộ "
               "không hiện."), "tasks:tasks"),
        Step(_("Lọc theo đơn vị, lĩnh vực, trạng thái; tải .xlsx. Vai trò này chỉ xem.")),
    ), ("supervisor",)),
    Guide("van-hanh", _("Quản trị hệ thống"), (
        Step(_("Tạo người dùng, gắn vai trò tại một cơ quan từ ngày đến ngày. Người chuyển công tác: đặt ngày cuối, không xóa."),
             "admin:index"),
        Step(_("Người nghỉ việc, chuyển công tác: bàn giao mọi việc đang mở và dự thảo cho người kế nhiệm trong một lần."), "core:handover"),
        Step(_("Xem việc nền: việc nào chờ, đang chạy, hỏng; chạy lại không làm hai lần."), "core:jobs"),
        Step(_("Mỗi ngày cất mốc của chuỗi nhật ký ở một nơi khác. Vai trò này không xem nội dung công việc.")),
    ), ("operator",)),
    Guide("nguoi-dan", _("Người dân, nhà phân tích: không cần đăng nhập"), (
        Step(_("Xem PAPI của 63 tỉnh từ năm 2011; bấm vào một tỉnh để xem mất điểm, được điểm ở đâu."), "indices:papi"),
        Step(_("Bấm vào một con số để xem nó từ đâu ra; tải toàn bộ số liệu .xlsx hoặc .csv cùng nguồn.")),
        Step(_("Kiểm tra một câu viết về PAPI có khớp số liệu đã công bố không."), "indices:papi_check"),
        Step(_("Xem các khung chỉ số có ngày hiệu lực, so hai năm, chấm thử một tệp số liệu."), "indices:frameworks"),
        Step(_("Thử tính một thời hạn: từng ngày được tính hay bỏ qua, vì sao."), "core:try_clock"),
        Step(_("Kiểm tra chữ ký số của một tệp PDF: ai ký, lúc nào, nội dung có bị sửa không."), "core:check_signatures"),
    )),
)
EVERYBODY = (
    _("Danh sách xếp theo hạn. Mỗi dòng nói phải làm gì và còn bao lâu."),
    _("Bấm vào một thời hạn để xem từng ngày được tính hay bỏ qua và vì sao. Hạn 15/8 là còn hạn hết ngày 15/8."),
    _("Tìm không cần dấu, không phân biệt hoa thường: “so noi vu” tìm thấy “Sở Nội vụ”."),
    _("Ngày nhập dạng ngày/tháng/năm, ví dụ 06/9/2022; thứ trong tuần hiện ngay bên cạnh."),
    _("Khi có lỗi, trang nói điều gì sai, ở đâu, làm gì tiếp; những gì đã gõ vẫn còn. Bấm hai lần một nút chỉ là một lần."),
    _("Sắp vắng mặt thì mở Ủy quyền và nghỉ trong thực đơn tài khoản: chọn người làm thay, và ủy quyền những việc cần ký, duyệt."),
    _("Giữ vai trò ở nhiều cơ quan thì đổi cơ quan ở góc trên; việc bạn làm được ghi cho cơ quan ấy."),
)
KEYS = (
    (("?",), _("Mở bảng phím tắt của trang đang xem")),
    (("/",), _("Đến ô tìm kiếm")),
    (("J", "K"), _("Xuống, lên trong danh sách")),
    (("Enter",), _("Mở dòng đang chọn")),
    (("Esc",), _("Đóng hộp thoại, thực đơn")),
    (("Shift",), _("Giữ khi bấm chuột để chọn cả một đoạn trong danh sách")),
)


def guides_for(actor) -> tuple[list[Guide], list[Guide]]:
    """(the guides of this person's roles, the others); a visitor's own is the public one."""
    held = {m.role for m in actor.memberships} if actor else set()
    own = [g for g in GUIDES if (held & set(g.roles) if held else not g.roles)]
    return own, [g for g in GUIDES if g not in own]


def sample_clock() -> Clock:
    """Two weeks of a clock, so that the help page can say what each cell means: five working days given on a Wednesday, with
    a holiday (2 September 2022) and a pause."""
    days, counted = [], 0
    notes = {date(2022, 8, 31): ("start", gettext("Ngày giao")), date(2022, 9, 1): ("off", gettext("Nghỉ lễ")),
             date(2022, 9, 2): ("off", gettext("Nghỉ lễ")), date(2022, 9, 7): ("paused", gettext("Tạm dừng"))}
    for n in range(14):
        day = date(2022, 8, 31) + timedelta(n)
        kind, note = notes.get(day, ("off", gettext("Cuối tuần")) if day.weekday() > 4 else ("counted", ""))
        if kind == "counted":
            counted += 1
            kind, note = ("due", pgettext("clock", "Hạn")) if counted == 5 else (kind, gettext("Ngày %(n)s") % {"n": counted})
        days.append(Day(day, kind, note, day == date(2022, 9, 6)))
        if counted == 5:
            break
    return Clock(tuple(days), label=gettext("Ví dụ về đồng hồ thời hạn"))
