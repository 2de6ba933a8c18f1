import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A published version says what was promised: it stays, and so do its targets and pauses.
KEPT = """
create function sla_agreement_kept() returns trigger language plpgsql as $$
begin
  if old.state = 'published' then
    raise exception 'a published version of an agreement is kept' using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create function sla_agreement_rows_kept() returns trigger language plpgsql as $$
declare
  of_versions bigint[] := array[
    case when tg_op <> 'INSERT' then old.version_id end, case when tg_op <> 'DELETE' then new.version_id end
  ];
begin
  if exists (select from sla_agreementversion where id = any(of_versions) and state = 'published') then
    raise exception 'what a published version of an agreement says is kept'
      using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger agreement_version_kept before update or delete on sla_agreementversion
  for each row execute function sla_agreement_kept();
create trigger agreement_version_not_emptied before truncate on sla_agreementversion
  for each statement execute function sla_not_emptied();
create trigger target_kept before insert or update or delete on sla_target
  for each row execute function sla_agreement_rows_kept();
create trigger target_not_emptied before truncate on sla_target
  for each statement execute function sla_not_emptied();
create trigger pause_kept before insert or update or delete on sla_pause
  for each row execute function sla_agreement_rows_kept();
create trigger pause_not_emptied before truncate on sla_pause
  for each statement execute function sla_not_emptied();
"""
UNDO = """
drop trigger pause_not_emptied on sla_pause;
drop trigger pause_kept on sla_pause;
drop trigger target_not_emptied on sla_target;
drop trigger target_kept on sla_target;
drop trigger agreement_version_not_emptied on sla_agreementversion;
drop trigger agreement_version_kept on sla_agreementversion;
drop function sla_agreement_rows_kept();
drop function sla_agreement_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("sla", "0002_calendars"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_sv", models.CharField(max_length=200)),
                ("label_en", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sla", "Service level agreement"),
                            ("ola", "Operational level agreement"),
                            ("uc", "Underpinning contract"),
                            ("external", "No agreement: time of its own"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "provider_kind",
                    models.CharField(
                        choices=[
                            ("region", "Region"),
                            ("support_org", "Support organisation"),
                            ("vendor", "Vendor"),
                            ("it_mt", "Regional IT and medical engineering"),
                            ("supplier", "Supplier"),
                            ("private_provider", "Private care provider"),
                            ("municipality", "Municipality"),
                            ("programme", "Programme"),
                            ("national_body", "National body"),
                            ("business", "Care operations"),
                            ("association", "Association"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "customer_kind",
                    models.CharField(
                        choices=[
                            ("region", "Region"),
                            ("support_org", "Support organisation"),
                            ("vendor", "Vendor"),
                            ("it_mt", "Regional IT and medical engineering"),
                            ("supplier", "Supplier"),
                            ("private_provider", "Private care provider"),
                            ("municipality", "Municipality"),
                            ("programme", "Programme"),
                            ("national_body", "National body"),
                            ("business", "Care operations"),
                            ("association", "Association"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.collaboration"
                    ),
                ),
                (
                    "counts_from_phase",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.phase",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="AgreementRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="regions", to="sla.agreement"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published")], default="draft", max_length=10
                    ),
                ),
                ("valid_from", models.DateField()),
                ("is_example", models.BooleanField(default=False)),
                ("only_while_held", models.BooleanField(default=False)),
                (
                    "on_priority_change",
                    models.CharField(
                        choices=[("from_start", "from the original start"), ("from_change", "from the change")],
                        default="from_start",
                        max_length=12,
                    ),
                ),
                ("pauses_from", models.PositiveSmallIntegerField(default=2)),
                ("most_pauses", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("longest_pause_minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("published_as", models.CharField(blank=True, max_length=160)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="sla.agreement"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pause_calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sla.calendar",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["valid_from", "number"],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hold",
                    models.CharField(
                        choices=[
                            ("await_reporter", "Waiting for the reporter or the region"),
                            ("vendor_holds", "Lies with the vendor"),
                            ("await_customer", "Waiting for the customer"),
                            ("await_region_confirm", "Waiting for the region's confirmation"),
                            ("await_change_window", "Waiting for a service window or release"),
                            ("await_third_party", "Waiting for a third party"),
                            ("await_decision", "Waiting for a forum's decision"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("pauses", "pauses"),
                            ("runs", "runs"),
                            ("runs_for_all", "runs, whoever holds the case"),
                            ("with_workaround", "pauses once a workaround is accepted"),
                            ("customers_window", "pauses where the customer set the window"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="sla.agreementversion"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("process", models.SlugField(max_length=60)),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("acknowledge", "Reception"),
                            ("respond", "First answer"),
                            ("update", "Interval of updates"),
                            ("resolve", "Solution"),
                            ("decide", "Decision"),
                            ("quote", "Quote"),
                        ],
                        max_length=12,
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("minutes", models.PositiveIntegerField(null=True)),
                (
                    "calendar",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sla.calendar"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="sla.agreementversion"
                    ),
                ),
            ],
            options={
                "ordering": ["process", "metric", "priority"],
            },
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("collaboration", "slug"), name="agreement_slug_once"),
        ),
        migrations.AddConstraint(
            model_name="agreementregion",
            constraint=models.UniqueConstraint(fields=("agreement", "region"), name="agreement_region_once"),
        ),
        migrations.AddConstraint(
            model_name="agreementregion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="agreement_region_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="agreement_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", None), ("published_at", None), ("state", "draft")),
                    models.Q(("number__isnull", False), ("published_at__isnull", False), ("state", "published")),
                    _connector="OR",
                ),
                name="agreement_version_published_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("pauses_from__range", (2, 4))), name="agreement_version_p1_runs"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("longest_pause_minutes", None), ("pause_calendar", None)),
                    models.Q(("longest_pause_minutes__gt", 0), ("pause_calendar__isnull", False)),
                    _connector="OR",
                ),
                name="agreement_version_pause_limit_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(fields=("version", "hold"), name="pause_once"),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("version", "process", "metric", "priority"), name="target_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("calendar", None), ("minutes", None)),
                    models.Q(("calendar__isnull", False), ("minutes__gt", 0)),
                    _connector="OR",
                ),
                name="target_takes_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority", None), ("priority__range", (1, 4)), _connector="OR"),
                name="target_priority_known",
            ),
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
