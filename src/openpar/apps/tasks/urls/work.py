"""Tasks and parts of work."""

urlpatterns: list = []
