"""The questions on the risk of a change, as versioned data; and templates of changes that the vendor carries out."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
create trigger tickets_riskquestions_stays before update or delete on tickets_riskquestions
  for each row execute function engine_append_only();
create trigger tickets_riskquestions_whole before truncate on tickets_riskquestions
  for each statement execute function engine_append_only();
"""
UNGUARD = """
drop trigger tickets_riskquestions_stays on tickets_riskquestions;
drop trigger tickets_riskquestions_whole on tickets_riskquestions;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_process_figures"),
        ("tickets", "0032_acceptance"),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskQuestions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60)),
                ("version", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("questions", models.JSONField()),
                ("answers", models.JSONField()),
                ("medium_from", models.PositiveSmallIntegerField()),
                ("high_from", models.PositiveSmallIntegerField()),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.collaboration"
                    ),
                ),
            ],
            options={
                "ordering": ["slug", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collaboration", "slug", "version"), name="risk_questions_version_once"
                    ),
                    models.UniqueConstraint(
                        fields=("collaboration", "slug", "valid_from"), name="risk_questions_day_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(high_from__gt=models.F("medium_from")),
                        name="risk_questions_high_above_medium",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.AddField(
            model_name="changetemplatedetail", name="vendor_works", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="changetemplateversion", name="vendor_works", field=models.BooleanField(default=False)
        ),
    ]
