"""The service catalogue: groups, items, their versions with a form each, and what was retired."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A published version says what was on offer and what its form asked: it stays. So does the log of what was retired.
KEPT = """
create function tickets_catalogue_kept() returns trigger language plpgsql as $$
begin
  if old.state = 'published' then
    raise exception 'a published version of a catalogue item is kept' using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger tickets_catalogueversion_kept before update or delete on tickets_catalogueversion
  for each row execute function tickets_catalogue_kept();
create trigger tickets_catalogueversion_whole before truncate on tickets_catalogueversion
  for each statement execute function engine_append_only();
create trigger tickets_catalogueretirement_stays before update or delete on tickets_catalogueretirement
  for each row execute function engine_append_only();
create trigger tickets_catalogueretirement_whole before truncate on tickets_catalogueretirement
  for each statement execute function engine_append_only();
"""
UNDO = """
drop trigger tickets_catalogueretirement_whole on tickets_catalogueretirement;
drop trigger tickets_catalogueretirement_stays on tickets_catalogueretirement;
drop trigger tickets_catalogueversion_whole on tickets_catalogueversion;
drop trigger tickets_catalogueversion_kept on tickets_catalogueversion;
drop function tickets_catalogue_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_process_figures"),
        ("tickets", "0035_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_sv", models.CharField(max_length=200)),
                ("label_en", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=60)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.collaboration"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "slug"],
            },
        ),
        migrations.CreateModel(
            name="CatalogueItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.collaboration"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="tickets.cataloguegroup"
                    ),
                ),
                (
                    "region",
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
                "ordering": ["position", "slug"],
            },
        ),
        migrations.CreateModel(
            name="CatalogueRetirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("retired", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("done_as", models.CharField(max_length=160)),
                ("reason", models.CharField(max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retirements",
                        to="tickets.catalogueitem",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CatalogueVersion",
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
                ("reason", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("published_as", models.CharField(blank=True, max_length=160)),
                ("published_at", models.DateTimeField(null=True)),
                ("title_sv", models.CharField(max_length=120)),
                ("title_en", models.CharField(max_length=120)),
                ("lead_sv", models.CharField(max_length=600)),
                ("lead_en", models.CharField(max_length=600)),
                ("form", models.JSONField()),
                ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                (
                    "price_per",
                    models.CharField(choices=[("order", "an order"), ("row", "a row")], default="order", max_length=8),
                ),
                ("in_contract", models.BooleanField(default=True)),
                (
                    "fulfiller",
                    models.CharField(
                        choices=[
                            ("region", "The region itself"),
                            ("support", "The support organisation"),
                            ("vendor", "The vendor"),
                        ],
                        max_length=8,
                    ),
                ),
                ("lead_days", models.PositiveSmallIntegerField()),
                ("preapproved_by", models.CharField(blank=True, max_length=160)),
                ("preapproved_at", models.DateField(blank=True, null=True)),
                ("preapproved_until", models.DateField(blank=True, null=True)),
                ("preapproved_reason", models.CharField(blank=True, max_length=300)),
                ("is_bulk", models.BooleanField(default=False)),
                ("bulk_load", models.BooleanField(default=False)),
                (
                    "expert_field",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No expert group"),
                            ("medication-templates", "Medication templates"),
                            ("record-templates", "Health record templates"),
                            ("architecture", "Architecture"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="tickets.catalogueitem"
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
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.servicecomponent",
                    ),
                ),
            ],
            options={
                "ordering": ["valid_from", "number"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="cataloguegroup",
            constraint=models.UniqueConstraint(fields=("collaboration", "slug"), name="catalogue_group_slug_once"),
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.UniqueConstraint(fields=("collaboration", "slug"), name="catalogue_item_slug_once"),
        ),
        migrations.AddConstraint(
            model_name="catalogueversion",
            constraint=models.UniqueConstraint(fields=("item", "number"), name="catalogue_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="catalogueversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", None), ("published_at", None), ("state", "draft")),
                    models.Q(("number__isnull", False), ("published_at__isnull", False), ("state", "published")),
                    _connector="OR",
                ),
                name="catalogue_version_published_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("price", None), ("price__gte", 0), _connector="OR"),
                name="catalogue_version_price_not_below_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("preapproved_at", None),
                        ("preapproved_by", ""),
                        ("preapproved_reason", ""),
                        ("preapproved_until", None),
                    ),
                    models.Q(
                        models.Q(("preapproved_by", ""), _negated=True),
                        models.Q(("preapproved_reason", ""), _negated=True),
                        ("preapproved_at__isnull", False),
                        ("preapproved_until__gte", models.F("preapproved_at")),
                    ),
                    _connector="OR",
                ),
                name="catalogue_version_preapproved_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="catalogueversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("bulk_load", False), ("is_bulk", True), _connector="OR"),
                name="catalogue_version_loads_rows",
            ),
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
