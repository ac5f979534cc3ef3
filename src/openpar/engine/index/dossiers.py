"""From single dossiers to the first four indices of NĐ 61/2018: points of each dossier, then the unit's facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ..errors import BadInput
from ..results import Absent, Explained
from ..rulebook import load_yaml
from .facts import Fact
from .library import SHELF
from .words import number


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the rule asks of one finished dossier. Times in one unit of the caller's choice (days or hours), limits in the same.

    `steps` are (taken, allowed) of the unit's own steps; `contacts` counts the applicant's extra contacts, `own_fault` how many
    of them the applicant caused; `agencies` counts places contacted besides the one-stop unit. None means not recorded.
    """

    taken: Decimal | float | None
    allowed: Decimal | float | None
    steps: tuple[tuple[float, float], ...] = ()
    contacts: int | None = None
    own_fault: int = 0
    agencies: int | None = None


@lru_cache(maxsize=1)
def rule() -> dict:
    """The dated rule with its source."""
    return load_yaml((SHELF / "dossier-61.yaml").read_text(encoding="utf-8"), "indices/dossier-61.yaml")


def dossier_points(dossier: Dossier) -> dict[str, Explained]:
    """Points of one dossier on indices 1 to 4, each explained.

    >>> points = dossier_points(Dossier(taken=5, allowed=7, steps=((2, 2),), contacts=2, own_fault=1))
    >>> {code: str(e.value) for code, e in points.items()}
    {'1': '2', '2': '1', '3': '1', '4': 'None'}
    """
    taken = sum(t for t, _ in dossier.steps) if dossier.steps else None
    allowed = sum(a for _, a in dossier.steps) if dossier.steps else None
    fault = dossier.contacts is not None and dossier.own_fault > dossier.contacts
    if fault or min(dossier.own_fault, dossier.contacts or 0, dossier.agencies or 0) < 0:
        raise BadInput("Số lần liên hệ do lỗi người nộp không được nhiều hơn số lần liên hệ, và không số nào được âm.",
                       where="contacts")
    counted = None if dossier.contacts is None else dossier.contacts - dossier.own_fault
    return {"1": _compare("1", dossier.taken, dossier.allowed), "2": _compare("2", taken, allowed),
            "3": _count("3", counted, "lần liên hệ"), "4": _count("4", dossier.agencies, "nơi phải liên hệ thêm")}


def _compare(code, taken, allowed) -> Explained:
    if taken is None or allowed is None:
        return Explained(None, "chưa ghi thời gian", "compare", rule()["source"], absent=Absent.NOT_MEASURED)
    key = "shorter" if taken < allowed else "equal" if taken == allowed else "longer"
    word = {"shorter": "ngắn hơn", "equal": "bằng", "longer": "dài hơn"}[key]
    points = Decimal(rule()[code]["compare"][key])
    return Explained(points, f"{number(taken)} so với {number(allowed)}: {word} quy định, {points} điểm", "compare",
                     rule()["source"], {"taken": taken, "allowed": allowed})


def _count(code, n, word) -> Explained:
    if n is None:
        return Explained(None, f"chưa ghi số {word}", "count", rule()["source"], absent=Absent.NOT_MEASURED)
    points = Decimal(rule()[code]["count"].get(n, rule()[code]["more"]))
    return Explained(points, f"{n} {word}: {points} điểm", "count", rule()["source"], {"count": n})


def unit_facts(dossiers: Iterable[Dossier]) -> dict[str, Fact]:
    """The facts of one unit: for each metric how many dossiers earned 2, 1 and 0 points; unrecorded ones are counted apart.

    >>> facts = unit_facts([Dossier(5, 7), Dossier(7, 7), Dossier(9, 7), Dossier(4, 7)])
    >>> dict(facts["procedures.time_points"].answers), facts["procedures.contact_points"].absent.value
    ({'2': 2, '1': 1, '0': 1}, 'not_measured')
    """
    counts: dict[str, dict[str, int]] = {code: {} for code in "1234"}
    missing = dict.fromkeys("1234", 0)
    for dossier in dossiers:
        for code, e in dossier_points(dossier).items():
            if e.value is None:
                missing[code] += 1
            else:
                counts[code][str(e.value)] = counts[code].get(str(e.value), 0) + 1
    facts = {}
    for code in "1234":
        note = f"{missing[code]} hồ sơ chưa ghi, không tính" if missing[code] else ""
        facts[rule()[code]["metric"]] = Fact(answers=counts[code], note=note, source=rule()["aggregation"]) if counts[code] \
            else Fact(absent=Absent.NOT_MEASURED, note=note)
    return facts
