"""Names of PAPI's contents and groups in the reader's language. The Vietnamese ones are those of the frameworks."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

GROUPS = {1: _("Cao nhất"), 2: _("Trung bình cao"), 3: _("Trung bình thấp"), 4: _("Thấp nhất")}
CONTENTS = (
    _("Tổng điểm"), _("Tham gia của người dân ở cấp cơ sở"), _("Tri thức công dân"), _("Cơ hội tham gia (bầu cử)"),
    _("Chất lượng bầu cử (trưởng thôn)"), _("Đóng góp tự nguyện"), _("Công khai, minh bạch"),
    _("Công khai, minh bạch trong việc ra quyết định ở địa phương"), _("Tiếp cận thông tin"), _("Danh sách hộ nghèo"),
    _("Thu, chi ngân sách cấp xã/phường"), _("Quy hoạch/kế hoạch sử dụng đất, khung giá đất"),
    _("Trách nhiệm giải trình với người dân"), _("Tương tác với chính quyền"), _("Giải đáp khiếu nại, tố cáo, khúc mắc"),
    _("Tiếp cận dịch vụ tư pháp"), _("Kiểm soát tham nhũng trong khu vực công"), _("Kiểm soát tham nhũng trong chính quyền"),
    _("Kiểm soát tham nhũng trong cung ứng dịch vụ công"), _("Công bằng trong tuyển dụng vào nhà nước"),
    _("Quyết tâm chống tham nhũng"), _("Thủ tục hành chính công"), _("Chứng thực, xác nhận"),
    _("Giấy chứng nhận quyền sử dụng đất"), _("Thủ tục hành chính cấp xã/phường"), _("Cung ứng dịch vụ công"),
    _("Y tế công lập"), _("Giáo dục tiểu học công lập"), _("Cơ sở hạ tầng căn bản"), _("An ninh, trật tự"),
    _("Quản trị môi trường"), _("Nghiêm túc trong bảo vệ môi trường"), _("Chất lượng không khí"), _("Chất lượng nước"),
    _("Quản trị điện tử"), _("Sử dụng cổng thông tin điện tử của chính quyền"), _("Tiếp cận và sử dụng Internet"),
    _("Phúc đáp yêu cầu của người dân qua cổng TTĐT"),
    # asked in earlier years
    _("Kế hoạch sử dụng đất, khung giá đền bù"), _("Hiệu quả tương tác với các cấp chính quyền"), _("Ban thanh tra nhân dân"),
    _("Ban Giám sát đầu tư cộng đồng"), _("Giấy phép xây dựng"), _("Hiệu quả tương tác"), _("Đáp ứng kiến nghị của người dân"),
    _("Hiệu quả của Ban Thanh tra Nhân dân"),
)
SHORT = {"Công khai, minh bạch trong việc ra quyết định ở địa phương": "Công khai, minh bạch"}
TILES = {"Bà Rịa - Vũng Tàu": "BR- V.Tàu"}


def title(code: str, words: str) -> str:
    """The name of a content; the whole is "Tổng điểm"."""
    return gettext("Tổng điểm") if code == "TOTAL" else gettext(SHORT.get(words, words)) if words else code


def numbered(code: str, words: str) -> str:
    """The name with its number, as the survey counts it: "3. …", "3.1 …"."""
    if code == "TOTAL":
        return title(code, words)
    return f"{code[1:]}{'' if '.' in code else '.'} {title(code, words)}"


def group(n: int | None) -> str:
    """The name of one of the four groups; empty where nothing was published."""
    return gettext(GROUPS[n]) if n else ""


def shade(n: int | None) -> str:
    """The class of a group's colour: q4 is the highest."""
    return f"q{5 - n}" if n else "na"
