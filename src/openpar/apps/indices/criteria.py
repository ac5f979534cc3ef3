"""Titles of the illustrative frameworks and of the metrics in the reader's language; those of documents stay as the documents have them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

CRITERIA = (
    _("Chỉ số cải cách hành chính cấp sở, ban, ngành (minh hoạ, không phải văn bản)"),
    _("Chỉ số cải cách hành chính cấp huyện, thành phố (minh hoạ, không phải văn bản)"),
    _("Chỉ số cải cách hành chính cấp xã, phường, thị trấn (minh hoạ, không phải văn bản)"), _("Công tác chỉ đạo, điều hành cải cách hành chính"),
    _("Ban hành kế hoạch cải cách hành chính năm đúng hạn"), _("Mức độ hoàn thành kế hoạch cải cách hành chính"),
    _("Nhiệm vụ cấp trên giao hoàn thành đúng hạn"), _("Nhiệm vụ bị trả lại để làm lại"), _("Nhiệm vụ phải xin gia hạn"),
    _("Báo cáo kết quả nhiệm vụ đầy đủ, có minh chứng"), _("Báo cáo định kỳ gửi đúng hạn"), _("Khắc phục tồn tại sau kiểm tra cải cách hành chính"),
    _("Sáng kiến cải cách hành chính được công nhận"), _("Cải cách thể chế"), _("Văn bản quy phạm pháp luật tham mưu ban hành đúng tiến độ"),
    _("Xử lý văn bản có nội dung không phù hợp sau rà soát, kiểm tra"), _("Tổ chức theo dõi thi hành pháp luật"),
    _("Công khai thông tin theo quy định đúng hạn"), _("Cải cách thủ tục hành chính"), _("Hồ sơ thủ tục hành chính giải quyết đúng hạn"),
    _("Thủ tục hành chính được công khai đúng hạn"), _("Thủ tục hành chính tiếp nhận tại Bộ phận Một cửa"), _("Hồ sơ quá hạn có thư xin lỗi và hẹn lại"),
    _("Hồ sơ yêu cầu bổ sung quá một lần"), _("Phản ánh, kiến nghị xử lý đúng hạn"), _("Người gửi hài lòng với kết quả xử lý phản ánh, kiến nghị"),
    _("Cải cách tổ chức bộ máy hành chính"), _("Có quy chế làm việc, phân công nhiệm vụ còn hiệu lực"), _("Sử dụng biên chế không vượt số được giao"),
    _("Số lượng cấp phó đúng quy định"), _("Thực hiện phân cấp, ủy quyền và kiểm tra sau phân cấp"), _("Cải cách chế độ công vụ"),
    _("Công chức, viên chức được bố trí đúng vị trí việc làm"), _("Hoàn thành kế hoạch đào tạo, bồi dưỡng"),
    _("Vi phạm kỷ luật, kỷ cương hành chính bị xử lý"), _("Đánh giá, xếp loại công chức đúng trình tự, thời gian"),
    _("Đánh giá của người được khảo sát về công chức"), _("Cải cách tài chính công"), _("Giải ngân dự toán được giao"),
    _("Thực hiện kiến nghị thanh tra, kiểm toán về tài chính"), _("Công khai dự toán, quyết toán đúng quy định"),
    _("Báo cáo tình hình quản lý tài sản công đúng hạn"), _("Xây dựng và phát triển chính quyền điện tử, chính quyền số"),
    _("Văn bản trao đổi hoàn toàn điện tử, có ký số"), _("Hồ sơ tiếp nhận trực tuyến"), _("Dịch vụ công trực tuyến có phát sinh hồ sơ"),
    _("Hồ sơ thanh toán trực tuyến"), _("Hồ sơ, kết quả được số hóa"), _("Hồ sơ khai thác lại dữ liệu đã số hóa"),
    _("Hồ sơ nhận, trả qua bưu chính công ích"), _("Duy trì, cải tiến hệ thống quản lý chất lượng ISO 9001"),
    _("Tác động của cải cách hành chính đến người dân, tổ chức và kinh tế - xã hội"), _("Mức độ hài lòng của người dân, tổ chức (điều tra xã hội học)"),
    _("Chỉ tiêu kinh tế - xã hội được giao đạt hoặc vượt"), _("Tự kiểm tra đơn vị trực thuộc trong năm"), _("Lãnh đạo tiếp công dân định kỳ đủ số buổi"),
    _("Khiếu nại, tố cáo giải quyết đúng hạn"), _("Điểm cộng: cách làm mới được cấp tỉnh công nhận"), _("Điểm trừ: báo cáo kết quả không đúng thực tế"),
)
METRICS = (
    _("Buổi tiếp công dân của lãnh đạo đã thực hiện trên số buổi theo lịch"), _("Báo cáo kết quả nhiệm vụ có đủ nội dung và minh chứng"),
    _("Báo cáo định kỳ gửi đúng hạn, đủ nội dung"), _("Hồ sơ có thành phần và kết quả được số hóa"), _("Hồ sơ dùng lại dữ liệu đã số hóa"),
    _("Hồ sơ nhận hoặc trả qua bưu chính"), _("Hồ sơ nhận trực tuyến trên hồ sơ của thủ tục có trực tuyến"), _("Hồ sơ phải bổ sung quá một lần"),
    _("Hồ sơ quá hạn có thư xin lỗi và ngày hẹn lại"), _("Hồ sơ thanh toán trực tuyến trên hồ sơ có thu"),
    _("Hồ sơ trả đúng hạn trên hồ sơ đã giải quyết"), _("Kiến nghị thanh tra, kiểm toán đã thực hiện"), _("Người trả lời hài lòng hoặc rất hài lòng"),
    _("Nhiệm vụ bị trả lại trên nhiệm vụ đã báo cáo"), _("Nhiệm vụ hoàn thành đúng hạn trên nhiệm vụ đến hạn"),
    _("Nhiệm vụ trong kế hoạch đã hoàn thành có minh chứng"), _("Nhiệm vụ đã báo cáo nhưng không có minh chứng"),
    _("Nhiệm vụ được gia hạn trên nhiệm vụ đến hạn"), _("Nội dung phải công khai đã công khai đúng hạn"),
    _("Phản ánh, kiến nghị không bị đánh giá không hài lòng hoặc trễ"), _("Sáng kiến được công nhận trong năm"),
    _("Số ngày trung bình từ khi giao đến khi tiếp nhận nhiệm vụ"), _("Thủ tục tiếp nhận tại Bộ phận Một cửa trên thủ tục thuộc diện"),
    _("Thủ tục được công bố đúng hạn"), _("Thủ tục được công khai đúng hạn"), _("Tồn tại đã khắc phục có minh chứng trên tồn tại đến hạn"),
    _("Văn bản trao đổi hoàn toàn điện tử trên văn bản không mật"), _("Vụ vi phạm kỷ luật, kỷ cương hành chính đã xử lý"),
    _("Điểm số cơ quan phải liên hệ trung bình trên hồ sơ"), _("Điểm số lần liên hệ trung bình trên hồ sơ"),
    _("Điểm thời gian giải quyết trung bình trên hồ sơ"), _("Điểm thời gian từng cơ quan trung bình trên hồ sơ"),
    _("Điểm trung bình đánh giá công chức, thang 1–5"), _("Đơn vị đã báo cáo trên số đơn vị được giao nhiệm vụ"),
    _("Đơn vị được kiểm tra trong năm trên tổng số đơn vị"),
)
KNOWN = frozenset((*CRITERIA, *METRICS))


def titled(words: str) -> str:
    """A title, or a code and a title ("3.1 Hồ sơ …"), in the reader's language; what is not in the list stays as it is."""
    if not words or get_language() == "vi":
        return words
    if words in KNOWN:
        return gettext(words)
    code, space, title = words.partition(" ")
    return f"{code} {gettext(title)}" if space and title in KNOWN else words


def marked(words: str) -> SafeString:
    """The same for a page: what stays Vietnamese on a page in another language says so."""
    said = titled(words)
    return format_html('<span lang="vi">{}</span>', words) if said == words and get_language() != "vi" else format_html("{}", said)
