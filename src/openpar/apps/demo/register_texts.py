"""What the documents of the demo say. Numbers of other bodies, titles and figures are made up."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Letter:
    """One document: out of `office`, or into it from an `author` outside the platform. `until` is how far an outgoing one comes (draft,
    submitted, signed, issued), `reaches` how far its recipients come with it, `refused` who sends it back and why."""

    name: str
    office: str
    on: date
    kind: str
    title: str
    drafter: str
    body: tuple[str, ...] = ()
    hour: int = 9
    to: tuple[str, ...] = ()
    signs: str = ""
    clerk: str = ""
    lines: tuple[str, ...] = ()
    mode: str = ""
    signer: str = ""
    place: str = "Lai Châu"
    until: str = "issued"
    urgency: str = ""
    relations: tuple[tuple[str, str], ...] = ()
    reaches: str = "completed"
    refused: dict = field(default_factory=dict)
    instruction: str = "Xử lý, báo cáo kết quả."
    due: date | None = None
    author: str = ""
    number: str = ""
    dated: date | None = None


HEAD, DEPUTY = ("GIÁM ĐỐC",), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
CHAIR = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
STC = {"drafter": "minh", "signs": "dung", "clerk": "vanthu", "lines": HEAD}
UBND = {"drafter": "lan", "signs": "chutich", "clerk": "lan", "lines": CHAIR, "mode": "TM"}

LETTERS = (
    Letter("plan", "stc", date(2022, 6, 22), "ke_hoach", "Thực hiện Chỉ thị 15/CT-UBND của Ủy ban nhân dân tỉnh tại Sở Tài chính", body=(
        "Sở Tài chính ban hành Kế hoạch thực hiện Chỉ thị 15/CT-UBND với các nội dung sau.",
        "1. Các phòng rà soát thủ tục thuộc lĩnh vực được giao, đề xuất cắt giảm thời gian giải quyết trước ngày 31/7/2022.",
        "2. Văn phòng Sở tổng hợp, báo cáo tiến độ trước ngày 25 hằng tháng./."), to=("ubnd_tinh",), relations=(("implements", "directive"),), **STC),
    Letter("district", "107", date(2022, 9, 30), "bao_cao", "Kết quả thực hiện Chỉ thị 15/CT-UBND quý III năm 2022", "107:officer", body=(
        "Ủy ban nhân dân huyện Mường Tè báo cáo kết quả thực hiện Chỉ thị 15/CT-UBND trong quý III năm 2022 (số liệu minh hoạ).",
        "Huyện đã công khai thủ tục tại các xã; còn hai xã chậm do đường truyền, đang khắc phục./."), to=("ubnd_tinh", "snv"), signs="te",
        clerk="107:clerk", lines=CHAIR, mode="TM", place="Mường Tè", relations=(("implements", "directive"),), instruction="Tổng hợp vào báo cáo quý."),
    Letter("report", "stc", date(2022, 9, 28), "bao_cao", "Kết quả cải cách hành chính quý III năm 2022", body=(
        "Sở Tài chính báo cáo kết quả cải cách hành chính quý III năm 2022 (số liệu minh hoạ).",
        "Toàn bộ hồ sơ tiếp nhận trong quý được trả đúng hạn hoặc trước hạn./."), to=("ubnd_tinh", "stp"),
        refused={"stp": "Gửi nhầm nơi nhận: báo cáo này do Sở Nội vụ tổng hợp."}, relations=(("implements", "plan"),), **STC),
    Letter("ministry", "stc", date(2022, 11, 10), "cong_van", "Rà soát phân cấp quản lý tài sản công ở địa phương", "vanthu", author="Bộ Tài chính",
           number="9021/BTC-QLCS (minh hoạ)", dated=date(2022, 11, 7), reaches="processing", due=date(2022, 12, 16),
           instruction="Phòng Quản lý giá và công sản chủ trì, dự thảo văn bản trả lời trình Giám đốc."),
    Letter("treasury", "stc", date(2022, 12, 14), "cong_van", "Đối chiếu số liệu thu, chi ngân sách 11 tháng năm 2022", "vanthu", hour=15,
           author="Kho bạc Nhà nước Lai Châu", number="412/KBLC-KTNN (minh hoạ)", dated=date(2022, 12, 13), reaches="registered", urgency="khan"),
    Letter("home-ministry", "ubnd_tinh", date(2022, 12, 14), "cong_van", "Cung cấp tài liệu kiểm chứng xác định Chỉ số cải cách hành chính năm 2022", "lan",
           author="Bộ Nội vụ", number="6011/BNV-CCHC (minh hoạ)", dated=date(2022, 12, 12), reaches="assigned", due=date(2022, 12, 23),
           instruction="Phòng Cải cách hành chính chủ trì, phối hợp các sở chuẩn bị tài liệu kiểm chứng."),
    Letter("amended", "stc", date(2022, 12, 1), "ke_hoach", "Sửa đổi, bổ sung Kế hoạch thực hiện Chỉ thị 15/CT-UBND tại Sở Tài chính", body=(
        "Lùi thời hạn hoàn thành phương án tự chủ của các đơn vị sự nghiệp đến ngày 23/12/2022; các nội dung khác giữ nguyên./.",),
        to=("ubnd_tinh",), relations=(("amends", "plan"),), **STC),
    Letter("invitation", "ubnd_tinh", date(2022, 12, 12), "giay_moi", "Họp đánh giá kết quả thực hiện Chỉ thị 15/CT-UBND năm 2022", body=(
        "Thời gian: 8 giờ 00 ngày 20/12/2022. Địa điểm: phòng họp tầng 2, trụ sở Ủy ban nhân dân tỉnh.",
        "Đề nghị các đơn vị cử lãnh đạo dự họp, mang theo báo cáo của đơn vị./."), to=("stc", "snv"), relations=(("cites", "directive"),),
        reaches="registered", **UBND),
    Letter("delegated", "stc", date(2022, 12, 13), "cong_van", "Cung cấp tài liệu phục vụ thẩm định chỉ số cải cách hành chính", body=(
        "Sở Tài chính gửi tài liệu kiểm chứng các tiêu chí thuộc trách nhiệm của Sở theo đề nghị của Sở Nội vụ./.",), drafter="minh", signs="deputy",
        clerk="vanthu", lines=DEPUTY, mode="KT", to=("snv",), reaches="registered"),
    Letter("announcement", "ubnd_tinh", date(2022, 12, 14), "thong_bao", "Kết quả đôn đốc nhiệm vụ quá hạn tháng 11 năm 2022", body=(
        "Đến ngày 30/11/2022 các đơn vị còn một số nhiệm vụ quá hạn, danh sách trên hệ thống theo dõi nhiệm vụ (số liệu minh hoạ)./.",),
        until="signed", **UBND),
    Letter("waiting-1", "stc", date(2022, 12, 14), "to_trinh", "Phê duyệt phương án tự chủ tài chính của đơn vị sự nghiệp", hour=10, body=(
        "Sở Tài chính trình Ủy ban nhân dân tỉnh xem xét, phê duyệt phương án tự chủ tài chính của các đơn vị sự nghiệp công lập./.",),
        to=("ubnd_tinh",), until="submitted", relations=(("implements", "amended"),), **STC),
    Letter("waiting-2", "stc", date(2022, 12, 14), "cong_van", "Đôn đốc quyết toán kinh phí cải cách hành chính năm 2022", hour=14, body=(
        "Đề nghị các đơn vị gửi hồ sơ quyết toán kinh phí cải cách hành chính về Sở Tài chính trước ngày 23/12/2022./.",), to=("snv", "stttt"),
        until="submitted", **STC),
    Letter("draft", "stc", date(2022, 12, 14), "cong_van", "Trả lời Bộ Tài chính về phân cấp quản lý tài sản công", hour=16, body=(
        "Thực hiện đề nghị của Bộ Tài chính, Sở Tài chính rà soát và có ý kiến như sau: (đang soạn).",), until="draft",
        relations=(("answers", "ministry"),), **STC),
    Letter("guide", "snv", date(2022, 11, 15), "huong_dan", "Tự chấm điểm cải cách hành chính năm 2022 trên hệ thống", "snv:officer", body=(
        "Các đơn vị tự chấm điểm, gắn tài liệu kiểm chứng vào từng tiêu chí trước ngày 01/12/2022.",
        "Vướng mắc trong quá trình thực hiện trao đổi với Phòng Cải cách hành chính./."), to=("stc", "107"), signs="snv:head", clerk="snv:clerk", lines=HEAD,
        relations=(("cites", "directive"),), reaches="completed", instruction="Tự chấm đúng hạn, gắn đủ tài liệu kiểm chứng."),
)

OLD_BOOK = (
    ("SỔ ĐĂNG KÝ VĂN BẢN ĐI NĂM 2022 (MINH HOẠ)",),
    ("TT", "Số, ký hiệu", "Ngày tháng", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận", "Số lượng bản"),
    (1, "38/BC-STC", date(2022, 3, 30), "Báo cáo kết quả cải cách hành chính quý I năm 2022", "Trần Đức Dũng", "UBND tỉnh; Sở Nội vụ", 3),
    (2, "17/KH-STC", date(2022, 4, 4), "Kế hoạch khắc phục các tiêu chí mất điểm năm 2021", "Trần Đức Dũng", "UBND tỉnh; các phòng thuộc Sở", 8),
    (3, "411/STC", date(2022, 4, 18), "V/v cung cấp số liệu giải quyết thủ tục hành chính", "Trần Đức Dũng", "Văn phòng UBND tỉnh", 2),
    (4, "24/TTr-STC", date(2022, 5, 12), "Tờ trình đề nghị phân bổ kinh phí cải cách hành chính năm 2022", "Trần Đức Dũng", "UBND tỉnh", 2),
    (5, "39/BC-STC", date(2022, 5, 20), "Báo cáo rà soát, đơn giản hóa thủ tục hành chính", "Trần Đức Dũng", "UBND tỉnh; Sở Tư pháp", 3),
    (6, "412/STC", date(2022, 6, 8), "V/v góp ý dự thảo Chỉ thị tăng cường kỷ luật, cải thiện các chỉ số", "Trần Đức Dũng", "Sở Nội vụ", 2),
    (7, "18/KH-STC", date(2022, 6, 10), "Kế hoạch kiểm tra việc thực hiện thủ tục hành chính tại các phòng", "Trần Đức Dũng", "Các phòng thuộc Sở", 8),
)
