"""From a parsed directive to drafts: each field with its words, each name looked up in the register, each doubt with its answers."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from openpar.engine.directive.values import Many, plain

from ..models import Addressee, Draft
from .dues import question, read_due

NUMBER = re.compile(r"^\s*(?:[-–+•*]|\(?[0-9IVXLC]+(?:\.[0-9]+)*[.)]|[a-zđ]\))\s*", re.IGNORECASE)
LEADING = re.compile(r"\btrước(?:\s+(?:hết\s+)?ngày)?\s*$", re.IGNORECASE)
LEAD, COORDINATING = Addressee.Part.LEAD, Addressee.Part.COORDINATING


def unsaved(tasks: Iterable, directive, register, *, on: date, layers=(), first: int = 1) -> list[tuple[Draft, list[Addressee]]]:
    """Drafts with their addressees, numbered from `first`, none of them saved."""
    return [one(t, directive, register, order=n, on=on, layers=layers) for n, t in enumerate(tasks, start=first)]


def one(task, directive, register, *, order: int, on: date, layers=()) -> tuple[Draft, list[Addressee]]:
    """The draft of one parsed task."""
    deadline = _with_before(plain(task.deadline), directive.text)
    due = read_due(deadline, on=on, layers=layers)
    fields = {
        "deadline": deadline, "due_note": due.note, "recurring": due.recurring, "yearly_days": due.yearly_days, "product": task.output, "general": task.general,
        "product_span": _span(task.output_span), "report": _report(task.report), "targets": [_target(t) for t in task.targets],
        "refs": [_ref(r, directive.text) for r in task.legal_refs],
        "why": {name: task.why(name) for name in ("lead", "coordinating", "deadline", "report", "targets", "legal_refs")},
        "field": "", "leader": None, "priority": 0}
    draft = Draft(directive=directive, order=order, path=task.path, section=task.section, title=_title(task), text=task.text,
                  spans=[list(s) for s in task.spans], fields=fields, due_type=due.due_type, due_on=due.due_on, cycle=due.cycle,
                  report_day=due.report_day)
    asked = [d for d in task.doubts if task.lead or d.alternatives or d.field != "lead"]  # a card without a lead asks for one by itself
    draft.doubts = _joined(due.questions, [_doubt(d, task, on, layers) for d in asked])
    addressees = [addressee(draft, part, n.text or n.name, register, span=n.span, whole=n.name)
                  for part, names in ((LEAD, task.lead), (COORDINATING, task.coordinating)) for n in names]
    return draft, addressees


def addressee(draft, part, wording: str, register, span=None, whole: str = "") -> Addressee:
    """Words that name somebody, with what the register makes of them. Coordinating words that name nobody known stay words.

    `whole` is the name that the words stand for where they leave a part out: "các Sở: Tài chính, Y tế" names Sở Y tế.
    """
    found = register.resolve(wording)
    if not found and whole and whole != wording and (other := register.resolve(whole)):
        found, wording = other, whole
    return Addressee(draft=draft, part=part, wording=wording[:300], span=_span(span), organisation=found.organisation, group=found.group,
                     sure=found.sure or not found, as_text=not found and part == COORDINATING, left_out=[o.pk for o in found.excluded])


def title_of(text: str, words: int = 24) -> str:
    """A short name of a passage: its first clause, without its number, at most 24 words, cut at a comma where there is one.

    >>> title_of("b) Rà soát thủ tục hành chính; báo cáo trước 30/7.")
    'Rà soát thủ tục hành chính'
    """
    clean = NUMBER.sub("", " ".join(text.split()))
    clause = re.split(r"[;.](?:\s|$)|; ", clean, maxsplit=1)[0].strip(" .,;:")
    parts = clause.split()
    if len(parts) > words:
        commas = [i for i, w in enumerate(parts[:words]) if w.endswith(",") and i >= 7]
        parts = parts[:commas[-1] + 1] if commas else [*parts[:words], "…"]
    short = " ".join(parts).rstrip(" ,;:").replace(" …", "…")
    return (short[:1].upper() + short[1:])[:300]


def changes(answer: dict) -> dict:
    """What an answer sets, read back from JSON: columns of the draft, `fields` and names."""
    out = dict(answer)
    if isinstance(out.get("due_on"), str):
        out["due_on"] = date.fromisoformat(out["due_on"])
    return out


def _with_before(deadline, text):
    """The deadline with the word "trước" that stands before its day: it decides whether the day itself counts."""
    if deadline["span"] and deadline["kind"] == "date":
        start, end = deadline["span"]
        if found := LEADING.search(text[max(0, start - 24):start]):
            start -= len(found[0])
            return {**deadline, "span": [start, end], "text": " ".join(text[start:end].split())}
    return deadline


def _title(task):
    """The reader's name of the task; the whole first clause where that name is cut short."""
    return (title_of(task.text) if task.title.endswith("…") else task.title.rstrip(" .,;:"))[:300]


