"""Puts the actor and the business moment on each request."""

import uuid

from . import clock
from .actor import actor_for


class ActorMiddleware:
    """request.at (business moment, read once), request.actor (lazy), request.request_id."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex
        request.__class__ = _with_actor(request.__class__)
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id
        return response


_CLASSES: dict = {}


def _with_actor(base):
    if base not in _CLASSES:
        _CLASSES[base] = type(f"Acting{base.__name__}", (_Acting, base), {})
    return _CLASSES[base]


class _Acting:
    @property
    def at(self):
        if "_at" not in self.__dict__:
            self._at = clock.now()
        return self._at

    @property
    def actor(self):
        if "_actor" not in self.__dict__:
            self._actor = actor_for(self.user, clock.timezone.localtime(self.at).date(),
                                    organisation_id=self.session.get("acting_organisation"), request_id=self.request_id)
        return self._actor
