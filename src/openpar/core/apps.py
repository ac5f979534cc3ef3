from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "openpar.core"
    label = "core"
    verbose_name = _("Nền tảng")

    def ready(self):
        from . import checks, fulltext, room, standing_jobs  # noqa: F401  registers the ground floor's own room, jobs and checks
        autodiscover_modules("jobs")
        post_migrate.connect(fulltext.ensure_after_migrate, sender=self, dispatch_uid="core.fulltext")
        from allauth.mfa import signals

        from . import security_keys
        signals.authenticator_added.connect(security_keys.came, dispatch_uid="openpar.came")
        signals.authenticator_removed.connect(security_keys.went, dispatch_uid="openpar.went")


class OperatorsConfig(AdminConfig):
    """Django's admin with our own site; the pages of libraries are taken down once all are registered."""

    default_site = "openpar.core.operator_site.OperatorSite"

    def ready(self):
        super().ready()
        from .admin import hide_foreign_pages
        hide_foreign_pages()
