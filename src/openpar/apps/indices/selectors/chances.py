"""Two studies of a scored file that are never mixed: how sure the scores are (rules held), how robust the design is (facts held)."""

import math
from dataclasses import dataclass

import numpy as np
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput
from openpar.engine.index.facts import FactSet, decimal
from openpar.engine.index.framework import Framework
from openpar.engine.index.robustness import Robustness, study
from openpar.engine.index.uncertainty import Spread, Uncertainty, simulate
from openpar.web import charts, wording
from openpar.web.charts.bars import Bar

from ..drawings import step_bar
from ..sentences import in_words

# Drawn points in one request: units × criteria × replicates. 10 million take about two seconds on one core.
MOST = 10_000_000


def bounded(framework: Framework, facts: FactSet, asked: int, cost: int = 1) -> tuple[int, str]:
    """(replicates that keep a request short, what to say where they are fewer than asked)."""
    size = max(len(facts.units) * max(len(framework.leaves()), 1) * cost, 1)
    most = max(MOST // size, 0)
    if most < 100:
        raise BadInput(_("Tệp có %(units)s đơn vị × %(n)s tiêu chí, quá lớn để mô phỏng trên trang này. Dùng lệnh openpar index simulate.") % {
            "units": len(facts.units), "n": len(framework.leaves())}, where="file")
    if asked <= most:
        return asked, ""
    fewer = most // 100 * 100
    return fewer, _("Đã chạy %(n)s lần thay vì %(asked)s lần để trang trả lời ngay; cần nhiều hơn thì dùng lệnh openpar index simulate.") % {
        "n": wording.number(fewer), "asked": wording.number(asked)}


@dataclass(frozen=True, slots=True)
class Interval:
    """One unit's row: its interval drawn on the scale of all units, ranks from and to, the chance of a better one."""

    unit: str
    score: float | None
    low: float
    high: float
    bar: SafeString
    rank: float | None
    rank_low: float
    rank_high: float
    rank_bar: SafeString
    up: float | None


@dataclass(frozen=True)
class Sureness:
    """How sure the scores are."""

    result: Uncertainty
    rows: list[Interval]
    seed: int
    limited: str


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def sureness(framework: Framework, facts: FactSet, *, replicates: int, seed: int, missing: bool, appraisals: bool, se: str = "",
             covariance: str = "") -> Sureness:
    """The scores drawn again from what is known of the error of the facts."""
    n, limited = bounded(framework, facts, replicates)
    found = simulate(framework, facts, np.random.default_rng(seed), replicates=n, missing=missing, appraisals=appraisals,
                     assumed_se=assumed(se, framework), covariance=matrices(covariance, framework, facts))
    low, high = min(s.low for s in found.units), max(s.high for s in found.units)
    margin, last = (high - low) * 0.05 or 1, len(found.units)

    def row(s: Spread) -> Interval:
        return Interval(s.unit, _known(s.score), s.low, s.high, step_bar(s.low, s.high, low - margin, high + margin), _known(s.rank),
                        s.rank_low, s.rank_high, step_bar(s.rank_low - 0.5, s.rank_high + 0.5, 0.5, last + 0.5, "m-kept"), _known(s.moving_up))
    return Sureness(found, [row(s) for s in sorted(found.units, key=lambda s: -s.mean)], seed, limited)


def assumed(text: str, framework: Framework) -> dict[str, float]:
    """Assumed standard errors, one code a line: "code = 0,02"."""
    known, found = set(framework.metrics()), {}
    for n, row in enumerate(text.splitlines(), start=1):
        if not row.strip():
            continue
        code, sign, value = (x.strip() for x in row.partition("="))
        if not sign or code not in known:
            raise BadInput(_("Dòng %(n)s: “%(code)s” không phải mã số liệu của khung. Ghi: mã = sai số.") % {"n": n, "code": code[:60]}, where="se")
        se = float(decimal(value, f"dòng {n}"))
        if not 0 <= se < 1e9:
            raise BadInput(_("Dòng %(n)s: sai số chuẩn phải từ 0 trở lên.") % {"n": n}, where="se")
        found[code] = se
    return found


def matrices(text: str, framework: Framework, facts: FactSet):
    """Covariance inside a unit, from rows "unit; code; code; number"; an entry that is not given is zero."""
    known, cells = set(framework.metrics()), {}
    for n, row in enumerate(text.splitlines(), start=1):
        if not row.strip():
            continue
        parts = [x.strip() for x in row.split(";")]
        if len(parts) != 4 or parts[0] not in facts.units or not {parts[1], parts[2]} <= known:
            raise BadInput(_("Dòng %(n)s: ghi “đơn vị; mã 1; mã 2; số”, với đơn vị có trong tệp và mã có trong khung.") % {"n": n}, where="covariance")
        cells.setdefault(parts[0], {})[parts[1], parts[2]] = float(decimal(parts[3], f"dòng {n}"))
    out = {}
    for unit, pairs in cells.items():
        codes = list(dict.fromkeys(c for pair in pairs for c in pair))
        out[unit] = (codes, np.array([[pairs.get((a, b), pairs.get((b, a), 0.0)) for b in codes] for a in codes]))
    return out or None


@dataclass(frozen=True, slots=True)
class Place:
    """One unit's rank as designed and the interval of its ranks under other designs."""

    unit: str
    rank: float
    low: float
    high: float
    median: float
    bar: SafeString


@dataclass(frozen=True)
class Firmness:
    """How robust the design is."""

    result: Robustness
    rows: list[Place]
    factors: SafeString
    removed: SafeString
    seed: int
    limited: str


def firmness(framework: Framework, facts: FactSet, *, replicates: int, seed: int, spread: int) -> Firmness:
    """The ranks under other weights, normalisations and aggregations, and without one criterion."""
    n, limited = bounded(framework, facts, replicates, cost=4)
    r = study(framework, facts, np.random.default_rng(seed), replicates=n, spread=spread / 100)
    last = len(r.units)
    rows = [Place(u, float(r.rank[i]), float(r.low[i]), float(r.high[i]), float(r.median[i]),
                  step_bar(float(r.low[i]) - 0.5, float(r.high[i]) + 0.5, 0.5, last + 0.5)) for i, u in enumerate(r.units)]
    factors = charts.bar_list([Bar(in_words(k), v) for k, v in r.factors.items()], caption=_("Mức đổi hạng trung bình khi chỉ đổi một yếu tố"),
                              name=_("Yếu tố"), unit=_("Hạng"), decimals=2)
    removed = charts.bar_list([Bar(f"{x['code']} {x['title']}", x["mean_shift"], note=_("nhiều nhất %(n)s hạng") % {
        "n": wording.number(x["largest_shift"])}) for x in r.removed[:10]], caption=_("Mức đổi hạng trung bình khi bỏ một tiêu chí"),
                              name=_("Bỏ tiêu chí"), unit=_("Hạng"), decimals=2)
    return Firmness(r, sorted(rows, key=lambda p: p.rank), factors, removed, seed, limited)
