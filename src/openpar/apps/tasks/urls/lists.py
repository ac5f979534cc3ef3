"""Lists, the leader's page and my work."""

urlpatterns: list = []
