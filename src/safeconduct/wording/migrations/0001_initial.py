"""Words of an installation and its languages; the database keeps published words as they are."""

import django.db.models.deletion
import safeconduct.base.references
from django.conf import settings
from django.db import migrations, models


TABLE, SAYS = "wording_wording", "published words do not change"
NAMES = {"UPDATE": "wording_words_kept", "DELETE": "wording_words_not_deleted"}
PUBLISHED = "OLD.published_on IS NOT NULL"


def keep(apps, editor):
    for act, name in NAMES.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} WHEN {PUBLISHED} "
                f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            )
        else:
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {PUBLISHED} THEN "
                f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$ LANGUAGE plpgsql"
            )
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def let_go(apps, editor):
    for name in NAMES.values():
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}")
        else:
            editor.execute(f"DROP TRIGGER {name} ON {TABLE}")
            editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AddedLanguage',
            fields=[
                ('id', models.BigAutoField(default=safeconduct.base.references.number, primary_key=True, serialize=False)),
                ('reference', models.CharField(default=safeconduct.base.references.new, max_length=16, unique=True)),
                ('code', models.CharField(max_length=8, unique=True)),
                ('name', models.CharField(max_length=40)),
                ('right_to_left', models.BooleanField(default=False)),
                ('added_on', models.DateField()),
                ('offered_on', models.DateField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('offered_by', None), ('offered_on', None)), models.Q(('offered_by__isnull', False), ('offered_on__isnull', False)), _connector='OR'), name='an_offered_language_says_by_whom_and_when'), models.CheckConstraint(condition=models.Q(('offered_by', None), models.Q(('offered_by', models.F('added_by')), _negated=True), _connector='OR'), name='a_language_is_offered_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(default=safeconduct.base.references.number, primary_key=True, serialize=False)),
                ('reference', models.CharField(default=safeconduct.base.references.new, max_length=16, unique=True)),
                ('language', models.CharField(max_length=8)),
                ('key', models.CharField(max_length=16)),
                ('words', models.CharField(blank=True, max_length=12006)),
                ('written_on', models.DateField()),
                ('published_on', models.DateField(null=True)),
                ('place', models.PositiveIntegerField(null=True, unique=True)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('place', None), ('published_by', None), ('published_on', None)), models.Q(('place__isnull', False), ('published_by__isnull', False), ('published_on__isnull', False)), _connector='OR'), name='published_words_say_by_whom_and_when'), models.CheckConstraint(condition=models.Q(('published_by', None), ('words', ''), models.Q(('published_by', models.F('written_by')), _negated=True), _connector='OR'), name='words_are_published_by_another'), models.UniqueConstraint(condition=models.Q(('published_on__isnull', True)), fields=('language', 'key'), name='one_wording_of_a_text_waits')],
            },
        ),
        migrations.RunPython(keep, let_go),
    ]
