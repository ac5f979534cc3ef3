"""The web room as a Django app; it lets every other room hang up its tab."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    name = "openpar.web"
    verbose_name = "Giao diện"

    def ready(self):
        autodiscover_modules("navigation")
