from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "openpar.apps.documents"
    label = "documents"
    verbose_name = "Văn bản đi, văn bản đến"

    def ready(self):
        from . import room  # noqa: F401  registers the room
