"""Workbooks of the room as bytes: a tree, an empty fact sheet, a scored round."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from openpar.engine.index.excel_out import write_round, write_template, write_tree
from openpar.engine.index.framework import Framework
from openpar.engine.index.round import Round


def _bytes(write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="openpar-book-") as folder:
        path = Path(folder) / "book.xlsx"
        write(path)
        return path.read_bytes()


def tree(framework: Framework) -> bytes:
    """The whole tree with its methods and what is not settled."""
    return _bytes(lambda path: write_tree(framework, path))


def template(framework: Framework, units: Sequence[str]) -> bytes:
    """An empty fact sheet for these units."""
    return _bytes(lambda path: write_template(framework, units, path))


def scored(result: Round) -> bytes:
    """Ranking, every criterion of every unit with its reason, what stands against calling it official."""
    return _bytes(lambda path: write_round(result, path))
