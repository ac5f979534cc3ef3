"""Questions to the documents room. Each starts from who asks."""

from .documents import (
           chain_of,
           documents_for,
           files_for,
           files_of,
           handlers_of,
           lines_of,
           register_for,
           registers_of,
           related_candidates,
           waiting_for,
)
from .published import copies_for, public_name, published

__all__ = ["chain_of", "copies_for", "documents_for", "files_for", "files_of", "handlers_of", "lines_of", "public_name", "published", "register_for",
           "registers_of", "related_candidates", "waiting_for"]
