from django.apps import AppConfig


class IndicesConfig(AppConfig):
    name = "openpar.apps.indices"
    label = "indices"
    verbose_name = "Chỉ số"

    def ready(self):
        from . import navigation, room  # noqa: F401  hang up the tabs, name the room
