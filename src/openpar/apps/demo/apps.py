from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "openpar.apps.demo"
    label = "demo"
    verbose_name = "Tỉnh dùng thử"
