from django.apps import AppConfig


class IndicesConfig(AppConfig):
    name = "openpar.apps.indices"
    label = "indices"
    verbose_name = "Chỉ số"

    def ready(self):
        from . import navigation  # noqa: F401  hangs up the tabs
