"""An empty SQLite database laid out at once, as all migrations one after the other would leave it.

A test compares the two. Django draws some 6,700 models anew on the way through the migrations, a fifth of the time in which the demo is
built; a database with anything in it, and every PostgreSQL, goes that way.
"""

from django.apps import apps
from django.db import connection, router
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL

from . import audit_table

# Migrations that do more than tables: to rows, of which an empty database has none, or to what `lay_out` makes itself.
BESIDES = {
    ("account", "0006_emailaddress_lower"): "rows",
    ("account", "0008_emailaddress_unique_primary_email_fixup"): "rows",
    ("auth", "0011_update_proxy_permissions"): "rows",
    ("axes", "0007_alter_accessattempt_unique_together"): "rows",
    ("core", "0005_audit_guard"): "the guard of the trail",
    ("core", "0021_access_seals"): "rows, and the guard",
    ("documents", "0006_words"): "rows",
    ("tasks", "0009_words_digest"): "rows",
}


def lay_out() -> bool:
    """Make every table and note every migration as applied. False, with nothing done, where the database is no empty SQLite, or where
    a migration does something that is not known here: then it is for `migrate`."""
    executor = MigrationExecutor(connection)
    if connection.vendor != "sqlite" or connection.introspection.table_names() or besides(executor.loader) - BESIDES.keys():
        return False
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model):
                editor.create_model(model)
        executor.recorder.ensure_schema()
        for key, migration in executor.loader.disk_migrations.items():
            executor.recorder.record_applied(*key)
            for replaced in migration.replaces:
                executor.recorder.record_applied(*replaced)
    audit_table.install_guard(connection)
    return True


def besides(loader) -> set[tuple[str, str]]:
    """The migrations that do more than make or change tables."""
    return {key for key, migration in loader.disk_migrations.items()
            if any(isinstance(op, RunPython | RunSQL) and getattr(op, "code", None) is not RunPython.noop for op in migration.operations)}


def behind() -> list[str]:
    """The migrations that this database still lacks, as "core.0022_api_people"; empty for one that stands with the programs."""
    executor = MigrationExecutor(connection)
    return [f"{m.app_label}.{m.name}" for m, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
