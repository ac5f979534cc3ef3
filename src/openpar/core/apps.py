from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "openpar.core"
    label = "core"
    verbose_name = "Nền tảng"

    def ready(self):
        from . import room, standing_jobs  # noqa: F401  registers the ground floor's own room and jobs
        autodiscover_modules("jobs")
