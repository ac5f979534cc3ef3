"""The kinds of administrative documents (Nghị định 30/2020/NĐ-CP, Điều 7) and how their symbols are made."""

from django.utils.translation import gettext_lazy as _

from openpar.core.offices import body_symbol

# code: (name as printed, abbreviation in the symbol); the abbreviations of Phụ lục III have not been compared with the annex.
KINDS = {
    "cong_van": (_("Công văn"), ""), "nghi_quyet_ca_biet": (_("Nghị quyết (cá biệt)"), "NQ"),
    "quyet_dinh_ca_biet": (_("Quyết định (cá biệt)"), "QĐ"), "chi_thi": (_("Chỉ thị"), "CT"), "quy_che": (_("Quy chế"), "QC"),
    "quy_dinh": (_("Quy định"), "QyĐ"), "thong_cao": (_("Thông cáo"), "TC"), "thong_bao": (_("Thông báo"), "TB"),
    "huong_dan": (_("Hướng dẫn"), "HD"), "chuong_trinh": (_("Chương trình"), "CTr"), "ke_hoach": (_("Kế hoạch"), "KH"),
    "phuong_an": (_("Phương án"), "PA"), "de_an": (_("Đề án"), "ĐA"), "du_an": (_("Dự án"), "DA"), "bao_cao": (_("Báo cáo"), "BC"),
    "bien_ban": (_("Biên bản"), "BB"), "to_trinh": (_("Tờ trình"), "TTr"), "hop_dong": (_("Hợp đồng"), "HĐ"),
    "cong_dien": (_("Công điện"), "CĐ"), "ban_ghi_nho": (_("Bản ghi nhớ"), "BGN"), "ban_thoa_thuan": (_("Bản thỏa thuận"), "BTT"),
    "giay_uy_quyen": (_("Giấy ủy quyền"), "GUQ"), "giay_moi": (_("Giấy mời"), "GM"), "giay_gioi_thieu": (_("Giấy giới thiệu"), "GGT"),
    "giay_nghi_phep": (_("Giấy nghỉ phép"), "GNP"), "phieu_gui": (_("Phiếu gửi"), "PG"), "phieu_chuyen": (_("Phiếu chuyển"), "PC"),
    "phieu_bao": (_("Phiếu báo"), "PB"), "thu_cong": (_("Thư công"), ""),
}
CHOICES = [(code, name) for code, (name, _abbr) in KINDS.items()]


def symbol(kind: str, organisation_name: str) -> str:
    """The symbol behind the number.

    >>> symbol("bao_cao", "Sở Nội vụ"), symbol("cong_van", "Sở Nội vụ")
    ('BC-SNV', 'SNV')
    """
    return "-".join(filter(None, (KINDS[kind][1], body_symbol(organisation_name))))
