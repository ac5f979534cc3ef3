"""Whom an act in this room is told, and where the page of a part is."""

from django.urls import reverse

from openpar.core.outbox import Audience, Told
from openpar.core.roles import roles_with

ORGANISATION = ("head", "clerk")
SUPERIOR = ("head", "chairman", "reform_office")


def page_of(assignment) -> str:
    """The address of a part of work."""
    return reverse("tasks:assignment", args=[assignment.pk])


def to_organisation(topic: str, assignment, text: str, *, data=None) -> Told:
    """A message to the organisation whose part it is, and to the person who has it in hand."""
    people = (Audience(user_id=assignment.handler_id, roles=()),) if assignment.handler_id else ()
    return _told(topic, assignment, text, (Audience(assignment.organisation_id, ORGANISATION), *people), data)


def to_issuer(topic: str, assignment, text: str, act: str, *, data=None) -> Told:
    """A message to those of the issuer who may answer it."""
    return _told(topic, assignment, text, (Audience(assignment.issuer_id, roles_with(act)),), data)


def to_person(topic: str, assignment, text: str, user_id: int, *, data=None) -> Told:
    """A message to one person."""
    return _told(topic, assignment, text, (Audience(user_id=user_id, roles=()),), data)


def to_superior(topic: str, assignment, text: str, organisation_id: int, *, data=None) -> Told:
    """A message to the organisation to which something was reported over a head."""
    return _told(topic, assignment, text, (Audience(organisation_id, SUPERIOR),), data)


def _told(topic, assignment, text, audiences, data):
    return Told(topic, f"tasks.assignment:{assignment.pk}", text[:500], page_of(assignment), audiences, data or {})
