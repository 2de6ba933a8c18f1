"""A person hands roles to another for a range of days, once the other has accepted."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import roles.models.assignment

Q, F = models.Q, models.F


def _key(to: str, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("roles", "0004_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(verbose_name="First day")),
                ("last_day", models.DateField(verbose_name="Last day")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="Reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken back"),
                            ("ended", "Ended early"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("giver", _key(settings.AUTH_USER_MODEL)),
                ("receiver", _key(settings.AUTH_USER_MODEL)),
                ("organisation", _key("regions.organisation", null=True)),
                ("role", _key("roles.role", null=True)),
            ],
            options={
                "ordering": ["-first_day", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("last_day__gte", F("first_day"))), name="delegation_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=Q(("giver", F("receiver")), _negated=True), name="delegation_to_another"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("organisation", None), ("role", None)),
                            Q(("organisation__isnull", False), ("role__isnull", False)),
                            _connector="OR",
                        ),
                        name="delegation_of_a_role_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=Q(("state__in", ["proposed", "accepted", "declined", "withdrawn", "ended"])),
                        name="delegation_state_known",
                    ),
                ],
                "indexes": [
                    models.Index(condition=Q(("state", "accepted")), fields=["last_day"], name="delegation_in_force")
                ],
            },
        ),
        migrations.AlterField(
            "rolechange",
            "what",
            models.CharField(
                choices=[
                    ("assigned", "Role given"),
                    ("ended", "End of the role set"),
                    ("withdrawn", "Role taken back before it began"),
                    ("person_added", "Account made"),
                    ("password_made", "New one-time password"),
                    ("deactivated", "Account closed"),
                    ("activated", "Account opened again"),
                    ("delegated", "Role handed over for a time"),
                    ("given_back", "Role handed back"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddField("roleassignment", "delegation", _key("roles.delegation", null=True)),
        migrations.RemoveConstraint("roleassignment", "assignment_not_twice"),
        migrations.AddConstraint(
            "roleassignment",
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="assignment_not_twice",
                expressions=[
                    ("user", "="),
                    ("role", "="),
                    ("organisation", "="),
                    (django.db.models.functions.comparison.Coalesce("deputy_for", 0), "="),
                    (roles.models.assignment._DateRange("valid_from", "valid_to", models.Value("[]")), "&&"),
                ],
            ),
        ),
    ]