def _doubt(doubt, task, on, layers):
    """The parser's doubt as a question: the proposed reading first, then the others."""
    about = doubt.field
    answers = [(_proposed(about, task), {})]
    answers += [(label[:1].upper() + label[1:], _sets(about, value, on, layers)) for label, value in doubt.alternatives]
    if about == "targets":
        rest = [_target(t) for t in task.targets if t.span != doubt.span]
        answers = [(_("Phải đạt"), {}), *[(label, {"targets": rest} if value is None else _sets(about, value, on, layers))
                                          for label, value in doubt.alternatives]]
    return question(about, doubt.question, doubt.reason, doubt.span, answers)


def _joined(own, read):
    """Our question about the time and the reader's are one question with all the answers."""
    mine = next((q for q in own if q["field"] == "deadline"), None)
    theirs = next((q for q in read if q["field"] == "deadline"), None)
    if mine is None or theirs is None:
        return own + read
    have = {a["label"] for a in mine["alternatives"]}
    mine["alternatives"] += [a for a in theirs["alternatives"][1:] if a["label"] not in have]
    return own + [q for q in read if q is not theirs]


def _proposed(about, task):
    value = getattr(task, about, None)
    if about in ("lead", "coordinating") and isinstance(value, Many) and value:
        return "; ".join(n.name or n.text for n in value)
    if about == "deadline" and task.deadline.text:
        return task.deadline.text
    if about == "report" and task.report and task.report.to:
        return "; ".join(n.name or n.text for n in task.report.to)
    return _("Giữ như đề xuất")


def _sets(about, value, on, layers):
    value = plain(value)
    if about in ("lead", "coordinating"):
        return {about: _names(value)}
    if about == "deadline":
        if not isinstance(value, dict):
            return {"due_type": "", "due_on": None, "cycle": "", "report_day": None}
        due = read_due(value, on=on, layers=layers)
        return {"due_type": due.due_type, "due_on": due.due_on and due.due_on.isoformat(), "cycle": due.cycle, "report_day": due.report_day,
                "recurring": due.recurring, "yearly_days": due.yearly_days}
    if about == "report":
        return {"report": None if value is None else {"to": _names(value.get("to") if isinstance(value, dict) else value), "span": None}}
    if about == "targets" and isinstance(value, list):
        return {"targets": [v for v in value if isinstance(v, dict)]}
    return {}


def _names(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = value.get("items", [value])
    return [v if isinstance(v, str) else v.get("name") or v.get("text", "") for v in value or ()]


def _report(report):
    if report is None:
        return None
    return {"to": [n.name or n.text for n in report.to], "spans": [_span(n.span) for n in report.to], "span": _span(report.span),
            "deadline": plain(report.deadline)}


def _target(t):
    value = None if t.value is None else str(Decimal(str(t.value)))
    return {"metric": t.metric, "op": t.op, "value": value, "unit": t.unit, "year": t.by, "span": _span(t.span), "sure": t.sure}


def _ref(r, text):
    start, end = r.span
    return {"type": r.type, "number": r.number, "date": r.date, "issuer": r.issuer, "title": r.title, "span": [start, end],
            "text": " ".join(text[start:end].split())}


def _span(span):
    return list(span) if span else None
