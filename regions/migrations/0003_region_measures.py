"""How many inhabitants and users the regions have, by which joint costs are divided."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("regions", "0002_process_figures")]

    operations = [
        migrations.CreateModel(
            name="RegionMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("population", "Inhabitants"), ("users", "Users")], max_length=10),
                ),
                ("measured_on", models.DateField()),
                ("value", models.PositiveIntegerField()),
                ("source", models.CharField(help_text="Who counted, and where it is found.", max_length=200)),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="regions.collaboration",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="regions.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "region_id", "measured_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collaboration", "region", "kind", "measured_on"), name="measure_once"
                    )
                ],
            },
        ),
    ]
