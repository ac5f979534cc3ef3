from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "openpar.apps.tasks"
    label = "tasks"
    verbose_name = "Chỉ thị và nhiệm vụ"

    def ready(self):
        from . import room  # noqa: F401  registers the room, its menu and its jobs
