"""What a person writes of a draft, by a form or by a program, as the draft keeps it: what is unchanged keeps the words it was read from."""

from collections.abc import Iterable, Mapping
from decimal import Decimal


def report_to(draft, names: list[str]) -> dict | None:
    """To whom the task is reported; None where to nobody in particular."""
    return {**(draft.fields.get("report") or {"span": None}), "to": names} if names else None


def ref_text(ref: Mapping) -> str:
    """A reference as one line.

    >>> ref_text({"type": "Nghị quyết", "number": "76/NQ-CP"})
    'Nghị quyết 76/NQ-CP'
    """
    return ref.get("text") or " ".join(str(x) for x in (ref.get("type"), ref.get("number"), ref.get("title")) if x)


def refs_named(draft, lines: list[str]) -> list[dict]:
    """The documents that a task rests on, one line each."""
    have = {ref_text(r): r for r in draft.fields.get("refs", [])}
    return [have.get(t) or {"type": "", "number": None, "date": None, "issuer": None, "title": None, "span": None, "text": t} for t in lines]


def figures(given: Iterable[Mapping], was: Iterable[Mapping] = ()) -> list[dict]:
    """The figures to reach: metric, op, value, unit, year.

    >>> figures([{"metric": "Tỷ lệ", "op": ">=", "value": Decimal("95.00"), "unit": "%", "year": None}])[0]["value"]
    '95'
    """
    spans = {(t.get("metric"), t.get("op"), str(t.get("value"))): t.get("span") for t in was}
    out = []
    for d in given:
        if d.get("metric"):
            value = None if d["value"] is None else f"{Decimal(d['value']).normalize():f}"
            out.append({"metric": d["metric"], "op": d["op"] or "=", "value": value, "unit": d["unit"], "year": d["year"],
                        "span": spans.get((d["metric"], d["op"], str(value))), "sure": True})
    return out
