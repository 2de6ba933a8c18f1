"""What people are told of articles and delegations stands in the list; parts of articles are hidden and removed."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("roles", "0006_viewing"),
        ("tickets", "0015_breach_explanations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="article_event",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.articleevent"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="delegation",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roles.delegation"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="what",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AlterField(
            model_name="notice",
            name="event",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.event"
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="ticket",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("article_event__isnull", False)),
                fields=("user", "article_event"),
                name="notice_of_article_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("delegation__isnull", False)),
                fields=("user", "delegation", "what"),
                name="notice_of_delegation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("article_event", None),
                        ("delegation", None),
                        ("event__isnull", False),
                        ("ticket__isnull", False),
                    ),
                    models.Q(("article_event__isnull", False), ("delegation", None), ("event", None), ("ticket", None)),
                    models.Q(("article_event", None), ("delegation__isnull", False), ("event", None), ("ticket", None)),
                    _connector="OR",
                ),
                name="notice_of_one_thing",
            ),
        ),
        migrations.AddField(
            model_name="articletext",
            name="redacted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="articletext",
            name="removed_seq",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="articletext",
            name="salt",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.CreateModel(
            name="HiddenArticlePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=40)),
                ("kept", models.JSONField(default=list)),
                ("event_seq", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        blank=True, choices=[("redact", "Remove it for good"), ("show", "Show it again")], max_length=8
                    ),
                ),
                ("settled_seq", models.PositiveIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.article"
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hidden_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="articletext",
            name="part",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.hiddenarticlepart"
            ),
        ),
        migrations.AddIndex(
            model_name="hiddenarticlepart",
            index=models.Index(fields=["article", "-at"], name="hidden_part_of_article"),
        ),
        migrations.AddIndex(
            model_name="hiddenarticlepart",
            index=models.Index(
                condition=models.Q(("verdict", "")), fields=["article"], name="hidden_article_part_undecided"
            ),
        ),
        migrations.AddConstraint(
            model_name="hiddenarticlepart",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", ""), ("kept", []), _connector="OR"),
                name="hidden_article_part_keeps_nothing_once_settled",
            ),
        ),
        migrations.AddField(
            model_name="hiddenarticlepart",
            name="copy_of",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.hiddenpart"
            ),
        ),
        migrations.AddField(
            model_name="hiddenpart",
            name="copy_of_article",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.hiddenarticlepart"
            ),
        ),
    ]
