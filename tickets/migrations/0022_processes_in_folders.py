"""The processes with a folder of their own, as proxies of the ticket."""

import django.db.models.manager
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0021_regulatory_tracks"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownError",
            fields=[],
            options={
                "verbose_name": "Known error",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("tickets.ticket",),
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MajorIncident",
            fields=[],
            options={
                "verbose_name": "Major incident",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("tickets.ticket",),
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[],
            options={
                "verbose_name": "Problem",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("tickets.ticket",),
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
