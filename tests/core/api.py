"""Programs of the small province: declared, approved, and asking with a token."""

import json
from uuid import uuid4

from openpar.core import api_clients, grants, roles
from openpar.core.models import Membership, RoleGrant
from tests.people import DAY, moment

ALL = tuple(roles.ROLES["api_client"].rights)


def second_operator(province):
    """Yến is an operator too."""
    Membership.objects.get_or_create(user=province.yen, organisation=province.ubnd_tinh, role="operator", valid_from=DAY)
    return province.actor("yen")


def declared(province, where: str, acts=ALL, approved=True, **more):
    """(program, its secret) for an organisation."""
    client, secret = api_clients.declare(name=f"Phần mềm {where}", organisation=province.organisations[where], purpose="Nối hai hệ thống",
                                         contact="Phòng Công nghệ thông tin", acts=acts, by=province.actor("van_hanh"), at=moment(), **more)
    if approved:
        grants.approve(RoleGrant.objects.get(user=client.user).pk, by=second_operator(province), at=moment())
    return client, secret


class Program:
    """Asks as an integrator's program does: JSON, a bearer token, a fresh key for every act."""

    def __init__(self, client, token: str):
        self.client, self.token = client, token

    def get(self, path, **query):
        return self.client.get(f"/api/v1{path}", query, headers=self.headers())

    def post(self, path, body=None, key=None, **headers):
        return self.client.post(f"/api/v1{path}", json.dumps(body if body is not None else {}), content_type="application/json",
                                headers=self.headers(key) | headers)

    def send(self, path, form, key=None):
        return self.client.post(f"/api/v1{path}", form, headers=self.headers(key))

    def headers(self, key=None):
        return {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or uuid4().hex}


def program(province, client, where: str, acts=ALL) -> Program:
    """A program of an organisation, in force, with a token for all that is declared."""
    from datetime import timedelta
    one, _secret = declared(province, where, acts)
    return Program(client, api_clients.grant(one, acts, timedelta(hours=1))[1])


def personal(province, client, name: str, acts=None, where: str | None = None) -> Program:
    """A person's program, with a token for all that the person may lend in the organisation, or for these acts."""
    from openpar.core import personal_tokens
    by = province.actor(name, organisation=where) if where else province.actor(name)
    place, lent = next((o, a) for o, a in personal_tokens.lendable(by).items() if where is None or o.code == where)
    _row, token = personal_tokens.make(name=f"Thẻ {name}", organisation=place, acts=lent if acts is None else acts, days=30, second_factor=False, by=by,
                                       at=moment())
    return Program(client, token)
