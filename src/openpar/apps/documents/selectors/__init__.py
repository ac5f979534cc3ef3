"""Questions to the documents room. Each starts from who asks."""

from .documents import (
           chain_of,
           documents_for,
           files_for,
           files_of,
           lines_of,
           register_for,
           registers_of,
           related_candidates,
           waiting_for,
)
from .published import copies_for, published

__all__ = ["chain_of", "copies_for", "documents_for", "files_for", "files_of", "lines_of", "published", "register_for", "registers_of",
           "related_candidates", "waiting_for"]
