"""A parsed directive in the format of the label files (*.tasks.json)."""

from .values import Deadline, Directive, Task


def _deadline(d: Deadline) -> dict:
    return {"kind": d.kind, "value": d.value, **({"text": d.text} if d.text else {})}


def task_data(t: Task) -> dict:
    """One task as a label."""
    spans = [{"start": a, "end": b} for a, b in t.spans]
    return {
        "id": t.id, "path": t.path, "title": t.title,
        "lead": [n.name for n in t.lead] or ["(không nêu rõ)"], "coordinating": [n.name for n in t.coordinating],
        "deadline": _deadline(t.deadline),
        "targets": [{"metric": x.metric, "op": x.op, "value": x.value, "unit": x.unit, **({"by": x.by} if x.by else {})}
                    for x in t.targets],
        "report": {"to": [n.name for n in t.report.to], "deadline": _deadline(t.report.deadline)} if t.report else None,
        "legal_refs": [{"type": r.type, "number": r.number, "date": r.date, "issuer": r.issuer,
                        **({"title": r.title} if r.title else {})} for r in t.legal_refs],
        "evidence": spans[0] if len(spans) == 1 else spans,
        **({"output": t.output} if t.output else {}),
        "ambiguous": bool(t.doubts),
        "sure": {k: t.sure_of(k) for k in ("lead", "coordinating", "deadline", "targets", "report", "legal_refs")},
        "doubts": [{"field": x.field, "question": x.question} for x in t.doubts],
    }


def as_labels(d: Directive, doc: str) -> dict:
    """The whole document as a label file."""
    return {"doc": doc, "doc_type": d.doc_type, "number": d.number, "date": d.date.isoformat() if d.date else None,
            "issuer": d.issuer,
            **({"year": d.year} if d.year and not d.date else {}), "tasks": [task_data(t) for t in d.tasks],
            "oddities": list(d.oddities)}


def deadline_words(d: Deadline) -> str:
    """A deadline in the words of an official; empty where there is none.

    >>> deadline_words(Deadline("quarter", "2025-Q4")), deadline_words(Deadline("periodic", "monthly:20"))
    ('quý IV/2025', 'hằng tháng, ngày 20')
    """
    value = d.value or ""
    if d.kind in ("date", "month", "quarter", "year"):
        return _point(value)
    if d.kind == "range":
        first, _, last = value.partition("/")
        return f"{_point(first)} đến {_point(last)}"
    if d.kind == "from":
        return f"từ {_point(value)}"
    if d.kind == "yearly":
        days = [f"{p[3:]}/{p[:2]}" if "-" in p else f"tháng {p}" for p in value.split(",") if p]
        return "hằng năm" + (", " + " và ".join(days) if days else "")
    if d.kind == "periodic":
        every, _, day = value.partition(":")
        word = {"weekly": "hằng tuần", "monthly": "hằng tháng", "quarterly": "hằng quý", "halfyearly": "6 tháng một lần",
                "daily": "hằng ngày"}.get(every, "định kỳ")
        if every == "weekly" and day:
            return f"{word}, thứ {('Hai', 'Ba', 'Tư', 'Năm', 'Sáu', 'Bảy')[int(day) - 2]}"
        return word + (f", ngày {day}" if day else "")
    return {"continuous": "thường xuyên", "event": d.text or value, "none": ""}.get(d.kind, value)


def _point(value: str) -> str:
    parts = value.split("-")
    if len(parts) == 3:
        return f"{parts[2]}/{parts[1]}/{parts[0]}"
    if len(parts) == 2 and parts[1].startswith("Q"):
        return f"quý {('', 'I', 'II', 'III', 'IV')[int(parts[1][1])]}/{parts[0]}"
    return f"tháng {parts[1]}/{parts[0]}" if len(parts) == 2 else f"năm {value}"
