"""The addresses of the ground floor."""

from django.urls import path

from .views import evidence, notices, session

app_name = "core"
urlpatterns = [
    path("", session.home, name="home"),
    path("lam-viec-thay/", session.act_for, name="act_for"),
    path("ngay-hom-sau/", session.next_day, name="next_day"),
    path("suc-khoe/", session.health, name="health"),
    path("minh-chung/<int:pk>/", evidence.evidence, name="evidence"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read, name="notices_read"),
    path("thong-bao/<int:pk>/", notices.notice, name="notice"),
]
