"""Made-up content of the page of components: one example of each chart."""

from . import charts
from .charts.bars import Bar
from .charts.columns import Column as WeekColumn
from .charts.heat import Cell, Row, legend
from .charts.lines import Break, Series
from .charts.tiles import Tile


def drawn() -> dict:
    """One example of each chart, by name."""
    losses = [
        Bar("Số hóa hồ sơ", 12.52, "#so-hoa"),
        Bar("Thanh toán trực tuyến", 6.29, "#thanh-toan"),
        Bar("Công khai, minh bạch", 3.38, "#cong-khai"),
    ]
    weeks = zip(
        ("01/7", "08/7", "15/7", "22/7", "29/7", "05/8", "12/8", "19/8", "24/8"),
        (31, 34, 39, 44, None, 55, 58, 57, 64),
        strict=True,
    )
    heads = ("1.a Chỉ đạo, sáng kiến", "1.b Tuyên truyền", "1.c Cắt giảm thủ tục", "1.d Dịch vụ trực tuyến")
    units = [
        Row(
            "Sở Tài nguyên và Môi trường",
            [Cell(1, 2, "#1"), Cell(0, 2, "#2"), Cell(4, 5, "#3"), None],
            "#u1",
            total_url="#t1",
            change=3,
        ),
        Row(
            "UBND huyện Mường Tè",
            [Cell(1, 9, "#5"), Cell(2, 6, "#6"), Cell(3, 5, "#7"), Cell(3, 3, "#8")],
            "#u2",
            total_url="#t2",
            change=-2,
        ),
    ]
    foot = Row(
        "Toàn tỉnh", [Cell(2, 11, "#f1"), Cell(2, 8, "#f2"), Cell(7, 10, "#f3"), Cell(3, 3, "#f4")], total_url="#tt", change=1
    )
    papi = [(2011, 5.2), (2012, 5.4), (2013, 5.1), (2014, None), (2015, 5.0), (2016, 5.3), (2017, 5.2), (2018, 5.9), (2019, 6.1)]
    return {
        "bar_list": charts.bar_list(
            [
                Bar("UBND cấp xã", 3905, "#xa", "106 đơn vị", "m-loss"),
                Bar("Sở Tư pháp", 388, "#tp", css="m-loss"),
                Bar("Sở Y tế", None, "#yt"),
            ],
            caption="Hồ sơ chưa có kết quả điện tử",
            name="Đơn vị",
            unit="Hồ sơ",
        ),
        "columns": charts.columns(
            [WeekColumn(w, v, f"#tuan-{i}", f"Tuần đến {w}") for i, (w, v) in enumerate(weeks)],
            sentence="Việc quá hạn chưa xong cuối mỗi tuần, từ 31 lên 64",
        ),
        "heat": charts.heat_table(
            heads, units, caption="Số việc quá hạn theo đơn vị và mục", unit="Đơn vị", foot=foot, change_label="So tuần trước"
        ),
        "legend": legend(),
        "line": charts.line(
            [
                Series("Lai Châu", papi, True, {2019: "#2019"}),
                Series("Điện Biên", [(t, v - 0.6 if v else v) for t, v in papi]),
                Series("Sơn La", [(t, v + 0.4 if v else v) for t, v in papi]),
            ],
            sentence="Công khai, minh bạch, 2011 đến 2019",
            low=4,
            high=7,
            step=1,
            breaks=[Break(2018, "đổi bộ câu hỏi")],
        ),
        "small": charts.small_line(
            [(2014, -52), (2015, -58), (2016, -53), (2019, -51), (2020, -38), (2021, -31)],
            low=-63,
            high=-25,
            sentence="Hạng PAR INDEX: 52 năm 2014, 31 năm 2021; thiếu năm 2017, 2018",
            show=lambda v: f"{-v:.0f}",
        ),
        "waterfall": charts.waterfall(
            88, losses, caption="Từ điểm tối đa xuống điểm đạt", total_label="Tối đa đo được", rest_label="Đạt được"
        ),
        "dots": charts.dot_strip(
            [4.1, 4.4, 4.6, 5.0, 5.1, 5.5, 5.6, 6.2],
            5.1,
            name="Kiểm soát tham nhũng",
            unit_name="Lai Châu",
            peers=[4.4, 4.6, 5.0],
        ),
        "tiles": charts.tile_grid(
            [
                Tile("Lai Châu", 1, 0, 2, "Lai Châu: nhóm trung bình thấp", "#lc", True),
                Tile("Lào Cai", 2, 0, 3, "Lào Cai: nhóm trung bình cao", "#lci"),
                Tile("Điện Biên", 0, 1, 1, "Điện Biên: nhóm thấp", "#db"),
                Tile("Sơn La", 1, 1, 4, "Sơn La: nhóm cao", "#sl"),
                Tile("Yên Bái", 2, 1, None, "Yên Bái: không công bố", "#yb"),
            ],
            sentence="Lưới ô các tỉnh theo nhóm điểm",
        ),
        "target": charts.target_bar(0.826, 0.9),
        "target_met": charts.target_bar(0.93, 0.9),
        "target_none": charts.target_bar(None, 0.9),
    }
