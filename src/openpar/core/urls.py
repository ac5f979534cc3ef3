"""The addresses of the ground floor."""

from django.urls import path

from .views import evidence

app_name = "core"
urlpatterns = [
    path("minh-chung/<int:pk>/", evidence.evidence, name="evidence"),
]
