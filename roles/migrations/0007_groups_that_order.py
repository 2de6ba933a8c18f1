"""Who may order and who may approve for an organisation, up to which amount, and the log of it."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q, Value

import roles.models.group

GROUPS = [("bestallare", "Orderers"), ("godkannare", "Approvers"), ("forgodkand", "Pre-approved group")]
CHANGES = [
    ("assigned", "Role given"),
    ("ended", "End of the role set"),
    ("withdrawn", "Role taken back before it began"),
    ("person_added", "Account made"),
    ("password_made", "New one-time password"),
    ("deactivated", "Account closed"),
    ("activated", "Account opened again"),
    ("delegated", "Role handed over for a time"),
    ("given_back", "Role handed back"),
    ("group_given", "Member of a group"),
    ("group_ended", "End of the membership set"),
    ("group_withdrawn", "Membership taken back before it began"),
]
# Who, where, which group, how much and from when stay as they were given; another limit is another row.
KEPT = """
create trigger membership_kept before update of user_id, organisation_id, "group", amount_limit, valid_from, given_by_id
  on roles_groupmembership for each row execute function roles_append_only();
"""


def _key(to: str, name: str = "+", **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [("regions", "0002_process_figures"), ("roles", "0006_viewing")]

    operations = [
        migrations.AddField(
            "rolechange", "group", models.CharField(blank=True, choices=GROUPS, max_length=12, default="")
        ),
        migrations.AddField(
            "rolechange", "amount_limit", models.DecimalField(decimal_places=2, max_digits=12, null=True)
        ),
        migrations.AlterField("rolechange", "what", models.CharField(choices=CHANGES, max_length=16)),
        migrations.CreateModel(
            name="GroupMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.CharField(choices=GROUPS, max_length=12, verbose_name="Group")),
                (
                    "amount_limit",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="Limit in kronor"),
                ),
                ("valid_from", models.DateField(verbose_name="From")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="To")),
                ("given_by", _key(settings.AUTH_USER_MODEL, null=True)),
                ("organisation", _key("regions.organisation")),
                ("user", _key(settings.AUTH_USER_MODEL, "memberships")),
            ],
            options={
                "ordering": ["organisation_id", "group", "valid_from", "pk"],
                "indexes": [models.Index(fields=["organisation", "group"], name="membership_by_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(group__in=[slug for slug, _label in GROUPS]), name="membership_group_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                        name="membership_group_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=Q(amount_limit=None) | Q(group="godkannare", amount_limit__gte=0),
                        name="membership_limit_of_an_approver",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        name="membership_not_twice",
                        expressions=[
                            ("user", "="),
                            ("organisation", "="),
                            ("group", "="),
                            (roles.models.group._DateRange("valid_from", "valid_to", Value("[]")), "&&"),
                        ],
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, "drop trigger membership_kept on roles_groupmembership"),
    ]
