"""The engine's sentences in the reader's language: the engine says them in Vietnamese, a page in English says them in English.

A sentence that is not in the list stays as it is, and is marked as Vietnamese where it is shown.
"""

import re
from functools import lru_cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

REASONS = (
    _("có: %(n)s điểm"), _("không: %(n)s điểm"), _("mức “%(x)s”: %(p)s của %(n)s điểm"), _("%(x)s, mức từ %(l)s: %(n)s điểm"),
    _("%(x)s, mức đến %(l)s: %(n)s điểm"), _("%(x)s, trên %(l)s: %(n)s điểm"), _("%(x)s, dưới %(l)s: %(n)s điểm"),
    _("%(x)s dưới mức tối thiểu %(l)s: 0 điểm"), _("%(x)s, đạt mức tối đa %(l)s: %(n)s điểm"),
    _("%(x)s so với mức tối đa %(l)s: %(n)s điểm"), _("%(x)s, đạt %(p)s mục tiêu %(l)s: %(n)s điểm"),
    _("%(x)s lần × %(e)s điểm trừ, từ %(t)s còn %(n)s điểm"), _("cộng %(x)s × %(e)s, tối đa %(t)s: %(n)s điểm"),
    _("trừ %(x)s × %(e)s, tối đa %(t)s: %(n)s điểm"), _("%(x)s × %(e)s điểm, tối đa %(t)s: %(n)s điểm"),
    _("%(x)s trả lời từ mức %(l)s × %(n)s điểm"), _("trung bình %(x)s / %(l)s × %(n)s điểm"),
    _("(trung bình %(x)s − %(l)s) / %(h)s × %(n)s điểm"), _("mọi đơn vị cùng %(x)s: %(n)s điểm theo quy tắc của khung"),
    _("%(x)s trong khoảng của đợt %(l)s (kém–tốt)"), _("%(x)s trong khoảng cố định %(l)s (kém–tốt)"), _("%(x)s trên khoảng lý thuyết %(l)s"),
    _("trung bình %(x)s điểm trên các hồ sơ"), _("điểm công bố %(n)s"), _("%(x)s × %(n)s điểm"), _("chưa có quy tắc chấm"),
    _("mẫu số bằng 0: không áp dụng"), _("chưa đo"), _("không áp dụng"), _("không hỏi"), _("không công bố"), _("chưa có quy tắc"),
    _("ghi “không áp dụng”, nhưng khung không cho phép ở tiêu chí này"), _("coi là chưa đo"),
    _("không có minh chứng: 0 điểm (nếu có: %(r)s)"), _("không có minh chứng, phải giải trình"), _("điểm tự chấm: %(n)s"),
    _("điểm thẩm định lần 1: %(n)s"), _("điểm thẩm định lần 2: %(n)s"), _("điểm công bố: %(n)s"), _("theo quy tắc là %(n)s (%(r)s)"),
    _("mọi phần đều không áp dụng"), _("tính trên %(a)s phần có số liệu, theo khung"), _("chưa phần nào có điểm"),
    _("chưa có câu trả lời nào để gộp"), _("bình quân nhân chưa tính được khi còn thiếu phần"),
    _("quy đổi × %(a)s vì có phần không áp dụng"), _("cộng %(k)s phần = %(n)s"), _("bình quân gia quyền %(k)s phần = %(n)s"),
    _("bình quân cộng %(k)s phần = %(n)s"), _("bình quân nhân %(k)s phần = %(n)s"), _("hiệu chỉnh về khoảng điểm %(k)s phần = %(n)s"),
    _("gộp %(k)s phần, %(m)s câu trả lời: %(r)s"), _("chưa đủ: %(k)s phần chưa có điểm, nằm trong %(l)s"),
    _("chưa đủ: bên trong còn phần chưa có điểm, nằm trong %(l)s"), _("chưa đủ: %(k)s phần chưa có điểm, chưa biết khoảng"),
    _("chưa đủ: bên trong còn phần chưa có điểm, chưa biết khoảng"))
