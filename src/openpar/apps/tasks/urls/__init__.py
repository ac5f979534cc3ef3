"""The addresses of the room, one module per part; `tasks:` is their namespace."""

from . import directives, lists, work

app_name = "tasks"
urlpatterns = [*directives.urlpatterns, *work.urlpatterns, *lists.urlpatterns]
