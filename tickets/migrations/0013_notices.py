"""What each person is told of tickets, in a list and in a daily mail, and how each wants it."""

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0012_awaits_reporter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(max_length=20)),
                ("is_listed", models.BooleanField(default=True)),
                ("is_daily", models.BooleanField(default=False)),
                ("mailed_on", models.DateField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.event"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["user", "-created_at", "-id"],
                        name="notice_newest",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True), ("read_at", None)),
                        fields=["user"],
                        name="notice_unread",
                    ),
                    models.Index(
                        condition=models.Q(("is_daily", True), ("mailed_on", None)),
                        fields=["created_at"],
                        name="notice_to_mail",
                    ),
                    models.Index(
                        condition=models.Q(("is_daily", True)), fields=["user", "mailed_on"], name="notice_of_day"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("user", "event"), name="notice_once")],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(max_length=20)),
                ("is_listed", models.BooleanField()),
                (
                    "mailing",
                    models.CharField(
                        choices=[("now", "At once"), ("daily", "In one mail a day"), ("never", "No mail")], max_length=5
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "category"), name="notice_preference_once")],
            },
        ),
    ]