REFUSALS = (
    _("khung minh hoạ, không phải văn bản"), _("khung là dự thảo, chưa ban hành"), _("khung đã được thay bằng bản sửa"),
    _("chưa có cây tiêu chí"), _("%(k)s tiêu chí chưa có quy tắc chấm"), _("%(k)s quy tắc chấm chưa đối chiếu với văn bản"),
    _("có điểm tối đa chưa biết"), _("nội dung khung có độ tin cậy %(x)s, chưa đối chiếu"), _("văn bản ghi %(k)s lĩnh vực, cây có %(m)s."),
    _("văn bản ghi %(k)s tiêu chí, các lĩnh vực cộng lại %(m)s."), _("văn bản ghi %(k)s tiêu chí thành phần, các lĩnh vực cộng lại %(m)s."),
    _("ghi %(k)s tiêu chí, cây có %(m)s."), _("riêng các tiêu chí con đã biết cộng được %(k)s, vượt %(m)s."),
    _("chưa có lĩnh vực hay tiêu chí nào: chưa tìm được phụ lục."), _("chưa biết điểm tối đa."), _("chưa có quy tắc chấm."),
    _("quy tắc chấm có độ tin cậy %(x)s, chưa đối chiếu."), _("%(c)s: chưa biết điểm tối đa."), _("%(c)s: chưa có quy tắc chấm."),
    _("%(c)s: quy tắc chấm có độ tin cậy %(x)s, chưa đối chiếu."),
    _("%(k)s đơn vị chưa đủ số liệu: hiện điểm đã có và khoảng, không xếp hạng."),
    _("%(k)s đơn vị chưa đủ số liệu: hiện điểm đã có và khoảng, vẫn xếp hạng theo khung."))
STUDIES = (
    _("sai số chuẩn của số liệu điều tra"), _("sai số điều tra có hiệp phương sai trong đơn vị"),
    _("số liệu thiếu: rút đều giữa điểm thấp nhất và cao nhất"), _("chênh lệch giữa các lần chấm: mỗi lần như nhau"),
    _("%(c)s: sai số chuẩn giả định %(n)s"), _("%(c)s: sai số chuẩn giả định"),
    _("%(c)s: giả định mẫu ngẫu nhiên đơn giản, chưa có thiết kế mẫu"), _("trọng số"), _("chuẩn hóa"), _("tổng hợp"),
    _("tổng hiện tại chưa đủ: phần chưa đo tính là chưa có điểm, và là một việc có thể làm"),
    _("công sức là giả định (1 = khép hết khoảng cách của một tiêu chí)"), _("hãy sửa theo thực tế"),
    _("mọi việc cộng lại chỉ tới %(n)s điểm, cần %(m)s"), _("giữ nguyên điểm của các đơn vị khác"), _("họ cũng có thể tăng"),
    _("%(n)s điểm"), _("loại %(x)s"), _("hạng %(n)s"),
    _("Đích theo hạng cần điểm đủ của mọi đơn vị; còn thiếu: %(x)s."), _("cùng một khung"), _("đề xuất theo tên và mã, cần người xác nhận"))

