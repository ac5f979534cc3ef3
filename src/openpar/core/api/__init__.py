"""The door for programs: who they are, how errors are said, how an act is done once, how lists are paged. Rooms hang up their routers."""

from .auth import needs
from .paging import Cursor, Limit, page_of, paged
from .schemas import Id, Schema

__all__ = ["Cursor", "Id", "Limit", "Schema", "needs", "page_of", "paged"]
