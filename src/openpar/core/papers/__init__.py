"""Papers: one content, drawn as PDF/A and as Word by the form valid on its day, kept unchanged with its digest."""

from .book import Book, book_pdf
from .content import Annexed, Content, NewPage, Signing, Table, Text
from .drawn import pdf
from .forms import Form, form_on
from .kept import current, keep, newest_pdf
from .word import docx

__all__ = ["Annexed", "Book", "Content", "Form", "NewPage", "Signing", "Table", "Text", "book_pdf", "current", "docx", "form_on", "keep", "newest_pdf", "pdf"]
