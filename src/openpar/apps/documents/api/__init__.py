"""The room's routes: the two registers, drafts out, arrivals in, what stands beside a document, and what only people do in person."""

from . import beside, publishing, registers  # noqa: F401  each hangs its routes up on the one router
from .registers import router

__all__ = ["router"]
