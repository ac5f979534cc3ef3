"""Sheets as offices really keep them: opened safely, read with what a grid hides (merged cells, hidden rows, formulas without a
value, old Vietnamese encodings), and the row of headings found below whatever titles stand above it."""

from .book import Book, Grid, open_book
from .heads import Found, find_head, letter
from .legacy import decode, from_tcvn3

__all__ = ["Book", "Found", "Grid", "decode", "find_head", "from_tcvn3", "letter", "open_book"]
