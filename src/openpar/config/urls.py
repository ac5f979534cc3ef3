"""Every address of the platform. Each room keeps its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("quan-tri/", admin.site.urls),
    path("tai-khoan/", include("allauth.urls")),
    path("api/v1/", include("openpar.config.api")),
    path("", include("openpar.core.urls")),
    path("", include("openpar.web.urls")),
    path("", include("openpar.apps.tasks.urls")),
    path("", include("openpar.apps.documents.urls")),
    path("", include("openpar.apps.indices.urls")),
]
handler400, handler403, handler404, handler500 = (f"openpar.web.views.error_{code}" for code in (400, 403, 404, 500))
