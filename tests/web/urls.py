"""The addresses of this room alone, so that its tests do not depend on the rooms above."""

from django.urls import include, path

urlpatterns = [path("tai-khoan/", include("allauth.urls")), path("", include("openpar.web.urls"))]
handler400, handler403, handler404, handler500 = (f"openpar.web.views.error_{code}" for code in (400, 403, 404, 500))
