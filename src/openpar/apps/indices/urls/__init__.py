"""Addresses of the room. Words in Vietnamese without accents."""

from django.urls import path

from ..views import checker, downloads, explorer, province

app_name = "indices"
urlpatterns = [
    path("papi/", explorer.papi, name="papi"),
    path("papi/kiem-tra/", checker.check, name="papi_check"),
    path("papi/papi.xlsx", downloads.xlsx, name="papi_xlsx"),
    path("papi/papi.csv", downloads.csv, name="papi_csv"),
    path("papi/<slug:province>/", province.province, name="papi_province"),
    path("papi/<slug:province>/<int:year>/<str:code>/", province.figure, name="papi_figure"),
]
