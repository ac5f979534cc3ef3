"""The addresses of the ground floor."""

from django.urls import path

from .views import evidence, notices

app_name = "core"
urlpatterns = [
    path("minh-chung/<int:pk>/", evidence.evidence, name="evidence"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read, name="notices_read"),
    path("thong-bao/<int:pk>/", notices.notice, name="notice"),
]
