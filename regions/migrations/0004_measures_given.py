"""Figures of regions are given by people as well, say whether they are assumed, and are only added to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Until now it stood in the words of the source alone.
ASSUMED = "update regions_regionmeasure set assumed = true where source ilike 'antaget%'"

# What was divided by an older figure can still be explained.
KEPT = """
create trigger regions_regionmeasure_stays before update or delete on regions_regionmeasure
  for each row execute function engine_append_only();
create trigger regions_regionmeasure_whole before truncate on regions_regionmeasure
  for each statement execute function engine_append_only();
"""
UNDO = """
drop trigger regions_regionmeasure_whole on regions_regionmeasure;
drop trigger regions_regionmeasure_stays on regions_regionmeasure;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("engine", "0002_database_guard"),
        ("regions", "0003_region_measures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="regionmeasure", name="measure_once"),
        migrations.AlterField(
            model_name="regionmeasure",
            name="kind",
            field=models.CharField(
                choices=[("population", "Inhabitants"), ("users", "Users"), ("effort", "Agreed hours a year")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="regionmeasure",
            name="assumed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="regionmeasure",
            name="given_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="regionmeasure",
            name="given_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="regionmeasure",
            name="given_as",
            field=models.CharField(blank=True, default="", max_length=240),
            preserve_default=False,
        ),
        migrations.RunSQL(ASSUMED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="regionmeasure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("given_at", None)),
                fields=("collaboration", "region", "kind", "measured_on"),
                name="measure_loaded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="regionmeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_as", ""), ("given_at", None), ("given_by", None)),
                    models.Q(
                        ("assumed", False),
                        ("given_at__isnull", False),
                        ("given_by__isnull", False),
                        models.Q(("given_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="measure_given_whole",
            ),
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
