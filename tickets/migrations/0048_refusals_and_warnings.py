"""How often a personal number was refused, and what the regions were told of a danger with what they run."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

THINGS = (("ticket", "event"), ("article_event",), ("delegation",), ("retirement",), ("safety_warning",))
LEVELS = [("nej", "No"), ("vet_ej", "Do not know"), ("risk", "Risk"), ("intraffat", "Has occurred")]


def _key(to: str, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more)


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of_one(things) -> Q:
    found = Q()
    for thing in things:
        found |= Q(**{f"{name}__isnull": name not in thing for names in things for name in names})
    return found


class Migration(migrations.Migration):
    dependencies = [("regions", "0004_measures_given"), ("tickets", "0047_template_retirement")]

    operations = [
        migrations.CreateModel(
            name="RefusedNumber",
            fields=[
                ("id", _id()),
                ("month", models.DateField()),
                ("kind", models.CharField(max_length=40)),
                ("count", models.PositiveIntegerField()),
                ("organisation", _key("regions.organisation")),
            ],
            options={
                "default_manager_name": "all_objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "month", "kind"), name="refused_number_once")
                ],
            },
            managers=[("all_objects", models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="SafetyWarning",
            fields=[
                ("id", _id()),
                ("level", models.CharField(choices=LEVELS, max_length=10)),
                ("version", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("region", _key("regions.organisation")),
                ("service", _key("regions.servicecomponent")),
                ("ticket", _key("tickets.ticket")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "region", "level"), name="safety_warning_once")
                ]
            },
        ),
        migrations.RemoveConstraint(model_name="notice", name="notice_of_one_thing"),
        migrations.AddField(
            model_name="notice",
            name="safety_warning",
            field=_key("tickets.safetywarning", null=True, db_index=False),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(condition=_of_one(THINGS), name="notice_of_one_thing"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=Q(safety_warning__isnull=False),
                fields=("user", "safety_warning"),
                name="notice_of_warning_once",
            ),
        ),
    ]
