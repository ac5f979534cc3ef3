"""Whatever a person does on a page, a program can do through the API, or there is a reason why not. A new address fails here until it says which."""

from openpar.config.api import door
from openpar.core import roles
from tests.core import api_doors, matrix

OTHERS = ("api/", "quan-tri/", "tai-khoan/")  # programs, the operators' site of tables, accounts and their second factor


def operations() -> dict:
    return {o["operationId"]: o for methods in door.get_openapi_schema()["paths"].values() for o in methods.values()}


def named(said) -> set[str]:
    return set() if isinstance(said, api_doors.No) else set(said.split())


def test_every_address_has_an_operation_or_a_reason():
    pages = {a.name for a in matrix.addresses() if not a.pattern.startswith(OTHERS)}
    known = api_doors.DOORS.keys() | api_doors.ACTS.keys()
    assert not (pages - known), f"say in tests/core/api_doors.py which operation does the same: {sorted(pages - known)}"
    assert not (known - pages), f"no longer an address: {sorted(known - pages)}"


def test_every_act_of_an_address_has_an_operation_or_a_reason():
    for name, (taken, said) in api_doors.ACTS.items():
        assert set(taken) == set(said), name


def test_every_operation_that_is_named_exists_and_none_is_forgotten():
    said = set().union(*map(named, api_doors.DOORS.values()), *(map(named, [v for _taken, rows in api_doors.ACTS.values() for v in rows.values()])))
    there = set(operations())
    assert not (said - there), sorted(said - there)
    assert not (there - said - api_doors.ALONE), f"which page does the same? {sorted(there - said - api_doors.ALONE)}"


def test_a_token_is_offered_only_acts_that_some_operation_takes():
    taken = {a for o in operations().values() if "`in-person`" not in o["description"] for a in o["x-acts"]}
    offered = {a for a in roles.ACTS if roles.by_token(a)} | set(roles.OWN_ACTS) | set(roles.ROLES["api_client"].rights)
    assert not (offered - taken), f"no operation for {sorted(offered - taken)}"
    assert not (set(roles.IN_PERSON) & set(roles.ROLES["api_client"].rights))


def test_no_two_shapes_have_one_name():
    """The document knows shapes by their names alone: of two, one would be described as the other."""
    import sys

    from ninja import Schema
    shapes: dict[str, set] = {}
    for module in [m for name, m in sys.modules.items() if name.startswith("openpar.") and ".api" in name]:
        for shape in vars(module).values():
            if isinstance(shape, type) and issubclass(shape, Schema) and shape.__module__ == module.__name__:
                shapes.setdefault(shape.__name__, set()).add(shape)
    assert len(shapes) > 100
    assert not (twice := {n: sorted(c.__module__ for c in found) for n, found in shapes.items() if len(found) > 1}), twice
