"""The room's own addresses: preferences and the page of components."""

from django.urls import path

from . import preferences, views

app_name = "web"
urlpatterns = [
    path("giao-dien/ngon-ngu/", preferences.set_language, name="language"),
    path("giao-dien/nen/", preferences.set_theme, name="theme"),
    path("tro-giup/", views.help_page, name="help"),
    path("mau/", views.components, name="components"),
]
