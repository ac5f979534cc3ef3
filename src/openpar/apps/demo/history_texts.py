"""What people of the demo write about their work: results, notes, period reports, reasons of delay."""

RESULTS = (
    "Đã hoàn thành nhiệm vụ theo yêu cầu; kết quả nêu tại văn bản kèm theo.",
    "Đã triển khai đầy đủ, có báo cáo kết quả của đơn vị.",
    "Hoàn thành; còn một số nội dung tiếp tục duy trì thường xuyên.",
    "Đã ban hành văn bản và tổ chức thực hiện tại đơn vị.",
)
NOTES = (
    "Đang lấy ý kiến các phòng.",
    "Đã có dự thảo, đang hoàn thiện.",
    "Chờ số liệu của đơn vị cấp dưới.",
    "Đã thực hiện phần lớn nội dung.",
)
PERIOD = (
    "Trong kỳ, đơn vị thực hiện đúng kế hoạch, không có vướng mắc.",
    "Kết quả trong kỳ đạt yêu cầu; kỳ tới tiếp tục đôn đốc.",
    "Có tiến bộ so với kỳ trước; còn hai nội dung chậm.",
)
REASONS = (
    "Khối lượng lớn, còn chờ cơ quan khác cung cấp số liệu.",
    "Phải lấy lại ý kiến sau khi văn bản của Trung ương thay đổi.",
    "Đơn vị kiện toàn tổ chức, thay đổi người xử lý.",
)
