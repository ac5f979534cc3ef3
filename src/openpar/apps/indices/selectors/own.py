"""The installation's own frameworks and loaded scores, by who asks: approved ones are everybody's, the others are seen by who may read rules."""

import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.db.models import Q, QuerySet
from django.http import Http404

from openpar.core.actor import Actor
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


def text_in_force(row: OwnFramework) -> str:
    """The rulebook file as it counts: the loaded one, confirmed where a second person approved it."""
    return _confirmed(row.text, row.approved_at.date().isoformat(), str(row.approved_by)) if row.approved else row.text


def as_loaded(row: OwnFramework) -> Framework:
    """The tree as it was loaded, to be downloaded."""
    return _parsed(row.ref, row.digest, row.text)


def framework_of(row: OwnFramework) -> Framework:
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
