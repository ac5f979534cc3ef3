"""What is the same for every test of a process is done once in it: the chain of middleware, and a migrated PostgreSQL to copy from."""

from django.conf import UserSettingsHolder, settings
from django.test.client import ClientHandler

# Settings that a test may change while no middleware looks at them before a request comes.
LATER = {"FACTS_DIR", "STORAGES", "PASSWORD_HASHERS", "ROOT_URLCONF"}
PARTS = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")


def changed() -> set[str]:
    """The settings that the running test has changed."""
    found, layer = set(), settings._wrapped
    while isinstance(layer, UserSettingsHolder):
        found |= {name for name in vars(layer) if name.isupper()} | layer._deleted
        layer = layer.default_settings
    return found


def share_middleware() -> None:
    """Every client asks through one chain of middleware, as every request of a server does; WhiteNoise looks for its files once.

    Where a test changes settings that a middleware may read when it is made, its clients make their own, as Django's do.
    """
    load, made = ClientHandler.load_middleware, {}

    def once(handler, is_async=False):
        if is_async or changed() - LATER:
            return load(handler, is_async)
        key = settings.ROOT_URLCONF, *settings.MIDDLEWARE
        if key not in made:
            load(handler)
            made[key] = {part: getattr(handler, part) for part in PARTS}
        vars(handler).update(made[key])

    ClientHandler.load_middleware = once


def keep_migrated() -> str:
    """A copy of this run's PostgreSQL as the migrations left it, before any test wrote: a test that needs a second one copies it."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.close()  # nobody may be connected to what is copied
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}_migrated"')
        cursor.execute(f'CREATE DATABASE "{name}_migrated" TEMPLATE "{name}"')
    return f"{name}_migrated"


def drop(name: str) -> None:
    """Take a database of the cluster away."""
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
