"""What a metric is, and the table of those that rooms offer. Nothing heavy is imported: an expression is built when it is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import BadInput

KINDS = ("flow", "distinct", "stock")


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two expressions that give whole numbers; over several organisations or periods it is the ratio of their sums."""

    numerator: Any
    denominator: Any


@dataclass(frozen=True, slots=True)
class Estimate:
    """A fact that comes from a sample: value, its standard error, degrees of freedom, answers, and which sample. Estimates never add up."""

    value: float
    se: float | None = None
    df: float | None = None
    n: int | None = None
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A named question over one fact table.

    `on` is the day column of the event that places a row in a period. A flow counts rows of the period and adds up over periods;
    a distinct metric counts different values of `key` and does not; a stock counts what has begun (`on`) and not ended (`until`)
    when the period ends. `organisation` is the column of whose fact it is, `dimensions` are the columns it can be split by.
    """

    code: str
    title: str
    table: str
    on: str
    ask: Callable[[Any], Ratio]
    kind: str = "flow"
    key: str = ""
    until: str = ""
    organisation: str = "organisation_id"
    dimensions: tuple[str, ...] = ()


METRICS: dict[str, Metric] = {}


def metric(code: str, *, title: str, table: str, on: str, kind: str = "flow", key: str = "", until: str = "", organisation: str = "organisation_id",
           dimensions: tuple[str, ...] = (), into: dict[str, Metric] | None = None) -> Callable[[Callable[[Any], Ratio]], Callable[[Any], Ratio]]:
    """Register a question: the function gets the fact table as an Ibis expression and returns a Ratio of two aggregates.

    >>> shelf = {}
    >>> @metric("demo.done", title="Việc xong", table="parts", on="due_on", into=shelf)
    ... def done(parts):
    ...     return Ratio(parts.done.ifelse(1, 0).sum(), parts.count())
    >>> shelf["demo.done"].kind
    'flow'
    """
    if kind not in KINDS or (kind == "distinct") != bool(key) or (kind == "stock") != bool(until):
        raise BadInput(f"{code}: kind là một trong {', '.join(KINDS)}; distinct cần key, stock cần until, flow không cần cả hai.", where=code)
    shelf = METRICS if into is None else into

    def register(ask: Callable[[Any], Ratio]) -> Callable[[Any], Ratio]:
        if code in shelf and shelf[code].ask.__qualname__ != ask.__qualname__:
            raise BadInput(f"{code}: mã này đã được một số liệu khác dùng.", where=code)
        shelf[code] = Metric(code, title, table, on, ask, kind, key, until, organisation, dimensions)
        return ask
    return register
