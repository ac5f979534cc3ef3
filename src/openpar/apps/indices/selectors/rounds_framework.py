"""The framework of a round as it was frozen: read from the kept text, never from the shelf of today."""

import hashlib
from functools import lru_cache

from openpar.core.rulebook import compared
from openpar.engine.errors import NotLoaded
from openpar.engine.index.framework import Criterion, Framework
from openpar.engine.index.library import SHELF, names
from openpar.engine.index.parse import parse
from openpar.engine.rulebook import load_yaml

from .. import rules
from .own import own_text


def text_of(ref: str) -> str:
    """The rulebook file of a framework as it stands now, to be frozen."""
    if ref not in names():
        if text := own_text(ref):
            return text
        raise NotLoaded(f"Không có khung “{ref}”. Chọn một khung trong danh mục.", where="framework")
    return (SHELF / f"{ref}.yaml").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def _parsed(ref: str, digest_of_text: str, text: str) -> Framework:
    return parse(load_yaml(text, f"indices/{ref}.yaml"), ref)


def parsed(ref: str, text: str) -> Framework:
    """A framework from its text, kept between requests."""
    return _parsed(ref, hashlib.sha256(text.encode()).hexdigest(), text)


def frozen(round) -> Framework:
    """The framework by which a round is scored; whether people compared it with its decision is asked once for one read of the round."""
    if (kept := round.__dict__.get("_framework")) is None:
        kept = round._framework = compared(parsed(round.framework_ref, round.framework_text))
    return kept


def leaves(framework: Framework) -> dict[str, Criterion]:
    """The scored criteria by code, in document order."""
    return {c.code: c for c in framework.leaves()}


def first_stream(c: Criterion) -> str:
    """The stream of the appraiser's first points for a criterion."""
    return rules.first_stream(c.kind, c.by)


def accepts(stream: str, c: Criterion) -> bool:
    """Whether the criterion has this stream."""
    return rules.accepts(stream, c.kind, c.by)
