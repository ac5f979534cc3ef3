"""What exists in the documents room."""

from .document import Document
from .links import Recipient, Relation, Route

__all__ = ["Document", "Recipient", "Relation", "Route"]
