"""Quotes of orders and how their price is divided among the regions; the solidarity ledger."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KEYS = [
    ("equal", "Equal parts"),
    ("population", "By inhabitants"),
    ("users", "By users"),
    ("orderer", "The ordering region alone"),
    ("custom", "Shares of your own"),
]
# What was quoted, divided and entered stays; an acceptance and a withdrawal are noted once.
STAYS = """
create trigger {table}_stays before update or delete on {table} for each row execute function engine_append_only();
create trigger {table}_whole before truncate on {table} for each statement execute function engine_append_only();
"""
NOTED = """
create trigger {table}_stays before delete on {table} for each row execute function engine_append_only();
create trigger {table}_whole before truncate on {table} for each statement execute function engine_append_only();
create trigger {table}_kept before update on {table} for each row
  when (old.{once} is not null or to_jsonb(old) - '{{{noted}}}'::text[] <> to_jsonb(new) - '{{{noted}}}'::text[])
  execute function engine_append_only();
"""
WHOLE = """
create function tickets_quote_is_whole() returns trigger language plpgsql as $$
begin
  if (select sum(share) <> 10000 or sum(s.amount) <> max(q.price) from tickets_quoteshare s
      join tickets_quoteallocation a on a.id = s.allocation_id join tickets_quote q on q.id = a.quote_id
      where s.allocation_id = new.allocation_id) then
    raise exception 'the shares of a quote add up to exactly the whole' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger tickets_quoteshare_is_whole after insert on tickets_quoteshare
  deferrable initially deferred for each row execute function tickets_quote_is_whole();
create function tickets_solidarity_is_whole() returns trigger language plpgsql as $$
begin
  if (select sum(share) <> 10000 from tickets_solidarityshare where row_id = new.row_id and part = new.part) then
    raise exception 'the shares of a row add up to exactly the whole' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger tickets_solidarityshare_is_whole after insert on tickets_solidarityshare
  deferrable initially deferred for each row execute function tickets_solidarity_is_whole();
"""
NOT_WHOLE = """
drop trigger tickets_solidarityshare_is_whole on tickets_solidarityshare;
drop function tickets_solidarity_is_whole();
drop trigger tickets_quoteshare_is_whole on tickets_quoteshare;
drop function tickets_quote_is_whole();
"""
GUARD = (
    "".join(STAYS.format(table=f"tickets_{name}") for name in ("quote", "quoteshare", "solidarityshare"))
    + NOTED.format(table="tickets_quoteallocation", once="accepted_at", noted="accepted_at")
    + NOTED.format(
        table="tickets_solidarityrow", once="withdrawn_at", noted="withdrawn_at,withdrawn_by_id,withdrawn_as"
    )
    + WHOLE
)
UNGUARD = NOT_WHOLE + "".join(
    f"drop trigger tickets_{table}_{name} on tickets_{table};"
    for table, names in {
        "quote": ("stays", "whole"),
        "quoteshare": ("stays", "whole"),
        "solidarityshare": ("stays", "whole"),
        "quoteallocation": ("stays", "whole", "kept"),
        "solidarityrow": ("stays", "whole", "kept"),
    }.items()
    for name in names
)


def _key(to: str, name: str = "+", **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to, **more)


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _kronor(**more):
    return models.DecimalField(decimal_places=2, max_digits=12, **more)


OF_ORDERS = {
    "managers": [("all_objects", django.db.models.manager.Manager())],
}


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0003_region_measures"),
        ("roles", "0007_groups_that_order"),
        ("tickets", "0037_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", _id()),
                ("number", models.PositiveSmallIntegerField()),
                ("price", _kronor()),
                ("lead_days", models.PositiveSmallIntegerField()),
                ("valid_until", models.DateField()),
                ("received_outside", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                ("given_by", _key("regions.organisation")),
                ("ticket", _key("tickets.ticket")),
            ],
            options={
                "default_manager_name": "all_objects",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "number"), name="quote_number_once"),
                    models.CheckConstraint(condition=Q(price__gte=0), name="quote_price_not_below_zero"),
                ],
            },
            **OF_ORDERS,
        ),
        migrations.CreateModel(
            name="QuoteAllocation",
            fields=[
                ("id", _id()),
                ("key", models.CharField(choices=KEYS, max_length=10)),
                ("figures", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("quote", _key("tickets.quote")),
                ("ticket", _key("tickets.ticket")),
            ],
            options={
                "default_manager_name": "all_objects",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(accepted_at__isnull=False), fields=("ticket",), name="quote_accepted_once"
                    )
                ],
            },
            **OF_ORDERS,
        ),
        migrations.CreateModel(
            name="QuoteShare",
            fields=[
                ("id", _id()),
                ("share", models.PositiveSmallIntegerField()),
                ("amount", _kronor()),
                ("allocation", _key("tickets.quoteallocation")),
                ("region", _key("regions.organisation")),
            ],
            options={
                "default_manager_name": "all_objects",
                "ordering": ["region__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("allocation", "region"), name="quote_share_once"),
                    models.CheckConstraint(
                        condition=Q(share__lte=10000, amount__gte=0), name="quote_share_of_the_whole"
                    ),
                ],
            },
            **OF_ORDERS,
        ),
        migrations.CreateModel(
            name="SolidarityRow",
            fields=[
                ("id", _id()),
                ("kind", models.CharField(choices=[("effort", "Effort"), ("cost", "Cost")], max_length=6)),
                ("month", models.DateField()),
                ("process", models.SlugField(blank=True, max_length=60)),
                ("hours", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ("label", models.CharField(blank=True, max_length=120)),
                ("amount", _kronor(null=True)),
                ("key", models.CharField(blank=True, choices=KEYS, max_length=10)),
                ("figures", models.JSONField(default=list)),
                ("entered_as", models.CharField(max_length=240)),
                ("entered_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_as", models.CharField(blank=True, max_length=240)),
                ("entered_by", _key(settings.AUTH_USER_MODEL)),
                ("entered_for", _key("regions.organisation")),
                ("organisation", _key("regions.organisation", null=True)),
                ("role", _key("roles.role", null=True)),
                ("withdrawn_by", _key(settings.AUTH_USER_MODEL, null=True)),
            ],
            options={
                "ordering": ["-month", "-pk"],
                "indexes": [models.Index(fields=["month"], name="solidarity_by_month")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind="effort", organisation__isnull=False, hours__gt=0, amount=None, key="")
                        | Q(kind="cost", organisation=None, hours=None, role=None, amount__gt=0) & ~Q(key=""),
                        name="solidarity_row_is_effort_or_cost",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SolidarityShare",
            fields=[
                ("id", _id()),
                ("part", models.CharField(choices=[("borne", "Borne"), ("used", "Used")], max_length=5)),
                ("share", models.PositiveSmallIntegerField()),
                ("region", _key("regions.organisation")),
                ("row", _key("tickets.solidarityrow", "shares")),
            ],
            options={
                "ordering": ["region__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("row", "part", "region"), name="solidarity_share_once"),
                    models.CheckConstraint(condition=Q(share__lte=10000), name="solidarity_share_of_the_whole"),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