SOURCES = (_("Tính từ dữ liệu của hệ thống, bản chụp %(c)s"),)  # where a kept fact came from
# What is wrong with a file of facts, row by row.
FILES = (
    _("dòng %(n)s: %(r)s"), _("%(c)s: %(n)s lỗi, chưa nhận dòng nào:"), _("%(r)s … và %(n)s lỗi nữa"), _("thiếu đơn vị."), _("thiếu mã."),
    _("vòng “%(c)s” không có. Dùng: %(u)s."), _("%(c)s đã có ở dòng %(n)s. Giữ một dòng."), _("trạng thái “%(c)s” không hiểu. Dùng: %(u)s."),
    _("có tử số thì phải có mẫu số, và ngược lại."), _("mẫu số âm."), _("vừa có giá trị vừa ghi “%(c)s”. Giữ một trong hai."),
    _("chỉ ghi một trong: giá trị, tử số và mẫu số, phân bố trả lời."), _("sai số chuẩn âm."),
    _("phân bố trả lời “%(c)s” không đúng dạng mức:số phiếu, ví dụ 5:20 4:40 3:10."), _("đơn vị %(c)s có hai lần."), _("mã %(c)s có hai lần."),
    _("“%(c)s” không phải là số. Ghi dạng 86,81 hoặc 86.81 hoặc 95 %%."), _("%(u)s: “%(c)s” không phải là số. Ghi dạng 86,81 hoặc 86.81 hoặc 95 %%."),
    _("“%(c)s” là số quá lớn hoặc quá nhỏ. Kiểm tra lại."), _("%(u)s: “%(c)s” là số quá lớn hoặc quá nhỏ. Kiểm tra lại."),
    _("“%(c)s” không phải là số ghi trong báo cáo. Ghi dạng 86,81."), _("%(u)s: “%(c)s” không phải là số ghi trong báo cáo. Ghi dạng 86,81."),
    _("“%(c)s” không phải là số hữu hạn."), _("%(u)s: “%(c)s” không phải là số hữu hạn."),
    _("%(c)s: không thấy dòng tiêu đề có cột “Đơn vị” hoặc “Mã” trong 30 dòng đầu. Dùng mẫu của openpar index template."),
    _("Tệp không có đơn vị nào. Ghi ít nhất một dòng số liệu có đơn vị và mã."),
    _("Tệp có %(n)s đơn vị; trang này chấm tối đa %(m)s. Chia tệp, hoặc dùng lệnh openpar index score."),
    _("%(c)s: số quá lớn hoặc quá nhỏ. Kiểm tra lại ô này."))
AS_WRITTEN = ("c", "u")  # what somebody typed, names: no digit in them is changed


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern, str], ...]:
    out = []
    for text in (*REASONS, *REFUSALS, *STUDIES, *SOURCES, *FILES):
        literal = re.split(r"(%\(\w\)s)", text.replace("%%", "%"))
        out.append((re.compile("".join(f"(?P<{p[2]}>.+?)" if p.startswith("%(") else re.escape(p) for p in literal)), text))
    # The more is said, the earlier it is tried: "… × … điểm" would take what a longer sentence means.
    # Only "dòng …: …" comes before all, since its rest is a sentence of its own.
    return tuple(sorted(out, key=lambda p: (not p[1].startswith("dòng "), -len(re.sub(r"%\(\w\)s", "", p[1])))))


def _number(text: str) -> str:
    """Digits as an English reader writes them."""
    return re.sub(r"\d[\d.,]*\d|\d", lambda m: m.group().translate(str.maketrans(",.", ".,")), text)


def in_words(text: str) -> str:
    """An engine sentence in the reader's language, part by part.

    >>> in_words("96 %, mức từ 95 %: 3 điểm")
    '96 %, mức từ 95 %: 3 điểm'
    """
    text = str(text)
    if (get_language() or "vi").startswith("vi"):
        return text
    if "\n" in text:
        return "\n".join(in_words(line) if line == line.strip() else "  " + in_words(line.strip()) for line in text.split("\n"))
    parts = [(p, _say(p)) for p in text.split("; ")]
    if all(said for _part, said in parts):
        return "; ".join(said for _part, said in parts)
    return _say(text) or "; ".join(said or part for part, said in parts)


def _say(text: str) -> str:
    if re.fullmatch(r"[\d.,]+\s%", text):  # a level of a fact: only its digits are written otherwise
        return _number(text)
    for pattern, words in _patterns():
        if found := pattern.fullmatch(text):
            return gettext(words) % {k: in_words(v) if k == "r" else v if k in AS_WRITTEN else _number(v) for k, v in found.groupdict().items()}
    return ""
