"""A published release cannot change: the database itself refuses, whoever asks."""

from django.db import migrations

PUBLISHED = "EXISTS (SELECT 1 FROM transparency_release r WHERE r.id = {} AND r.published_on IS NOT NULL)"
OF_TABLE = "(SELECT t.release_id FROM transparency_publishedtable t WHERE t.id = {}.table_id)"
SAYS = "a published release is frozen"

# (table, which row, the release it belongs to is published)
GUARDED = {
    "transparency_release": ("OLD.published_on IS NOT NULL",),
    "transparency_publishedtable": (PUBLISHED.format("OLD.release_id"), PUBLISHED.format("NEW.release_id")),
    "transparency_publishedcell": (PUBLISHED.format(OF_TABLE.format("OLD")), PUBLISHED.format(OF_TABLE.format("NEW"))),
}


def acts():
    """Yield (name, act, table, condition) for every way a published row could change."""
    for table, conditions in GUARDED.items():
        yield f"{table}_frozen_update", "UPDATE", table, conditions[0]
        yield f"{table}_frozen_delete", "DELETE", table, conditions[0]
        if len(conditions) > 1:
            yield f"{table}_frozen_insert", "INSERT", table, conditions[1]


def freeze(apps, editor):
    for name, act, table, condition in acts():
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            )
        else:
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {condition} THEN "
                f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$ LANGUAGE plpgsql"
            )
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def thaw(apps, editor):
    for name, _act, table, _condition in acts():
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}")
        else:
            editor.execute(f"DROP TRIGGER {name} ON {table}")
            editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):

    dependencies = [("transparency", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw)]
