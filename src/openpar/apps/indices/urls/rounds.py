"""Addresses of rounds and sheets."""

from django.urls import path

from ..views import rounds, rounds_excel, rounds_gap, rounds_leaf, rounds_result, rounds_sheets

urlpatterns = [
    path("dot-danh-gia/", rounds.rounds, name="rounds"),
    path("dot-danh-gia/moi/", rounds.new, name="round_new"),
    path("dot-danh-gia/<int:pk>/", rounds.round_, name="round"),
    path("dot-danh-gia/<int:pk>/lich/", rounds.calendar, name="round_calendar"),
    path("dot-danh-gia/<int:pk>/phan-cong/", rounds.appraiser, name="round_appraiser"),
    path("dot-danh-gia/<int:pk>/bang/", rounds_sheets.grid, name="round_grid"),
    path("dot-danh-gia/<int:pk>/buoc/<slug:act>/", rounds.act, name="round_act"),
    path("phieu-cham/<int:pk>/", rounds_sheets.sheet, name="sheet"),
    path("phieu-cham/<int:pk>/o/", rounds_sheets.cell, name="sheet_cell"),
    path("phieu-cham/<int:pk>/buoc/<slug:act>/", rounds_sheets.act, name="sheet_act"),
    path("phieu-cham/<int:pk>/tieu-chi/<str:code>/", rounds_leaf.leaf, name="sheet_leaf"),
    path("dot-danh-gia/<int:pk>/bang.xlsx", rounds_excel.appraisal_book, name="round_book"),
    path("dot-danh-gia/<int:pk>/nhap/", rounds_excel.appraisal_upload, name="round_upload"),
    path("dot-danh-gia/<int:pk>/khoang-cach/", rounds_gap.gap, name="round_gap"),
    path("dot-danh-gia/<int:pk>/khoang-cach.xlsx", rounds_gap.gap_xlsx, name="round_gap_xlsx"),
    path("dot-danh-gia/<int:pk>/khoang-cach/giao/", rounds_gap.give, name="round_gap_give"),
    path("dot-danh-gia/<int:pk>/quyet-dinh.docx", rounds_result.decision, name="round_decision"),
    path("ket-qua-danh-gia/", rounds_result.published, name="results"),
    path("ket-qua-danh-gia/<int:pk>/", rounds_result.result, name="result"),
    path("ket-qua-danh-gia/<int:pk>/ket-qua.xlsx", rounds_result.result_xlsx, name="result_xlsx"),
    path("ket-qua-danh-gia/<int:pk>/dinh-chinh/", rounds_result.revise, name="result_revise"),
    path("ket-qua-danh-gia/<int:pk>/tri-so-quyet-dinh/", rounds_result.printed, name="result_printed"),
    path("phieu-cham/<int:pk>/phieu.xlsx", rounds_excel.unit_book, name="sheet_book"),
    path("phieu-cham/<int:pk>/nhap/", rounds_excel.unit_upload, name="sheet_upload"),
]
