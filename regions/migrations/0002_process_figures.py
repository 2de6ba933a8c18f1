"""The numbers of a process as data; a collaboration that is loaded already keeps those that stood in the program."""

import django.db.models.deletion
from django.db import migrations, models

STOOD_IN_THE_PROGRAM = {
    "rule_regions": 3,
    "rule_minutes": 60,
    "together_minutes": 30,
    "reminders": 2,
    "watch_hours": 4,
    "backdated_minutes": 5,
}


def keep(apps, schema_editor):
    settings = apps.get_model("regions", "ProcessSetting").objects.filter(process="major-incident")
    figures = apps.get_model("regions", "ProcessFigure").objects
    for pk in settings.values_list("collaboration_id", flat=True):
        for figure, value in STOOD_IN_THE_PROGRAM.items():
            figures.create(collaboration_id=pk, process="major-incident", figure=figure, value=value)


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_organisations_and_collaboration")]

    operations = [
        migrations.CreateModel(
            name="ProcessFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("process", models.SlugField(help_text="Slug of the process.", max_length=60)),
                ("figure", models.CharField(max_length=60)),
                ("value", models.PositiveIntegerField()),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="process_figures",
                        to="regions.collaboration",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("collaboration", "process", "figure"), name="process_figure_once")
                ],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
