"""The room's one router."""

from ninja import Router

router = Router(tags=["indices"])
