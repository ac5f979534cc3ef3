from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    name = "openpar.apps.demo"
    label = "demo"
    verbose_name = "Tỉnh dùng thử"

    def ready(self):
        """The sign-in page of a demo says who can be tried and with which password."""
        if not settings.DEMO:
            return
        from openpar.web import context

        from . import people

        context.demo_people[:] = [context.DemoPerson(k.username, k.title, k.tries) for k in people.KNOWN]
        context.demo_password[:] = [people.PASSWORD]
