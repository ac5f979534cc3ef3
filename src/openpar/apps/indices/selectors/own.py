"""The installation's own frameworks and loaded scores, by who asks: approved ones are everybody's, the others are seen by who may read rules."""

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db.models import DateTimeField, F, Q, QuerySet, TextField, Value
from django.http import Http404

from openpar.core.actor import Actor
from openpar.core.rulebook import confirmations
from openpar.engine.index.framework import Framework
from openpar.engine.index.parse import parse
from openpar.engine.index.yaml_out import write_yaml
from openpar.engine.rulebook import load_yaml

from ..models import OwnFramework, OwnScores
from ..services import facts_file
from . import scoring


def _seen(rows: QuerySet, actor: Actor) -> QuerySet:
    live = rows.filter(withdrawn_at=None).defer("file").select_related("entered_by", "approved_by")
    return live if actor.can("rule.view") and actor.user_id else live.filter(approved_at__isnull=False)


def frameworks_for(actor: Actor) -> QuerySet:
    """The own frameworks that this person may see; a withdrawn one is gone from the shelf."""
    return _seen(OwnFramework.objects, actor)


@dataclass(frozen=True, slots=True)
class OnShelf:
    """What a list of frameworks needs of an own one; the file and the persons' rows stay where they are."""

    ref: str
    digest: str
    text: str
    approved_at: datetime | None
    approved_by: str | None

    @property
    def approved(self) -> bool:
        return self.approved_at is not None


def on_shelf(actor: Actor, index: str = "") -> tuple[dict[str, OnShelf], frozenset[str]]:
    """(the own frameworks that this person may see, of one index or of all; the digests of what people compared with its document).

    Every list marks what nobody compared yet, so both come in one query: a confirmation counts at once in every process."""
    rows = frameworks_for(actor).select_related(None).filter(**{"index": index} if index else {})
    mine = rows.order_by().annotate(by=F("approved_by__full_name")).values_list("ref", "digest", "text", "approved_at", "by")
    none, words = Value(None, DateTimeField()), Value("", TextField())
    theirs = confirmations().annotate(a=words, b=words, c=none, d=words).values_list("a", "digest", "b", "c", "d")
    own, known = {}, set()
    for ref, digest, *rest in mine.union(theirs, all=True):
        if ref:
            own[ref] = OnShelf(ref, digest, *rest)
        else:
            known.add(digest)
    return own, frozenset(known)


def scores_for(actor: Actor, ref: str) -> QuerySet:
    """The loaded scores by one framework, the last year first."""
    return _seen(OwnScores.objects.filter(framework_ref=ref), actor)


def row_or_404(actor: Actor, ref: str) -> OwnFramework:
    """One own framework by its name."""
    found = frameworks_for(actor).filter(ref=ref).first()
    if found is None:
        raise Http404(ref)
    return found


@lru_cache(maxsize=64)
def _parsed(ref: str, digest: str, text: str) -> Framework:
    return parse(load_yaml(text, ref), ref, layer="own")


@lru_cache(maxsize=64)
def _confirmed(text: str, on: str, by: str) -> str:
    """The text after the second person's yes: published, checked, its proposed rules confirmed."""
    data = load_yaml(text, "own")

    def settle(rows):
        for row in rows:
            if isinstance(row.get("score"), dict):
                row["score"].pop("confidence", None)
            settle(row.get("criteria", ()))

    settle(data["criteria"])
    data |= {"status": "published", "checked": {"on": on, "by": by}}
    with tempfile.TemporaryDirectory(prefix="openpar-tree-") as folder:
        path = Path(folder) / "tree.yaml"
        write_yaml(data, path)
        return path.read_text(encoding="utf-8")


def text_in_force(row: OwnFramework | OnShelf) -> str:
    """The rulebook file as it counts: the loaded one, confirmed where a second person approved it."""
    return _confirmed(row.text, row.approved_at.date().isoformat(), str(row.approved_by)) if row.approved else row.text


def as_loaded(row: OwnFramework) -> Framework:
    """The tree as it was loaded, to be downloaded."""
    return _parsed(row.ref, row.digest, row.text)


def framework_of(row: OwnFramework | OnShelf) -> Framework:
    """The tree as it counts. Nothing that waits for its second person is official."""
    found = _parsed(row.ref, row.digest, text_in_force(row))
    return found if row.approved else replace(found, status="draft")


def own_text(ref: str) -> str | None:
    """The text of an approved own framework, to be frozen by a round."""
    row = OwnFramework.objects.filter(ref=ref, withdrawn_at=None, approved_at__isnull=False).select_related("approved_by").defer("file").first()
    return text_in_force(row) if row else None


def approved() -> list[Framework]:
    """Approved own frameworks, for whoever opens a round."""
    rows = OwnFramework.objects.filter(Q(withdrawn_at=None) & Q(approved_at__isnull=False)).select_related("approved_by").defer("file")
    return [framework_of(r) for r in rows]


@dataclass(frozen=True)
class Loaded:
    """A loaded year as a page shows it."""

    row: OwnScores
    scoring: scoring.Scoring


def scores_or_404(actor: Actor, framework: Framework, year: int) -> OwnScores:
    """The scores of one year."""
    found = scores_for(actor, framework.ref).filter(year=year).first()
    if found is None:
        raise Http404(f"{framework.ref} {year}")
    return found


def scored(framework: Framework, row: OwnScores, unit: str) -> scoring.Scoring:
    """The loaded year, scored and explained by its framework."""
    file = bytes(OwnScores.objects.values_list("file", flat=True).get(pk=row.pk))
    return scoring.run(framework, facts_file.read(row.file_name, file, points=row.kind == "points"), unit)
