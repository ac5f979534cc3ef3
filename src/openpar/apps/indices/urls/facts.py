"""Addresses of facts."""

from django.urls import path

from ..views import facts

urlpatterns = [
    path("so-lieu/", facts.catalogue_page, name="facts"),
    path("so-lieu/mau.xlsx", facts.template, name="facts_template"),
    path("so-lieu/nhap-tep/", facts.upload, name="facts_upload"),
    path("so-lieu/<str:code>/", facts.metric, name="fact"),
    path("so-lieu/<str:code>/ban-ghi/", facts.records, name="fact_records"),
    path("so-lieu/<str:code>/nhap/", facts.enter, name="fact_enter"),
]
