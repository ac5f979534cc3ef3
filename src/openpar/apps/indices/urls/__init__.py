"""Addresses of the room. Words in Vietnamese without accents."""

from django.urls import path

from ..views import checker, downloads, explorer, frameworks, own, plans, province, scoring, study
from . import facts, rounds

app_name = "indices"
urlpatterns = [
    path("papi/", explorer.papi, name="papi"),
    path("papi/kiem-tra/", checker.check, name="papi_check"),
    path("papi/papi.xlsx", downloads.xlsx, name="papi_xlsx"),
    path("papi/papi.csv", downloads.csv, name="papi_csv"),
    path("papi/ke-hoach/", plans.plan, name="papi_plan"),
    path("papi/ke-hoach/<int:year>/<str:code>/", plans.item, name="papi_plan_item"),
    path("papi/ke-hoach/<int:year>/<str:code>/giao/", plans.give, name="papi_plan_give"),
    path("papi/ke-hoach/<int:year>/<str:code>/danh-gia/", plans.review, name="papi_plan_review"),
    path("papi/ke-hoach/cua/<slug:province>/", plans.plan, name="papi_plan_of"),
    path("papi/ke-hoach/cua/<slug:province>/<int:year>/<str:code>/", plans.item, name="papi_plan_item_of"),
    path("papi/ke-hoach/cua/<slug:province>/<int:year>/<str:code>/giao/", plans.give, name="papi_plan_give_of"),
    path("papi/ke-hoach/cua/<slug:province>/<int:year>/<str:code>/danh-gia/", plans.review, name="papi_plan_review_of"),
    path("papi/<slug:province>/", province.province, name="papi_province"),
    path("papi/<slug:province>/<int:year>/<str:code>/", province.figure, name="papi_figure"),
    path("chi-so/", frameworks.frameworks, name="frameworks"),
    path("chi-so/so-sanh/", frameworks.diff, name="framework_diff"),
    path("chi-so/nap-khung/", own.load_tree, name="own_tree"),
    path("chi-so/<slug:index>/<slug:name>/nap-ket-qua/", own.load_scores, name="own_scores_new"),
    path("chi-so/<slug:index>/<slug:name>/duyet/", own.approve, name="own_approve"),
    path("chi-so/<slug:index>/<slug:name>/rut/", own.withdraw, name="own_withdraw"),
    path("chi-so/<slug:index>/<slug:name>/tep-goc/", own.file, name="own_file"),
    path("chi-so/<slug:index>/<slug:name>/nam/<int:year>/", own.scores, name="own_scores"),
    path("chi-so/<slug:index>/<slug:name>/nam/<int:year>/duyet/", own.approve, name="own_scores_approve"),
    path("chi-so/<slug:index>/<slug:name>/nam/<int:year>/rut/", own.withdraw, name="own_scores_withdraw"),
    path("chi-so/<slug:index>/<slug:name>/nam/<int:year>/tep-goc/", own.file, name="own_scores_file"),
    path("chi-so/<slug:index>/<slug:name>/", frameworks.framework, name="framework"),
    path("chi-so/<slug:index>/<slug:name>/cay.xlsx", frameworks.tree_xlsx, name="framework_xlsx"),
    path("chi-so/<slug:index>/<slug:name>/mau.xlsx", frameworks.template_xlsx, name="framework_template"),
    path("chi-so/<slug:index>/<slug:name>/cham/", scoring.score, name="framework_score"),
    path("chi-so/<slug:index>/<slug:name>/vi-sao-doi/", study.why, name="framework_why"),
    path("chi-so/<slug:index>/<slug:name>/neu-thi/", study.what_if, name="framework_what_if"),
    path("chi-so/<slug:index>/<slug:name>/do-chac/", study.sureness, name="framework_sureness"),
    path("chi-so/<slug:index>/<slug:name>/do-vung/", study.firmness, name="framework_firmness"),
    path("chi-so/<slug:index>/<slug:name>/duong-di/", study.way, name="framework_way"),
    *facts.urlpatterns,
    *rounds.urlpatterns,
]
