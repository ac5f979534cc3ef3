"""Questions to the documents room. Each starts from who asks."""

from .documents import chain_of, documents_for, register_for

__all__ = ["chain_of", "documents_for", "register_for"]
