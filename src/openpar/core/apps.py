from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "openpar.core"
    label = "core"
    verbose_name = "Nền tảng"
