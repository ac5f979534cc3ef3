"""What exists in the documents room."""

from .document import Document
from .links import Recipient, Relation, Route
from .publication import Publication

__all__ = ["Document", "Publication", "Recipient", "Relation", "Route"]
