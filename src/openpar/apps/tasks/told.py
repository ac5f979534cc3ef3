"""What this room keeps for others in Vietnamese, so that a page in English can say it again (web.retelling)."""

from django.utils.translation import gettext_noop as _

from openpar.web.retelling import sentences

NOTICES = (
    _("Nhiệm vụ mới %(code)s theo %(source)s: %(title)s"), _("Nhiệm vụ mới %(code)s: %(title)s"),
    _("%(n)s nhiệm vụ mới theo %(source)s: %(code)s và %(m)s nhiệm vụ khác"), _("%(n)s nhiệm vụ mới: %(code)s và %(m)s nhiệm vụ khác"),
    _("Kỳ mới của %(code)s: %(units)s không còn một đơn vị kế thừa duy nhất. Giao lại phần việc này."),
    _("%(unit)s đề nghị gia hạn %(code)s từ %(old_day)s đến %(new_day)s: %(reason)s"),
    _("Không đồng ý gia hạn %(code)s: %(reason)s. Hạn vẫn là %(old_day)s."), _("Đồng ý gia hạn %(code)s đến %(new_day)s."),
    _("Đồng ý gia hạn %(code)s đến %(new_day)s. Đề nghị gửi sau hạn nên việc vẫn tính là trễ."),
    _("Phân công xử lý %(code)s, hạn nội bộ %(inner_day)s: %(title)s"), _("Phân công xử lý %(code)s: %(title)s"),
    _("%(unit)s báo cáo hoàn thành %(code)s: %(title)s"),
    _("Đã chấp nhận kết quả %(code)s, chất lượng: %(quality)s."), _("Đã chấp nhận kết quả %(code)s, chất lượng: %(quality)s. %(answer)s"),
    _("Trả lại báo cáo %(code)s: %(reason)s"), _("Mở lại %(code)s: %(reason)s"),
    _("Mở lại %(code)s, hạn mới %(new_day)s: %(reason)s"), _("Mở lại: %(reason)s"),
    _("%(unit)s chưa hoàn thành %(code)s, hạn %(due_day)s: %(title)s. %(note)s"),
    _("%(unit)s chưa hoàn thành %(code)s, hạn %(due_day)s: %(title)s."), _("%(unit)s chưa hoàn thành %(code)s: %(title)s. %(note)s"),
    _("%(unit)s chưa hoàn thành %(code)s: %(title)s."),
    _("Đôn đốc %(code)s, hạn %(due_day)s: %(title)s. %(note)s"), _("Đôn đốc %(code)s, hạn %(due_day)s: %(title)s."),
    _("Đôn đốc %(code)s: %(title)s. %(note)s"), _("Đôn đốc %(code)s: %(title)s."),
    _("Nhắc %(code)s, hạn %(due_day)s: %(title)s. %(note)s"), _("Nhắc %(code)s, hạn %(due_day)s: %(title)s."),
    _("Nhắc %(code)s: %(title)s. %(note)s"), _("Nhắc %(code)s: %(title)s."),
    _("Sắp đến hạn."), _("Quá hạn %(n)s ngày làm việc."), _("Quá hạn %(n)s ngày."), _("Sắp đến hạn báo cáo %(period)s."),
    _("Quá hạn báo cáo %(period)s."),
    _("%(unit)s có ý kiến về việc giao %(code)s: %(reason)s"), _("%(unit)s rút ý kiến về việc giao %(code)s và nhận phần việc."),
    _("%(unit)s rút ý kiến về việc giao %(code)s và nhận phần việc. %(reason)s"), _("Giữ nguyên việc giao %(code)s: %(reason)s"),
    _("Thu hồi %(code)s: %(reason)s"), _("%(unit)s gửi báo cáo kỳ %(code)s: %(title)s"), _("Đã chấp nhận báo cáo kỳ %(code)s."),
    _("Đã chấp nhận báo cáo kỳ %(code)s. %(answer)s"), _("Trả lại báo cáo kỳ %(code)s. %(reason)s"),
    _("%(code)s được điều chỉnh (%(what)s): %(reason)s"), _("%(code)s được thu hồi: %(reason)s"),
    _("%(code)s được thu hồi cùng %(source)s: %(reason)s"), _("%(code)s được thu hồi theo %(source)s: %(reason)s"),
    _("%(code)s được thu hồi vì %(why)s: %(reason)s"), _("%(code)s được gộp vào %(into)s “%(title)s”: %(reason)s"),
    _("%(code)s được thay bằng %(into)s theo %(source)s"),
    # what a correction changed, and why something below ended
    _("tên"), _("lĩnh vực"), _("lãnh đạo"), _("sản phẩm"), _("báo cáo"), _("ưu tiên"), _("phần"), _("chỉ tiêu"), _("thời hạn"),
    _("thời hạn: %(new_day)s"), _("phần việc của %(unit)s trong %(code)s được thu hồi"), _("%(code)s được thu hồi"),
    _("Gia hạn theo đề nghị ngày %(old_day)s, quyết định ngày %(new_day)s"),
    _("Đồng ý gia hạn đến %(new_day)s, nhưng đề nghị gửi ngày %(day)s, sau hạn %(old_day)s: việc vẫn tính là trễ"),
    _("Chuyển cho %(unit)s: %(reason)s"),
)
TITLES = (
    _("%(unit)s xin gia hạn đến %(new_day)s: %(title)s"), _("%(unit)s, báo cáo kỳ: %(title)s"), _("%(unit)s có ý kiến: %(title)s"),
    _("Báo cáo %(period)s: %(title)s"),
)
# The reader of documents speaks Vietnamese; its questions are kept with their drafts.
QUESTIONS = (
    _("%(a)s chủ trì hay chỉ phối hợp với %(b)s?"), _("%(a)s tự thực hiện hay chỉ đạo %(b)s thực hiện?"),
    _("Thời hạn của việc này có phải là \"%(a)s\" không?"), _("\"%(a)s\" là mức phải đạt hay chỉ là mô tả?"),
    _("Đây có phải là nghĩa vụ báo cáo không, và báo cáo cho ai?"), _("Cơ quan nào thực hiện việc này? Văn bản không nêu rõ."),
    _("Các cơ quan này có phối hợp thực hiện cả việc này không?"),
    _("Câu viết \"mỗi cơ quan, đơn vị\": ai chịu trách nhiệm, các cơ quan ở tiêu đề hay từng cơ quan?"),
    _("%(what)s (%(why)s)"), _("năm của văn bản"), _("năm ở cuối câu"), _("Có chu kỳ hoặc kỳ hạn trong câu"),
    _("Có từ chỉ hạn hoàn thành hoặc báo cáo"), _("Có từ chỉ hạn đứng trước mốc"), _("Mốc thời gian không kèm từ chỉ hạn"),
    _("Năm đứng cuối câu, có thể chỉ là kỳ của số liệu"), _("Thời hạn tính từ một sự kiện"), _("Thời hạn gắn với một sự kiện"),
    _("Việc phải làm thường xuyên"), _("\"Thường xuyên\" chỉ là trạng từ của một vế"), _("Không thấy thời hạn trong câu"),
    _("Ghi ở cột hoặc dòng thời hạn"), _("Ô chỉ ghi năm"), _("Ô thời hạn để trống"), _("Ghi cả thường xuyên và định kỳ"),
    _("Ô ghi nhiều mốc, lấy mốc cuối"), _("Không phải mốc thời gian cụ thể"), _("Câu báo cáo không nêu hạn"),
    _("Có mức phải đạt trong câu"), _("Có số lượng tối thiểu hoặc tối đa"), _("So với kỳ trước, không có con số"),
    _("Có động từ báo cáo"), _("Có động từ báo cáo và nơi nhận"), _("Có động từ báo cáo, không nêu nơi nhận"),
    _("Báo cáo để cấp trên quyết định, coi là trình"), _("Có chữ báo cáo nhưng không nêu nơi nhận và kỳ báo cáo"),
    _("Đứng sau chữ \"phối hợp\""), _("Có chữ phối hợp nhưng không kèm tên cơ quan"), _("phối hợp không có chữ \"với\""),
    _("chữ phối hợp nằm ở câu sau"), _("Điểm mở đầu bằng \"phối hợp với\""), _("Câu có \"chỉ đạo, hướng dẫn\""), _("Tên chung trong câu"),
    _("Không nêu cơ quan thực hiện"), _("Tiêu đề nêu cơ quan"), _("Câu dẫn nêu cơ quan"), _("Câu trước trong cùng điểm nêu cơ quan"),
    _("Câu mở đầu nêu cơ quan nhận nhiệm vụ"), _("Nơi nhận công điện"), _("Nơi kính gửi"), _("Câu đề nghị nêu cơ quan"),
    _("Không có thời hạn"), _("Không phải nghĩa vụ báo cáo"), _("Chỉ là mô tả"), _("Không có cơ quan phối hợp"),
    _("Văn bản bị ngắt dòng giữa câu; đã nối %(n)s chỗ khi đọc."), _("Có %(n)s điểm nằm giữa dòng, không xuống dòng."),
    _("%(n)s điểm không nêu cơ quan thực hiện; văn bản giao việc ở mục khác hoặc ở phụ lục."),
    _("Đánh số nhảy từ %(a)s sang %(b)s; giữ nguyên số trong văn bản."), _("Số %(a)s đứng sau %(b)s cùng cấp; giữ nguyên số trong văn bản."),
    _("Bảng bị trải dọc, mỗi ô một dòng; đã ghép lại theo số thứ tự và tên cột."),
    _("Bảng có dòng bị lược (\"…\"); các dòng sau giữ nguyên số."), _("Nguồn ghi ở đầu tệp: %(a)s"), _("Đã gộp vào “%(title)s”"),
)
sentences(*NOTICES, *TITLES, *QUESTIONS)
