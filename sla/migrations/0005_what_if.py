import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What is published is kept in the same way, whatever it is a version of. Who set the days of a region is kept, too.
KEPT = """
create or replace function sla_published_kept() returns trigger language plpgsql as $$
begin
  if old.state = 'published' then
    raise exception 'a published version is kept (%)', tg_table_name using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
drop trigger agreement_version_kept on sla_agreementversion;
create trigger agreement_version_kept before update or delete on sla_agreementversion
  for each row execute function sla_published_kept();
drop function sla_agreement_kept();
create trigger agreement_region_change_kept before update or delete on sla_agreementregionchange
  for each row execute function sla_not_emptied();
create trigger agreement_region_change_not_emptied before truncate on sla_agreementregionchange
  for each statement execute function sla_not_emptied();
"""
UNDO = """
drop trigger agreement_region_change_not_emptied on sla_agreementregionchange;
drop trigger agreement_region_change_kept on sla_agreementregionchange;
create function sla_agreement_kept() returns trigger language plpgsql as $$
begin
  if old.state = 'published' then
    raise exception 'a published version of an agreement is kept' using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
drop trigger agreement_version_kept on sla_agreementversion;
create trigger agreement_version_kept before update or delete on sla_agreementversion
  for each row execute function sla_agreement_kept();
create or replace function sla_published_kept() returns trigger language plpgsql as $$
begin
  if old.state = 'published' then
    raise exception 'a published version of a calendar is kept' using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("sla", "0004_escalation_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementRegionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by_role", models.CharField(max_length=160)),
                ("had_from", models.DateField(null=True)),
                ("had_to", models.DateField(null=True)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("reason", models.CharField(max_length=200)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sla.agreement"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="WhatIf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField()),
                ("language", models.CharField(max_length=10)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("total", models.PositiveIntegerField(null=True)),
                ("looked_at", models.PositiveIntegerField(default=0)),
                ("last_ticket", models.BigIntegerField(default=0)),
                ("judged", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "agreement_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="what_ifs",
                        to="sla.agreementversion",
                    ),
                ),
                (
                    "calendar_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="what_ifs",
                        to="sla.calendarversion",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WhatIfFlip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ticket", models.BigIntegerField()),
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
                ("round", models.PositiveIntegerField()),
                ("becomes", models.CharField(choices=[("kept", "kept"), ("missed", "missed")], max_length=8)),
                ("due_before", models.DateTimeField(null=True)),
                ("due_after", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("counts", models.BooleanField(default=True)),
                ("why", models.JSONField(default=list)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sla.agreement"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "what_if",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flips", to="sla.whatif"
                    ),
                ),
            ],
            options={
                "ordering": ["-becomes", "-ticket", "metric", "round", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="whatif",
            index=models.Index(
                condition=models.Q(("finished_at", None)), fields=["leased_until"], name="what_if_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="whatif",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreement_version", None), ("calendar_version__isnull", False)),
                    models.Q(("agreement_version__isnull", False), ("calendar_version", None)),
                    _connector="OR",
                ),
                name="what_if_of_one_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="whatifflip",
            constraint=models.UniqueConstraint(
                fields=("what_if", "ticket", "agreement", "provider", "metric", "round"), name="what_if_flip_once"
            ),
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
