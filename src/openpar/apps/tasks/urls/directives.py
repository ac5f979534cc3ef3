"""Directives, their review and what happens to them afterwards."""

urlpatterns: list = []
