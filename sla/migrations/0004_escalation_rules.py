import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("sla", "0003_agreements"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_sv", models.CharField(max_length=200)),
                ("label_en", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=60)),
                ("roles", models.JSONField()),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.collaboration"
                    ),
                ),
            ],
            options={
                "ordering": ["slug"],
                "constraints": [
                    models.UniqueConstraint(fields=["collaboration", "slug"], name="role_group_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("clock", "A part of an agreed time has passed"),
                            ("handoff_unanswered", "A hand-over has not been answered"),
                            ("hold_expired", "The time to wait is over"),
                            ("silent", "Nothing has happened in the case"),
                            ("approval_missing", "An answer that was asked for has not come"),
                            ("breach_unexplained", "An exceeded time has no reason and owner"),
                        ],
                        max_length=20,
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("metrics", models.JSONField(blank=True, default=list)),
                ("level", models.PositiveSmallIntegerField(default=1)),
                ("after_minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("process", models.SlugField(blank=True, max_length=60)),
                ("priority", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("functional", "functional"), ("hierarchical", "hierarchical")], max_length=12
                    ),
                ),
                ("targets", models.JSONField()),
                ("falls_to", models.JSONField(blank=True, default=list)),
                ("quiet_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("mandatory", models.BooleanField(default=False)),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sla.calendar",
                    ),
                ),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.collaboration"
                    ),
                ),
            ],
            options={
                "ordering": ["trigger", "percent", "level", "process", "priority", "slug", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["collaboration", "slug", "valid_from"], name="escalation_rule_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            trigger="clock", percent__in=(50, 75, 90, 100, 120), after_minutes=None, calendar=None
                        )
                        | Q(trigger="hold_expired", percent=None, after_minutes=None, calendar=None)
                        | ~Q(trigger__in=["clock", "hold_expired"])
                        & Q(percent=None, after_minutes__gt=0, calendar__isnull=False),
                        name="escalation_rule_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=Q(priority=None) | Q(priority__range=(1, 4)), name="escalation_rule_priority_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(quiet_from=None) | Q(quiet_from__range=(1, 4)), name="escalation_rule_quiet_known"
                    ),
                ],
            },
        ),
    ]
