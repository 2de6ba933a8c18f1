"""Who turned read-only mode on and off, when and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
create trigger read_only_change_kept before update or delete on sussa_readonlychange
  for each row execute function engine_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sussa", "0001_statement_and_feedback"),
        ("engine", "0002_database_guard"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadOnlyChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_on", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("expected_end", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=160)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_on", False),
                            models.Q(models.Q(("reason", ""), _negated=True), ("expected_end__isnull", False)),
                            _connector="OR",
                        ),
                        name="read_only_says_why_and_until",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT, "drop trigger read_only_change_kept on sussa_readonlychange;"),
    ]
