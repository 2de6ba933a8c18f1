"""A template of the register is retired by its forum's decision, and may be used again; notices tell of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

THINGS = (("ticket", "event"), ("article_event",), ("delegation",), ("retirement",))
# A row stays as it was written, but that it is undone once.
KEPT = """
create trigger tickets_templateretirement_stays before delete on tickets_templateretirement
  for each row execute function engine_append_only();
create trigger tickets_templateretirement_whole before truncate on tickets_templateretirement
  for each statement execute function engine_append_only();
create trigger tickets_templateretirement_kept before update on tickets_templateretirement for each row
  when (old.undone_at is not null or to_jsonb(old) - '{undone_at,undone_by_id,undone_as}'::text[]
    <> to_jsonb(new) - '{undone_at,undone_by_id,undone_as}'::text[])
  execute function engine_append_only();
"""
UNKEPT = "".join(
    f"drop trigger tickets_templateretirement_{name} on tickets_templateretirement;"
    for name in ("kept", "whole", "stays")
)


def _key(to: str, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more)


def _of_one(things) -> Q:
    found = Q()
    for thing in things:
        found |= Q(**{f"{name}__isnull": name not in thing for names in things for name in names})
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("engine", "0002_database_guard"),
        ("tickets", "0044_programme_areas"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TemplateRetirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("retires_on", models.DateField()),
                ("reason", models.CharField(max_length=600)),
                ("decision", models.CharField(max_length=140)),
                ("at", models.DateTimeField()),
                ("by_as", models.CharField(max_length=240)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_as", models.CharField(blank=True, max_length=240)),
                ("by", _key(settings.AUTH_USER_MODEL)),
                ("record", _key("tickets.templaterecord")),
                ("undone_by", _key(settings.AUTH_USER_MODEL, null=True)),
            ],
            options={
                "default_manager_name": "all_objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(undone_at=None), fields=("record",), name="template_retirement_stands_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(undone_at=None, undone_by=None, undone_as="")
                        | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_as=""),
                        name="template_retirement_undone_whole",
                    ),
                ],
            },
            managers=[("all_objects", models.manager.Manager())],
        ),
        migrations.RunSQL(KEPT, UNKEPT),
        migrations.RemoveConstraint(model_name="notice", name="notice_of_one_thing"),
        migrations.AddField(
            model_name="notice",
            name="retirement",
            field=_key("tickets.templateretirement", null=True, db_index=False),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(condition=_of_one(THINGS), name="notice_of_one_thing"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=Q(retirement__isnull=False),
                fields=("user", "retirement", "what"),
                name="notice_of_retirement_once",
            ),
        ),
    ]
