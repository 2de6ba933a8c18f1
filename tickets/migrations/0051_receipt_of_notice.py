"""A manufacturer's receipt of a region's notice is kept beside the report that it answers."""

from django.db import migrations, models

STAGES = [
    ("warning", "Early warning"),
    ("notification", "Incident notification"),
    ("progress", "Progress report"),
    ("final", "Final report"),
    ("breach", "Notification of a personal data breach"),
    ("authority", "Report to the Medical Products Agency"),
    ("to_maker", "Notice to the manufacturer"),
    ("inspectorate", "Report to the Health and Social Care Inspectorate"),
    ("maker", "The manufacturer's report to the Medical Products Agency"),
    ("acknowledged", "Acknowledgement of the field safety notice"),
    ("received", "The manufacturer's receipt of the notice"),
]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0050_public_records")]

    operations = [
        migrations.AlterField("regulatoryreport", "stage", models.CharField(choices=STAGES, max_length=12)),
        migrations.AlterField("reportrule", "stage", models.CharField(blank=True, choices=STAGES, max_length=12)),
    ]
