"""The API of the platform: each room hangs up its own routes."""

from django.urls import path

from openpar.core.api import oauth, views
from openpar.core.api.door import Door

door = Door()
for router in ("openpar.core.api.routes.router", "openpar.core.api.hooks.router", "openpar.core.api.standing.router",
               "openpar.core.api.imports.router", "openpar.core.api.rules.router", "openpar.core.api.signatures.router",
               "openpar.core.api.in_person.router", "openpar.apps.tasks.api.router", "openpar.apps.documents.api.router",
               "openpar.apps.indices.api.router"):
    door.add_router("", router)

routes, _app, _space = door.urls
urlpatterns = [
    path("", views.guide, name="guide"),
    path("openapi.json", views.document(door), name="openapi"),
    path("oauth/token", oauth.token, name="token"),
    path("oauth/revoke", oauth.revoke, name="revoke"),
    *[r for r in routes if getattr(r, "name", "") != "api-root"],
    path("<path:rest>", views.nowhere, name="nowhere"),
]
app_name = "api"
