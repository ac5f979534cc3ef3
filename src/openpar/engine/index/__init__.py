"""The index library: dated frameworks, explained scores, changes, uncertainty, robustness and the cheapest path.

>>> from openpar.engine import index
>>> facts = index.FactSet.of({"Sở A": {"procedures.on_time_share": 0.97}})
>>> result = index.score(index.load("demo/department-2022"), facts, "Sở A")
>>> result.complete
False
"""

from .facts import Fact, FactSet
from .framework import Criterion, Framework
from .library import catalogue, find, load, names
from .parse import parse
from .round import Round, Scored, gaps, score_all
from .score import score

__all__ = ["Criterion", "Fact", "FactSet", "Framework", "Round", "Scored", "catalogue", "find", "gaps", "load", "names",
           "parse", "score", "score_all"]
