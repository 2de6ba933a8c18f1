"""Looking at the program as another person leaves rows that stay."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
create trigger {table}_kept before update or delete on {table} for each row execute function roles_append_only();
create trigger {table}_not_emptied before truncate on {table} for each statement execute function roles_append_only();
"""
NOT_KEPT = "drop trigger {table}_not_emptied on {table}; drop trigger {table}_kept on {table};"
TABLES = ("roles_viewing", "roles_viewedpage")


def _key(to: str, name: str = "+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("roles", "0005_delegations")]

    operations = [
        migrations.CreateModel(
            name="Viewing",
            fields=[
                ("id", _id()),
                ("viewer_role", models.CharField(max_length=240)),
                ("organisations", django.contrib.postgres.fields.ArrayField(models.BigIntegerField())),
                ("reason", models.CharField(max_length=200)),
                ("started_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("person", _key(settings.AUTH_USER_MODEL)),
                ("viewer", _key(settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
                "indexes": [models.Index(fields=["person", "-started_at"], name="viewing_of_person")],
            },
        ),
        migrations.CreateModel(
            name="ViewedPage",
            fields=[
                ("id", _id()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("shown", "Shown"),
                            ("refused", "Refused: nothing may be changed"),
                            ("ended", "Ended"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("address", models.CharField(max_length=300)),
                ("status", models.PositiveSmallIntegerField()),
                (
                    "cases",
                    django.contrib.postgres.fields.ArrayField(models.CharField(max_length=24), default=list),
                ),
                ("viewing", _key("roles.viewing", "pages")),
            ],
            options={"ordering": ["at", "pk"]},
        ),
        *(migrations.RunSQL(KEPT.format(table=table), NOT_KEPT.format(table=table)) for table in TABLES),
    ]
